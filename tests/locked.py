"""Sessions as whoever has no key reads them, without a key: for tests of the core."""

from __future__ import annotations

from msgspec.structs import replace

from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.rewriting import as_written
from kohtaa_tui.domain.sealing import private_part, with_seal
from kohtaa_tui.domain.session import Session


def locked(session: Session) -> Session:
    """The session with every text sealed and none opened."""
    records = [
        replace(r, event=with_seal(r.event, "c2VhbGVk")) if private_part(r.event) is not None else r
        for r in session.records
    ]
    return as_written(fold(session.id, records))
