"""Times put right after the meeting: they count as corrected, and it is told that they were."""

from __future__ import annotations

import pytest

from kohtaa_tui.domain import timing
from kohtaa_tui.domain.events import EndMoved, PhaseMoved, Record
from kohtaa_tui.domain.folding import fold, put_right
from kohtaa_tui.domain.report import report
from kohtaa_tui.domain.session import Correction, Session
from kohtaa_tui.errors import NotAllowed
from kohtaa_tui.exports.corrected import corrected, corrections
from kohtaa_tui.i18n import Words
from tests.build import CORRECTED, START, Story, ms, story


def over() -> Story:
    """Ten minutes of the first phase, twenty of the second, and the end forgotten for a quarter of an hour."""
    return story().at("10:00").forward().at("45:00").end()


def test_an_end_pressed_late_is_put_right_and_the_times_follow() -> None:
    session = over().move_end("30:00").session
    assert timing.length_s(session, session.last_ms) == 1800
    assert timing.all_used_s(session, session.last_ms)["ohjaus"] == 1200
    assert report(session, session.last_ms).ended_at == "2026-11-03T10:32:00+02:00"


def test_an_end_pressed_too_early_is_put_right() -> None:
    session = over().move_end("50:00").session
    assert timing.all_used_s(session, session.last_ms)["ohjaus"] == 2400


@pytest.mark.parametrize(("to", "became"), [("-5:00", "10:00"), ("9:59", "10:00"), ("10000:00", "490:00")])
def test_the_end_is_never_before_the_last_phase_nor_a_day_away(to: str, became: str) -> None:
    assert over().move_end(to).session.ended_ms == ms(became)


def test_an_end_that_was_pressed_days_later_can_stay_or_be_put_right() -> None:
    told = story().at("10:00").forward().at("50:00:00").end()  # the program was left open over the week-end
    assert told.move_end("50:00:00").session.ended_ms == ms("50:00:00")
    assert told.move_end("60:00:00").session.ended_ms == ms("50:00:00")
    assert told.move_end("30:00").session.ended_ms == ms("30:00")


def test_while_it_runs_the_end_is_not_put_right() -> None:
    with pytest.raises(NotAllowed):
        story().at("10:00").move_end("5:00")


def test_a_pause_past_the_new_end_is_cut_and_the_sum_holds() -> None:
    told = story().at("10:00").pause().at("20:00").resume().at("30:00").end().move_end("15:00")
    session = told.session
    used = timing.all_used_s(session, session.last_ms)
    assert timing.paused_s(session, session.last_ms) == 300
    assert sum(used.values()) + 300 == timing.length_s(session, session.last_ms) == 900


def test_what_was_corrected_is_told_with_before_after_and_when() -> None:
    told = over()
    visit = told.session.visits[1].key
    session = told.move(1, "-4:00").move(visit[0], "8:00").move_end("30:00").session
    assert session.corrections == (
        Correction("began", "empatia", 0, -240_000, (1, "here"), CORRECTED),
        Correction("phase", "ohjaus", 600_000, 480_000, visit, CORRECTED),
        Correction("ended", "", 2_700_000, 1_800_000, None, CORRECTED),
    )


def test_what_is_put_right_while_it_runs_is_no_correction() -> None:
    assert story().at("10:00").forward().move(2, "8:00").at("45:00").end().session.corrections == ()


def test_undo_takes_a_correction_away_and_its_mark_too() -> None:
    told = over().move_end("30:00")
    assert told.undo().session.corrections == ()
    assert told.session.ended_ms == 2_700_000


def test_a_correction_that_changes_nothing_leaves_no_mark() -> None:
    assert over().move_end("45:00").session.corrections == ()


def test_of_several_corrections_at_once_none_stands_in_the_way_of_another() -> None:
    told = story().at("7:00").forward().at("19:00").forward().at("28:00").forward().at("60:00").end()
    keys = [visit.key for visit in told.session.visits]

    def put(minutes: dict[int, int], end: int | None = None) -> list[float]:
        moves = {keys[place]: 60_000 * to for place, to in minutes.items()}
        end_ms = None if end is None else 60_000 * end
        session = put_right(told.session, moves, told.session.last_ms, end_ms=end_ms)
        assert session.ended_ms is not None
        return [v.start_ms / 60_000 for v in session.visits] + [session.ended_ms / 60_000]

    assert put({1: 21, 2: 23}) == put({2: 23, 1: 21}) == [0, 21, 23, 28, 60]
    assert put({1: 5, 2: 6, 3: 20}, 24) == put({3: 20, 2: 6, 1: 5}, 24) == [0, 5, 6, 20, 24]
    assert put({0: 10, 1: 62, 2: 63, 3: 64}, 65) == [10, 62, 63, 64, 65]


def test_of_several_the_first_and_the_last_are_told() -> None:
    session = over().move_end("30:00").move_end("31:00").session
    assert len(session.corrections) == 2
    told = "Corrected afterwards Sun 22 Nov 14:03: the meeting ended 10:47 → 10:33"
    assert corrections(session, Words("en")) == [told]


def test_a_text_tells_corrections_as_all_its_times_by_the_clocks_of_that_day() -> None:
    """Here is Helsinki; the meeting was held in summer, somewhere else."""
    session = story(wall="2026-07-03T10:02:00+02:00").at("45:00").end().move_end("30:00").session
    assert corrections(session, Words("en")) == [
        "Corrected afterwards Sun 22 Nov 14:03: the meeting ended 10:47 → 10:32"
    ]
    (on_screen,) = corrected(session, Words("en"), here=True)
    assert on_screen.what == "the meeting ended 11:47 → 11:32"


def test_one_put_back_as_it_was_is_not_told() -> None:
    assert corrections(over().move_end("30:00").move_end("45:00").session, Words("fi")) == []


def test_a_correction_by_an_earlier_version_has_no_time() -> None:
    told = over().event(PhaseMoved(1, 60_000))
    assert corrections(told.session, Words("en")) == ["Corrected afterwards: the meeting began 10:02 → 10:03"]
    found = report(told.session, told.session.last_ms).corrections
    assert [c.corrected_at for c in found] == [None] if isinstance(found, list) else False


def test_a_report_without_corrections_does_not_speak_of_them() -> None:
    assert not isinstance(report(over().session, 0).corrections, list)


def test_two_computers_corrections_come_to_the_same_in_any_order() -> None:
    session = over().session
    here = Record(session.next_seq, "here", session.last_ms, EndMoved(1_800_000, START))
    there = Record(session.next_seq, "there", session.last_ms, EndMoved(1_860_000, CORRECTED))
    from kohtaa_tui.storage.union import united

    def both(*more: Record) -> Session:
        return fold(session.id, united((*session.records, *more)))

    assert both(here, there) == both(there, here)
    assert both(here, there).ended_ms == 1_860_000


def test_the_preview_is_what_comes_of_it() -> None:
    told = over()
    key = told.session.visits[1].key
    preview = put_right(told.session, {key: 480_000}, told.session.last_ms, end_ms=1_800_000)
    made = told.move_end("30:00").move(key[0], "8:00").session
    assert (preview.ended_ms, preview.visits) == (made.ended_ms, made.visits)
