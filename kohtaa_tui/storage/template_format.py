"""The format of text templates told to others: as a JSON Schema for editors, and as an example to start from."""

from __future__ import annotations

from ..domain import pack as texts
from ..domain import template as model
from ..errors import N_
from .toml_faults import Translator
from .toml_format import commented, english
from .toml_format import schema as schema_of


def schema() -> bytes:
    """The JSON Schema of text templates."""
    return schema_of(model.Template, "A text template of kohtaa", [texts, model])


def example(template_id: str, words: Translator = english) -> str:
    """A small template with comments, in TOML, that passes the check: something to change."""
    return commented(_EXAMPLE, template_id, words)


_EXAMPLE: tuple[tuple[str, str], ...] = (
    (
        N_("A text template of kohtaa: how a meeting is told to your client system. Change it, then look at it:"),
        "#     kohtaa templates check\n#     kohtaa templates show {id}\n",
    ),
    (
        N_("Each text may be in Finnish (fi), Swedish (sv) and English (en). One is enough; the rest is warned of."),
        """
schema = 1
id = "{id}"
version = 1
title.fi = "Oma tekstipohja"
title.sv = "Egen textmall"
title.en = "A template of my own"
""",
    ),
    (
        N_("How many characters the field of your client system takes. 0: any number."),
        """
limit = 2000
""",
    ),
    (
        N_("`mark` gathers the notes by mark; `phase` tells the meeting phase by phase."),
        """
order = "mark"
""",
    ),
    (
        N_(
            "The parts, in their order: meeting, line, reference, circumstances, method, remarks, agreed, words,"
            " strength, question, plain, prompts, times. A part with nothing to tell is left out."
        ),
        """
[[part]]
what = "meeting"

[[part]]
what = "reference"
""",
    ),
    (
        N_(
            "A heading, and a line of your own (`line`, with `text`), may hold {{date}}, {{start}}, {{end}},"
            " {{minutes}} and {{reference}}."
        ),
        """
[[part]]
what = "agreed"
heading.fi = "Sovittu {{date}}"
heading.sv = "Överenskommet {{date}}"
heading.en = "Agreed on {{date}}"
""",
    ),
    (
        N_("`quotes`: in quotation marks. `bullet`: what each line begins with. `empty`: what stands for nothing."),
        """
[[part]]
what = "words"
heading.fi = "Asiakkaan sanoin"
heading.sv = "Med kundens ord"
heading.en = "In the client's words"
quotes = true
bullet = ""

[[part]]
what = "question"
heading.fi = "Jäi auki"
heading.sv = "Ännu öppet"
heading.en = "Still open"
empty.fi = "Mitään ei jäänyt auki."
empty.sv = "Inget blev öppet."
empty.en = "Nothing was left open."
""",
    ),
)
