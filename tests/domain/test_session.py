"""The one door for change: what is allowed when, undo, strike, corrections, and the fold."""

from __future__ import annotations

import copy
import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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
    TurnMarked,
    Undone,
)
from kohtaa_tui.domain.folding import apply, fold, last_undoable, start
from kohtaa_tui.domain.plan import Plan
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.rewriting import strike
from kohtaa_tui.domain.session import ALLOWED, UNDOABLE, Session, Status, allowed
from kohtaa_tui.errors import NotAllowed
from tests.build import START, Story, kept, ms, plan, story
from tests.domain.strategies import EVENT_TYPES, records, stories

PRACTICE = Practice("practice")
"""Everything may happen in practice; in a real meeting no turn is marked."""

EXAMPLES: dict[type[AnyEvent], AnyEvent] = {
    Started: Started(START, plan(), "fi"),
    PhaseEntered: PhaseEntered("neuvonta"),
    PhaseMoved: PhaseMoved(2, 60_000, live=True),
    Paused: Paused("door-or-phone"),
    PauseReasoned: PauseReasoned("other"),
    Resumed: Resumed(),
    PromptTicked: PromptTicked("e1"),
    NoteAdded: NoteAdded("sana", "words"),
    NoteEdited: NoteEdited(3, 0, "empatia", "toinen", "strength"),
    Fitted: Fitted({"empatia": 60}, 1200),
    Reopened: Reopened(START),
    ClockMoved: ClockMoved(60),
    Undone: Undone(3),
    Struck: Struck(),
    Ended: Ended(),
    EndMoved: EndMoved(200_000, START),
    TurnMarked: TurnMarked("open", "wish"),
    Reflected: Reflected("s1", "hyvin"),
}


def sessions() -> dict[Status, Session]:
    told = story(practice=PRACTICE).at("2:00").enter("ohjaus").note("alku")
    running = told.session
    paused = told.at("3:00").pause().session
    ended = told.at("4:00").end().session
    return {Status.RUNNING: running, Status.PAUSED: paused, Status.ENDED: ended}


def next_record(session: Session, event: AnyEvent) -> Record:
    return Record(session.next_seq, "here", session.last_ms + 1000, event)


# --- the table ---


def test_every_event_has_an_example_here() -> None:
    assert set(EXAMPLES) == set(EVENT_TYPES)


def test_every_event_is_allowed_somewhere() -> None:
    assert set().union(*ALLOWED.values()) == set(EVENT_TYPES)


@pytest.mark.parametrize("status", [Status.RUNNING, Status.PAUSED, Status.ENDED])
@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_the_table_is_what_happens_and_a_refused_event_changes_nothing(kind: type[AnyEvent], status: Status) -> None:
    session = sessions()[status]
    before = copy.deepcopy(session)
    assert session.status is status
    record = next_record(session, EXAMPLES[kind])
    if kind in ALLOWED[status]:
        assert allowed(session, kind)
        assert apply(session, record).next_seq == record.seq + 1
    else:
        assert not allowed(session, kind)
        with pytest.raises(NotAllowed):
            apply(session, record)
    assert session == before


def test_in_a_real_meeting_no_turn_is_marked() -> None:
    session = story().session
    with pytest.raises(NotAllowed):
        apply(session, next_record(session, EXAMPLES[TurnMarked]))


def test_only_a_start_makes_a_session() -> None:
    assert allowed(None, Started)
    for kind, event in EXAMPLES.items():
        if kind is not Started:
            assert not allowed(None, kind)
            with pytest.raises(NotAllowed):
                start("id", Record(1, "here", 0, event))


def test_a_plan_without_phases_makes_no_session() -> None:
    empty = replace(plan(), phases=())
    with pytest.raises(NotAllowed):
        fold("id", [Record(1, "here", 0, Started(START, empty, "fi"))])


