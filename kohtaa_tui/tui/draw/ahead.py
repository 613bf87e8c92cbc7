"""What Enter would start, on the pages before a meeting: the plan as a rail, and the words beside the note line."""

from __future__ import annotations

from ...domain.plan import Plan
from ...i18n import Words
from . import rail
from .canvas import Canvas
from .grid import Grid


def plan_rail(canvas: Canvas, g: Grid, plan: Plan, language: str) -> None:
    """The plan, with the minutes of its phases; their names in `language`."""
    pieces, labels, start = [], [], 0
    for phase in plan.phases:
        end = start + phase.minutes
        pieces.append(rail.Piece(phase.id, phase.short.get(language), start, end, "ahead", 0, phase.protected))
        if phase.minutes:
            labels.append((start, f"{phase.minutes} min"))
        start = end
    full = g.rhythm in ("regular", "airy")
    whole, named = rail.Rail(pieces, plan.minutes, 0, times=labels), full or g.rhythm == "strip"
    rail.draw(canvas, g.rail, g.rail_left, g.right_edge - g.rail_left, whole, names=named, tall=full, times=named)


def start_hint(words: Words, plan: Plan, g: Grid) -> str:
    """At the right of the note line: what Enter does."""
    short = words("Enter starts")
    return short if g.width < 60 else f"{short} · {plan.minutes} min"
