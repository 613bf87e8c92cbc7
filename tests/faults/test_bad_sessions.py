"""The catalogue of bad inputs, 29 to 44: packs among odd files, and session files as others leave them.

31 is in `test_power_cuts`, 34 in `test_damage`, 41 in `test_special_files` too, in all their ways.
"""

from __future__ import annotations

import os
import time
from base64 import b64decode, b64encode
from pathlib import Path
from zlib import crc32

import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import (
    AnyEvent,
    Ended,
    NoteAdded,
    NoteEdited,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Record,
    Started,
)
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.report import listed, report
from kohtaa_tui.domain.sealing import is_locked
from kohtaa_tui.domain.session import Status
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.library import Broken
from kohtaa_tui.storage.lines import encode
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.records import MAX_RECORDS, as_lines, read_lines
from kohtaa_tui.storage.tidying import tidy
from tests.build import PHASES, plan, story
from tests.fakes import FakeClock, places
from tests.faults.worlds import DEVICE, FULL, archive_at

ID = "20261103T080200Z-0123abcd"
CAP = 20 * 1024 * 1024


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return archive_at(tmp_path, sealed=False)


def records() -> tuple[Record, ...]:
    return (
        story().at("1:00").note("yksi").at("2:00").note("kaksi").at("6:00").forward().at("9:00").end().session.records
    )


def put(archive: Archive, data: bytes, name: str = f"{ID}.jsonl") -> Path:
    path = archive.path(ID, "jsonl").with_name(name)
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    path.write_bytes(data)
    return path


def notes(archive: Archive) -> list[str]:
    return [n.text for n in archive.load(ID).session.notes]


def checked(body: bytes) -> bytes:
    """A line that says that it is right: `body` is all of it but the closing brace."""
    return b'%s,"crc":"%08x"}' % (body, crc32(body + b"}"))


def looked_at(archive: Archive) -> None:
    """All that a program does with a session that it finds, which may raise nothing but a told fault."""
    for one in archive.all_whole():
        assert one.id
    archive.recent(5)
    archive.unfinished()
    tidy(archive)
    try:
        session = archive.load(ID).session
    except KohtaaError as fault:
        said = str(fault)
        assert said
        return
    report(session, session.last_ms)
    listed(session)
    document.to_bytes(session)
    assert session.wall(session.last_ms)


# --- packs ---


def test_29_a_pack_folder_with_a_pipe_a_link_that_goes_round_and_a_folder(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "putki.toml")
    (tmp_path / "silmukka.toml").symlink_to(tmp_path / "silmukka.toml")
    (tmp_path / "kansio.toml").mkdir()
    growing = (shipped_folder() / "kohtaava.toml").read_bytes()
    (tmp_path / "kasvava.toml").write_bytes(growing + b"#" * (300 * 1024))
    shelf = Shelf([shipped_folder(), tmp_path])
    broken = {one.id for one in shelf.listed() if one.content is None}
    assert broken == {"putki", "silmukka", "kansio", "kasvava"}
    assert shelf.get("kohtaava").id == "kohtaava"


def test_30_of_two_packs_with_one_id_the_persons_own_is_used_and_that_is_told(tmp_path: Path) -> None:
    mine = tmp_path / "kohtaava.toml"
    mine.write_bytes((shipped_folder() / "kohtaava.toml").read_bytes())
    (found,) = (one for one in Shelf([shipped_folder(), tmp_path]).listed() if one.id == "kohtaava")
    assert found.path == mine
    assert found.shadows == shipped_folder() / "kohtaava.toml"


# --- session files ---


def test_31_a_torn_last_line(archive: Archive) -> None:
    data = as_lines(records()[:3])
    for size in range(len(as_lines(records()[:2])), len(data)):
        put(archive, data[:size])
        loaded = archive.load(ID)
        whole = size == len(data) - 1  # all but the line end
        assert [n.text for n in loaded.session.notes] == ["yksi", *["kaksi"] * whole]
        assert all(d.torn for d in loaded.damage)


def test_32_a_tail_of_twelve_thousand_zeroes(archive: Archive) -> None:
    put(archive, as_lines(records()[:3]) + bytes(12_061))
    loaded = archive.load(ID)
    assert notes(archive) == ["yksi", "kaksi"]
    assert [d.torn for d in loaded.damage] == [True]
    looked_at(archive)