@pytest.mark.parametrize(
    "event", [PhaseEntered("lounas"), PhaseMoved(99, 0), PhaseMoved(3, 0), Undone(1), Undone(99), Undone(4)]
)
def test_an_event_about_what_is_not_there_is_refused_and_changes_nothing(event: AnyEvent) -> None:
    session = story().at("2:00").enter("ohjaus").note("a").end().session
    before = copy.deepcopy(session)
    with pytest.raises(NotAllowed):
        apply(session, next_record(session, event))
    assert session == before


def test_an_unknown_phase_is_refused_while_running() -> None:
    session = story().session
    with pytest.raises(NotAllowed, match="lounas"):
        apply(session, next_record(session, PhaseEntered("lounas")))


# --- what events do ---


def test_a_meeting_begins_in_the_first_phase_with_its_plan() -> None:
    session = story(45, ["first"], reference="K-1", language="sv").session
    assert (session.status, session.phase.id, session.place) == (Status.RUNNING, "empatia", 0)
    assert (session.reference, session.language, session.started_at) == ("K-1", "sv", START)
    assert session.planned_s == {"empatia": 660, "ohjaus": 1080, "neuvonta": 660, "hyvastely": 300}
    assert session.end_s == 2700


def test_a_start_in_a_named_zone_is_the_same_moment_with_a_plain_offset() -> None:
    wall = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Helsinki"))
    session = story(wall=wall).session
    assert session.started_at.isoformat() == "2026-03-29T02:30:00+02:00"
    assert (session.wall(ms("1:00:00")) - session.started_at) == timedelta(hours=1)


def test_entering_the_phase_one_is_in_is_no_new_visit() -> None:
    told = story().at("2:00").enter("empatia")
    assert len(told.session.visits) == 1
    assert told.session.cut_ms == 0


def test_any_phase_can_be_jumped_to_and_back() -> None:
    told = story().at("2:00").enter("hyvastely").at("3:00").enter("empatia")
    assert [v.phase for v in told.session.visits] == ["empatia", "hyvastely", "empatia"]


def test_a_note_has_the_phase_and_time_it_was_written_in() -> None:
    told = story().at("2:00").enter("ohjaus").at("3:00").note("sana", "words")
    note = told.session.notes[0]
    assert (note.key, note.at_ms, note.phase, note.text, note.mark) == ((3, "here"), 180_000, "ohjaus", "sana", "words")


def test_a_note_after_the_end_belongs_to_the_last_phase_one_was_in() -> None:
    told = story().note("ennen").at("2:00").enter("ohjaus").end().note("jälkeen")
    assert [(n.text, n.phase) for n in told.session.notes] == [("ennen", "empatia"), ("jälkeen", "ohjaus")]


def test_a_pause_has_its_reason_also_when_told_later() -> None:
    told = story().at("1:00").pause().at("2:00").because("interpreter").at("3:00").resume()
    pause = told.session.pauses[0]
    assert (pause.start_ms, pause.end_ms, pause.reason) == (60_000, 180_000, "interpreter")


def test_prompts_done_are_in_the_order_they_were_ticked() -> None:
    told = story().tick("e2").tick("e1").tick("e3").tick("e1", False)
    assert told.session.done == ("e2", "e3")


def test_a_fit_keeps_the_plan_of_phases_it_does_not_name() -> None:
    told = story(30).event(Fitted({"ohjaus": 60, "lounas": 60}, 1500))
    assert told.session.planned_s == {"empatia": 360, "ohjaus": 60, "neuvonta": 540, "hyvastely": 180}
    assert told.session.end_s == 1500


def test_thoughts_afterwards_are_kept_by_question() -> None:
    told = story().end().reflect("s1", "a").reflect("s2", "b").reflect("s1", "c")
    assert told.session.reflections == {"s1": "c", "s2": "b"}


# --- undo ---


