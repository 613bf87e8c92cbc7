"""A plan that many meetings share is read once, and every line is read as if that were not so."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from kohtaa_tui.domain.events import AnyEvent, NoteAdded, Record, Started
from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.storage import same_plans
from kohtaa_tui.storage.lines import decode, encode
from tests.build import START, plan


def started(**rest: object) -> Record:
    event = Started(wall=START, plan=plan(), language="fi", reference="K-17")
    return Record(1, "here", 0, replace(event, **rest))  # type: ignore[arg-type]


def test_two_meetings_share_one_plan() -> None:
    first, second = (decode(encode(started(wall=START + timedelta(days=n)))) for n in range(2))
    assert isinstance(first.event, Started)
    assert isinstance(second.event, Started)
    assert first.event.plan is second.event.plan
    assert (first, second) == (started(), started(wall=START + timedelta(days=1)))


@pytest.mark.parametrize(
    "record",
    [
        started(),
        started(reference='},"language":"sv","plan":{'),
        started(reference="\u202eK"),
        started(plan=replace(plan(), title=Texts(fi="a\u202eb"))),
        started(plan=replace(plan(), title=Texts(fi='},"language":"'))),
        Record(2, "here", 5, NoteAdded(',"plan":{},"language":')),
    ],
)
def test_a_line_is_read_as_it_would_be_whole(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    line = encode(record)
    for _ in range(2):
        quick = decode(line)
    monkeypatch.setattr("kohtaa_tui.storage.lines.apart", lambda line: (line, None))
    assert quick == decode(line)


@pytest.mark.parametrize("bad", [b"{}", b'{"pack_id":1}', b"{", b'{"pack_id":"a" "b"}'])
def test_a_plan_that_is_none_is_a_fault(bad: bytes) -> None:
    line = encode(started())
    begin, end = line.index(b'"plan":') + 7, line.index(b',"language"')
    with pytest.raises(ValueError, match=r".+"):
        decode(line[:begin] + bad + line[end:])


def test_only_a_start_has_a_plan() -> None:
    line = b'{"seq":2,"device":"here","at_ms":5,"kind":"paused","plan":{"x":1},"language":"fi"}'
    assert same_plans.apart(line) == (line, None)
    event: AnyEvent = msgspec.json.decode(line, type=AnyEvent)
    assert event.__class__.__name__ == "Paused"


def test_not_ever_more_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_plans, "_MOST", 3)
    for minutes in range(30, 40):
        decode(encode(started(plan=plan(minutes))))
    assert len(same_plans._known) <= 3
