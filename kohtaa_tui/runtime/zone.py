"""The zone of the computer as a `tzinfo` that knows when summer time begins and ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class ComputersZone(tzinfo):
    """What the system says of a moment, also of one months away: a plain offset would be wrong after a change."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return None if moment is None else moment.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, moment: datetime) -> datetime:
        here = moment.replace(tzinfo=UTC).astimezone()
        plain = here.replace(tzinfo=None)
        again = plain.astimezone().utcoffset() != here.utcoffset()  # the second time of a time that comes twice
        return plain.replace(tzinfo=self, fold=int(again))


def zoned(now: datetime) -> datetime:
    """The same moment in the computer's zone, where it was told in it; else as it is."""
    if now.astimezone().utcoffset() != now.utcoffset():
        return now
    return now.astimezone(ComputersZone())
