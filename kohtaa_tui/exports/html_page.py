"""The meeting as one HTML file that prints on A4: black on white, its style within it, nothing asked of any network.

Every text in it is escaped: what was typed is text, whatever it looks like.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from html import escape

from ..domain.events import Mark
from ..domain.session import Session
from .gathered import MARKED, Speaks, agreed, circumstances, first_line
from .remarks import remarks
from .time_bars import time_bars

_STYLE = """
@page { size: A4; margin: 16mm 18mm; }
@page {
@bottom-right { content: counter(page) " / " counter(pages); font: 10pt "Liberation Sans", Arial, sans-serif; }
}
* { box-sizing: border-box; }
html { background: #fff; color: #000; }
body { font: 10.5pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif; max-width: 174mm; margin: 0 auto; }
body { padding: 4mm; overflow-wrap: anywhere; }
header { border-bottom: 1.5pt solid #000; padding-bottom: 2mm; }
h1 { font-size: 15pt; line-height: 1.25; margin: 0; }
h2 { font-size: 11.5pt; margin: 5mm 0 1.5mm; border-bottom: .5pt solid #000; break-after: avoid; }
header p { margin: 1mm 0 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: baseline; font-weight: normal; padding: .6mm 3mm .6mm 0; }
.times th, .times td { vertical-align: middle; }
.times td:nth-child(2) { width: 32%; }
.times td:nth-child(3) { width: 1%; white-space: nowrap; padding-right: 0; }
.notes th { width: 14mm; white-space: nowrap; }
tr, li { break-inside: avoid; }
tr:nth-child(-n+2), li:nth-child(-n+2) { break-before: avoid; }
svg { display: block; width: 100%; height: 3.6mm; }
ul { margin: 0; padding-left: 5mm; }
li { padding: .4mm 0; }
.notes td, li { orphans: 3; widows: 3; }
@media print { body { padding: 0; max-width: none; } }
""".strip()


@cache
def _policy() -> str:
    """What the page may load and do: nothing but this one style."""
    style = base64.b64encode(hashlib.sha256(f"\n{_STYLE}\n".encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"


def html_page(session: Session, words: Speaks, at_ms: int) -> str:
    """The meeting as one whole HTML page: the time per phase, what was agreed, the notes by mark with their times."""
    title = escape(first_line(session, words))
    facts = [words("Reference: {reference}", reference=session.reference)] if session.reference else []
    facts.append(" · ".join([session.plan.title.get(words.language), *circumstances(session, words)]))
    lead = "".join(f"<p>{escape(fact)}</p>\n" for fact in (*facts, *remarks(session, words)))
    parts = [_section(words("How the time went"), time_bars(session, words, at_ms))]
    if found := agreed(session, words):
        parts.append(_section(words("What was agreed"), _list(found)))
    parts += [_section(words(heading), told) for mark, heading in MARKED if (told := _notes(session, mark, words))]
    return (
        f'<!doctype html>\n<html lang="{escape(words.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        f'<meta name="referrer" content="no-referrer">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n"
        f"<header>\n<h1>{title}</h1>\n{lead}</header>\n{''.join(parts)}</body>\n</html>\n"
    )


def _section(heading: str, inner: str) -> str:
    return f"<section>\n<h2>{escape(heading)}</h2>\n{inner}</section>\n"


def _list(items: Iterable[str]) -> str:
    return "<ul>\n" + "".join(f"<li>{escape(item)}</li>\n" for item in items) + "</ul>\n"


def _notes(session: Session, mark: Mark | None, words: Speaks) -> str:
    """The notes with a mark, each with its time; empty where there are none."""
    rows = "".join(
        f"<tr><th>{escape(words.time(session.wall(note.at_ms)))}</th><td>{escape(note.text)}</td></tr>\n"
        for note in session.notes
        if note.mark == mark and not note.locked
    )
    return f'<table class="notes">\n{rows}</table>\n' if rows else ""
