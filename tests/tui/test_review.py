"""Review: what happened, what was agreed, corrections, and what is carried over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kohtaa_tui.domain.events import PhaseMoved
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.tui import saving
from kohtaa_tui.tui.adjust import Adjust
from kohtaa_tui.tui.app import KohtaaApp
from kohtaa_tui.tui.dialogs import Ask, Choose, Reading
from kohtaa_tui.tui.screens.home import HomeScreen
from kohtaa_tui.tui.screens.review import ReviewScreen
from tests.fakes import FailingDisk
from tests.tui.tui import Desk, a_meeting, in_meeting, in_review


async def choose(desk: Desk, text: str) -> None:
    """Choose a note with the arrows."""
    for _ in range(12):
        note = desk.review.chosen.note
        if note is not None and text in note.text:
            return
        await desk.press("down")
    raise AssertionError(text)


async def test_what_the_tests_hold_without_a_screen_is_what_is_typed(tmp_path: Path) -> None:
    async with in_meeting(tmp_path / "typed") as desk:
        await a_meeting(desk)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        typed = desk.session
    async with in_review(tmp_path / "held") as desk:
        held = desk.session
    assert [(r.seq, r.device, r.at_ms, r.event) for r in held.records] == [
        (r.seq, r.device, r.at_ms, r.event) for r in typed.records
    ]


async def test_agreements_come_first_with_who_and_when(tmp_path: Path) -> None:
    for size in ((80, 24), (120, 36)):
        async with in_review(tmp_path / str(size[0]), size=size) as desk:
            rows = desk.text.splitlines()
            agreed = next(n for n, line in enumerate(rows) if "! asiakas" in line)
            words = next(n for n, line in enumerate(rows) if "haluan tehdä" in line)
            assert agreed < words
            assert "etsii todistukset" in rows[agreed]
            assert "pe 27.11." in rows[agreed]
            assert "ti 1.12." in desk.text
            assert desk.words.plural("thing agreed", "things agreed", 2) in desk.text
            assert desk.words("ended {time}", time="10.42") in desk.text


async def test_planned_and_used_minutes_stand_side_by_side(tmp_path: Path) -> None:
    async with in_review(tmp_path / "narrow") as desk:  # many notes: the line above them tells it
        assert "15 / 18 min" in desk.text
    for size in ((80, 40), (120, 36)):
        async with in_review(tmp_path / str(size[0]), size=size) as desk:
            told = [
                line.split()[-3:] for line in desk.text.splitlines() if line.split()[-1:] and line.split()[-1].isdigit()
            ]
            assert ["Empatia", "11", "11"] in [row[-3:] for row in told]
            assert ["Ohjauksellinen", "18", "15"] in [row[-3:] for row in told]


async def test_a_phase_that_was_skipped_is_said_in_words(tmp_path: Path) -> None:
    async with in_meeting(tmp_path, size=(120, 36)) as desk:
        await desk.pass_time(600)
        await desk.press("f9", "enter")
        await desk.to(ReviewScreen)
        assert desk.text.count(desk.words("not this time")) == 3
        assert desk.words("No notes were written.") in desk.text


async def test_notes_by_mark_or_by_phase_with_the_prompts_asked(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        assert "Empatiavaihe" not in desk.text
        await desk.press("f9")
        for phase in desk.session.plan.phases:
            if any(n.phase == phase.id for n in desk.session.notes):
                assert phase.name.get("fi") in desk.text
        asked = next(p for phase in desk.session.plan.phases for p in phase.prompts if p.id in desk.session.done)
        assert "✓ " + asked.short.get("fi")[:20] in desk.text
        await desk.press("f9")
        assert "Empatiavaihe" not in desk.text


async def test_a_note_can_be_edited_and_the_old_text_is_gone(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "kirje mukana")
        await desk.press("f2")
        assert desk.line == "tuli tulkin kanssa, kirje mukana"
        await desk.press("ctrl+u")
        await desk.type("+ tuli yksin")
        await desk.press("enter")
        note = next(n for n in desk.session.notes if n.text == "tuli yksin")
        assert (note.mark, note.phase, note.at_ms) == ("strength", "empatia", 360_000)
        await desk.saved()
        assert b"kirje mukana" not in desk.journal()
        assert b"tuli yksin" in desk.journal()


async def test_an_edit_can_be_left_with_esc_or_by_going_home(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "kirje mukana")
        await desk.press("f2", "x", "escape")
        assert desk.line == ""
        assert "tuli tulkin kanssa, kirje mukana" in desk.notes
        await desk.press("f2", "x")
        await desk.click("done")
        await desk.to(HomeScreen)
        loaded = desk.context.archive.load(desk.context.archive.resolve("last"))
        assert sum("kirje mukana" in n.text for n in loaded.session.notes) == 1


async def test_f2_never_takes_what_is_half_typed(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "kirje mukana")
        await desk.type("jälkeen")
        await desk.press("f2")
        assert desk.line == "jälkeen"


async def test_a_note_can_be_deleted_after_asking_once(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "todistukset kadonneet")
        await desk.press("delete")
        assert desk.words("This cannot be undone.") in desk.text
        await desk.press("enter")  # the default keeps it
        assert len(desk.notes) == 6
        await desk.press("delete", "2")
        assert len(desk.notes) == 5
        await desk.saved()
        assert b"kadonneet" not in desk.journal()
        assert "kadonneet" not in desk.text


async def test_delete_in_a_field_deletes_a_letter(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await choose(desk, "kirje mukana")
        await desk.press("f7")
        await desk.type("hyvin")
        await desk.press("home", "delete")
        assert isinstance(desk.review.dialog, Ask)
        assert desk.line == "yvin"
        await desk.press("escape")
        await desk.type("ab")
        await desk.press("home", "delete")
        assert desk.line == "b"
        assert len(desk.notes) == 6


async def test_help_tells_of_keys_that_have_nothing_to_do_just_now_too(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        assert not desk.review.possible("review.mask")
        await desk.press("f1")
        assert desk.words("Mask what points to a person") in desk.text


async def test_a_late_phase_change_is_corrected(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        await desk.press("f3")
        assert isinstance(desk.review.dialog, Adjust)
        assert "10.13" in desk.text
        before = desk.canvas.split("\n")[6]
        await desk.press("down", "left", "left", "left")
        assert "10.10" in desk.text
        assert desk.canvas.split("\n")[6] != before  # the rail shows it already
        assert "moved" not in "".join(desk.kinds)
        await desk.press("escape")
        assert desk.canvas.split("\n")[6] == before
        await desk.press("f3", "down", "left", "left", "enter")
        event = desk.session.records[-1].event
        assert isinstance(event, PhaseMoved)
        assert event.to_ms == 540_000
        await desk.saved()
        await desk.press("f8")
        assert desk.canvas.split("\n")[6] == before


async def test_a_correction_never_passes_its_neighbours(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f3", *["right"] * 40, "down", *["left"] * 40, "down", *["right"] * 90, "enter")
        starts = [v.start_ms for v in desk.session.visits]
        assert starts == sorted(starts)
        assert starts[0] == 660_000
        assert starts[-1] <= (desk.session.ended_ms or 0)


async def test_when_the_meeting_began_is_corrected_on_the_first_row(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        before, rail = desk.session, desk.canvas.split("\n")[6]
        await desk.press("f3")
        assert desk.words("the meeting") in desk.text
        await desk.press("left", "left", "left")
        assert "9.59" in desk.text
        assert desk.canvas.split("\n")[6] != rail
        await desk.press("enter")
        assert desk.session.begin_ms == -180_000
        assert [v.start_ms for v in desk.session.visits[1:]] == [v.start_ms for v in before.visits[1:]]
        assert "14 / 11 min" in desk.text
        await desk.saved()
        await desk.press("f8")
        assert desk.session.visits == before.visits
        assert desk.words("corrected beginning") in desk.text


async def test_an_end_that_was_forgotten_is_corrected_and_the_page_says_so(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        before = desk.session
        assert before.ended_ms is not None
        await desk.press("f3", "up", "left", "left")
        assert desk.words("the end") in desk.text
        assert "ended" not in {c.what for c in desk.session.corrections}
        await desk.press("enter")
        assert desk.session.ended_ms == before.ended_ms - 120_000
        assert desk.words("Corrected afterwards") in desk.text
        assert desk.words("times corrected") in desk.text
        await desk.saved()
        await desk.press("f8")
        assert desk.session.ended_ms == before.ended_ms
        assert desk.words("Corrected afterwards") not in desk.text


async def test_what_is_saved_is_what_was_shown_whatever_was_changed_first(tmp_path: Path) -> None:
    """The last phase and the end were both pressed late: one goes back first, and then the other can."""
    async with in_review(tmp_path, size=(120, 36)) as desk:
        before = desk.session
        assert before.ended_ms is not None
        last = len(before.visits) - 1
        late = (before.ended_ms - before.visits[last].start_ms) // 60_000 + 2
        await desk.press("f3", "up", "up", *["left"] * 4, "down", *["left"] * late, "up", "up", *["left"] * 2, "enter")
        assert (
            desk.session.ended_ms
            == max(before.ended_ms - 60_000 * late, before.visits[last].start_ms - 240_000)
            != before.visits[last].start_ms
        )
        assert desk.session.visits[last].start_ms == before.visits[last].start_ms - 240_000
        assert desk.session.visits[last - 1].start_ms == before.visits[last - 1].start_ms - 120_000


async def test_two_that_become_later_go_as_far_as_was_shown(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        before = desk.session
        room = (before.visits[2].start_ms - before.visits[1].start_ms) // 60_000 + 1
        await desk.press("f3", "down", "down", *["right"] * 2, "up", *["right"] * room, "enter")
        moved = [v.start_ms - b.start_ms for v, b in zip(desk.session.visits, before.visits, strict=True)]
        assert moved[1:3] == [60_000 * room, 120_000]


async def test_an_end_is_not_put_into_the_future(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        ended = desk.session.ended_ms
        await desk.press("f3", "up", "right", "enter")
        assert desk.session.ended_ms == ended


async def test_what_is_moved_and_moved_back_writes_nothing(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        written = len(desk.session.records)
        await desk.press("f3", "left", "left", "right", "right", "down", "left", "right", "enter")
        assert len(desk.session.records) == written


async def test_thoughts_can_be_skipped_and_are_never_carried_over(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f7")
        assert isinstance(desk.review.dialog, Ask)
        await desk.type("kuuntelin hyvin")
        await desk.press("enter", "enter")
        await desk.type("väsynyt olo")
        await desk.press("enter")
        assert desk.review.dialog is None
        assert sorted(desk.session.reflections.values()) == ["kuuntelin hyvin", "väsynyt olo"]
        await desk.saved()
        for export in ("text", "markdown"):
            if export in EXPORTS:
                told = EXPORTS[export](desk.session, desk.words)
                assert "kuuntelin" not in told
                assert "väsynyt" not in told
        await desk.press("f7")
        assert desk.line == "kuuntelin hyvin"
        await desk.press("escape")
        assert len(desk.session.reflections) == 2
        assert desk.line == ""


async def test_carrying_over_to_the_clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(KohtaaApp, "copy_to_clipboard", lambda _, text: copied.append(text))
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "1")
        assert "etsii todistukset pe" in copied[0]
        assert "\x1b" not in copied[0]
        assert desk.words("Copied, if your terminal allows it. If not, save it to a file.")[:40] in desk.text
        await desk.press("f5", "3")
        assert isinstance(desk.review.dialog, Reading)
        assert "etsii todistukset" in desk.text


async def test_carrying_over_to_a_file(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "2")
        assert desk.line.startswith(str(tmp_path / "home"))
        target = tmp_path / "kopio ä.txt"
        await desk.press("ctrl+u")
        await desk.paste(str(target))
        await desk.press("enter")
        assert isinstance(desk.review.dialog, Choose)  # it may be erased here now
        await desk.press("escape")
        assert desk.review.dialog is None
        assert desk.line == ""
        assert "etsii todistukset pe" in target.read_text("utf-8")
        assert target.stat().st_mode & 0o777 == 0o600
        await desk.press("f5", "2", "ctrl+u")
        await desk.paste(str(target))
        await desk.press("enter")
        dialog = desk.review.dialog
        assert isinstance(dialog, Ask)
        assert dialog.problem
        assert desk.line == str(tmp_path / "kopio ä-2.txt")  # a name that is free
        link = tmp_path / "linkki.txt"
        link.symlink_to(tmp_path / "muualla.txt")
        for wrong in (link, tmp_path, tmp_path / "ei" / "ole.txt"):
            await desk.press("ctrl+u")
            await desk.paste(str(wrong))
            await desk.press("enter")
            assert desk.review.dialog is dialog, wrong
        assert not (tmp_path / "muualla.txt").exists()


async def test_an_empty_file_name_is_refused(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("f5", "2", "ctrl+u", "enter")
        assert isinstance(desk.review.dialog, Ask)


async def test_a_note_written_afterwards_belongs_to_the_meeting(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        desk.clock.after(3600)
        await desk.type("? soitto vielä")
        await desk.press("enter")
        assert desk.notes[-1] == "soitto vielä"
        assert desk.session.notes[-1].at_ms <= (desk.session.ended_ms or 0)
        await desk.saved()
        found = json.loads(next(desk.context.places.sessions.rglob("*.json")).read_bytes())
        assert found["notes"][-1]["text"] == "soitto vielä"
        await desk.press("f8")
        assert desk.line == "? soitto vielä"
        await desk.saved()
        assert "soitto vielä".encode() not in desk.journal()


async def test_a_half_typed_line_is_kept_when_going_home_by_mouse(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.type("vielä tämä")
        await desk.click("done")
        await desk.to(HomeScreen)
        loaded = desk.context.archive.load(desk.context.archive.resolve("last"))
        assert loaded.session.notes[-1].text == "vielä tämä"


async def test_enter_on_nothing_goes_home(tmp_path: Path) -> None:
    async with in_review(tmp_path) as desk:
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert "K-17" in desk.text
        await desk.press("enter")  # and on to the next client


async def test_undo_does_not_reach_back_into_the_meeting_in_silence(tmp_path: Path) -> None:
    """F8 in the review takes back what was done; what it took back is said."""
    async with in_review(tmp_path) as desk:
        await desk.press("f8")
        assert desk.review.message


async def test_a_click_chooses_and_a_second_one_edits(tmp_path: Path) -> None:
    async with in_review(tmp_path, size=(120, 36)) as desk:
        place = next(i for i, n in enumerate(desk.session.notes) if "kadonneet" in n.text)
        await desk.click(f"note:{place}")
        assert desk.review.chosen.key == desk.session.notes[place].key
        assert desk.line == ""
        await desk.click(f"note:{place}")
        assert desk.line == "? todistukset kadonneet"


async def test_going_home_while_the_disk_refuses_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "RETRY_S", 3600.0)
    disk = FailingDisk()
    async with in_review(tmp_path, disk=disk) as desk:
        disk.broken = True
        await desk.type("ei mahdu")
        await desk.press("enter")
        await desk.wait_until(lambda: desk.review.saver.state == "unsaved")
        for key in ("enter", "ctrl+q"):
            await desk.press(key)
            assert desk.app.is_running
            assert isinstance(desk.review.dialog, Choose)
            await desk.press("escape")
        disk.broken = False
        await desk.press("enter")
        await desk.to(HomeScreen)
        assert b"ei mahdu" in desk.journal()
