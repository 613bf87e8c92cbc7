"""The meeting as plain lines: one answer a line, and `✓` only when the note is on the disk."""

from __future__ import annotations

import io
import os
import re
import signal
import threading
from pathlib import Path

import pytest

from kohtaa_tui import plain
from kohtaa_tui.domain.session import Status
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.runtime.typed_lines import TypedLines
from kohtaa_tui.storage.archive import Archive
from tests.build import plan
from tests.fakes import FailingDisk, FakeClock, places

ANSWER = re.compile(r"✓ \d+ \d\d:\d\d|✗ \d+ .+|· .+")


class Typist(io.StringIO):
    """An input that is no file: lines, and things to do between them."""

    def __init__(self, *lines: object) -> None:
        super().__init__()
        self.lines = list(lines)

    def fileno(self) -> int:
        raise io.UnsupportedOperation

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]  # as StringIO has it
        while self.lines:
            line = self.lines.pop(0)
            if isinstance(line, str):
                return f"{line}\n"
            assert callable(line)
            line()
        return ""


class Room:
    """A meeting with a clock and a disk of its own."""

    def __init__(self, tmp_path: Path, minutes: int = 30) -> None:
        self.clock = FakeClock()
        self.disk = FailingDisk()
        self.archive = Archive(places(tmp_path), self.disk)
        self.runner = Runner.start(
            self.archive, self.clock, plan(minutes), language="en", device="here", reference="K-17"
        )
        self.output = io.StringIO()
        self.code = -1

    def type(self, *lines: object, draft: str = "") -> list[str]:
        """Run the meeting on these lines; returns what was said after the greeting."""
        self.code = plain.run(self.runner, Words("en"), Typist(*lines), self.output, resumed_draft=draft)
        return self.output.getvalue().split("--\n", 1)[1].splitlines()

    def answers(self, *lines: object) -> list[str]:
        return [line for line in self.type(*lines) if not line.startswith("# ")]

    def after(self, seconds: float) -> object:
        return lambda: self.clock.after(seconds)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def test_the_greeting_tells_the_plan_and_ends_with_a_line(room: Room) -> None:
    room.type()
    greeting = room.output.getvalue().split("--\n")[0]
    for told in ("K-17", "Empathy phase: 6 min", "Farewell: 3 min · protected time", "6 min left", "Breathe."):
        assert told in greeting


def test_every_line_gets_one_answer(room: Room) -> None:
    lines = [
        "hello",
        "",
        ">",
        "<",
        ".",
        "=",
        "=",
        "-",
        ",",
        "+5",
        "-5",
        "?",
        '" words "',
        "+",
        "!",
        '"',
        "  ",
        "+358 40",
        "*",
    ]
    answers = room.answers(*lines)
    assert len(answers) == len(lines)
    assert all(ANSWER.fullmatch(answer) for answer in answers)
    assert room.code == 0


def test_notes_are_counted_and_marked(room: Room) -> None:
    answers = room.answers("one", room.after(60), "! client: looks for the papers Fri", "+358401234567", ">", "+ four")
    assert answers == ["✓ 1 10:02", "✓ 2 10:03", "✓ 3 10:03", answers[3], "✓ 4 10:03"]
    assert [n.mark for n in room.runner.session.notes] == [None, "agreed", None, "strength"]
    assert room.runner.session.notes[2].text == "+358401234567"


def test_the_next_meeting_is_noted_and_put_into_a_calendar_file(room: Room, tmp_path: Path) -> None:
    answers = room.answers(">> Tue 9:30", ">>", ">>9:30", ">> client: rings")
    assert answers[0] == "· Tuesday 10 November at 09:30, 30 min. Calendar file: ~/kohtaa-20261110-0930.ics"
    assert answers[1].startswith("· Write a day and a time")
    assert answers[2].startswith("· Which day?")
    assert answers[3].startswith("· “client: rings” was not understood")
    assert [(n.mark, n.text) for n in room.runner.session.notes] == [
        ("agreed", "next meeting Tuesday 10 November at 09:30")
    ]
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["kohtaa-20261110-0930.ics"]


