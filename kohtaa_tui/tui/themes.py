"""Our two sets of colours, day and night, and one without: roles become styles here and nowhere else.

Text holds a contrast of 7:1, state colours 7:1 as figures and 4.5:1 as shapes, other marks 3:1 (WCAG 2);
a test computes it. Nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from rich.style import Style
from textual.theme import Theme

from .draw.canvas import Ink

Name = Literal["night", "day", "plain"]

NIGHT: dict[str, str] = {
    "bg": "#15191d",
    "surf": "#20262b",
    "bay": "#303940",
    "text": "#ebe8e1",
    "mute": "#b0b9be",
    "calm": "#7cc4b2",
    "near": "#e3c565",
    "over": "#f2a65a",
    "squeeze": "#ff8f85",
    "keep": "#9db8ea",
    "done": "#5f8f84",
    "line": "#667178",
    "ink": "#15191d",
}
DAY: dict[str, str] = {
    "bg": "#fbf9f4",
    "surf": "#efebe1",
    "bay": "#e3dccb",
    "text": "#1a2024",
    "mute": "#434c52",
    "calm": "#0b5f52",
    "near": "#6f4a00",
    "over": "#803600",
    "squeeze": "#980e2c",
    "keep": "#24488f",
    "done": "#4b786e",
    "line": "#80878b",
    "ink": "#fbf9f4",
}
COLOURS: dict[str, dict[str, str]] = {"night": NIGHT, "day": DAY}


def style(ink: Ink, name: str) -> Style:
    """The style of some cells under a theme."""
    return _style(ink, name)


@lru_cache(256)
def _style(ink: Ink, name: str) -> Style:
    colours = COLOURS.get(name)
    if colours is None:  # the terminal's own two colours, bold and reverse
        bold = ink.bold or ink.role in ("near", "over", "squeeze")
        return Style(bold=bold, reverse=ink.on == "squeeze", underline=ink.under)
    return Style(color=colours[ink.role], bgcolor=colours[ink.on], bold=ink.bold, underline=ink.under)


def textual_themes() -> list[Theme]:
    """The same as Textual themes, for the note line and the screen behind the page."""
    themes = [
        Theme(
            name=f"kohtaa-{name}",
            primary=c["calm"],
            secondary=c["keep"],
            warning=c["near"],
            error=c["squeeze"],
            success=c["calm"],
            accent=c["calm"],
            foreground=c["text"],
            background=c["bg"],
            surface=c["surf"],
            panel=c["surf"],
            dark=name == "night",
        )
        for name, c in COLOURS.items()
    ]
    plain = "ansi_default"
    themes.append(
        Theme(
            name="kohtaa-plain",
            primary=plain,
            secondary=plain,
            warning=plain,
            error=plain,
            success=plain,
            accent=plain,
            foreground=plain,
            background=plain,
            surface=plain,
            panel=plain,
            boost=plain,
            ansi=True,
            variables={
                "ansi-background": plain,
                "ansi-foreground": plain,
                "border-blurred": plain,
                "block-cursor-foreground": plain,
                "block-cursor-background": plain,
                "input-cursor-background": plain,
                "input-cursor-foreground": plain,
                "input-cursor-text-style": "none",
                "input-selection-background": plain,
                "input-selection-foreground": plain,
                "screen-selection-background": plain,
                "screen-selection-foreground": plain,
            },
        )
    )
    return themes


def choose(setting: str, environ: Mapping[str, str], color_system: str | None) -> Name:
    """The theme for this terminal: as set, else without colour where there is none, else by its background.

    Only a terminal that tells its background (`COLORFGBG`) is known to be light; all others get the night.
    """
    if environ.get("NO_COLOR"):
        return "plain"
    if setting in ("night", "day", "plain"):
        return setting  # type: ignore[return-value]
    if color_system in (None, "standard"):
        return "plain"
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "day" if ground in ("7", "15") else "night"


def needs_ascii(environ: Mapping[str, str]) -> bool:
    """Whether the locale is set and is none of UTF-8: then only ASCII marks can be trusted to be drawn.

    Where nothing is set nothing is known, and nearly every terminal draws the real ones.
    """
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or ""
    return bool(locale) and "utf" not in locale.lower()