def told_before(kind: type[AnyEvent]) -> Story:
    told = story(practice=PRACTICE).at("1:00").note("alku").enter("ohjaus").tick("o1")
    if kind is Resumed:
        told.pause("other")
    if kind in (PhaseMoved, EndMoved):
        told.at("5:00").end()
    return told.after("1:00")


@pytest.mark.parametrize("kind", UNDOABLE, ids=lambda kind: kind.__name__)
def test_undo_brings_back_exactly_what_was_before(kind: type[AnyEvent]) -> None:
    told = told_before(kind)
    before = kept(told.session)
    event = PhaseMoved(3, 30_000) if kind is PhaseMoved else EXAMPLES[kind]
    told.event(event)
    assert kept(told.session) != before
    assert kept(told.after("0:10").undo().session) == before


def test_undo_takes_the_newest_first() -> None:
    told = story().at("1:00").enter("ohjaus").tick("o1").note("a").pause().resume().fit(2)
    taken = []
    while (record := last_undoable(told.session)) is not None:
        taken.append(type(record.event))
        told.undo(record.seq)
    assert taken == [Fitted, Resumed, Paused, NoteAdded, PromptTicked, PhaseEntered]
    assert kept(told.session) == kept(story().session)


def test_there_is_nothing_to_undo_at_the_start() -> None:
    assert last_undoable(story().session) is None
    assert last_undoable(story().clock(5).reopen().session) is None


def test_an_ended_meeting_stays_ended() -> None:
    told = story().at("1:00").enter("ohjaus").end()
    assert last_undoable(told.session) is None
    assert last_undoable(told.note("jälkeen").session) is not None
    assert last_undoable(told.undo().session) is None
    assert told.session.status is Status.ENDED


def test_nothing_in_a_file_takes_the_end_or_the_start_back() -> None:
    told = story().at("1:00").end()
    odd = [*told.session.records, Record(8, "here", 0, Undone(2)), Record(9, "here", 0, Undone(1))]
    assert fold("id", odd).status is Status.ENDED


def test_a_note_after_an_undone_phase_change_belongs_to_the_phase_before() -> None:
    told = story().at("1:00").enter("ohjaus").at("2:00").note("a").undo(2)
    assert told.session.notes[0].phase == "empatia"


def test_time_does_not_go_back_with_an_undo() -> None:
    told = story().at("5:00").tick("e1").at("6:00").undo()
    assert told.session.last_ms == 360_000


@given(stories())
def test_undoing_everything_leaves_the_beginning(told: Story) -> None:
    while (record := last_undoable(told.session)) is not None:
        told.undo(record.seq)
    if told.session.status is not Status.ENDED:
        begun = kept(fold(told.session.id, told.session.records[:1]))
        assert replace(kept(told.session), shift_s=0) == begun


# --- strike ---


def whole(session: Session) -> str:
    return msgspec.json.encode(session.records).decode() + repr(session)


def test_a_struck_note_leaves_no_text_anywhere() -> None:
    told = story().at("1:00").note("salaisuus", "words").note("muu").strike(2)
    assert "salaisuus" not in whole(told.session)
    assert told.session.records[1] == Record(2, "here", 60_000, Struck())
    assert [n.text for n in told.session.notes] == ["muu"]


def test_a_struck_note_that_was_edited_leaves_neither_text() -> None:
    told = story().note("salaisuus")
    told.event(NoteEdited(2, 0, "empatia", "toinen salaisuus")).strike(2)
    assert "salaisuus" not in whole(told.session)
    assert told.session.notes == ()


def test_a_strike_changes_nothing_else() -> None:
    told = story().at("1:00").enter("ohjaus").at("2:00").note("a").at("3:00").pause().at("4:00")
    without = story().at("1:00").enter("ohjaus").at("2:00").event(Struck()).at("3:00").pause()
    assert kept(strike(told.session, (3, "here"))) == kept(without.session)


def test_a_struck_record_cannot_be_undone() -> None:
    told = story().note("a").strike(2)
    assert last_undoable(told.session) is None


