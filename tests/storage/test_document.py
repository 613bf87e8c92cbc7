"""The document of an ended meeting: readable, whole, and united with what another copy holds."""

from __future__ import annotations

import json

import pytest

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.storage import document
from kohtaa_tui.storage.lines import encode
from kohtaa_tui.storage.records import Damage
from tests.build import story

SESSION = story().at("1:00").note("haluan tehdä omaa työtäni", "words").at("6:00").forward().at("20:00").end().session


def test_a_document_comes_back_as_the_same_meeting() -> None:
    read = document.from_bytes(document.to_bytes(SESSION), "x")
    assert fold(SESSION.id, read.records) == SESSION
    assert not read.damage


def test_a_document_is_the_object_of_show_and_the_events_one_a_line() -> None:
    text = document.to_bytes(SESSION).decode()
    whole = json.loads(text)
    assert list(whole)[:3] == ["schema", "id", "status"]
    assert list(whole)[-1] == "events"
    assert len(whole["events"]) == len(SESSION.records)
    assert sum(line.startswith('    {"seq":') for line in text.splitlines()) == len(SESSION.records)


def test_a_reflection_is_kept_in_the_events_and_told_nowhere_else() -> None:
    session = story().at("5:00").end().reflect("s1", "salainen ajatus").session
    whole = json.loads(document.to_bytes(session))
    events = whole.pop("events")
    assert "salainen" in json.dumps(events)
    assert "salainen" not in json.dumps(whole)


def test_what_was_not_understood_is_carried_along() -> None:
    data = document.to_bytes(SESSION, [Damage(3, "ei tämä"), Damage(4, "", torn=True)])
    assert json.loads(data)["unread"] == ["ei tämä"]
    assert [d.raw for d in document.from_bytes(data, "x").damage] == ["ei tämä"]


def test_a_document_with_carriage_returns_and_a_byte_order_mark_is_read() -> None:
    data = b"\xef\xbb\xbf" + document.to_bytes(SESSION).replace(b"\n", b"\r\n")
    assert fold(SESSION.id, document.from_bytes(data, "x").records) == SESSION


def test_a_document_laid_out_anew_by_an_editor_is_read() -> None:
    data = json.dumps(json.loads(document.to_bytes(SESSION)), indent=8, ensure_ascii=True).encode()
    assert fold(SESSION.id, document.from_bytes(data, "x").records) == SESSION


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"schema": NaN}', b"\xff\xfe{\0", b'{"schema":1,"id":"\\ud800"}'],
    ids=lambda data: ascii(data[:20]),
)
def test_what_is_no_document_is_one_sentence(data: bytes) -> None:
    with pytest.raises(StorageFault, match="damaged"):
        document.from_bytes(data, "x")


def test_a_document_from_the_future_is_read_as_far_as_it_is_understood() -> None:
    data = document.to_bytes(SESSION).replace(b'"schema": 1', b'"schema": 2', 1)
    read = document.from_bytes(data, "x")
    assert (read.records, read.newer) == (SESSION.records, True)


def test_one_that_is_not_understood_at_all_is_refused_politely() -> None:
    with pytest.raises(StorageFault, match="newer version"):
        document.from_bytes(b'{"schema": 9, "id": 5, "events": {}}', "x")


def test_a_damaged_event_takes_only_itself() -> None:
    data = document.to_bytes(SESSION).replace(b"omaa", b"omia")
    read = document.from_bytes(data, "x")
    assert len(read.records) == len(SESSION.records) - 1
    assert len(read.damage) == 1


def test_every_cut_gives_the_whole_lines_before_it_or_is_a_sentence() -> None:
    data = document.to_bytes(SESSION).rstrip()
    for size in range(0, len(data), 7):
        whole = [r for r in SESSION.records if encode(r) in data[:size]]
        if not whole:
            with pytest.raises(StorageFault, match="damaged"):
                document.from_bytes(data[:size], "x")
            continue
        read = document.from_bytes(data[:size], "x")
        assert list(read.records) == whole
        assert read.damage, "that something is missing is told"


def test_a_line_that_came_first_behind_a_byte_order_mark_is_rescued() -> None:
    lines = document.to_bytes(SESSION).split(b"\n")
    event = next(n for n, line in enumerate(lines) if b'"seq":2,' in line)
    lines[0], lines[event] = lines[event], lines[0]
    assert document.from_bytes(b"\xef\xbb\xbf" + b"\n".join(lines), "x").records == SESSION.records
