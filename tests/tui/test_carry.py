"""Carrying over from the review: the template, how long the text is, in parts, into a file of any format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.runtime.templating import written
from kohtaa_tui.storage import last
from kohtaa_tui.storage.handed_out import expanded
from kohtaa_tui.storage.policy import Policy
from kohtaa_tui.storage.templates import Templates
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.screens.carry import Carrying, Preview
from kohtaa_tui.tui.screens.one_at_a_time import Staying
from kohtaa_tui.tui.screens.save_as import SaveAs
from tests.fakes import places
from tests.templates import HEAD, write
from tests.tui.tui import Desk, in_review, make_context

SIZES = [(120, 36), (80, 24), (60, 20), (40, 12)]
SMALL = HEAD + 'limit = 100\n[[part]]\nwhat = "agreed"\n[[part]]\nwhat = "plain"\n[[part]]\nwhat = "strength"\n'


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was put on the clipboard."""
    found: list[str] = []
    monkeypatch.setattr(KohtaaApp, "copy_to_clipboard", lambda _, text: found.append(text))
    return found


async def carrying(desk: Desk, template: str) -> Carrying:
    """F5, with this template."""
    await desk.press("f5")
    dialog = desk.review.dialog
    assert isinstance(dialog, Carrying)
    for _ in range(6):
        if dialog._over.id == template:
            return dialog
        await desk.press("right")
    raise AssertionError(template)


def told(desk: Desk, template: str) -> str:
    """The meeting as a template tells it."""
    return written(desk.session, Templates(desk.context.places).get(template), desk.words)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_how_long_the_text_is_is_always_in_sight(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    async with in_review(tmp_path, language, size) as desk:
        await carrying(desk, "lyhyt")
        n = len(told(desk, "lyhyt")) - 1
        wanted = f"{n} / {desk.words.number(4000)}"
        for key in ("down", "down", "down", "up"):
            assert wanted in desk.text
            await desk.press(key)
        await desk.press("3")
        assert isinstance(desk.review.dialog, Preview)
        assert wanted in desk.text


async def test_the_one_used_last_comes_first_and_it_is_remembered(tmp_path: Path, copied: list[str]) -> None:
    context = make_context(tmp_path, template="vaiheittain")
    async with in_review(tmp_path, context=context) as desk:
        await desk.press("f5", "1", "escape")
        assert copied[-1] == told(desk, "vaiheittain")  # of the settings, while none was used
        await carrying(desk, "lyhyt")
        assert last.load(context.places).template == "vaiheittain"  # looking at one is not using it
        await desk.press("1", "escape", "f5", "enter")
        assert last.load(context.places).template == "lyhyt"
        assert copied[1] == copied[2] == told(desk, "lyhyt").rstrip("\n")


async def test_the_templates_are_listed_with_a_digit_and_their_length(tmp_path: Path, copied: list[str]) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "4")
        assert "1  Kooste pelkkänä tekstinä" in desk.text
        assert "2  Lyhyt" in desk.text
        assert f"{len(told(desk, 'lyhyt')) - 1} / 4\N{NO-BREAK SPACE}000" in desk.text
        await desk.press("3", "1")
        assert copied == [told(desk, "vaiheittain")]


async def test_a_broken_template_stops_nothing_and_is_named(tmp_path: Path, copied: list[str]) -> None:
    write(places(tmp_path).templates, "limit = -1\n", "rikki")
    last.save(places(tmp_path), last.Last(template="rikki"))
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "4")
        assert "rikki" in desk.text
        await desk.press("1", "1")
        assert copied == [EXPORTS["text"](desk.session, desk.words)]


