"""`kohtaa compare A B`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kohtaa_tui.commands.compare import compare
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.archive import Archive
from tests.build import Story, story
from tests.fakes import places

A, B = "20261103T080200Z-aaaaaaaa", "20261103T090200Z-bbbbbbbb"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(places(tmp_path))
    from kohtaa_tui.domain.folding import fold

    def put(session_id: str, told: Story) -> None:
        made.finish(fold(session_id, told.session.records))

    put(A, story(30).at("6:00").note("haluan", "words").forward().at("33:00").end())
    put(B, story(45).at("11:00").forward().at("40:00").end())
    return made


def said(archive: Archive, a: str, b: str, *, as_json: bool = False) -> str:
    out = io.StringIO()
    assert compare(archive, a, b, Words("fi"), as_json, out) == 0
    return out.getvalue()


def test_two_meetings_stand_beside_each_other(archive: Archive) -> None:
    told = said(archive, A, "last")
    assert "33 / 30 min" in told
    assert "40 / 45 min" in told
    assert "+7 min" in told
    assert all(len(line) <= 100 for line in told.splitlines())


def test_as_json_it_is_one_object(archive: Archive) -> None:
    found = json.loads(said(archive, A, B, as_json=True))
    assert (found["a"]["id"], found["b"]["id"]) == (A, B)
    assert [p["used_b_s"] for p in found["phases"]] == [660, 1740, 0, 0]


def test_one_meeting_twice_is_told(archive: Archive) -> None:
    with pytest.raises(UsageFault):
        said(archive, "last", B)


def test_an_unknown_meeting_is_told(archive: Archive) -> None:
    with pytest.raises(UsageFault):
        said(archive, A, "2020")
