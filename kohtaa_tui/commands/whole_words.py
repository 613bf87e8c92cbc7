"""What `kohtaa archive` says: the lines about an archive that was made, and about what one changes here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..domain.text import clean
from ..errors import N_
from ..i18n import Words
from ..storage.whole.contents import Manifest
from ..storage.whole.loading import Changes, Counts
from ..storage.whole.saving import Saved

_NAMED = 20
"""So many things that are left out are named; of the rest it is said how many."""


def saved_lines(saved: Saved, words: Words) -> Iterator[str]:
    """What was saved, and who can read it."""
    counts = saved.counts
    other = sum(n for kind, n in counts.items() if kind not in ("meetings", "practice"))
    parts = [words.plural("{n} meeting", "{n} meetings", counts.get("meetings", 0))]
    if counts.get("practice"):
        parts.append(words.plural("{n} practice", "{n} practices", counts["practice"]))
    if other:
        parts.append(words.plural("{n} other file", "{n} other files", other))
    yield words("Saved: {path}, {size}", path=clean(str(saved.path)), size=_size(saved.size, words))
    yield words("In it: {what}", what=", ".join(parts))
    for session_id in saved.running:
        yield words("The meeting {id} has not ended: it is in the archive as it was just now.", id=session_id)
    if saved.sealed:
        yield words("The archive is encrypted: it opens with your passphrase, on any computer.")
    else:
        yield words("The archive is not encrypted: whoever gets the file can read it.")
    yield words("What you erase later stays in this file. Delete it when you no longer need it.")


def loaded_lines(
    manifest: Manifest, found: Changes, due: int, due_here: int, days: int | None, words: Words, *, done: bool
) -> Iterator[str]:
    """What an archive changes here; with `done`, what it changed.

    Past the `days` that texts are kept are `due` of the meetings that are put here, and `due_here` that are here.
    """
    at = manifest.saved_at
    when = f"{words('{day} {year}', day=words.day(at.date()), year=at.year)} {words.time(at)}"
    version = clean(manifest.version, 20)
    yield words("The archive was made {when} by kohtaa {version}.", when=when, version=version)
    yield from _meetings(found.meetings, words)
    if due and days:
        yield words.plural(
            "{n} of these is past the {days} days that texts are kept: its texts go when kohtaa is opened.",
            "{n} of these are past the {days} days that texts are kept: their texts go when kohtaa is opened.",
            due,
            days=days,
        )
    if due_here and days:
        yield words.plural(
            "{n} meeting here is past the {days} days of the archive's settings: its texts go when kohtaa is opened."
            " A config.toml of your own, made here first, prevents that.",
            "{n} meetings here are past the {days} days of the archive's settings: their texts go when kohtaa is"
            " opened. A config.toml of your own, made here first, prevents that.",
            due_here,
            days=days,
        )
    if days is None and found.ended_at:
        yield words("Something in config.toml was not understood, perhaps keep_days. Nothing is erased until it is.")
    yield from _practice(found.practice, words)
    if found.files:
        names = (name for files in found.files.values() for name in files)
        yield words("New files here: {names}", names=_listed(names, words))
    if found.differ:
        yield words("Different here, and left as they are here: {names}", names=_listed(found.differ, words))
    yield from _keys(found, words)
    if found.nothing:
        yield words("There is nothing in the archive that is to be put here. Nothing was changed.")
    elif done:
        yield done_line(words)


def done_line(words: Words) -> str:
    """That it is done."""
    return words("It is taken in. What was here is still here.")


def _meetings(tally: Counts, words: Words) -> Iterator[str]:
    if tally.new:
        yield words.plural("{n} meeting is new here.", "{n} meetings are new here.", tally.new)
    if tally.same:
        yield words.plural("{n} meeting is here already.", "{n} meetings are here already.", tally.same)
    if tally.more:
        yield words.plural(
            "{n} meeting is here, and the archive has more of it: both become one.",
            "{n} meetings are here, and the archive has more of them: both become one.",
            tally.more,
        )
    if tally.texts_gone:
        yield words.plural(
            "{n} meeting loses texts that are here, for good: they were taken out where the archive was made.",
            "{n} meetings lose texts that are here, for good: they were taken out where the archive was made.",
            tally.texts_gone,
        )
    if tally.erased:
        yield words.plural(
            "{n} meeting was erased here, and stays erased.",
            "{n} meetings were erased here, and stay erased.",
            tally.erased,
        )
    if tally.unread:
        yield words.plural(
            "{n} meeting cannot be understood wholly: it is kept as it is in the archive.",
            "{n} meetings cannot be understood wholly: they are kept as they are in the archive.",
            tally.unread,
        )


def _practice(tally: Counts, words: Words) -> Iterator[str]:
    if tally.new:
        yield words.plural("{n} practice is new here.", "{n} practices are new here.", tally.new)
    here = tally.same + tally.erased
    if here:
        yield words.plural("{n} practice is here already.", "{n} practices are here already.", here)
    if tally.more:
        yield words.plural(
            "{n} practice is here, and the archive has more of it: both become one.",
            "{n} practices are here, and the archive has more of them: both become one.",
            tally.more,
        )


def _keys(found: Changes, words: Words) -> Iterator[str]:
    if found.keys == "new":
        yield words("The keys of encryption are put here too. Texts are then opened with the archive's passphrase.")
        yield words(
            "What is written here is encrypted from then on. What is here in plain text stays so until: {command}",
            command="kohtaa encryption on",
        )
    elif found.keys == "others":
        yield words("This computer has other keys, which stay. What only the archive's keys open stays locked here.")


def left_lines(left: Sequence[tuple[str, str]], words: Words, *, saving: bool) -> Iterator[str]:
    """What is not in the archive, or not taken in from it, each with its reason."""
    for name, why in left[:_NAMED]:
        yield words("Not saved: {why}", why=why) if saving else words("Left out: {name}: {why}", name=name, why=why)
    if len(left) > _NAMED:
        yield words.plural("{n} more was left out.", "{n} more were left out.", len(left) - _NAMED)


def _listed(names: Iterator[str] | Sequence[str], words: Words) -> str:
    """Names in a sentence, as far as one can still read it."""
    known = [clean(name.partition("/")[2], 60) for name in names]
    if len(known) <= _NAMED:
        return ", ".join(known)
    return words("{names} and {n} more", names=", ".join(known[:_NAMED]), n=len(known) - _NAMED)


def _size(count: int, words: Words) -> str:
    for unit, sentence in ((10**9, N_("{n} GB")), (10**6, N_("{n} MB"))):
        if count >= unit:
            return words(sentence, n=round(count / unit))
    return words(N_("{n} kB"), n=max(1, round(count / 1000)))
