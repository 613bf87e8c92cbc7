"""R3 and R3b: a power cut at any moment of a session's life leaves exactly one session, whole.

Every call of a scripted meeting is recorded: sixty notes, corrected, taken out, taken back; pauses, phases,
half-typed lines; the end, the review, and all of it taken out for good. A model of a disk gives every
state that a cut may leave after every call, and the product reads and tidies each. With a sync left out,
or “saved” said too early, the same tests must find states that break the promise.
"""

from __future__ import annotations

import shutil
from hashlib import blake2b
from pathlib import Path

import pytest
from msgspec import Struct

from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import KohtaaError
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.library import Loaded
from kohtaa_tui.storage.tidying import tidy
from tests.fakes import FakeClock
from tests.faults.figures import note_figures
from tests.faults.power import FINE, Op, RecordingDisk, Sabotage, State, cuts
from tests.faults.worlds import DEVICE, FULL, SIZE, Meeting, Promise, archive_at, both_ways

pytestmark = pytest.mark.usefixtures("quick_reading")


class Seen(Struct, frozen=True):
    """What the product made of a state."""

    ids: tuple[str, ...]
    first: Loaded | str
    """As read, or why not."""
    after: Loaded | str
    """As read when what the cut left was tidied up."""
    left: tuple[str, ...]
    """The files that are there then."""
    texts: bytes
    """All that stands in them."""


class Reader:
    """Puts states on the disk, one after another, and lets the product read them. The same one is read once."""

    def __init__(self, root: Path, *, sealed: bool) -> None:
        self.root = root
        self.archive: Archive = archive_at(root, sealed=sealed)
        self.distinct = 0
        self._there: State = {}
        self._seen: dict[bytes, Seen] = {}

    def see(self, state: State) -> Seen:
        digest = blake2b(digest_size=16)
        for name, content in sorted(state.items()):
            digest.update(b"%s\0%d\0" % (name.encode(), -1 if content is None else len(content)))
            digest.update(content or b"")
        key = digest.digest()
        if key not in self._seen:
            self.put(state)
            self._seen[key] = self._look()
            self.distinct += 1
        return self._seen[key]

    def put(self, state: State) -> None:
        """Make the folder hold the state and nothing else."""
        for name in sorted(self._there.keys() - state.keys(), reverse=True):
            path = self.root / name
            path.rmdir() if self._there[name] is None else path.unlink()
        for name, content in sorted(state.items()):
            if name in self._there and self._there[name] == content:
                continue
            path = self.root / name
            path.mkdir(mode=0o700) if content is None else path.write_bytes(content)
        self._there = dict(state)

    def _look(self) -> Seen:
        ids = tuple(self.archive.ids())
        first = self._load(ids)
        tidy(self.archive)
        self._again()
        left = {n: c for n, c in self._there.items() if c is not None}
        return Seen(ids, first, self._load(ids), tuple(left), b"\n".join(c for c in left.values() if c))

    def _load(self, ids: tuple[str, ...]) -> Loaded | str:
        if len(ids) != 1:
            return f"{len(ids)} sessions"
        try:
            return self.archive.load(ids[0])
        except KohtaaError as fault:
            return str(fault)

    def _again(self) -> None:
        """Tidying may have changed the files: see what is there now."""
        data = self.root / "data"
        for path in (data, *data.rglob("*")) if data.exists() else ():
            name = str(path.relative_to(self.root))
            content = None if path.is_dir() else path.read_bytes()
            self._there[name] = content
        for name in [n for n in self._there if not (self.root / n).exists()]:
            del self._there[name]


def judged(seen: Seen, promise: Promise, *, sealed: bool) -> str:
    """What is wrong with a state; empty when it keeps the promise."""
    if promise.kept is None:  # nothing was called saved yet: there may be nothing, or a session just begun
        return "" if len(seen.ids) <= 1 else "more than one session"
    for loaded in (seen.first, seen.after):
        if isinstance(loaded, str):
            return f"not readable: {loaded}"
        wrong = promise.broken_by(loaded)
        if wrong:
            return wrong
    assert not isinstance(seen.after, str)
    session = seen.after.session
    if session.status is Status.ENDED and [n.rpartition("/")[2] for n in seen.left] != [f"{session.id}.json"]:
        return f"not tidied: {seen.left}"
    if not sealed and any(text.encode() in seen.texts for text in promise.gone):
        return "a text taken out still stands in a file"
    return ""


