"""Make docs/meeting.svg, the picture of a running meeting in the README, from the app itself: `make picture`.

The clock is a fake one and the folders are temporary, so the same program gives the same picture.
"""

from __future__ import annotations

import asyncio
import html
import os
import re
import tempfile
import time
from pathlib import Path

from rich.cells import cell_len

from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.context import Context
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.storage.settings import Settings
from tests.fakes import FakeClock, places

PICTURE = Path(__file__).parents[1] / "docs" / "meeting.svg"
SIZE = (100, 26)


async def svg(folder: Path) -> str:
    """A meeting in its eighteenth minute, as SVG."""
    from kohtaa_tui.tui.app import KohtaaApp

    where = places(folder)
    clock = FakeClock()
    shelf = Shelf([shipped_folder()])
    app = KohtaaApp(
        Context(
            places=where,
            archive=Archive(where),
            shelf=shelf,
            settings=Settings(theme="night"),
            faults=[],
            words=Words("en"),
            language="en",
            clock=clock,
            device="00000000",
        ),
        lambda begun: begun.start_meeting(make_plan(shelf.get("kohtaava"), 45, ["first"], outright=True), "K-17"),
    )
    async with app.run_test(size=SIZE) as pilot:

        async def write(line: str) -> None:
            await pilot.press(*line, "enter")

        await pilot.pause()
        clock.after(4 * 60)
        await write('" I want work of my own')
        await pilot.press("enter", "enter")
        clock.after(7 * 60)
        await pilot.press("pagedown")
        clock.after(3 * 60)
        await write("+ liked to teach the new ones")
        clock.after(2 * 60)
        await write("? the certificates are lost")
        await pilot.press("enter")
        clock.after(60)
        await write("! client: looks for the certificates Fri")
        clock.after(60)
        for _ in range(200):  # until the disk has it and the screen says so
            app.screen.redraw_now()  # type: ignore[attr-defined]
            await pilot.pause()
            if not app.screen.runner.unsaved:  # type: ignore[attr-defined]
                break
        picture = app.export_screenshot(title="kohtaa")
        await pilot.press("ctrl+q")
    return without_fetching(picture)


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
    """Write the picture."""
    os.environ["TZ"] = "Europe/Helsinki"
    time.tzset()
    with tempfile.TemporaryDirectory() as folder:
        picture = asyncio.run(svg(Path(folder)))
    PICTURE.write_text("\n".join(line.rstrip() for line in picture.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
