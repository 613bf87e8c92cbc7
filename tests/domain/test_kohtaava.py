"""The shipped method: whole in three languages, short enough for the screen, and in the order it was meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from kohtaa_tui.domain.pack import LANGUAGES, Pack, Prompt, Texts
from kohtaa_tui.domain.plan import Plan, make_plan
from kohtaa_tui.storage.packs import FORM
from kohtaa_tui.storage.toml_shelf import load

FILE = Path(__file__).parents[2] / "phases" / "kohtaava.toml"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FILE, FORM)


def _prompts(pack: Pack) -> Iterator[Prompt]:
    for owner in (*pack.phase, *pack.circumstance):
        yield from owner.prompt


def _all_texts(pack: Pack) -> Iterator[tuple[str, Texts, int]]:
    """Every text with a name to blame and the most characters it may have."""
    yield "title", pack.title, 60
    yield "about", pack.about, 400
    for phase in pack.phase:
        yield f"{phase.id} name", phase.name, 60
        yield f"{phase.id} short", phase.short, 16
        yield f"{phase.id} purpose", phase.purpose, 70
        for text in phase.signs:
            yield f"{phase.id} sign", text, 60
        for text in phase.avoid:
            yield f"{phase.id} avoid", text, 60
        for field in phase.field:
            yield f"{phase.id} {field.id}", field.label, 60
    for prompt in _prompts(pack):
        yield prompt.id, prompt.text, 60
        yield f"{prompt.id} short", prompt.short, 32


def test_every_text_is_there_in_every_language_and_short_enough(pack: Pack) -> None:
    for name, text, most in _all_texts(pack):
        for language in LANGUAGES:
            own = getattr(text, language)
            assert own, f"{name} is missing in {language}"
            assert len(own.replace("{minutes}", "__")) <= most, f"{name} is too long in {language}"


def test_the_languages_hold_the_same_places_to_fill_in(pack: Pack) -> None:
    for name, text, _ in _all_texts(pack):
        for place in ("__", "{minutes}"):
            assert len({str(getattr(text, language)).count(place) for language in LANGUAGES}) == 1, name


def test_the_phases_are_the_four_with_their_minutes(pack: Pack) -> None:
    figures = [(phase.id, phase.minimum, phase.share, phase.protected) for phase in pack.phase]
    assert figures == [
        ("empatia", 5, 20, False),
        ("ohjaus", 4, 40, False),
        ("neuvonta", 3, 30, False),
        ("hyvastely", 3, 10, True),
    ]
    assert [phase.name_basis for phase in pack.phase] == ["documented"] * 4
    assert [phase.basis for phase in pack.phase] == ["documented", "documented", "ours", "ours"]


def test_all_prompts_are_there(pack: Pack) -> None:
    own = [[prompt.id for prompt in phase.prompt] for phase in pack.phase]
    assert own == [
        [f"{letter}{n}" for n in range(1, count + 1)] for letter, count in zip("eonh", (8, 8, 8, 7), strict=True)
    ]
    added = {c.id: [prompt.id for prompt in c.prompt] for c in pack.circumstance}
    assert list(added) == ["first", "remote", "interpreter"]
    assert added == {
        "first": ["f1", "f2", "f3"],
        "remote": ["r1", "r2", "r3", "r4", "r5"],
        "interpreter": ["t1", "t2", "t3", "t4", "t5"],
    }


def test_what_is_not_documented_says_so(pack: Pack) -> None:
    basis = {prompt.id: prompt.basis for prompt in _prompts(pack)}
    assert basis["e1"] == "documented"
    assert basis["e8"] == "inferred"
    assert {basis[f"h{n}"] for n in range(1, 8)} == {"ours"}


def _ids(plan: Plan) -> list[str]:
    return [" ".join(prompt.id for prompt in phase.prompts) for phase in plan.phases]


@pytest.mark.parametrize(
    ("circumstances", "expected"),
    [
        ("", ["e1 e2 e3 e4 e5 e6 e7 e8", "o1 o2 o3 o4 o5 o6 o7 o8", "h1 h2 h3 h4 h5 h6 h7"]),
        ("first", ["e1 e2 e3 e4 e5 e6 f1 f2 f3 e8", "o1 o2 o3 o4 o5 o6 o7 o8", "h1 h2 h3 h4 h5 h6 h7"]),
        ("remote", ["e1 r1 e3 r2 r3 e4 e5 e6 e7 e8", "o1 o2 r4 o4 o5 o6 o7 o8", "h1 h2 h3 h4 r5 h5 h6 h7"]),
        ("interpreter", ["e1 e2 e3 t1 t2 t3 e4 e5 e6 e7 e8", "o1 t4 o2 o3 o4 o5 o6 o7 o8", "t5 h1 h2 h3 h4 h5 h6 h7"]),
        (
            "remote interpreter",
            ["e1 r1 e3 r2 r3 t1 t2 t3 e4 e5 e6 e7 e8", "o1 t4 o2 r4 o4 o5 o6 o7 o8", "t5 h1 h2 h3 h4 r5 h5 h6 h7"],
        ),
        (
            "interpreter first remote",
            [
                "e1 r1 e3 r2 r3 t1 t2 t3 e4 e5 e6 f1 f2 f3 e8",
                "o1 t4 o2 r4 o4 o5 o6 o7 o8",
                "t5 h1 h2 h3 h4 r5 h5 h6 h7",
            ],
        ),
    ],
)
def test_circumstances_put_their_prompts_where_they_belong(pack: Pack, circumstances: str, expected: list[str]) -> None:
    got = _ids(make_plan(pack, 30, circumstances.split()))
    assert [got[0], got[1], got[3]] == expected
    assert got[2] == "n1 n2 n3 n4 n5 n6 n7 n8"


def test_on_the_phone_the_interpreters_prompt_has_no_look(pack: Pack) -> None:
    def t3(*circumstances: str) -> str:
        plan = make_plan(pack, 30, circumstances)
        return next(prompt.text.sv or "" for phase in plan.phases for prompt in phase.prompts if prompt.id == "t3")

    assert t3("interpreter").endswith("Blicken också.")
    assert t3("interpreter", "remote") == "Tala till kunden, inte tolken"


# method.md, 3.0
_USUAL = {
    15: "5 4 3 3",
    20: "5 7 5 3",
    30: "6 12 9 3",
    40: "8 16 12 4",
    45: "9 18 13 5",
    60: "12 24 18 6",
    90: "18 36 27 9",
}
_FIRST = {30: "8 12 7 3", 45: "11 18 11 5", 60: "15 24 15 6", 90: "23 36 22 9"}


@pytest.mark.parametrize(
    ("minutes", "circumstances", "expected"),
    [*((m, (), e) for m, e in _USUAL.items()), *((m, ("first",), e) for m, e in _FIRST.items())],
)
def test_the_minutes_of_the_method(pack: Pack, minutes: int, circumstances: tuple[str, ...], expected: str) -> None:
    plan = make_plan(pack, minutes, circumstances)
    assert " ".join(str(phase.minutes) for phase in plan.phases) == expected


def test_no_prompt_is_shown_twice_under_any_circumstances(pack: Pack) -> None:
    every = [c.id for c in pack.circumstance]
    for count in range(len(every) + 1):
        for chosen in combinations(every, count):
            ids = " ".join(_ids(make_plan(pack, 30, chosen))).split()
            assert len(ids) == len(set(ids))
