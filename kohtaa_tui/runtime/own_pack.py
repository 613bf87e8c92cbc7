"""The suggestion of a pack of one's own, from one's own rhythm: whether there is one, and making it so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ..domain.measured import Measured
from ..domain.own_pack import Suggestion, as_suggested, own_id, suggested
from ..domain.pack import Pack
from ..storage.own_pack import write_own
from ..storage.toml_shelf import Listing
from .context import Context


class Offer(Struct, frozen=True):
    """A pack that could be made, and what of."""

    suggestion: Suggestion
    pack: Pack
    """The pack as it is now."""
    path: Path
    """Its file."""


def offered(context: Context, meetings: Sequence[Measured]) -> Offer | None:
    """What these meetings of one pack, the newest first, suggest.

    Nothing where their pack is gone or broken, where there is a pack with those figures already, or where the
    organisation's policy names the packs that may be used and a new one is not among them.
    """
    if not meetings:
        return None
    listed = context.shelf.listed()
    base = next((one for one in listed if one.id == meetings[0].pack and one.content is not None), None)
    if base is None or base.content is None:
        return None
    allowed = context.policy.packs
    if allowed and own_id(base.id, _taken(listed)) not in allowed:
        return None
    suggestion = suggested(meetings, base.content)
    if suggestion is None:
        return None
    figures, others = suggestion.figures, (one.content for one in listed if one.content is not None)
    if any(as_suggested(base.content, other, figures) for other in others):
        return None
    return Offer(suggestion, base.content, base.path)


def take(context: Context, offer: Offer) -> str:
    """Write the pack into the person's own folder; returns its id. Raises `KohtaaError` where that cannot be.

    It is found on the shelf when this returns.
    """
    own = write_own(context.places.packs, offer.path, offer.suggestion.figures, _taken(context.shelf.listed()))
    context.shelf.get(own)
    return own


def _taken(listed: Sequence[Listing[Pack]]) -> set[str]:
    return {one.id for one in listed}
