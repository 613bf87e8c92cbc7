"""Whatever happens to a journal, every whole line is read, and what is not understood stays in the file."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from kohtaa_tui.domain.events import NoteAdded, PauseReasoned, PromptTicked, Record, Reflected, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.journal import Journal
from kohtaa_tui.storage.lines import decode, encode
from kohtaa_tui.storage.records import MAX_RECORDS, read_lines
from tests.build import START, plan, story
from tests.fakes import FailingDisk

RECORDS = (
    story().at("1:00").note("opasti mielellään uusia", "strength").at("6:00").enter("ohjaus").at("7:00").pause().session
).records
LINES = [encode(record) for record in RECORDS]
WHOLE = b"".join(line + b"\n" for line in LINES)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal.create(Disk(), tmp_path / "a.jsonl")


def test_every_record_comes_back_as_it_was() -> None:
    assert read_lines(WHOLE).records == RECORDS
    assert not read_lines(WHOLE).damage


def test_a_line_says_what_it_is() -> None:
    line = LINES[1].decode()
    assert line.startswith('{"seq":2,"device":"here","at_ms":60000,"kind":"note","text":"opasti mielellään uusia"')


def test_a_file_cut_at_any_byte_keeps_every_whole_line() -> None:
    ends = [len(b"\n".join(LINES[: n + 1])) for n in range(len(LINES))]
    for size in range(len(WHOLE) + 1):
        read = read_lines(WHOLE[:size])
        assert read.records == RECORDS[: sum(end <= size for end in ends)]
        assert all(damage.torn for damage in read.damage)


def test_after_a_torn_line_the_next_one_begins_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for size in range(len(LINES[0]) + 1, len(WHOLE)):
        path.write_bytes(WHOLE[:size])
        before = read_lines(WHOLE[:size]).records
        journal = Journal.reopen(Disk(), path)
        added = Record(99, "here", 5, NoteAdded("lisää"))
        journal.append([added])
        journal.close()
        assert read_lines(path.read_bytes()).records == (*before, added)
        path.unlink()


def test_a_tail_of_zeroes_is_set_aside() -> None:
    read = read_lines(WHOLE + b"\0" * 12_061)
    assert read.records == RECORDS
    assert [d.torn for d in read.damage] == [True]


def test_a_flipped_bit_takes_only_its_own_line() -> None:
    where = WHOLE.index(b"mielell")
    read = read_lines(WHOLE[:where] + bytes([WHOLE[where] ^ 1]) + WHOLE[where + 1 :])
    assert read.records == (RECORDS[0], *RECORDS[2:])
    assert [(d.line, d.torn) for d in read.damage] == [(2, False)]
    assert "lielell" in read.damage[0].raw


def test_lines_swapped_and_doubled_are_put_right() -> None:
    assert read_lines(b"\n".join([LINES[0], LINES[3], *LINES[1:], LINES[1]])).records == RECORDS


def test_a_gap_in_the_numbers_is_no_fault() -> None:
    read = read_lines(b"\n".join([LINES[0], LINES[2], LINES[3]]))
    assert fold("x", read.records).phase.id == "ohjaus"


def test_an_end_before_the_start_and_two_ends_are_borne() -> None:
    ended = story().at("1:00").end().session.records
    first = encode(ended[0])
    twice = [first, encode(ended[1]), encode(Record(3, "here", 70_000, ended[1].event))]
    session = fold("x", read_lines(b"\n".join([*reversed(twice)])).records)
    assert (session.status, session.ended_ms) == (Status.ENDED, 60_000)


def test_carriage_returns_and_an_editors_blanks_do_no_harm() -> None:
    assert read_lines(WHOLE.replace(b"\n", b"\r\n")).records == RECORDS
    spaced = WHOLE.replace(b'":', b'": ').replace(b',"', b', "')
    assert read_lines(b"\xef\xbb\xbf" + spaced).records == RECORDS


def test_more_records_than_a_meeting_has_are_set_aside() -> None:
    lines = [encode(Record(n, "here", 0, RECORDS[2].event)) for n in range(1, MAX_RECORDS + 2)]
    assert len(read_lines(b"\n".join(lines)).records) == MAX_RECORDS


@pytest.mark.parametrize(
    "line",
    [
        b'{"seq":2,"device":"h","at_ms":NaN,"kind":"paused"}',
        b'{"seq":2,"seq":3,"device":"h","at_ms":1,"kind":"paused"}',
        b'{"seq":2,"device":"h","at_ms":1,"kind":"note","text":"\\ud800"}',
        b'{"seq":2,"device":"h","at_ms":1e400,"kind":"paused"}',
        b'{"seq":-2,"device":"h","at_ms":1,"kind":"paused"}',
        b'{"seq":2,"device":"h","at_ms":1,"kind":"unheard-of"}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"seq":' + b"9" * 5000 + b"}",
        b"null",
        b'"' + b"x" * 2_000_000 + b'"',
    ],
    ids=lambda line: line[:30].decode("utf-8", "replace"),
)
def test_what_is_no_record_is_kept_and_named(line: bytes) -> None:
    read = read_lines(WHOLE + line + b"\n")
    assert read.records == RECORDS
    assert [d.line for d in read.damage] == [len(LINES) + 1]
    with pytest.raises(ValueError, match=r"."):
        decode(line)


def test_what_steers_a_terminal_does_not_come_out_of_a_file() -> None:
    line = encode(Record(2, "h", 1, NoteAdded("\x1b]52;c;x\x07 \u202e [@click=app.quit]")))
    event = decode(line).event
    assert isinstance(event, NoteAdded)
    assert event.text == "\ufffd]52;c;x\ufffd \ufffd [@click=app.quit]"


def test_what_steers_a_terminal_comes_out_of_no_text_in_a_file() -> None:
    bad = "\x1b]52;c;x\x07"
    steered = msgspec.structs.replace(plan(), title=Texts(fi=bad, en="ok"), pack_id=bad)
    for event in (
        Started(START, steered, "fi"),
        PauseReasoned(bad),
        PromptTicked(f"ä{bad}"),
        Reflected(bad, "\u202e"),
    ):
        again = repr(decode(encode(Record(2, "h", 1, event))).event)
        assert "\\x1b" not in again
        assert "\u202e" not in again
        assert "\ufffd" in again


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_journal_is_for_its_owner_only(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        journal = Journal.create(Disk(), tmp_path / "a.jsonl")
    finally:
        os.umask(before)
    journal.append(RECORDS)
    journal.rewrite(RECORDS)
    journal.close()
    mode = stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode)
    assert mode == 0o600


def test_a_journal_left_open_to_others_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE)
    path.chmod(0o644)
    Journal.reopen(Disk(), path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_links_and_special_files_are_refused(tmp_path: Path) -> None:
    real, path = tmp_path / "real", tmp_path / "a.jsonl"
    real.write_bytes(WHOLE)
    path.symlink_to(real)
    with pytest.raises(StorageFault):
        Journal.reopen(Disk(), path)
    path.unlink()
    path.hardlink_to(real)
    with pytest.raises(StorageFault, match="not an ordinary file"):
        Journal.reopen(Disk(), path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StorageFault):
        Journal.reopen(Disk(), path)
    assert real.read_bytes() == WHOLE


def test_a_journal_that_was_replaced_is_not_written_to(journal: Journal) -> None:
    journal.append(RECORDS[:1])
    other = journal.path.with_name("other")
    other.write_bytes(b"something else\n")
    other.replace(journal.path)
    with pytest.raises(StorageFault, match="replaced by another file"):
        journal.append(RECORDS[1:2])
    assert journal.path.read_bytes() == b"something else\n"
    journal.close()


def test_a_failed_append_leaves_nothing_half_written(tmp_path: Path) -> None:
    for call in range(1, 4):
        for error in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO):
            disk = FailingDisk()
            journal = Journal.create(disk, tmp_path / f"{call}-{error}.jsonl")
            journal.append(RECORDS[:1])
            disk.at, disk.calls, disk.error = call, 0, error
            disk.fails = frozenset({"write", "fsync"}) if call < 3 else disk.fails
            with suppress(StorageFault):  # the third call is one more than an append makes
                journal.append(RECORDS[1:])
            disk.at = 0
            journal.append(RECORDS[1:])
            journal.close()
            read = read_lines(journal.path.read_bytes())
            assert read.records == RECORDS


def test_short_writes_are_carried_on(tmp_path: Path) -> None:
    class Slow(Disk):
        def write(self, handle: int, data: bytes) -> int:
            return super().write(handle, data[:7])

    journal = Journal.create(Slow(), tmp_path / "a.jsonl")
    journal.append(RECORDS)
    journal.close()
    assert journal.path.read_bytes() == WHOLE


def test_a_rewriting_that_fails_anywhere_can_be_done_again(tmp_path: Path) -> None:
    call = 0
    while True:
        call += 1
        disk = FailingDisk()
        journal = Journal.create(disk, tmp_path / f"{call}.jsonl")
        journal.append(RECORDS)
        disk.at, disk.calls = call, 0
        try:
            journal.rewrite(RECORDS[:2])
        except StorageFault:
            assert read_lines(journal.path.read_bytes()).records in (RECORDS, RECORDS[:2])
            disk.at = 0
            journal.rewrite(RECORDS[:2])
        done, disk.at = disk.calls < call, 0
        journal.append(RECORDS[2:])
        assert journal.path.read_bytes() == WHOLE
        journal.close()
        if done:
            break
    assert call > 6


def test_a_rewriting_keeps_what_was_not_understood(journal: Journal) -> None:
    journal.append(RECORDS)
    read = read_lines(WHOLE + b'{"kind":"from-the-future"}\n')
    journal.rewrite(read.records, read.damage)
    assert journal.path.read_bytes().splitlines()[-1] == b'{"kind":"from-the-future"}'
    journal.close()
