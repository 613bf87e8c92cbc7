"""What the server sends: the page, its parts, and the rules that the browser is to keep."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path

from ..i18n import Words

_OURS = Path(__file__).with_name("parts")
_THEIRS = Path(str(files("textual_serve"))) / "static"

PARTS: dict[str, tuple[Path, str]] = {
    "page.css": (_OURS / "page.css", "text/css"),
    "page.js": (_OURS / "page.js", "text/javascript"),
    "textual.js": (_THEIRS / "js" / "textual.js", "text/javascript"),
    "xterm.css": (_THEIRS / "css" / "xterm.css", "text/css"),
    "roboto-mono.ttf": (_THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
"""All the files there are for a browser, by their names under `/part/`, each with its type."""

FONT_SIZE = 16

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "Referrer-Policy": "no-referrer",
    "Server": "kohtaa",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def policy(host: str | None) -> str:
    """What the page may load and reach: parts from here, and the one way to the program. Nothing pops up.

    Styles in the page itself are allowed, because the terminal that draws writes its own.
    """
    return "; ".join([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src data:",
        f"connect-src ws://{host}/ws" if host else "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-scripts allow-same-origin",
    ])  # fmt: skip


def page(words: Words, host: str) -> str:
    """The page that draws a session."""
    body = f"""\
<div id="terminal" class="textual-terminal" data-session-websocket-url="ws://{escape(host)}/ws" \
data-font-size="{FONT_SIZE}"></div>
<div id="waiting" class="card"><p>{escape(words("One moment…"))}</p></div>
<div id="ended" class="card"><p>{escape(words("The demo has ended, and nothing of it is kept."))}</p>
<a href="/">{escape(words("Start again"))}</a></div>"""
    scripts = '<script defer src="/part/textual.js"></script>\n<script defer src="/part/page.js"></script>'
    return _html(words, scripts, body)


def sentence(words: Words, told: str, again: bool = False) -> str:
    """A page that only says something; with a link to try again."""
    link = f'\n<a href="/">{escape(words("Try again"))}</a>' if again else ""
    return _html(words, "", f'<div class="card"><p>{escape(told)}</p>{link}</div>')


def _html(words: Words, scripts: str, body: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>kohtaa · {escape(words("Demo"))}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/part/xterm.css">
<link rel="stylesheet" href="/part/page.css">
{scripts}
</head>
<body>
{body}
</body>
</html>
"""
