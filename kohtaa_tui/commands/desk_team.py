"""The commands of a whole team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import N_, UsageFault
from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _team(desk: Desk, asked: Namespace) -> int:
    if asked.what is None:
        raise UsageFault(
            N_("The report needs the folder that the team shares: {command}"), command="kohtaa team report FOLDER"
        )
    from .team import Form, team_report

    form: Form = "json" if asked.json else "csv" if asked.csv else "text"
    return team_report(asked.folder, desk.shelf(), desk.words, form, streams.output())


HANDLERS: Handlers = {"team": _team}
