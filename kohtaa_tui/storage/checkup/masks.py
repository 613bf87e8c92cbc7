"""Masks over what tells who somebody is, so that a report can be pasted where others read it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from unicodedata import normalize

from ...domain.text import clean

USER, HOST = "<user>", "<host>"

_OTHERS = re.compile(r"((?:/home|/Users|/export/home|/var/home|[A-Za-z]:\\Users)[/\\])(?!<user>)[^/\\]+")
"""The folder of some user, also of one whose name is not known here."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""Cloud folders are named after their owner's address."""


class Masks:
    """Puts `~`, `<user>` and `<host>` in the place of a home folder, a user's names and the computer's."""

    def __init__(self, homes: Iterable[str] = (), users: Iterable[str] = (), hosts: Iterable[str] = ()) -> None:
        longest = sorted({_tidy(home) for home in homes} - {"", "/"}, key=len, reverse=True)
        self._homes = [re.compile(rf"{re.escape(home)}(?=[/\\]|$)") for home in longest]
        self._names = [
            (_any(users), USER),
            (_any(host for name in hosts for host in (name, name.partition(".")[0])), HOST),
        ]

    def __call__(self, text: str) -> str:
        """The text with nothing left in it that tells who and where. Also safe to show."""
        text = _MAIL.sub(USER, clean(text, 1000))
        for home in self._homes:
            text = home.sub("~", text)
        for names, mask in self._names:
            if names is not None:
                text = names.sub(mask, text)
        return _OTHERS.sub(rf"\g<1>{USER}", text)


def of_this_computer(environ: Mapping[str, str]) -> Masks:
    """The masks for whoever runs the program here. May ask the system's list of users, which may be far away."""
    import platform

    homes = [environ.get("HOME", ""), environ.get("USERPROFILE", "")]
    users = [environ.get(name, "") for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER")]
    try:
        import pwd

        own = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError, OSError):
        pass
    else:
        full = own.pw_gecos.partition(",")[0]
        homes.append(own.pw_dir)
        users += [own.pw_name, full, *(part for part in full.split() if len(part) > 2)]
    users += [os.path.basename(home.rstrip("/\\")) for home in homes]  # noqa: PTH119 - of either system
    return Masks(homes, users, [platform.node(), environ.get("HOSTNAME", ""), environ.get("COMPUTERNAME", "")])


def _tidy(path: str) -> str:
    return normalize("NFC", path).rstrip("/\\")


def _any(names: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of the names where it stands as a word of its own."""
    found = sorted({normalize("NFC", name) for name in names if name.strip()}, key=len, reverse=True)
    if not found:
        return None
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, found))})(?![^\W_])", re.IGNORECASE)
