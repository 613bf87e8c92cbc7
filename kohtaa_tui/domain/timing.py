"""The rules of time: pure functions of a session and a moment.

A moment is `at_ms`, milliseconds since zero: when the meeting was started on the screen. The end and
the latest leave are counted from there too. Put right, the meeting may have begun before zero or
after; its length and the first phase's time are counted from that true start. Ticks are never stored
and never counted; everything is worked out from the events. Sums are taken over moments cut to whole
seconds, so that the phases' times and the pauses add up to the meeting's length exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from .events import Fitted
from .plan import MAX_MINUTES, PlannedPhase, fit
from .session import Session, Status, Visit


class Level(IntEnum):
    """How the clock stands to the phase; decided here, dressed at the edge."""

    CALM = 0
    NEAR = 1
    """A fifth of the phase's own time or two minutes are left, whichever is less."""
    OVER = 2
    """The phase's own time is used up; nothing ahead is hurt yet."""
    SQUEEZE = 3
    """The clock is past the latest leave: time ahead is being eaten."""


class Span(Struct, frozen=True):
    """Where a phase lies on the meeting's time line, in milliseconds since zero."""

    phase: str
    start_ms: int
    end_ms: int


def seconds(ms: int) -> int:
    """Whole seconds, cut."""
    return ms // 1000


def minutes(seconds: int) -> int:
    """Whole minutes, rounded to the nearest, halves up."""
    return (seconds + 30) // 60


def now_ms(session: Session, at_ms: int) -> int:
    """`at_ms`, but never before the last event and never after the end."""
    if session.ended_ms is not None:
        return session.ended_ms
    return max(at_ms, session.last_ms)


def elapsed_s(session: Session, at_ms: int) -> int:
    """Seconds since zero, pauses included."""
    return seconds(now_ms(session, at_ms))


def length_s(session: Session, at_ms: int) -> int:
    """Seconds the meeting has lasted since its true start, pauses included."""
    return elapsed_s(session, at_ms) - seconds(session.begin_ms)


def planned_length_s(session: Session) -> int:
    """Seconds from the true start to the planned end."""
    return session.end_s - seconds(session.begin_ms)


def paused_s(session: Session, at_ms: int) -> int:
    """Seconds of all pauses so far, as far as they lie within the meeting."""
    return _paused_between(session, session.begin_ms, now_ms(session, at_ms))


def this_pause_s(session: Session, at_ms: int) -> int:
    """Seconds of the pause that is on, 0 when none is."""
    if session.status is not Status.PAUSED:
        return 0
    return elapsed_s(session, at_ms) - seconds(session.pauses[-1].start_ms)


def used_s(session: Session, at_ms: int, phase_id: str | None = None) -> int:
    """Seconds of a phase's own time (default: the current one's): its visits without their pauses."""
    return _used_until(session, now_ms(session, at_ms), phase_id or session.phase.id)


def _used_until(session: Session, now: int, wanted: str) -> int:
    total = 0
    for visit, end in _stays(session, now):
        if visit.phase == wanted:
            total += seconds(end) - seconds(visit.start_ms) - _paused_between(session, visit.start_ms, end)
    return total


def all_used_s(session: Session, at_ms: int) -> dict[str, int]:
    """Seconds used by each phase of the plan; with the pauses they sum to the meeting's length."""
    return {phase.id: used_s(session, at_ms, phase.id) for phase in session.plan.phases}


def left_s(session: Session, at_ms: int) -> int:
    """Seconds left of the current phase's own time; negative when over."""
    return session.planned_s[session.phase.id] - used_s(session, at_ms)


def minimum_s(session: Session, phase: PlannedPhase) -> int:
    """Seconds a phase still to come is kept: its minimum, or what it has where that is less."""
    return min(phase.minimum * 60, session.planned_s[phase.id])


def latest_leave_s(session: Session) -> int:
    """Seconds since zero by which to leave the current phase: the end less the minimums ahead."""
    ahead = session.plan.phases[session.place + 1 :]
    return session.end_s - sum(minimum_s(session, phase) for phase in ahead)


