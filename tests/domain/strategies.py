"""Meetings that go any which way."""

from __future__ import annotations

from hypothesis import strategies as st

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import (
    AnyEvent,
    ClockMoved,
    Ended,
    EndMoved,
    Fitted,
    NoteAdded,
    NoteEdited,
    Paused,
    PauseReasoned,
    PhaseEntered,
    PhaseMoved,
    PromptTicked,
    Record,
    Reflected,
    Reopened,
    Resumed,
    Started,
    Struck,
    Undone,
)
from kohtaa_tui.domain.folding import last_undoable
from kohtaa_tui.domain.session import Session, allowed
from tests.build import CIRCUMSTANCES, PHASES, START, Story, plan, story

EVENT_TYPES: tuple[type[AnyEvent], ...] = AnyEvent.__args__  # type: ignore[attr-defined]
MARKS = st.sampled_from([None, "words", "strength", "question", "agreed"])
GAPS = st.one_of(st.sampled_from([0, 1, 999, 1000, 60_000, -5_000]), st.integers(0, 400_000))


def events(seqs: int = 12) -> st.SearchStrategy[AnyEvent]:
    """Any event but a start, sensible or not."""
    phases = st.sampled_from((*PHASES, "lounas"))
    seq = st.integers(0, seqs)
    return st.one_of(
        st.builds(PhaseEntered, phases),
        st.builds(PhaseMoved, seq, st.integers(-1000, 2_000_000), st.just(""), st.booleans()),
        st.builds(Paused, st.sampled_from(["", "door-or-phone"])),
        st.builds(PauseReasoned, st.just("other")),
        st.builds(Resumed),
        st.builds(PromptTicked, st.sampled_from(["e1", "o1", "zz"]), st.booleans()),
        st.builds(NoteAdded, st.text(max_size=5), MARKS),
        st.builds(NoteEdited, seq, st.integers(0, 100_000), phases, st.text(max_size=5), MARKS),
        st.builds(Fitted, st.dictionaries(phases, st.integers(0, 4000), max_size=4), st.integers(0, 10_000)),
        st.builds(Reopened, st.just(START)),
        st.builds(ClockMoved, st.integers(-90_000, 90_000)),
        st.builds(Undone, seq),
        st.builds(Struck),
        st.builds(Ended),
        st.builds(EndMoved, st.integers(-1000, 2_000_000), st.just(START)),
        st.builds(Reflected, st.just("s1"), st.text(max_size=5)),
        st.builds(Started, st.just(START), st.just(plan()), st.just("sv")),
    )


def records() -> st.SearchStrategy[list[Record]]:
    """A start, then anything in any order, at any time."""
    first = st.builds(Started, st.just(START), st.builds(plan, st.integers(1, 90)), st.just("fi"))
    rest = st.lists(st.tuples(events(), st.integers(0, 12), st.integers(-1000, 3_000_000)), max_size=12)
    return st.builds(
        lambda started, others: [
            Record(1, "here", 0, started),
            *(Record(seq, "here", at, event) for event, seq, at in others),
        ],
        first,
        rest,
    )


def _step(data: st.DataObject, told: Story, session: Session) -> None:
    kinds = ["enter", "note", "tick", "fit", "clock", "reopen"]
    kinds += ["earlier"]
    kinds += ["resume", "resume"] if allowed(session, Resumed) else ["pause"]
    if last_undoable(session):
        kinds += ["undo"]
    match data.draw(st.sampled_from(kinds)):
        case "enter":
            told.enter(data.draw(st.sampled_from(PHASES)))
        case "note":
            told.note("muistiinpano", data.draw(MARKS))
        case "tick":
            told.tick("e1", data.draw(st.booleans()))
        case "fit":
            told.fit(data.draw(st.integers(-10, 20)), data.draw(st.integers(-20, 20)), protect=data.draw(st.booleans()))
        case "earlier":
            visit = data.draw(st.sampled_from(session.visits))
            told.move(visit.key[0], visit.start_ms // 1000 - data.draw(st.integers(0, 600)))
        case "clock":
            told.clock(data.draw(st.integers(-100, 100)))
        case "reopen":
            told.reopen()
        case "resume":
            told.resume()
        case "pause":
            told.pause()
        case "undo":
            told.undo()


@st.composite
def stories(draw: st.DrawFn, *, ends: bool | None = None, most: int = 12) -> Story:
    """A meeting as a person could have had it; with `ends` true, over."""
    told = story(draw(st.integers(1, 120)), draw(st.sets(st.sampled_from(CIRCUMSTANCES))))
    data = draw(st.data())
    for _ in range(draw(st.integers(0, most))):
        told.now = max(0, told.now + draw(GAPS))
        _step(data, told, told.session)
    told.now = max(told.now + draw(GAPS), 0)
    if ends or (ends is None and draw(st.booleans())):
        told.end()
    return told


def now(told: Story) -> int:
    """The moment as the rules of time take it."""
    return timing.now_ms(told.session, told.now)
