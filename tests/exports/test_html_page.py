"""The page to print: whole, closed in itself, and nothing that was typed is anything but text."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.pack import LANGUAGES
from kohtaa_tui.domain.session import Session
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.i18n import Words
from tests import meetings
from tests.build import story

VOID = frozenset({"meta", "rect"})
TAGS = frozenset({
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "p", "section", "table", "tr", "th", "td",
    "svg", "rect", "ul", "li",
})  # fmt: skip
"""All the elements of the page."""


class Read(HTMLParser):
    """The page as a browser reads it: its elements, their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(session: Session, language: str = "en") -> str:
    return EXPORTS["html"](session, Words(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("session", [meetings.usual(), meetings.nasty()], ids=["usual", "nasty"])
def test_the_page_is_whole_and_made_of_our_elements(session: Session, language: str) -> None:
    told = Read(page(session, language))
    assert set(told.tags) <= TAGS
    assert not [name for name in told.attributes if name.startswith("on") or name in ("href", "src", "style")]
    assert f'<html lang="{language}">' in page(session, language)


def test_every_note_is_on_it_as_it_was_typed() -> None:
    texts = " ".join(Read(page(meetings.nasty())).texts)
    agreed = meetings.NASTY[4::5]  # told as who and what
    assert [note for note in meetings.NASTY if note not in texts and note not in agreed] == []
    assert "=cmd|' /C <b>calc</b>'!A0" in texts


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_whatever_was_typed_adds_no_element(text: str) -> None:
    plain = Read(page(story().note("x").at("1:00").end().session)).tags
    assert Read(page(story(reference=text).note(text).at("1:00").end().session)).tags == plain


def test_nothing_is_asked_of_anybody_and_only_its_own_style_holds() -> None:
    told = page(meetings.usual())
    assert not re.search(r"(?:https?:)?//|url\(|@import|<script|<link|<img", told)
    style = re.search(r"<style>(.*?)</style>", told, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', told)
    assert style
    assert policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]


def test_times_stand_as_bars_and_in_words() -> None:
    told = page(meetings.usual())
    assert told.count("<svg ") == 4
    assert "planned 18 min, used 15 min" in told
    assert "<tr><th>pauses</th><td></td><td>2 min</td></tr>" in told


def test_a_bar_shows_the_plan_and_what_went_beyond_it() -> None:
    session = story(30).at("20:00").forward().at("25:00").end().session
    bars = re.findall(r"<svg .*?</svg>", page(session))
    widths = [[float(w) for w in re.findall(r'width="([\d.]+)"', bar)] for bar in bars]
    within, over, outline = widths[0]  # 20 of 6 minutes planned, the longest of all
    assert within == pytest.approx(outline, abs=0.2)
    assert within + over == pytest.approx(238, abs=0.3)
    assert page(session).count("not this time") == 2
    assert widths[1][0] == pytest.approx(238 * 5 / 20, abs=0.2)
    assert len(widths[2]) == 1  # not visited: the outline alone


def test_nothing_is_smaller_than_ten_points() -> None:
    style = page(meetings.usual()).partition("</style>")[0]
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)pt", style)]
    assert sizes
    assert min(sizes) >= 10