def recorded(root: Path, *, sealed: bool, notes: int, sabotage: Sabotage = "") -> list[Op]:
    """Every call of the whole script, on a disk that works."""
    disk = RecordingDisk(root, sabotage)
    meeting = Meeting(archive_at(root, sealed=sealed, disk=disk), disk.say, early=sabotage == "early")
    for _ in meeting.steps(notes):
        pass
    assert meeting.refused == 0
    shutil.rmtree(root / "data")
    return disk.ops


@both_ways
def test_no_power_cut_loses_what_was_saved_or_brings_back_what_was_taken_out(fast_root: Path, sealed: bool) -> None:
    ops = recorded(fast_root, sealed=sealed, notes=60 if FULL or not sealed else 20)
    reader = Reader(fast_root, sealed=sealed)
    most = (120 if sealed else FINE) if FULL else 2
    states, bad = 0, []
    for number, promise, state in cuts(ops, most):
        states += 1
        wrong = judged(reader.see(state), promise, sealed=sealed)
        if wrong:
            bad.append((number, ops[number][:2], wrong))
    kind = "sealed" if sealed else "plain"
    note_figures(f"R3 {kind}", SIZE, f"{len(ops)} calls, {states} states, {reader.distinct} different, {len(bad)} bad")
    assert not bad, (len(bad), [(n, op[0], wrong) for n, op, wrong in bad[:8]])
    assert states >= (17_000 if FULL else 500)


@both_ways
def test_after_a_power_cut_the_meeting_goes_on(fast_root: Path, sealed: bool) -> None:
    """It is taken up again, noted in and ended; what was saved before the cut is in its document."""
    ops = recorded(fast_root, sealed=sealed, notes=20)
    reader = Reader(fast_root, sealed=sealed)
    went = 0
    running = [
        (promise, state)
        for _, promise, state in cuts(ops, 3)
        if promise.kept and all(s.status is not Status.ENDED for s in (promise.kept, *promise.since))
    ]
    for promise, state in running[:: 2 if FULL else 19]:
        reader.put(state)
        (session_id,) = reader.archive.ids()
        clock = FakeClock()
        clock.after(4000)
        runner = Runner.resume(reader.archive, clock, reader.archive.load(session_id), DEVICE, Gap.PAUSE)
        runner.note("uusi alku")
        assert runner.flush()
        runner.end()
        assert runner.flush()
        runner.close()
        after = reader.archive.load(session_id)
        assert "uusi alku" in [n.text for n in after.session.notes]
        assert promise.kept is not None
        there = {r.key for r in after.session.records}
        assert {r.key for r in promise.kept.records} <= there
        reader._again()
        assert len([n for n, c in reader._there.items() if c is not None]) == 1
        went += 1
    note_figures(f"R3 go on {'sealed' if sealed else 'plain'}", SIZE, f"{went} cut meetings taken up again, 0 lost")
    assert went >= 20


@pytest.mark.parametrize("sabotage", ["fsync", "folder", "early"])
@both_ways
def test_the_tests_see_what_they_should_see(fast_root: Path, sabotage: Sabotage, sealed: bool) -> None:
    """Without syncs of files, without syncs of folders, and with “saved” said before it is."""
    ops = recorded(fast_root, sealed=sealed, notes=20 if FULL else 4, sabotage=sabotage)
    reader = Reader(fast_root, sealed=sealed)
    states = bad = 0
    for _, promise, state in cuts(ops, (8 if sabotage == "early" else 2) if FULL else 1):
        states += 1
        bad += bool(judged(reader.see(state), promise, sealed=sealed))
        if states >= (5_000 if FULL else 400):
            break
    kind = "sealed" if sealed else "plain"
    note_figures(f"R3b {sabotage} {kind}", SIZE, f"{bad} bad of {states} states: seen")
    assert bad > 10
