"""On the screens: a meeting that has ended leaves its file, which goes on its way when Home is shown."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from kohtaa_tui.domain.statistics import from_bytes
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.runtime.statistics import Statistics
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.statistics_outbox import Outbox
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.tui.tui import a_meeting, in_meeting, make_context


def switched_on(tmp_path: Path, **rest: object) -> Context:
    """What the front door hands in where a folder is set."""
    context = make_context(tmp_path, **rest)  # type: ignore[arg-type]
    statistics = Statistics(context.places, str(tmp_path / "team"))
    return replace(context, archive=Archive(context.places, ended=statistics.ended), statistics=statistics)


async def test_from_the_end_of_a_meeting_into_the_folder(tmp_path: Path) -> None:
    context = switched_on(tmp_path)
    team, outbox = tmp_path / "team", Outbox(context.places)
    team.mkdir()
    async with in_meeting(tmp_path, context=context) as desk:
        await a_meeting(desk)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.wait_until(lambda: len(outbox.waiting()) == 1)
        assert list(team.iterdir()) == []
        await desk.press("enter")
        await desk.to(HomeScreen)
        await desk.wait_until(lambda: list(team.glob("*.json")))
        await desk.wait_until(lambda: outbox.waiting() == ())
    (path,) = team.iterdir()
    one = from_bytes(path.read_bytes())
    assert (one.week, one.minutes, one.circumstances) == ("2026-W48", 45, ["first"])
    assert sum(phase.used_s for phase in one.phases) == 2400


async def test_with_the_folder_away_the_screens_are_the_same(tmp_path: Path) -> None:
    context = switched_on(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        await a_meeting(desk)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert context.statistics.wait(20)
        assert desk.home.message == ""
    assert len(Outbox(context.places).waiting()) == 1