@pytest.mark.parametrize("size", SIZES)
async def test_too_long_goes_over_in_parts_and_nothing_is_lost(
    tmp_path: Path, copied: list[str], size: tuple[int, int]
) -> None:
    write(places(tmp_path).templates, SMALL)
    async with in_review(tmp_path, "en", size) as desk:
        await carrying(desk, "oma")
        whole = told(desk, "oma").rstrip("\n")
        assert f"{len(whole) - 100} too many: {len(whole)} / 100" in desk.text
        assert "Copy part 1 of 2" in desk.text
        await desk.press("enter")
        assert isinstance(desk.review.dialog, Carrying)
        assert "Copy part 2 of 2" in desk.text
        assert "Part 1 of 2 is copied" in desk.text
        assert last.load(desk.context.places).template is None  # it is not over yet
        await desk.press("enter")
        assert [len(part) <= 100 for part in copied] == [True, True]
        assert "".join(copied) == whole
        assert copied[0].endswith("\n")
        assert "The last part is copied"[:20] in desk.text
        assert last.load(desk.context.places).template == "oma"


async def test_another_template_in_between_begins_with_its_first_part(tmp_path: Path, copied: list[str]) -> None:
    write(places(tmp_path).templates, SMALL)
    async with in_review(tmp_path, "en") as desk:
        await carrying(desk, "oma")
        await desk.press("1", "right", "left", "1")
        assert copied[0] == copied[1]


async def test_one_kind_of_note_at_a_time(tmp_path: Path, copied: list[str]) -> None:
    write(places(tmp_path).templates, SMALL)
    async with in_review(tmp_path, "en") as desk:
        await carrying(desk, "oma")
        await desk.press("4")
        dialog = desk.review.dialog
        assert isinstance(dialog, Staying)
        await desk.press("2")
        assert copied == ["- tuli tulkin kanssa, kirje mukana"]
        assert "Copied: Notes" in desk.text
        await desk.press("enter")  # the row below
        assert copied[-1] == "- opasti mielellään uusia"
        assert desk.review.dialog is dialog
        await desk.press("enter")
        assert desk.review.dialog is not dialog
        assert last.load(desk.context.places).template == "oma"


async def test_all_of_it_can_be_copied_too_long_as_it_is(tmp_path: Path, copied: list[str]) -> None:
    write(places(tmp_path).templates, SMALL)
    async with in_review(tmp_path, "en") as desk:
        await carrying(desk, "oma")
        await desk.press("5")
        assert copied == [told(desk, "oma").rstrip("\n")]


async def test_reading_it_goes_back_to_where_it_was_opened(tmp_path: Path, copied: list[str]) -> None:
    async with in_review(tmp_path) as desk:
        dialog = await carrying(desk, "lyhyt")
        await desk.press("3", "right")
        assert isinstance(desk.review.dialog, Preview)
        assert "Vaiheittain" in desk.text
        await desk.press("escape")
        assert desk.review.dialog is dialog
        await desk.press("1")
        assert copied == [told(desk, "vaiheittain")]
        await desk.press("escape", "f5", "3", "1")  # a digit does what it does in the list
        assert copied[0] == copied[1]
        await desk.press("escape", "f5", "3")
        await desk.type("a")  # a letter is the beginning of a note, here as in every dialog
        assert (desk.review.dialog, desk.line) == (None, "a")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_f1_says_what_it_is_for_and_keeps_it_open(tmp_path: Path, language: str) -> None:
    async with in_review(tmp_path, language) as desk:
        await desk.press("f5", "f1")
        assert isinstance(desk.review.dialog, Carrying)
        assert desk.words("Copy the review") not in desk.text
        assert " ".join(desk.review.dialog.about.split()[:5]) in desk.text


# --- into a file ---


@pytest.mark.parametrize("format_", list(EXPORTS))
async def test_every_format_can_be_saved_and_the_name_ends_as_it_asks_for(tmp_path: Path, format_: str) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "2")
        for _ in range(list(EXPORTS).index(format_)):
            await desk.press("down")
        export = EXPORTS[format_]
        assert desk.line.endswith(f".{export.ending}")
        name = desk.line
        Path(name).parent.mkdir(exist_ok=True)
        await desk.press("enter")
        path = Path(name)
        assert path.read_bytes() == export.data(export(desk.session, desk.words))
        assert path.stat().st_mode & 0o777 == 0o600
        assert (desk.review.dialog is not None) is export.private  # only what tells of the client may be erased now


async def test_up_goes_to_the_last_format_and_a_name_without_its_ending_stays(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "2", "up")
        assert desk.line.endswith(".json")
        await desk.press("down")
        assert desk.line.endswith(".txt")
        await desk.press("ctrl+u")
        await desk.type("nimi")
        await desk.press("down")
        assert desk.line == "nimi"


