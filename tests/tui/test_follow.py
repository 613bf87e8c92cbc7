"""The second and third terminal in a practice in threes: each role sees its own, and nothing of another's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import Paused, PhaseEntered
from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.scenario import Scenario
from kohtaa_tui.exports.handout import Role
from kohtaa_tui.runtime.clock import FastClock
from kohtaa_tui.runtime.practice import for_practice
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import observations
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.tui import rehearsing
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.screens.follow import FollowScreen
from kohtaa_tui.tui.screens.follow_observer import ObserverScreen
from tests.fakes import FakeClock
from tests.practised import scenario
from tests.tui.tui import START, Desk, make_context, opened

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (100, 6), (30, 4)], ids=str)


class Room:
    """The adviser's window, which writes, and what the followers need of it."""

    def __init__(self, root: Path, language: str = "fi") -> None:
        self.clock = FakeClock(START)
        self.context = for_practice(make_context(root, language, clock=self.clock))
        self.hold: Hold | None = None

    def begin(self, *, alone: bool = False, speed: float = 1.0, client: Scenario | None = None) -> Runner:
        client = client or scenario()
        plan = make_plan(self.context.shelf.get("kohtaava"), client.minutes, client.circumstances)
        runner = Runner.start(
            self.context.archive,
            FastClock(self.clock, speed),
            plan,
            language="fi",
            device="dev00000",
            practice=Practice("practice", client, alone=alone, speed=speed),
        )
        runner.flush()
        self.hold = Hold(self.context.places, runner.session.id)
        assert self.hold.take(self.clock.now())
        return runner

    def close(self, runner: Runner) -> None:
        runner.close()
        if self.hold is not None:
            self.hold.release()
            self.hold = None

    def marks(self, runner: Runner) -> tuple[Observation, ...]:
        return observations.read(self.context.places, runner.session.id)


def screen(desk: Desk) -> FollowScreen:
    assert isinstance(desk.app.screen, FollowScreen)
    return desk.app.screen


async def look(desk: Desk) -> None:
    """Until what has happened in the practice is on the screen."""
    screen(desk)._look()
    await desk.wait_until(lambda: not screen(desk)._looking)
    await desk.settle()


@asynccontextmanager
async def following(room: Room, role: Role, size: tuple[int, int] = (80, 24), **_: Any) -> AsyncIterator[Desk]:
    async with opened(KohtaaApp(room.context, lambda app: rehearsing.follow(app, role)), size) as desk:
        await desk.to(FollowScreen)
        await look(desk)
        yield desk


async def written(desk: Desk) -> None:
    stage = screen(desk)
    assert isinstance(stage, ObserverScreen)
    await desk.wait_until(lambda: stage.saver is not None and stage.saver.state == "saved")
    await desk.settle()


async def mark(desk: Desk, *keys: str) -> None:
    """Press keys, so far apart that none is one held down."""
    for key in keys:
        desk.clock.after(1)
        await desk.press(key)
    await written(desk)


# --- waiting, and what each role sees ---


@SIZES
@pytest.mark.parametrize("role", ["client", "observer"])
async def test_it_waits_and_begins_by_itself(tmp_path: Path, role: Role, size: tuple[int, int]) -> None:
    room = Room(tmp_path)
    async with following(room, role, size) as desk:
        assert "HARJOITUS" in desk.canvas
        assert "Vera" not in desk.canvas
        runner = room.begin()
        room.clock.after(3)
        await desk.tick()
        await desk.wait_until(lambda: screen(desk).session is not None)
        await desk.settle()
        assert "HARJOITUS" in desk.canvas
        room.close(runner)


async def test_the_client_reads_the_phase_that_runs(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "client", (120, 36)) as desk:
        assert "”Sain kirjeen.”" in desk.canvas
        assert "”Minusta kirje pelottaa.”" in desk.canvas
        assert "Puhuu hiljaa." in desk.canvas
        runner.record(PhaseEntered("ohjaus"))
        runner.flush()
        await look(desk)
        assert "”Oikeasti mietin työtä.”" in desk.canvas
        assert "Sain kirjeen" not in desk.canvas
        assert "Vielä yksi asia" not in desk.canvas
        runner.record(PhaseEntered("hyvastely"))
        runner.flush()
        await look(desk)
        assert "”Vielä yksi asia.”" in desk.canvas
    room.close(runner)


async def test_the_client_sees_nothing_that_is_watched_for(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "client", (160, 60)) as desk:
        for phase in scenario().phase:
            runner.record(PhaseEntered(phase.id))
            runner.flush()
            await look(desk)
            assert [trap.id for trap in phase.trap if trap.text.get("fi") in desk.canvas] == []
    room.close(runner)


