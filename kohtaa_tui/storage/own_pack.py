"""A person's own version of a pack: the base pack's text kept whole, with other figures.

Its text is changed line by line, so that every comment stays, and then read back: what came out must hold the
base's tables with exactly the changes asked for, and stand the same check as `kohtaa phases check`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import tomli

from ..domain.own_pack import Where, own_id, own_tables
from ..domain.text import clean
from ..errors import N_, StorageFault
from .handed_out import write_new
from .inlet import PACK_BYTES, decode, read_bytes, why
from .packs import FORM
from .paths import make_private
from .toml_check import check
from .toml_lines import Lines

UNCHANGEABLE = N_("The figures of {path} stand in it in a way that kohtaa cannot change. Copy the file and edit it.")


def write_own(folder: Path, base: Path, figures: Mapping[Where, int], taken: Collection[str]) -> str:
    """Write a new pack into `folder`, made of the file `base` with other figures; returns its id.

    No file is ever written over; ids in `taken` are passed over. Raises `StorageFault` where the base cannot be
    read or changed, or the folder not be written.
    """
    text = decode(read_bytes(base, PACK_BYTES), base)
    make_private(folder)
    used = set(taken)
    while True:
        own = own_id(base.stem, used)
        path = folder / f"{own}.toml"
        try:
            write_new(path, own_text(text, base, own, figures).encode())
        except FileExistsError:
            used.add(own)
            continue
        except OSError as fault:
            raise StorageFault(N_("{path} cannot be written: {why}"), path=path, why=why(fault)) from None
        if any(not fault.warning for fault in check(path, FORM)[1]):
            with suppress(OSError):
                path.unlink()
            raise StorageFault(UNCHANGEABLE, path=clean(str(base)))
        return own


def own_text(text: str, base: Path, own: str, figures: Mapping[Where, int]) -> str:
    """The text of the new file. Raises `StorageFault` where the base's own cannot be changed like that."""
    try:
        data = tomli.loads(text)
    except (ValueError, RecursionError):
        raise StorageFault(UNCHANGEABLE, path=clean(str(base))) from None
    changes = own_tables(data, own, figures)
    titles = {where for where in changes if where[:1] == ("title",)}
    # a name written in an unusual way stays as it is: what counts is the figures
    for wanted in (changes, {w: v for w, v in changes.items() if w not in titles}):
        changed = _changed(text, wanted)
        with suppress(ValueError, RecursionError):
            if tomli.loads(changed) == _expected(data, wanted):
                return changed
    raise StorageFault(UNCHANGEABLE, path=clean(str(base)))


def _expected(data: dict[str, Any], changes: Mapping[Where, object]) -> dict[str, Any]:
    expected = deepcopy(data)
    for where, value in changes.items():
        table: Any = expected
        for part in where[:-1]:
            table = table[part]
        table[where[-1]] = value
    return expected


def _changed(text: str, changes: Mapping[Where, object]) -> str:
    """The text with these values on their lines; a line that is not as usual stays, and whoever asked notices."""
    lines, rows = Lines(text), text.split("\n")
    for where, value in changes.items():
        key = rf"((?<![\w-])[\"']?{re.escape(str(where[-1]))}[\"']?\s*=\s*)"
        row = lines.of(where) - 1
        if isinstance(value, int):
            rows[row] = re.sub(key + r"[0-9][0-9_]*", rf"\g<1>{value}", rows[row], count=1)
        else:
            written = str(value).replace("\\", "\\\\").replace('"', '\\"')
            quoted = key + r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')"
            rows[row] = re.sub(quoted, lambda found, new=written: f'{found[1]}"{new}"', rows[row], count=1)  # type: ignore[misc]
    return "\n".join(rows)
