"""What `kohtaa list` and `kohtaa search` say of a store."""

from __future__ import annotations

import io
from datetime import date

from kohtaa_tui.commands.history import Telling
from kohtaa_tui.commands.history_asked import wanted
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.history import History
from kohtaa_tui.storage.library import Library

TODAY = date(2026, 11, 22)


def looked(archive: Library, *typed: str, words: Words | None = None) -> tuple[str, str]:
    """What stands on the output, and what beside it."""
    words = words or Words("en")
    asked = parser(words, typed).parse_args(typed)
    out, err = io.StringIO(), io.StringIO()
    telling = Telling(History(archive), words, out, err, lambda _: {"ohjaus": "Guidance"})
    one = wanted(asked, TODAY)
    assert (telling.list(one) if asked.command == "list" else telling.search(one)) == 0
    return out.getvalue(), err.getvalue()
