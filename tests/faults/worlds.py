"""What the faults are tried on: a meeting with everything in it, kept plain and kept sealed.

`Meeting` drives the product's own Runner through a whole script, whatever the disk does, and holds in a
`Promise` what the program has said is saved and what it was asked to save since.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import (
    AnyEvent,
    Key,
    NoteAdded,
    NoteEdited,
    Paused,
    PhaseEntered,
    PromptTicked,
    Reflected,
    Resumed,
)
from kohtaa_tui.domain.rewriting import erase
from kohtaa_tui.domain.session import Session, Status
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.library import Loaded
from kohtaa_tui.storage.paths import Places
from tests.build import PHASES, plan
from tests.fakes import FakeClock, places
from tests.sealed import unlocked

FULL = os.environ.get("KOHTAA_FAULTS") == "full"
"""Whether the full sizes are run, or those of every commit."""
SIZE = "full" if FULL else "ci"
DEVICE = "0a1b2c3d"

both_ways = pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])


@cache
def identity() -> Any:
    """One secret key for all tests of a run."""
    import pyrage

    return pyrage.x25519.Identity.generate()


def archive_at(root: Path, *, sealed: bool, disk: Disk | None = None) -> Archive:
    """An archive in `root`; sealed, with its keys in the config folder and opened already."""
    return archive_in(places(root), sealed=sealed, disk=disk)


def archive_in(where: Places, *, sealed: bool, disk: Disk | None = None) -> Archive:
    """The same in folders that lie apart."""
    if sealed:
        where.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        (where.keys / "recipients.txt").write_text(f"{identity().to_public()}\n")
    return unlocked(where, *([identity()] if sealed else []), disk=disk)


def notes_read(archive: Archive, session_id: str) -> list[str]:
    """The texts that another run of the program reads, with the same keys."""
    return [n.text for n in unlocked(archive.places, *archive.vault.identities).load(session_id).session.notes]


class Promise(Struct, frozen=True):
    """What the program has said is kept, and what it may have kept besides."""

    kept: Session | None = None
    """The session as it was when it was last said to be saved."""
    since: tuple[Session, ...] = ()
    """As it was wanted since then, saved or not."""
    draft: str = ""
    """The half-typed line that was said to be kept."""
    drafts: tuple[str, ...] = ()
    """The half-typed lines wanted since then."""
    gone: frozenset[str] = frozenset()
    """Texts that were said to be taken out for good."""

    def wanted(self, session: Session) -> Promise:
        """The program was asked to save this."""
        return replace(self, since=(*self.since, session))

    def saved(self, session: Session) -> Promise:
        """The program said that this is saved."""
        before = {s for one in (self.kept, *self.since) if one for s in texts(one)}
        over = session.status is Status.ENDED  # the half-typed line goes with the end
        return Promise(
            session,
            draft="" if over else self.draft,
            drafts=() if over else self.drafts,
            gone=self.gone | (before - texts(session)),
        )

    def broken_by(self, loaded: Loaded) -> str:
        """What of the promise does not hold, in a few words; empty when all holds."""
        assert self.kept is not None
        may: dict[Key, list[AnyEvent]] = {}
        for session in (self.kept, *self.since):
            for record in session.records:
                may.setdefault(record.key, []).append(record.event)
        there = {r.key: r.event for r in loaded.session.records}
        if len(there) < len(loaded.session.records):
            return "a record twice"
        for record in self.kept.records:
            if record.key not in there:
                return f"lost record {record.seq} {type(record.event).__name__}"
        for key, event in there.items():
            if key not in may or event not in may[key]:
                return f"record {key[0]} is another"
        if self.gone & texts(loaded.session):
            return "a text taken out is back"
        if any(not d.torn for d in loaded.damage) or len(loaded.damage) > 1:
            return "lines that cannot be read"
        over = any(s.status is Status.ENDED for s in (self.kept, *self.since))
        if loaded.draft not in (self.draft, *self.drafts) and not (over and not loaded.draft):
            return "another half-typed line"
        return ""


def texts(session: Session) -> frozenset[str]:
    """All that tells of the client in a session."""
    found = [r.event.text for r in session.records if isinstance(r.event, NoteAdded | NoteEdited | Reflected)]
    return frozenset(t for t in (*found, session.reference) if t)


class Meeting:
    """A meeting that goes its way whatever the disk says; `told` hears of every change of the promise."""

    def __init__(self, archive: Archive, told: Callable[[Promise], None], *, early: bool = False) -> None:
        self.archive = archive
        self.clock = FakeClock()
        self.promise = Promise()
        self.told = told
        self.early = early
        """Whether to say “saved” before it is: a sabotage, to see that the tests see it."""
        self.refused = 0
        self.runner: Runner

    @property
    def id(self) -> str:
        return self.runner.session.id

    def _say(self, promise: Promise) -> None:
        self.promise = promise
        self.told(promise)

    def save(self) -> bool:
        """As the screen does it after every action: what was done goes to the disk, and is then called saved."""
        self._say(self.promise.wanted(self.runner.session))
        if self.early:
            self._say(self.promise.saved(self.runner.session))
        if not self.runner.flush():
            assert self.refused < 300, self.runner.fault
            assert self.runner.fault is not None, "a disk that refuses is told of"
            assert str(self.runner.fault)
            assert self.runner.unsaved > 0
            self.refused += 1
            return False
        assert self.runner.fault is None
        assert self.runner.unsaved == 0
        self._say(self.promise.saved(self.runner.session))
        return True

    def draft(self, text: str) -> None:
        """Half a line is typed, or taken away."""
        self._say(replace(self.promise, drafts=(*self.promise.drafts, text)))
        if self.runner.keep_draft(text):
            self._say(replace(self.promise, draft=text, drafts=()))
        else:
            self.refused += 1

    # --- the script ---

    def steps(self, notes: int) -> Iterator[str]:
        """The whole life of a session, one action at a time; says what was done."""
        yield from self.live(notes)
        yield from self.end()
        yield from self.review()
        yield from self.erase()

    def live(self, notes: int) -> Iterator[str]:
        self.runner = Runner.start(
            self.archive, self.clock, plan(30), language="fi", device=DEVICE, reference="asiakas K-17"
        )
        self.save()
        yield "start"
        for number in range(1, notes + 1):
            yield from self._note(number)

    def _note(self, number: int) -> Iterator[str]:
        runner, clock = self.runner, self.clock
        clock.after(7)
        line = f"{' +?!'[number % 4]}muistiinpano {number:02d} työstä {'ä' * (number * 7 % 40)}🙂".strip()
        if number % 6 == 0:
            self.draft(line[: len(line) // 2])
            yield "draft"
        runner.note(line)
        if number % 10 == 0:  # two at once
            runner.record(PromptTicked("e1", done=number % 20 == 0))
        self.save()
        yield "note"
        if number % 6 == 0:
            self.draft("")
            yield "draft away"
        notes = runner.session.notes
        if number % 9 == 0:
            runner.strike(notes[-3].key)
            self.save()
            yield "strike"
        if number % 7 == 0 and len(notes) > 1:
            runner.edit(notes[-2].key, f"toisin sanottuna {number:02d}")
            self.save()
            yield "edit"
        if number % 5 == 4:
            clock.after(1)
            runner.record(PhaseEntered(PHASES[number // 5 % 4]))
            self.save()
            yield "phase"
        if number % 11 == 0:
            runner.undo()
            self.save()
            yield "undo"
        if number % 13 == 0:
            runner.record(Paused("breather"))
            self.save()
            clock.after(20)
            runner.record(Resumed())
            runner.record(timing.refit(runner.session, runner.at_ms(), end_delta=5))
            self.save()
            yield "pause"

    def end(self) -> Iterator[str]:
        self.draft("puolikas lause lopussa")
        self.runner.note("puolikas lause lopussa")
        self.runner.end()
        self.save()
        yield "end"

    def review(self) -> Iterator[str]:
        """Afterwards: what a person adds and puts right in a session that is over."""
        while self.runner.unsaved:  # only what is on the disk can be taken up again
            yield "waiting"
            self.save()
        self.runner.close()
        self.runner = Runner.review(self.archive, self.clock, self.archive.load(self.id), DEVICE)
        for question in ("s0", "s3"):
            self.runner.record(Reflected(question, f"oma ajatus {question}"))
            self.save()
            yield "reflect"
        self.runner.note("jälkikäteen muistettu")
        self.save()
        yield "late note"
        self.runner.edit(self.runner.session.notes[0].key, "!jälkikäteen korjattu: ti")
        self.save()
        yield "late edit"
        self.runner.strike(self.runner.session.notes[1].key)
        self.save()
        yield "late strike"
        while self.runner.unsaved:
            yield "waiting"
            self.save()

    def erase(self) -> Iterator[str]:
        """All that tells of the client is taken out."""
        after = erase(self.runner.session)
        while True:
            self._say(self.promise.wanted(after))
            if self.early:
                self._say(self.promise.saved(after))
            try:
                self.archive.erase(self.id)
                break
            except StorageFault:
                self.refused += 1
            assert self.refused < 300, "it is never done"
            yield "waiting"
        self._say(self.promise.saved(after))
        yield "erase"