async def test_a_masked_text_is_masked_in_every_format(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.type("soita 040 555 0100")
        await desk.press("enter")
        await desk.press("f5", "4", "2", "down", "down", "ctrl+u")
        await desk.paste(str(tmp_path / "ulos.json"))
        await desk.press("enter")
        assert json.loads((tmp_path / "ulos.json").read_bytes())["notes"][-1]["text"] == "soita ***"


@pytest.mark.parametrize("size", SIZES)
async def test_what_a_template_leaves_out_and_a_format_tells_is_said_before_it_is_saved(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    write(places(tmp_path).templates, HEAD + '[[part]]\nwhat = "agreed"\n')
    async with in_review(tmp_path, "en", size) as desk:
        await desk.type("soita 040 555 0100")
        await desk.press("enter")
        dialog = await carrying(desk, "oma")
        assert dialog._over.found == ()
        await desk.press("2")
        assert "1 phone number" not in desk.text
        await desk.press("down")
        assert "In the text: 1 phone number" in desk.text
        await desk.press("up", "up")  # the times alone
        assert "1 phone number" not in desk.text
        await desk.press("escape", "f5", "4", "2", "down", "down")
        assert "Masked: 1 phone number" in desk.text
        await desk.press("ctrl+u")
        await desk.paste(str(tmp_path / "ulos.json"))
        await desk.press("enter")
        assert json.loads((tmp_path / "ulos.json").read_bytes())["notes"][-1]["text"] == "soita ***"


async def test_where_a_file_or_a_folder_stands_a_free_name_is_proposed(tmp_path: Path) -> None:
    async with in_review(tmp_path, "en") as desk:
        await desk.press("f5", "2", "ctrl+u")
        await desk.paste(str(tmp_path / "a.txt"))
        (tmp_path / "a.txt").write_text("mine")
        (tmp_path / "a-2.txt").symlink_to(tmp_path / "nowhere")
        await desk.press("enter")
        assert desk.line == str(tmp_path / "a-3.txt")
        assert "This name is free." in desk.text
        await desk.press("enter")
        assert (tmp_path / "a.txt").read_text() == "mine"
        assert not (tmp_path / "nowhere").exists()
        assert "etsii todistukset" in (tmp_path / "a-3.txt").read_text("utf-8")
        await desk.press("escape", "f5", "2", "ctrl+u")
        await desk.paste(str(tmp_path))
        await desk.press("enter")
        assert desk.line == str(tmp_path / "kohtaa-20261124-1002.txt")


async def test_nothing_is_saved_among_our_own_files(tmp_path: Path) -> None:
    async with in_review(tmp_path, "en") as desk:
        path = desk.context.places.sessions / "oma.txt"
        await desk.press("f5", "2", "ctrl+u")
        await desk.paste(str(path))
        await desk.press("enter")
        assert "lies among kohtaa's own files" in " ".join(desk.text.split())
        assert not path.exists()


async def test_a_file_of_a_template_ends_its_last_line(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await carrying(desk, "lyhyt")
        await desk.press("2")
        assert isinstance(desk.review.dialog, SaveAs)
        expanded(desk.line).parent.mkdir(exist_ok=True)
        name = desk.line
        await desk.press("enter")
        assert Path(name).read_text("utf-8") == told(desk, "lyhyt")


# --- the organisation's rules ---


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_texts_may_not_leave_f5_says_so_and_does_nothing(
    tmp_path: Path, copied: list[str], language: str
) -> None:
    context = replace(make_context(tmp_path, language), policy=Policy(allow_export=False))
    async with in_review(tmp_path, context=context, size=(120, 36)) as desk:
        assert "F5 " not in desk.text.splitlines()[-2] + desk.text.splitlines()[-1]
        await desk.press("f5")
        assert desk.review.dialog is None
        assert desk.words("Your organisation does not allow texts to leave kohtaa.") in desk.text
        await desk.press("escape")
        assert desk.words("Carry over") not in desk.text
        assert copied == []
