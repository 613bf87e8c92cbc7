"""What the organisation's policy lets a meeting be: asked wherever a real one is begun."""

from __future__ import annotations

from ..errors import N_, AgainstPolicy
from .context import Context

ENCRYPTION = N_("Your organisation requires encryption, and it is off here. Turn it on first: {command}")
PACK = N_("Your organisation does not use the method “{id}” in meetings. These are used: {known}")


def to_begin(context: Context, pack_id: str) -> None:
    """Raises `AgainstPolicy` where a meeting by this pack may not begin here, with what to do about it.

    One that is practised may always, and one that has begun may be gone on with.
    """
    policy = context.policy
    if not policy.lets(pack_id):
        raise AgainstPolicy(PACK, id=pack_id, known=", ".join(policy.packs))
    if policy.require_encryption and not context.archive.vault.keys.on:
        raise AgainstPolicy(ENCRYPTION, command="kohtaa encryption on")