def level(session: Session, at_ms: int) -> Level:
    """The first that holds of squeeze, over, near, calm. While paused only squeeze can newly appear."""
    if elapsed_s(session, at_ms) > latest_leave_s(session):
        return Level.SQUEEZE
    left = left_s(session, at_ms)
    if left <= 0:
        return Level.OVER
    return Level.NEAR if left <= min(session.planned_s[session.phase.id] / 5, 120) else Level.CALM


def end_left_s(session: Session, at_ms: int) -> int:
    """Seconds to the planned end; negative past it."""
    return session.end_s - elapsed_s(session, at_ms)


def farewell_s(session: Session, at_ms: int) -> int:
    """Seconds the last phase would get if one moved on to it now, at most what it is planned to have.

    In the phases before the one next to last, what lies between keeps its minimum.
    """
    return max(0, min(session.planned_s[session.plan.phases[-1].id], _farewell_room_s(session, at_ms)))


def is_last(session: Session) -> bool:
    """Whether the current phase is the plan's last."""
    return session.place == len(session.plan.phases) - 1


def refit(session: Session, at_ms: int, *, phase_delta: int = 0, end_delta: int = 0, protect: bool = True) -> Fitted:
    """The event that fits the rest of the time anew, from now to the (moved) end.

    The current phase keeps what it has left plus `phase_delta` minutes; the phases ahead share the
    remaining whole minutes by the rule of `plan.fit`, and the odd seconds go to the current phase.
    With `protect` a protected phase keeps the minutes it has before any other gets more than its
    minimum, the current one too; without, all are fitted by their shares. The end is never moved to
    before now, nor further than the longest meeting lasts; past the end, minutes more count from now.
    """
    now = elapsed_s(session, at_ms)
    latest = max(session.end_s, seconds(session.begin_ms) + 60 * MAX_MINUTES)
    # minutes added past the end count from now: the first of them would be swallowed otherwise
    base = max(now, session.end_s) if end_delta > 0 else session.end_s
    end = max(min(base + 60 * end_delta, latest), now)
    used = all_used_s(session, at_ms)
    place = session.place
    current, ahead = session.plan.phases[place], session.plan.phases[place + 1 :]
    rest = end - now
    if not ahead:
        return Fitted({current.id: used[current.id] + rest}, end)
    claims = [_claim(session, phase, used[phase.id], protect) for phase in ahead]
    kept = 60 * sum(claim.minimum for claim in claims if claim.protected) if protect else 0
    left = min(max(0, left_s(session, at_ms)) + 60 * phase_delta, rest - kept)
    shared = (rest - max(0, left)) // 60
    planned = {p.id: used[p.id] + 60 * m for p, m in zip(ahead, fit(shared, claims), strict=True)}
    planned[current.id] = used[current.id] + rest - 60 * shared
    return Fitted(planned, end)


def fitted(session: Session, event: Fitted, at_ms: int) -> Session:
    """What the session would be after `event`: for a preview, with no record of it."""
    return replace(
        session,
        planned_s=session.planned_s | event.planned_s,
        end_s=event.end_s,
        cut_ms=now_ms(session, at_ms),
        last_ms=now_ms(session, at_ms),
    )


def spans(session: Session, at_ms: int) -> tuple[Span, ...]:  # noqa: ARG001 - like its neighbours
    """Where the phases lie between the start and the end, in the plan's order, without gaps.

    It changes only with the session, not while a phase runs. What a phase has used is drawn at
    its used width, the current one reaches from there by what it had left at the last change, the
    phases ahead share the rest in proportion to their plans, the protected one keeping its own.
    """
    if session.ended_ms is not None:
        return used_spans(session)
    cut, phases, ahead = session.cut_ms, session.plan.phases[session.place :], session.plan.phases[session.place + 1 :]
    left = {p.id: max(0, 1000 * (session.planned_s[p.id] - _used_until(session, cut, p.id))) for p in phases}
    rest = max(0, session.end_s * 1000 - cut)
    here = min(left[session.phase.id], rest) if ahead else rest
    more = _shared(rest - here, [(phase, left[phase.id]) for phase in ahead]) | {session.phase.id: here}
    # what all have used is the whole time up to the cut: pauses lie with the phase they fell in
    widths = {phase: spent + more.get(phase, 0) for phase, spent in _own_ms(session, cut).items()}
    return _laid(widths, session.begin_ms)


