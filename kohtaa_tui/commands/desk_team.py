"""The commands of a whole team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace

    from .desk import Desk, Handlers


def _team(desk: Desk, asked: Namespace) -> int:
    from .team import Form, team_report

    form: Form = "json" if asked.json else "csv" if asked.csv else "text"
    return team_report(asked.folder, desk.shelf(), desk.words, form, streams.output())


HANDLERS: Handlers = {"team": _team}
