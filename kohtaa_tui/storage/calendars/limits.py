"""What the reading of a calendar may cost: memory, processor time and patience."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

MEMORY_BYTES = 1 << 30
CPU_S = 4
"""Processor seconds of a whole process. The patience of whoever waits for it ends before that."""


AGAIN_S = 0.05
"""Seconds after which a fault that was passed over is raised once more."""


class TooSlow(BaseException):
    """One appointment takes more of the processor's time than it may. No `Exception`: no library is to swallow it."""


class Late(BaseException):
    """The time for the whole calendar is over."""


def confine() -> None:
    """Give this process little memory and time, and let it leave no core behind. Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
    ):
        with suppress(OSError, ValueError):  # a stricter limit may be in force already
            resource.setrlimit(what, (most, most))


class Span:
    """How long something was allowed, and when it is over how much of that is left."""

    def __init__(self, seconds: float) -> None:
        self.left_s = seconds


@contextmanager
def budget(cpu_s: float) -> Iterator[Span]:
    """Let what happens inside use `cpu_s` seconds of the processor; then `TooSlow` is raised in the midst of it."""
    with _timer("ITIMER_VIRTUAL", "SIGVTALRM", cpu_s, TooSlow) as span:
        yield span


@contextmanager
def deadline(seconds: float) -> Iterator[Span]:
    """Let what happens inside last `seconds` by the clock; then `Late` is raised in the midst of it."""
    with _timer("ITIMER_REAL", "SIGALRM", seconds, Late) as span:
        yield span


@contextmanager
def _timer(timer: str, signal_name: str, seconds: float, fault: type[BaseException]) -> Iterator[Span]:
    which, number = getattr(signal, timer, None), getattr(signal, signal_name, None)
    span = Span(seconds)
    if which is None or number is None:  # Windows: there the parent's patience is all there is
        yield span
        return

    over = False

    def raised(_number: int, _frame: FrameType | None) -> None:
        nonlocal over
        over = True
        raise fault

    before = signal.signal(number, raised)
    # Again and again: raised while something is being thrown away, Python would only pass the fault over.
    signal.setitimer(which, seconds, AGAIN_S)
    try:
        yield span
    finally:
        left_s = signal.setitimer(which, 0)[0]
        span.left_s = 0.0 if over else left_s
        signal.signal(number, before)
