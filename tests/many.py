"""A store of made-up meetings, as many as told: what years of work leave behind.

    python -m tests.many FOLDER --meetings 10000                # into FOLDER/sessions
    kohtaa --data-dir FOLDER                                    # use it

The meetings follow the shipped pack in its three lengths with all circumstances, on working days back from
`--last`, twelve a day for each adviser of `--advisers`. Phases take what they take with people: mostly near their
plan, the opening often longer, the farewell often eaten. Every tenth lasts over its end. The notes are of a few
sentences' words in Finnish and Swedish, so that a word is found in many meetings, and `sananjalka` in exactly one
of each thousand. The same call makes the same store, byte for byte.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kohtaa_tui.domain.events import (
    AnyEvent,
    Ended,
    Mark,
    NoteAdded,
    Paused,
    PhaseEntered,
    PromptTicked,
    Record,
    Resumed,
    Started,
)
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.plan import Plan, make_plan
from kohtaa_tui.domain.session import Session
from kohtaa_tui.storage import document
from kohtaa_tui.storage.packs import Shelf, shipped_folder

LAST = datetime.fromisoformat("2026-11-20T15:00:00+02:00")
A_DAY = 12
RARE = "sananjalka"
"""A word that stands in the notes of every thousandth meeting, counted from the newest."""
_CIRCUMSTANCES = ((), (), (), (), ("first",), ("first",), ("interpreter",), ("remote",), ("first", "interpreter"))
_LENGTHS = (30, 30, 30, 45, 60)
_NOTES: tuple[tuple[Mark | None, str], ...] = (
    ("words", "haluan tehdä omaa työtäni"),
    ("words", "jag vill hitta något eget"),
    ("strength", "opasti mielellään uusia työntekijöitä"),
    ("strength", "osaa järjestää ja pitää langat käsissä"),
    ("question", "todistukset kadonneet, mistä uudet?"),
    ("question", "åker bussen till Ähtäri?"),
    ("agreed", "asiakas: etsii todistukset pe"),
    ("agreed", "minä: kysyn koulutuksesta 3.12."),
    ("agreed", "kunden: ringer arbetsgivaren på måndag"),
    (None, "Äidin hoito vie iltapäivät"),
    (None, "kertoi pitkään edellisestä työpaikasta ja sen loppumisesta"),
    (None, "lasten koulu vaihtuu syksyllä"),
    (None, "vill gärna lära sig mera svenska"),
)


def plans() -> dict[tuple[int, tuple[str, ...]], Plan]:
    """The plans that the meetings follow."""
    pack = Shelf([shipped_folder()]).get("kohtaava")
    return {(n, c): make_plan(pack, n, c) for n in set(_LENGTHS) for c in set(_CIRCUMSTANCES)}


def begins(count: int, last: datetime = LAST, advisers: int = 1) -> Iterator[datetime]:
    """When the meetings begin, the newest first: on working days, from eight to four."""
    day, made = last.replace(hour=8, minute=0, second=0, microsecond=0), 0
    while made < count:
        if day.weekday() < 5:
            for place in reversed(range(A_DAY)):
                for _ in range(advisers):
                    if made < count:
                        yield day + timedelta(minutes=40 * place)
                        made += 1
        day -= timedelta(days=1)


def session_id(begin: datetime, number: int) -> str:
    """An id as the program makes them, without its chance."""
    letters = "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> shift & 31] for shift in range(35, -5, -5))
    return f"{begin.astimezone(UTC):%Y%m%dT%H%M%SZ}-{letters}"


def meeting(number: int, begin: datetime, plan: Plan, chance: random.Random) -> Session:
    """One meeting that was held and ended."""
    events: list[tuple[int, AnyEvent]] = []
    reference = f"K-{chance.randrange(1, 4000)}" if chance.random() < 0.8 else ""
    at = 0
    for place, phase in enumerate(plan.phases):
        planned = phase.minutes * 60_000
        stretch = (1.4, 1.0, 0.95, 0.5)[place] if place < 4 else 1.0
        used = max(20_000, round(planned * max(0.1, chance.gauss(stretch, 0.35))))
        if place:
            events.append((at, PhaseEntered(phase.id)))
        for prompt in phase.prompts[: chance.randrange(3)]:
            events.append((at + used // 4, PromptTicked(prompt.id)))
        for part in range(chance.randrange(1, 5)):
            mark, text = chance.choice(_NOTES)
            events.append((at + used * (part + 2) // 8, NoteAdded(text, mark)))
        if chance.random() < 0.04:
            events += [(at + used * 6 // 8, Paused("door-or-phone")), (at + used * 7 // 8, Resumed())]
        at += used
    if number % 1000 == 0:
        events.append((at - 1, NoteAdded(f"sana {RARE} mainittiin", None)))
    events.append((at, Ended()))
    started = Started(begin, plan, chance.choice(("fi", "fi", "fi", "sv")), reference)
    told = [(0, started), *sorted(events, key=lambda e: e[0])]
    records = tuple(Record(seq, "0a1b2c3d", at_ms, event) for seq, (at_ms, event) in enumerate(told, 1))
    return fold(session_id(begin, number), records)


def meetings(count: int, seed: int = 1, last: datetime = LAST, advisers: int = 1) -> Iterator[Session]:
    """So many meetings, the newest first."""
    chance, made = random.Random(seed), plans()
    for number, begin in enumerate(begins(count, last, advisers)):
        plan = made[chance.choice(_LENGTHS), chance.choice(_CIRCUMSTANCES)]
        yield meeting(number, begin, plan, chance)


def fill(data: Path, count: int, seed: int = 1, last: datetime = LAST, advisers: int = 1) -> None:
    """Put so many meetings into the data folder `data`."""
    for session in meetings(count, seed, last, advisers):
        folder = data / "sessions" / session.id[:4] / session.id[4:6]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{session.id}.json"
        path.write_bytes(document.to_bytes(session))
        path.chmod(0o600)


def main() -> None:
    made = argparse.ArgumentParser(description="Make a store of made-up meetings.")
    made.add_argument("folder", type=Path)
    made.add_argument("--meetings", type=int, default=10_000)
    made.add_argument("--advisers", type=int, default=1)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--last", type=datetime.fromisoformat, default=LAST, help="a day, with offset")
    asked = made.parse_args()
    fill(asked.folder, asked.meetings, asked.seed, asked.last, asked.advisers)


if __name__ == "__main__":
    main()
