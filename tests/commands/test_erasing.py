"""`kohtaa erase`: what it asks, what it says, what it refuses."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import asdict, replace

from kohtaa_tui.cli import main
from kohtaa_tui.commands.erasing import Erasing
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive, Erased
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from tests.build import START, story
from tests.fakes import FakeClock, places

DAY = timedelta(days=1)
EN = Words("en")


class Hand:
    """Types `kohtaa erase …` forty days after the first meeting, and reads what comes."""

    def __init__(self, archive: Archive, answer: str | None) -> None:
        self.archive = archive
        self.answer = answer
        self.out = self.err = ""

    def __call__(self, *argv: str, days: int | None = 30) -> int:
        asked: Namespace = parser(EN, ["erase", *argv]).parse_args(["erase", *argv])
        out, err = io.StringIO(), io.StringIO()
        ask = None if self.answer is None else io.StringIO(self.answer)
        work = Erasing(self.archive, EN, FakeClock(START + 40 * DAY), ask, out, err)
        try:
            return work.due(days, asked) if asked.due else work.one(asked)
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


def put(archive: Archive, days: int = 0) -> str:
    """A meeting that began so many days after START, with two notes and a thought of one's own."""
    wall = START + days * DAY
    told = story(wall=wall).at("1:00").note("salaisuus", "words").note("toinen").at("20:00").end().reflect("s0", "oma")
    session_id = archive.new_id(wall)
    path = archive.path(session_id, "json")
    path.parent.mkdir(parents=True, exist_ok=True)
    Disk().put(path, document.to_bytes(replace(told.session, id=session_id)))
    return session_id


def gone(archive: Archive, session_id: str) -> bool:
    return archive.load(session_id).session.erased


def test_it_asks_once_with_day_time_and_reference_and_the_default_is_no(archive: Archive) -> None:
    one = put(archive)
    for answer in ("", "\n", "n\n", "ei\n", "joo joo\n", "1\n"):
        hand = Hand(archive, answer)
        assert hand(one) == 1
        assert hand.err.count("?") == 1
        for part in ("Tue 3 Nov 2026", "10:02", "K-17", "[y/N]", "The times stay", "Nothing was erased."):
            assert part in hand.err
        assert hand.out == ""
        assert not gone(archive, one)
    for answer in ("y\n", "YES\n", " k \n", "Kyllä\n", "j\n", "ja\n"):
        one = put(archive)
        assert Hand(archive, answer)(one) == 0
        assert gone(archive, one)


def test_where_nobody_can_be_asked_it_says_what_to_type(archive: Archive) -> None:
    one = put(archive)
    for argv, wanted in (
        ([one], f"kohtaa erase {one} --yes"),
        (["last", "--times"], f"kohtaa erase {one} --times --yes"),
        (["--due"], "kohtaa erase --due --yes"),
    ):
        with pytest.raises(UsageFault) as fault:
            Hand(archive, None)(*argv)
        assert EN.fault(fault.value).endswith(wanted)
    assert not gone(archive, one)


def test_the_receipt_counts_what_went(archive: Archive) -> None:
    one = put(archive)
    path = archive.path(one, "json")
    path.with_name(f"{one}-TOIMISTO.json").write_bytes(path.read_bytes())
    archive.keep_draft(one, "kesken jäänyt")
    hand = Hand(archive, None)
    assert hand("last", "--yes") == 0
    line, total, copies = hand.out.splitlines()
    told = "2 notes, 1 thought of your own, with a reference, a half-written line, 1 copy of its file"
    assert line == f"Tue 3 Nov 2026 10:02  {one}  {told}"
    assert total == f"1 meeting erased, its times stay: {told}"
    assert copies == "Backups, snapshots and other computers may still hold copies."
    assert hand.err == ""


def test_the_receipt_as_json_has_the_fields_of_erased(archive: Archive) -> None:
    one = put(archive)
    hand = Hand(archive, None)
    assert hand(one[:20], "--yes", "--json") == 0
    (receipt,) = json.loads(hand.out)
    assert receipt == asdict(Erased(one, START, 2, 1, True, False, 0, 0)) | {"started_at": START.isoformat()}
    assert "may still hold copies" in hand.err
    assert Hand(archive, None)(one, "--yes", "--json") == 0  # erased already: nothing went


def test_erasing_twice_says_so(archive: Archive) -> None:
    one = put(archive)
    Hand(archive, None)(one, "--yes")
    hand = Hand(archive, None)
    assert hand(one) == 0
    assert hand.out == "The texts of this meeting have been erased already.\n"


def test_the_whole_meeting_goes_with_its_times(archive: Archive) -> None:
    one = put(archive)
    hand = Hand(archive, "y\n")
    assert hand(one, "--times") == 0
    assert "its times too?" in hand.err
    assert "1 meeting taken away with its times: 2 notes" in hand.out
    assert [p for p in archive.places.data.rglob("*") if p.is_file()] == []


def test_what_cannot_be_read_can_be_taken_away_by_hand(archive: Archive) -> None:
    one = put(archive)
    archive.path(one, "json").write_bytes(b"{")
    with pytest.raises(StorageFault):
        Hand(archive, None)(one, "--yes")
    assert archive.path(one, "json").read_bytes() == b"{"
    assert Hand(archive, None)(one, "--yes", "--times") == 0
    assert not archive.path(one, "json").exists()


