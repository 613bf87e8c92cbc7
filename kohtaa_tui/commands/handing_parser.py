"""What can be typed to hand over: export, templates, archive."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from ..i18n import Words

Add = Callable[[str, str], argparse.ArgumentParser]

FORMATS = ("text", "markdown", "json", "csv", "html", "ics", "timing")
"""The names in the registry of exports, which is not loaded to read what was typed."""


def _export(add: Add, words: Words) -> argparse.ArgumentParser:
    export = add("export", words("write a meeting for another program, or for paper"))
    export.add_argument("id", metavar="ID", help=words("a unique beginning of its id, or last"))
    export.add_argument("--format", choices=FORMATS, help=words("the format; text without it"))
    told = words("as this text template tells it; kohtaa templates list shows them")
    export.add_argument("--template", metavar=words("NAME"), help=told)
    export.add_argument("--output", metavar=words("FILE"), help=words("into a new file that only you can read"))
    export.add_argument("--force", action="store_true", help=words("with --output: write over a file that is there"))
    told = words("into the clipboard, where the terminal allows it")
    export.add_argument("--clipboard", action="store_true", help=told)
    told = words("put *** in the place of identity codes, telephone numbers and e-mail addresses")
    export.add_argument("--mask", action="store_true", help=told)
    export.add_argument("--language", metavar="fi|sv|en", help=words("the language of the text"))
    told = words("open what is encrypted; in a pipe the passphrase is the first line of the input")
    export.add_argument("--unlock", action="store_true", help=told)
    return export


def _templates(add: Add, words: Words) -> argparse.ArgumentParser:
    return add("templates", words("the text templates for client systems: list, show, check, make"))


def _archive(add: Add, words: Words) -> argparse.ArgumentParser:
    return add("archive", words("everything in one file: save, load"))


def _of_templates(add: Add, words: Words) -> None:
    add("list", words("list the text templates"))
    shown = add("show", words("show what a text template makes of a made-up meeting"))
    shown.add_argument("id", metavar="ID", help=words("the text template; kohtaa templates list shows them"))
    files = add("check", words("check text templates and name every fault"))
    files.add_argument("files", nargs="*", metavar=words("FILE"))
    add("new", words("write an example of a text template of your own")).add_argument("id", metavar="ID")
    add("schema", words("print the JSON Schema of text templates"))


def _of_archive(add: Add, words: Words) -> None:
    save = add("save", words("put everything into a new file"))
    load = add("load", words("take in what a file has; nothing is written over"))
    for one in (save, load):
        one.add_argument("file", metavar=words("FILE"))
        one.add_argument("--json", action="store_true", help=words("as JSON"))
    load.add_argument("--dry-run", action="store_true", help=words("only say what would change"))
    load.add_argument("--yes", action="store_true", help=words("do not ask"))


MAKERS: Mapping[str, Callable[[Add, Words], argparse.ArgumentParser]] = {
    "export": _export,
    "templates": _templates,
    "archive": _archive,
}
FOLLOWS: Mapping[str, Callable[[Add, Words], None]] = {"templates": _of_templates, "archive": _of_archive}
