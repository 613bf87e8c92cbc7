"""What the index knows of the words of a meeting, and how a query asks for them.

Every word that `domain.searching` would compare is written with the letters a to y and the figures alone, each other
letter as its number between two z. So the database's own ideas of letters, cases and word ends never come into
play, and one word begins with another exactly where it does so here. What is found is looked at once more by
`matching`: the index may find too much, and never too little.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.searching import Query, Summary, begins, seen

LONGEST = 1000
"""Letters of a word that are told apart; nobody asks for so many."""
_OWN = frozenset(map(ord, "abcdefghijklmnopqrstuvwxy0123456789 "))


class _Spelling(dict[int, str]):
    """How each letter is written, worked out once: `str.translate` asks for all of them. A blank stays one."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if code in _OWN else f"z{code:x}z"
        return self[code]


_SPELLED = _Spelling()


def terms(one: Summary) -> str:
    """The words of a meeting's reference and notes, with and without dots on the letters; its marks and phases."""
    text = "\n".join(texts(one))
    words = " ".join(word[:LONGEST] for word in {*begins(text, False), *begins(text, True)})
    found = set(words.translate(_SPELLED).split(" "))
    found.update(_phase(phase) for phase in {note.phase for note in one.notes})
    found.update(_mark(mark) for mark in {note.mark or "" for note in one.notes})
    return " ".join(sorted(found))


def asked(query: Query) -> str:
    """The same as a question to the database; empty where the query asks for nothing that is a word there."""
    wanted = [_written(seen(word, query.folded)) for word in query.words]
    wanted = [word for word in wanted if word]
    wanted += [_written(word) for word in begins(query.reference, query.folded)]
    wanted += [_phase(query.phase)] if query.phase else []
    wanted += [_mark(query.mark)] if query.mark else []
    return " AND ".join(f'"{word}"*' for word in wanted)


def texts(one: Summary) -> Iterable[str]:
    """The texts of a meeting that are in the index when it is."""
    return filter(None, (one.listed.reference, *(note.text for note in one.notes)))


def _written(word: str) -> str:
    return word[:LONGEST].translate(_SPELLED)


def _phase(phase: str) -> str:
    return f"zyp{_written(phase)}zy"


def _mark(mark: str) -> str:
    return f"zym{_written(mark)}zy"
