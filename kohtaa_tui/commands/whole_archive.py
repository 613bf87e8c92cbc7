"""`kohtaa archive`: everything into one file, and what a file has taken in here."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TextIO

import msgspec
from msgspec import Struct

from ..domain.text import clean
from ..errors import N_, KohtaaError, UsageFault
from ..i18n import Words
from ..runtime import allowed
from ..runtime.clock import Clock
from ..runtime.held import open_elsewhere
from ..storage.archive import Archive
from ..storage.handed_out import among_own, expanded
from ..storage.hold import Hold
from ..storage.policy import Policy
from ..storage.retention import Retention
from ..storage.session_files import ID
from ..storage.settings import SettingFault, Settings, certain_keep_days
from ..storage.settings_file import understood
from ..storage.whole.loading import Changes, Counts, load
from ..storage.whole.opened import Opened
from ..storage.whole.saving import Saved, save
from .asking import agreed
from .passphrase import Passphrases
from .whole_words import done_line, left_lines, loaded_lines, saved_lines

_EVERY = 50
"""After so many meetings the line of progress is written anew."""


class LeftOut(Struct, frozen=True):
    """What is not in the archive, or not taken in from it."""

    name: str
    """The id of a meeting, or the name of a file."""
    why: str


class ArchiveSaved(Struct, frozen=True):
    """What was saved: the object of `kohtaa archive save --json`."""

    file: str
    bytes: int
    sealed: bool
    """Whether it opens with the passphrase only."""
    counts: dict[str, int]
    running: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


class ArchiveLoaded(Struct, frozen=True):
    """What an archive changes here: the object of `kohtaa archive load --json`."""

    saved_at: str
    version: str
    """The version of kohtaa that made the archive."""
    sealed: bool
    done: bool
    """Whether it was done; false for what would be."""
    meetings: Counts
    practice: Counts
    files: dict[str, list[str]]
    """The other files that are put here, by what they are."""
    differ: list[str]
    """Files that are here with something else in them, and stay so."""
    keys: str
    """`none` in the archive, `new` here, the `same` here, or here are `others`, which stay."""
    due: int
    """How many of the meetings that are put here are past the days that texts are kept."""
    due_here: int
    """How many that are here already are past the days of the settings that are put here."""
    left_out: tuple[LeftOut, ...]


class _Kept(Struct, frozen=True):
    """How long texts are kept once the archive's settings are in place."""

    days: int | None
    """None where that is not certain; 0 is for good."""
    due_here: int = 0
    """How many meetings that are here already are past them, where the settings are the archive's."""


