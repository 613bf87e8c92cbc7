"""Pages without an app: a meeting at a moment, drawn at a size."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any

from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.tui.bindings import Keys
from kohtaa_tui.tui.draw import meeting
from kohtaa_tui.tui.draw.canvas import Canvas
from kohtaa_tui.tui.draw.grid import Grid
from tests.build import Story, ms, start
from tests.tui.tui import START

STATES = ("calm", "near", "over", "squeeze", "past", "paused", "curtain")


@lru_cache(8)
def plan(minutes: int = 45, circumstances: tuple[str, ...] = ("first",)) -> Any:
    return make_plan(Shelf([shipped_folder()]).get("kohtaava"), minutes, circumstances)


def meeting_story(notes: bool = True) -> Story:
    """The meeting of screens.md: 45 minutes from 10.02, a first meeting, K-17."""
    from kohtaa_tui.domain.events import Record, Started

    started = Started(wall=START, plan=plan(), language="fi", reference="K-17")
    told = Story(start("20261124T080200Z-testtest", Record(1, "here", 0, started)))
    if notes:
        told.at("3:00").note("haluan tehdä omaa työtäni", "words").at("6:00").note("tuli tulkin kanssa, kirje mukana")
        told.at("9:00").note("opasti mielellään uusia", "strength")
    told.at("11:00").enter("ohjaus").at("12:00").tick("o1")
    if notes:
        told.at("14:00").note("todistukset kadonneet", "question").at("16:00").note(
            "asiakas: etsii todistukset pe", "agreed"
        )
    return told


def state(name: str, notes: bool = True) -> tuple[Session, int]:
    """A session in a state, and the moment."""
    told = meeting_story(notes)
    match name:
        case "calm" | "curtain":
            return told.session, ms("17:10")
        case "near":
            return told.session, ms("27:40")
        case "over":
            return told.session, ms("31:10")
        case "paused":
            return told.at("17:10").pause().session, ms("19:20")
        case _:
            told.at("29:00").enter("neuvonta")
            return told.session, ms("42:40") if name == "squeeze" else ms("48:10")


def drawn(name: str, width: int, height: int, language: str = "fi", **rest: Any) -> tuple[Canvas, Grid]:
    """The Meeting page in a state at a size."""
    session, at_ms = rest.pop("session", None) or state(name)
    phase = session.phase
    prompt = next((p.id for p in phase.prompts if p.id not in session.done), phase.prompts[-1].id)
    view = meeting.MeetingView(
        session=session,
        at_ms=at_ms,
        now=START + timedelta(milliseconds=at_ms),
        words=Words(language),
        language=language,
        keys=Keys("meeting"),
        prompt=prompt,
        saved="saved",
        curtain=name == "curtain",
        **rest,
    )
    return meeting.draw(view, width, height)


def rows(canvas: Canvas) -> list[str]:
    return canvas.text().split("\n")
