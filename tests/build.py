"""Things to test with: a small pack with kohtaava's figures, and sessions told as readable steps.

story(minutes=30).at("6:00").enter("ohjaus").at("7:30").pause().session
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import (
    AnyEvent,
    ClockMoved,
    Ended,
    EndMoved,
    Mark,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Record,
    Reflected,
    Reopened,
    Resumed,
    Started,
    Undone,
)
from kohtaa_tui.domain.folding import apply, last_undoable, start
from kohtaa_tui.domain.pack import AddedPrompt, Circumstance, Pack, PackPhase, Prompt, PromptKind, Texts
from kohtaa_tui.domain.plan import Plan, make_plan
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.session import Session, Status

PHASES = ("empatia", "ohjaus", "neuvonta", "hyvastely")
CIRCUMSTANCES = ("first", "interpreter", "remote")
START = datetime.fromisoformat("2026-11-03T10:02:00+02:00")
"""A Tuesday."""
CORRECTED = datetime.fromisoformat("2026-11-22T14:03:00+02:00")
"""When what is corrected afterwards is corrected: a Sunday."""


def texts(fi: str, sv: str, en: str) -> Texts:
    return Texts(fi=fi, sv=sv, en=en)


def prompt(prompt_id: str, kind: PromptKind, fi: str, sv: str, en: str) -> Prompt:
    return Prompt(id=prompt_id, kind=kind, text=texts(fi, sv, en), short=texts(fi[:32], sv[:32], en[:32]))


def pack() -> Pack:
    """A pack like kohtaava, with two or three prompts a phase."""
    return Pack(
        id="kohtaava",
        title=texts("Kohtaava ohjaus", "Bemötande vägledning", "Encountering guidance"),
        phase=[
            PackPhase(
                id="empatia",
                name=texts("Empatiavaihe", "Empatifasen", "Empathy phase"),
                short=texts("Empatia", "Empati", "Empathy"),
                minimum=5,
                share=20,
                purpose=texts("Luodaan yhteys.", "Vi skapar kontakt.", "We make contact."),
                signs=[texts("yhteys riittää", "kontakten räcker", "the contact is there")],
                prompt=[
                    prompt("e1", "cue", "Hengähdä.", "Andas.", "Breathe."),
                    prompt("e2", "cue", "Katso ja tervehdi.", "Se upp och hälsa.", "Look up and greet."),
                    prompt("e3", "say", "Meillä on {minutes} min.", "Vi har {minutes} min.", "We have {minutes} min."),
                ],
            ),
            PackPhase(
                id="ohjaus",
                name=texts("Ohjauksellinen vaihe", "Den vägledande fasen", "Guidance phase"),
                short=texts("Ohjauksellinen", "Vägledning", "Guidance"),
                minimum=4,
                share=40,
                prompt=[
                    prompt("o1", "say", "Kerro omin sanoin.", "Berätta med egna ord.", "Tell in your own words."),
                    prompt("o2", "say", "Mikä on tärkeintä?", "Vad är viktigast?", "What matters most?"),
                    prompt("o3", "cue", "Piirtäkää yhdessä.", "Rita tillsammans.", "Draw together."),
                ],
            ),
            PackPhase(
                id="neuvonta",
                name=texts("Neuvonnallinen vaihe", "Den rådgivande fasen", "Advice phase"),
                short=texts("Neuvonnallinen", "Rådgivning", "Advice"),
                minimum=3,
                share=30,
                prompt=[
                    prompt("n1", "cue", "Yksi asia kerrallaan.", "En sak i taget.", "One thing at a time."),
                    prompt("n2", "say", "Mitä ajattelet tästä?", "Vad tycker du?", "What do you think?"),
                ],
            ),
            PackPhase(
                id="hyvastely",
                name=texts("Hyvästeleminen", "Farväl", "Farewell"),
                short=texts("Hyvästely", "Farväl", "Farewell"),
                minimum=3,
                share=10,
                protected=True,
                prompt=[
                    prompt("h1", "say", "Mitä sovimme?", "Vad kom vi överens om?", "What did we agree?"),
                    prompt("h2", "say", "Kiitos.", "Tack.", "Thank you."),
                ],
            ),
        ],
        circumstance=[
            Circumstance(
                id="first",
                shares={"empatia": 25, "ohjaus": 40, "neuvonta": 25, "hyvastely": 10},
                prompt=[_added("f1", "empatia", "Onko palvelu tuttu?", replaces="e3")],
            ),
            Circumstance(
                id="interpreter",
                length_factor=2,
                firm_end=True,
                prompt=[_added("t1", "hyvastely", "Pidä kiinni loppuajasta.")],
            ),
            Circumstance(
                id="remote",
                hides=["o3"],
                prompt=[
                    _added("r1", "empatia", "Äänestä kuulee läsnäolon.", replaces="e2"),
                    _added("r2", "empatia", "Voitko puhua rauhassa?", after="e1"),
                ],
            ),
        ],
    )


def _added(prompt_id: str, phase: str, fi: str, *, after: str = "", replaces: str = "") -> AddedPrompt:
    same = texts(fi, f"sv: {fi}", f"en: {fi}")
    return AddedPrompt(id=prompt_id, kind="say", text=same, short=same, phase=phase, after=after, replaces=replaces)


def plan(minutes: int = 30, circumstances: Iterable[str] = ()) -> Plan:
    return make_plan(pack(), minutes, circumstances)


def ms(clock: str | int) -> int:
    """Milliseconds since the start from "6:00", "1:02:03", "17:00.250", or a number of seconds."""
    if isinstance(clock, int):
        return clock * 1000
    whole, _, thousandths = clock.partition(".")
    total = 0
    for part in whole.split(":"):
        total = total * 60 + int(part)
    return total * 1000 + int((thousandths + "000")[:3])


def kept(session: Session) -> Session:
    """The session without what says that something happened and was taken back."""
    from msgspec.structs import replace

    return replace(session, records=(), last_ms=0)


class Story:
    """A session in the making. Every step happens at the time last told with `at` or `after`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.now = 0

    def at(self, clock: str | int) -> Story:
        """Set the time since the start."""
        self.now = ms(clock)
        return self

    def after(self, clock: str | int) -> Story:
        """Let time pass."""
        self.now += ms(clock)
        return self

    def event(self, event: AnyEvent) -> Story:
        """Let anything happen. Raises `NotAllowed` as `apply` does."""
        self.session = apply(self.session, Record(self.session.next_seq, "here", self.now, event))
        return self

    @property
    def seq(self) -> int:
        """The seq of the newest record."""
        return self.session.records[-1].seq

    def enter(self, phase: str) -> Story:
        return self.event(PhaseEntered(phase))

    def forward(self) -> Story:
        return self.enter(PHASES[self.session.place + 1])

    def move(self, visit: int, to: str | int) -> Story:
        """As the runner does it: live while the meeting runs. Seconds may be below zero."""
        live = self.session.status is not Status.ENDED
        return self.event(PhaseMoved(visit, ms(to), live=live, wall=None if live else CORRECTED))

    def move_end(self, to: str | int) -> Story:
        """Put the end right afterwards."""
        return self.event(EndMoved(ms(to), CORRECTED))

    def pause(self, reason: str = "") -> Story:
        return self.event(Paused(reason))

    def because(self, reason: str) -> Story:
        return self.event(PauseReasoned(reason))

    def resume(self) -> Story:
        return self.event(Resumed())

    def tick(self, prompt_id: str, done: bool = True) -> Story:
        return self.event(PromptTicked(prompt_id, done))

    def note(self, text: str, mark: Mark | None = None) -> Story:
        return self.event(NoteAdded(text, mark))

    def edit(self, seq: int, text: str, mark: Mark | None = None) -> Story:
        """As the runner does it: the old record is struck, the new one carries all of the note."""
        note = self.session.note((seq, "here"))
        assert note is not None
        return self.strike(seq).event(NoteEdited(seq, note.at_ms, note.phase, text, mark))

    def strike(self, seq: int) -> Story:
        self.session = strike(self.session, (seq, "here"))
        return self

    def fit(self, phase: int = 0, end: int = 0, *, protect: bool = True) -> Story:
        return self.event(timing.refit(self.session, self.now, phase_delta=phase, end_delta=end, protect=protect))

    def undo(self, seq: int | None = None) -> Story:
        """Take back record `seq`, or the newest that can be."""
        if seq is None:
            record = last_undoable(self.session)
            assert record is not None
            seq = record.seq
        return self.event(Undone(seq))

    def clock(self, shift_s: int) -> Story:
        return self.event(ClockMoved(shift_s))

    def reopen(self) -> Story:
        return self.event(Reopened(self.session.wall(self.now)))

    def reflect(self, question: str, text: str) -> Story:
        return self.event(Reflected(question, text))

    def end(self) -> Story:
        return self.event(Ended())


def story(
    minutes: int = 30,
    circumstances: Iterable[str] = (),
    *,
    wall: datetime | str = START,
    reference: str = "K-17",
    language: str = "fi",
    due: datetime | None = None,
    odd_s: int = 0,
    until: bool = False,
    practice: Practice | None = None,
) -> Story:
    """A meeting that has just begun."""
    wall = datetime.fromisoformat(wall) if isinstance(wall, str) else wall
    started = Started(
        wall=wall,
        plan=plan(minutes, circumstances),
        language=language,
        reference=reference,
        odd_s=odd_s,
        due=due,
        until=until,
        practice=practice,
    )
    return Story(start("20261103-test", Record(1, "here", 0, started)))
