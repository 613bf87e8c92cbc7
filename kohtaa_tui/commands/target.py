"""The file that a command was told to write: looked at first, then written, with a name proposed where it cannot be."""

from __future__ import annotations

from pathlib import Path

from ..domain.text import clean
from ..errors import N_, StorageFault, UsageFault
from ..storage.handed_out import among_own, check_over, expanded, write_new, write_over
from ..storage.inlet import why
from ..storage.paths import Places

LONGEST = 1000
"""Characters of a path that is typed."""


class Target:
    """A place for a new private file."""

    def __init__(self, typed: str, proposed: str, places: Places, *, force: bool) -> None:
        """`proposed` is a neutral name to tell where `typed` is none; `force` lets an ordinary file be written over.

        Raises `UsageFault` or `StorageFault` for what can be seen to be wrong, so that nobody is asked in vain.
        """
        typed = clean(typed.strip(), LONGEST)
        if not typed:
            raise UsageFault(N_("Write the name of the file, for example: {path}"), path=proposed)
        self.path, self._proposed, self._force = expanded(typed), proposed, force
        path = self.path
        if among_own(path, places):
            raise UsageFault(N_("{path} lies among kohtaa's own files. Choose another folder."), path=path)
        if path.is_dir() and not path.is_symlink():
            other = _free(path, proposed)
            raise UsageFault(N_("{path} is a folder. Name a file in it, for example: {other}"), path=path, other=other)
        check_over(path)  # what --force could not write over is told as such, and --force is not spoken of
        if not force and path.exists():
            raise self._there_already()

    def write(self, data: bytes) -> None:
        """Write it, on the disk when this returns. Raises `StorageFault`."""
        try:
            (write_over if self._force else write_new)(self.path, data)
        except FileExistsError:
            raise self._there_already() from None
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=self.path, why=why(fault)) from None

    def _there_already(self) -> StorageFault:
        sentence = N_("There is a file {path} already. Another name would be {other}; --force writes over it.")
        return StorageFault(sentence, path=self.path, other=_free(self.path.parent, self._proposed))


def _free(folder: Path, name: str) -> Path:
    """A path in the folder where nothing stands, as far as one can see."""
    stem, _, ending = name.rpartition(".")
    names = (name, *(f"{stem}-{n}.{ending}" for n in range(2, 100)))
    return next((folder / one for one in names if not (folder / one).exists()), folder / name)
