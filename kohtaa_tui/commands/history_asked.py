"""What was typed after `kohtaa list` and `kohtaa search`, as a query."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import get_args

from msgspec import Struct

from ..domain.events import Mark
from ..domain.searching import Query, words_of
from ..errors import N_, UsageFault

MOST = 50
"""How many meetings are told of where nothing else was asked for."""
_GREATEST = 1_000_000


class Wanted(Struct, frozen=True):
    """What is to be found, and how it is to be told."""

    query: Query = Query()
    most: int = MOST
    """0 is all."""
    as_json: bool = False
    typed: str | None = None
    """The words as they were typed; None where there were none."""


def wanted(asked: Namespace, today: date) -> Wanted:
    """Raises `UsageFault` with one sentence for a day, a figure or a mark that is none."""
    typed = getattr(asked, "words", None)
    since, until = _days(asked, today) if asked.since or asked.until else (None, None)
    if asked.mark and asked.mark not in get_args(Mark):
        told = ", ".join(get_args(Mark))
        raise UsageFault(N_("There is no mark “{mark}”. The marks are: {marks}"), mark=asked.mark[:40], marks=told)
    query = Query(
        words=words_of(" ".join(typed or ())),
        reference=asked.reference,
        phase=asked.phase,
        mark=asked.mark or None,
        since=since,
        until=until,
        pack=asked.pack,
        shortest=_figure(asked.min_minutes),
        longest=_figure(asked.max_minutes),
        folded=asked.fold,
    )
    return Wanted(
        query, 0 if asked.all else _figure(asked.limit) or MOST, asked.json, " ".join(typed) if typed else None
    )


def _days(asked: Namespace, today: date) -> tuple[date | None, date | None]:
    from ..domain.past_days import BACKWARDS, day  # only who types a day pays for reading one

    since, until = (day(text, today) if text else None for text in (asked.since, asked.until))
    if since and until and since > until:
        raise UsageFault(BACKWARDS)
    return since, until


def _figure(text: str | None) -> int:
    """A whole number from 1; 0 where none was typed."""
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 0 < int(text) <= _GREATEST):
        raise UsageFault(N_("“{value}” is not a whole number from 1."), value=text[:40])
    return int(text)
