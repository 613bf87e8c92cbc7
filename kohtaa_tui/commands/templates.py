"""`kohtaa templates …`: the text templates: which there are, what one makes of a meeting, whether it is sound.

Every function writes to the streams it is given and returns what the command ends with. What was typed wrong is
raised as `UsageFault`, what the disk refuses as `StorageFault`.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import TextIO

from ..domain.cutting import length
from ..domain.template import Template
from ..errors import N_, UsageFault
from ..i18n import Words
from ..storage import template_format
from ..storage.paths import Places
from ..storage.templates import Templates, shipped_templates
from .toml_files import check_files, check_id, list_files, write_file


def templates(places: Places, asked: Namespace, words: Words, out: TextIO, err: TextIO) -> int:
    """Do what was typed after `kohtaa templates`."""
    shelf = Templates(places)
    match asked.what:
        case "show":
            return show(shelf.get(asked.id), words, out)
        case "check":
            return check_files(shelf, [Path(file) for file in asked.files], words, out, err)
        case "new":
            return new(places, asked.id, words, out)
        case "schema":
            out.write(template_format.schema().decode())
            return 0
        case _:
            return list_templates(shelf, words, out)


def list_templates(shelf: Templates, words: Words, out: TextIO) -> int:
    """Every text template with its title, its limit and its file; a broken one with its reason."""

    def about(template: Template) -> Iterator[str]:
        yield " · ".join((template.title.get(words.language), *_facts(template, words)))
        if told := template.about.get(words.language):
            yield told

    return list_files(shelf, about, words, out)


def show(template: Template, words: Words, out: TextIO) -> int:
    """What a template is, and what it makes of the meeting that the shipped demo shows."""
    from ..domain.demo import in_language
    from ..domain.folding import fold
    from ..runtime.templating import spoken, written
    from ..storage.demos import FIRST, Demos, shipped_demos
    from ..storage.packs import Shelf, shipped_folder

    demos = Demos([shipped_demos()], Shelf([shipped_folder()]))
    demo = demos.get(FIRST)
    script = in_language(demos.script(demo, demo.begins.replace(tzinfo=UTC)), spoken(template, words).language)
    text = written(fold(script.session_id, script.records), template, words)
    print(" · ".join((template.title.get(words.language), *_facts(template, words))), file=out)
    if told := template.about.get(words.language):
        print(told, file=out)
    taken = length(text.rstrip("\n"), template.line_break)
    print(words("A made-up meeting told with it, {n} characters:", n=words.number(taken)), file=out)
    print(f"\n{text}", end="", file=out)
    return 0


def _facts(template: Template, words: Words) -> Iterator[str]:
    if template.limit:
        yield words("at most {n} characters", n=words.number(template.limit))
    if template.language:
        names = {"fi": words("in Finnish"), "sv": words("in Swedish"), "en": words("in English")}
        yield names[template.language]


def new(places: Places, template_id: str, words: Words, out: TextIO) -> int:
    """Write an example to a person's own folder, and print where it is. Nothing is ever overwritten."""
    check_id(template_id)
    if (shipped_templates() / f"{template_id}.toml").exists():
        raise UsageFault(N_("“{id}” is a text template that comes with kohtaa: choose another id."), id=template_id)
    return write_file(places.templates / f"{template_id}.toml", template_format.example(template_id, words), out)
