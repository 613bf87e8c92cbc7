"""Practice alone on the Meeting screen: the client answers, the digits mark, and no real meeting is near."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import Reflected
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.practice_report import NEXT_TIME
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.scenario import ClientTurn, Scenario
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime import practice
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage.scenarios import Clients
from kohtaa_tui.tui import rehearsing
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import clients
from kohtaa_tui.tui.screens.clients import ClientsScreen
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests import practised
from tests.tui.tui import Desk, at_home, in_meeting, make_context, opened


@asynccontextmanager
async def practising(
    tmp_path: Path, language: str = "fi", size: tuple[int, int] = (80, 24), *, client: Scenario | None = None,
    speed: float = 1, hints: bool = True, introduced: bool = True, **rest: Any,
) -> AsyncIterator[Desk]:  # fmt: skip
    """In a practice that has just begun, its introduction read."""
    context = rest.pop("context", None) or make_context(tmp_path, language, **rest)
    client = client or practised.scenario()
    plan = make_plan(context.shelf.get("kohtaava"), client.minutes, client.circumstances)
    run = Practice("practice", client, speed=speed)
    async with opened(KohtaaApp(context, lambda app: rehearsing.start(app, plan, run, hints)), size) as desk:
        await desk.to(MeetingScreen)
        await desk.saved()
        if introduced:
            await desk.press("escape")
        yield desk


def turns(desk: Desk) -> list[tuple[str, str]]:
    return [(turn.kind, turn.says) for turn in desk.session.turns]


# --- a turn ---


async def test_a_digit_on_the_empty_line_marks_and_the_client_answers_at_once(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        assert "”Sain kirjeen.”" in desk.canvas
        await desk.press("1")
        assert turns(desk) == [("open", "kirje")]
        assert "”Minusta kirje pelottaa.”" in desk.canvas
        assert "avoin kysymys ✓" in desk.text
        await desk.saved()
        assert b'"kind":"turn"' in desk.journal()


async def test_every_kind_has_its_digit_and_its_place_to_click(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press(*"1234567")
        for kind in ("open", "closed", "reflection", "summary", "information", "advice", "silence"):
            await desk.click(f"turn:{kind}")
        kinds = [kind for kind, _ in turns(desk)]
        assert kinds[:7] == kinds[7:] == ["open", "closed", "reflection", "summary", "information", "advice", "silence"]


async def test_text_stays_a_note_also_when_it_has_digits(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.type("asiaa 1 ja 2")
        await desk.press("enter")
        await desk.type(" 3 asiaa")
        await desk.press("enter")
        assert (desk.notes, turns(desk)) == (["asiaa 1 ja 2", "3 asiaa"], [])


async def test_8_and_9_are_the_beginning_of_a_note(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.type("8 vuotta")
        assert (desk.line, turns(desk)) == ("8 vuotta", [])


async def test_undo_takes_the_turn_back_and_says_what_it_was(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("6")
        assert "”Jaa.”" in desk.canvas
        await desk.press("f8")
        assert turns(desk) == []
        assert "”Sain kirjeen.”" in desk.canvas
        assert desk.stage.message == desk.words("Undone: {what}", what=desk.words("kind of turn"))


async def test_the_whole_of_a_long_line_can_be_read(tmp_path: Path) -> None:
    long = " ".join(["sanottavaa"] * 25)
    first = practised.scenario().phase[0]
    client = replace(practised.scenario(), phase=(
        replace(first, turn=(ClientTurn("pitka", Texts(fi=f"{long} loppu.", sv="x", en="x")),)),
        *practised.scenario().phase[1:],
    ))  # fmt: skip
    for width, height in ((120, 36), (80, 24), (40, 12), (100, 6), (60, 20)):
        async with practising(tmp_path / f"{width}", size=(width, height), client=client) as desk:
            await desk.press("1")
            assert "sanottavaa" in desk.canvas
            if "loppu." not in desk.canvas:
                assert "… 0" in desk.canvas
                await desk.press("0")
                await desk.press(*["down"] * 12)
                assert "loppu." in desk.canvas
                await desk.press("escape")
            assert desk.canvas.count("\n") == height - 1


async def test_where_the_client_says_nothing_a_nod_is_told_and_not_said(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("4")
        assert turns(desk) == [("summary", "")]
        assert "Vera  (nyökkää)" in desk.canvas


async def test_in_a_narrow_window_the_kinds_are_a_list(tmp_path: Path) -> None:
    async with practising(tmp_path, size=(40, 12)) as desk:
        await desk.click("turns")
        await desk.press("3")
        assert turns(desk) == [("reflection", "")]


# --- hints ---


async def test_hints_follow_the_turn_and_can_be_switched_off_and_on(tmp_path: Path) -> None:
    async with practising(tmp_path, "en") as desk:
        await desk.press("6")
        assert "Advice: Vera withdrew a little." in desk.canvas
        desk.stage.act("hints")
        await desk.settle()
        assert "withdrew" not in desk.canvas
        desk.stage.act("hints")
        await desk.settle()
        assert "withdrew" in desk.canvas


async def test_without_hints_there_are_none(tmp_path: Path) -> None:
    async with practising(tmp_path, "en", hints=False) as desk:
        await desk.press("6")
        assert "withdrew" not in desk.canvas
        assert desk.stage.possible("hints")


async def test_a_real_meeting_has_no_hints(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        assert not desk.stage.possible("hints")


# --- before the first turn ---


async def test_who_comes_and_how_it_works_is_told_once_and_any_key_goes_on(tmp_path: Path) -> None:
    async with practising(tmp_path, introduced=False) as desk:
        assert "HARJOITUS · Vera" in desk.canvas
        assert "Etsii suuntaa." in desk.canvas
        await desk.press("1")
        assert turns(desk) == [("open", "kirje")]
        assert "Etsii suuntaa." not in desk.canvas


async def test_the_clock_does_not_count_what_reading_the_introduction_takes(tmp_path: Path) -> None:
    async with practising(tmp_path, introduced=False, speed=4) as desk:
        clock, minutes = desk.clock, desk.session.plan.minutes
        clock.after(30)
        await desk.press("escape")
        assert desk.session.begin_ms == 120_000
        assert desk.session.end_s == 60 * minutes + 120
        await desk.press("f8")
        assert "Ei ole mitään kumottavaa." in desk.text
        assert desk.session.begin_ms == 120_000


async def test_nothing_of_the_introduction_is_cut_where_it_is_scrolled(tmp_path: Path) -> None:
    client = replace(practised.scenario(), intro=Texts(fi="sana " * 60))
    async with practising(tmp_path, introduced=False, client=client) as desk:
        assert "↓" in desk.text
        assert "…" not in desk.text
        for _ in range(3):
            await desk.press("down")
            assert "…" not in desk.text


async def test_a_blank_that_goes_on_leaves_the_line_empty_for_the_digits(tmp_path: Path) -> None:
    async with practising(tmp_path, introduced=False) as desk:
        await desk.press("space")
        assert "Etsii suuntaa." not in desk.canvas
        await desk.press("1")
        assert turns(desk) == [("open", "kirje")]


async def test_what_was_to_be_tried_next_time_stands_there(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    store = practice.for_practice(context)
    plan = make_plan(context.shelf.get("kohtaava"), 30, ())
    runner = practice.begin(store, plan, Practice("practice", practised.scenario()), "fi")
    runner.end()
    runner.record(Reflected(NEXT_TIME, "odotan hiljaa"))
    runner.flush()
    runner.close()
    desk_clock(context).after(3600)
    async with practising(tmp_path, context=context, introduced=False) as desk:
        assert "odotan hiljaa" in desk.canvas


def desk_clock(context: Context) -> Any:
    return context.clock


# --- time, and what comes between ---


async def test_the_interruption_comes_at_its_minute_and_is_not_said(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.pass_time(14 * 60)
        assert "Keskeytys" in desk.canvas
        assert "(Puhelin soi.)" in desk.canvas
        await desk.press("7")
        assert "Puhelin" not in desk.canvas


async def test_the_screen_wakes_for_the_interruption(tmp_path: Path) -> None:
    async with practising(tmp_path, speed=4) as desk:
        desk.clock.after((14 * 60 - 1) / 4)
        assert desk.meeting._next_s() <= 0.25 + 0.06


async def test_the_door_stands_before_the_end_and_one_more_turn_can_be_marked(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("pagedown", "pageup", "pagedown")
        for phase in ("neuvonta", "hyvastely"):
            desk.clock.after(60)
            await desk.press("pagedown")
            assert desk.phase == phase
        await desk.press("f9")
        assert "Vera, ovella" in desk.canvas
        assert "”Vielä yksi asia.”" in desk.canvas
        assert desk.stage.dialog is None
        await desk.press("2")
        assert "”Joo.”" in desk.canvas
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.kinds[-2:] == ["turn", "ended"]


async def test_undo_at_the_door_takes_only_the_door_back(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        for _ in range(3):
            desk.clock.after(60)
            await desk.press("pagedown")
        await desk.press("1", "f9", "f8")
        assert turns(desk) == [("open", "seuraava")]
        assert "ovella" not in desk.canvas


async def test_before_the_last_phase_the_end_is_asked_at_once(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("f9")
        assert desk.stage.dialog is not None


async def test_the_next_phase_begins_with_its_own_words(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("1", "pagedown")
        assert "”Oikeasti mietin työtä.”" in desk.canvas


# --- the mark of what is no real meeting ---


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (100, 6), (80, 14)])
@pytest.mark.parametrize(("language", "word"), [("fi", "HARJOITUS"), ("sv", "ÖVNING"), ("en", "PRACTICE")])
async def test_it_says_what_it_is_in_every_view_and_behind_the_curtain(
    tmp_path: Path, size: tuple[int, int], language: str, word: str
) -> None:
    async with practising(tmp_path, language, size) as desk:
        assert word in desk.canvas
        assert desk.app.signals._title.startswith(f"{word} · ")
        await desk.press("f4")
        assert word in desk.canvas
        assert "Vera" not in desk.canvas
        await desk.press("f4", *["f5"] * 5)
        assert word in desk.canvas


async def test_nothing_of_a_real_day_is_offered(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        await desk.press("f10")
        assert desk.stage.dialog is None
        assert desk.stage.message == desk.words("Not in a practice.")
        assert not desk.stage.possible("followup")
        assert not list(desk.context.places.data.rglob("*.ics"))


# --- languages ---


async def test_the_language_of_the_case_is_that_of_prompts_and_client(tmp_path: Path) -> None:
    client = replace(practised.scenario(), language="sv")
    async with practising(tmp_path, client=client) as desk:
        assert "”Jag fick ett brev.”" in desk.canvas
        assert "Empati " in desk.canvas
        await desk.press("f6")
        assert "“I got a letter.”" in desk.canvas


# --- leaving, going on, and the wall between the stores ---


async def test_leaving_keeps_the_run_and_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with practising(tmp_path, context=context, speed=2) as desk:
        await desk.press("1")
        desk.clock.after(150)
        await desk.type("kesken")
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    desk_clock(context).after(86_400)
    (left,) = practice.left(practice.for_practice(context))
    async with opened(KohtaaApp(context, lambda app: rehearsing.resume(app, left))) as desk:
        await desk.to(MeetingScreen)
        assert (turns(desk), desk.line) == ([("open", "kirje")], "kesken")
        assert desk.meeting.runner.at_ms() == 300_000
        assert desk.stage.dialog is None
        assert "”Minusta kirje pelottaa.”" in desk.canvas


async def test_beginning_another_says_that_one_was_left(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with practising(tmp_path, context=context) as desk:
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    desk_clock(context).after(60)
    async with practising(tmp_path, context=context, introduced=False) as desk:
        assert "kohtaa practice resume" in desk.stage.message


async def test_after_practice_home_begins_real_meetings_again(tmp_path: Path) -> None:
    async with practising(tmp_path) as desk:
        real = tmp_path / "data" / "sessions"
        await desk.press("1", "f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        await desk.press("enter")
        await desk.to(ClientsScreen)
        assert desk.context.places.sessions == real
        await desk.press("escape")
        await desk.to(HomeScreen)
        assert desk.home._recent == []
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.saved()
        assert desk.session.practice is None
        assert [p.stem for p in real.rglob("*.jsonl")] == [desk.session.id]
        assert desk.meeting.side is None
        await desk.type("2 lasta")
        assert desk.line == "2 lasta"


async def test_no_text_that_is_past_its_days_is_told_of_in_a_practice(tmp_path: Path) -> None:
    async with practising(tmp_path, keep_days=1) as desk:
        assert not desk.app.erasing.told
        assert desk.app.practising


# --- ways in ---


async def test_home_leads_to_the_clients_and_a_digit_begins(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type("K-1")
        await desk.press("f10")
        await desk.to(ClientsScreen)
        assert "Noor" in desk.canvas
        await desk.press("1")
        await desk.to(MeetingScreen)
        assert desk.session.practice is not None
        assert desk.session.reference == ""
        await desk.saved()
        assert not list((tmp_path / "data" / "sessions").rglob("*.json*"))


async def test_who_comes_is_told_in_the_language_of_the_screen(tmp_path: Path) -> None:
    async with at_home(tmp_path, size=(120, 36)) as desk:  # the client's own language is Swedish
        await desk.press("f10")
        await desk.to(ClientsScreen)
        assert "Ensitapaaminen ruotsiksi" in " ".join(desk.canvas.split())
    client = replace(practised.scenario(), language="sv", intro=Texts(fi="Kuka tulee.", sv="Vem som kommer."))
    async with practising(tmp_path, client=client, introduced=False) as desk:
        assert "Kuka tulee." in desk.canvas


async def test_what_was_typed_of_speed_and_hints_holds_for_whoever_is_chosen(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with opened(KohtaaApp(context, partial(rehearsing.choose, speed=4, hints=False))) as desk:
        await desk.to(ClientsScreen)
        await desk.press("1")
        await desk.to(MeetingScreen)
        assert desk.session.practice is not None
        assert desk.session.practice.speed == 4
        await desk.press("escape", "1")
        assert "toi jotain esiin" not in desk.text


async def test_from_the_clients_one_comes_back_to_home_as_it_was(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type("K-1")
        await desk.press("f10")
        await desk.to(ClientsScreen)
        await desk.type("abc")
        assert desk.line == ""
        await desk.press("escape")
        await desk.to(HomeScreen)
        assert desk.line == "K-1"


async def test_a_run_that_was_left_comes_first_among_the_clients(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with practising(tmp_path, context=context) as desk:
        await desk.press("1", "ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    async with opened(KohtaaApp(context, rehearsing.choose)) as desk:
        await desk.to(ClientsScreen)
        assert "1  Jatka: Vera" in desk.canvas
        await desk.press("enter")
        await desk.to(MeetingScreen)
        assert turns(desk) == [("open", "kirje")]


async def test_the_list_is_in_the_persons_language_also_where_the_case_has_another(tmp_path: Path) -> None:
    context = make_context(tmp_path, "fi")
    async with opened(KohtaaApp(context, rehearsing.choose), (80, 40)) as desk:
        await desk.to(ClientsScreen)
        linnea = Clients(context.places, context.shelf).get("linnea")
        assert linnea.language == "sv"
        assert linnea.intro.get("fi").partition(".")[0] in desk.canvas


async def test_a_broken_client_is_told_of_and_takes_nothing_away(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    context.places.scenarios.mkdir(parents=True)
    (context.places.scenarios / "aarre.toml").write_text("schema = 1\n", "utf-8")
    async with opened(KohtaaApp(context, rehearsing.choose), (80, 40)) as desk:
        await desk.to(ClientsScreen)
        assert "aarre" in desk.canvas
        await desk.click("client:4")
        assert "aarre" in desk.stage.message
        assert isinstance(desk.stage, ClientsScreen)
        assert desk.context.places.sessions == tmp_path / "data" / "sessions"


async def test_help_tells_the_digits(tmp_path: Path) -> None:
    async with practising(tmp_path, "en", (120, 36)) as desk:
        await desk.press("f1")
        assert "what kind of turn" in desk.canvas
        assert "F10" not in desk.canvas


def test_no_size_is_too_small_for_the_list_of_clients() -> None:
    entries = [clients.Entry(f"Nimi {n}", "30 min · etänä", "Kuka tulee. " * 12) for n in range(12)]
    for width, height in product((1, 12, 39, 60, 100, 140), (1, 3, 5, 6, 8, 9, 12, 18, 24, 40)):
        for chosen in (0, 11):
            view = clients.ClientsView(words=Words("fi"), keys=Keys("clients"), entries=entries, chosen=chosen)
            canvas, _ = clients.draw(view, width, height)
            assert (canvas.width, canvas.height) == (width, height)
            if width >= 39 and height >= 5:
                assert f"Nimi {chosen}" in canvas.text()
