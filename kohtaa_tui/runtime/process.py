"""What the system may keep of the running program."""

from __future__ import annotations

from contextlib import suppress


def no_core_dump() -> None:
    """Leave no picture of the memory behind, in which notes would stand, should the interpreter itself crash.

    Only the soft limit is lowered: nothing outside this program changes. A system that hands pictures
    to a program of its own (`core_pattern` begins with `|`) asks that program to heed the limit.
    """
    try:
        import resource
    except ImportError:  # Windows makes none unless its owner has asked for them
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
