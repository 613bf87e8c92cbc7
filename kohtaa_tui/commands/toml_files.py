"""What can be done with every kind of file that people write: list them, check them, begin a new one.

Every function writes to the streams it is given. What was typed wrong is raised as `UsageFault`, what the disk
refuses as `StorageFault`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TextIO, TypeVar

from ..domain.text import clean
from ..errors import N_, StorageFault, UsageFault
from ..storage.handed_out import write_new
from ..storage.inlet import why
from ..storage.toml_faults import ID_PATTERN, Translator, is_reserved, render
from ..storage.toml_shelf import TomlShelf

T = TypeVar("T")


def _as_it_is(path: Path) -> str:
    return clean(str(path))


def list_files(
    shelf: TomlShelf[T],
    about: Callable[[T], Iterable[str]],
    words: Translator,
    out: TextIO,
    place: Callable[[Path], str] = _as_it_is,
) -> int:
    """Every file with its id, what `about` says of it, and where it lies; a broken one with its reason.

    `place` puts into words where a file lies.
    """
    listed = shelf.listed()
    width = max((len(listing.id) for listing in listed), default=0)
    for listing in listed:
        told = [words(N_("broken"))] if listing.content is None else list(about(listing.content))
        told.append(place(listing.path))
        told += [render(fault, words) for fault in listing.faults]
        if listing.shadows:
            told.append(words(N_("used in place of {path}"), path=place(listing.shadows)))
        for row, line in enumerate(told):
            print(f"{'' if row else listing.id:<{width}}  {line}", file=out)
    if not listed:
        print(words(shelf.form.none), file=out)
    return 0


def check_files(shelf: TomlShelf[T], files: Sequence[Path], words: Translator, out: TextIO, err: TextIO) -> int:
    """Tell every fault of the files, or of all there are when none is named. Ends with 1 if there is any.

    The faults are what was asked for and go to `out`; their number goes to `err`.
    """
    from ..storage.toml_check import check

    paths = list(files) or shelf.files()
    wrong = warned = 0
    for path in paths:
        for fault in check(path, shelf.form)[1]:
            print(render(fault, words), file=out)
            wrong += not fault.warning
            warned += fault.warning
    if not paths:
        print(words(shelf.form.none), file=out)
    elif wrong:
        print(words(N_("Faults: {wrong}. Warnings: {warned}."), wrong=wrong, warned=warned), file=err)
    elif warned:
        print(
            words(N_("Files checked: {count}. They can be used. Warnings: {warned}."), count=len(paths), warned=warned),
            file=out,
        )
    else:
        print(words(N_("Files checked: {count}. All is well."), count=len(paths)), file=out)
    return 1 if wrong else 0


def check_id(typed: str) -> None:
    """Raises `UsageFault` for what cannot be an id."""
    shown = clean(typed, 60)
    if not ID_PATTERN.fullmatch(typed):
        raise UsageFault(N_("“{id}” cannot be an id: small letters a–z, digits and hyphens, at most 40."), id=shown)
    if is_reserved(typed):
        raise UsageFault(N_("“{id}” is a name that Windows keeps for itself: choose another."), id=shown)


def write_file(path: Path, text: str, out: TextIO) -> int:
    """Write a new file and the folders it lies in, for this person only, and print where it is."""
    try:
        _make_folders(path.parent)
        write_new(path, text.encode())
    except FileExistsError:
        raise StorageFault(N_("{path} is already there and was left as it is."), path=path) from None
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
    print(clean(str(path)), file=out)
    return 0


def _make_folders(folder: Path) -> None:
    """Make the folders that are missing, each for this person only whatever the umask."""
    if folder.is_dir():
        return
    if os.path.lexists(folder):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
