"""Meetings to hand over in tests: a usual one, a long one, and one whose notes look like everything but text."""

from __future__ import annotations

from kohtaa_tui.domain.session import Session
from tests.build import story

NASTY = (
    '=HYPERLINK("http://example.org","x")',
    "+358 abc",
    "-5",
    "@SUM(A1:A9)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'already",
    'a "quoted" word; and a semicolon, too',
    "<script>document.title='run'</script>",
    "[x](javascript:alert(1)) javascript:alert(1)",
    '![x](http://example.org/x.png) <img src="http://example.org/x.png" onerror="document.title=1">',
    "a | b ` c `` d ``` *e* _f_ # g",
    "</style><style>body{display:none}</style>",
    "</td></tr></table><h1>x</h1>",
    "&amp; &lt; &#x3c;",
    "]]> --> <!-- <?php",
    "pitkä" * 80,
    "äöå ÅÄÖ ß 日本 🌻 👩‍👩‍👧 e\u0301",
)
"""Notes that are text, whatever a spreadsheet, a browser or a reader of Markdown may take them for."""


def usual(language: str = "fi") -> Session:
    """45 minutes with nine notes, a pause, and a phase that took longer than planned."""
    return (
        story(45, ["first"], language=language)
        .at("2:10")
        .tick("e1")
        .at("4:00")
        .note("haluan tehdä omaa työtäni, en mitä tahansa", "words")
        .at("9:30")
        .note("opasti mielellään uusia edellisessä työssään", "strength")
        .at("12:40")
        .forward()
        .at("15:00")
        .note("todistukset kadonneet muutossa", "question")
        .at("18:20")
        .note("aamuvuorot sopivat, illat eivät lasten takia", None)
        .at("21:00")
        .pause("phone")
        .at("23:00")
        .resume()
        .at("30:00")
        .forward()
        .note("hygieniapassi on voimassa", "strength")
        .at("36:00")
        .note("asiakas: etsii todistukset pe", "agreed")
        .note("neuvoja: lähettää linkit kolmeen avoimeen paikkaan 9.11.", "agreed")
        .at("40:30")
        .forward()
        .note("seuraava tapaaminen tiistai 17.11. klo 9.30", "agreed")
        .note("jännitti tulla, helpotti kun sai kertoa", "words")
        .at("46:20")
        .end()
        .session
    )


def long(notes: int = 160) -> Session:
    """A meeting of four hours with many notes, some of them several lines of paper long."""
    told = story(240, ["interpreter", "remote"])
    marks = ("words", "strength", "question", "agreed", None)
    for n in range(notes):
        told.at(60 + n * 80)
        if n in (40, 80, 120):
            told.forward()
        words = " ".join(f"sana{n}-{w}" for w in range(4 + (n * 7) % 60))
        told.note(f"alku{n} {words} loppu{n}", marks[n % len(marks)])
    return told.at("4:10:00").end().session


def nasty() -> Session:
    """A meeting with notes of every mark that look like something else, and such a reference."""
    told = story(reference="=cmd|' /C <b>calc</b>'!A0")
    for place, text in enumerate(NASTY):
        told.at(10 * place + 10).note(text, (None, "words", "strength", "question", "agreed")[place % 5])
    return told.at("30:00").end().session
