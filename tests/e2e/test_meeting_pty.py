"""Whole meetings in a real pseudo-terminal: what is typed is kept, however the program ends."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from stat import S_IMODE

import pytest

from tests.e2e.conftest import Kept, Opened
from tests.e2e.terminal import Terminal, pasted

NOTE = "haluan tehdä omaa työtäni"
LEFT = "Keskeneräinen rivisi on palautettu."


def in_meeting(opened: Opened, *argv: str, size: tuple[int, int] = (80, 24)) -> Terminal:
    """In a meeting whose first record is on the disk."""
    terminal = opened("start", "--minutes", "30", *argv, size=size)
    terminal.sees("Empatia", "min jäljellä", "tallennettu ✓")
    return terminal


def test_a_meeting_is_typed_killed_resumed_ended_and_read(opened: Opened, kept: Kept, tmp_path: Path) -> None:
    terminal = in_meeting(opened, "--reference", "K-17")
    terminal.press(f'" {NOTE}', "enter", "enter")
    terminal.sees(NOTE, "tallennettu ✓")
    terminal.press("pgdn")
    terminal.sees("Kerro omin sanoin")
    terminal.press("! asiakas: etsii todistukset pe", "enter", "kesken jäänyt")
    terminal.sees("etsii todistukset", "kesken jäänyt")
    terminal.until(lambda: kept.draft == "kesken jäänyt", "the half-typed line on the disk")
    terminal.signal(signal.SIGKILL)
    assert terminal.ended() == -signal.SIGKILL
    before = kept.records

    again = opened("resume", "--gap", "count")
    again.sees("K-17", "kesken jäänyt", LEFT, "etsii todistukset")
    again.press("f9")
    again.sees("Päätetäänkö tapaaminen?")
    again.press("enter")
    again.loses("Päätetäänkö", "jäljellä")
    again.sees("K-17", "etsii todistukset", NOTE, "tallennettu ✓")
    again.press("enter")
    again.sees("Enter aloittaa")
    again.press("ctrl+q")
    assert again.ended() == 0
    assert again.still_switched() == []

    whole = kept.document
    assert (whole["schema"], whole["status"], whole["reference"]) == (1, "ended", "K-17")
    assert [(n["phase"], n["mark"], n["text"]) for n in whole["notes"]] == [
        ("empatia", "words", NOTE),
        ("ohjaus", "agreed", "asiakas: etsii todistukset pe"),
        ("ohjaus", None, "kesken jäänyt"),
    ]
    assert whole["agreements"][0]["who"] == "asiakas"
    assert [p["visits"] for p in whole["phases"]] == [1, 1, 0, 0]
    assert sum(p["planned_s"] for p in whole["phases"]) == 30 * 60
    assert whole["events"][: len(before)] == before
    assert [e["kind"] for e in whole["events"][len(before) :]] == ["reopened", "note", "ended"]
    assert sum(p["used_s"] for p in whole["phases"]) + whole["paused_s"] == whole["events"][-1]["at_ms"] // 1000
    assert list(kept.folder.rglob("*.jsonl")) == list(kept.folder.rglob("*.draft")) == []

    found = [p for name in ("data", "config", "cache") for p in (tmp_path / name, *(tmp_path / name).rglob("*"))]
    rights = {str(p.relative_to(tmp_path)): S_IMODE(p.stat().st_mode) for p in found}
    assert rights == {str(p.relative_to(tmp_path)): 0o700 if p.is_dir() else 0o600 for p in found}


def test_a_burst_is_taken_in_the_order_typed(opened: Opened, kept: Kept) -> None:
    terminal = in_meeting(opened)
    terminal.press("abc", "enter", "pgdn", "def", "enter", "pgdn", "ghi", "f4")
    screen = terminal.sees("F4 avaa", "•••")
    assert not [text for text in ("abc", "def", "ghi") if text in screen]
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    events = [(r["kind"], r.get("text", r.get("phase"))) for r in kept.records[1:]]
    assert events == [("note", "abc"), ("phase", "ohjaus"), ("note", "def"), ("phase", "neuvonta")]
    assert kept.draft == "ghi"


def _told(number: int) -> Callable[[Terminal], None]:
    return lambda terminal: terminal.signal(number)


@pytest.mark.parametrize(
    "end",
    [_told(signal.SIGTERM), _told(signal.SIGHUP), lambda t: t.press("ctrl+q"), Terminal.hang_up],
    ids=["SIGTERM", "SIGHUP", "Ctrl+Q", "the window is closed"],
)
def test_however_it_ends_all_is_kept_and_the_terminal_is_sane(
    opened: Opened, kept: Kept, end: Callable[[Terminal], None]
) -> None:
    terminal = in_meeting(opened)
    assert terminal.title.startswith("6 min") or terminal.title.startswith("5 min")
    terminal.press("eka", "enter", "puolikas rivi")
    terminal.sees("eka", "puolikas rivi", "tallennettu ✓")
    closing = end is Terminal.hang_up
    end(terminal)
    assert terminal.ended(2.0) == 0
    assert terminal.nobody_left()
    assert kept.notes == ["eka"]
    assert kept.draft == "puolikas rivi"
    if not closing:
        assert terminal.still_switched() == []
        after = terminal.output[terminal.output.rfind(b"\x1b[?1049l") :]
        assert b"eka" not in after
        assert b"puolikas" not in after


def test_keys_that_stop_other_programs_do_no_harm(opened: Opened, kept: Kept) -> None:
    terminal = in_meeting(opened)
    terminal.press("puoli", "ctrl+c", "ctrl+z", "ctrl+c", "kas")
    screen = terminal.sees("puolikas", "tallennettu ✓")
    assert "Ctrl+Q" not in screen  # Textual's own words, in English
    terminal.signal(signal.SIGTSTP)
    terminal.until(lambda: set(terminal.still_switched()) <= {"title"}, "the terminal given back")
    terminal.until(terminal.stopped, "the program stopped")  # a shell waits for that too before it lets it go on
    terminal.signal(signal.SIGCONT)
    # the screen comes before the keys: what is typed in between waits in the line the kernel was reading
    terminal.until(lambda: "raw" in terminal.still_switched(), "the terminal taken again")
    terminal.press("!")
    terminal.sees("puolikas!")
    terminal.press("enter")
    terminal.sees("tallennettu ✓")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.notes == ["puolikas!"]


def test_several_pasted_lines_are_one_note(opened: Opened, kept: Kept) -> None:
    terminal = in_meeting(opened)
    terminal.write(pasted("yksi\nkaksi\r\nkolme") + b"\r" + pasted("\x1b[2J\x1b]2;vale\x07[/x] \x07loppu") + b"\r")
    terminal.press("@€{[ç", " åäö", " o\u0308", "enter", "loppu")
    terminal.sees("▌ loppu", "@€{[ç åäö ö", "tallennettu ✓")
    assert "vale" not in terminal.title
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    first, second, third = kept.notes
    assert first == "yksi kaksi kolme"
    assert second == "\ufffd[2J\ufffd]2;vale\ufffd[/x] \ufffdloppu"
    assert third == "@€{[ç åäö ö"


def test_a_paste_of_a_megabyte_is_refused_and_the_line_is_left(opened: Opened, kept: Kept) -> None:
    terminal = in_meeting(opened)
    terminal.press("tässä on jo jotakin ")
    terminal.write(pasted("x" * 1_000_000))
    terminal.sees("enintään 10", "tässä on jo jotakin")
    terminal.press("loppu", "enter")
    terminal.sees("jotakin loppu", "tallennettu ✓")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.notes == ["tässä on jo jotakin loppu"]


def test_a_storm_of_sizes_leaves_the_line_as_it_was(opened: Opened, kept: Kept) -> None:
    terminal = in_meeting(opened)
    terminal.press("eka", "enter", "kesken jäänyt")
    for number in range(100):
        columns, rows = [(1, 1), (20, 5), (200, 60), (40, 12), (120, 36), (60, 8), (3, 40)][number % 7]
        terminal.resize(columns, rows)
        terminal.press(str(number % 10))
    terminal.resize(80, 24)
    terminal.sees("Empatia", "min jäljellä", "eka", "0123456789" * 5, "F1 ohje")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert kept.notes == ["eka"]
    assert kept.draft == "kesken jäänyt" + "0123456789" * 10


def test_a_meeting_by_mouse_but_for_the_words(opened: Opened, kept: Kept) -> None:
    terminal = opened()
    terminal.sees("Enter aloittaa · 30 min")
    terminal.click("30 min")
    terminal.sees("Enter aloittaa · 45 min")
    terminal.click("Enter aloittaa")
    terminal.sees("min jäljellä", "Empatia", "tallennettu ✓")
    terminal.click("Pysähdy hetkeksi")
    terminal.until(lambda: kept.records[-1]["kind"] == "prompt", "a ticked prompt")
    terminal.click("Neuvonnallinen")
    terminal.until(lambda: kept.records[-1].get("phase") == "neuvonta", "the third phase")
    terminal.press("kirjoitettu")
    terminal.click("F2 tauko")
    terminal.sees("F2 jatkaa")
    terminal.click("F2 jatkaa")
    terminal.until(lambda: kept.records[-1]["kind"] == "resumed", "going on")
    terminal.click("min jäljellä")  # a click anywhere takes the sentence away and brings the keys back
    terminal.sees("F1 ohje")
    terminal.click("F1 ohje")
    terminal.sees("F9", "Esc sulje")
    terminal.click("Esc sulje")
    terminal.loses("F9")
    terminal.sees("F1 ohje")
    terminal.click("F1 ohje")
    terminal.sees("F9")
    terminal.click("F9")
    terminal.sees("Päätetäänkö tapaaminen?", "Enter Päätä tapaaminen")
    terminal.click("Päätä tapaaminen")
    terminal.sees("kirjoitettu", "tallennettu ✓")
    terminal.loses("Päätetäänkö")
    terminal.sees("Enter etusivulle")
    terminal.click("Enter etusivulle")
    terminal.sees("Enter aloittaa")
    terminal.click("F1 ohje")
    terminal.sees("Esc sulje")
    terminal.wheel("aiemmat", down=20)
    terminal.sees("Ctrl+Q")
    terminal.click("Ctrl+Q")
    assert terminal.ended() == 0
    assert [n["text"] for n in kept.document["notes"]] == ["kirjoitettu"]


def test_what_is_typed_before_the_screen_is_up_is_a_note(opened: Opened, kept: Kept) -> None:
    terminal = opened("start", "--minutes", "30")
    terminal.press("aikaisin\r")
    terminal.sees("aikaisin", "tallennettu ✓")
    terminal.until(lambda: kept.records[-1].get("text") == "aikaisin", "the note")
