"""What an earlier meeting leaves for the next one with the same client."""

from __future__ import annotations

AIM = "aim"
"""The reflection that holds the aim of a meeting, written before it."""
NEXT = "next"
"""The reflection that holds a note to oneself for the next meeting."""


def same_reference(one: str, other: str) -> bool:
    """Whether two references mean the same client: capitals and blanks make no difference. An empty one means none."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(reference: str) -> str:
    return "".join(reference.casefold().split())