def test_without_a_file_the_next_meeting_is_noted_all_the_same(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    (answer,) = room.answers(">> Tue 9:30")
    assert "The note stays, but there is no calendar file." in answer
    assert len(room.runner.session.notes) == 1


def test_a_note_is_on_the_disk_when_it_is_said(room: Room) -> None:
    def look() -> None:
        assert [n.text for n in room.archive.load(room.runner.session.id).session.notes] == ["one"]
        assert "✓ 1" in room.output.getvalue()

    room.type("one", look)


def test_a_note_that_is_not_saved_is_said_and_tried_again(room: Room) -> None:
    def broken() -> None:
        room.disk.broken = True

    def whole() -> None:
        room.disk.broken = False

    lines = room.type("one", broken, "two", ">", "three", whole, ".")
    assert lines[0].startswith("✓ 1 ")
    assert lines[1].startswith("✗ 2 Not saved yet. Trying again.")
    assert "No space left on device" in lines[1]
    assert lines[2].startswith("· Guidance phase")
    assert "Not saved yet" in lines[2]
    assert lines[3].startswith("✗ 3 ")
    assert lines[4] == "# Saved after all: note 2, 3"
    assert lines[5].startswith("· Guidance phase")
    assert len(room.archive.load(room.runner.session.id).session.notes) == 3


def test_leaving_with_something_unsaved_is_a_fault(room: Room) -> None:
    def broken() -> None:
        room.disk.broken = True

    lines = room.type(broken, "two")
    assert room.code == 1
    assert any("Not saved yet" in line for line in lines[1:])


def test_the_phases_follow_the_person(room: Room) -> None:
    answers = room.answers("<", ">", ">", ">", ">", "<")
    assert answers[0] == "· This is the first phase."
    assert [a.split(" · ")[0] for a in answers[1:4]] == ["· Guidance phase", "· Advice phase", "· Farewell"]
    assert answers[4] == "· The last phase. * ends the meeting."
    assert answers[5].startswith("· Advice phase")


def test_an_empty_line_ticks_and_shows_the_next(room: Room) -> None:
    answers = room.answers("", "", "", "")
    assert answers == [
        "· For you: Look up and greet.",
        "· You could say: We have 30 min.",
        "· All prompts of this phase are ticked. Sign: the contact is there",
        "· All prompts of this phase are ticked. Sign: the contact is there",
    ]
    assert room.runner.session.done == ("e1", "e2", "e3")


def test_undo_gives_the_text_back(room: Room) -> None:
    answers = room.answers("one", "+ two", "-", "-", "-")
    assert answers[2:] == ["· Undone: note: + two", "· Undone: note: one", "· There is nothing to undo."]
    assert "two" not in room.archive.path(room.runner.session.id, "jsonl").read_text()


def test_the_end_moves_and_the_rest_is_fitted(room: Room) -> None:
    answers = room.answers("+15", "-10", "+999", "+0", "-5000")
    assert room.runner.session.end_s == 35 * 60
    assert sum(room.runner.session.planned_s.values()) == 35 * 60
    assert "ends at_clock 10:47" in answers[0] or "ends 10:47" in answers[0]
    assert answers[2] == "· A meeting lasts at most 480 minutes."
    assert answers[4].startswith("✓ 1")


def test_a_pause_moves_no_end(room: Room) -> None:
    answers = room.answers("=", room.after(120), ".", "=", ".")
    assert answers[0] == "· Paused. The end time does not move."
    assert "paused" in answers[1]
    assert "6 min left" in answers[3]
    assert room.runner.session.end_s == 1800


def test_levels_are_told_once_and_unasked(room: Room) -> None:
    told = [
        line
        for line in room.type(
            room.after(290), "a", "b", room.after(80), "c", room.after(900), "d", room.after(700), "e", "f"
        )
        if line.startswith("# ")
    ]
    assert [line.split(":")[0] for line in told[:-1]] == ["# Empathy phase"] * 4
    assert [part in line for part, line in zip(("towards", "still room", "borrowing", "past"), told, strict=False)] == [
        True
    ] * 4
    assert "The meeting goes on" in told[-1]


def test_a_new_phase_begins_calm_and_its_own_levels_are_told(room: Room) -> None:
    lines = room.type(room.after(290), ">", room.after(12 * 60), ".")
    assert [line.split(":")[0] for line in lines if line.startswith("# ")][:2] == [
        "# Empathy phase",
        "# Guidance phase",
    ]


def test_the_end_writes_the_document_and_says_where(room: Room) -> None:
    answers = room.answers("one", "*", "this line is not read")
    session = room.runner.session
    assert answers[-1] == f"· The meeting has ended. Read it with: kohtaa show {session.id}"
    assert room.archive.path(session.id, "json").exists()
    assert not room.archive.path(session.id, "jsonl").exists()


def test_an_end_that_cannot_be_saved_is_tried_again(room: Room) -> None:
    def broken() -> None:
        room.disk.broken = True

    def whole() -> None:
        room.disk.broken = False

    answers = room.answers(broken, "*", "a last word", whole, "")
    assert answers[0].startswith("· Not saved yet.")
    assert answers[-1].startswith("· The meeting has ended.")
    assert [n.text for n in room.archive.load(room.runner.session.id).session.notes] == ["a last word"]
    assert room.code == 0


def test_an_end_whose_document_cannot_be_written_is_tried_again(room: Room) -> None:
    def broken() -> None:
        room.disk.broken, room.disk.fails = True, frozenset({"replace"})

    def whole() -> None:
        room.disk.broken = False

    answers = room.answers("one", broken, "*", whole, "")
    assert [a[:12] for a in answers] == ["✓ 1 10:02", "· Not saved ", "· The meetin"]
    assert room.archive.path(room.runner.session.id, "json").exists()
    assert room.code == 0


def test_the_end_of_input_leaves_the_meeting_running(room: Room) -> None:
    lines = room.type("one")
    session_id = room.runner.session.id
    assert lines[-1] == f"# The meeting goes on. Go back to it with: kohtaa resume {session_id} --plain"
    assert room.archive.load(session_id).session.status is Status.RUNNING


def test_a_half_typed_line_comes_back_as_a_note(room: Room) -> None:
    room.runner.flush()
    room.runner.keep_draft("client tells ab")
    loaded = room.archive.load(room.runner.session.id)
    room.runner.close()
    room.runner = Runner.resume(room.archive, room.clock, loaded, "here", Gap.COUNT)
    room.type(".", draft=loaded.draft)
    assert "Your half-written line is back, as note 1: client tells ab" in room.output.getvalue()
    after = room.archive.load(room.runner.session.id)
    assert ([n.text for n in after.session.notes], after.draft) == (["client tells ab"], "")


def test_too_long_a_line_is_refused_in_a_sentence(room: Room) -> None:
    answers = room.answers("x" * 10_001, "x" * 10_000, "\t" * 3_000 + "y")
    assert answers[0].startswith("· That is over 10000 characters")
    assert answers[1].startswith("✓ 1")
    assert answers[2].startswith("✓ 2")


def test_what_steers_a_terminal_is_not_kept(room: Room) -> None:
    room.type("\x1b]52;c;x\x07 \u202e[@click=app.quit][/")
    assert room.runner.session.notes[0].text == "\ufffd]52;c;x\ufffd \ufffd[@click=app.quit][/"


def test_a_clock_that_was_set_is_said(room: Room) -> None:
    lines = room.type(lambda: room.clock.set_wall(-3600), ".")
    assert lines[0] == "# The computer's clock moved by -60 min."
    assert room.runner.drift_s() == 0


def test_a_reader_that_went_away_keeps_the_meeting(room: Room) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str, /) -> int:
            raise BrokenPipeError

    assert plain.run(room.runner, Words("en"), Typist("one"), Gone()) == 0
    assert room.archive.load(room.runner.session.id).session.status is Status.RUNNING