def test_33_any_bit_flipped_in_a_line_is_seen() -> None:
    before, line = as_lines(records()[:2]), bytearray(encode(records()[2]))
    for place in range(len(line)):
        for bit in range(8):
            line[place] ^= 1 << bit
            read = read_lines(before + bytes(line) + b"\n")
            assert read.records == records()[:2] or read.records == records()[:3], (place, bit)
            assert read.damage or read.records == records()[:3]
            line[place] ^= 1 << bit


def test_34_lines_swapped_and_doubled(archive: Archive) -> None:
    lines = as_lines(records()).splitlines(keepends=True)
    put(archive, b"".join([lines[3], lines[1], lines[1], lines[0], lines[4], lines[2], lines[0]]))
    assert archive.load(ID).session.records == records()


@pytest.mark.parametrize(
    "name",
    [
        f"{ID}.sync-conflict-20261103-101112-ABCDEFG.jsonl",
        f"{ID} (conflicted copy 2026-11-03 101112).jsonl",
        f"{ID}_conflict-20261103-101112.jsonl",
        f"{ID}-TYOKONE.jsonl",
    ],
)
def test_35_conflict_copies_are_read_along(archive: Archive, name: str) -> None:
    put(archive, as_lines(records()[:2]))
    put(archive, as_lines((*records()[:2], Record(3, "toinen00", 130_000, NoteAdded("muualla")))), name)
    assert notes(archive) == ["yksi", "muualla"]


def test_36_without_its_first_line_it_is_told_and_left(archive: Archive) -> None:
    path = put(archive, as_lines(records()[1:]))
    looked_at(archive)
    assert [type(one) for one in archive.all_whole()] == [Broken]
    assert path.read_bytes() == as_lines(records()[1:])


def test_36_an_end_before_the_start(archive: Archive) -> None:
    put(archive, as_lines([Record(1, "here", 0, Ended()), replace(records()[0], seq=2), *records()[1:]]))
    looked_at(archive)
    assert [type(one) for one in archive.all_whole()] == [Broken]
    started, end = replace(records()[0], at_ms=5000), Record(2, "here", 0, Ended())
    put(archive, as_lines([end, started]))
    assert archive.load(ID).session.ended_ms == 0


def test_36_two_ends_and_two_starts(archive: Archive) -> None:
    twice = (*records(), replace(records()[-1], seq=6, at_ms=900_000), replace(records()[0], seq=7))
    put(archive, as_lines(twice))
    session = archive.load(ID).session
    assert session.ended_ms == records()[-1].at_ms
    assert session.records == twice
    looked_at(archive)


def test_37_a_gap_in_the_numbers(archive: Archive) -> None:
    put(archive, as_lines([*records()[:2], replace(records()[2], seq=900)]))
    session = archive.load(ID).session
    assert [n.text for n in session.notes] == ["yksi", "kaksi"]
    assert session.next_seq == 901


def test_38_twenty_mebibytes_are_read_and_one_byte_more_is_refused(archive: Archive) -> None:
    data = as_lines(records())
    path = put(archive, data + b"x" * (CAP - len(data)))
    begun = time.monotonic()
    assert notes(archive) == ["yksi", "kaksi"]
    assert time.monotonic() - begun < 10
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(StorageFault, match="too large"):
        archive.load(ID)


