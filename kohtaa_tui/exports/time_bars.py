"""How the time went, as bars drawn in SVG within HTML: what was planned is an outline, what was used fills it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..domain import timing
from ..domain.session import Session
from .gathered import Speaks

WIDTH, HEIGHT = 240, 12
"""Of a bar, in units of the drawing."""


def time_bars(session: Session, words: Speaks, at_ms: int) -> str:
    """A row a phase: its name, the bar, and both times in words; below them the pauses, if there were any."""
    return f'<table class="times">\n{"".join(_rows(session, words, at_ms))}</table>\n'


def _rows(session: Session, words: Speaks, at_ms: int) -> Iterator[str]:
    used, visited = timing.all_used_s(session, at_ms), {visit.phase for visit in session.visits}
    longest = max(1, *used.values(), *session.planned_s.values())
    for phase in session.plan.phases:
        planned_s, used_s = session.planned_s[phase.id], used[phase.id]
        planned = timing.minutes(planned_s)
        told = words("planned {planned} min, used {used} min", planned=planned, used=timing.minutes(used_s))
        if phase.id not in visited:
            told = words("planned {planned} min, not this time", planned=planned)
        yield _row(phase.name.get(words.language), _bar(planned_s / longest, used_s / longest), told)
    if paused := timing.paused_s(session, at_ms):
        yield _row(words("pauses"), "", words("{n} min", n=max(1, timing.minutes(paused))))


def _row(name: str, bar: str, told: str) -> str:
    return f"<tr><th>{escape(name)}</th><td>{bar}</td><td>{escape(told)}</td></tr>\n"


def _bar(planned: float, used: float) -> str:
    """Both as parts of the longest. What is used beyond the plan is darker, and the plan's end a stroke in it."""
    inner, end = WIDTH - 2, 1 + round(min(planned, 1) * (WIDTH - 2), 1)
    within, over = round(min(used, planned) * inner, 1), round(max(0.0, used - planned) * inner, 1)
    parts = [f'<rect x="1" y="1" width="{within}" height="{HEIGHT - 2}" fill="#999"/>'] if within else []
    if over:
        parts.append(f'<rect x="{end}" y="1" width="{over}" height="{HEIGHT - 2}" fill="#000"/>')
    outline = f'<rect x="1" y="1" width="{max(0.5, end - 1)}" height="{HEIGHT - 2}" fill="none" stroke="#000"/>'
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{"".join(parts)}{outline}</svg>'
