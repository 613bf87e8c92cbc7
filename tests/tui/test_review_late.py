"""The Review of a meeting that began late, or whose start was put right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kohtaa_tui.domain.events import Record, Started
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import home, review, review_view
from tests.build import Story, start
from tests.tui.pages import plan
from tests.tui.tui import START


def late(minutes: float = 12) -> Story:
    """An appointment of 45 minutes, begun so many minutes late and held to its end."""
    due = START - timedelta(minutes=minutes)
    started = Started(wall=START, plan=plan(int(45 - minutes)), language="fi", reference="K-17", due=due, until=True)
    told = Story(start("20261124T080200Z-testtest", Record(1, "here", 0, started)))
    told.at("3:00").note("haluan tehdä omaa työtäni", "words").at("8:00").enter("ohjaus")
    told.at("20:00").enter("neuvonta").note("asiakas: etsii todistukset pe", "agreed")
    return told.at("28:00").enter("hyvastely").at("33:00").end()


def drawn(session: Session, width: int, height: int, language: str = "fi") -> list[str]:
    view = review_view.ReviewView(
        session=session,
        words=Words(language),
        language=language,
        keys=Keys("review"),
        items=review_view.items_by_mark(session),
        chosen=None,
        saved="saved",
    )
    return review.draw(view, width, height)[0].text().splitlines()


def test_one_line_says_how_late_and_what_each_phase_lost() -> None:
    rows = drawn(late().session, 120, 36)
    wanted = "Aloitus siirtyi 12 min: Empatia 11 → 8 · Ohjauksellinen 18 → 14 · Neuvonnallinen 11 → 8 · Hyvästely 5 → 3"
    assert sum(wanted in row for row in rows) == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
def test_in_a_smaller_window_it_is_two_lines_that_break_between_phases(size: tuple[int, int], language: str) -> None:
    rows = drawn(late().session, *size, language)
    told = [row for row in rows if "→" in row]
    assert 1 <= len(told) <= 2
    assert sum(row.count("→") for row in told) == 4
    assert all(row.split()[-1].isdigit() for row in told)  # no phase is torn from its minutes, and none is cut


@pytest.mark.parametrize(
    ("language", "told"), [("fi", "alku +12 min"), ("sv", "början +12 min"), ("en", "start +12 min")]
)
def test_in_a_narrow_one_it_is_told_how_late(language: str, told: str) -> None:
    assert any(told in row for row in drawn(late().session, 40, 12, language))


@pytest.mark.parametrize("size", [(40, 12), (120, 36)])
def test_how_late_is_the_same_at_every_size(size: tuple[int, int]) -> None:
    """Half a minute that the plan's whole minutes swallow makes nobody later."""
    text = "\n".join(drawn(late(12.5).session, *size, "en"))
    assert "start +12 min" in text or "The start moved 12 min" in text


def test_where_names_do_not_fit_the_minutes_stand_in_their_order() -> None:
    assert any("11→8 · 18→14 · 11→8 · 5→3" in row for row in drawn(late().session, 60, 20))


def test_put_right_to_when_it_was_due_it_was_not_late() -> None:
    rows = drawn(late().move(1, -720).session, 120, 36)
    assert not any("siirtyi" in row for row in rows)
    assert any("20 / 11 min" in row for row in rows)


def test_a_meeting_without_an_appointment_says_nothing_of_it() -> None:
    told = late(0)
    assert not any("siirtyi" in row or "→" in row for row in drawn(told.session, 120, 36))


def test_the_rail_is_as_long_as_the_meeting_from_its_true_start() -> None:
    rows = drawn(late().move(1, -720).session, 120, 36)
    bar = next(row for row in rows if "▄" in row).strip()
    widths = [len(part) for part in bar.split()]
    assert len(widths) == 4
    assert abs(widths[0] / sum(widths) - 20 / 45) < 0.03


def test_home_tells_the_true_start_of_a_recent_meeting() -> None:
    pages = []
    for session in (late().session, late().move(1, -720).session):
        view = home.HomeView(
            now=START,
            words=Words("fi"),
            language="fi",
            keys=Keys("home"),
            plan=plan(),
            begins=START,
            ends=START + timedelta(minutes=45),
            rows=[],
            recent=[home.Recent(session.id, session)],
        )
        pages.append(home.draw(view, 120, 36)[0].text())
    times = [Words("fi").clock((START - timedelta(minutes=m)).astimezone()) for m in (0, 12)]
    assert times[0] in pages[0]
    assert times[1] in pages[1]
    bars = [
        max(row.split("  "), key=lambda part: part.count("▄"))
        for page in pages
        for row in page.splitlines()
        if "! 1" in row
    ]
    assert bars[0].count("▄") == bars[1].count("▄")  # as wide as before, with a longer first phase
    assert len(bars[0].strip().split()[0]) < len(bars[1].strip().split()[0])
