"""`kohtaa status`: which meeting runs in a window of this computer, and where it stands, in a line or as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kohtaa_tui.commands import status
from kohtaa_tui.domain import timing
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.running import Lookout
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold, told
from kohtaa_tui.storage.journal import Journal
from kohtaa_tui.storage.library import Library
from tests.build import START, Story, story
from tests.fakes import FakeClock, places
from tests.sealed import switch_on

ID = "20261103T080200Z-k3x9q2aa"
LATER = "20261103T080300Z-k3x9q2aa"
FI = Words("fi")
NOTE = "haluan tehdä omaa työtäni"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Desk:
    """Windows that hold meetings, and somebody who asks for them."""

    def __init__(self, root: Path) -> None:
        self.archive = Archive(places(root))
        self.clock = FakeClock()
        self.lookout = Lookout(Library(places(root)))
        self.holds: list[Hold] = []
        self.journals: dict[str, Journal] = {}
        self.written: dict[str, int] = {}

    def write(self, told_: Story, session_id: str = ID) -> None:
        """Put on the disk what is new in a meeting."""
        if session_id not in self.journals:
            self.journals[session_id] = self.archive.create(self.archive.path(session_id, "jsonl"))
        vault = self.archive.vault
        new = told_.session.records[self.written.get(session_id, 0) :]
        self.journals[session_id].append([type(r)(r.seq, r.device, r.at_ms, vault.seal(r.event)) for r in new])
        self.written[session_id] = len(told_.session.records)

    def hold(self, session_id: str = ID) -> Hold:
        """Open a window on a meeting."""
        hold = Hold(self.archive.places, session_id)
        assert hold.take(self.clock.now())
        self.holds.append(hold)
        return hold

    def runs(self, told_: Story, session_id: str = ID) -> Hold:
        self.write(told_, session_id)
        return self.hold(session_id)

    def asks(self, words: Words = FI, *, as_json: bool = False) -> str:
        out, err = io.StringIO(), io.StringIO()
        assert status.status(self.lookout, self.clock, words, as_json, out, err) == 0
        assert err.getvalue() == ""
        return out.getvalue()

    def asks_json(self) -> dict[str, Any]:
        told_: dict[str, Any] = json.loads(self.asks(as_json=True))
        return told_

    def follows(self, *steps: Callable[[], object], as_json: bool = False, seconds: float = 1.0) -> list[str]:
        """Follow; each waiting is a step, and after the last nobody reads any more."""
        out, left, self.waits = io.StringIO(), list(steps), list[float]()

        def wait(wanted: float) -> bool:
            self.waits.append(wanted)
            if not left:
                return False
            self.clock.after(min(wanted, seconds))
            left.pop(0)()
            return True

        assert status.follow(self.lookout, self.clock, FI, as_json, out, wait) == 0
        return out.getvalue().splitlines()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for hold in desk.holds:
        hold.release()


def nothing() -> None:
    """A second in which nothing happens."""


# --- which meeting ---


def test_without_a_meeting_a_pipe_gets_nothing_and_a_person_a_sentence(desk: Desk) -> None:
    assert desk.asks() == ""
    assert desk.asks_json() == {"running": False}
    out, err = io.StringIO(), Terminal()
    assert status.status(desk.lookout, desk.clock, Words("en"), False, out, err) == 0
    assert (out.getvalue(), err.getvalue()) == ("", "No meeting is running in a window of this computer.\n")


def test_a_meeting_that_was_left_or_has_ended_does_not_run(desk: Desk) -> None:
    meeting = story()
    desk.write(meeting)
    assert desk.asks() == ""
    hold = desk.hold()
    assert desk.asks() != ""
    hold.release()
    assert desk.asks() == ""
    desk.write(meeting.at("5:00").end())
    desk.hold()
    assert desk.asks() == ""


def test_a_window_that_died_leaves_nothing_running(desk: Desk) -> None:
    desk.write(story())
    holder = desk.archive.places.cache_for_data / f"{ID}.holder"
    hold = desk.hold()
    told_ = holder.read_bytes()
    hold.release()
    holder.write_bytes(told_)  # its process lives, as one does that was given the number of one that died
    holder.with_name(f"{ID}.lock").touch()
    assert told(desk.archive.places) == [ID]
    assert desk.asks() == ""
    assert told(desk.archive.places) == []


def test_of_several_the_one_begun_last(desk: Desk) -> None:
    desk.runs(story(60, wall=START), ID)
    later = desk.runs(story(30, wall=START + timedelta(minutes=1)), LATER)
    desk.clock.after(60)
    assert "loppu 10.33" in desk.asks()
    later.release()
    assert "loppu 11.02" in desk.asks()


def test_one_that_cannot_be_read_hides_no_other(desk: Desk) -> None:
    desk.runs(story(60), ID)
    desk.runs(story(30), LATER)
    desk.journals[LATER].path.write_bytes(b"\xff\n")
    assert "loppu 11.02" in desk.asks()
    (desk.archive.places.cache_for_data / "strange.holder").write_bytes(b"{}")
    assert "loppu 11.02" in desk.asks()


# --- what it tells ---


def test_the_line_is_the_windows_title_and_the_end(desk: Desk) -> None:
    meeting = story(30)
    desk.runs(meeting)
    planned, leave = meeting.session.planned_s["empatia"], timing.latest_leave_s(meeting.session)
    told_ = []
    for second in (0, planned - 65, planned + 130, leave + 60, 1800 + 180):
        desk.clock.wall = START + timedelta(seconds=second)
        told_.append(desk.asks())
    farewell = timing.farewell_s(meeting.session, 1000 * (leave + 60)) // 60
    assert told_ == [
        "6 min · Empatia · loppu 10.32\n",
        "1:10 · Empatia · loppu 10.32\n",
        "yli 2 min · Empatia · loppu 10.32\n",
        f"hyvästelylle {farewell} min · Empatia · loppu 10.32\n",
        "yli lopun 3 min · loppu oli 10.32\n",
    ]


def test_a_pause_and_other_languages(desk: Desk) -> None:
    meeting = story(30)
    desk.runs(meeting)
    desk.write(meeting.at("2:00").pause())
    desk.clock.after(150)
    assert desk.asks() == "tauko · Empatia · loppu 10.32\n"
    assert desk.asks(Words("sv")) == "paus · Empati · slut 10.32\n"
    assert desk.asks(Words("en")) == "pause · Empathy · end 10:32\n"


def test_the_json_is_the_contract(desk: Desk) -> None:
    meeting = story(30)
    desk.runs(meeting)
    leave = (START + timedelta(seconds=timing.latest_leave_s(meeting.session))).isoformat()
    assert desk.asks_json() == {
        "running": True,
        "phase": "empatia",
        "phase_name": "Empatia",
        "minutes_left": 6,
        "over_s": 0,
        "level": "calm",
        "paused": False,
        "latest_leave": leave,
        "ends_at": "2026-11-03T10:32:00+02:00",
    }
    desk.clock.after(meeting.session.planned_s["empatia"] - 60)
    assert (desk.asks_json()["level"], desk.asks_json()["minutes_left"]) == ("near", 1)
    desk.clock.after(60 + 75)
    told_ = desk.asks_json()
    assert (told_["level"], told_["minutes_left"], told_["over_s"]) == ("over", 0, 70)
    desk.clock.after(timing.latest_leave_s(meeting.session))
    assert desk.asks_json()["level"] == "squeeze"
    desk.write(meeting.at("29:00").enter("hyvastely").pause())
    desk.clock.wall = START + timedelta(minutes=31)
    told_ = desk.asks_json()
    assert (told_["phase"], told_["paused"], told_["minutes_left"], told_["over_s"]) == ("hyvastely", True, 0, 60)
    assert told_["latest_leave"] == told_["ends_at"]


def test_nothing_that_was_written_is_told(desk: Desk) -> None:
    desk.runs(story(30, reference="K-17").at("1:00").note(NOTE))
    desk.archive.keep_draft(ID, "puolikas rivi")
    for as_json in (False, True):
        for secret in (NOTE, "K-17", "puolikas"):
            assert secret not in desk.asks(as_json=as_json)


def test_with_encryption_on_it_works_locked(desk: Desk) -> None:
    switch_on(desk.archive.places)
    desk.runs(story(30, reference="K-17").at("1:00").note(NOTE).at("2:00").enter("ohjaus"))
    assert NOTE.encode() not in desk.journals[ID].path.read_bytes()
    desk.clock.after(120)
    assert desk.asks() == "12 min · Ohjauksellinen · loppu 10.32\n"


def test_a_clock_that_was_set_in_the_meeting(desk: Desk) -> None:
    desk.runs(story(30).at("1:00").clock(3600))
    desk.clock.wall = START + timedelta(seconds=3600 + 60)
    assert desk.asks() == "5 min · Empatia · loppu 11.32\n"


# --- followed ---


def test_a_line_whenever_it_differs_and_only_then(desk: Desk) -> None:
    meeting = story(30)
    desk.runs(meeting)
    desk.clock.after(30)
    lines = desk.follows(
        nothing,
        nothing,
        lambda: desk.write(meeting.at("0:33").enter("ohjaus")),
        nothing,
        lambda: desk.write(meeting.at("0:35").note(NOTE)),
        lambda: desk.write(meeting.at("0:36").pause()),
        nothing,
    )
    assert lines == [
        "6 min · Empatia · loppu 10.32",
        "12 min · Ohjauksellinen · loppu 10.32",
        "tauko · Ohjauksellinen · loppu 10.32",
    ]
    assert max(desk.waits) <= 1.0


def test_time_alone_makes_a_new_line_at_its_moment(desk: Desk) -> None:
    meeting = story(30)
    desk.runs(meeting)
    planned = meeting.session.planned_s["empatia"]
    lines = desk.follows(*[nothing] * (planned + 300))
    assert lines[:3] == [f"{n} min · Empatia · loppu 10.32" for n in (6, 5, 4)]
    assert "1:10 · Empatia · loppu 10.32" in lines
    assert "yli 2 min · Empatia · loppu 10.32" in lines
    assert min(desk.waits) > 0


def test_it_sees_a_meeting_begin_and_end(desk: Desk) -> None:
    meeting = story(30)
    lines = desk.follows(
        nothing,
        lambda: desk.write(meeting),
        lambda: desk.hold(),
        nothing,
        lambda: desk.write(meeting.at("0:05").end()),
        nothing,
        as_json=True,
    )
    assert [json.loads(line)["running"] for line in lines] == [False, True, False]


def test_followed_as_text_no_meeting_is_an_empty_line(desk: Desk) -> None:
    desk.write(story(30))
    lines = desk.follows(nothing, lambda: desk.hold(), nothing, lambda: desk.holds[0].release(), nothing)
    assert lines == ["", "6 min · Empatia · loppu 10.32", ""]


def test_it_sees_that_a_window_has_died(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.runs(story(30))

    def dies() -> None:
        monkeypatch.setattr("kohtaa_tui.storage.hold._alive", lambda _: False)

    assert desk.follows(nothing, dies, nothing) == ["6 min · Empatia · loppu 10.32", ""]


def test_while_nothing_changes_the_journal_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.runs(story(30))
    desk.clock.after(2)
    read: list[Session | None] = []
    look = Lookout.look

    def counted(self: Lookout) -> Session | None:
        read.append(look(self))
        return read[-1]

    monkeypatch.setattr(Lookout, "look", counted)
    desk.follows(*[nothing] * 50)
    assert len(read) == 1
    desk.follows(*[nothing] * 70)
    assert len(read) == 3  # a minute has passed
