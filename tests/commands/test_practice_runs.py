"""`kohtaa practice report|runs|erase`, and what `show` and `where` say of practice."""

from __future__ import annotations

import io
import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from kohtaa_tui import cli
from kohtaa_tui.commands import sessions
from kohtaa_tui.commands.practice_report import Runs
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.observation import Observation
from kohtaa_tui.domain.practice_report import NEXT_TIME
from kohtaa_tui.errors import UsageFault
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage import observations
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.disk import Disk
from kohtaa_tui.storage.hold import Hold
from kohtaa_tui.storage.vault import Vault
from tests import practised
from tests.build import story
from tests.fakes import places
from tests.sealed import switch_on, unlocked

ID = "20261103T080200Z-abcdefgh"
OTHER = "20261104T080200Z-abcdefgh"
EN = Words("en")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A run of practice on the disk."""
    keep(tmp_path, ID)
    return tmp_path


def keep(tmp_path: Path, session_id: str, run: practised.Run | None = None) -> None:
    from msgspec.structs import replace

    archive = Archive(places(tmp_path).practice)
    archive.finish(replace((run or practised.whole()).session, id=session_id))


class Desk:
    def __init__(self, tmp_path: Path, unlock: Callable[[Vault], None] | None = None) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.runs = Runs(places(tmp_path), EN, self.out, self.err, unlock)

    def report(self, session_id: str = "last", **more: object) -> str:
        asked = {"id": session_id, "json": False, "markdown": False, "beside": None, "ascii": False} | more
        assert self.runs.report(Namespace(**asked)) == 0
        return self.out.getvalue()


def test_what_is_encrypted_is_left_out_until_it_is_unlocked(tmp_path: Path) -> None:
    store = places(tmp_path).practice
    identity = switch_on(store)
    run = practised.whole()
    run.reflect(NEXT_TIME, "odotan vastausta")
    unlocked(store, identity).finish(fold(ID, unlocked(store, identity).vault.resealed(run.session.records)))
    locked = Desk(tmp_path)
    assert "odotan" not in locked.report()

    def unlock(vault: Vault) -> None:
        vault.use([identity])

    opened = Desk(tmp_path, unlock)
    assert "odotan vastausta" in opened.report()


def test_last_is_the_newest_run(kept: Path) -> None:
    keep(kept, OTHER)
    assert json.loads(Desk(kept).report(json=True))["id"] == OTHER


def test_text_markdown_and_json(kept: Path) -> None:
    assert Desk(kept).report().startswith("PRACTICE · Vera · Tue 3 Nov 2026 10:02\n")
    assert Desk(kept).report(markdown=True).startswith("# PRACTICE · Vera")
    found = json.loads(Desk(kept).report("20261103", json=True))
    assert found["practice"] == {"kind": "practice", "client": "vera"}
    assert found["kinds"]["open"] == 3


def test_plain_marks_when_asked(kept: Path) -> None:
    assert Desk(kept).report(ascii=True).isascii() is False  # the client's own letters stay
    assert "▄" not in Desk(kept).report(ascii=True)


def test_beside_another_run(kept: Path) -> None:
    keep(kept, OTHER)
    assert "open questions 3 → 3" in Desk(kept).report(OTHER, beside=ID)
    found = json.loads(Desk(kept).report(OTHER, beside=ID, json=True))
    assert {"what": "open", "before": 3, "after": 3} in found["figures"]


def test_an_observers_marks_are_united_with_it(kept: Path) -> None:
    marks = observations.Marks(Disk(), observations.path(places(kept).practice, ID, "obs00000"))
    marks.add(Observation(60_000, "empatia", "remark", "", "katsoi ylös"))
    marks.close()
    assert "katsoi ylös" in Desk(kept).report()


def test_there_is_no_such_run(kept: Path) -> None:
    for typed, part in (("nix", "There is no practice “nix”"), ("", "There is no practice “”")):
        with pytest.raises(UsageFault, match=part):
            Desk(kept).report(typed)
    keep(kept, OTHER)
    with pytest.raises(UsageFault) as fault:
        Desk(kept).report("2026")
    assert fault.value.fields == {"id": "2026", "n": 2}


def test_no_practice_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="There is no practice yet"):
        Desk(tmp_path).report()
    desk = Desk(tmp_path)
    assert desk.runs.all(Namespace(json=False)) == 0
    assert desk.out.getvalue() == "No practice yet\n"


def test_a_real_meeting_has_no_report_of_practice(tmp_path: Path) -> None:
    from msgspec.structs import replace

    Archive(places(tmp_path)).finish(replace(story().end().session, id=ID))
    with pytest.raises(UsageFault) as fault:
        Desk(tmp_path).report(ID)
    assert fault.value.fields == {"command": f"kohtaa show {ID}"}


def test_a_meeting_whose_file_lies_among_practice_is_refused(kept: Path) -> None:
    from msgspec.structs import replace

    from kohtaa_tui.errors import KohtaaError

    archive = Archive(places(kept))
    archive.finish(replace(story().end().session, id=OTHER))
    source, target = archive.path(OTHER, "json"), Archive(places(kept).practice).path(OTHER, "json")
    source.rename(target)
    with pytest.raises(KohtaaError, match="a real meeting"):
        Desk(kept).report(OTHER)
    with pytest.raises(KohtaaError, match="a real meeting"):
        Desk(kept).runs.erase(Namespace(id=OTHER, yes=True), None)
    assert target.exists()  # it may be the only copy
    desk = Desk(kept)
    desk.runs.all(Namespace(json=False))
    assert desk.err.getvalue().startswith(f"{OTHER}: This is a real meeting")
    assert json.loads(Desk(kept).report(json=True))["id"] == ID  # nor is it the last


def test_the_runs_are_listed(kept: Path) -> None:
    desk = Desk(kept)
    desk.runs.all(Namespace(json=False))
    assert desk.out.getvalue() == f"Tue 3 Nov 2026   10:02   28 min  {ID}  Vera\n"
    desk = Desk(kept)
    desk.runs.all(Namespace(json=True))
    assert json.loads(desk.out.getvalue()) == [
        {
            "id": ID, "status": "ended", "started_at": "2026-11-03T10:02:00+02:00",
            "client": "vera", "name": "Vera", "minutes": 30, "length_s": 1680,
        }
    ]  # fmt: skip


def test_erasing_takes_the_run_and_the_observers_marks(kept: Path) -> None:
    marks = observations.Marks(Disk(), observations.path(places(kept).practice, ID, "obs00000"))
    marks.add(Observation(60_000, "empatia", "good"))
    marks.close()
    desk = Desk(kept)
    assert desk.runs.erase(Namespace(id="last", yes=False), io.StringIO("y\n")) == 0
    assert [p for p in (kept / "data").rglob("*") if p.is_file()] == []


def test_erasing_asks_and_a_no_keeps_it(kept: Path) -> None:
    desk = Desk(kept)
    assert desk.runs.erase(Namespace(id="last", yes=False), io.StringIO("\n")) == 1
    assert desk.runs.resolve("last") == ID
    with pytest.raises(UsageFault, match="nobody to ask"):
        desk.runs.erase(Namespace(id="last", yes=False), None)


@pytest.mark.parametrize("held", [ID, f"{ID}.observer"])
def test_a_run_that_is_open_elsewhere_is_not_erased(kept: Path, held: str) -> None:
    hold = Hold(places(kept).practice, held)
    assert hold.take()
    try:
        assert Desk(kept).runs.erase(Namespace(id=ID, yes=True), None) == 1
    finally:
        hold.release()
    assert Desk(kept).runs.resolve("last") == ID


def test_show_tells_where_a_practice_is(kept: Path) -> None:
    with pytest.raises(UsageFault) as fault:
        sessions.meeting_id(Archive(places(kept)), "20261103")
    assert fault.value.fields == {"command": f"kohtaa practice report {ID}"}
    with pytest.raises(UsageFault, match="kohtaa list"):
        sessions.meeting_id(Archive(places(kept)), "nix")


def test_where_names_the_folder_of_practice(tmp_path: Path) -> None:
    out = io.StringIO()
    sessions.where(places(tmp_path), EN, out)
    line = next(line for line in out.getvalue().splitlines() if line.startswith("practice "))
    assert line.split()[1] == str(tmp_path / "data" / "practice" / "sessions")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_from_the_front_door(
    language: str, kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"KOHTAA_{name}_DIR", str(kept / name.lower()))
    monkeypatch.setenv("LANG", f"{language}_FI.UTF-8")
    assert cli.main(["practice", "report", "last"]) == 0
    assert capsys.readouterr().out.startswith({"fi": "HARJOITUS", "sv": "ÖVNING", "en": "PRACTICE"}[language])
    assert cli.main(["practice", "runs"]) == 0
    assert ID in capsys.readouterr().out
    assert cli.main(["practice", "report", "nix"]) == 2
    assert cli.main(["show", ID]) == 2
    assert cli.main(["practice", "erase", ID, "--yes"]) == 0
    assert Archive(places(kept).practice).recent(1) == []