def test_a_strike_spares_what_another_computer_did_under_the_same_number() -> None:
    told = story().at("1:00").note("salaisuus")
    told.session = fold("id", [*told.session.records, Record(2, "there", 90_000, PhaseEntered("ohjaus"))])
    assert strike(told.session, (2, "here")).phase.id == "ohjaus"
    assert strike(told.session, (2, "here")).notes == ()


@given(stories(), st.integers(0, 15))
def test_striking_leaves_no_text_of_that_note(told: Story, place: int) -> None:
    notes = [r.key for r in told.session.records if isinstance(r.event, NoteAdded)]
    if notes:
        key = notes[place % len(notes)]
        told.session = strike(told.session, key)
        assert told.session.note(key) is None
        assert [type(r.event) for r in told.session.records if r.key == key] == [Struck]


# --- corrections ---


def test_an_edited_note_keeps_its_place_and_time() -> None:
    told = story().at("1:00").note("eka").at("2:00").enter("ohjaus").at("3:00").note("toka").edit(2, "EKA", "agreed")
    first, second = told.session.notes
    assert (first.key, first.at_ms, first.phase, first.text, first.mark) == (
        (2, "here"),
        60_000,
        "empatia",
        "EKA",
        "agreed",
    )
    assert second.text == "toka"
    assert "eka" not in whole(told.session)


def test_a_note_can_be_edited_twice() -> None:
    told = story().at("1:00").note("eka").edit(2, "toka").edit(2, "kolmas")
    assert [n.text for n in told.session.notes] == ["kolmas"]
    assert "toka" not in whole(told.session)


def test_notes_of_the_meeting_and_of_afterwards_can_be_edited_afterwards() -> None:
    told = story().at("1:00").note("ennen").end().note("jälkeen").edit(2, "ENNEN").edit(4, "JÄLKEEN")
    assert [n.text for n in told.session.notes] == ["ENNEN", "JÄLKEEN"]


def test_an_edit_that_names_an_unknown_phase_keeps_the_text() -> None:
    told = story().note("a").event(NoteEdited(2, 0, "lounas", "b"))
    assert [(n.text, n.phase) for n in told.session.notes] == [("b", "empatia")]


def late_change() -> Story:
    """Notes at minutes 2, 5, 8 and 12; the change to ohjaus at 6, to neuvonta at 10."""
    told = story().at("2:00").note("a").at("5:00").note("b").at("6:00").enter("ohjaus")
    return told.at("8:00").note("c").at("10:00").enter("neuvonta").at("12:00").note("d").at("15:00").end()


def phases_of_notes(told: Story) -> dict[str, str]:
    return {n.text: n.phase for n in told.session.notes}


def test_a_phase_change_set_earlier_takes_the_notes_after_it_along() -> None:
    told = late_change().move(4, "4:00")
    assert [v.start_ms for v in told.session.visits] == [0, 240_000, 600_000]
    assert phases_of_notes(told) == {"a": "empatia", "b": "ohjaus", "c": "ohjaus", "d": "neuvonta"}


def test_a_phase_change_set_later_leaves_the_notes_before_it_behind() -> None:
    told = late_change().move(4, "9:00")
    assert phases_of_notes(told) == {"a": "empatia", "b": "empatia", "c": "empatia", "d": "neuvonta"}


def test_a_phase_change_stays_between_its_neighbours() -> None:
    assert [v.start_ms for v in late_change().move(4, "14:00").session.visits] == [0, 600_000, 600_000]
    assert [v.start_ms for v in late_change().move(6, "20:00").session.visits] == [0, 360_000, 900_000]
    assert [v.start_ms for v in late_change().move(6, "1:00").session.visits] == [0, 360_000, 360_000]
    assert [v.start_ms for v in late_change().event(PhaseMoved(4, -5)).session.visits] == [0, 0, 600_000]


