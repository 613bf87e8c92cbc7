"""Whether the computer's clocks can be relied on."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ..errors import N_
from ..storage.checkup.finding import Finding, Look
from .clock import COUNTS_SLEEP

_AREA = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")


def sleep(look: Look, counts: bool = COUNTS_SLEEP) -> Iterator[Finding]:
    """Whether the time of a meeting goes on while the lid is shut."""
    try:
        look.elapsed()
    except OSError:
        message = N_("The clock that meetings are measured by cannot be read")
        yield Finding("clock.sleep", "fault", message, {}, N_("A program may have put itself before the clock."))
        return
    if counts:
        yield Finding("clock.sleep", "ok", N_("The clock goes on while the computer sleeps"))
    else:
        message = N_("The clock stands still while the computer sleeps")
        fix = N_("Nothing to do: kohtaa notices it by the time of day, and asks.")
        yield Finding("clock.sleep", "ok", message, {}, fix)


def wall(look: Look, program: Callable[[], float] = lambda: os.stat(__file__).st_mtime) -> Iterator[Finding]:  # noqa: PTH116
    """Whether the time of day can be right: it is after this program was installed, and not in a far future."""
    now = look.now()
    try:
        behind = now.timestamp() < program() - timedelta(days=2).total_seconds()
    except OSError:
        behind = False
    offset = now.strftime("%z")
    shown = {"now": now.strftime("%Y-%m-%d %H:%M"), "offset": f"UTC{offset[:3]}:{offset[3:5]}"}
    if behind or not 2025 <= now.year < 2100:
        message = N_("The computer's date cannot be right: {now}")
        yield Finding("clock.wall", "fault", message, shown, N_("Set the clock: meetings are filed by their date."))
    else:
        yield Finding("clock.wall", "ok", N_("Date and time of day: {now}, {offset}"), shown)


def zone(look: Look) -> Iterator[Finding]:
    """Whether the time zone is known. A name that the system does not know silently means UTC."""
    named = look.environ.get("TZ", "").lstrip(":")
    if named and not _known(named):
        message = N_("The variable TZ names a time zone that this computer does not know, so the time is UTC")
        yield Finding(
            "clock.zone", "note", message, {}, N_("Take the variable away, or give it a name such as Europe/Helsinki.")
        )
    elif not named and os.name != "nt" and not os.path.exists("/etc/localtime"):  # noqa: PTH110
        message = N_("No time zone is set on this computer, so the time is UTC")
        yield Finding("clock.zone", "note", message, {}, N_("Set the time zone, or the variable TZ."))
    else:
        yield Finding("clock.zone", "ok", N_("Time zone: {zone}"), {"zone": _named(named, look.now())})


def _known(name: str) -> bool:
    if name.startswith("/"):
        return os.path.exists(name)  # noqa: PTH110
    if re.fullmatch(r"(<[^>]+>|[A-Za-z]{3,})[+-]?\d.*", name):
        return True  # the rule itself in place of a name: EET-2EEST
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return name in time.tzname
    return True


def _named(variable: str, now: datetime) -> str:
    """The zone as people write it, where it can be told."""
    if _AREA.fullmatch(variable):
        return variable
    try:
        link = os.readlink("/etc/localtime").partition("zoneinfo/")[2]  # noqa: PTH115
    except OSError:
        link = ""
    return link if _AREA.fullmatch(link) else now.tzname() or "UTC"