def test_38_one_line_of_twenty_mebibytes(archive: Archive) -> None:
    put(archive, as_lines(records()[:2]) + encode(Record(3, "here", 5, NoteAdded("ä" * (CAP // 2 - 3000)))) + b"\n")
    begun = time.monotonic()
    assert [len(text) for text in notes(archive)] == [4, 10_000]
    assert time.monotonic() - begun < 10


def test_38_a_million_short_lines(archive: Archive) -> None:
    data = as_lines(records())
    put(archive, data + b"x\n" * 1_000_000)
    begun = time.monotonic()
    loaded = archive.load(ID)
    assert time.monotonic() - begun < 10
    assert [n.text for n in loaded.session.notes] == ["yksi", "kaksi"]
    assert sum(d.raw.count("x") for d in loaded.damage) >= 1
    put(archive, data + b"\n" * 1_000_000)
    assert archive.load(ID).damage == ()


def _many(event: str, count: int) -> list[Record]:
    made: dict[str, AnyEvent] = {}
    found: list[Record] = [records()[0]]
    for number in range(2, count + 1):
        made = {
            "note": NoteAdded(f"muistiinpano {number}"),
            "edit": NoteAdded("x") if number % 2 else NoteEdited(number - 1, number, PHASES[0], f"toinen {number}"),
            "phase": PhaseEntered(PHASES[number % 2]),
            "prompt": PromptTicked(f"p{number}"),
        }
        found.append(Record(number, "here", number * 10, made[event]))
    return found


@pytest.mark.parametrize(
    ("event", "ended"),
    [(e, d) for e in ("note", "edit", "phase", "prompt") for d in (False, True) if FULL or (e, d) == ("edit", False)],
)
def test_38_fifty_thousand_and_one_records(archive: Archive, event: str, ended: bool) -> None:
    """All but the last are understood, it is kept, and that takes a moment and no more."""
    many = _many(event, MAX_RECORDS + 1)
    begun = time.monotonic()
    whole = fold(ID, many)
    put(archive, document.to_bytes(whole) if ended else as_lines(many), f"{ID}.{'json' if ended else 'jsonl'}")
    loaded = archive.load(ID)
    assert len(loaded.session.records) == MAX_RECORDS
    assert [d.raw.encode() for d in loaded.damage] == [encode(many[-1])]
    assert time.monotonic() - begun < 15


def test_38_many_corrections_of_phases_stay_bounded() -> None:
    visits = [Record(n, "here", n * 10, PhaseEntered(PHASES[n % 2])) for n in range(2, 2002)]
    over = Record(2002, "here", 30_000, Ended())
    moves = [Record(2003 + n, "here", 30_000, PhaseMoved(2 + n % 2000, n * 9)) for n in range(2000)]
    begun = time.monotonic()
    assert len(fold(ID, [records()[0], *visits, over, *moves]).visits) == 2000
    assert time.monotonic() - begun < 10


NO_JSON = {
    "NaN": b'{"seq":9,"device":"here","at_ms":NaN,"kind":"ended"',
    "1e400": b'{"seq":9,"device":"here","at_ms":1e400,"kind":"ended"',
    "1e400 elsewhere": b'{"seq":9,"device":"here","at_ms":1,"kind":"ended","x":1e400',
    "twice": b'{"seq":9,"device":"here","at_ms":1,"kind":"note","text":"a","text":"b"',
    "kind twice": b'{"seq":9,"device":"here","at_ms":1,"kind":"ended","kind":"note","text":"b"',
    "surrogate": b'{"seq":9,"device":"here","at_ms":1,"kind":"note","text":"\\ud800"',
    "surrogate bytes": b'{"seq":9,"device":"here","at_ms":1,"kind":"note","text":"\xed\xa0\x80"',
    "deep": b'{"seq":9,"device":"here","at_ms":1,"kind":"ended","x":' + b"[" * 100_000,
    "deep and closed": b'{"seq":9,"device":"here","at_ms":1,"kind":"ended","x":' + b"[" * 100_000 + b"]" * 100_000,
    "only deep": b"[" * 100_000,
    "huge number": b'{"seq":' + b"9" * 5000 + b',"device":"here","at_ms":1,"kind":"ended"',
    "huge time": b'{"seq":9,"device":"here","at_ms":99999999999999999,"kind":"ended"',
    "huge seq": b'{"seq":99999999999999999999,"device":"here","at_ms":1,"kind":"ended"',
    "huge end": b'{"seq":9,"device":"here","at_ms":1,"kind":"fitted","planned_s":{},"end_s":99999999999999',
    "huge plan": b'{"seq":9,"device":"here","at_ms":1,"kind":"fitted","planned_s":{"empatia":1e30},"end_s":9',
    "huge shift": b'{"seq":9,"device":"here","at_ms":1,"kind":"clock-moved","shift_s":-99999999999999',
    "huge move": b'{"seq":9,"device":"here","at_ms":1,"kind":"phase-moved","visit":2,"to_ms":99999999999999999',
    "huge note": b'{"seq":9,"device":"here","at_ms":1,"kind":"note-edited","note":2,"noted_ms":99999999999999999,'
    b'"phase":"empatia","text":"x"',
    "true": b'{"seq":true,"device":"here","at_ms":1,"kind":"ended"',
    "null": b"null",
    "empty": b"{}",
}


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
def test_39_lines_that_are_no_json_or_no_record(archive: Archive, body: bytes) -> None:
    """Also where their check value is right. What cannot be used is kept as it is, and hides nothing."""
    line = checked(body)
    put(archive, b"\n".join([*(encode(r) for r in records()[:3]), line, body, encode(records()[3])]) + b"\n")
    looked_at(archive)
    loaded = archive.load(ID)
    assert loaded.session.records[:3] == records()[:3]
    assert records()[3] in loaded.session.records
    if loaded.session.status is not Status.ENDED:  # otherwise it was an end, with something of a newer version in it
        assert line in archive.path(ID, "jsonl").read_bytes()


@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON.keys())
def test_39_documents_that_are_no_json_or_hold_no_record(archive: Archive, body: bytes) -> None:
    good = document.to_bytes(fold(ID, records()))
    put(archive, good.replace(b"\n  ]\n}", b",\n    " + checked(body) + b"\n  ]\n}"), f"{ID}.json")
    looked_at(archive)
    assert set(notes(archive)) >= {"yksi", "kaksi"}
    put(archive, checked(body), f"{ID}.json")
    looked_at(archive)


def test_39_a_text_after_the_check_value_is_not_covered_by_it(archive: Archive) -> None:
    line = encode(records()[1])[:-1] + b',"text":"toinen"}'
    put(archive, as_lines(records()[:1]) + line + b"\n")
    assert notes(archive) == []
    assert [d.raw.encode() for d in archive.load(ID).damage] == [line]


def test_39_a_byte_order_mark_and_a_start_in_the_year_nine_thousand(archive: Archive) -> None:
    put(archive, b"\xef\xbb\xbf" + as_lines(records()))
    assert notes(archive) == ["yksi", "kaksi"]
    first = records()[0].event
    assert isinstance(first, Started)
    far = replace(records()[0], event=replace(first, wall=first.wall.replace(year=9999)))
    put(archive, as_lines([far, *records()[1:]]))
    looked_at(archive)


def sealed_records(archive: Archive) -> list[Record]:
    return [replace(r, event=archive.vault.seal(r.event)) for r in records()]


def test_40_a_text_sealed_to_another_key_stays_locked_and_is_kept(tmp_path: Path) -> None:
    import pyrage

    archive = archive_at(tmp_path, sealed=True)
    other = archive_at(tmp_path / "other", sealed=True)
    stranger = pyrage.x25519.Identity.generate()
    (other.places.keys / "recipients.txt").write_text(f"{stranger.to_public()}\n")
    lines = sealed_records(archive)
    lines[2] = sealed_records(other)[2]
    path = put(archive, as_lines(lines))
    session = archive.load(ID).session
    assert [(n.text, n.locked) for n in session.notes] == [("yksi", False), ("", True)]
    tidy(archive)
    assert not path.exists()
    other.vault.use([stranger])
    assert encode(lines[2]) in archive.path(ID, "json").read_bytes()


@pytest.mark.parametrize("cut", [1, 3, 40, -1])
def test_40_a_sealed_text_that_was_cut_stays_locked_and_is_kept(tmp_path: Path, cut: int) -> None:
    archive = archive_at(tmp_path, sealed=True)
    lines = sealed_records(archive)
    event = lines[1].event
    assert isinstance(event, NoteAdded)
    shorter = event.age[: len(event.age) // 2 + cut] if cut > 0 else b64encode(b64decode(event.age)[:-1]).decode()
    lines[1] = replace(lines[1], event=NoteAdded(age=shorter))
    put(archive, as_lines(lines))
    looked_at(archive)
    session = archive.load(ID).session
    assert is_locked(session.records[1].event)
    assert "kaksi" in [n.text for n in session.notes]
    assert shorter.encode() in archive.path(ID, "json").read_bytes()


def test_40_plain_lines_among_sealed_ones(tmp_path: Path) -> None:
    archive = archive_at(tmp_path, sealed=True)
    lines = sealed_records(archive)
    put(archive, as_lines([lines[0], records()[1], *lines[2:]]))
    assert notes(archive) == ["yksi", "kaksi"]
    closed = Archive(archive.places)
    assert [n.text for n in closed.load(ID).session.notes] == ["yksi", ""]
    looked_at(closed)


def test_40_what_opens_to_nonsense_is_one_locked_text(tmp_path: Path) -> None:
    import pyrage

    archive = archive_at(tmp_path, sealed=True)
    to = archive.vault.recipients()
    for plain in (b"", b"[" * 100_000, b'{"text":5}', b'{"text":"\\ud800"}', b'{"mark":"x","text":"a"}', b"\xff"):
        age = b64encode(pyrage.encrypt(plain, to)).decode()
        put(archive, as_lines([records()[0], Record(2, "here", 5, NoteAdded(age=age))]))
        looked_at(archive)
        assert [n.locked for n in archive.load(ID).session.notes] == [True], plain


def test_41_the_rights_of_a_journal_are_tightened_when_it_is_taken_up(archive: Archive) -> None:
    path = put(archive, as_lines(records()[:3]))
    path.chmod(0o644)
    journal = archive.reopen(archive.load(ID).session, "here")
    assert journal is not None
    journal.close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_42_a_journal_replaced_while_it_is_open_is_left_and_that_is_said(archive: Archive) -> None:
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    runner.note("meidän")
    assert runner.flush()
    path = archive.path(runner.session.id, "jsonl")
    theirs = as_lines(runner.session.records[:1])
    beside = path.with_name("x")
    beside.write_bytes(theirs)
    beside.replace(path)
    runner.note("sen jälkeen")
    assert runner.flush()
    assert runner.displaced
    runner.close()
    assert path.read_bytes() == theirs
    assert [n.text for n in archive.load(runner.session.id).session.notes] == ["meidän", "sen jälkeen"]


def test_43_line_ends_of_another_system(archive: Archive) -> None:
    put(archive, as_lines(records()).replace(b"\n", b"\r\n"))
    assert archive.load(ID).session.records == records()
    tidy(archive)
    path = archive.path(ID, "json")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert archive.load(ID).session.records == records()


@pytest.mark.parametrize(
    "data", [b"", bytes(5000), b"<html>kirjaudu</html>", b"{}"], ids=["empty", "nul", "html", "{}"]
)
def test_a_document_that_nobody_can_read_hides_no_journal_and_is_not_written_over(
    archive: Archive, data: bytes
) -> None:
    put(archive, as_lines(records()))
    path = put(archive, data, f"{ID}.json")
    assert archive.load(ID).strange == (path,)
    assert notes(archive) == ["yksi", "kaksi"]
    tidy(archive)
    assert archive.load(ID).session.records == records()
    assert not archive.path(ID, "jsonl").exists()
    (aside,) = (p for p in path.parent.iterdir() if p != path)
    assert aside.read_bytes() == data
    assert archive.load(ID).strange == (aside,)
    tidy(archive)
    assert sorted(path.parent.iterdir()) == sorted([path, aside])
    archive.erase(ID)
    assert data == b"" or aside.read_bytes() != data, "when all is taken out, what cannot be read may tell too"


def test_44_ids_that_differ_in_case(archive: Archive) -> None:
    """Ids have small letters only, so that no file system can take two for one: what has others is a stranger's."""
    put(archive, as_lines(records()))
    stranger = put(archive, b"not ours", f"{ID[:-8]}{ID[-8:].upper()}.jsonl")
    assert list(archive.ids()) == [ID]
    with pytest.raises(UsageFault):
        archive.path(stranger.stem, "json")
    tidy(archive)
    assert stranger.read_bytes() == b"not ours"
    made = {archive.new_id(story().session.started_at) for _ in range(200)}
    assert all(one[-8:] == one[-8:].lower() for one in made)


# --- and where they lie ---


def test_a_folder_on_a_file_system_without_locks(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def no_locks(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    put(archive, as_lines(records()))
    hold = Hold(archive.places, ID)
    assert hold.take()
    hold.release()
    tidy(archive)
    assert archive.load(ID).session.status is Status.ENDED
    assert not archive.path(ID, "jsonl").exists()


@pytest.mark.parametrize(
    "name", ["ä" * 60, "x" * 250, "kansio, jossa on välejä", "📁", "a'b\"c;$(d)", "-rf"], ids=lambda n: n[:6]
)
def test_folders_with_any_name(tmp_path: Path, name: str) -> None:
    archive = Archive(places(tmp_path / name))
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    runner.note("sana")
    assert runner.flush()
    assert runner.keep_draft("puoli")
    runner.strike(runner.session.notes[0].key)
    runner.note("toinen")
    runner.end()
    assert runner.flush()
    assert [n.text for n in archive.load(runner.session.id).session.notes] == ["toinen"]


def test_a_path_longer_than_the_system_takes_is_one_sentence(tmp_path: Path) -> None:
    archive = Archive(Places(tmp_path / "/".join(["x" * 250] * 20), tmp_path / "config", tmp_path / "cache"))
    with pytest.raises(StorageFault, match="File name too long"):
        list(archive.ids())
    runner = Runner.start(archive, FakeClock(), plan(), language="fi", device=DEVICE)
    assert not runner.flush()
    assert "File name too long" in str(runner.fault)
    copy = tmp_path / "copy.json"
    runner.save_copy(copy)
    assert copy.stat().st_size > 100
