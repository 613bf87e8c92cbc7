"""What can be typed to look back: list, search, stats, compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]


def _list(add: Add, words: Words) -> argparse.ArgumentParser:
    listing = add("list", words("list the meetings"))
    _filters(listing, words)
    return listing


def _search(add: Add, words: Words) -> argparse.ArgumentParser:
    search = add("search", words("find meetings by words, reference, phase, mark, day, method or length"))
    search.add_argument("words", nargs="*", metavar=words("WORD"), help=words("how the words begin; all are found"))
    _filters(search, words)
    told = words("open what is encrypted; in a pipe the passphrase is the first line of the input")
    search.add_argument("--unlock", action="store_true", help=told)
    return search


def _filters(made: argparse.ArgumentParser, words: Words) -> None:
    """Which meetings, how many of them, and in which form."""
    made.add_argument("--reference", metavar="R", default="", help=words("how the reference begins"))
    made.add_argument("--phase", metavar="ID", default="", help=words("with notes of this phase"))
    told = words("with notes of this mark: {marks}", marks="words, strength, question, agreed")
    made.add_argument("--mark", metavar=words("MARK"), default="", help=told)
    first = words("from this day on: 20.11., 20.11.2026 or 2026-11-20")
    made.add_argument("--since", metavar=words("DAY"), default="", help=first)
    made.add_argument("--until", metavar=words("DAY"), default="", help=words("to this day"))
    made.add_argument("--pack", metavar="ID", default="", help=words("held with this method"))
    made.add_argument("--min-minutes", metavar="N", help=words("planned for at least N minutes"))
    made.add_argument("--max-minutes", metavar="N", help=words("planned for at most N minutes"))
    made.add_argument("--fold", action="store_true", help=words("a finds ä and å too, and o finds ö"))
    many = made.add_mutually_exclusive_group()
    many.add_argument("--limit", metavar="N", help=words("the newest N; 50 otherwise"))
    many.add_argument("--all", action="store_true", help=words("all of them"))
    made.add_argument("--json", action="store_true", help=words("as JSON"))


def _stats(add: Add, words: Words) -> argparse.ArgumentParser:
    stats = add("stats", words("my rhythm: how the time went in your meetings"))
    stats.add_argument("--last", metavar="N", help=words("the newest N meetings, or all; 20 otherwise"))
    stats.add_argument("--minutes", metavar="N", help=words("only meetings planned for N minutes"))
    names = ("none", "first", "interpreter", "remote")
    stats.add_argument("--circumstance", choices=names, help=words("only meetings like this; none: nothing special"))
    stats.add_argument("--pack", metavar="ID", help=words("the method; otherwise the one most meetings were held with"))
    form = stats.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=words("as JSON"))
    form.add_argument("--csv", action="store_true", help=words("as a table for a spreadsheet"))
    return stats


def _compare(add: Add, words: Words) -> argparse.ArgumentParser:
    compare = add("compare", words("two meetings side by side"))
    for name in ("a", "b"):
        compare.add_argument(name, metavar="ID", help=words("a unique beginning of its id, or last"))
    compare.add_argument("--json", action="store_true", help=words("as JSON"))
    return compare


MAKERS: Mapping[str, Callable[[Add, Words], argparse.ArgumentParser]] = {
    "list": _list,
    "search": _search,
    "stats": _stats,
    "compare": _compare,
}
