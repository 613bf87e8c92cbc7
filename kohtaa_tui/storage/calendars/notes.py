"""What happened while a calendar was read, counted, to be said afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from . import told
from .answer import Message

MOST = 12
"""More sentences than anybody reads are not made."""


class Notes:
    """Sentences, each once, and how often each thing happened."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], Message] = {}
        self._counts: Counter[str] = Counter()
        self.letters: set[int] = set()
        """The numbers of the files whose titles are not UTF-8."""

    def say(self, message: str, **fields: str | int) -> None:
        """Note one sentence; the same one counts once."""
        self._said.setdefault((message, repr(sorted(fields.items(), key=lambda item: item[0]))), (message, fields))

    def count(self, message: str, n: int = 1) -> None:
        """Note that what `message` tells of happened `n` times."""
        if n:
            self._counts[message] += n

    def messages(self) -> Iterator[Message]:
        """What is to be said, the most important first, and not more than a person reads."""
        order = (
            told.BROKEN,
            told.RULE,
            told.SLOW,
            told.BACKWARDS,
            told.ENDLESS,
            told.NIGHT,
            told.ELSEWHERE,
            told.TWICE,
        )
        counted = [*order, *(message for message in self._counts if message not in order)]
        rows: list[Message] = [(message, {"n": self._counts[message]}) for message in counted if self._counts[message]]
        yield from [*rows, *self._said.values()][:MOST]
