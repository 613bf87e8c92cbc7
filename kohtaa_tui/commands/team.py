"""`kohtaa team report`: what a team's folder of anonymous statistics comes to. It knows no Textual."""

from __future__ import annotations

from typing import Literal, TextIO

from ..domain.pack import Pack
from ..errors import KohtaaError
from ..exports import MARK, team_table, team_words
from ..i18n import Words
from ..storage.handed_out import expanded
from ..storage.packs import Shelf
from ..storage.statistics_folder import read_report

Form = Literal["text", "json", "csv"]


def team_report(folder: str, shelf: Shelf, words: Words, form: Form, out: TextIO) -> int:
    """Print the report of a folder. Raises `StorageFault` where it cannot be read."""
    report = read_report(expanded(folder))
    if form == "json":
        out.write(team_table.as_json(report))
        return 0
    if form == "csv":
        out.write(MARK + team_table.as_csv(report))
        return 0

    def known(pack: str) -> Pack | None:
        try:
            return shelf.get(pack)
        except KohtaaError:  # a method of somebody else: its id has to do
            return None

    for line in team_words.lines(report, known, words):
        print(line.rstrip(), file=out)
    return 0
