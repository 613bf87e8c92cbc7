"""The Meeting screen: every key does what it says, and nothing typed is ever lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.events import Key, Resize
from textual.geometry import Size

from kohtaa_tui.domain.events import Fitted, NoteAdded, Paused, PromptTicked
from kohtaa_tui.domain.session import Status
from kohtaa_tui.tui import saving
from kohtaa_tui.tui.adjust import Adjust
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choose, Reading
from kohtaa_tui.tui.draw.grid import grid
from kohtaa_tui.tui.screens.review import ReviewScreen
from kohtaa_tui.tui.screens.unsaved import save_elsewhere
from tests.fakes import FailingDisk
from tests.tui.tui import a_meeting, in_meeting, make_context, opened

NASTY = ["[/", "[x] tehty", "[@click=app.quit]paina[/]", "[$foo]", "[link=file:///etc/passwd]x", "{0} {n} %s \\ ;"]


async def test_enter_keeps_a_note_with_its_phase_and_time(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.clock.after(200)
        await desk.type("tuli tulkin kanssa")
        assert desk.line == "tuli tulkin kanssa"
        await desk.press("enter")
        note = desk.session.notes[0]
        assert (note.text, note.phase, note.at_ms, note.mark) == ("tuli tulkin kanssa", "empatia", 200_000, None)
        assert desk.line == ""
        await desk.saved()
        assert "10.05    tuli tulkin kanssa" in desk.text
        assert b"tuli tulkin kanssa" in desk.journal()


@pytest.mark.parametrize(
    ("typed", "mark", "text"),
    [
        ('"haluan työtä"', "words", "haluan työtä"),
        ("+ opasti uusia", "strength", "opasti uusia"),
        ("+358 40 123", None, "+358 40 123"),
        ("?papereista", "question", "papereista"),
        ("! minä: soitan", "agreed", "minä: soitan"),
    ],
)
async def test_a_note_may_begin_with_a_mark(tmp_path: Path, typed: str, mark: str | None, text: str) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type(typed)
        await desk.press("enter")
        assert [(n.mark, n.text) for n in desk.session.notes] == [(mark, text)]


@pytest.mark.parametrize("typed", ["", "   ", '"', "+ ", "!"])
async def test_enter_on_nothing_ticks_the_prompt_and_goes_to_the_next(tmp_path: Path, typed: str) -> None:
    async with in_meeting(tmp_path) as desk:
        first, second = [p.id for p in desk.session.phase.prompts][:2]
        assert desk.meeting.prompt == first
        await desk.type(typed)
        await desk.press("enter")
        assert desk.kinds == ["prompt"]
        assert first in desk.session.done
        assert (desk.meeting.prompt, desk.line) == (second, "")


async def test_pgdn_and_pgup_turn_the_phases(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("pageup")
        assert (desk.phase, desk.kinds) == ("empatia", [])
        for phase in ("ohjaus", "neuvonta", "hyvastely"):
            desk.clock.after(60)
            await desk.press("pagedown")
            assert desk.phase == phase
        desk.clock.after(60)
        await desk.press("pagedown")
        assert desk.phase == "hyvastely"
        assert desk.words("The last phase. {key} ends the meeting.", key="F9") in desk.text
        assert desk.session.status is Status.RUNNING
        desk.clock.after(60)
        await desk.press("pageup")
        assert (desk.phase, desk.kinds) == ("neuvonta", ["phase"] * 4)
        assert "F9" not in desk.text


async def test_a_held_clicker_counts_once(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        for _ in range(4):
            await desk.press("pagedown")
            desk.clock.after(0.3)
        assert desk.phase == "ohjaus"
        desk.clock.after(0.2)
        await desk.press("pagedown")
        assert desk.phase == "neuvonta"
        await desk.press("pageup", "pagedown")  # two different keys are no held key
        assert desk.kinds == ["phase"] * 4


async def test_keys_count_in_the_order_typed_also_in_a_burst(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.burst(*"abc", "enter", "pagedown", *"def", "enter", "pagedown", *"ghi", "f4")
        await desk.wait_until(lambda: desk.meeting.curtain)
        assert [(n.text, n.phase) for n in desk.session.notes] == [("abc", "empatia"), ("def", "ohjaus")]
        assert (desk.phase, desk.line) == ("neuvonta", "ghi")
        await desk.saved()
        assert "•••" in desk.text
        assert "ghi" not in desk.text


async def test_editing_keys_keep_their_order_in_a_burst(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.burst(*"abX", "backspace", *"cd", "home", "(", "end", ")", "left", "left", "delete", "enter")
        await desk.wait_until(lambda: desk.notes)
        assert desk.notes == ["(abc)"]


async def test_arrows_choose_a_prompt(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        ids = [p.id for p in desk.session.phase.prompts]
        await desk.press("down", "down")
        assert desk.meeting.prompt == ids[2]
        await desk.press("up", "up", "up")
        assert desk.meeting.prompt == ids[0]
        assert desk.kinds == []
        await desk.press("down", "enter")
        assert desk.session.done == {ids[1]} or list(desk.session.done) == [ids[1]]


async def test_f1_tells_all_keys_marks_and_what_to_avoid(tmp_path: Path) -> None:
    for size in ((120, 36), (80, 24)):
        async with in_meeting(tmp_path, "en", size=size) as desk:
            await desk.press("f1")
            assert isinstance(desk.meeting.dialog, Reading)
            seen = desk.text
            for _ in range(12):
                await desk.press("down")
                seen += desk.text
            for key in ("PgDn", "PgUp", "F2", "F3", "F4", "F6", "F8", "F9", "Esc", "Ctrl+Q", "Avoid: ", "Sign: "):
                assert key in seen, size
            await desk.press("escape")
            assert desk.meeting.dialog is None
            assert "Avoid" not in desk.text


async def test_the_farewell_gathers_what_was_marked(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        for line in ("! asiakas: soittaa pe", "+ osaa neuvoa", "tavallinen", "? lupa puuttuu"):
            await desk.type(line)
            await desk.press("enter")
        assert "lupa puuttuu" in desk.text
        assert "soittaa pe" not in desk.text
        for _ in range(3):
            await desk.press("pagedown")
            await desk.pass_time(60)
        assert "! asiakas: soittaa pe" in desk.text
        assert "tavallinen" not in desk.text
        await desk.type("kiitos")
        await desk.press("enter")
        assert "kiitos" in desk.text


async def test_a_paste_closes_a_dialog_as_a_letter_does(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f9")
        await desk.paste("liite")
        assert desk.meeting.dialog is None
        assert desk.line == "liite"
        await desk.press("enter")
        assert [n.text for n in desk.session.notes] == ["liite"]
        assert desk.session.status is Status.RUNNING


async def test_f2_pauses_and_goes_on_and_the_end_does_not_move(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        end = desk.session.end_s
        await desk.press("f2")
        assert desk.session.status is Status.PAUSED
        await desk.pass_time(150)
        assert desk.words("pause {n} min", n=2) in desk.text
        await desk.press("f2")
        assert desk.session.status is Status.RUNNING
        assert (desk.kinds, desk.session.end_s) == (["paused", "resumed"], end)


async def test_a_pause_may_be_given_a_reason_through_the_menu(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        await desk.press("f2", "escape")
        dialog = desk.meeting.dialog
        assert isinstance(dialog, Choose)
        place = next(i for i, c in enumerate(dialog._choices) if c.label == "Reason for the pause")
        for _ in range(place):
            await desk.press("down")
        await desk.press("enter")
        assert "client away for a moment" in desk.text
        await desk.press("3")
        assert desk.kinds == ["paused", "pause-reason"]
        assert desk.session.records[-1].event.reason == "client-away"  # type: ignore[union-attr]
        assert desk.meeting.dialog is None


async def test_f3_shows_what_would_be_and_enter_takes_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.clock.after(60)
        before = desk.session.planned_s
        await desk.press("f3")
        assert isinstance(desk.meeting.dialog, Adjust)
        await desk.press("right", "right")
        assert desk.meeting.preview is not None
        assert "╷" in desk.canvas
        assert "→" in desk.text
        assert desk.session.planned_s == before
        assert desk.kinds == []
        await desk.press("enter")
        event = desk.session.records[-1].event
        assert isinstance(event, Fitted)
        assert desk.session.planned_s["empatia"] == before["empatia"] + 120
        assert desk.session.planned_s["hyvastely"] == before["hyvastely"]
        assert sum(desk.session.planned_s.values()) == sum(before.values())
        assert desk.meeting.preview is None
        await desk.press("f8")
        assert desk.session.planned_s == before


async def test_f3_moves_the_end_and_esc_leaves_all_as_it_was(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        before = (desk.session.planned_s, desk.session.end_s)
        await desk.press("f3", "down", "right", "right", "right", "right", "right")
        assert "10.52" in desk.text
        await desk.press("escape")
        assert (desk.session.planned_s, desk.session.end_s) == before
        assert desk.kinds == []
        assert desk.meeting.preview is None
        await desk.press("f3", "down", "left", "left", "enter")
        assert desk.session.end_s == 43 * 60
        await desk.press("f8")
        assert desk.session.end_s == 45 * 60


async def test_f3_can_share_out_the_farewell_too(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, minutes=60) as desk:
        await desk.press("f3", "down", "down", "right", "up", "left", "left", "left", "left", "left")
        await desk.press(*["left"] * 20)
        await desk.press("enter")
        planned = desk.session.planned_s
        assert planned["hyvastely"] < 6 * 60
        assert sum(planned.values()) == desk.session.end_s


async def test_f3_never_gives_more_than_there_is(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, minutes=20) as desk:
        await desk.press("f3", *["right"] * 40)
        assert sum(desk.meeting.preview.planned_s.values()) == desk.session.end_s  # type: ignore[union-attr]
        assert all(m >= 0 for m in desk.meeting.preview.planned_s.values())  # type: ignore[union-attr]
        await desk.press("down", *["left"] * 40, "enter")
        assert desk.session.end_s >= 0


async def test_the_curtain_takes_every_private_text_off_the_screen(tmp_path: Path) -> None:
    for size in ((120, 36), (80, 24), (40, 12), (100, 6), (40, 6)):
        async with in_meeting(tmp_path, size=size) as desk:
            await a_meeting(desk)
            await desk.type("salainen juttu")
            await desk.press("f4")
            shown = desk.text
            session = desk.session
            private = ["K-17", "salainen", desk.words("first meeting"), "Merkki", "Sign"]
            private += [n.text[:8] for n in session.notes]
            for phase in session.plan.phases:
                private += [phase.short.get("fi"), phase.name.get("fi"), phase.purpose.get("fi")[:12]]
                private += [p.text.get("fi")[:12] for p in phase.prompts] + [s.get("fi")[:12] for s in phase.signs]
            assert [p for p in private if p and p in shown] == [], size
            assert "•" * len("salainen juttu") in shown, size
            assert desk.words("{key} opens", key="F4") in shown, size
            assert desk.words.clock(desk.clock.now()) in shown or size == (40, 6), size
            await desk.type(" lisää")
            assert desk.line == "salainen juttu lisää"
            await desk.press("f4")
            assert "salainen juttu lisää" in desk.text, size
            assert "hyvästely" in desk.text.lower() or size[1] < 9


async def test_the_curtain_keeps_rail_and_figure_in_place(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(300)
        before = desk.text.splitlines()
        await desk.press("f4")
        after = desk.text.splitlines()
        for row in (3, 4):
            assert after[row] == before[row]
        for row in (7, 8, 9):
            assert after[row][:9].rstrip() == before[row][:9].rstrip()


async def test_notes_taken_behind_the_curtain_are_kept_and_stay_hidden(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f4")
        await desk.type("itki hetken")
        await desk.press("enter")
        assert desk.notes == ["itki hetken"]
        assert "itki" not in desk.text
        await desk.press("f8")
        assert desk.line == "itki hetken"
        assert "itki" not in desk.text


async def test_a_question_asked_behind_the_curtain_can_be_seen(tmp_path: Path) -> None:
    """A dialog that hears keys and cannot be seen would swallow what is typed, or end the meeting unseen."""
    async with in_meeting(tmp_path) as desk:
        await desk.press("f4", "f9")
        assert desk.words("End the meeting?") in desk.text
        await desk.press("escape", "escape")
        assert desk.words("All actions") in desk.text
        await desk.press("escape", "f1")
        assert desk.meeting.dialog is None
        await desk.press("f3")
        assert desk.meeting.dialog is None
        await desk.type("3 lasta")
        assert desk.line == "3 lasta"


async def test_f6_shows_the_prompts_in_the_next_language(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        prompt = next(p for p in desk.session.phase.prompts if p.id == desk.meeting.prompt)
        for language in ("fi", "sv", "en", "fi"):
            assert prompt.text.get(language).replace("{minutes}", "45")[:20] in desk.text
            assert desk.session.phase.short.get(language) in desk.text
            await desk.press("f6")
        assert desk.kinds == []


async def test_f8_takes_back_each_kind_of_action(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("f8")
        assert desk.words("There is nothing to undo.") in desk.text
        await desk.press("enter")
        assert desk.session.done
        await desk.press("f8")
        assert not desk.session.done
        await desk.press("pagedown", "f8")
        assert desk.phase == "empatia"
        await desk.press("f2", "f8")
        assert desk.session.status is Status.RUNNING
        assert desk.words("Undone: {what}", what=desk.words("pause")) in desk.text
        await desk.press("f8")
        assert desk.words("There is nothing to undo.") in desk.text


async def test_f8_brings_a_note_back_to_the_line_and_takes_it_off_the_disk(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("! asiakas: soittaa Kelaan")
        await desk.press("enter")
        await desk.saved()
        assert b"soittaa Kelaan" in desk.journal()
        await desk.press("f8")
        assert desk.line == "! asiakas: soittaa Kelaan"
        assert desk.notes == []
        await desk.saved()
        desk.meeting.saver._keep_draft()  # the line itself is kept, as any half-typed line
        await desk.press(*["backspace"] * len("Kelaan"))
        await desk.type("verotoimistoon")
        await desk.press("enter")
        await desk.saved()
        await desk.wait_until(lambda: b"Kelaan" not in desk.journal())
        assert b"verotoimistoon" in desk.journal()


async def test_f8_keeps_what_is_half_typed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("eka")
        await desk.press("enter")
        await desk.type("toka")
        await desk.press("f8")
        assert desk.line == "eka toka"


async def test_f9_asks_once_and_esc_goes_on(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("kesken jäi")
        await desk.press("f9")
        assert desk.words("End the meeting?") in desk.text
        await desk.press("escape")
        assert desk.session.status is Status.RUNNING
        assert desk.line == "kesken jäi"
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.session.status is Status.ENDED
        assert desk.notes == ["kesken jäi"]
        await desk.saved()
        files = [p.suffix for p in desk.context.places.sessions.rglob("*") if p.is_file()]
        assert files == [".json"]


@pytest.mark.parametrize("key", ["escape", "ctrl+p"])
async def test_the_menu_names_every_action_with_a_digit(tmp_path: Path, key: str) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        await desk.press(key)
        rows = desk.text
        for place, title in enumerate(
            [
                "Next phase",
                "Back to the previous phase",
                "Pause, or go on",
                "Fit the remaining time",
                "Curtain: hide the texts",
                "Undo the last action",
                "End the meeting",
                "Next meeting: day and time",
                "It began earlier",
            ],
            1,
        ):
            assert f"{place}  {title}" in rows
        assert "0  More actions" in rows
        await desk.press("0")
        assert "1  Change the view" in desk.text
        await desk.press("escape", key, "1")
        assert desk.phase == "ohjaus"
        assert desk.meeting.dialog is None
        await desk.press(key, "5")
        assert desk.meeting.curtain


async def test_every_action_in_the_menu_can_be_taken_with_the_arrows(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.press("escape", "down", "down", "enter")
        assert desk.session.status is Status.PAUSED


@pytest.mark.parametrize("key", ["f1", "f3", "f9", "escape"])
async def test_a_letter_closes_a_dialog_unchanged_and_begins_the_note(tmp_path: Path, key: str) -> None:
    async with in_meeting(tmp_path) as desk:
        before = desk.session.planned_s
        await desk.type("alku")
        await desk.press(key)
        assert desk.meeting.dialog is not None
        await desk.type(" loppu")
        assert desk.meeting.dialog is None
        assert desk.meeting.preview is None
        assert desk.line == "alku loppu"
        assert (desk.kinds, desk.session.planned_s) == ([], before)


async def test_half_written_text_survives_everything(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("puoliksi kirj")
        for keys in (
            ("pagedown",),
            ("pageup",),
            ("f2",),
            ("f2",),
            ("f1", "escape"),
            ("f3", "right", "enter"),
            ("f4",),
            ("f4",),
            ("f6",),
            ("escape", "escape"),
            ("f9", "escape"),
            ("down",),
            ("up",),
            ("tab",),
            ("ctrl+c",),
        ):
            desk.clock.after(1)
            await desk.press(*keys)
            assert desk.line == "puoliksi kirj", keys
        await desk.press("pagedown")
        await desk.type("oitettu")
        await desk.press("enter")
        assert desk.notes == ["puoliksi kirjoitettu"]


async def test_a_hundred_resizes_lose_nothing(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("puoliksi")
        for step in range(100):
            width, height = 1 + (step * 37) % 130, 1 + (step * 23) % 50
            size = Size(width, height)
            desk.app._driver._size = size  # type: ignore[union-attr]
            desk.app.post_message(Resize(size, size))
            if step % 10 == 0:
                await desk.pilot.pause()
        await desk.resize(80, 24)
        assert desk.line == "puoliksi"
        assert "puoliksi" in desk.text
        assert desk.session.status is Status.RUNNING


async def test_the_layout_follows_while_resizing(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        for width, height in ((120, 36), (40, 12), (100, 6), (20, 5), (1, 1), (80, 24)):
            await desk.resize(width, height)
            lines = desk.text.splitlines()
            assert len(lines) <= height
            assert all(len(line) <= width for line in lines)
            await desk.type("x")
        assert desk.line == "xxxxxx"


async def test_several_pasted_lines_become_one_note(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.paste("eka rivi\r\ntoka rivi\nkolmas\u2028neljäs")
        assert desk.line == "eka rivi toka rivi kolmas neljäs"
        await desk.press("enter")
        assert desk.notes == ["eka rivi toka rivi kolmas neljäs"]


async def test_a_paste_goes_to_the_cursor_in_place_of_what_is_chosen(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("alku loppu")
        await desk.press(*["shift+left"] * 5)
        await desk.paste("uusi")
        assert desk.line == "alku uusi"


async def test_more_than_ten_thousand_characters_are_refused_in_a_sentence(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("alku")
        for text in ("x" * 9_997, "ä" * 1_000_000, "x\n" * 20_000):
            await desk.paste(text)
            assert desk.line == "alku"
            told = desk.words("A note holds at most 10,000 characters. The line was left as it was.")
            assert told in " ".join(desk.text.split())
        await desk.paste("x" * 9_996)
        assert len(desk.line) == 10_000
        await desk.press("x")
        assert len(desk.line) == 10_000
        await desk.press("enter")
        assert len(desk.notes[0]) == 10_000
        await desk.saved()


async def test_undo_never_makes_a_line_that_cannot_be_kept(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.paste("x" * 9_990)
        await desk.press("enter")
        await desk.type("puoliksi kirjoitettu")
        await desk.press("f8")
        assert len(desk.line) + sum(map(len, desk.notes)) >= 9_990  # nothing is gone
        await desk.press("enter")
        await desk.saved()


@pytest.mark.parametrize("text", NASTY)
async def test_markup_shows_as_it_was_typed(tmp_path: Path, text: str) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type(text)
        assert text in desk.text
        await desk.press("enter")
        assert text in desk.text
        await desk.paste(text)
        assert desk.text.count(text) == 2


async def test_what_steers_a_terminal_shows_as_a_replacement_mark(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.paste("a\x1b]52;c;ZWlsYQ==\x07b\x1b[31mc\u202ed\u200be\tf\x00")
        assert not set(desk.line) & set("\x1b\x07\u202e\u200b\t\x00")
        assert "�]52;c" in desk.text
        assert "�[31mc�d�e    f�" in desk.line
        await desk.press("enter")
        await desk.saved()
        assert "\x1b" not in desk.text
        assert b"\\u001b" not in desk.journal()


async def test_nordic_letters_signs_and_two_letters_at_once(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("åäö @€£{} ¨^~ õ你👍")
        assert desk.line == "åäö @€£{} ¨^~ õ你👍"
        assert "åäö @€£{} ¨^~ õ" in desk.text
        desk.app._driver.send_message(Key("ni", "你好"))  # type: ignore[union-attr]
        await desk.settle()
        assert desk.line.endswith("👍你好")


async def test_a_wide_text_scrolls_under_the_cursor_and_leaves_the_status_free(tmp_path: Path) -> None:
    for size in ((80, 24), (40, 12)):
        async with in_meeting(tmp_path, size=size) as desk:
            await desk.type("".join(f"{n}你" for n in range(100)))
            row = desk.text.splitlines()[grid(*size).note]
            assert "99你" in row
            assert row.rstrip().endswith("✓")


# --- the mouse ---


async def test_a_click_on_a_phase_goes_there(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.clock.after(300)
        await desk.click("phase:neuvonta")
        assert desk.phase == "neuvonta"
        await desk.click("phase:neuvonta")
        assert desk.kinds == ["phase"]
        await desk.click("phase:empatia")
        assert desk.phase == "empatia"
        await desk.type("kirjoitus jatkuu")
        assert desk.line == "kirjoitus jatkuu"


async def test_a_click_on_a_prompt_ticks_it(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        second = desk.session.phase.prompts[1].id
        await desk.click(f"prompt:{second}")
        assert second in desk.session.done
        assert desk.session.records[-1].event == PromptTicked(second, True)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 12)])
async def test_every_key_in_the_key_line_can_be_clicked(tmp_path: Path, size: tuple[int, int]) -> None:
    async with in_meeting(tmp_path, size=size) as desk:
        await desk.click("next")
        assert desk.phase == "ohjaus"
        await desk.click("help")
        assert isinstance(desk.meeting.dialog, Reading)
        await desk.click("dialog:esc")
        assert desk.meeting.dialog is None
        if size[0] > 60:
            await desk.click("back")
            assert desk.phase == "empatia"
            await desk.click("pause")
            assert desk.session.status is Status.PAUSED
            await desk.press("x")  # the sentence about the pause makes room for the keys again
            await desk.click("fit")
            assert isinstance(desk.meeting.dialog, Adjust)
        await desk.click("curtain")
        assert desk.meeting.curtain
        assert desk.meeting.dialog is None
        await desk.click("curtain")
        assert not desk.meeting.curtain


async def test_a_dialogs_rows_and_its_minus_and_plus_can_be_clicked(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        before = desk.session.planned_s["empatia"]
        await desk.press("f3")
        await desk.click("dialog:more:0")
        await desk.click("dialog:more:0")
        await desk.click("dialog:less:0")
        await desk.click("dialog:more:1")
        await desk.click("dialog:take")
        assert desk.session.planned_s["empatia"] == before + 60
        assert desk.session.end_s == 46 * 60
        await desk.press("escape")
        await desk.click("dialog:2")
        assert desk.session.status is Status.PAUSED
        await desk.press("f9")
        await desk.click("dialog:esc")
        await desk.press("f9")
        await desk.click("dialog:0")
        await desk.to(ReviewScreen)


# --- the disk ---


async def test_a_failing_disk_never_stops_the_meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)
    disk = FailingDisk()
    async with in_meeting(tmp_path, disk=disk) as desk:
        disk.broken = True
        await desk.type("ei mahdu")
        await desk.press("enter")
        await desk.wait_until(lambda: desk.meeting.saver.state == "unsaved")
        await desk.settle()
        assert desk.words("not saved ({n})", n=1) in desk.text
        assert "ei mahdu" in desk.text
        await desk.press("pagedown")
        await desk.wait_until(lambda: desk.words("not saved ({n})", n=2) in desk.text)
        assert desk.phase == "ohjaus"
        await desk.press("f4")
        await desk.press("f4")
        assert desk.words("not saved ({n})", n=2) in desk.text
        assert b"ei mahdu" not in desk.journal()
        disk.broken = False
        assert desk.meeting.saver._retry is not None  # it tries again by itself
        desk.meeting.saver.save()
        await desk.saved()
        assert desk.words("saved") + " ✓" in desk.text
        assert b"ei mahdu" in desk.journal()


async def test_a_meeting_can_be_saved_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)
    disk = FailingDisk()
    async with in_meeting(tmp_path, "en", disk=disk) as desk:
        disk.broken = True
        await desk.type("ei mahdu")
        await desk.press("enter")
        await desk.wait_until(lambda: desk.meeting.saver.state == "unsaved")
        await desk.type("puoliksi")
        await desk.press("escape")
        dialog = desk.meeting.dialog
        assert isinstance(dialog, Choose)
        place = next(i for i, c in enumerate(dialog._choices) if c.label == "Save the meeting in another place")
        await desk.click(f"dialog:{place}")
        assert isinstance(desk.meeting.dialog, Ask)
        target = tmp_path / "tikku" / "kopio.json"
        await desk.press("ctrl+u")
        assert desk.line == ""
        await desk.type(str(target))
        await desk.press("enter")
        assert isinstance(desk.meeting.dialog, Ask)  # the folder is not there: said, and the field stays
        assert desk.line == str(target)
        target.parent.mkdir()
        disk.broken = False  # the stick is another disk
        await desk.press("enter")
        assert desk.meeting.dialog is None
        assert json.loads(target.read_bytes())["notes"][0]["text"] == "ei mahdu"
        assert target.stat().st_mode & 0o777 == 0o600
        assert desk.line == "puoliksi"


async def test_leaving_while_the_disk_refuses_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)
    disk = FailingDisk()
    async with in_meeting(tmp_path, disk=disk) as desk:
        disk.broken = True
        await desk.type("ei mahdu")
        await desk.press("enter")
        await desk.wait_until(lambda: desk.meeting.saver.state == "unsaved")
        await desk.press("ctrl+q")
        assert desk.app.is_running
        assert desk.notes == ["ei mahdu"]
        assert desk.meeting.dialog is not None
        disk.broken = False


async def test_the_half_typed_line_is_on_the_disk_within_two_seconds(tmp_path: Path) -> None:
    assert saving.DRAFT_S < 2
    async with in_meeting(tmp_path) as desk:
        saver = desk.meeting.saver
        await desk.type("puoliksi")
        assert saver._drafting is not None
        saver._drafting.cancel()
        saver._keep_draft()
        drafts = desk.context.places.sessions
        await desk.wait_until(lambda: [p.read_text() for p in drafts.rglob("*.draft")] == ["puoliksi"])
        await desk.press("enter")
        assert saver._drafting is not None
        saver._drafting.cancel()
        saver._keep_draft()
        await desk.wait_until(lambda: not list(drafts.rglob("*.draft")))


async def test_a_line_lent_to_a_dialog_keeps_its_draft(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en") as desk:
        await desk.type("puoliksi")
        save_elsewhere(desk.meeting, desk.meeting.runner)
        await desk.settle()
        await desk.type("x")
        assert desk.meeting.typed == "puoliksi"
        desk.meeting.saver._keep_draft()
        await desk.wait_until(lambda: any(p.read_text() == "puoliksi" for p in tmp_path.rglob("*.draft")))
        await desk.press("escape")
        assert desk.line == "puoliksi"


async def test_ctrl_q_keeps_the_meeting_and_the_half_typed_line(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        await desk.type("tallessa")
        await desk.press("enter")
        await desk.type("kesken")
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    loaded = context.archive.unfinished()
    assert loaded is not None
    assert loaded.draft == "kesken"
    assert [n.text for n in loaded.session.notes] == ["tallessa"]


# --- the clock ---


@pytest.mark.parametrize(
    ("digit", "kinds", "minutes"), [("1", [], 21), ("2", ["paused", "resumed"], 21), ("4", ["clock-moved"], 1)]
)
async def test_a_clock_that_jumped_is_asked_about_once(
    tmp_path: Path, digit: str, kinds: list[str], minutes: int
) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(60)
        desk.clock.set_wall(1200)
        await desk.tick()
        assert isinstance(desk.meeting.dialog, Choose)
        assert desk.words("How shall the time between be counted?") in desk.text
        await desk.tick()
        await desk.press(digit)
        assert desk.meeting.dialog is None
        assert desk.kinds == kinds
        assert desk.meeting.runner.at_ms() == minutes * 60_000
        await desk.tick()
        assert desk.meeting.dialog is None


async def test_after_a_jump_the_meeting_may_have_ended(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(60)
        desk.clock.set_wall(8 * 3600)
        await desk.tick()
        await desk.type("3")
        await desk.to(ReviewScreen)
        assert desk.session.ended_ms == 60_000


async def test_the_question_about_the_clock_steals_nothing_that_is_being_typed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("klo ")
        desk.clock.set_wall(1200)
        await desk.tick()
        await desk.type("14.30")
        await desk.press("enter")
        assert desk.notes == ["klo 14.30"]
        assert desk.meeting.runner.drift_s() == 1200
        await desk.tick()
        assert isinstance(desk.meeting.dialog, Choose)  # now it is asked


async def test_a_clock_set_back_is_only_told(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.pass_time(600)
        desk.clock.set_wall(-3600)
        await desk.tick()
        assert desk.meeting.dialog is None
        assert desk.words("The computer's clock moved by {n} min.", n=-60) in desk.text
        assert desk.meeting.runner.at_ms() == 600_000
        assert "10.47" not in desk.text  # the end is told by the clock on the wall
        assert "9.47" in desk.text


async def test_a_small_drift_is_nothing(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        desk.clock.set_wall(29)
        await desk.tick()
        assert desk.meeting.dialog is None
        assert desk.kinds == []


# --- levels, bell, title ---


async def test_time_is_told_in_words(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        words = desk.words
        assert words("min left") in desk.text
        assert words("by {time}", time="10.37") in desk.text
        await desk.pass_time(11 * 60 - 90)
        assert words("left") in desk.text
        await desk.pass_time(90 + 130)
        assert words("over +{time}", time="02:10") in desk.text
        assert words("⚑ {n} min for the farewell", n=5) in desk.text
        assert "▓" in desk.text
        await desk.press("pagedown")
        desk.clock.after(1)
        await desk.press("pagedown")
        await desk.pass_time(26 * 60 + 49 + 120)
        await desk.pass_time(40)
        assert words("⚑ min for the farewell") in desk.text
        await desk.press("pagedown")
        await desk.pass_time(6 * 60)
        assert words("min past the end") in desk.text
        assert words("end was {time}", time="10.47") in desk.text


@pytest.mark.parametrize("bell", [False, True])
async def test_the_bell_is_silent_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bell: bool) -> None:
    rung: list[int] = []
    monkeypatch.setattr(KohtaaApp, "bell", lambda _: rung.append(1))
    settings = {"bell": True} if bell else {}
    async with in_meeting(tmp_path, **settings) as desk:
        await desk.pass_time(12 * 60)
        await desk.pass_time(60)
        await desk.press("f8", "f8", "pageup")
        assert len(rung) == bell


async def test_the_windows_title_tells_phase_and_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("kohtaa_tui.tui.lean.write_raw", lambda _, text: sent.append(text))
    async with in_meeting(tmp_path) as desk:
        await desk.press("pagedown")
        assert sent[-1] == "\x1b]2;18 min · Ohjauksellinen\x07"
        count = len(sent)
        await desk.press("down")
        assert len(sent) == count
        await desk.press("f4")
        assert sent[-2:] == ["\x1b]2;18 min\x07", "\x1b[3J"]
        assert not any("K-17" in s for s in sent)
        await desk.press("ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert sent[0] == "\x1b[22;0t"
    assert sent[-1] == "\x1b[23;0t"


async def test_the_windows_title_can_be_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr("kohtaa_tui.tui.lean.write_raw", lambda _, text: sent.append(text))
    async with in_meeting(tmp_path, title=False) as desk:
        await desk.press("pagedown", "ctrl+q")
        await desk.wait_until(lambda: not desk.app.is_running)
    assert sent == []


async def test_a_key_can_be_moved_in_the_settings(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, keys={"pause": "f5", "next": "ctrl+n"}) as desk:
        await desk.press("f2")
        assert desk.kinds == []
        await desk.press("f5")
        assert isinstance(desk.session.records[-1].event, Paused)
        assert "F5" in desk.text
        assert desk.words("{key} goes on", key="F5") in desk.text
        await desk.press("ctrl+n")
        assert desk.phase == "ohjaus"


async def test_ascii_marks_only(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, "en", ascii=True) as desk:
        await desk.pass_time(700)
        await desk.press("pagedown")
        await desk.pass_time(300)
        assert "#" in desk.canvas
        marks = set("▄█▌▁▓▲╷│✓►◊”“·…–→⚑▔‖▀")
        assert not marks & set(desk.text)


async def test_a_second_window_is_told(tmp_path: Path) -> None:
    context = make_context(tmp_path)
    async with in_meeting(tmp_path, context=context) as desk:
        await desk.wait_until(lambda: desk.meeting._hold._lock is not None)
        loaded = context.archive.unfinished()
        assert loaded is not None
        app = KohtaaApp(context, lambda begun: begun.go_home(loaded))
        async with opened(app) as other:
            told = other.words("This meeting is open in another window since {time}.", time="klo 10.02")[:-1]
            await other.wait_until(lambda: told in other.text)


async def test_a_note_event_is_what_the_journal_holds(tmp_path: Path) -> None:
    async with in_meeting(tmp_path) as desk:
        await desk.type("? onko lupa")
        await desk.press("enter")
        assert desk.session.records[-1].event == NoteAdded("onko lupa", "question")
