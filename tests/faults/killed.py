"""Processes killed at random in the middle of writing, and what is left read with the product's own archive.

    python -m tests.faults.killed FOLDER --kills 60 [--seed 1] [--sealed]

One process imports the product once and forks a child for every kill. The child works as the screens do
(start or resume, notes, edits, strikes, undo, drafts, the end, the review, erasing) and tells through a
pipe what it is about to do and, after each `flush() is True`, that it is done. Then it is killed, and
its parent compares what was told with what can be read. Prints its figures as JSON; ends with a
traceback where a promise was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from kohtaa_tui.domain.events import Paused, PhaseEntered, Resumed
from kohtaa_tui.domain.folding import last_undoable
from kohtaa_tui.domain.session import Note, Status
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.clock import SystemClock
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.tidying import tidy
from tests.build import PHASES, plan
from tests.faults.worlds import archive_at, identity

DEVICE = "0a1b2c3d"
LONGEST = 700
WORK_S = 0.020
"""How long a child may work after its first acknowledgement; how long exactly is drawn by lot."""
START_S = 0.030
"""The same for a child that is killed while it starts, counted from its birth."""
_FILLER = "haluan tehdä omaa työtäni – ”åäö” · kirje tuli mukana. " * 16
_TOKEN = re.compile("¤([0-9]{8})")
_TOKEN_BYTES = re.compile("¤([0-9]{8})".encode())


def text_of(token: int, length: int) -> str:
    """The note that a number stands for: found again in any byte, and compared letter by letter."""
    return f"¤{token:08d} {_FILLER}"[:length].strip()


def token_of(text: str) -> int:
    found = _TOKEN.search(text)
    return int(found[1]) if found else -1


class Pieces(Disk):
    """A disk that takes but a few bytes at a time, so that a kill tears a line."""

    def write(self, handle: int, data: bytes) -> int:
        return super().write(handle, data[:20])


class Known(Struct):
    """What the parent knows of a session: what was acknowledged, and what was under way."""

    notes: dict[int, int] = {}
    """The lengths of the notes that must be there, by their numbers."""
    seals: dict[int, str] = {}
    """The ends of their sealed texts."""
    gone: set[int] = set()
    """Notes that may be nowhere."""
    open: list[list[str]] = []
    """What was begun and not acknowledged."""
    begun: bool = False
    ended: bool = False
    erased: bool = False
    seq: int = 0
    draft: str = ""
    drafts: list[str] = []
    damage: int = 0


Tell = Callable[..., None]


class Child:
    """One run of the program, until it is killed."""

    def __init__(self, root: Path, sealed: bool, pipe: int, number: int, dice: random.Random) -> None:
        self.archive = archive_at(root, sealed=sealed, disk=Pieces() if dice.random() < 0.2 else None)
        self.dice, self._pipe = dice, pipe
        self._token = number * 10_000
        self.runner: Runner
        self.id = ""

    def tell(self, *words: object) -> None:
        """One line into the pipe, in one call: read by the parent even after the kill."""
        os.write(self._pipe, (" ".join(map(str, words)) + "\n").encode())

    def keep(self) -> None:
        """As the screens do: to the disk, and only then called saved."""
        seq = self.runner.session.next_seq - 1
        assert self.runner.flush(), self.runner.fault
        self.tell("kept", self.id, seq)

    def fresh(self) -> tuple[int, str]:
        self._token += 1
        length = self.dice.randint(9, LONGEST)
        return length, text_of(self._token, length)

    # --- what a person does ---

    def run(self, ended: list[str]) -> None:
        if self.dice.random() < 0.5:
            tidy(self.archive)  # as Home does
        while True:
            if ended and self.dice.random() < 0.1:
                self.dice.choice((self.review, self.erase))(self.dice.choice(ended))
            self.meeting()
            if self.dice.random() < 0.3:
                self.review(self.id)

    def meeting(self) -> None:
        left = self.archive.unfinished()
        if left is None:
            self.runner = Runner.start(
                self.archive, SystemClock(), plan(), language="fi", device=DEVICE, reference="K-17"
            )
            self.id = self.runner.session.id
            hold = self.held(self.id)
            self.tell("begin", self.id)
        else:
            self.id = left.session.id
            hold = self.held(self.id)
            gap = self.dice.choice([Gap.COUNT] * 8 + [Gap.PAUSE, Gap.END])
            if gap is Gap.END and left.draft:
                self.tell("note", self.id, token_of(left.draft), len(left.draft), "")
            if gap is Gap.END:
                self.tell("end", self.id)
            self.runner = Runner.resume(self.archive, SystemClock(), left, DEVICE, gap)
        self.keep()
        acts = (self.notes, self.draft, self.phase, self.pause, self.strike, self.edit, self.undo)
        while self.runner.session.status is not Status.ENDED:
            if self.dice.random() < 0.012:
                self.tell("end", self.id)
                self.runner.end()
                self.keep()
                assert self.archive.files(self.id).alone, "more than the document is left after the end"
            else:
                self.dice.choices(acts, (90, 3, 2, 1, 1, 1, 1))[0]()
        self.runner.close()
        hold.release()

    def review(self, session_id: str) -> None:
        """Adding to a meeting that has ended, and correcting it."""
        hold = self.held(session_id)
        loaded = self.archive.load(session_id)
        if not loaded.session.erased and loaded.session.status is Status.ENDED:
            self.id = session_id
            self.runner = Runner.review(self.archive, SystemClock(), loaded, DEVICE)
            self.keep()
            for _ in range(self.dice.randint(1, 3)):
                self.dice.choice((self.notes, self.strike, self.edit))()
            self.runner.close()
        hold.release()

    def erase(self, session_id: str) -> None:
        hold = self.held(session_id)
        self.tell("erase", session_id)
        self.archive.erase(session_id)
        self.tell("kept", session_id, 0)
        hold.release()

    def held(self, session_id: str) -> Hold:
        hold = Hold(self.archive.places, session_id)
        assert hold.take(), f"{session_id} is held by nobody and cannot be taken"
        return hold

    def notes(self) -> None:
        for _ in range(self.dice.randint(1, 8)):
            if self.dice.random() < 0.02:
                assert self.runner.note("") is None
                continue
            length, text = self.fresh()
            self.tell("note", self.id, token_of(text), length, "")
            record = self.runner.note(text)
            assert record is not None
            self.seal(record.event, text)
        self.keep()

    def seal(self, event: Any, text: str) -> None:
        if event.age:
            self.tell("seal", self.id, token_of(text), event.age[-40:])

    def draft(self) -> None:
        length, text = self.fresh()
        text = "" if self.dice.random() < 0.3 else text_of(token_of(text), min(length, 60))
        self.tell("draft", self.id, text)
        assert self.runner.keep_draft(text)
        self.tell("drafted", self.id, text)

    def phase(self) -> None:
        self.runner.record(PhaseEntered(self.dice.choice(PHASES)))
        self.keep()

    def pause(self) -> None:
        self.runner.record(Paused() if self.runner.can(Paused) else Resumed())
        self.keep()

    def chosen(self) -> Note | None:
        notes = self.runner.session.notes
        return self.dice.choice(notes) if notes else None

    def strike(self) -> None:
        note = self.chosen()
        if note is not None:
            self.tell("strike", self.id, token_of(note.text))
            self.runner.strike(note.key)
            self.keep()

    def edit(self) -> None:
        note = self.chosen()
        if note is not None:
            length, text = self.fresh()
            self.tell("edit", self.id, token_of(note.text), token_of(text), length)
            assert self.runner.edit(note.key, text)
            self.seal(self.runner.session.records[-1].event, text)
            self.keep()

    def undo(self) -> None:
        record = last_undoable(self.runner.session)
        if record is not None:
            note = self.runner.session.note(record.key)
            if note is not None:
                self.tell("strike", self.id, token_of(note.text))
            self.runner.undo()
            self.keep()


class Parent:
    """Forks, kills, reads, compares."""

    def __init__(self, root: Path, sealed: bool, seed: int) -> None:
        self.root, self.sealed = root, sealed
        self.dice = random.Random(seed)
        self.archive: Archive = archive_at(root, sealed=sealed)
        self.known: dict[str, Known] = {}
        self.kills = self.acknowledged = self.torn = 0
        self.fell: Counter[str] = Counter()
        """In the middle of what the kills fell."""

    def kill_one(self) -> None:
        """Let a child work, kill it, and see what is left."""
        self.kills += 1
        seed, early = self.dice.random(), self.dice.random() < 0.1
        delay = self.dice.uniform(0, START_S if early else WORK_S)
        ended = [i for i, k in self.known.items() if k.ended and not k.erased]
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            code = 3
            try:
                os.close(reader)
                Child(self.root, self.sealed, writer, self.kills, random.Random(seed)).run(ended)
            except BaseException:  # whatever it is, this process must not go on as its parent
                os.write(writer, ("!" + traceback.format_exc()).encode())
            finally:
                os._exit(code)
        os.close(writer)
        told = b""
        late = time.monotonic() + 30
        while not early and b"kept " not in told and time.monotonic() < late:
            more = os.read(reader, 65536)
            if not more:
                break
            told += more
        until = time.monotonic() + delay
        while (left := until - time.monotonic()) > 0 and select.select([reader], [], [], left)[0]:
            more = os.read(reader, 65536)
            if not more:
                break
            told += more
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while more := os.read(reader, 65536):
            told += more
        os.close(reader)
        assert os.WIFSIGNALED(status), f"the child ended by itself: {told.decode()[-3000:]}"
        touched = self.hear(told.decode())
        for session_id in touched:
            self.check(session_id, killed=True)
        if self.kills % 100 == 0:
            self.check_all()

    def hear(self, told: str) -> list[str]:
        """Take in what the child told; the sessions it was about."""
        touched: dict[str, None] = {}
        last = ""
        for line in told.splitlines():
            what, session_id, *rest = line.split(" ", 2)
            rest = rest[0].split(" ") if rest and what not in ("draft", "drafted") else rest
            touched[session_id] = None
            one = self.known.setdefault(session_id, Known())
            last = what
            if what == "kept":
                self.settle(one, one.open, lambda *_: True)
                one.begun, one.seq = True, max(one.seq, int(rest[0]))
            elif what == "drafted":
                one.draft, one.drafts = (rest or [""])[0], []
            elif what == "draft":
                one.drafts.append((rest or [""])[0])
            elif what == "seal":
                one.seals[int(rest[0])] = rest[1]
            else:
                one.open.append([what, *rest])
        self.fell["between" if last in ("", "kept", "drafted") else "note" if last == "seal" else last] += 1
        return list(touched)

    def settle(self, one: Known, done: list[list[str]], happened: Callable[[str, int], bool]) -> None:
        """What was begun is done now, as far as it happened; then it has to stay so."""
        acknowledged = one.open is done
        for what, *rest in done:
            match what:
                case "note" if happened("there", int(rest[0])):
                    one.notes[int(rest[0])] = int(rest[1])
                    self.acknowledged += acknowledged
                case "strike" if happened("gone", int(rest[0])):
                    one.notes.pop(int(rest[0]), None)
                    one.gone.add(int(rest[0]))
                case "edit" if happened("gone", int(rest[0])):
                    one.notes.pop(int(rest[0]), None)
                    one.gone.add(int(rest[0]))
                    one.notes[int(rest[1])] = int(rest[2])
                case "end" if happened("ended", 0):
                    one.ended = True
                case "erase" if happened("erased", 0):
                    one.gone |= {*one.notes, *(token_of(d) for d in (one.draft, *one.drafts) if d)}
                    one.notes.clear()
                    one.ended = one.erased = True
        one.open = []

    def check(self, session_id: str, *, killed: bool = False) -> None:
        """Compare what can be read of a session with what was acknowledged."""
        one = self.known[session_id]
        files = self.archive.files(session_id)
        if not files.told and not one.begun:
            del self.known[session_id]  # it never came to the disk, and nobody said it had
            return
        hold = Hold(self.archive.places, session_id)
        assert hold.take(), "the hold of a dead process is not free"
        hold.release()
        where = f"{session_id} after kill {self.kills}, under way {one.open}"
        try:
            loaded = self.archive.load(session_id)
        except StorageFault:
            stub = b"".join(path.read_bytes() for path in files.all)
            assert not one.begun, f"it was saved and cannot be read: {where}"
            assert b"\n" not in stub, f"its first line is whole, and it cannot be read: {where}"
            return  # killed within its first line: it is told, until Home takes it away
        session = loaded.session
        there = {token_of(n.text): n.text for n in session.notes}
        assert len(there) == len(session.notes), f"a note twice: {where}"
        doubtful = {int(w) for what, *rest in one.open for w in rest[:2] if what in ("note", "strike", "edit")}
        erasing = any(what == "erase" for what, *_ in one.open) and session.erased
        for token, length in one.notes.items():
            if token in there:
                assert there[token] == text_of(token, length), f"note {token} is another: {where}"
            else:
                assert token in doubtful or erasing, f"note {token} is lost: {where}"
        for what, *rest in one.open:
            if what == "edit" and not erasing:
                assert (int(rest[0]) in there) != (int(rest[1]) in there), f"neither or both of an edit: {where}"
        assert set(there) <= {*one.notes, *doubtful}, f"notes from nowhere: {where}"
        seqs = [r.seq for r in session.records]
        assert sorted(seqs) == list(range(1, len(seqs) + 1)), f"records are missing or doubled: {where}"
        assert len(seqs) >= one.seq, f"records are lost: {where}"
        assert not one.ended or session.status is Status.ENDED, f"the end is lost: {where}"
        assert not one.erased or session.erased, f"not erased any more: {where}"
        if session.status is not Status.ENDED:
            assert loaded.draft in (one.draft, *one.drafts), f"another half-typed line: {where}"
        torn = len(loaded.damage)
        for path in files.journals:
            last = path.read_bytes().rpartition(b"\n")[2]
            lacks_its_end_alone = last.endswith(b'"}') and f'"seq":{len(seqs)},'.encode() in last
            assert not last or lacks_its_end_alone or any(d.torn for d in loaded.damage), f"torn, not told: {where}"
        assert torn <= one.damage + killed, f"{torn} lines cannot be read: {where}"
        self.torn += max(0, torn - one.damage)
        one.damage = torn
        one.draft, one.drafts = loaded.draft, []
        happens = {"ended": session.status is Status.ENDED, "erased": session.erased}
        self.settle(one, list(one.open), lambda what, token: happens.get(what, (token in there) == (what == "there")))
        one.begun, one.seq = True, len(seqs)  # what was read once has to be read again
        data = b"".join(path.read_bytes() for path in files.all)
        self.nowhere(data, one.gone, [one.seals[t] for t in one.gone if t in one.seals], where)

    def nowhere(self, data: bytes, gone: set[int], seals: list[str], where: str) -> None:
        """What was struck or erased is in no byte; where all is sealed, no note is."""
        plain = {int(found) for found in _TOKEN_BYTES.findall(data)}
        assert not plain & gone, f"{plain & gone} was taken out and is still there: {where}"
        assert not (self.sealed and plain), f"{plain} is not sealed: {where}"
        assert not [s for s in seals if s.encode() in data], f"a sealed text was taken out and is still there: {where}"

    def check_all(self) -> None:
        """All sessions: each once, and each as it should be."""
        ids = list(self.archive.ids())
        assert len(ids) == len(set(ids)), "a session twice"
        for session_id in list(self.known):
            self.check(session_id)
        assert set(ids) == set(self.known), f"{set(ids) ^ set(self.known)}"

    def finish(self) -> None:
        """What a crash left half-done is finished as at any start; then every byte is looked at."""
        self.check_all()
        tidy(self.archive)
        self.check_all()
        for session_id, one in self.known.items():
            assert one.begun, f"{session_id} was never saved and is still there"
            if one.ended:
                assert self.archive.files(session_id).alone, f"{session_id} is not one document"
        data = b"".join(p.read_bytes() for p in sorted(self.archive.places.data.rglob("*")) if p.is_file())
        gone = {t for one in self.known.values() for t in one.gone}
        seals = [one.seals[t] for one in self.known.values() for t in one.gone if t in one.seals]
        self.nowhere(data, gone, seals, "at the end")


def main(argv: list[str]) -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("root", type=Path)
    asked.add_argument("--kills", type=int, required=True)
    asked.add_argument("--notes", type=int, default=0, help="go on until so many were called saved")
    asked.add_argument("--seed", type=int, default=None)
    asked.add_argument("--sealed", action="store_true")
    given = asked.parse_args(argv)
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(2**32)
    print(f"seed {seed}", file=sys.stderr)
    if given.sealed:
        identity()  # one for the parent and all its children
    parent = Parent(given.root, given.sealed, seed)
    began = time.monotonic()
    while parent.kills < given.kills or parent.acknowledged < given.notes:
        parent.kill_one()
    parent.finish()
    print(
        json.dumps(
            {
                "kills": parent.kills,
                "acknowledged": parent.acknowledged,
                "sessions": len(parent.known),
                "erased": sum(one.erased for one in parent.known.values()),
                "taken_out": sum(len(one.gone) for one in parent.known.values()),
                "torn": parent.torn,
                "fell": parent.fell,
                "seconds": round(time.monotonic() - began, 1),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
