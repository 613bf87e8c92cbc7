"""The meeting as the object of `kohtaa show --json`; docs/format.md is its contract."""

from __future__ import annotations

import msgspec

from ..domain.report import report
from ..domain.session import Session
from .gathered import Speaks


def json_object(session: Session, _words: Speaks, at_ms: int) -> str:
    """One JSON object with blanks to read it by. It is for programs, and the same in every language."""
    return msgspec.json.format(msgspec.json.encode(report(session, at_ms)), indent=2).decode() + "\n"
