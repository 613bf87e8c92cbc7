"""Report → text. A new export is a file here and a line in the registry."""

from __future__ import annotations

from collections.abc import Callable

from ..domain.session import Session
from .gathered import Speaks
from .markdown import markdown
from .text import text

EXPORTS: dict[str, Callable[[Session, Speaks], str]] = {"text": text, "markdown": markdown}
"""By name: what makes a text of a session. None of them tells the adviser's own thoughts."""

__all__ = ["EXPORTS", "Speaks", "markdown", "text"]
