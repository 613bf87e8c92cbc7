"""What can be typed to hand over: export, templates, archive."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]


def _export(add: Add, words: Words) -> argparse.ArgumentParser:
    export = add("export", words("write a meeting for another program, or for paper"))
    export.add_argument("id", metavar="ID", help=words("a unique beginning of its id, or last"))
    return export


def _templates(add: Add, words: Words) -> argparse.ArgumentParser:
    return add("templates", words("the text templates for client systems: list, show, check, make"))


def _archive(add: Add, words: Words) -> argparse.ArgumentParser:
    return add("archive", words("everything in one file: save, load"))


def _of_templates(add: Add, words: Words) -> None:
    add("list", words("list the text templates"))


def _of_archive(add: Add, words: Words) -> None:
    add("save", words("put everything into a new file")).add_argument("file", metavar=words("FILE"))
    add("load", words("take in what a file has; nothing is written over")).add_argument("file", metavar=words("FILE"))


MAKERS: Mapping[str, Callable[[Add, Words], argparse.ArgumentParser]] = {
    "export": _export,
    "templates": _templates,
    "archive": _archive,
}
FOLLOWS: Mapping[str, Callable[[Add, Words], None]] = {"templates": _of_templates, "archive": _of_archive}
