"""R7: files damaged in any way: reading never breaks, and every line that is still whole comes back."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.events import Record
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.errors import KohtaaError
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.library import Broken
from kohtaa_tui.storage.lines import encode
from kohtaa_tui.storage.records import as_lines
from kohtaa_tui.storage.tidying import tidy
from tests.build import START, story
from tests.faults.figures import note_figures
from tests.faults.worlds import FULL, SIZE, archive_at, both_ways

Kind = Literal["journal", "document", "copy"]
Hurt = tuple[str, int, bytes]
ID = "20261103T080200Z-0123abcd"
COPY = f"{ID}.sync-conflict-20261103-101112-ABCDEFG"

PLACES = st.integers(0, 1 << 16)
HURTS = st.lists(
    st.tuples(
        st.sampled_from(["over", "over", "over", "cut", "insert", "swap", "double", "crlf", "nul", "bom", "newline"]),
        PLACES,
        st.one_of(st.binary(min_size=1, max_size=12), st.sampled_from([b'"', b"}", b"\n", b"[", b"\\", b"\0" * 40])),
    ),
    min_size=1,
    max_size=6,
)


def hurt(data: bytes, hurts: list[Hurt]) -> bytes:
    """The bytes after all that."""
    for how, where, what in hurts:
        at = where % (len(data) + 1)
        lines = data.split(b"\n")
        match how:
            case "over":
                data = data[:at] + what + data[at + len(what) :]
            case "cut":
                data = data[:at]
            case "insert" | "newline":
                data = data[:at] + (what if how == "insert" else b"\n") + data[at:]
            case "swap":
                one, other = where % len(lines), (where // 7) % len(lines)
                lines[one], lines[other] = lines[other], lines[one]
                data = b"\n".join(lines)
            case "double":
                lines.insert(where % len(lines), lines[where // 3 % len(lines)])
                data = b"\n".join(lines)
            case "crlf":
                data = data.replace(b"\n", b"\r\n")
            case "nul":
                data += bytes(where % 13_000)
            case "bom":
                data = b"\xef\xbb\xbf" + data
    return data


def whole_lines(records: tuple[Record, ...], data: bytes) -> set[bytes]:
    """The records' lines that are still there as they were."""
    there = {line.strip(b"\r\0 \t\xef\xbb\xbf").removesuffix(b",") for line in data.split(b"\n")}
    return {encode(record) for record in records} & there


def told(archive: Archive) -> tuple[Record, ...]:
    """A session with everything in it, sealed as the archive seals."""
    going = story().at("1:00").note("haluan tehdä omaa työtäni", "words").tick("e1").at("2:00").note("pois otettu")
    going.at("6:00").forward().pause().at("7:00").resume().note("ä ö å 🙂 “lainaus”", "agreed").fit(0, 5)
    going.at("20:00").end().reflect("s1", "oma ajatus").strike(4)
    return tuple(replace(r, event=archive.vault.seal(r.event)) for r in going.session.records)


def check(root: Path, sealed: bool, kind: Kind, hurts: list[Hurt]) -> int:
    """Whether the session could be read after all that, 1 or 0; nothing may go wrong either way."""
    archive = archive_at(root, sealed=sealed)
    records = archive.vault.opened(told(archive))
    path = archive.path(ID, "jsonl" if kind == "journal" else "json")
    path.parent.mkdir(parents=True, mode=0o700)
    good = as_lines(records) if kind == "journal" else document.to_bytes(fold(ID, records))
    data = hurt(good, hurts)
    wanted = whole_lines(records, data)
    if kind == "copy":
        path.write_bytes(document.to_bytes(fold(ID, records[:4])))
        wanted |= {encode(r) for r in records[:4]}
        path = path.with_name(f"{COPY}.json")
    path.write_bytes(data)
    head = encode(records[0]) in wanted
    future = kind != "journal" and document._schema(data) > 1
    for _ in range(2):  # as found, and tidied
        try:
            loaded = archive.load(ID)
        except KohtaaError as fault:
            said = str(fault)
            assert said
            assert not head or future, "whole lines were there and were not read"
            assert path.read_bytes() == data, "what cannot be read is left as it is"
            assert any(isinstance(one, Broken) for one in archive.all_whole())
            tidy(archive)
            assert path.read_bytes() == data, "what cannot be read is left as it is"
            return 0
        if not future:
            missing = wanted - {encode(r) for r in loaded.session.records}
            assert not missing, missing
        assert "pois otettu" not in [n.text for n in loaded.session.notes]
        assert list(archive.ids()) == [ID]
        assert len(archive.recent(5)) == 1
        assert archive.left() is not None
        tidy(archive)
    return 1


@both_ways
@pytest.mark.parametrize("kind", ["journal", "document", "copy"])
def test_damaged_files_never_break_reading_and_whole_lines_come_back(fast_root: Path, sealed: bool, kind: Kind) -> None:
    examples = read = 0

    @settings(
        max_examples=2000 if FULL else 30,
        derandomize=not FULL,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(HURTS)
    @example([("nul", 12_061, b"")])
    @example([("cut", 5, b"")])
    @example([("crlf", 0, b""), ("bom", 0, b"")])
    def damaged(hurts: list[Hurt]) -> None:
        nonlocal examples, read
        root = fast_root / "one"
        shutil.rmtree(root, ignore_errors=True)
        read += check(root, sealed, kind, hurts)
        examples += 1

    damaged()
    note_figures(
        f"R7 {kind} {'sealed' if sealed else 'plain'}",
        SIZE,
        f"{examples} examples, {read} read, the others told and left as they were; 0 whole lines lost",
    )


def test_lines_in_any_order_and_any_number_of_times_are_one_session(fast_root: Path) -> None:
    """34: what a sync engine swaps or doubles."""
    archive = archive_at(fast_root, sealed=False)
    records = told(archive)
    lines = [encode(r) for r in records] * 3
    random.Random(7).shuffle(lines)
    path = archive.path(ID, "jsonl")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\n".join(lines))
    loaded = archive.load(ID)
    assert loaded.session.records == records
    assert loaded.session.started_at == START
    assert not loaded.damage