class WholeArchive:
    """The commands, on one person's folders. `progress` is whether somebody looks at `err` as it is written."""

    def __init__(
        self, archive: Archive, words: Words, clock: Clock, out: TextIO, err: TextIO, progress: bool = False
    ) -> None:
        self._archive, self._words, self._clock = archive, words, clock
        self._out, self._err, self._progress = out, err, progress

    # --- saving ---

    def save(self, asked: Namespace, policy: Policy) -> int:
        """Put everything into a new file. Raises `AgainstPolicy`, `StorageFault`, `UsageFault`."""
        allowed.to_let_texts_out(policy)
        path = _path(asked.file)
        if among_own(path, self._archive.places):
            raise UsageFault(N_("{path} lies among kohtaa's own files. Choose another folder."), path=path)
        try:
            saved = save(self._archive, path, self._clock.now(), self._tell_saving)
        finally:
            self._end_progress()
        left = self._left([(str(path), fault) for path, fault in saved.left_out])
        if asked.json:
            self._json(_as_saved(saved, left))
        else:
            for line in saved_lines(saved, self._words):
                self._say(line)
        self._tell_left(left, saving=True)
        return 1 if left else 0

    # --- loading ---

    def load(
        self,
        asked: Namespace,
        passphrases: Passphrases,
        ask: TextIO | None,
        settings: Settings,
        faults: Sequence[SettingFault],
        policy: Policy,
    ) -> int:
        """Say what would change, ask once, and take it in. Raises `StorageFault`, `WrongPassphrase`, `UsageFault`."""
        opened = Opened(_path(asked.file))
        try:
            if ask is None and not (asked.yes or asked.dry_run):
                raise UsageFault(
                    N_("There is nobody to ask here. Without asking: {command}"),
                    command=f"kohtaa archive load {asked.file} --yes",
                )
            if opened.sealed:
                self._archive.vault.keys.ready()
                passphrases.unlock(_Sealed(opened, self._archive))
            found = self._go(opened, do=False)
            kept = self._kept(found, settings, faults, policy)
            if asked.dry_run or found.nothing:
                return self._end(opened, found, kept, asked, done=not asked.dry_run)
            if asked.yes:
                return self._end(opened, self._go(opened, do=True), kept, asked, done=True)
            for line in self._lines(opened, found, kept, done=False):
                print(line, file=self._err)
            self._tell_left(self._left(found.left))
            if not self._agreed(ask):
                return 1
            found = self._go(opened, do=True)
            if asked.json:
                return self._end(opened, found, kept, asked, done=True)
            self._say(done_line(self._words))
            return 1 if found.left else 0
        finally:
            opened.close()

    def _go(self, opened: Opened, *, do: bool) -> Changes:
        try:
            return load(self._archive, opened, do=do, tell=self._tell_loading)
        finally:
            self._end_progress()

    def _lines(self, opened: Opened, found: Changes, kept: _Kept, *, done: bool) -> Iterator[str]:
        due = self._due(found, kept.days)
        return loaded_lines(opened.manifest, found, due, kept.due_here, kept.days, self._words, done=done)

    def _end(self, opened: Opened, found: Changes, kept: _Kept, asked: Namespace, *, done: bool) -> int:
        left = self._left(found.left)
        if asked.json:
            self._json(
                ArchiveLoaded(
                    saved_at=opened.manifest.saved_at.isoformat(timespec="seconds"),
                    version=clean(opened.manifest.version, 40),
                    sealed=opened.sealed,
                    done=done,
                    meetings=found.meetings,
                    practice=found.practice,
                    files={str(kind): files for kind, files in found.files.items()},
                    differ=found.differ,
                    keys=found.keys,
                    due=self._due(found, kept.days),
                    due_here=kept.due_here,
                    left_out=left,
                )
            )
        else:
            for line in self._lines(opened, found, kept, done=done):
                self._say(line)
        self._tell_left(left)
        return 1 if left else 0

    def _kept(self, found: Changes, settings: Settings, faults: Sequence[SettingFault], policy: Policy) -> _Kept:
        """What the settings come to that hold afterwards. Asked before anything is put here. Raises `StorageFault`."""
        if found.settings is None:
            return _Kept(certain_keep_days(settings, faults, policy))
        try:
            text = found.settings.decode("utf-8-sig")
        except UnicodeDecodeError:
            return _Kept(None)
        days = certain_keep_days(*understood(text, self._archive.places.config_file, None), policy)
        looked = Retention(self._archive, days or 0).look(self._clock.now())
        return _Kept(days, len(looked.due) + len(looked.held))

    def _due(self, found: Changes, days: int | None) -> int:
        """How many of the meetings are past their days."""
        now = self._clock.now()
        return sum(_past(ended_at, now, days) for ended_at in found.ended_at) if days else 0

    def _agreed(self, ask: TextIO | None) -> bool:
        """Ask once, default no."""
        question = self._words("Take this in? What is here stays as it is.")
        if ask is not None and agreed(question, self._words, ask, self._err):
            return True
        print(f"kohtaa: {self._words('Nothing was taken in.')}", file=self._err)
        return False

    # --- telling ---

    def _left(self, left: Sequence[tuple[str, KohtaaError]]) -> tuple[LeftOut, ...]:
        return tuple(LeftOut(clean(name, 200), self._why(name, fault)) for name, fault in left)

    def _why(self, name: str, fault: KohtaaError) -> str:
        if ID.fullmatch(name):
            for places in (self._archive.places, self._archive.places.practice):
                hold = Hold(places, name)
                if hold.elsewhere:
                    return self._words.fault(open_elsewhere(hold, self._words, self._clock.now()))
        return self._words.fault(fault)

    def _tell_left(self, left: Sequence[LeftOut], *, saving: bool = False) -> None:
        for line in left_lines([(one.name, one.why) for one in left], self._words, saving=saving):
            print(f"kohtaa: {line}", file=self._err)

    def _tell_saving(self, done: int, of: int) -> None:
        if self._progress and done % _EVERY == 0:
            print(f"\r{self._words('Meetings: {n} of {of}', n=done, of=of)}\033[K", end="", file=self._err, flush=True)

    def _tell_loading(self, done: int) -> None:
        if self._progress and done % _EVERY == 0:
            print(f"\r{self._words('Meetings: {n}', n=done)}\033[K", end="", file=self._err, flush=True)

    def _end_progress(self) -> None:
        if self._progress:
            print("\r\033[K", end="", file=self._err, flush=True)

    def _json(self, told: Any) -> None:
        self._say(msgspec.json.format(msgspec.json.encode(told), indent=2).decode())

    def _say(self, line: str) -> None:
        print(line, file=self._out)


class _Sealed:
    """An archive that a passphrase opens: its own key's, or that of the key on this computer."""

    def __init__(self, opened: Opened, archive: Archive) -> None:
        self._opened, self._keys = opened, archive.vault.keys

    def unlock(self, passphrase: str, /) -> None:
        self._opened.unlock(passphrase, self._keys.identities)


def _path(typed: str) -> Any:
    if "\0" in typed:
        raise UsageFault(N_("{path} is not a path."), path=ascii(typed))
    return expanded(typed)


def _past(ended_at: datetime, now: datetime, days: int) -> bool:
    return now - ended_at >= timedelta(days=days)


def _as_saved(saved: Saved, left: tuple[LeftOut, ...]) -> ArchiveSaved:
    counts = {str(kind): n for kind, n in saved.counts.items()}
    return ArchiveSaved(clean(str(saved.path)), saved.size, saved.sealed, counts, saved.running, left)
