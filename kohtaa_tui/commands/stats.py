"""`kohtaa stats`: my rhythm, as lines, as JSON or for a spreadsheet. It knows no Textual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Literal, TextIO

from ..domain.rhythm import Rhythm, Which, packs, rhythm
from ..domain.text import clean
from ..errors import N_, KohtaaError, UsageFault
from ..exports import rhythm_table, rhythm_words
from ..i18n import Words
from ..runtime.history import History
from ..storage.packs import Shelf

BAR, SHORTEST = 24, 8
"""Characters of the longest bar, and of the longest where there is little room."""
WIDTH = 78
DEFAULT_LAST = 20

Form = Literal["text", "json", "csv"]


def last_of(text: str | None) -> int:
    """How many meetings `--last` asks for; 0 is all. Raises `UsageFault` for what is neither a number nor `all`."""
    if text is None:
        return DEFAULT_LAST
    if text == "all":
        return 0
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return int(text[:9])
    raise UsageFault(N_("--last is a number of meetings or all, not “{value}”."), value=clean(text, 40))


def stats(history: History, shelf: Shelf, which: Which, words: Words, form: Form, out: TextIO) -> int:
    """Print the rhythm of the meetings that are meant. Raises `StorageFault` where they cannot be read."""
    meetings = history.measured()
    found = rhythm(meetings, which)
    if form == "json":
        counted = Counter(m.pack for m in meetings)
        held = tuple(rhythm_table.PackHeld(pack, counted[pack]) for pack in packs(meetings))
        out.write(rhythm_table.as_json(found, held))
    elif form == "csv":
        from ..exports import MARK

        out.write(MARK + rhythm_table.as_csv(found, words))
    elif not meetings:
        print(words("No meetings yet"), file=out)
    else:
        for line in _lines(found, title(shelf, found.which.pack, words.language), words):
            print(line.rstrip(), file=out)
    return 0


def title(shelf: Shelf, pack: str, language: str) -> str:
    """The name of a pack; its id where the pack is gone or broken, for its meetings are still there."""
    try:
        return shelf.get(pack).title.get(language)
    except KohtaaError:
        return clean(pack, 60)


def _lines(found: Rhythm, name: str, words: Words) -> Iterator[str]:
    yield rhythm_words.which_told(found.which, found.meetings, name, words)
    if told := rhythm_words.little(found, words):
        yield told
    if not found.meetings:
        return
    yield ""
    names = [p.name.get(words.language) for p in found.phases]
    widest, scale = max(map(len, names)), rhythm_words.longest_s(found.phases)
    figures = [rhythm_words.phase_told(phase, words) for phase in found.phases]
    most = max(SHORTEST, min(BAR, WIDTH - widest - 6 - max(map(len, figures))))
    for phase, short, told in zip(found.phases, names, figures, strict=True):
        yield f"  {short:<{widest}}  {rhythm_words.bar(phase, most, scale):<{most}}  {told}"
    yield from (f"  {line}" for line in rhythm_words.legend(words))
    yield ""
    for sentence in rhythm_words.sentences(found, words):
        yield from wrap(sentence, WIDTH, subsequent_indent="  ")
