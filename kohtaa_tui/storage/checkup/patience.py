"""Checks one by one, each with an end to the waiting: a folder on a share may never answer again."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TypeVar

import msgspec

from ...errors import N_, KohtaaError
from .finding import FOLDERS, Check, Finding, FolderId, Look, Own, reason, safe_fault

T = TypeVar("T")


class NoAnswer(Exception):
    """The work did not come forward in time."""


def within(seconds: float, work: Callable[[Callable[[], None]], T]) -> T:
    """Do some work in a thread of its own, and give it up when it is silent for longer than `seconds`.

    `work` is given what to call as it comes forward. A thread that is given up stays behind: a call into
    a file system that hangs cannot be ended from outside, and a daemon thread keeps no program open.
    Raises `NoAnswer`, and what the work raises.
    """
    ended = threading.Event()
    beats = 0
    result: list[T] = []
    fault: list[BaseException] = []

    def alive() -> None:
        nonlocal beats
        beats += 1

    def run() -> None:
        try:
            result.append(work(alive))
        except BaseException as raised:
            fault.append(raised)
        finally:
            ended.set()

    threading.Thread(target=run, daemon=True).start()
    heard = 0
    while not ended.wait(seconds):
        if beats == heard:
            raise NoAnswer
        heard = beats
    if fault:
        raise fault[0]
    return result[0]


def run(checks: Iterable[Check], look: Look, seconds: float | None = None) -> Iterator[Finding]:
    """What the checks find, in their order. None of them can stop the others, or hold them up for long.

    `seconds` stands in the place of every check's own patience, for tests.
    """
    silent: set[FolderId] = set()
    for check in checks:
        folder = next((folder for folder in check.needs if folder in silent), None)
        if folder is not None:
            fields: dict[str, object] = {"folder": FOLDERS[folder]}
            yield Finding(check.id, "note", N_("{folder}: it does not answer, so this was not looked at"), fields)
            continue
        try:
            if check.here:
                yield from check.find(look)
            else:
                yield from within(seconds or check.seconds, lambda alive, check=check: _found(check, look, alive))  # type: ignore[misc]
        except NoAnswer:
            silent.update(check.needs)
            yield _given_up(check, look, seconds or check.seconds)
        except KohtaaError as fault:
            yield Finding(
                check.id, "fault", "{sentence}", {"sentence": safe_fault(fault, _place(fault, look))}, _RIGHTS
            )
        except OSError as fault:
            yield Finding(check.id, "fault", N_("This could not be looked at: {why}"), {"why": reason(fault)}, _RIGHTS)
        except Exception as fault:  # a check that fails must not hide what the others find
            fields = {"kind": Own(type(fault).__name__)}
            message = N_("kohtaa could not look at this because of a fault of its own ({kind})")
            yield Finding(check.id, "fault", message, fields, N_("Please report it, with this whole page."))


_RIGHTS = N_("Make it readable by you again. Often this does it: kohtaa doctor --fix")
_OWN_NAMES = re.compile(r"sessions|keys|phases|\d{2}|\d{4}")


def _place(fault: KohtaaError, look: Look) -> object:
    """Where a fault lies, as far as the names on the way are kohtaa's own."""
    path = fault.fields.get("path")
    for root in (look.places.data, look.places.config, look.places.cache):
        if isinstance(path, Path) and path.is_relative_to(root):
            inside = path.relative_to(root).parts
            return root.joinpath(*takewhile(_OWN_NAMES.fullmatch, inside))
    return "…"


def _found(check: Check, look: Look, alive: Callable[[], None]) -> list[Finding]:
    return list(check.find(msgspec.structs.replace(look, alive=alive)))


def _given_up(check: Check, look: Look, seconds: float) -> Finding:
    if not check.needs:
        return Finding(check.id, "fault", N_("No answer within {n} seconds"), {"n": round(seconds)})
    folder = check.needs[0]
    return Finding(
        check.id,
        "fault",
        N_("{folder}: {path} does not answer"),
        {"folder": FOLDERS[folder], "path": getattr(look.places, folder)},
        N_("A share or a drive may be cut off. Connect it again, or give another folder with --data-dir."),
    )
