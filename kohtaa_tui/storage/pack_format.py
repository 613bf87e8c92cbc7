"""The pack format told to others: as a JSON Schema for editors, and as an example to start from."""

from __future__ import annotations

from ..domain import pack as model
from ..errors import N_
from .toml_faults import Translator
from .toml_format import commented, english
from .toml_format import schema as schema_of


def schema() -> bytes:
    """The JSON Schema of packs."""
    return schema_of(model.Pack, "A pack of kohtaa", [model])


_EXAMPLE: tuple[tuple[str, str], ...] = (
    (
        N_("A pack of kohtaa: a method, its phases and prompts. Change what you like, then check it:"),
        "#     kohtaa phases check\n",
    ),
    (
        N_("Each text may be in Finnish (fi), Swedish (sv) and English (en). One is enough; the rest is warned of."),
        """
schema = 1
id = "{id}"
version = 1
default_minutes = 20
title.fi = "Lyhyt käynti"
title.sv = "Kort besök"
title.en = "Short visit"
""",
    ),
    (
        N_("A phase. `minimum` is whole minutes it gets first; what is left goes by `share`."),
        """
[[phase]]
id = "start"
name.fi = "Alku"
name.sv = "Början"
name.en = "Beginning"
short.fi = "Alku"
short.sv = "Början"
short.en = "Beginning"
minimum = 5
share = 60
purpose.fi = "Tervehditään ja sovitaan, mitä varten tavataan"
purpose.sv = "Hälsa och kom överens om vad mötet gäller"
purpose.en = "Greet, and agree what the meeting is for"
""",
    ),
    (
        N_("A prompt: “cue” is a hint for you, “say” a sentence that may be said. {{minutes}} is filled in by kohtaa."),
        """
[[phase.prompt]]
id = "s1"
kind = "say"
text.fi = "Meillä on tänään {{minutes}} minuuttia."
text.sv = "Vi har {{minutes}} minuter i dag."
text.en = "We have {{minutes}} minutes today."
short.fi = "Aikaa on {{minutes}} min"
short.sv = "Vi har {{minutes}} min"
short.en = "We have {{minutes}} min"
""",
    ),
    (
        N_("A sign that one may move on. The first one is shown in the meeting."),
        """
[[phase.signs]]
fi = "molemmat tietävät, miksi tavataan"
sv = "båda vet varför ni möts"
en = "both know why you meet"
""",
    ),
    (
        N_("A note field: the words in the empty note line, and the mark such a note usually begins with."),
        """
[[phase.field]]
id = "hope"
mark = '"'
label.fi = "Toive, asiakkaan sanoin"
label.sv = "Önskan, med kundens ord"
label.en = "The hope, in the client's words"
""",
    ),
    (
        N_("The last phase. A protected phase keeps its minimum whatever the others use."),
        """
[[phase]]
id = "end"
name.fi = "Loppu"
name.sv = "Avslutning"
name.en = "End"
short.fi = "Loppu"
short.sv = "Slut"
short.en = "End"
minimum = 3
share = 40
protected = true

[[phase.prompt]]
id = "l1"
kind = "say"
text.fi = "Sovimme näin: sinä __, minä __."
text.sv = "Vi kom överens så här: du __, jag __."
text.en = "So we agreed: you __, I __."
""",
    ),
    (
        N_("What is special about a meeting: first, interpreter or remote. It may change shares, length and prompts."),
        """
[[circumstance]]
id = "interpreter"
length_factor = 2
firm_end = true

[[circumstance.prompt]]
id = "i1"
phase = "start"
after = "s1"
kind = "cue"
text.fi = "Puhu asiakkaalle, älä tulkille."
text.sv = "Tala till kunden, inte till tolken."
text.en = "Speak to the client, not to the interpreter."
""",
    ),
)


def example(pack_id: str, words: Translator = english) -> str:
    """A small pack with comments, in TOML, that passes the check: something to change, not to begin from nothing."""
    return commented(_EXAMPLE, pack_id, words)
