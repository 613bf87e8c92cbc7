"""A meeting that ends leaves one file for the team, and never waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.statistics import Statistic, from_bytes
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.runtime.statistics import NO_STATISTICS, Statistics
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.packs import Shelf
from kohtaa_tui.storage.statistics_outbox import Outbox
from kohtaa_tui.storage.tidying import tidy
from tests.build import START, plan
from tests.fakes import FailingDisk, FakeClock, places
from tests.storage.test_shared_packs import put

DEVICE = "dev00000"


class World:
    """One computer with statistics on, and the meetings that are held on it."""

    def __init__(self, root: Path, folder: str = "team", device: str = DEVICE) -> None:
        self.places, self.device = places(root), device
        self.statistics = Statistics(self.places, folder)
        self.disk = FailingDisk()
        self.archive = Archive(self.places, self.disk, ended=self.statistics.ended)
        self.clock = FakeClock(START)
        self.outbox = Outbox(self.places)
        self.team = self.places.config / "team"
        self.plan = plan(30)

    def begin(self) -> Runner:
        return Runner.start(self.archive, self.clock, self.plan, language="fi", device=self.device, reference="K-17")

    def held(self) -> Runner:
        """A meeting of half an hour, about to be ended."""
        runner = self.begin()
        runner.note("jotain salaista")
        for phase in ("ohjaus", "neuvonta", "hyvastely"):
            self.clock.after(420)
            runner.entered(phase, runner.at_ms())
        self.clock.after(300)
        return runner

    def waiting(self) -> list[Statistic]:
        return [from_bytes(path.read_bytes()) for path in self.outbox.waiting()]


def test_one_file_when_it_has_ended(tmp_path: Path) -> None:
    world = World(tmp_path)
    runner = world.held()
    assert runner.flush()
    assert world.waiting() == []
    runner.end()
    assert runner.flush()
    (one,) = world.waiting()
    assert [p.used_s for p in one.phases] == [420, 420, 420, 300]
    assert one.week == "2026-W45"
    assert runner.session.id not in world.outbox.waiting()[0].read_text()


def test_what_is_added_afterwards_makes_no_second_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    runner = world.held()
    runner.end()
    assert runner.flush()
    before = world.outbox.waiting()[0].read_bytes()
    runner.note("jäi mieleen")
    assert runner.flush()
    again = Runner.review(world.archive, world.clock, world.archive.load(runner.session.id), DEVICE)
    again.move_end(1_000_000)
    assert again.flush()
    tidy(world.archive, DEVICE)
    assert [path.read_bytes() for path in world.outbox.waiting()] == [before]


def test_two_meetings_have_nothing_in_common(tmp_path: Path) -> None:
    world = World(tmp_path)
    for _ in range(2):
        runner = world.held()
        runner.end()
        assert runner.flush()
    assert len({one.id for one in world.waiting()}) == 2


def test_ended_at_its_last_sign_of_life(tmp_path: Path) -> None:
    world = World(tmp_path)
    runner = world.held()
    assert runner.flush()
    runner.close()
    world.clock.after(40_000)
    resumed = Runner.resume(world.archive, world.clock, world.archive.load(runner.session.id), DEVICE, Gap.END)
    assert resumed.flush()
    assert len(world.waiting()) == 1


def test_ended_in_a_gap_while_it_ran(tmp_path: Path) -> None:
    world = World(tmp_path)
    runner = world.held()
    world.clock.set_wall(timedelta(hours=3).total_seconds())
    runner.answer_drift(Gap.END)
    assert runner.flush()
    assert len(world.waiting()) == 1


def test_where_the_disk_refused_it_comes_with_the_document(tmp_path: Path) -> None:
    world = World(tmp_path)
    runner = world.held()
    runner.end()
    world.disk.broken = True
    assert not runner.flush()
    assert world.waiting() == []
    world.disk.broken = False
    assert runner.flush()
    assert runner.flush()
    assert len(world.waiting()) == 1


@pytest.mark.parametrize("at", range(1, 25))
def test_cut_at_any_call_there_is_one_or_none_and_never_two(tmp_path: Path, at: int) -> None:
    """None only where the cut came between the document's name and its folder on the disk."""
    world = World(tmp_path)
    runner = world.held()
    assert runner.flush()
    runner.end()
    world.disk.at, world.disk.calls, world.disk.after_effect = at, 0, True
    runner.flush()
    there = world.archive.path(runner.session.id, "json").exists()
    before = len(world.waiting())
    cut = World(tmp_path)
    tidy(cut.archive, DEVICE)
    tidy(cut.archive, DEVICE)
    assert len(cut.waiting()) == (before if there else 1)


@pytest.mark.parametrize("at", range(1, 25))
def test_where_the_disk_refuses_any_call_once_there_is_one(tmp_path: Path, at: int) -> None:
    world = World(tmp_path)
    runner = world.held()
    assert runner.flush()
    runner.end()
    world.disk.at, world.disk.calls, world.disk.after_effect = at, 0, True
    runner.flush()
    world.disk.at = 0
    assert runner.flush()
    assert len(world.waiting()) == 1


