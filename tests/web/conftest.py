"""Starts servers and visitors, and ends them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.web.served import Served, Visitor

Serving = Callable[..., Visitor]


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    """Serves a command to a visitor."""
    visitors: list[Visitor] = []

    def serve(*command: str, language: str = "fi") -> Visitor:
        served = Served(tmp_path / f"stores-{len(visitors)}", *command, language=language)
        visitors.append(Visitor(served))
        return visitors[-1]

    yield serve
    for visitor in visitors:
        visitor.close()
        visitor.served.close()


@pytest.fixture
def outsider(serving: Serving) -> Visitor:
    """Somebody who has not used the address."""
    return serving()


@pytest.fixture
def guest(outsider: Visitor) -> Visitor:
    """The browser that was let in."""
    outsider.enter()
    return outsider
