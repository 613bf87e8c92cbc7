"""The next meeting, agreed on in the meeting and in the review."""

from __future__ import annotations

from pathlib import Path

import pytest

from kohtaa_tui.domain import when
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.tui.screens.followup import AskWhen
from kohtaa_tui.tui.screens.meeting import MeetingScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.fakes import FakeClock
from tests.tui.test_beside import at, read
from tests.tui.tui import START, Desk, at_home, in_meeting, in_review, make_context

TYPED = {"fi": "ti 9.30", "sv": "tis 9.30", "en": "Tue 9:30"}
TOLD = {
    "fi": "tiistai 1.12. klo 9.30, 45 min",
    "sv": "tisdag 1.12 kl. 9.30, 45 min",
    "en": "Tuesday 1 December at 09:30, 45 min",
}


def files(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "home").iterdir())


async def agree(desk: Desk, text: str) -> None:
    """Type a day and time and take it."""
    await desk.press("f10")
    await desk.type(text)
    await desk.press("enter")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (40, 12), (100, 6), (40, 6)])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_what_was_understood_is_shown_before_it_is_taken(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    narrow = size[0] < 60 or size[1] <= 8
    async with in_meeting(tmp_path, language, size) as desk:
        await desk.press("f10")
        await desk.type(TYPED[language])
        told = TOLD[language].replace("tiistai", "ti").replace("tisdag", "tis") if narrow else TOLD[language]
        told = told.replace("Tuesday 1 December", "Tue 1 Dec") if narrow else told
        for part in told.split(", "):  # in a strip they may stand on two rows
            assert part in desk.text
        assert desk.notes == []
        assert files(tmp_path) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_enter_notes_it_and_writes_the_file(tmp_path: Path, language: str) -> None:
    async with in_meeting(tmp_path, language) as desk:
        await agree(desk, TYPED[language])
        (note,) = desk.session.notes
        assert note.mark == "agreed"
        assert note.text in desk.text
        assert "~/kohtaa-20261201-0930.ics" in desk.text
        assert files(tmp_path) == ["kohtaa-20261201-0930.ics"]
        assert desk.line == ""
        assert note.text in EXPORTS["text"](desk.session, desk.words)


async def test_half_typed_text_stays_as_it_was(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("puolikas")
        await agree(desk, "ti 9.30")
        assert desk.line == "puolikas"


async def test_esc_leaves_everything_as_it_was(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f10")
        await desk.type("ti 9.30")
        await desk.press("escape")
        assert (desk.notes, desk.line, files(tmp_path)) == ([], "", [])


@pytest.mark.parametrize(
    ("text", "why"), [("", when.NOTHING), ("9.30", when.NO_DAY), ("ti", when.NO_TIME), ("soitto", when.STRANGE)]
)
async def test_what_is_not_understood_stays_in_the_field_with_a_sentence(tmp_path: Path, text: str, why: str) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f10")
        await desk.type(text)
        await desk.press("enter")
        assert isinstance(desk.stage.dialog, AskWhen)
        assert desk.words(why, text=text) in desk.text
        assert (desk.notes, desk.line) == ([], text)


async def test_a_word_half_written_is_not_called_strange(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f10")
        await desk.type("tii")
        assert desk.words(when.NOTHING) in desk.text


async def test_undo_takes_the_note_back(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await agree(desk, "ti 9.30")
        await desk.press("f8")
        assert desk.notes == []


async def test_without_a_file_the_note_stays_and_a_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_meeting(tmp_path, size=(200, 40)) as desk:
        monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
        await agree(desk, "ti 9.30")
        assert len(desk.notes) == 1
        assert "nowhere" in desk.text
        assert desk.words("The note stays, but there is no calendar file. {why}", why="").strip() in desk.text


async def test_a_length_of_its_own(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await agree(desk, "ti 9.30 20 min")
        data = (tmp_path / "home" / "kohtaa-20261201-0930.ics").read_bytes()
        assert b"DTSTART:20261201T073000Z\r\nDTEND:20261201T075000Z" in data


async def test_it_does_not_open_behind_the_curtain(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f4", "f10")
        assert desk.stage.dialog is None


async def test_the_curtain_hides_what_is_being_typed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f10")
        await desk.type("ti 9.30")
        await desk.press("f4")
        assert "1.12." not in desk.text
        assert "9.30" not in desk.text
        await desk.press("f4")
        assert TOLD["fi"] in desk.text


async def test_the_last_phase_names_the_key(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        assert "F10" not in desk.text
        for phase in desk.session.plan.phases[1:]:
            await desk.click(f"phase:{phase.id}")
        assert f"F10 {desk.words('next meeting')}" in desk.text


async def test_in_the_review_too(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await agree(desk, "2.12. klo 14")
        assert "seuraava tapaaminen keskiviikko 2.12. klo 14.00" in desk.notes
        assert files(tmp_path) == ["kohtaa-20261202-1400.ics"]
        await desk.saved()
        assert b"seuraava tapaaminen" in desk.journal()


async def test_not_in_a_review_whose_texts_are_erased(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        desk.review.forget()
        await desk.saved()
        assert not desk.review.possible("review.followup")
        await desk.press("f10")
        assert desk.stage.dialog is None


async def test_a_whole_burst_is_taken_in_its_order(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.burst("a", "enter", "f10", *"ti 9.30", "enter", "b", "enter", "f9", "enter")
        await desk.to(ReviewScreen)
        await desk.saved()
        assert desk.notes == ["a", "seuraava tapaaminen tiistai 1.12. klo 9.30", "b"]
        assert files(tmp_path) == ["kohtaa-20261201-0930.ics"]


async def test_it_asks_for_the_length_of_the_appointment_and_not_of_a_meeting_begun_late(tmp_path: Path) -> None:
    clock = FakeClock(START.replace(hour=10, minute=12))
    context = make_context(tmp_path, clock=clock, day=(at(10, 0, 45),))
    async with at_home(tmp_path, context=context, size=(120, 36)) as desk:
        await read(desk)
        await desk.press("enter")
        await desk.to(MeetingScreen)
        await desk.press("f10")
        assert desk.words("Day and time; a length after it where it is not {n} min.", n=45) in desk.text


@pytest.mark.parametrize("size", [(120, 36), (100, 36), (80, 24), (60, 24)])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_the_review_shows_its_time_of_day_too(tmp_path: Path, language: str, size: tuple[int, int]) -> None:
    async with in_review(tmp_path, language, size) as desk:
        await agree(desk, TYPED[language])
        assert desk.notes[-1] in desk.text
