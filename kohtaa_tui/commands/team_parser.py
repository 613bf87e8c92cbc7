"""What can be typed for a whole team: the report of its anonymous statistics."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]


def _team(add: Add, words: Words) -> argparse.ArgumentParser:
    return add("team", words("what a team's anonymous statistics tell"))


def _of_team(add: Add, words: Words) -> None:
    report = add("report", words("the report of a folder of statistics"))
    report.add_argument("folder", metavar=words("FOLDER"), help=words("the folder that the team shares"))
    form = report.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    form.add_argument("--csv", action="store_true", help=words("as a table for a spreadsheet"))


MAKERS: Mapping[str, Callable[[Add, Words], argparse.ArgumentParser]] = {"team": _team}
FOLLOWS: Mapping[str, Callable[[Add, Words], None]] = {"team": _of_team}
