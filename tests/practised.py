"""Practice to test with: a small made-up client, and runs told as readable steps."""

from __future__ import annotations

from kohtaa_tui.domain import rehearsal
from kohtaa_tui.domain.events import Record, Started, TurnMarked
from kohtaa_tui.domain.folding import apply, start
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.scenario import (
    ClientTurn,
    Interruption,
    Reaction,
    Scenario,
    ScenePhase,
    Trap,
    TurnKind,
)
from tests.build import START, Story, plan, texts


def scenario(scenario_id: str = "vera", name: str = "Vera") -> Scenario:
    """A client of 30 minutes with a fact or two in each phase, an interruption at 14 min and four slips."""
    return Scenario(
        id=scenario_id,
        name=name,
        minutes=30,
        mood="careful",
        intro=texts("Etsii suuntaa.", "Söker riktning.", "Looks for a direction."),
        actor=texts("Puhuu hiljaa.", "Talar tyst.", "Speaks softly."),
        door=texts("Vielä yksi asia.", "En sak till.", "One more thing."),
        interruption=Interruption(14, texts("Puhelin soi.", "Telefonen ringer.", "The telephone rings.")),
        reaction=(Reaction("niin", ("closed", "information"), texts("Joo.", "Jo.", "Yes.")),),
        phase=(
            ScenePhase(
                "empatia",
                texts("Sain kirjeen.", "Jag fick ett brev.", "I got a letter."),
                (_turn("kirje", "kirje pelottaa"), _turn("yo", "nukkuu huonosti", after=("kirje",))),
                (Reaction("jaa", ("advice",), texts("Jaa.", "Jaha.", "I see."), "withdrawn"),),
                (
                    Trap("neuvo-alussa", _same("Neuvo tulee ennen kuin asia on kuultu"), ("advice", "information")),
                    Trap("kirjeeseen", _same("Kirje jää lukematta"), (), "kirje"),
                ),
            ),
            ScenePhase(
                "ohjaus",
                texts("Oikeasti mietin työtä.", "Egentligen undrar jag.", "Really I wonder."),
                (_turn("tyo", "haluaa omaan työhön"), _turn("taito", "on opettanut uusia", mood="open")),
                (),
                (Trap("kiire", _same("Vahvuus jää huomaamatta")),),
            ),
            ScenePhase("neuvonta", texts("Mitä nyt?", "Vad nu?", "What now?"), (_turn("viikko", "tällä viikolla"),)),
            ScenePhase(
                "hyvastely",
                texts("Kiitos.", "Tack.", "Thank you."),
                (_turn("seuraava", "soittaa perjantaina"),),
                (),
                (Trap("paiva", _same("Päivä jää sopimatta"), (), "seuraava"),),
            ),
        ),
    )


def _same(text: str):  # type: ignore[no-untyped-def]
    return texts(text, f"sv: {text}", f"en: {text}")


def _turn(turn_id: str, fact: str, **more: object) -> ClientTurn:
    said = f"Minusta {fact}."
    return ClientTurn(turn_id, _same(said), fact=_same(fact), **more)  # type: ignore[arg-type]


class Run(Story):
    """A run of practice in the making."""

    def __init__(self, practice: Practice) -> None:
        event = Started(START, plan(30), "fi", practice=practice)
        super().__init__(start("20261103T080200Z-abcdefgh", Record(1, "here", 0, event)))

    def says(self, kind: TurnKind) -> Run:
        """A turn is marked, and the client answers."""
        says = rehearsal.answer(self.session, kind) if self.session.practice and self.session.practice.alone else ""
        self.session = apply(self.session, Record(self.session.next_seq, "here", self.now, TurnMarked(kind, says)))
        return self


def run(*, alone: bool = True, client: Scenario | None = None, **more: object) -> Run:
    """A run that has just begun, with the small client or another."""
    return Run(Practice("practice", client or scenario(), alone=alone, **more))  # type: ignore[arg-type]


def whole() -> Run:
    """Twenty-eight minutes with nine turns, of which one was advice too early."""
    made = run()
    for at, kind in (("1:00", "open"), ("2:30", "advice"), ("4:00", "silence")):
        made.at(at)
        made.says(kind)  # type: ignore[arg-type]
    made.at("6:00").enter("ohjaus")
    for at, kind in (("7:00", "open"), ("9:00", "reflection"), ("13:00", "open"), ("15:30", "silence")):
        made.at(at)
        made.says(kind)  # type: ignore[arg-type]
    made.at("17:00").enter("neuvonta").at("18:00")
    made.says("information")
    made.at("20:00")
    made.says("summary")
    made.at("25:00").enter("hyvastely").at("28:00").end()
    return made
