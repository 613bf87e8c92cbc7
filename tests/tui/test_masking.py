"""Nothing personal by mistake: a quiet mark in the line, a word beside it, one key that masks, and never a block.

All numbers are artificial: 900 to 999 are never given to anybody, and 555 is nobody's phone.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from kohtaa_tui.domain.notes import MAX_NOTE
from kohtaa_tui.tui import themes
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choose
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.widgets import note_line
from tests.tui.test_review import choose
from tests.tui.test_themes import contrast
from tests.tui.tui import Desk, at_home, in_meeting, in_review

CODE = "100190-999P"


def underlined(desk: Desk) -> str:
    """What has a line under it in the note line."""
    strip = desk.stage.line.render_line(0)
    return "".join(s.text for s in strip if s.style is not None and s.style.underline)


def last_rows(desk: Desk) -> tuple[list[str], str]:
    """The rows above the note line, and the note line's own."""
    rows = desk.text.splitlines()
    at = desk.stage._placed[1] if desk.stage._placed else 0
    return rows[:at], rows[at]


@pytest.mark.parametrize("theme", ["night", "day", "plain"])
async def test_what_was_found_has_a_line_under_it_and_nothing_else_has(tmp_path: Path, theme: str) -> None:
    async with in_meeting(tmp_path, theme=theme) as desk:
        await desk.type("huomenna klo 10.45 ")
        assert underlined(desk) == ""
        await desk.type(f"{CODE} tai 040 555 0100 kotiin")
        assert underlined(desk) == f"{CODE}040 555 0100"


@pytest.mark.parametrize("name", ["night", "day"])
def test_the_mark_and_its_word_can_be_read(name: str) -> None:
    colours = themes.COLOURS[name]
    assert note_line.MARKED.under
    assert contrast(colours[note_line.MARKED.role], colours[note_line.MARKED.on]) >= 7


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (100, 6), (120, 36), (60, 18), (20, 5)])
async def test_the_word_comes_and_goes_and_moves_nothing_else(
    tmp_path: Path, language: str, size: tuple[int, int]
) -> None:
    async with in_meeting(tmp_path, language, size) as desk:
        await desk.type("x" * (len(CODE) + 1))
        above, _ = last_rows(desk)
        await desk.press("ctrl+u")
        await desk.type(f"{CODE} ")
        marked, row = last_rows(desk)
        assert marked == above
        assert row.strip().endswith("F7") or desk.words("{key} masks", key="F7") in row
        assert cell_len(row) <= size[0]
        assert CODE in row or size[0] < 40
        await desk.press("f7")
        masked, row = last_rows(desk)
        assert masked == above
        assert "F7" not in row
        assert desk.line == "*** "


async def test_the_kind_is_named_where_the_text_leaves_room_and_gives_way_before_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        words = desk.words
        told = words("{kind} · {key} masks", kind=words("identity code"), key="F7")
        short = words("{key} masks", key="F7")
        await desk.type(f"{CODE} ")
        assert desk.text.splitlines()[-2].endswith(told)
        for _ in range(45):
            await desk.type("a")
            row = desk.text.splitlines()[-2]
            assert row.endswith((told, f"  {short}"))
            if row.endswith(told):
                assert row.startswith(f" ▌ {desk.line}  ")  # the text is never pushed aside by the word
        assert not row.endswith(told)


async def test_a_moved_key_is_the_one_that_is_told_and_masks(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, keys={"mask": "ctrl+t"}) as desk:
        await desk.type(CODE)
        assert desk.words("{key} masks", key="Ctrl+T") in desk.text
        await desk.press("f7")
        assert desk.line == CODE
        await desk.press("ctrl+t")
        assert desk.line == "***"