def test_another_computer_that_puts_the_meeting_away_tells_nothing(tmp_path: Path) -> None:
    """The journals came by a synchronised folder, the document had not come yet."""
    world = World(tmp_path)
    runner = world.held()
    assert runner.flush()
    runner.end()
    world.disk.fails, world.disk.broken = frozenset({"replace"}), True
    assert not runner.flush()
    runner.close()
    other = World(tmp_path, device="0ther000")
    tidy(other.archive, "0ther000")
    assert other.archive.load(runner.session.id).session.ended_ms is not None
    assert other.waiting() == []


def _practice(world: World) -> None:
    archive = Archive(world.places.practice, ended=world.statistics.ended)
    runner = Runner.start(
        archive, world.clock, plan(30), language="fi", device=DEVICE, practice=Practice("practice", None, alone=True)
    )
    world.clock.after(600)
    runner.entered("ohjaus", runner.at_ms())
    world.clock.after(600)
    runner.end()
    assert runner.flush()


def _short(world: World) -> None:
    runner = world.begin()
    world.clock.after(100)
    runner.entered("ohjaus", runner.at_ms())
    world.clock.after(100)
    runner.end()
    assert runner.flush()


@pytest.mark.parametrize("hold", [_practice, _short])
def test_what_leaves_none(tmp_path: Path, hold: Callable[[World], None]) -> None:
    world = World(tmp_path)
    hold(world)
    assert world.waiting() == []


def _own(world: World) -> None:
    """By a method in the person's own folder: its id would stand in all files of that person and in no other."""
    world.places.packs.mkdir(parents=True)
    (world.places.packs / f"{plan(30).pack_id}.toml").write_text("")
    ended(world)


def _own_elsewhere(world: World) -> None:
    """Begun on another computer, by a method that is only there."""
    world.plan = replace(plan(30), pack_id="matin-oma", pack_hash="0123456789abcdef")
    ended(world)


def _own_of_the_same_name_elsewhere(world: World) -> None:
    world.plan = replace(plan(30), pack_hash="0123456789abcdef")
    ended(world)


@pytest.mark.parametrize("hold", [_own, _own_elsewhere, _own_of_the_same_name_elsewhere])
def test_a_method_of_ones_own_leaves_none(tmp_path: Path, hold: Callable[[World], None]) -> None:
    world = World(tmp_path)
    hold(world)
    assert world.waiting() == []


def test_a_shared_method_leaves_one(tmp_path: Path) -> None:
    put(tmp_path / "common")
    world = World(tmp_path)
    shelf = Shelf([tmp_path / "common"])
    world.statistics = Statistics(world.places, "team", shelf=lambda: Shelf([tmp_path / "common"]))
    world.archive = Archive(world.places, ended=world.statistics.ended)
    world.plan = replace(plan(30), pack_id="tiimi", pack_hash=shelf.fingerprint("tiimi"))
    (one,) = ended(world).waiting()
    assert (one.pack, one.pack_hash) == ("tiimi", shelf.fingerprint("tiimi"))


def test_off_nothing_is_written_at_all(tmp_path: Path) -> None:
    world = World(tmp_path, folder="")
    runner = world.held()
    runner.end()
    assert runner.flush()
    assert not world.outbox.folder.exists()


def test_a_cache_folder_that_refuses_stops_no_meeting(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.places.cache_for_data.parent.mkdir(parents=True)
    world.places.cache_for_data.write_text("in the way")
    runner = world.held()
    runner.end()
    assert runner.flush()
    assert world.archive.load(runner.session.id).session.ended_ms is not None


# --- on its way ---


def ended(world: World) -> World:
    runner = world.held()
    runner.end()
    assert runner.flush()
    return world


def test_it_is_carried_over_aside(tmp_path: Path) -> None:
    world = ended(World(tmp_path))
    world.team.mkdir(parents=True)
    world.statistics.carry_aside()
    assert world.statistics.wait(20)
    assert world.waiting() == []
    assert len(list(world.team.iterdir())) == 1


def test_a_folder_that_is_away_is_tried_again(tmp_path: Path) -> None:
    world = ended(World(tmp_path))
    for _ in range(2):
        world.statistics.carry_aside()
        assert world.statistics.wait(20)
        assert len(world.waiting()) == 1
    world.team.mkdir(parents=True)
    world.statistics.carry_aside()
    assert world.statistics.wait(20)
    assert world.waiting() == []


def test_a_folder_that_never_answers_holds_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = ended(World(tmp_path))
    world.team.mkdir(parents=True)
    asked, answer = threading.Event(), threading.Event()
    tries = []
    real = Path.stat

    def hangs(self: Path, **kwargs: bool) -> object:
        if self == world.team:
            tries.append(self)
            asked.set()
            assert answer.wait(60)
        return real(self, **kwargs)

    monkeypatch.setattr(Path, "stat", hangs)
    world.statistics.carry_aside()
    assert asked.wait(20)
    world.statistics.carry_aside()  # no second thread beside the one that hangs
    assert not world.statistics.wait(0)
    ended(world)  # and meetings end as ever
    assert len(world.waiting()) == 2
    answer.set()
    assert world.statistics.wait(20)
    assert len(tries) == 1


def test_switched_off_what_waits_is_taken_away(tmp_path: Path) -> None:
    world = ended(World(tmp_path))
    for statistics, left in ((NO_STATISTICS, 1), (Statistics(world.places, "", certain=False), 1)):
        statistics.carry_aside()
        assert statistics.wait(20)
        assert len(world.waiting()) == left
    off = Statistics(world.places, "")
    off.carry_aside()
    assert off.wait(20)
    assert world.waiting() == []
