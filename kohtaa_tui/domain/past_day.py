"""Reading a day that has been, as people write it: `20.11.`, `20.11.2026`, `2026-11-20`, `20 Nov`, `eilen`.

`when` reads moments that are to come; of what has been only the day matters, and without a year it is the latest one.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from ..errors import N_, UsageFault
from .day_words import MONTH_OF
from .when import NO_SUCH_DAY

STRANGE = N_("“{text}” is not a day. Write it like this: 20.11., 20.11.2026 or 2026-11-20.")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?")
_NAMED = re.compile(r"(\d{1,2})(?:\.|:[ea])?\s+([^\W\d]+)\.?(?:\s+(\d{4}))?")
_AGO = {"tänään": 0, "idag": 0, "i dag": 0, "today": 0, "eilen": 1, "igår": 1, "i går": 1, "yesterday": 1}
_LEAP = 8
"""Years in which there is a 29 February at least once."""


def read_past_day(text: str, today: date) -> date:
    """The day that a text means; without a year the latest one until today. Raises `UsageFault` with a sentence."""
    whole = " ".join(unicodedata.normalize("NFC", text[:60]).lower().split())
    if whole in _AGO:
        return today - timedelta(days=_AGO[whole])
    if found := _ISO.fullmatch(whole):
        return _existing(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(whole):
        month = int(found[2])
    elif (found := _NAMED.fullmatch(whole)) and (name := MONTH_OF.get(found[2]) or MONTH_OF.get(found[2][:-1])):
        month = name
    else:
        raise UsageFault(STRANGE, text=text[:60])
    if found[3]:
        return _existing(text, int(found[3]), month, int(found[1]))
    for back in range(_LEAP + 1):
        try:
            day = date(today.year - back, month, int(found[1]))
        except ValueError:
            continue
        if day <= today:
            return day
    raise UsageFault(NO_SUCH_DAY, text=text[:60])


def _existing(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UsageFault(NO_SUCH_DAY, text=text[:60]) from None
