"""Where everything lies, in one place. Finding a path never makes a file or folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from ..errors import N_, StorageFault
from .inlet import why

APP = "kohtaa"

DATA_VARIABLE = "KOHTAA_DATA_DIR"
CONFIG_VARIABLE = "KOHTAA_CONFIG_DIR"
CACHE_VARIABLE = "KOHTAA_CACHE_DIR"


class Places(Struct, frozen=True):
    """The three folders of kohtaa, and what lies where in them."""

    data: Path
    """Meetings: what a person would miss."""
    config: Path
    """Settings and own packs: what a person writes."""
    cache: Path
    """Locks and the search index: this machine's own, and nobody misses them."""
    for_practice: bool = False
    """Whether this is the store for practice, in which no real meeting is ever kept, and nothing else."""

    @property
    def sessions(self) -> Path:
        """The folder of the meetings."""
        return self.data / "sessions"

    @property
    def practice(self) -> Places:
        """The same for practice: a store of its own, so that no real meeting is ever among them."""
        return Places(self.data / "practice", self.config, self.cache, for_practice=True)

    @property
    def packs(self) -> Path:
        """The folder of the user's own packs."""
        return self.config / "phases"

    @property
    def scenarios(self) -> Path:
        """The folder of the user's own practice clients."""
        return self.packs / "practice"

    @property
    def demos(self) -> Path:
        """The folder of a trainer's own demos."""
        return self.config / "demos"

    @property
    def templates(self) -> Path:
        """The folder of the user's own text templates."""
        return self.config / "templates"

    @property
    def keys(self) -> Path:
        """The keys of encryption, where it is on or has been."""
        return self.config / "keys"

    @property
    def encrypted_mark(self) -> Path:
        """The file that says that the meetings of the data folder are encrypted, also where the keys are missing."""
        return self.data / "encrypted"

    @property
    def config_file(self) -> Path:
        """The settings, written by people. The program changes its calendars alone, and only when told to."""
        return self.config / "config.toml"

    @property
    def device_file(self) -> Path:
        """The random id that tells this config folder's records from another's."""
        return self.config / "device"

    @property
    def last_file(self) -> Path:
        """What was chosen the last time, so that one Enter starts the next meeting."""
        return self.config / "last.json"

    @property
    def cache_for_data(self) -> Path:
        """The part of the cache that belongs to this data folder: the locks and the index of search lie here.

        The key is the folder's real path, so that two ways to the same folder meet at the same locks.
        """
        from hashlib import sha256

        real = os.path.normcase(os.path.realpath(self.data))
        return self.cache / f"data-{sha256(os.fsencode(real)).hexdigest()[:16]}"


def find(
    data_dir: str | os.PathLike[str] | None = None,
    config_dir: str | os.PathLike[str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Places:
    """The folders in force: the option, else the variable, else what is usual on the system.

    Raises `StorageFault` when a folder is neither given nor can be told, as for a user without a home.
    """
    data = _chosen(data_dir, environ.get(DATA_VARIABLE), "data")
    config = _chosen(config_dir, environ.get(CONFIG_VARIABLE), "config")
    cache = _chosen(None, environ.get(CACHE_VARIABLE), "cache")
    if data is None or config is None:
        raise StorageFault(N_("You have no home folder here. Give the folders with --data-dir and --config-dir."))
    # Without a home the cache may not go to a folder that everybody writes in: it may name meetings.
    return Places(data, config, cache or config / "cache")


def _chosen(option: str | os.PathLike[str] | None, variable: str | None, kind: str) -> Path | None:
    given = option if option is not None and os.fspath(option) else variable
    if given:
        return Path(os.path.abspath(os.path.expanduser(given)))  # noqa: PTH100, PTH111 - also tidies "..", touches no disk
    # platformdirs costs a millisecond, and nothing where all three are given.
    import platformdirs

    usual = {
        "data": platformdirs.user_data_path,
        "config": platformdirs.user_config_path,
        "cache": platformdirs.user_cache_path,
    }[kind]
    try:
        folder = usual(APP, appauthor=False)
    except RuntimeError:  # no HOME, and no such user on the system
        return None
    # Older versions leave "~" as it is then: that would be a folder named "~" wherever one stands.
    return folder if folder.is_absolute() else None


def make_private(folder: Path) -> list[Path]:
    """Make `folder` and its missing parents for their owner only (0700), whatever the umask; returns those made.

    Folders that are there already are left as they are. Raises `StorageFault` in one sentence when
    the folder cannot be made or nothing can be written in it.
    """
    try:
        made = _make(folder)
        usable = os.access(folder, os.W_OK | os.X_OK)
    except NotADirectoryError:
        raise StorageFault(N_("{path} cannot be made: a part of it is a file, not a folder."), path=folder) from None
    except FileExistsError:
        raise StorageFault(N_("{path} is not a folder."), path=folder) from None
    except OSError as fault:
        raise StorageFault(N_("{path} cannot be made: {why}"), path=folder, why=why(fault)) from None
    except ValueError:  # a NUL in the path
        raise StorageFault(N_("{path} is not a path."), path=ascii(str(folder))) from None
    if not usable:
        raise StorageFault(N_("Nothing can be written in the folder {path}."), path=folder)
    return made


def _make(folder: Path) -> list[Path]:
    missing: list[Path] = []
    while not folder.is_dir():
        missing.append(folder)
        if folder.parent == folder:
            break
        folder = folder.parent
    for path in reversed(missing):
        try:
            os.mkdir(path, 0o700)  # noqa: PTH102 - one call that tests can make fail
        except FileExistsError:
            if not path.is_dir():  # another window may have made it in between
                raise
        else:
            path.chmod(0o700)  # the umask may have taken the owner's own rights away
    return missing