# --- a real pipe ---


class Pipe:
    """A meeting at the far end of a pipe."""

    def __init__(self, room: Room) -> None:
        self.room = room
        near, self.far = os.pipe()
        self.input = open(near, encoding="utf-8")  # noqa: SIM115, PTH123 - closed by `run`

    def run(self) -> list[str]:
        with self.input:
            self.room.code = plain.run(self.room.runner, Words("en"), self.input, self.room.output)
        return self.room.output.getvalue().split("--\n", 1)[1].splitlines()


def test_a_burst_is_taken_in_order_and_bad_bytes_are_shown(room: Room) -> None:
    pipe = Pipe(room)
    os.write(pipe.far, b"yksi\n>\nkaksi \n\n" + b"k\xe4ksi\r\nlast")
    os.close(pipe.far)
    answers = [line for line in pipe.run() if not line.startswith("# ")]
    assert [a[:3] for a in answers] == ["✓ 1", "· G", "✓ 2", "· Y", "✓ 3", "✓ 4"]
    assert [n.text for n in room.runner.session.notes] == ["yksi", "kaksi", "k\ufffdksi", "last"]


def test_a_level_is_told_while_nobody_types(room: Room) -> None:
    """The clock is past the next whole minute when the wait for a line begins."""
    pipe = Pipe(room)
    room.clock.after(359.99)
    seen = threading.Event()

    class Listening(io.StringIO):
        def write(self, text: str, /) -> int:
            if text.startswith("--"):
                room.clock.after(10)
            if text.startswith("# "):
                seen.set()
                os.close(pipe.far)
                self.write = super().write  # type: ignore[method-assign]
            return super().write(text)

    room.output = Listening()
    lines = pipe.run()
    assert seen.is_set()
    assert lines[0].startswith("# Empathy phase: over, still room. Move on by")


