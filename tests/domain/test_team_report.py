"""What the statistics of a team come to, and what is not told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kohtaa_tui.domain.rhythm import quartile
from kohtaa_tui.domain.statistics import PhaseStatistic, Statistic
from kohtaa_tui.domain.tally import FEW
from kohtaa_tui.domain.team_report import KEYS, WAYS, Gathering, TeamReport, all_parts

_number = count(1)


def one(used: tuple[int, ...] = (400, 900, 200), **fields: Any) -> Statistic:
    """A meeting with phases that took so long."""
    phases = [
        PhaseStatistic(id, planned, took, least, int(took > 0))
        for id, planned, took, least in zip(
            ("alku", "keski", "loppu"), (360, 1000, 240), used, (300, 240, 180), strict=True
        )
    ]
    made = Statistic(1, f"{next(_number):032x}", "2026-W47", "kohtaava", 1, "", 30, [], "fi", 0, phases)
    return replace(made, **fields)


def report(made: Iterable[Statistic]) -> TeamReport:
    gathered = Gathering()
    for statistic in made:
        assert gathered.add(statistic)
    return gathered.report()


def test_below_five_meetings_nothing_is_told() -> None:
    found = report(one() for _ in range(4))
    assert (found.meetings, found.packs, found.others) == (None, (), False)


def test_five_meetings() -> None:
    found = report(one(used=(n, 900, 60 if n < 310 else 200)) for n in (280, 300, 320, 340, 400))
    (pack,) = found.packs
    assert found.meetings == 5
    opening = pack.whole.phases[0]
    assert (opening.used.low_s, opening.used.median_s, opening.used.high_s) == (300, 320, 340)
    assert opening.planned.median_s == 360
    assert pack.whole.used.median_s == 320 + 900 + 200
    assert (pack.opening_kept, pack.farewell_eaten) == (None, None)  # one did not, two were: too few to tell
    assert pack.late == 0


def test_shares() -> None:
    made = [one(used=(200 if n < 10 else 400, 900, 100 if n < 25 else 200), late_min=n % 2) for n in range(40)]
    (pack,) = report(made).packs
    assert (pack.opening_kept, pack.farewell_eaten, pack.late) == (0.75, 0.625, 0.5)


def test_a_copy_counts_once() -> None:
    gathered, twice = Gathering(), one()
    assert gathered.add(twice)
    assert not gathered.add(twice)
    for _ in range(5):
        gathered.add(one())
    assert gathered.report().meetings == 6


def packs(**meetings: int) -> TeamReport:
    return report(one(pack=pack) for pack, n in meetings.items() for _ in range(n))


def test_packs_are_told_apart_and_small_ones_hide_no_other() -> None:
    found = packs(a=12, b=3, c=6, d=20)
    assert [(p.pack, p.whole.meetings) for p in found.packs] == [("d", 20), ("a", 12), ("c", 6)]
    assert (found.meetings, found.others) == (38, True)
    assert not packs(a=5, b=5).others


def test_how_many_meetings_small_packs_have_changes_nothing_in_the_report() -> None:
    told = {msgspec.json.encode(packs(a=12, b=b, c=c)) for b in range(1, FEW) for c in range(FEW)}
    assert len(told) == 1
    assert len({msgspec.json.encode(packs(a=a, b=b)) for a in range(FEW) for b in range(FEW)}) == 1


def test_a_phase_that_few_have_or_few_lack_is_not_told() -> None:
    without = [replace(s, phases=s.phases[:2]) for s in (one() for _ in range(3))]
    (pack,) = report([*without, *(one() for _ in range(20))]).packs
    assert [p.id for p in pack.whole.phases] == ["alku", "keski"]
    assert [c.key for c in pack.minutes.shown] == ["30"]
    (pack,) = report([*without, *(replace(one(), phases=one().phases[:2]) for _ in range(3))]).packs
    assert pack.farewell_eaten == 0


def test_a_phase_that_a_few_of_a_few_have_is_not_told() -> None:
    without = (replace(one(), phases=one().phases[:2]) for _ in range(7))
    (pack,) = report([*without, *(one() for _ in range(3))]).packs
    assert [p.id for p in pack.whole.phases] == ["alku", "keski"]


def _never_least(made: Statistic) -> Statistic:
    return replace(made, phases=[replace(phase, minimum_s=0) for phase in made.phases])


def test_a_share_of_all_but_a_few_is_not_told() -> None:
    """Whoever knows one of these few would learn from it how the others went."""
    (pack,) = report([*(one() for _ in range(20)), *(_never_least(one()) for _ in range(4))]).packs
    assert (pack.opening_kept, pack.farewell_eaten) == (None, None)
    (pack,) = report([*(one() for _ in range(20)), *(_never_least(one()) for _ in range(5))]).packs
    assert (pack.opening_kept, pack.farewell_eaten) == (1, 0)


def test_a_method_of_one_phase_has_no_farewell() -> None:
    (pack,) = report(replace(one(), phases=one().phases[:1]) for _ in range(12)).packs
    assert (pack.opening_kept, pack.farewell_eaten) == (1, None)


def test_lengths_stand_in_the_order_of_numbers_and_nothing_special_first() -> None:
    ways = ((100, ["first"]), (20, []), (5, ["first", "interpreter"]))
    made = [one(minutes=n, circumstances=c) for n, c in ways for _ in range(6)]
    (pack,) = report(made).packs
    assert [c.key for c in pack.minutes.shown] == ["5", "20", "100"]
    assert [c.key for c in pack.circumstances.shown] == ["none", "first", "first+interpreter"]


MEETINGS = st.lists(
    st.builds(
        lambda used, pack, minutes, week, special, version: one(
            used, pack=pack, minutes=minutes, week=week, circumstances=special, pack_version=version
        ),
        st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900)),
        st.sampled_from("ab"),
        st.sampled_from((20, 30, 45)),
        st.sampled_from(("2026-W46", "2026-W47")),
        st.sampled_from(([], ["first"], ["first", "remote"])),
        st.integers(1, 3),
    ),
    max_size=60,
)


@settings(max_examples=60)
@given(MEETINGS)
def test_every_cell_is_what_its_meetings_come_to(made: list[Statistic]) -> None:
    found, sizes = report(made), Counter(s.pack for s in made)
    assert {p.pack: p.whole.meetings for p in found.packs} == {p: n for p, n in sizes.items() if n >= FEW}
    assert (found.meetings or 0) == sum(p.whole.meetings for p in found.packs)
    assert found.others == (bool(found.packs) and min(sizes.values()) < FEW)
    for pack in found.packs:
        own = [s for s in made if s.pack == pack.pack]
        assert {way for way, _ in all_parts(pack)} == set(WAYS)
        for way, parts in all_parts(pack):
            assert sum(cell.meetings for cell in parts.shown) + parts.rest == pack.whole.meetings
            for cell in parts.shown:
                within = [s for s in own if KEYS[way](s) == cell.key]
                assert cell.meetings == len(within) >= FEW
                for place, phase in enumerate(cell.phases):
                    used = [s.phases[place].used_s for s in within]
                    told = (phase.used.low_s, phase.used.median_s, phase.used.high_s)
                    assert told == tuple(quartile(used, which) for which in (1, 2, 3))
