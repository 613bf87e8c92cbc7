"""A line of the plain meeting that puts right when something began: `<2`, `<<2`, `>2`."""

from __future__ import annotations

import re

from ..domain import timing
from ..domain.session import Visit
from ..i18n import Words
from . import spoken
from .runner import Runner

_LINE = re.compile(r"(<<|<|>)(\d{1,3})")
_MINUTE_MS = 60_000


def put_right(line: str, runner: Runner, words: Words) -> str:
    """Do what the line says and tell what has come of it; "" for a line that says no such thing.

    `<2`: this phase began 2 minutes earlier, in the first phase the meeting did. `<<2`: the meeting began
    2 minutes earlier. `>2`: the next phase began 2 minutes ago.
    """
    found = _LINE.fullmatch(line)
    if found is None:
        return ""
    mark, earlier_ms = found[1], int(found[2]) * _MINUTE_MS
    if mark == ">":
        return _next(runner, earlier_ms, words)
    visits = runner.session.visits
    visit = visits[0] if mark == "<<" else visits[-1]
    runner.move(visit.key, visit.start_ms - earlier_ms)
    moved = next(v for v in runner.session.visits if v.key == visit.key)
    return _told(runner, moved, words)


def _next(runner: Runner, earlier_ms: int, words: Words) -> str:
    session = runner.session
    if timing.is_last(session):
        return words("The last phase. {key} ends the meeting.", key="*")
    runner.entered(session.plan.phases[session.place + 1].id, runner.at_ms() - earlier_ms)
    return f"{_told(runner, runner.session.visits[-1], words)} · {spoken.prompt(runner.session, words)}"


def _told(runner: Runner, visit: Visit, words: Words) -> str:
    session = runner.session
    fields = {
        "clock": words.clock(session.wall(visit.start_ms)),
        "where": spoken.where(session, runner.at_ms(), words),
    }
    if visit.key == session.visits[0].key:
        return words("The meeting began {clock}: {where}", **fields)
    return words("This phase began {clock}: {where}", **fields)