def test_a_note_written_as_the_phase_changed_goes_with_a_change_set_earlier() -> None:
    told = story().at("6:00").note("a").enter("ohjaus").note("b").at("15:00").end().move(3, "4:00")
    assert phases_of_notes(told) == {"a": "ohjaus", "b": "ohjaus"}


def test_a_change_in_a_meeting_that_ended_at_once_cannot_leave_it() -> None:
    told = story().enter("ohjaus").end().at("5:00").note("jälkeen").move(2, "4:00")
    assert [v.start_ms for v in told.session.visits] == [0, 0]


# --- the fold ---


@given(stories())
def test_a_session_is_the_fold_of_its_records(told: Story) -> None:
    assert fold(told.session.id, told.session.records) == told.session


@given(records())
def test_records_come_to_the_same_one_at_a_time_and_all_at_once(odd: list[Record]) -> None:
    """But for what is undone, which a fold knows beforehand."""
    odd = [r for r in odd if not isinstance(r.event, Undone)]
    session = start("odd", odd[0])
    for record in odd[1:]:
        try:
            session = apply(session, record)
        except NotAllowed:
            session = replace(session, records=(*session.records, record))
    assert fold("odd", odd) == session


@given(records())
def test_any_records_after_a_start_can_be_folded(odd: list[Record]) -> None:
    session = fold("odd", odd)
    assert session.records == tuple(odd)
    assert fold("odd", session.records) == session


@given(records(), st.randoms(use_true_random=False))
def test_shuffled_and_doubled_records_can_be_folded_if_a_start_comes_first(
    odd: list[Record], dice: random.Random
) -> None:
    rest = odd[1:] * 2
    dice.shuffle(rest)
    assert len(fold("odd", [odd[0], *rest, odd[0]]).records) == len(rest) + 2


@given(stories())
def test_a_meeting_read_twice_over_ends_once(told: Story) -> None:
    doubled = fold("id", [*told.session.records, *told.session.records[1:]])
    assert doubled.ended_ms == told.session.ended_ms or told.session.ended_ms is None


def test_nothing_is_no_session() -> None:
    with pytest.raises(NotAllowed):
        fold("id", [])


def test_records_without_a_start_are_no_session() -> None:
    with pytest.raises(NotAllowed):
        fold("id", [Record(1, "here", 0, Ended()), *story().session.records])


def test_a_second_end_changes_nothing() -> None:
    told = story().at("5:00").end()
    again = fold("id", [*told.session.records, Record(9, "here", 900_000, Ended())])
    assert again.ended_ms == 300_000


def test_a_late_record_counts_as_at_the_last_ones_time() -> None:
    told = story().at("5:00").enter("ohjaus").at("2:00").note("myöhässä")
    assert told.session.notes[0].at_ms == 300_000


@given(stories())
def test_records_survive_json(told: Story) -> None:
    data = msgspec.json.encode(told.session.records)
    assert msgspec.json.decode(data, type=tuple[Record, ...]) == told.session.records


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_every_event_survives_json(kind: type[AnyEvent]) -> None:
    record = Record(7, "here", 1234, EXAMPLES[kind])
    assert msgspec.json.decode(msgspec.json.encode(record), type=Record) == record


def test_a_struck_record_in_json_is_no_more_than_its_kind() -> None:
    record = Record(7, "here", 1234, Struck())
    assert msgspec.json.encode(record) == b'{"seq":7,"device":"here","at_ms":1234,"event":{"kind":"struck"}}'


def test_a_start_without_offset_is_not_read() -> None:
    data = msgspec.json.encode(Record(1, "here", 0, EXAMPLES[Started])).replace(b"+02:00", b"")
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(data, type=Record)


def test_an_old_record_keeps_the_plan_it_was_made_with() -> None:
    data = msgspec.json.encode(story(45, ["first"]).session.records)
    session = fold("id", msgspec.json.decode(data, type=tuple[Record, ...]))
    assert isinstance(session.plan, Plan)
    assert session.plan == plan(45, ["first"])
