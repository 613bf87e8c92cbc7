"""The day as a rail: what is over, the appointment that Enter would start, what is still to come, and now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from ...domain.agenda import Appointment
from .canvas import Canvas, Ink, cell_len, cut

FIRST_HOUR, LAST_HOUR = 8, 16
"""The hours that are always shown; more where the calendar has them."""


class DayView(Struct, frozen=True):
    """What the day's rail shows."""

    now: datetime
    appointments: Sequence[Appointment]
    """All of today's with a time of day, in their order."""
    chosen: Appointment | None = None
    titles: bool = False


def draw_day(
    canvas: Canvas, row: int, left: int, width: int, day: DayView, *, names: bool, tall: bool, times: bool
) -> None:
    """Draw the day from `row` down: titles, a bar of one row or two, hours; as much as is asked for."""
    if width < 3 or not day.appointments:
        return
    scale = _Scale(day, left, width)
    bar = row + names
    lower = bar + tall
    for appointment in day.appointments:
        start, end = scale.column(appointment.start), max(scale.column(appointment.end) - 1, 0)
        end = max(end, start + 1)
        if appointment == day.chosen:
            for r in range(bar, lower + 1):
                canvas.ground(r, start, end, "bay")
            canvas.put(lower, start, "▁" * (end - start), Ink("calm", on="bay"))
        elif appointment.end <= day.now:
            canvas.put(lower, start, "▄" * (end - start), Ink("done"))
        else:
            canvas.put(lower, start, "▁" * (end - start), Ink("line"))
        hit = f"row:{key_of(appointment)}"
        for r in range(row, lower + 1):
            canvas.target(r, start, end, hit)
        if names and day.titles and appointment.title:
            bold = appointment == day.chosen
            canvas.put(row, start, cut(appointment.title, end - start), Ink("text" if bold else "mute", bold))
    now = scale.column(day.now)
    if left <= now < left + width:
        for r in range(bar, lower + 1):
            canvas.put(r, now, "│", Ink("text", on=canvas.ground_at(r, now)))
    if times:
        scale.hours(canvas, lower + 1)


def key_of(appointment: Appointment) -> str:
    """What an appointment is known by on a page."""
    return f"at {appointment.start.isoformat()} {appointment.end.isoformat()} {appointment.source}"


class _Scale:
    """Where a moment of the day lies."""

    def __init__(self, day: DayView, left: int, width: int) -> None:
        today = day.now.date()
        first = min(_hours(a.start, today) for a in day.appointments)
        last = max(_hours(a.end, today) for a in day.appointments)
        self._first = int(max(0, min(first, FIRST_HOUR)))
        self._last = int(min(24, max(-(-last // 1), LAST_HOUR)))
        self._today, self._left, self._width = today, left, width

    def column(self, moment: datetime) -> int:
        return self._left + self._place(_hours(moment, self._today))

    def _place(self, hours: float) -> int:
        share = (min(max(hours, self._first), self._last) - self._first) / (self._last - self._first)
        return min(self._width, round(share * (self._width + 1)))

    def hours(self, canvas: Canvas, row: int) -> None:
        """The hours under the bar; the last one flush right, and those that would touch another left out."""
        last = str(self._last)
        canvas.put(row, self._left + self._width - cell_len(last), last)
        free = self._left + self._width - cell_len(last) - 1
        after = self._left
        for hour in range(self._first, self._last):
            column, text = self._left + self._place(hour), str(hour)
            if column >= after and column + len(text) < free:
                canvas.put(row, column, text)
                after = column + len(text) + 2


def _hours(moment: datetime, today: date) -> float:
    """Hours by the clock since this day's midnight: below 0 for the day before, over 24 for the next."""
    days = (moment.date() - today) / timedelta(days=1)
    return 24 * days + moment.hour + moment.minute / 60
