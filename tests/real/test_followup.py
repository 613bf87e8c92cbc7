"""The file of a follow-up, opened by the calendar programs that people have."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from kohtaa_tui.exports.ics import ics
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime import followup
from kohtaa_tui.runtime.followup import FollowUp

MADE = datetime.fromisoformat("2026-11-24T10:02:00+02:00")
WINTER = datetime.fromisoformat("2026-12-01T09:30:00+02:00")
SUMMER = datetime.fromisoformat("2027-06-15T14:00:00+03:00")


def run(tmp_path: Path, *command: object) -> str:
    """A program's output, with a home folder of its own and Helsinki's time."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "TZ": "Europe/Helsinki",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }
    done = subprocess.run([str(part) for part in command], env=surroundings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(start: datetime, minutes: int, language: str = "fi") -> Path:
    return followup.write(FollowUp(start, minutes), Words(language), MADE)


def khal(tmp_path: Path) -> Path:
    """The settings of a khal with one empty calendar."""
    config = tmp_path / "khal.conf"
    (tmp_path / "calendar").mkdir()
    config.write_text(
        f"[calendars]\n[[work]]\npath = {tmp_path}/calendar\n[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/Helsinki\ndefault_timezone = Europe/Helsinki\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    return config


@pytest.mark.real("khal")
@pytest.mark.parametrize(
    ("start", "told"),
    [(WINTER, "2026-12-01 09:30 2026-12-01 10:15 Seuranta"), (SUMMER, "2027-06-15 14:00 2027-06-15 14:45 Seuranta")],
)
def test_khal_takes_it_in_and_shows_it_at_its_local_time(tmp_path: Path, start: datetime, told: str) -> None:
    config = khal(tmp_path)
    run(tmp_path, "khal", "-c", config, "import", "--batch", "-a", "work", written(start, 45))
    form = "{start} {end} {title}"
    shown = run(tmp_path, "khal", "-c", config, "list", "--day-format", "", "--format", form, f"{start:%Y-%m-%d}", "1d")
    assert [line for line in shown.splitlines() if line] == [told]


@pytest.mark.real("calcurse")
@pytest.mark.parametrize("start", [WINTER, SUMMER])
@pytest.mark.parametrize(("language", "title"), [("fi", "Seuranta"), ("sv", "Uppföljning"), ("en", "Follow-up")])
def test_calcurse_takes_it_in_and_shows_it_at_its_local_time(
    tmp_path: Path, start: datetime, language: str, title: str
) -> None:
    folder = ("-D", tmp_path / "calcurse", "-C", tmp_path / "calcurse-config")
    said = run(tmp_path, "calcurse", *folder, "-i", written(start, 45, language))
    assert "1 app" in said
    assert "0 skipped" in said
    shown = run(
        tmp_path, "calcurse", *folder, "-Q", "--from", f"{start:%m/%d/%Y}", "--days", "1",
        "--format-apt", "%(start:%H.%M) %(end:%H.%M) %m\n",
    )  # fmt: skip
    assert [line for line in shown.splitlines() if title in line] == [
        f"{start:%H.%M} {(start.hour * 60 + start.minute + 45) // 60:02}.{(start.minute + 45) % 60:02} {title}"
    ]


@pytest.mark.real("khal")
def test_a_long_title_in_several_pieces_is_one_title_again(tmp_path: Path) -> None:
    title = "Uppföljning " * 12
    path = tmp_path / "long.ics"
    path.write_bytes(ics(WINTER, 45, title.strip(), uid="0f" * 16, made=MADE))
    assert (
        run(tmp_path, "khal", "-c", khal(tmp_path), "printics", "--format", "{title}", path)
        .strip()
        .endswith(title.strip())
    )
