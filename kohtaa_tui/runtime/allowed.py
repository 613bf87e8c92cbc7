"""What the organisation's policy lets be done: asked wherever a real meeting is begun, and wherever texts go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import N_, AgainstPolicy

if TYPE_CHECKING:  # a command that only reads pays for no context
    from ..storage.policy import Policy
    from .context import Context

ENCRYPTION = N_("Your organisation requires encryption, and it is off here. Turn it on first: {command}")
PACK = N_("Your organisation does not use the method “{id}” in meetings. These are used: {known}")
TEXTS = N_("Your organisation does not allow texts to leave kohtaa.")


def to_begin(context: Context, pack_id: str) -> None:
    """Raises `AgainstPolicy` where a meeting by this pack may not begin here, with what to do about it.

    One that is practised may always, and one that has begun may be gone on with.
    """
    policy = context.policy
    if not policy.lets(pack_id):
        raise AgainstPolicy(PACK, id=pack_id, known=", ".join(policy.packs))
    if policy.require_encryption and not context.archive.vault.keys.on:
        raise AgainstPolicy(ENCRYPTION, command="kohtaa encryption on")


def to_let_texts_out(policy: Policy) -> None:
    """Raises `AgainstPolicy` where the organisation does not let texts out: what a program reads is out already."""
    if not policy.allow_export:
        raise AgainstPolicy(TEXTS)
