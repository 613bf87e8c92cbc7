"""R8: whatever happens to a session in whatever order, its files tell what a simple model says.

One data folder; two computers, each with its own locks, so that both may go on with one session; windows
that crash and are opened again; copies of the files under the names that sync engines give them.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec import Struct

from kohtaa_tui.domain.events import NoteAdded, Paused, PhaseEntered, PhaseMoved, Reflected, Resumed
from kohtaa_tui.domain.folding import last_undoable
from kohtaa_tui.domain.session import Note, Status
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.tidying import tidy
from tests.build import PHASES, plan
from tests.fakes import FakeClock
from tests.faults.figures import note_figures
from tests.faults.worlds import FULL, SIZE, archive_in, both_ways

DEVICES = ("aaaaaaaa", "bbbbbbbb")
COPIES = (
    "{id}.sync-conflict-20261103-{n:06d}-ABCDEFG.{end}",
    "{id} (conflicted copy 2026-11-03 {n:06d}).{end}",
    "{id}_conflict-20261103-{n:06d}.{end}",
    "{id}-TYOKONE{n}.{end}",
)
PICK = st.integers(0, 1000)


class Window(Struct):
    """A run of the program with the session open."""

    runner: Runner
    hold: Hold


class Sessions(RuleBasedStateMachine):
    """The product beside the model: a set of notes, of which each text is there once."""

    sealed = False
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        shared = Path("/dev/shm")
        self.root = Path(tempfile.mkdtemp(prefix="kohtaa-model-", dir=shared if shared.is_dir() else None))
        self.clock = FakeClock()
        self.windows: dict[int, Window] = {}
        self.number = 0
        self._forget()

    def _forget(self) -> None:
        self.id = ""
        self.notes: set[str] = set()
        self.gone: set[str] = set()
        self.thoughts: dict[str, str] = {}
        self.draft = ""
        self.ended = self.erased = False
        self.apart = False
        """Whether two computers have gone on with it without knowing of each other."""

    def archive(self, who: int = 0) -> Archive:
        """What a new run of the program on a computer has."""
        own = self.root / f"computer{who}"
        where = Places(self.root / "data", own / "config", own / "cache")
        return archive_in(where, sealed=self.sealed)

    def teardown(self) -> None:
        for who in list(self.windows):
            self._let_go(who)
        shutil.rmtree(self.root)

    # --- helpers ---

    def _text(self) -> str:
        self.number += 1
        return f"sana{self.number:04d}sana"

    def _window(self, pick: int) -> tuple[int, Window]:
        who = sorted(self.windows)[pick % len(self.windows)]
        self.clock.after(1 + pick % 90)
        return who, self.windows[who]

    def _saved(self, runner: Runner) -> None:
        assert runner.flush(), runner.fault
        assert runner.unsaved == 0

    def _let_go(self, who: int) -> None:
        window = self.windows.pop(who)
        window.runner.close()  # the system does, and lets the lock go
        window.hold.release()

    def _own(self, who: int, runner: Runner, pick: int) -> Note | None:
        """A note to change: apart from each other, each only changes its own, or nobody could say what should be."""
        mine = [n for n in runner.session.notes if not self.apart or n.key[1] == DEVICES[who]]
        return mine[pick % len(mine)] if mine else None

    def _take_out(self, text: str) -> None:
        self.notes.discard(text)
        self.gone.add(text)

    live = precondition(lambda self: bool(self.windows))
    over = precondition(lambda self: self.ended and not self.erased and not self.windows)

    # --- a session ---

    @initialize(who=st.integers(0, 1))
    def begin(self, who: int) -> None:
        self._begin(who)

    @precondition(lambda self: not self.id)
    @rule(who=st.integers(0, 1))
    def begin_another(self, who: int) -> None:
        self._begin(who)

    def _begin(self, who: int) -> None:
        archive = self.archive(who)
        runner = Runner.start(
            archive, self.clock, plan(), language="fi", device=DEVICES[who], reference="asiakas", until=None
        )
        self.id = runner.session.id
        hold = Hold(archive.places, self.id)
        assert hold.take()
        self.windows[who] = Window(runner, hold)
        self._saved(runner)

    @live
    @rule(pick=PICK)
    def note(self, pick: int) -> None:
        _, window = self._window(pick)
        text = self._text()
        if window.runner.session.status is Status.ENDED:
            return
        window.runner.note(text)
        self._saved(window.runner)
        self.notes.add(text)

    @live
    @rule(pick=PICK)
    def edit(self, pick: int) -> None:
        who, window = self._window(pick)
        note = self._own(who, window.runner, pick)
        if note is None:
            return
        text = self._text()
        assert window.runner.edit(note.key, text)
        self._saved(window.runner)
        self._take_out(note.text)
        self.notes.add(text)

    @live
    @rule(pick=PICK)
    def strike(self, pick: int) -> None:
        who, window = self._window(pick)
        note = self._own(who, window.runner, pick)
        if note is None:
            return
        window.runner.strike(note.key)
        self._saved(window.runner)
        self._take_out(note.text)

    @live
    @rule(pick=PICK)
    def phase(self, pick: int) -> None:
        _, window = self._window(pick)
        if window.runner.can(PhaseEntered):
            window.runner.record(PhaseEntered(PHASES[pick % 4]))
            self._saved(window.runner)

    @live
    @rule(pick=PICK, minutes=st.integers(1, 9))
    def put_right(self, pick: int, minutes: int) -> None:
        who, window = self._window(pick)
        runner = window.runner
        if not runner.can(PhaseMoved):
            return
        session = runner.session
        if pick % 3:
            visit = session.visits[pick % len(session.visits)]
            runner.move(visit.key, visit.start_ms - 60_000 * minutes)
        elif runner.can(PhaseEntered) and session.phase.id != PHASES[pick % 4]:
            runner.entered(PHASES[pick % 4], runner.at_ms() - 60_000 * minutes)
        self._saved(runner)
        if not self.apart:
            read = self.archive(who).load(self.id).session
            assert (read.visits, read.planned_s) == (runner.session.visits, runner.session.planned_s)

    @live
    @rule(pick=PICK)
    def pause_or_go_on(self, pick: int) -> None:
        _, window = self._window(pick)
        for event in (Paused, Resumed):
            if window.runner.can(event):
                window.runner.record(event())
                self._saved(window.runner)
                return

    @live
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        who, window = self._window(pick)
        last = last_undoable(window.runner.session)
        if last is None or (self.apart and last.device != DEVICES[who]):
            return
        window.runner.undo()
        self._saved(window.runner)
        if isinstance(last.event, NoteAdded):
            self._take_out(last.event.text)

    @precondition(lambda self: len(self.windows) == 1 and not self.apart)
    @rule(pick=PICK, empty=st.booleans())
    def half_a_line(self, pick: int, empty: bool) -> None:
        _, window = self._window(pick)
        text = "" if empty else f"puoli {self._text()}"
        if window.runner.session.status is not Status.ENDED:
            assert window.runner.keep_draft(text)
            self.draft = text

    @live
    @rule(pick=PICK, unsaved=st.booleans())
    def crash(self, pick: int, unsaved: bool) -> None:
        who, window = self._window(pick)
        if unsaved and window.runner.session.status is not Status.ENDED:
            window.runner.note(self._text())  # never called saved: it may go
        self._let_go(who)

    @precondition(lambda self: bool(self.id) and not self.ended)
    @rule(who=st.integers(0, 1), gap=st.sampled_from(list(Gap)), pick=PICK)
    def reopen(self, who: int, gap: Gap, pick: int) -> None:
        archive = self.archive(who)
        hold = Hold(archive.places, self.id)
        if who in self.windows:  # a second window on one computer
            assert not hold.take()
            return
        self.clock.after(pick)
        assert hold.take()
        self.apart = self.apart or bool(self.windows)
        loaded = archive.load(self.id)
        if not self.apart:
            assert loaded.draft == self.draft
        runner = Runner.resume(archive, self.clock, loaded, DEVICES[who], gap)
        self._saved(runner)
        if gap is Gap.END:
            self.ended = True
            if loaded.draft:
                self.notes.add(loaded.draft)
            self.draft = ""
            runner.close()
            hold.release()
            return
        self.windows[who] = Window(runner, hold)
        if not self.apart:
            assert runner.keep_draft(loaded.draft)

    @live
    @rule(pick=PICK)
    def end(self, pick: int) -> None:
        who, window = self._window(pick)
        if window.runner.session.status is Status.ENDED:
            return
        assert window.runner.keep_draft("")
        self.draft = ""
        window.runner.end()
        self._saved(window.runner)
        self.ended = True
        self._let_go(who)

    # --- afterwards ---

    @over
    @rule(who=st.integers(0, 1), pick=PICK, what=st.sampled_from(["note", "edit", "strike", "reflect"]))
    def review(self, who: int, pick: int, what: str) -> None:
        archive = self.archive(who)
        runner = Runner.review(archive, self.clock, archive.load(self.id), DEVICES[who])
        notes = runner.session.notes
        text = self._text()
        if what == "note":
            runner.note(text)
            self.notes.add(text)
        elif what == "reflect":
            runner.record(Reflected(f"s{pick % 3}", text))
            self.thoughts[f"s{pick % 3}"] = text
        elif notes and what == "edit":
            old = notes[pick % len(notes)]
            runner.edit(old.key, text)
            self._take_out(old.text)
            self.notes.add(text)
        elif notes:
            old = notes[pick % len(notes)]
            runner.strike(old.key)
            self._take_out(old.text)
        self._saved(runner)
        runner.close()

    @over
    @rule(who=st.integers(0, 1))
    def erase(self, who: int) -> None:
        receipt = self.archive(who).erase(self.id)
        assert receipt.notes == len(self.notes)
        self.gone |= self.notes | set(self.thoughts.values())
        self.notes, self.thoughts, self.erased, self.draft = set(), {}, True, ""

    @precondition(lambda self: bool(self.id) and not self.windows)
    @rule(who=st.integers(0, 1))
    def tidy(self, who: int) -> None:
        archive = self.archive(who)
        tidy(archive)
        if self.ended:
            month = archive.path(self.id, "json").parent
            assert archive.path(self.id, "json").exists()
            assert not list(month.glob("*.tmp"))
            self._nothing_gone_is_left()

    @precondition(lambda self: self.ended and not self.windows)
    @rule(who=st.integers(0, 1), pick=st.integers(0, 5))
    def remove(self, who: int, pick: int) -> None:
        if pick:
            return  # or there would be little to look at
        archive = self.archive(who)
        archive.remove(self.id)
        assert not [p for p in archive.path(self.id, "json").parent.iterdir() if p.name.startswith(self.id)]
        self._forget()

    @precondition(lambda self: bool(self.id))
    @rule(pick=PICK)
    def conflict_copy(self, pick: int) -> None:
        month = self.archive().path(self.id, "json").parent
        own = [p for p in sorted(month.iterdir()) if p.suffix in (".json", ".jsonl") and "conflict" not in p.name]
        source = own[pick % len(own)]
        self.number += 1
        name = COPIES[pick % len(COPIES)].format(id=self.id, n=self.number, end=source.suffix[1:])
        shutil.copy(source, month / name)

    # --- what must hold ---

    def _nothing_gone_is_left(self) -> None:
        if self.sealed:
            return
        month = self.archive().path(self.id, "json").parent
        for path in month.iterdir():
            data = path.read_bytes()
            assert not [text for text in self.gone if text.encode() in data], path.name

    @invariant()
    def the_files_tell_what_the_model_says(self) -> None:
        type(self).steps += 1
        if not self.id:
            return
        archive = self.archive(1)
        assert list(archive.ids()) == [self.id]
        loaded = archive.load(self.id)
        session = loaded.session
        assert sorted(n.text for n in session.notes) == sorted(self.notes)
        assert session.reflections == self.thoughts
        assert (session.status is Status.ENDED) == self.ended
        assert session.erased == self.erased
        assert session.reference == ("" if self.erased else "asiakas")
        assert loaded.damage == ()
        assert loaded.strange == ()
        if not self.apart:
            assert loaded.draft == self.draft
            self._nothing_gone_is_left()


@both_ways
@pytest.mark.usefixtures("quick_reading")
def test_the_files_always_tell_what_the_model_says(sealed: bool) -> None:
    machine = type("Sessions", (Sessions,), {"sealed": sealed, "steps": 0})
    runs, steps = (300, 50) if FULL else (20, 25)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            derandomize=not FULL,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    kind = "sealed" if sealed else "plain"
    note_figures(f"R8 {kind}", SIZE, f"{runs} runs of up to {steps} steps, {machine.steps} steps looked at, 0 apart")


def test_a_second_window_is_told_who_has_the_session(tmp_path: Path) -> None:
    """Two holds on one computer: the second is kept out until the first lets go, also by dying."""
    archive = Archive(Places(tmp_path / "data", tmp_path / "config", tmp_path / "cache"))
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICES[0])
    assert runner.flush()
    first, second = (Hold(archive.places, runner.session.id) for _ in range(2))
    assert first.take()
    assert not second.take()
    tidy(archive)
    assert archive.path(runner.session.id, "jsonl").exists()
    first.release()
    assert second.take()
    second.release()
