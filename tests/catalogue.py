"""Keep the catalogues in step with the code: `make words`, and what the tests compare.

    python -m tests.catalogue [--fill FILE.json]

collects every sentence of the code, brings `locale/xx/LC_MESSAGES/kohtaa.po` up to date and compiles
it. What has no translation yet is taken from FILE (`{"English": {"fi": …, "sv": …}}`) where it has
one, and named otherwise. Nothing is guessed: a changed sentence is a new one.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kohtaa_tui"
LANGUAGES = ("fi", "sv")
"""The languages with a catalogue. English is the source."""

MARKERS = frozenset({"words", "_words", "N_"})
"""A call of one of these names, or of an attribute of that name, holds a sentence."""
PLURAL_MARKERS = frozenset({"plural"})

Msgid = str | tuple[str, str]

ARGPARSE: tuple[Msgid, ...] = (
    "usage: ",
    "positional arguments",
    "options",
    "subcommands",
    "show this help message and exit",
    "show program's version number and exit",
    "%(prog)s: error: %(message)s\n",
    "%(prog)s: warning: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "unrecognized arguments: %s",
    "not allowed with argument %s",
    "ignored explicit argument %r",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    ("expected %s argument", "expected %s arguments"),
    "ambiguous option: %(option)s could match %(matches)s",
    "unexpected option string: %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)",
    "invalid %(type)s value: %(value)r",
    "can't open '%(filename)s': %(error)s",
)
"""What argparse of Python 3.11 to 3.14 says to the person at the keyboard (not to its programmer)."""

REASONS: tuple[Msgid, ...] = (
    "Permission denied",
    "Operation not permitted",
    "No such file or directory",
    "Not a directory",
    "Is a directory",
    "File exists",
    "File name too long",
    "No space left on device",
    "Disk quota exceeded",
    "Read-only file system",
    "Input/output error",
    "File too large",
    "Too many open files",
    "Too many levels of symbolic links",
    "Stale file handle",
)
"""The system's usual reasons for refusing a file, as `OSError.strerror` gives them."""


def found_in_code(package: Path = PACKAGE) -> dict[Msgid, set[str]]:
    """Every sentence of the code, with the files it stands in."""
    found: dict[Msgid, set[str]] = {}
    for path in sorted(package.rglob("*.py")):
        for message in sentences(path.read_text("utf-8")):
            found.setdefault(message, set()).add(path.relative_to(package.parent).as_posix())
    for message in ARGPARSE:
        found.setdefault(message, set()).add("argparse")
    for message in REASONS:
        found.setdefault(message, set()).add("the system")
    return found


def sentences(source: str) -> Iterator[Msgid]:
    """The sentences in one file. Read from the syntax tree: Babel's own reader, which goes by tokens,
    would join the two halves of `words("a" if x else "b")`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in MARKERS:
            yield from _strings(node.args[0])
        elif name in PLURAL_MARKERS and len(node.args) >= 2:
            yield from zip(_strings(node.args[0]), _strings(node.args[1]), strict=True)


def _strings(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _strings(body)
            yield from _strings(orelse)


def template() -> Catalog:
    """The sentences of the code as a catalogue without translations."""
    catalog = Catalog(project="kohtaa", charset="utf-8")
    singles = found_in_code()
    # gettext finds a sentence by its singular: where one has both forms, the plural one serves both.
    for plural in [message for message in singles if isinstance(message, tuple)]:
        if (places := singles.pop(plural[0], None)) is not None:
            singles[plural] |= places
    for message in sorted(singles, key=lambda message: message if isinstance(message, str) else message[0]):
        catalog.add(message, locations=[(place, 0) for place in sorted(singles[message])])
    return catalog


def po_path(language: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "kohtaa.po"


def read(language: str) -> Catalog:
    """A language's catalogue as it stands on the disk."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """What the .mo of a catalogue holds."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def written(catalog: Catalog) -> bytes:
    """A catalogue as text: in order, without line numbers, so that a change shows what changed."""
    out = io.BytesIO()
    write_po(out, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def messages(catalog: Catalog) -> Iterator[Message]:
    """The sentences of a catalogue without its header."""
    return (message for message in catalog if message.id)


def update(language: str, fill: dict[str, dict[str, str]]) -> list[str]:
    """Bring one language up to date on the disk. Returns the sentences that lack a translation."""
    path = po_path(language)
    catalog = read(language) if path.exists() else Catalog(locale=language, project="kohtaa", charset="utf-8")
    catalog.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.version = "1"
    catalog.msgid_bugs_address, catalog.last_translator, catalog.language_team = "", "kohtaa", language
    catalog.header_comment = (
        f"# The words of kohtaa in {catalog.locale.english_name}. English is the source: make words"
    )
    lacking = []
    for message in messages(catalog):
        if isinstance(message.id, tuple):
            one, many = (fill.get(text, {}).get(language, "") for text in message.id)
            if not all(message.string) and one and many:
                message.string = (one, many)
        elif not message.string:
            message.string = fill.get(message.id, {}).get(language, "")
        if not message.string or not all(message.string):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return lacking


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fill", type=Path, help="translations to take for sentences that have none yet")
    chosen = parser.parse_args()
    fill = json.loads(chosen.fill.read_text("utf-8")) if chosen.fill and chosen.fill.is_file() else {}
    for language in LANGUAGES:
        lacking = update(language, fill)
        print(f"{language}: {len(lacking)} without a translation")
        for message in lacking:
            print(f"    {message!r}")


if __name__ == "__main__":
    main()
