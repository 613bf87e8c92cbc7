"""Looking at shared folders of packs, with an end to the waiting, and what came of it in words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from ..domain import pack_difference
from ..domain.pack import LANGUAGES, Pack, Texts
from ..domain.text import clean
from ..errors import N_
from ..i18n import Words
from ..storage import shared_packs
from ..storage.checkup.patience import NoAnswer, within
from ..storage.shared_packs import PackChange, SharedFolder
from ..storage.toml_faults import Fault
from .context import Context

PATIENCE_S = 10.0
"""Seconds without a sign of life after which a folder is given up, where nobody waits for it."""
AT_ONCE_S = 2.0
"""Seconds that the beginning of a meeting waits for folders that were never read."""


class SharedNews(Struct, frozen=True):
    """What came of looking at shared folders."""

    changes: tuple[PackChange, ...] = ()
    """What has changed since it was last shown to the person."""
    faults: tuple[Fault, ...] = ()
    """What could not be used."""


def folders_of(context: Context) -> list[SharedFolder]:
    """The shared folders in force."""
    if not (context.settings.pack_paths or context.policy.pack_paths):
        return []
    return shared_packs.shared_folders(context.places, context.settings, context.policy)


def look(folders: Sequence[SharedFolder], seconds: float = PATIENCE_S) -> SharedNews:
    """Look at each of the folders, and give one up that is silent for longer than `seconds`."""
    faults: list[Fault] = []
    changes: list[PackChange] = []
    for folder in folders:
        try:
            if folder.source in _asked:
                raise NoAnswer
            _asked.add(folder.source)
            faults += within(seconds, lambda alive, folder=folder: _look(folder, alive))  # type: ignore[misc]
        except NoAnswer:
            silent = N_("this folder does not answer; the last copies are used")
            faults.append(Fault(folder.source, None, "", silent))
        changes += shared_packs.changes(folder)
    return SharedNews(tuple(changes), tuple(faults))


_asked: set[Path] = set()
"""Folders that were asked and have not answered: each has a thread that waits for it, and needs no second one."""


def _look(folder: SharedFolder, alive: Callable[[], None]) -> list[Fault]:
    try:
        return shared_packs.look(folder, alive=alive)
    finally:
        _asked.discard(folder.source)


def look_at_new(context: Context, seconds: float = AT_ONCE_S) -> bool:
    """Look once at folders that were never read, for no longer than `seconds` together; whether anything was read.

    All at the same time: one that hangs takes no time from the others.
    """
    new = [folder for folder in folders_of(context) if shared_packs.never_read(folder)]
    looked: list[SharedFolder] = []
    at_all = threading.Event()

    def look_at(folder: SharedFolder) -> None:
        try:
            shared_packs.look(folder)
        finally:
            looked.append(folder)
            if len(looked) == len(new):
                at_all.set()

    for folder in new:
        threading.Thread(target=look_at, args=(folder,), daemon=True).start()
    if new:
        at_all.wait(seconds)
    return any(not shared_packs.never_read(folder) for folder in new)


def seen(folders: Sequence[SharedFolder]) -> None:
    """What has changed was shown."""
    for folder in folders:
        shared_packs.seen(folder)


# --- in words ---


def headline(change: PackChange, words: Words) -> str:
    """What happened to a pack, in one sentence."""
    pack = change.now or change.was
    title = pack.title.get(words.language) if pack is not None else clean(change.id, 60)
    if change.was is None:
        return words("A new method: {title}", title=title)
    if change.now is None:
        return words("The method “{title}” is no longer in the shared folder.", title=title)
    if change.was.version == change.now.version:
        return words("The method “{title}” has changed, and its version has not.", title=title)
    return words(
        "The method “{title}” has changed: version {old} → {new}",
        title=title,
        old=change.was.version,
        new=change.now.version,
    )


def difference(change: PackChange, words: Words) -> Iterator[str]:
    """How a pack differs from what it was, a line each."""
    if change.was is None or change.now is None:
        return
    before, after = change.was, change.now
    told = tuple(_told(before, after, words))
    yield from told
    if not told and pack_difference.anything_else(before, after):
        yield words("Something else in it has changed, such as its circumstances.")


def _told(before: Pack, after: Pack, words: Words) -> Iterator[str]:
    if [phase.id for phase in before.phase] != [phase.id for phase in after.phase]:
        yield words("Phases: {before} → {after}", before=_phases(before, words), after=_phases(after, words))
    for found in pack_difference.minutes(before, after):
        yield words(
            "In {total} min: {before} → {after} min",
            total=found.total,
            before=_row(found.before),
            after=_row(found.after),
        )
    minimums = pack_difference.minimums(before, after)
    if minimums is not None:
        was, now = minimums
        yield words("At least: {before} → {after} min", before=_row(was), after=_row(now))
    for text in pack_difference.texts(before, after):
        yield _changed(text, words)


def _phases(pack: Pack, words: Words) -> str:
    return ", ".join(phase.name.get(words.language) for phase in pack.phase)


def _row(minutes: Sequence[int]) -> str:
    return "/".join(str(n) for n in minutes)


def _changed(change: pack_difference.TextChange, words: Words) -> str:
    where = change.where.get(words.language)
    lead = f"{where}: " if where else ""
    if change.before is None and change.after is not None:
        return f"+ {lead}{change.after.get(words.language)}"
    if change.after is None and change.before is not None:
        return f"− {lead}{change.before.get(words.language)}"
    language = _differing(change.before or Texts(), change.after or Texts(), words.language)
    before, after = ((texts or Texts()).get(language) for texts in (change.before, change.after))
    return lead + words("“{before}” → “{after}”", before=before, after=after)


def _differing(before: Texts, after: Texts, language: str) -> str:
    """The language to tell a change in: the person's, unless the texts are the same in it."""
    others = (language, *LANGUAGES)
    return next((one for one in others if before.get(one) != after.get(one)), language)
