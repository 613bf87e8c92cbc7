"""Rules of repetition, made harmless and exact for one day, or refused.

A rule can ask for more work than a computer has time for. What no appointment needs is refused by its form;
what changes nothing on the day in question, such as a very large COUNT, is taken out.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from math import prod
from typing import Literal

Kind = Literal["date", "floating", "zoned"]
"""How an event writes its start: a day, a time of day in no zone, or a moment."""

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LISTS = ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS")
_OTHERS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
_MOST_ENTRIES = 400
_MOST_TOGETHER = 5_000
_LAST_DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}

Rule = dict[str, str]
"""A rule's parts by their names, in capitals."""


def parsed(written: str) -> Rule | None:
    """The parts of a rule; None for one that is not followed."""
    rule: Rule = {}
    for part in written.strip().strip(";").upper().split(";"):
        name, sign, value = part.partition("=")
        name, value = name.strip(), value.strip()
        if not sign or name in rule or (name == "RSCALE" and value != "GREGORIAN"):
            return None
        if name not in ("RSCALE", "SKIP") and not name.startswith("X-"):
            rule[name] = value
    if rule.get("FREQ") not in _FREQUENCIES or not set(rule) <= {*_LISTS, *_OTHERS}:
        return None  # by the second, minute or hour as well
    lengths = [rule[name].count(",") + 1 for name in _LISTS if name in rule]
    if any(n > _MOST_ENTRIES for n in lengths) or prod(lengths) > _MOST_TOGETHER:
        return None
    interval = rule.get("INTERVAL", "1")
    if not _whole(interval) or not 1 <= int(interval) <= 9_999:
        return None
    if "UNTIL" in rule and not _UNTIL.fullmatch(rule["UNTIL"]):
        return None
    if rule.get("COUNT", "").startswith("-"):
        del rule["COUNT"]  # some programs write -1 for "without end"
    count = rule.get("COUNT", "1")
    return rule if _whole(count) and int(count) >= 1 else None


def tamed(rule: Rule, start: date, day: date, kind: Kind) -> Rule | None:
    """The rule as it works on `day` for an event that began on `start`; None where it never comes true again.

    It comes true at most once a day, so a COUNT beyond the days in between says nothing here. UNTIL is written
    as the start is, so that the last day is in it, which some programs leave to the reader.
    """
    rule = dict(rule)
    if "COUNT" in rule and int(rule["COUNT"]) > (day - start).days + 3:
        del rule["COUNT"]
    if "UNTIL" in rule:
        rule["UNTIL"] = _until(rule["UNTIL"], kind)
    return None if _never(rule) else rule


def period_days(rule: Rule) -> int | None:
    """The days after which a rule begins anew, so that its start may be moved by any number of them."""
    if "COUNT" in rule:
        return None
    interval = int(rule.get("INTERVAL", "1"))
    return {"DAILY": interval, "WEEKLY": 7 * interval}.get(rule["FREQ"])


def written(rule: Rule) -> str:
    """The rule as a calendar writes it."""
    return ";".join(f"{name}={value}" for name, value in rule.items())


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _until(until: str, kind: Kind) -> str:
    moment = datetime.strptime(until[:15].removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in until else "%Y%m%d")
    if until.endswith("Z") and kind != "zoned":  # of a day or a time in no zone: by the clock on the wall
        moment = moment.replace(tzinfo=UTC).astimezone().replace(tzinfo=None)
    if kind == "date":
        return f"{moment:%Y%m%d}"
    if "T" not in until:
        moment += timedelta(days=1, seconds=-1)
    return f"{moment:%Y%m%dT%H%M%S}" + ("Z" if kind == "zoned" else "")


def _never(rule: Rule) -> bool:
    """Whether all its days are days there are none of, such as 30 February."""
    try:
        months = [int(month) for month in rule["BYMONTH"].split(",")]
        days = [int(day) for day in rule["BYMONTHDAY"].split(",")]
    except (KeyError, ValueError):
        return False
    return all(abs(day) > _LAST_DAYS.get(month, 31) for month in months for day in days)
