"""Make the README's pictures from the shipped demos: `make picture`.

Each is a named moment of a demo. The clock is a fake one and nothing is kept, so the same program gives the same
pictures.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import time
from pathlib import Path

from msgspec import Struct
from rich.cells import cell_len

DOCS = Path(__file__).parents[1] / "docs"


class Picture(Struct, frozen=True):
    """One moment of a demo, and how it is looked at."""

    demo: str
    at: str
    """Minutes and seconds since the start; empty is the review after it."""
    size: tuple[int, int]
    theme: str
    view: str | None = None
    """The view that is chosen; None is by the size of the window."""


PICTURES = {
    "meeting": Picture("kohtaava", "14:40", (100, 26), "night"),
    "demo": Picture("kohtaava", "23:30", (80, 24), "day", "big"),
    "review": Picture("tulkki", "", (100, 26), "day"),
}
"""The pictures by the names of their files in docs/."""


async def svg(picture: Picture) -> str:
    """A picture as SVG."""
    from msgspec.structs import replace

    from kohtaa_tui.commands.demo import of_no_store
    from kohtaa_tui.domain.demo import moment_ms
    from kohtaa_tui.i18n import Words
    from kohtaa_tui.runtime.player import Player
    from kohtaa_tui.storage.settings import Settings
    from kohtaa_tui.tui.screens.show import ShowReview, ShowScreen
    from kohtaa_tui.tui.show_app import ShowApp
    from tests.fakes import FakeClock
    from tests.shown import shipped
    from tests.tui.tui import opened

    clock = FakeClock()
    player = Player(clock, shipped(picture.demo), "en")
    player.pause()  # it goes, and the clock stands still
    context = replace(of_no_store(Settings(theme=picture.theme), Words("en")), clock=clock)  # type: ignore[arg-type]
    app = ShowApp(context, player, replay=False)
    app.view = picture.view  # type: ignore[assignment]
    async with opened(app, picture.size) as desk:
        await desk.to(ShowScreen)
        player.seek(moment_ms(picture.at) or player.script.end_ms)
        screen = desk.stage
        assert isinstance(screen, ShowScreen)
        screen.arrived()
        await desk.to(ShowScreen if picture.at else ShowReview)
        shot = app.export_screenshot(title="kohtaa")
    return without_fetching(shot)


def without_fetching(picture: str) -> str:
    """The picture with nothing in it that a reader's browser would fetch, and every word at its own place."""
    picture = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", picture)
    picture = re.sub(r"terminal-\d+-", "kohtaa-", picture)  # a number that would differ with every line
    return re.sub(
        r'<text (?P<before>[^>]*?)x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="(?P<width>[\d.]+)"(?P<after>[^>]*)>'
        r"(?P<text>[^<]*)</text>",
        _placed,
        picture,
    )


def _placed(found: re.Match[str]) -> str:
    """A text element as one for each stretch without two blanks: not every viewer keeps blanks."""
    text = html.unescape(found["text"]).replace("\u00a0", " ")
    if not text.strip():
        return ""
    cell = float(found["width"]) / cell_len(text)
    parts = []
    for part in re.finditer(r"\S+(?: \S+)*", text):
        x = float(found["x"]) + cell * cell_len(text[: part.start()])
        words = html.escape(part[0], quote=False).replace(" ", "&#160;")
        parts.append(
            f'<text {found["before"]}x="{x:.1f}" y="{found["y"]}" textLength="{cell * cell_len(part[0]):.1f}"'
            f"{found['after']}>{words}</text>"
        )
    return "".join(parts)


def main() -> None:
    """Write the pictures."""
    os.environ["TZ"] = "Europe/Helsinki"
    time.tzset()
    for name, picture in PICTURES.items():
        lines = asyncio.run(svg(picture)).splitlines()
        (DOCS / f"{name}.svg").write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