async def test_one_key_masks_all_and_the_cursor_stays_where_it_was_in_the_text(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type(f"{CODE}, a@example.com loppu")
        await desk.press("left", "left", "f7")
        await desk.type("X")
        assert desk.line == "***, *** lopXpu"


async def test_enter_saves_what_was_typed_whatever_it_is(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type(f"tunnus {CODE}")
        await desk.press("enter")
        assert desk.notes == [f"tunnus {CODE}"]
        await desk.press("f8", "f7", "enter")
        assert desk.notes == ["tunnus ***"]
        await desk.saved()
        assert CODE.encode() not in desk.journal()


async def test_a_click_on_the_word_masks(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type(CODE)
        await desk.click("mask")
        assert desk.line == "***"


async def test_with_nothing_to_mask_the_key_says_so(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("klo 10.45")
        await desk.press("f7")
        assert desk.line == "klo 10.45"
        assert desk.words("There is nothing to mask here.") in desk.text


async def test_behind_the_curtain_nothing_tells_what_is_typed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f4")
        await desk.type(CODE)
        assert underlined(desk) == ""
        assert "F7" not in desk.text
        assert desk.words("identity code") not in desk.text
        await desk.press("f7")
        assert desk.words("There is nothing to mask here.") not in desk.text
        await desk.press("f4")
        assert underlined(desk) == CODE


async def test_a_long_line_that_is_all_numbers_can_be_typed_and_masked(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.paste(("040 555 0100, " * MAX_NOTE)[: MAX_NOTE - 1])
        await desk.type("1")
        assert len(desk.line) == MAX_NOTE
        await desk.press("f7")
        assert "555" not in desk.line


async def test_the_action_is_in_the_menu_only_while_there_is_something(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        title = desk.words("Mask what points to a person")
        await desk.press("escape")
        assert title not in desk.text
        await desk.press("escape")
        await desk.type(CODE)
        await desk.press("escape")
        assert title in desk.text


async def test_home_keeps_its_own_meaning_of_the_key(tmp_path: Path) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type("a@example.com")
        assert underlined(desk) == ""
        before = desk.app.theme_name
        await desk.press("f7")
        assert (desk.line, desk.app.theme_name != before) == ("a@example.com", True)


@pytest.mark.parametrize("reference", [CODE, "010190-999K", "100190y999p", "811218-9876", "19121212-1212"])
async def test_the_reference_refuses_an_identity_code(tmp_path: Path, reference: str) -> None:
    async with at_home(tmp_path) as desk:
        await desk.type(reference)
        await desk.press("enter")
        assert desk.home.line.value == reference


# --- in the review ---


async def test_a_line_in_the_review_is_masked_too(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.type(f"lisäys {CODE}")
        assert underlined(desk) == CODE
        row = desk.text.splitlines()[-1]
        assert f"F7 {desk.words('mask')}" in row
        assert f"F7 {desk.words('think back')}" not in row
        await desk.press("f7", "enter")
        assert "lisäys ***" in desk.notes


async def test_a_chosen_note_is_masked_after_asking_and_its_text_is_gone_from_the_disk(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.type("! asiakas: soittaa 040 555 0100 pe")
        await desk.press("enter")
        await desk.saved()
        assert b"555 0100" in desk.journal()
        assert desk.words("{kind} · {key} masks", kind=desk.words("phone number"), key="F7") in desk.text
        await desk.press("f7")
        assert isinstance(desk.review.dialog, Choose)
        await desk.press("2")
        assert any("555 0100" in n for n in desk.notes)
        await desk.press("f7", "enter")
        assert any(n.text == "asiakas: soittaa *** pe" and n.mark == "agreed" for n in desk.session.notes)
        await desk.saved()
        assert b"555 0100" not in desk.journal()
        assert "F7 peittää" not in desk.text


async def test_without_anything_to_mask_the_key_thinks_back(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "kirje mukana")
        await desk.press("f7")
        assert isinstance(desk.review.dialog, Ask)
        await desk.press("escape")
        await desk.type(CODE)
        await desk.press("enter", "f7", "3")  # from the question too
        assert isinstance(desk.review.dialog, Ask)


async def test_ones_own_thoughts_are_masked_in_their_field(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f7")
        await desk.type(f"puhuin liikaa {CODE}")
        assert underlined(desk) == CODE
        await desk.press("f7")
        assert desk.line == "puhuin liikaa ***"
        assert isinstance(desk.review.dialog, Ask)
        await desk.press("enter", "escape")
        assert list(desk.session.reflections.values()) == ["puhuin liikaa ***"]


async def test_the_name_of_a_file_is_not_looked_into(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "2")
        await desk.type(" 040 555 0100")
        assert underlined(desk) == ""


# --- before it is carried over ---


async def numbers(desk: Desk) -> None:
    for text in (f"tunnus {CODE}", "040 555 0100 tai 041 555 0100"):
        await desk.type(text)
        await desk.press("enter")


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_carrying_over_tells_how_many_and_offers_the_masked_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(KohtaaApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with in_review(tmp_path, size=size) as desk:
        await desk.press("f5")
        assert desk.words("In the text: {what}", what="").strip() not in desk.text
        await desk.press("escape")
        await numbers(desk)
        await desk.press("f5")
        assert f"{desk.words('In the text: {what}', what='1 henkilötunnus')}" in desk.text
        await desk.press("1")
        assert CODE in copied[-1]
        await desk.press("f5", "4")
        assert f"{desk.words('Masked: {what}', what='1 henkilötunnus')}" in desk.text
        await desk.press("1")
        assert "tunnus ***\n" in copied[-1]
        assert "*** tai ***\n" in copied[-1]
        assert copied[-1].count("\n") == copied[-2].count("\n")
        await desk.press("f5", "4", "4", "1")
        assert copied[-1] == copied[-2].replace("tunnus ***", f"tunnus {CODE}").replace(
            "*** tai ***", "040 555 0100 tai 041 555 0100"
        )
        assert f"tunnus {CODE}" in desk.notes  # only what is carried over is masked


async def test_the_masked_text_can_be_saved_to_a_file(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await numbers(desk)
        await desk.press("f5", "4", "2", "ctrl+u")
        await desk.paste(str(tmp_path / "ulos.txt"))
        await desk.press("enter")
        assert "tunnus ***" in (tmp_path / "ulos.txt").read_text("utf-8")
        assert isinstance(desk.app.screen, ReviewScreen)


async def test_the_list_has_the_same_line_under_what_was_found(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        await numbers(desk)
        await desk.type("! asiakas: soittaa 040 555 0100 pe")
        await desk.press("enter")
        canvas = desk.review.page.canvas
        runs = [run.text for row in range(canvas.height) for run in canvas.runs(row) if run.ink.under]
        assert runs == ["040 555 0100", CODE, "040 555 0100", "041 555 0100"]
