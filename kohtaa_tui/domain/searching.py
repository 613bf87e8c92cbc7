"""What is looked for among earlier meetings, and what is a match. Whoever searches asks this, with an index or not.

Words are found by how they begin, wherever they stand: `todist` finds “todistukset”. Capital and small letters are
one; å, ä and ö are letters of their own unless `folded` asks for a alone. A meeting matches when each word is found
in its reference or in a note of it that fits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from . import timing
from .events import Mark
from .report import Listed, listed
from .session import Session

MAX_WORDS, MAX_LETTERS = 12, 200
"""What more is typed is not looked for."""
_WORD = re.compile(r"[^\W_]+")


class _LettersAlone(dict[int, int | None]):
    """What takes the marks off letters, worked out once for each character: `str.translate` asks for all of them."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_LETTERS_ALONE = _LettersAlone()


class Query(Struct, frozen=True):
    """What to look for. What is empty asks for nothing."""

    words: tuple[str, ...] = ()
    """As `words_of` cut them."""
    reference: str = ""
    """A reference, or how it begins."""
    phase: str = ""
    """The id of a phase: only notes of it are looked at."""
    mark: Mark | None = None
    """Only notes with this mark are looked at."""
    since: date | None = None
    until: date | None = None
    """The first and the last day."""
    pack: str = ""
    """The id of a pack."""
    shortest: int = 0
    longest: int = 0
    """Bounds of the planned length in minutes; 0 is none."""
    folded: bool = False
    """Whether a finds ä and å, and o finds ö."""

    @property
    def of_notes(self) -> bool:
        """Whether it asks for something that only notes and references tell."""
        return bool(self.words or self.reference or self.phase or self.mark)


class Noted(Struct, frozen=True):
    """One note, as far as it is searched."""

    at_s: int
    """Seconds since the true start."""
    phase: str
    mark: Mark | None
    text: str


class Summary(Struct, frozen=True):
    """One meeting, as far as it is searched. What is sealed and was not opened is not in it."""

    listed: Listed
    notes: tuple[Noted, ...] = ()


def summary(session: Session) -> Summary:
    """What of a session is searched. The adviser's own thoughts are not."""
    begin_s = timing.seconds(session.begin_ms)
    return Summary(
        listed(session),
        tuple(Noted(timing.seconds(n.at_ms) - begin_s, n.phase, n.mark, n.text) for n in session.notes if not n.locked),
    )


def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for in what was typed; signs between them are nothing."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", typed[:MAX_LETTERS])))[:MAX_WORDS]


def matching(one: Summary, query: Query) -> tuple[Noted, ...] | None:
    """The notes for which a meeting is found, none where it is found by something else; None where it is not."""
    if not fits(one.listed, query):
        return None
    reference = one.listed.reference or ""
    if query.reference and not seen(reference, query.folded).startswith(seen(query.reference, query.folded)):
        return None
    notes = [
        n for n in one.notes if (not query.phase or n.phase == query.phase) and (not query.mark or n.mark == query.mark)
    ]
    if (query.phase or query.mark) and not notes:
        return None
    if not query.words:
        return tuple(notes) if query.phase or query.mark else ()
    wanted = [seen(word, query.folded) for word in query.words]
    begun = [(note, set(begins(note.text, query.folded))) for note in notes]
    known = set() if query.phase or query.mark else set(begins(reference, query.folded))
    if not all(any(w.startswith(word) for w in (*known, *(w for _, ws in begun for w in ws))) for word in wanted):
        return None
    return tuple(note for note, ws in begun if any(w.startswith(word) for w in ws for word in wanted))


def fits(one: Listed, query: Query) -> bool:
    """Whether a meeting's day, pack and length are those asked for."""
    day = datetime.fromisoformat(one.started_at).date()
    return (
        (query.since is None or query.since <= day)
        and (query.until is None or day <= query.until)
        and (not query.pack or one.pack == query.pack)
        and query.shortest <= one.minutes
        and (not query.longest or one.minutes <= query.longest)
    )


def seen(text: str, folded: bool) -> str:
    """A text as it is compared."""
    text = unicodedata.normalize("NFC", text).casefold()
    if not folded:
        return text
    return unicodedata.normalize("NFD", text).translate(_LETTERS_ALONE)


def begins(text: str, folded: bool) -> Iterator[str]:
    """The words of a text as they are compared; of `K-17` both parts."""
    return iter(_WORD.findall(seen(text, folded)))