def test_lines_that_had_come_before_a_signal_are_kept(room: Room) -> None:
    pipe = Pipe(room)

    class Listening(io.StringIO):
        def write(self, text: str, /) -> int:
            if text.startswith("✓ 1"):
                os.kill(os.getpid(), signal.SIGTERM)
            return super().write(text)

    room.output = Listening()
    os.write(pipe.far, b"one\ntwo\nthree\nhal")
    pipe.run()
    os.close(pipe.far)
    loaded = room.archive.load(room.runner.session.id)
    assert ([n.text for n in loaded.session.notes], loaded.draft) == (["one", "two", "three"], "hal")


def test_a_half_typed_line_is_soon_on_the_disk(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also the first part of a line, which comes while the wait is for the next minute."""
    pipe = Pipe(room)
    waits: list[float] = []
    heard = TypedLines._heard

    def counted(lines: TypedLines, seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 1:
            os.write(pipe.far, b"client te")
        elif room.archive.load(room.runner.session.id).draft:
            os.close(pipe.far)
        return heard(lines, min(seconds, 0.05))

    monkeypatch.setattr(TypedLines, "_heard", counted)
    pipe.run()
    assert waits[0] > plain.DRAFT_S
    assert max(waits[1:]) <= plain.DRAFT_S


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)])
def test_a_signal_keeps_the_meeting_and_the_half_typed_line(room: Room, number: int, code: int) -> None:
    pipe = Pipe(room)

    class Listening(io.StringIO):
        def write(self, text: str, /) -> int:
            if text.startswith("✓"):
                os.write(pipe.far, b"half a li")
                threading.Timer(0.1, lambda: os.kill(os.getpid(), number)).start()
            return super().write(text)

    room.output = Listening()
    os.write(pipe.far, b"one\n")
    before = signal.getsignal(number)
    lines = pipe.run()
    os.close(pipe.far)
    assert signal.getsignal(number) == before
    loaded = room.archive.load(room.runner.session.id)
    assert ([n.text for n in loaded.session.notes], loaded.draft) == (["one"], "half a li")
    assert "The meeting goes on" in lines[-1]
    assert room.code == code


def test_a_closed_input_leaves_the_meeting_running(room: Room) -> None:
    assert plain.run(room.runner, Words("en"), None, room.output) == 0
    assert "The meeting goes on" in room.output.getvalue()


def test_what_points_to_a_person_is_told_after_the_note_and_masked_by_a_line(room: Room) -> None:
    told = room.type("! client: calls 040 555 0100 Fri", "code 100190-999P", "rainy", "#", "#", "#", "-")
    assert told[1] == "# In the note: 1 phone number. A line # masks it."
    assert told[3] == "# In the note: 1 identity code. A line # masks it."
    assert told[5:8] == [
        "· Note 2 is masked: code ***",
        "· Note 1 is masked: client: calls *** Fri",
        "· There is nothing to mask here.",
    ]
    assert [(n.text, n.mark) for n in room.runner.session.notes] == [
        ("client: calls *** Fri", "agreed"),
        ("code ***", None),
    ]
    on_disk = b"".join(p.read_bytes() for p in room.archive.places.data.rglob("*") if p.is_file())
    assert b"555 0100" not in on_disk
    assert b"999P" not in on_disk


def test_a_half_written_line_is_looked_into_too(room: Room) -> None:
    room.type(draft="a@example.com")
    assert "# In the note: 1 e-mail address. A line # masks it." in room.output.getvalue().splitlines()


class Window(io.StringIO):
    """A terminal's window that remembers all that was sent to it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("term", "sent"), [("xterm-256color", plain.WIPE), ("linux", plain.WIPE), ("dumb", "\n" * 60), (None, "\n" * 60)]
)
def test_the_curtain_wipes_a_terminal_and_the_meeting_goes_on(
    room: Room, monkeypatch: pytest.MonkeyPatch, term: str | None, sent: str
) -> None:
    monkeypatch.setenv("TERM", term) if term else monkeypatch.delenv("TERM", raising=False)
    room.output = Window()
    room.type("one", ",", "two")
    assert f"{sent}· The texts are off the screen. The meeting goes on.\n✓ 2 " in room.output.getvalue()
    assert [n.text for n in room.runner.session.notes] == ["one", "two"]


def test_the_curtain_sends_nothing_but_its_answer_into_a_pipe(room: Room) -> None:
    assert room.answers(",") == ["· The texts are off the screen. The meeting goes on."]
    assert "\x1b" not in room.output.getvalue()
