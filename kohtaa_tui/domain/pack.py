"""A pack: a method as people write it in TOML, as types.

The JSON Schema of packs is generated from these types; the docstring under each field is its text.
What a thing rests on is told by `basis`: `documented` in the method's public sources, `inferred` by
a short step from them, or `ours`, a reconstruction.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

LANGUAGES: tuple[str, ...] = ("fi", "sv", "en")
"""The languages of kohtaa, the first is the one everything falls back to."""

SCHEMA = 1
"""The version of the pack format this program writes and the newest it reads."""

Basis = Literal["documented", "inferred", "ours"]
PromptKind = Literal["cue", "say"]
FieldMark = Literal['"', "+", "?", "!", ""]
Id = Annotated[
    str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$", description="Small letters, digits and hyphens, at most 40.")
]
Words = Annotated[str, Meta(min_length=1, max_length=400)]


class Texts(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One text in the languages of kohtaa. A missing one falls back to Finnish, then to any other."""

    fi: Words | None = None
    """In Finnish."""
    sv: Words | None = None
    """In Swedish, as spoken in Finland."""
    en: Words | None = None
    """In English."""

    def get(self, language: str) -> str:
        """The text in `language`, else in Finnish, else in any language there is, else nothing."""
        return getattr(self, language, None) or self.fi or self.sv or self.en or ""


class Prompt(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One prompt: a hint for the adviser (`cue`) or a sentence that may be said (`say`)."""

    id: Id
    """Unique in the pack, for example "e1"."""
    kind: PromptKind
    """"cue" is for the adviser, "say" is a sentence that may be said aloud."""
    text: Texts
    """The whole prompt. `{minutes}` is filled in by the program, `__` by the adviser in speech."""
    short: Texts = Texts()
    """The same in at most 32 characters, for small windows."""
    basis: Basis = "ours"
    """What the prompt's idea rests on."""


class AddedPrompt(Prompt, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A prompt that a circumstance adds to a phase."""

    phase: Id
    """The id of the phase it is added to."""
    after: str = ""
    """The id of the prompt it follows; empty: the phase begins with it."""
    replaces: str = ""
    """The id of the prompt whose place it takes; empty: none."""
    short_with: list[Id] = []
    """Circumstances under which the short form is shown in place of the whole text."""


class Field(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a note of this phase usually holds: shown in the empty note line, nothing more."""

    id: Id
    """Unique in the phase."""
    label: Texts
    """The words in the empty note line."""
    mark: FieldMark = ""
    """The mark such a note usually begins with."""


class PackPhase(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One phase of the method."""

    id: Id
    """Unique in the pack, for example "empatia"."""
    name: Texts
    """The whole name."""
    short: Texts
    """The name in at most 16 characters, for the rail."""
    minimum: Annotated[int, Meta(ge=0, le=480)]
    """Whole minutes the phase gets before time is shared out."""
    share: Annotated[int, Meta(ge=1, le=1000)]
    """Its part of the time, as a weight beside the other phases' shares."""
    protected: bool = False
    """Whether its minimum is set aside first, so that other phases cannot eat it."""
    purpose: Texts = Texts()
    """What the phase is for, in one line."""
    basis: Basis = "ours"
    """What the phase's content rests on."""
    name_basis: Basis = "ours"
    """What the phase's name rests on."""
    signs: list[Texts] = []
    """What shows that one may move on; the first is shown in the meeting."""
    avoid: list[Texts] = []
    """What is better left out; shown in the help."""
    prompt: list[Prompt] = []
    """The prompts, in the order they are shown."""
    field: list[Field] = []
    """The phase's note fields."""


class Circumstance(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something about this meeting that changes shares, length or prompts."""

    id: Literal["first", "interpreter", "remote"]
    """Which one: a first meeting, an interpreter, or by phone or video."""
    shares: dict[str, Annotated[int, Meta(ge=1, le=1000)]] = field(default_factory=dict)
    """Shares by phase id that take the place of the phases' own."""
    length_factor: Annotated[int, Meta(ge=1, le=4)] = 1
    """How many times the usual length is proposed."""
    firm_end: bool = False
    """Whether the end time cannot be moved, as with an interpreter."""
    hides: list[Id] = []
    """Prompts that do not fit the circumstance."""
    prompt: list[AddedPrompt] = []
    """Prompts it adds."""
    basis: Basis = "ours"
    """What the circumstance rests on."""


class Pack(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A method: its phases, prompts and rules of time, as written in `phases/*.toml`."""

    id: Id
    """The pack's id; its file is named after it."""
    title: Texts
    """The method's name."""
    phase: Annotated[list[PackPhase], Meta(min_length=1, max_length=12)]
    """The phases in their order, 1 to 12."""
    schema: Literal[1] = 1
    """The version of the format."""
    version: Annotated[int, Meta(ge=1)] = 1
    """The version of this pack, raised when its content changes."""
    default_minutes: Annotated[int, Meta(ge=1, le=480)] = 30
    """The length proposed when nothing else is known."""
    about: Texts = Texts()
    """Where the method comes from; shown in the help."""
    circumstance: list[Circumstance] = []
    """What can be special about a meeting."""
