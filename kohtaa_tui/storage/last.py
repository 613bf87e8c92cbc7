"""What was chosen the last time, so that one Enter starts the next meeting."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from ..errors import StorageFault
from .disk import Disk
from .inlet import SETTINGS_BYTES, read_bytes
from .paths import Places, make_private
from .settings import CIRCUMSTANCES, CircumstanceId, Language, PackId, TemplateId

View = Literal["strip", "narrow", "standard", "wide", "big"]
"""A view of the meeting that a person may choose by hand."""


class Last(Struct, frozen=True, omit_defaults=True):
    """The last choices on Home. None is "nothing chosen yet": then the settings speak."""

    minutes: Annotated[int, Meta(ge=1, le=480)] | None = None
    """The length of the last meeting."""
    outright: bool = False
    """Whether that length was given outright, not proposed for the circumstances."""
    circumstances: tuple[CircumstanceId, ...] | None = None
    """The circumstances of the last meeting; an empty one is a choice too."""
    pack: PackId | None = None
    """The pack of the last meeting."""
    language: Language | None = None
    """The language last switched to on Home."""
    view: View | None = None
    """The view of the meeting chosen last; None is by the size of the window."""
    lengths: dict[int, tuple[CircumstanceId, ...]] = {}
    """The circumstances of the last meeting of each length in minutes, the newest last."""
    template: TemplateId | None = None
    """The text template used last; an empty one, the review's own text, is a choice too."""
    tour: bool = False
    """Whether the tour was offered."""


LENGTHS = 40
"""How many lengths are remembered."""


def with_length(last: Last, minutes: int, circumstances: tuple[str, ...]) -> Last:
    """The choices, with the circumstances of a meeting of this length."""
    others = {length: seen for length, seen in last.lengths.items() if length != minutes}
    known = tuple(c for c in CIRCUMSTANCES if c in circumstances)
    return msgspec.structs.replace(last, lengths=dict([*others.items(), (minutes, known)][-LENGTHS:]))


def load(places: Places) -> Last:
    """The last choices. None are there on the first start, nor when the file is damaged."""
    try:
        return msgspec.json.decode(read_bytes(places.last_file, SETTINGS_BYTES), type=Last)
    except (StorageFault, msgspec.DecodeError, RecursionError):
        return Last()


def save(places: Places, last: Last) -> None:
    """Keep the choices, whole or not at all.

    A failure is passed over in silence, here and nowhere else: nothing a person wrote is in this file,
    and the only loss is that Home proposes what it proposed before.
    """
    with suppress(StorageFault, OSError):
        make_private(places.config)
        Disk().put(places.last_file, msgspec.json.encode(last))
