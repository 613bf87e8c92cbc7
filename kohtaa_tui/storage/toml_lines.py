"""Which line of a TOML file holds a value: the parser does not tell, and a person mending it asks.

The file is taken statement by statement, each read by the parser itself: what it gives is put where the
statement stands. Only used once something is wrong.
"""

from __future__ import annotations

from typing import Any

import tomli

from .toml_faults import Where

_PATIENCE = 2_000_000
"""How many characters of unfinished statements are read over again: one without end must not take for ever."""


class Lines:
    """The lines of a file that is known to be TOML."""

    def __init__(self, text: str) -> None:
        self._found: dict[Where, int] = {(): 1}
        self._lists: dict[Where, int] = {}  # how many tables each list of tables has so far
        self._table: Where = ()
        self._patience = _PATIENCE
        rows = text.split("\n")
        start = 0
        while start < len(rows) and self._patience > 0:
            start = self._statement(rows, start)

    def of(self, where: Where) -> int:
        """The line of a value, or of the nearest table that would hold it."""
        while where not in self._found:
            where = where[:-1]
        return self._found[where]

    def _statement(self, rows: list[str], start: int) -> int:
        """Read the statement that begins at `start`; return where the next one begins."""
        row = rows[start].strip()
        if not row or row.startswith("#"):
            return start + 1
        for end in range(start + 1, len(rows) + 1):
            part = "\n".join(rows[start:end])
            held = _read(part)
            if held is not None:
                self._keep(held, row, end if end - start > 1 else start + 1, start + 1)
                return end
            self._patience -= len(part)
            if self._patience <= 0:
                break
            # what a list over several lines holds so far
            held = _read(part + "\n]")
            if held is not None:
                self._put(self._table, held, end, start + 1)
        return len(rows)

    def _keep(self, held: dict[str, Any], row: str, line: int, first: int) -> None:
        if row.startswith("["):
            self._table = self._header(_keys(held), doubled=row.startswith("[["))
            for length in range(1, len(self._table) + 1):
                self._found.setdefault(self._table[:length], first)
        else:
            self._put(self._table, held, line, first)

    def _header(self, keys: list[str], *, doubled: bool) -> Where:
        """The way a header leads: through the last table of every list of tables on it."""
        way: Where = ()
        for place, key in enumerate(keys):
            way = (*way, key)
            if doubled and place == len(keys) - 1:
                self._lists[way] = self._lists.get(way, 0) + 1
            if way in self._lists:
                way = (*way, self._lists[way] - 1)
        return way

    def _put(self, where: Where, value: Any, line: int, first: int) -> None:
        """Note the line of all in `value` not yet noted: an entry's own, a key's where its statement begins."""
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in parts:
            way = (*where, key)
            self._found.setdefault(way, line if _in_list(way, self._table) else first)
            self._put(way, part, line, first)


def _in_list(way: Where, table: Where) -> bool:
    return any(isinstance(part, int) for part in way[len(table) :])


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(text)
    except (ValueError, RecursionError):
        return None


def _keys(held: Any) -> list[str]:
    """The keys of a header, from what the parser makes of it alone."""
    keys: list[str] = []
    while held:
        held = held[0] if isinstance(held, list) else held
        if not held:
            break
        key = next(iter(held))
        keys.append(key)
        held = held[key]
    return keys
