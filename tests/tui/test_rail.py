"""The rail: minute m lies at column m × (width + 1) ÷ length, rounded, counted from the left edge."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.tui.draw import rail
from kohtaa_tui.tui.draw.canvas import Canvas, Ink

MINUTE = 60_000


def column(minute: Fraction | int, length: int, width: int) -> int:
    return floor(Fraction(minute) * (width + 1) / length + Fraction(1, 2))


def drawn(
    minutes: tuple[int, ...],
    now: float,
    width: int,
    *,
    place: int = 0,
    over: float = 0,
    tall: bool = True,
    **rest: object,
) -> tuple[Canvas, rail.Rail]:
    pieces, start = [], 0
    for n, length in enumerate(minutes):
        how = "done" if n < place else "now" if n == place else "ahead"
        pieces.append(
            rail.Piece(
                f"p{n}", f"nimi{n}", start * MINUTE, (start + length) * MINUTE, how, protected=n == len(minutes) - 1
            )
        )
        start += length
    made = rail.Rail(pieces, sum(minutes) * MINUTE, round(now * MINUTE), over=round(over * MINUTE), **rest)  # type: ignore[arg-type]
    canvas = Canvas(width + 6, 6)
    rail.draw(canvas, 0, 3, width, made, names=True, tall=tall, times=True)
    return canvas, made


def rows(canvas: Canvas) -> list[str]:
    return [line.ljust(canvas.width) for line in canvas.text().split("\n")]


@given(
    minutes=st.tuples(*[st.integers(3, 60)] * 4),
    width=st.integers(40, 200),
    now=st.floats(0, 3, allow_nan=False),
)
def test_columns_are_true_to_time_and_phases_are_parted_by_one_blank(
    minutes: tuple[int, ...], width: int, now: float
) -> None:
    canvas, _ = drawn(minutes, now, width)
    lower = rows(canvas)[2][3 : 3 + width]
    length = sum(minutes)
    begun = 0
    for n, part in enumerate(minutes):
        first, after = column(begun, length, width), min(width, column(begun + part, length, width) - 1)
        begun += part
        if after <= first:
            continue
        assert " " not in lower[first:after]
        if n < len(minutes) - 1 and after < width:
            assert lower[after] == " "
    assert rows(canvas)[2][:3].strip() == ""
    assert rows(canvas)[2][3 + width :].strip() == ""


def test_time_used_stands_at_full_height_with_a_half_column() -> None:
    canvas, _ = drawn((11, 18, 11, 5), 17 + 1 / 6, 74, place=1)
    upper, lower = rows(canvas)[1], rows(canvas)[2]
    start = 3 + column(11, 45, 74)
    assert upper[start:].startswith("██████████▌ ")
    assert lower[start:].startswith("██████████▌▁")
    assert lower[3:start] == "▄" * (start - 4) + " "


@pytest.mark.parametrize("tall", [True, False])
def test_at_least_one_column_from_the_first_second(tall: bool) -> None:
    canvas, _ = drawn((11, 18, 11, 5), 0, 74, tall=tall)
    assert rows(canvas)[1][3] == "█"
    assert rows(canvas)[2 if tall else 1][4] == "▁"


def test_the_protected_phase_has_a_wall_and_a_flag() -> None:
    canvas, _ = drawn((11, 18, 11, 5), 0, 74)
    wall = 3 + column(40, 45, 74)
    assert rows(canvas)[1][wall] == "▌"
    assert rows(canvas)[2][wall : wall + 3] == "▌▁▁"
    assert "⚑ nimi3" in rows(canvas)[0]


def test_overrun_is_drawn_across_the_seam_into_the_neighbour() -> None:
    for over, count in ((0.1, 1), (2, 3), (5, 8)):
        canvas, _ = drawn((11, 18, 11, 5), 11 + over, 74, over=over)
        seam = 3 + column(11, 45, 74)
        for row in rows(canvas)[1:3]:
            assert row[seam - 1] == " "
            assert row[seam : seam + count] == "▓" * count
            assert row[seam + count] != "▓"
            assert row[3 : seam - 1] == "█" * (seam - 4)


def test_the_hatch_covers_the_wall() -> None:
    canvas, _ = drawn((11, 18, 11, 5), 42, 74, place=2, over=2, hatch="squeeze")
    wall = 3 + column(40, 45, 74)
    assert rows(canvas)[1][wall] == "▓"
    run = next(r for r in canvas.runs(1) if "▓" in r.text)
    assert run.ink == Ink("squeeze")


def test_past_the_end_the_hatch_stands_at_the_right_edge() -> None:
    canvas, _ = drawn((11, 18, 11, 5), 45, 74, place=3, over=3, hatch="squeeze")
    assert rows(canvas)[1][3:77].endswith("█▓▓▓▓▓")
    assert rows(canvas)[1][77:].strip() == ""


def test_a_pause_only_greys_the_fill() -> None:
    calm, _ = drawn((11, 18, 11, 5), 5, 74)
    paused, _ = drawn((11, 18, 11, 5), 5, 74, paused=True)
    assert calm.text() == paused.text()
    assert {r.ink.role for r in paused.runs(1) if "█" in r.text} == {"mute"}


def test_names_that_do_not_fit_are_cut_and_the_last_never_is() -> None:
    canvas, _ = drawn((3, 3, 3, 3), 0, 20)
    names = rows(canvas)[0]
    assert names[3:23].rstrip().endswith("⚑ nimi3")
    assert "…" in names or "nimi0" in names


def test_times_that_would_touch_are_left_out_and_the_end_never() -> None:
    times = [(0, "10.02"), (3 * MINUTE, "10.05"), (20 * MINUTE, "10.22"), (44 * MINUTE, "10.46")]
    canvas, _ = drawn((3, 17, 24, 1), 0, 74, times=times, end_time="10.47")
    told = rows(canvas)[3].split()
    assert told[-1] == "10.47"
    assert "10.46" not in told
    assert "10.22" in told


def test_the_latest_leave_and_planned_ends_are_marked() -> None:
    canvas, _ = drawn((11, 18, 11, 5), 5, 74, leave=37 * MINUTE, end_time="10.47", ticks=[9 * MINUTE])
    assert rows(canvas)[3][3 + column(37, 45, 74)] == "▲"
    assert rows(canvas)[1][3 + column(9, 45, 74)] == "╷"


def test_going_back_shows_what_was_used_and_floor_for_the_rest() -> None:
    pieces = [
        rail.Piece("a", "a", 0, 20 * MINUTE, "now"),
        rail.Piece("b", "b", 20 * MINUTE, 40 * MINUTE, "ahead", used=5 * MINUTE),
    ]
    canvas = Canvas(80, 4)
    rail.draw(canvas, 0, 0, 79, rail.Rail(pieces, 40 * MINUTE, 6 * MINUTE), names=False, tall=True, times=False)
    lower = canvas.text().split("\n")[1]
    assert lower[40:50] == "▄" * 10
    assert lower[50:52] == "▁▁"


def test_a_rail_too_narrow_to_tell_anything_is_left_out() -> None:
    canvas = Canvas(10, 3)
    pieces = [rail.Piece("a", "a", 0, MINUTE, "now")]
    rail.draw(canvas, 0, 0, 2, rail.Rail(pieces, MINUTE, 0), names=True, tall=True, times=True)
    assert canvas.text().strip() == ""