async def test_the_interruption_comes_at_its_minute_whatever_the_speed(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin(speed=60)
    async with following(room, "client") as desk:
        for seconds, said in (
            (12.5, ""),
            (13.5, "Minuutin päästä: Puhelin soi."),
            (14.5, "Nyt: Puhelin soi."),
            (17, ""),
        ):
            room.clock.after(seconds - (room.clock.now() - START).total_seconds())
            await desk.tick()
            assert any(begins in desk.canvas for begins in ("Minuutin päästä:", "Nyt:")) == bool(said)
            assert said in desk.canvas
    room.close(runner)


async def test_what_was_said_alone_is_ticked(tmp_path: Path) -> None:
    from kohtaa_tui.domain import rehearsal
    from kohtaa_tui.domain.events import TurnMarked

    room = Room(tmp_path)
    runner = room.begin(alone=True)
    runner.record(TurnMarked("open", rehearsal.answer(runner.session, "open")))
    runner.flush()
    async with following(room, "client") as desk:
        line = next(row for row in desk.canvas.splitlines() if "Avoin kysymys" in row)
        assert "✓" in line
    room.close(runner)


async def test_the_clients_text_is_scrolled_and_never_written_on(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    before = {p: p.read_bytes() for p in room.context.places.data.rglob("*") if p.is_file()}
    async with following(room, "client", (40, 12)) as desk:
        assert "Puhuu hiljaa." not in desk.canvas
        seen = desk.canvas
        for _ in range(60):
            await desk.press("down")
        end = desk.canvas
        assert "ja odota." in end
        await desk.press("down")
        assert desk.canvas == end
        for _ in range(60):
            await desk.press("up")
        assert desk.canvas == seen
        await desk.type("abc1")
        await desk.paste("liitetty")
        await desk.settle()
        assert desk.line == ""
    assert {p: p.read_bytes() for p in room.context.places.data.rglob("*") if p.is_file()} == before
    room.close(runner)


# --- the observer ---


async def test_the_observer_marks_by_one_key_and_it_is_on_the_disk(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin(speed=2)
    async with following(room, "observer") as desk:
        room.clock.after(9)
        await mark(desk, "1", "7", "+", "8")
        await desk.type("katse pysyi")
        await desk.press("enter")
        await written(desk)
        assert "tallennettu ✓" in desk.text
        assert [(m.at_ms, m.kind, m.value, m.text) for m in room.marks(runner)] == [
            (20_000, "turn", "open", ""),
            (22_000, "turn", "silence", ""),
            (24_000, "good", "", ""),
            (26_000, "trap", "neuvo-alussa", ""),
            (26_000, "remark", "", "katse pysyi"),
        ]
        assert {m.phase for m in room.marks(runner)} == {"empatia"}
        runner.record(PhaseEntered("ohjaus"))
        runner.flush()
        await look(desk)
        await mark(desk, "1")
        assert room.marks(runner)[-1].phase == "ohjaus"
    room.close(runner)


async def test_a_pitfall_is_whole_where_there_are_rows_for_it(tmp_path: Path) -> None:
    whole = Texts(fi="Tartut kirjeeseen ja käännyt näyttöön, ennen kuin asiakas on ehtinyt sanoa mitään")
    client = scenario()
    first = replace(client.phase[0], trap=tuple(replace(trap, text=whole) for trap in client.phase[0].trap))
    room = Room(tmp_path)
    runner = room.begin(client=replace(client, phase=(first, *client.phase[1:])))
    async with following(room, "observer", (100, 30)) as desk:
        assert "…" not in desk.canvas
        assert desk.canvas.count("mitään") == len(first.trap)
    room.close(runner)


async def test_arrows_choose_a_pitfall_and_enter_marks_it(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await mark(desk, "down", "enter")
        await desk.click("trap:neuvo-alussa")
        await desk.click("turn:advice")
        await written(desk)
        assert [m.value for m in room.marks(runner)] == ["kirjeeseen", "neuvo-alussa", "advice"]
        await desk.press("0")
        assert "ei ole sellaista sudenkuoppaa" in desk.text
        assert len(room.marks(runner)) == 3
    room.close(runner)


async def test_a_key_held_down_marks_once(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        for _ in range(20):
            room.clock.after(0.05)
            await desk.press("1")
        await written(desk)
        assert len(room.marks(runner)) == 1
    room.close(runner)


async def test_the_last_mark_is_taken_back_and_a_remark_comes_back_to_the_line(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await mark(desk, "1")
        await desk.type("väärin")
        await desk.press("enter")
        await written(desk)
        await desk.press("f8")
        await written(desk)
        assert desk.line == "väärin"
        assert [m.kind for m in room.marks(runner)] == ["turn"]
    room.close(runner)


async def test_what_may_point_to_a_person_is_masked_by_a_key(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await desk.type("soitti numerosta 040 1234567")
        assert "F7" in desk.canvas
        await desk.press("f7", "enter")
        await written(desk)
        assert [m.text for m in room.marks(runner)] == ["soitti numerosta ***"]
    room.close(runner)


async def test_digits_within_a_remark_are_text(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await desk.type(" 3 avointa, +1")
        await desk.press("enter")
        await written(desk)
        assert [(m.kind, m.text) for m in room.marks(runner)] == [("remark", "3 avointa, +1")]
    room.close(runner)


async def test_the_observer_sees_none_of_the_clients_words(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer", (160, 60)) as desk:
        for phase in scenario().phase:
            runner.record(PhaseEntered(phase.id))
            runner.flush()
            await look(desk)
            said = [phase.opens, *(turn.text for turn in phase.turn), scenario().actor]
            assert [text.fi for text in said if text.get("fi") in desk.canvas] == []
            assert [trap.id for trap in phase.trap if trap.text.get("fi") not in desk.canvas] == []
    room.close(runner)


async def test_a_second_observer_is_told_so_and_takes_the_place_when_it_is_free(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    other = Hold(room.context.places, f"{runner.session.id}.observer")
    assert other.take(room.clock.now())
    async with following(room, "observer") as desk:
        assert "Havainnoija on toisessa ikkunassa." in desk.text
        room.clock.after(1)
        await desk.press("1")
        await desk.type("huomio")
        await desk.press("enter")
        assert room.marks(runner) == ()
        assert desk.line == "huomio"  # nothing that was typed is lost
        other.release()
        await look(desk)
        assert "Olet nyt havainnoija." in desk.text
        await desk.press("enter")
        await written(desk)
        assert [m.text for m in room.marks(runner)] == ["huomio"]
    room.close(runner)


async def test_what_is_half_typed_becomes_a_remark_when_the_window_is_left(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await desk.type("kesken")
        await desk.press("ctrl+q")
    assert [m.text for m in room.marks(runner)] == ["kesken"]
    room.close(runner)


# --- its end ---


@pytest.mark.parametrize("role", ["client", "observer"])
async def test_after_the_end_it_says_so_and_enter_leaves(tmp_path: Path, role: Role) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, role) as desk:
        room.clock.after(120)
        runner.end()
        runner.flush()
        room.close(runner)
        await look(desk)
        assert "Harjoitus on päättynyt. Enter sulkee." in desk.text
        await desk.press("1")
        assert room.marks(runner) == ()
        await desk.press("enter")
        assert desk.app.leaving


async def test_what_was_said_before_does_not_hide_the_end(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    other = Hold(room.context.places, f"{runner.session.id}.observer")
    assert other.take(room.clock.now())
    async with following(room, "observer") as desk:
        other.release()
        await look(desk)
        assert "Olet nyt havainnoija." in desk.text
        room.clock.after(120)
        runner.end()
        runner.flush()
        room.close(runner)
        await look(desk)
        assert "Harjoitus on päättynyt. Enter sulkee." in desk.text


async def test_a_pause_names_no_key_that_is_the_advisers_alone(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        room.clock.after(60)
        runner.record(Paused())
        runner.flush()
        await look(desk)
        assert "tauko 0 min" in desk.text
        assert "F2" not in desk.text
    room.close(runner)


async def test_a_window_that_was_killed_is_told_of_and_followed_again(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "observer") as desk:
        await mark(desk, "1")
        room.close(runner)
        await look(desk)
        assert "ikkuna suljettiin" in desk.text
        hold = Hold(room.context.places, runner.session.id)
        assert hold.take(room.clock.now())
        await look(desk)
        assert "ikkuna suljettiin" not in desk.text
        await mark(desk, "2")
        assert [m.value for m in room.marks(runner)] == ["open", "closed"]
        hold.release()


async def test_the_next_practice_has_marks_of_its_own(tmp_path: Path) -> None:
    room = Room(tmp_path)
    first = room.begin()
    async with following(room, "observer") as desk:
        await mark(desk, "1")
        first.end()
        first.flush()
        room.close(first)
        room.clock.after(60)
        second = room.begin()
        await look(desk)
        await mark(desk, "2")
        assert [m.value for m in room.marks(first)] == ["open"]
        assert [m.value for m in room.marks(second)] == ["closed"]
        room.close(second)


# --- the adviser ---


@SIZES
async def test_the_adviser_sees_who_comes_and_nothing_else_of_the_client(tmp_path: Path, size: tuple[int, int]) -> None:
    context = make_context(tmp_path)
    client = scenario()
    plan = make_plan(context.shelf.get("kohtaava"), client.minutes, client.circumstances)
    practice = Practice("practice", client, alone=False)
    async with opened(KohtaaApp(context, lambda app: rehearsing.start(app, plan, practice)), size) as desk:
        secrets = [client.actor, client.door]
        for phase in client.phase:
            secrets += [phase.opens, *(t.text for t in phase.turn), *(t.text for t in phase.trap)]
            secrets += [turn.fact for turn in phase.turn]
        for _ in client.phase:
            assert [s.fi for s in secrets if s.get("fi") in desk.text] == []
            await desk.press("1", "backspace", "pagedown")
            desk.clock.after(1)
        assert desk.session.turns == ()
        if size[0] >= 80 and size[1] >= 24:
            assert "Etsii suuntaa." in desk.text
            assert "HARJOITUS" in desk.text
        await desk.saved()
        await asyncio.sleep(0)


async def test_the_language_is_this_windows_alone(tmp_path: Path) -> None:
    room = Room(tmp_path)
    runner = room.begin()
    async with following(room, "client") as desk:
        await desk.press("f6")
        assert "ÖVNING · Vera · kund" in desk.canvas
        assert "”Jag fick ett brev.”" in desk.canvas
    assert not room.context.places.last_file.exists()
    room.close(runner)