def test_a_meeting_open_in_another_window_is_refused_by_name(archive: Archive) -> None:
    one, _ = put(archive), put(archive, 1)
    hold = Hold(archive.places, one)
    assert hold.take(START + 40 * DAY)
    told = f"kohtaa: {one}: This meeting is open in another window since 10:02"
    hand = Hand(archive, None)
    assert hand("last", "--yes") == 0  # the other one
    assert hand(one, "--yes") == 1
    assert hand.err.startswith(told)
    assert hand.out == ""
    assert not gone(archive, one)
    two = put(archive, 2)
    assert hand("--due", "--yes") == 1
    assert hand.err.startswith(told)
    assert two in hand.out
    assert (gone(archive, one), gone(archive, two)) == (False, True)
    hold.release()


def test_what_is_due_is_shown_and_left_by_a_dry_run(archive: Archive) -> None:
    ids = [put(archive, n) for n in (0, 5, 20)]
    before = {p: p.read_bytes() for p in archive.places.data.rglob("*.json")}
    hand = Hand(archive, None)
    assert hand("--due", "--dry-run") == 0
    assert [i in hand.out for i in ids] == [True, True, False]
    assert hand.out.splitlines()[-1].startswith("2 meetings would be erased: 4 notes, 2 thoughts")
    assert "may still hold" not in hand.out
    assert {p: p.read_bytes() for p in before} == before
    hand("--due", "--dry-run", "--json")
    assert [r["id"] for r in json.loads(hand.out)] == ids[:2]
    hand = Hand(archive, "y\n")
    assert hand("--due") == 0
    assert "in 2 meetings for good?" in hand.err
    assert hand.err.count("K-17") == 2
    assert [gone(archive, i) for i in ids] == [True, True, False]
    assert hand("--due") == 0
    assert hand.out == "Nothing is past 30 days.\n"
    hand("--due", "--json")
    assert json.loads(hand.out) == []


def test_no_days_or_uncertain_ones_erase_nothing(archive: Archive) -> None:
    one = put(archive)
    hand = Hand(archive, None)
    assert hand("--due", "--yes", days=0) == 0
    assert "keep_days is 0" in hand.out
    with pytest.raises(StorageFault, match=r"config\.toml"):
        hand("--due", "--yes", days=None)
    assert not gone(archive, one)


def test_what_is_due_and_cannot_be_read_is_named_and_the_rest_goes(archive: Archive) -> None:
    one, two = put(archive), put(archive, 1)
    archive.path(one, "json").write_bytes(b"{")
    hand = Hand(archive, None)
    assert hand("--due", "--yes") == 1
    assert hand.err.startswith(f"kohtaa: {one}: ")
    assert gone(archive, two)
    assert archive.path(one, "json").read_bytes() == b"{"


@pytest.mark.parametrize("damage", ["all of it", "the first line"])
def test_a_dry_run_names_what_is_damaged_and_lists_the_rest(archive: Archive, damage: str) -> None:
    one, two = put(archive), put(archive, 1)
    path = archive.path(one, "json")
    broken = b"{" if damage == "all of it" else path.read_bytes().replace(b'"crc":"', b'"crc":"0', 1)
    path.write_bytes(broken)  # without its first line it still tells its age: found to be due, and then not readable
    before = {p: p.read_bytes() for p in archive.places.data.rglob("*.json")}
    hand = Hand(archive, None)
    assert hand("--due", "--dry-run") == 1
    assert hand.err.count(one) == 2  # its id, and its file
    assert hand.err.startswith(f"kohtaa: {one}: ")
    assert two in hand.out
    assert "1 meeting would be erased: 2 notes" in hand.out
    assert hand("--due", "--dry-run", "--json") == 1
    assert [r["id"] for r in json.loads(hand.out)] == [two]
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.parametrize(
    "argv", [[], ["last", "--due"], ["last", "--dry-run"], ["--due", "--times"], ["nothing-like-it"], ["--due", "x"]]
)
def test_what_makes_no_sense_is_refused_in_one_sentence(archive: Archive, argv: list[str]) -> None:
    one = put(archive)
    with pytest.raises(KohtaaError) as fault:
        Hand(archive, "y\n")(*argv)
    assert fault.value.exit_code == 2
    assert not gone(archive, one)


def test_through_the_front_door(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive(places(tmp_path))
    one = put(archive, -3650)  # due whatever the day is
    assert main(["erase", one]) == 2  # no terminal here
    assert one in capsys.readouterr().err
    config = archive.places.config_file
    config.parent.mkdir(parents=True)
    config.write_text("keepdays = 0\n")
    assert main(["erase", "--due", "--yes"]) == 1  # a slip must not erase what was to be kept
    assert not gone(archive, one)
    config.write_text("keep_days = 3000\n")
    assert main(["erase", "--due", "--yes"]) == 0
    assert gone(archive, one)
    capsys.readouterr()
    assert main(["list"]) == 0
    assert Words("fi")("texts erased") in capsys.readouterr().out
    assert main(["show", one]) == 0
    assert Words("fi")("The texts of this meeting have been erased. The times stay.") in capsys.readouterr().out
    assert main(["show", one, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["erased"] is True
