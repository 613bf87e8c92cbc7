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

PICTURE = Path(__file__).parents[1] / "docs" / "meeting.svg"
SIZE = (100, 26)


async def svg(folder: Path) -> str:
    """A meeting in its eighteenth minute, as SVG."""
    from kohtaa_tui.domain.plan import make_plan
    from kohtaa_tui.tui.app import KohtaaApp
    from tests.tui.tui import make_context, opened

    context = make_context(folder, "en", theme="night")
    plan = make_plan(context.shelf.get("kohtaava"), 45, ["first"], outright=True)
    app = KohtaaApp(context, lambda app: app.start_meeting(plan, "K-17"))
    async with opened(app, SIZE) as desk:

        async def write(line: str) -> None:
            await desk.type(line)
            await desk.press("enter")

        await desk.pass_time(4 * 60)
        await write('" I want work of my own')
        await desk.press("enter", "enter")
        await desk.pass_time(7 * 60)
        await desk.press("pagedown")
        await desk.pass_time(3 * 60)
        await write("+ liked to teach the new ones")
        await desk.pass_time(2 * 60)
        await write("? the certificates are lost")
        await desk.press("enter")
        await desk.pass_time(60)
        await write("! client: looks for the certificates Fri")
        await desk.pass_time(60)
        await desk.saved()
        picture = app.export_screenshot(title="kohtaa")
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
