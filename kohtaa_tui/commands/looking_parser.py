"""What can be typed to look back: list, search, stats, compare."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]


def _list(add: Add, words: Words) -> argparse.ArgumentParser:
    listing = add("list", words("list the meetings"))
    listing.add_argument("--json", action="store_true", help=words("as JSON"))
    return listing


def _search(add: Add, words: Words) -> argparse.ArgumentParser:
    search = add("search", words("find meetings by words, reference, phase, mark, day, method or length"))
    search.add_argument("words", nargs="*", metavar=words("WORD"), help=words("how the words begin; all are found"))
    search.add_argument("--json", action="store_true", help=words("as JSON"))
    return search


def _stats(add: Add, words: Words) -> argparse.ArgumentParser:
    stats = add("stats", words("my rhythm: how the time went in your meetings"))
    stats.add_argument("--json", action="store_true", help=words("as JSON"))
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
