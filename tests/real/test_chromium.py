"""The demo in Debian's Chromium: drawn, typed at, and no request leaves this computer."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from tests.real.chromium import Chromium
from tests.web.served import Served, until

pytestmark = pytest.mark.real("chromium")

DRAWN = "document.body !== null && document.body.classList.contains('-first-byte')"
ENDED = "document.body.classList.contains('-closed')"
OPENED = "new Promise(done => {{ const way = {}; way.onopen = () => done(true); way.onerror = () => done(false) }})"
OWN = frozenset({
    "accounts.google.com", "clients2.google.com", "content-autofill.googleapis.com", "update.googleapis.com",
    "optimizationguide-pa.googleapis.com", "safebrowsing.googleapis.com", "android.clients.google.com",
})  # fmt: skip
"""Whom Chromium itself would speak to, page or no page. It gets no further than the trap."""


class Window:
    """A page with a session, and what was drawn on it."""

    def __init__(self, browser: Chromium, served: Served) -> None:
        self.browser, self.served = browser, served
        browser.go(served.address)
        browser.waits_for(DRAWN)

    def text(self) -> str:
        """What the frames that came by the websocket add up to, on a screen of the size that the page asked for."""
        way = next(url for url in self.browser.asked if url.startswith("ws:"))
        width, height = (int(part.partition("=")[2]) for part in way.partition("?")[2].split("&"))
        screen = pyte.Screen(width, height)
        stream = pyte.ByteStream(screen)
        for frame in self.browser.frames:
            stream.feed(base64.b64decode(frame).replace(b"\x1b]22;default\x07", b""))
        return "\n".join(screen.display)

    def sees(self, *texts: str) -> None:
        self.browser.until(lambda: all(text in self.text() for text in texts), f"{texts} on the page")

    def changes(self, before: bytes) -> bytes:
        """Wait until the page looks other than before; returns how it looks then."""
        self.browser.until(lambda: self.browser.picture() != before, "another picture")
        return self.browser.picture()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chromium]:
    with_page = Chromium(tmp_path)
    yield with_page
    with_page.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    servers: list[Served] = []

    def begin(*command: str) -> Served:
        servers.append(Served(tmp_path / "stores", *command))
        return servers[-1]

    yield begin
    for server in servers:
        server.close()


def test_the_page_is_drawn_typed_at_and_asks_nobody_else(browser: Chromium, serve: Callable[..., Served]) -> None:
    """With Home in the demo's place: there what is typed is written."""
    served = serve()
    window = Window(browser, served)
    window.sees("Enter aloittaa")
    assert browser.value("location.href") == f"{served.origin}/"  # without the token
    assert browser.value("document.cookie") == ""
    assert browser.value("[...document.fonts].map(font => font.status).join()") == "loaded"

    picture = browser.picture()
    browser.press("Enter")
    window.sees("min jäljellä", "tallennettu ✓")
    picture = window.changes(picture)
    browser.type("hei äö maailma")
    window.sees("hei äö maailma")
    picture = window.changes(picture)
    browser.press("Enter")
    browser.press("PageDown")
    window.sees("Kerro omin sanoin")
    picture = window.changes(picture)
    browser.press("F1")  # the browser's own help stays away
    window.sees("Esc sulje")
    window.changes(picture)
    assert len(served.sessions()) == 1

    # a page that came from elsewhere gets neither page nor session, though this browser was let in
    browser.go("about:blank")
    until(served.clean, "the session to end with its page")
    way = f"ws://127.0.0.1:{served.port}/ws"
    assert browser.value(OPENED.format(f"new WebSocket('{way}')")) is False
    assert served.clean()

    asked = [url for url in browser.asked if not url.startswith(("data:", "about:"))]
    ours = (f"{served.origin}/", f"ws://127.0.0.1:{served.port}/ws")
    assert len(asked) >= 8
    assert [url for url in asked if not url.startswith(ours)] == []
    assert [name for name in browser.trap.heard() if name not in OWN] == []


def test_the_demo_goes_on_with_the_presenter_and_says_when_it_is_over(
    browser: Chromium, serve: Callable[..., Served]
) -> None:
    served = serve("demo", "kohtaava")
    window = Window(browser, served)
    window.sees("DEMO", "Vaiheet ovat kehys")
    picture = browser.picture()
    browser.press("PageDown")
    browser.until(lambda: "Vaiheet ovat kehys" not in window.text(), "the next step")
    window.sees("DEMO")
    window.changes(picture)
    served.end()
    browser.waits_for(ENDED)
    assert browser.value("getComputedStyle(document.getElementById('ended')).display") == "flex"
    assert browser.value("document.querySelector('#ended p').textContent").startswith("Esitys on päättynyt")
    assert served.clean()
