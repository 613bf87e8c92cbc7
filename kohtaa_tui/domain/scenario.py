"""A practice client: a made-up meeting as people write it in TOML, as types.

Nobody in one is real. The docstring under each field is its text in the JSON Schema. How the client
answers is in `rehearsal`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from .pack import Id, Texts
from .practised import TurnKind as TurnKind

Mood = Literal["withdrawn", "careful", "open"]
"""How open the client is, from the least to the most."""

Kinds = Annotated[tuple[TurnKind, ...], Meta(min_length=1, max_length=7)]

RESERVED = ("list", "new", "check", "schema", "follow", "report", "runs", "show", "resume", "erase", "replay", "record")
"""What no practice client may be called: after `kohtaa practice` these words are commands, or may become some."""

LEAST_TURNS = 3
"""With fewer turns of the client's there is nothing to practise."""


class ClientTurn(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing the client may say. Of those that fit, the first in the file is said."""

    id: Id
    """Unique in the file, among turns, reactions and traps."""
    text: Texts
    """The client's words."""
    to: Kinds = ("open",)
    """What kinds of the adviser's turn bring it out."""
    after: Annotated[tuple[Id, ...], Meta(max_length=20)] = ()
    """Turns of the client that must have been said before, by their ids."""
    mood: Mood = "withdrawn"
    """How open the client must be at least."""
    fact: Texts = Texts()
    """What is learned from it, in a few words: listed afterwards as told, or as unsaid."""


class Reaction(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The answer to a turn that brings nothing out, and what it does to the client."""

    id: Id
    """Unique in the file, among turns, reactions and traps."""
    to: Kinds
    """What kinds of the adviser's turn it answers."""
    text: Texts
    """The client's words."""
    mood: Mood | None = None
    """How open the client is from then on; left out: as before. One with a mood comes before any turn."""


class Trap(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An easy slip in a phase; not a fault. Without `turn` and `unsaid` only an observer can see it."""

    id: Id
    """Unique in the file, among turns, reactions and traps."""
    text: Texts
    """What the slip is."""
    turn: tuple[TurnKind, ...] = ()
    """The first turn of one of these kinds in the phase is the slip."""
    unsaid: str = ""
    """Going on from the phase before the client's turn of this id was said is the slip."""


class ScenePhase(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the client brings to one phase."""

    id: Id
    """The phase, by its id in the pack."""
    opens: Texts
    """With what the client begins the phase."""
    turn: Annotated[tuple[ClientTurn, ...], Meta(max_length=60)] = ()
    """What the client may say, in order."""
    reaction: Annotated[tuple[Reaction, ...], Meta(max_length=60)] = ()
    """Answers of this phase to turns that bring nothing out."""
    trap: Annotated[tuple[Trap, ...], Meta(max_length=20)] = ()
    """The easy slips of this phase."""


class Interruption(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something from outside that comes between."""

    minute: Annotated[int, Meta(ge=1, le=480)]
    """When, in whole minutes since the start."""
    text: Texts
    """What happens. It is not said by the client."""


class Scenario(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A practice client with a whole meeting, as written in `phases/practice/*.toml`."""

    id: Id
    """The practice client's id; the file is named after it."""
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    """What the client is called."""
    minutes: Annotated[int, Meta(ge=1, le=480)]
    """The length of the meeting in minutes."""
    intro: Texts
    """Who comes. Everybody may read it before the meeting."""
    phase: Annotated[tuple[ScenePhase, ...], Meta(min_length=1, max_length=12)]
    """The phases, in the pack's order."""
    schema: Literal[1] = 1
    """The version of the format."""
    version: Annotated[int, Meta(ge=1)] = 1
    """The version of this client, raised when the content changes."""
    pack: Id = "kohtaava"
    """The method it is for, by its pack's id."""
    circumstances: tuple[Literal["first", "interpreter", "remote"], ...] = ()
    """What is special about the meeting."""
    language: Literal["fi", "sv", "en", ""] = ""
    """The language of the meeting, where that is a part of the case."""
    mood: Mood = "careful"
    """How open the client is at the start."""
    actor: Texts = Texts()
    """For whoever plays the client, and nobody else: what moves them, how they speak."""
    door: Texts = Texts()
    """What is said with a hand on the door."""
    interruption: Interruption | None = None
    """Something that comes between."""
    reaction: Annotated[tuple[Reaction, ...], Meta(max_length=60)] = ()
    """Answers in any phase, where the phase has none of its own. They change no mood."""
