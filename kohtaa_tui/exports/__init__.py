"""Report → text. A new export is a file here and a line in the registry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.session import Session

if TYPE_CHECKING:
    from .gathered import Speaks

MARK = "\ufeff"
"""What a spreadsheet takes UTF-8 by, where it stands first in a file."""


class Export(Struct, frozen=True):
    """One way to write a meeting. Called with a session and words, it gives the whole text, each line with its end."""

    make: str
    """The function that makes it, of a session, words and the milliseconds since its start, and the module it is
    in: `markdown.markdown`. The module is loaded when it is called: whoever writes text needs no spreadsheets."""
    ending: str
    """How the name of such a file ends, without the dot."""
    private: bool = True
    """Whether it tells what was written about the client. If not, it needs nobody's leave and nothing is opened."""
    marked: bool = False
    """Whether the file begins with a byte-order mark."""
    ended: bool = False
    """Whether there is nothing to write before the meeting has ended."""

    def __call__(self, session: Session, words: Speaks, at_ms: int | None = None) -> str:
        """The text; of a meeting that runs, as it stood at its last record unless `at_ms` says when."""
        module, _, name = self.make.partition(".")
        made: Callable[[Session, Speaks, int], str] = getattr(import_module(f".{module}", __name__), name)
        return made(session, words, session.last_ms if at_ms is None else at_ms)

    def data(self, text: str) -> bytes:
        """The text as the bytes of a file."""
        return (MARK + text if self.marked else text).encode()


EXPORTS: Mapping[str, Export] = {
    "text": Export("text.text", "txt"),
    "markdown": Export("markdown.markdown", "md"),
    "json": Export("json_object.json_object", "json"),
    "csv": Export("csv_table.csv_table", "csv", marked=True),
    "html": Export("html_page.html_page", "html"),
    "ics": Export("ics.meeting_ics", "ics", private=False),
    "timing": Export("timing_object.timing_object", "json", private=False, ended=True),
}
"""By the name of the format: what makes a text of a session. None of them tells the adviser's own thoughts."""


def file_name(session: Session, ending: str) -> str:
    """A neutral name for a file about this meeting: by its time alone, in the zone of this computer."""
    return f"kohtaa-{session.wall(session.begin_ms).astimezone():%Y%m%d-%H%M}.{ending}"