def used_spans(session: Session) -> tuple[Span, ...]:
    """What happened, phase by phase in the plan's order: each as wide as the time spent in it, pauses included."""
    return _laid(_own_ms(session, now_ms(session, session.last_ms)), session.begin_ms)


def from_start(session: Session, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans counted from the true start: as a rail draws them."""
    begin = session.begin_ms
    return tuple(Span(s.phase, s.start_ms - begin, s.end_ms - begin) for s in spans)


def next_change_s(session: Session, at_ms: int) -> float:
    """Seconds until something drawn from time can differ: a minute of the clock, of the phase's own time,
    of the pause or of what is saved for the farewell; a step of ten seconds in the last two minutes and
    past the phase's time; a level. A minute when the meeting is over.
    """
    if session.ended_ms is not None:
        return 60.0
    now = now_ms(session, at_ms)
    elapsed = seconds(now)
    clock = session.started_at.second + session.shift_s + elapsed
    waits = [60 - clock % 60, latest_leave_s(session) + 1 - elapsed]
    if farewell := farewell_s(session, at_ms) // 60:
        waits.append(_farewell_room_s(session, at_ms) - 60 * farewell + 1)
    if (end_left := end_left_s(session, at_ms)) <= 0:
        waits.append(60 - -end_left % 60)
    if session.status is Status.PAUSED:
        waits.append(60 - this_pause_s(session, at_ms) % 60)
    elif (left := left_s(session, at_ms)) > 0:
        waits.append((left - 1) % (60 if left > 120 else 10) + 1)
        waits.append(left - min(session.planned_s[session.phase.id] // 5, 120))
    else:
        waits.append(10 - -left % 10)
    return elapsed + min(wait for wait in waits if wait > 0) - now / 1000


def _farewell_room_s(session: Session, at_ms: int) -> int:
    between = session.plan.phases[session.place + 1 : -1]
    return end_left_s(session, at_ms) - sum(minimum_s(session, phase) for phase in between)


def _stays(session: Session, now: int) -> list[tuple[Visit, int]]:
    starts = [v.start_ms for v in session.visits[1:]] + [now]
    return [(visit, max(visit.start_ms, end)) for visit, end in zip(session.visits, starts, strict=True)]


def _paused_between(session: Session, start_ms: int, end_ms: int) -> int:
    total = 0
    for pause in session.pauses:
        low = max(start_ms, pause.start_ms)
        high = min(end_ms, end_ms if pause.end_ms is None else pause.end_ms)
        if high > low:
            total += seconds(high) - seconds(low)
    return total


def _own_ms(session: Session, now: int) -> dict[str, int]:
    """Milliseconds spent in each phase, in the plan's order, its pauses included."""
    own = {phase.id: 0 for phase in session.plan.phases}
    for visit, end in _stays(session, now):
        own[visit.phase] += min(end, now) - min(visit.start_ms, now)
    return own


def _laid(widths: Mapping[str, int], start: int) -> tuple[Span, ...]:
    """Phases of these widths in milliseconds, one after the other."""
    laid = []
    for phase, width in widths.items():
        laid.append(Span(phase, start, start + width))
        start += width
    return tuple(laid)


class _Claim(Struct, frozen=True):
    minimum: int
    share: int
    protected: bool


def _claim(session: Session, phase: PlannedPhase, used: int, protect: bool) -> _Claim:
    keeps = max(0, -(-(session.planned_s[phase.id] - used) // 60)) if protect and phase.protected else 0
    return _Claim(max(keeps, phase.minimum), phase.share, phase.protected)


def _shared(room: int, wants: Sequence[tuple[PlannedPhase, int]]) -> dict[str, int]:
    """Divide `room` milliseconds: protected phases get what they want first, the others in proportion."""
    given: dict[str, int] = {}
    for phase, want in wants:
        if phase.protected:
            given[phase.id] = min(want, room)
            room -= given[phase.id]
    others = [(phase.id, want) for phase, want in wants if not phase.protected]
    total = sum(want for _, want in others)
    done = laid = 0
    for phase_id, want in others:
        done += want
        given[phase_id] = room * done // total - laid if total else 0
        laid += given[phase_id]
    if wants:  # where none wants any of it the last one has it
        last = others[-1][0] if others else wants[-1][0].id
        given[last] += room - laid
    return given
