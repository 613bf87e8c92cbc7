"""Draw in the documentation what the code's own tables say: `make docs`. A test compares the two."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import msgspec

from kohtaa_tui.domain.events import AnyEvent, Ended, Event, Paused, Resumed, Started
from kohtaa_tui.domain.session import ALLOWED, UNDOABLE, Status
from kohtaa_tui.tui.bindings import Keys, Where

DOCS = Path(__file__).parents[1] / "docs"
ARCHITECTURE = DOCS / "architecture.md"
KEYS = DOCS / "keys.md"

BEGIN = "<!-- Drawn from domain/session.py by `make docs`. -->"
END = "<!-- Here ends what is drawn. -->"

EVENTS: tuple[type[Event], ...] = get_args(AnyEvent)

LEADS_TO: dict[type[Event], Status] = {
    Started: Status.RUNNING,
    Paused: Status.PAUSED,
    Resumed: Status.RUNNING,
    Ended: Status.ENDED,
}
"""The events that change the status by themselves; all others leave it, save for `undone`."""

BEHIND_THE_CURTAIN = (
    "## Behind the curtain",
    "",
    "The curtain takes every text off the screen and erases the terminal's scrollback.",
    "With `curtain_minutes` in `config.toml` it also falls by itself.",
    "",
    "- On Home and in the Review any key or click takes it away, and does nothing else; the wheel does nothing.",
    "- In the Meeting the clock goes on, and so do the note line and the keys of the phases, of the pause and of undo.",
    "  What is typed there shows as dots and is kept; Enter makes it a note.",
    "  Only the curtain's own key, or a click on its word at the right of the note line, brings the texts back.",
    "- A question that is asked behind it can be seen, for it hears the keys.",
    "- A meeting that is ended behind it opens its Review behind it too.",
    "- A field that was half filled when it fell, such as one of your own thoughts, comes back as it was.",
)

SCREENS: tuple[tuple[Where, str], ...] = (
    ("home", "Home"),
    ("clients", "Practice clients"),
    ("prepare", "Preparation"),
    ("meeting", "Meeting"),
    ("review", "Review"),
    ("history", "Earlier meetings"),
    ("rhythm", "My rhythm"),
    ("compare", "Two meetings side by side"),
    ("follow", "Following a practice"),
)


def kind(event: type[Event]) -> str:
    """The event's `kind` in the journal."""
    return str(msgspec.inspect.type_info(event).tag)  # type: ignore[attr-defined]


def transitions() -> str:
    """The diagram of statuses, and the table of what may happen when."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for status, events in ALLOWED.items():
        for event in (e for e in EVENTS if e in events and e in LEADS_TO):
            source = "[*]" if status is Status.NONE else status.value
            lines.append(f"    {source} --> {LEADS_TO[event].value}: {kind(event)}")
    lines += ["```", ""]
    lines.append("| kind | " + " | ".join(status.value for status in ALLOWED) + " | undo takes it back |")
    lines.append("|---" * (len(ALLOWED) + 2) + "|")
    for event in EVENTS:
        marks = ["✓" if event in events else "" for events in ALLOWED.values()]
        marks.append("✓" if event in UNDOABLE else "")
        lines.append(f"| `{kind(event)}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)


def keys() -> str:
    """The page of all keys."""
    parts = [
        "# Keys",
        "",
        "<!-- Drawn from tui/bindings.py by `make docs`: change it there. -->",
        "",
        'Under `[keys]` in `config.toml` an action is moved to another key by its id, for example `pause = "f5"`.',
        "`kohtaa keys` prints the same with your own keys in force.",
        "Letters, Enter, the arrows, Tab, Backspace, Home and End belong to writing and choosing.",
        "A key that a screen has twice does the first while it makes sense, and the last otherwise:",
        "F7 in the Review masks while something is underlined in the line or in the chosen note.",
    ]
    for where, heading in SCREENS:
        table = Keys(where)
        parts += ["", f"## {heading}", "", "| key | what it does | id |", "|---|---|---|"]
        parts += [
            f"| {', '.join(table.all_shown(a.id)) or 'Esc, then by its name'} | {a.title} | `{a.id}` |"
            for a in table.actions
        ]
    return "\n".join([*parts, "", *BEHIND_THE_CURTAIN]) + "\n"


def architecture() -> str:
    """docs/architecture.md with its diagram drawn anew."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{transitions()}\n\n{END}{after}"


if __name__ == "__main__":
    KEYS.write_text(keys(), encoding="utf-8")
    ARCHITECTURE.write_text(architecture(), encoding="utf-8")
