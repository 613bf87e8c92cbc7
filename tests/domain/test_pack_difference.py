"""What differs between two versions of a pack."""

from __future__ import annotations

from msgspec.structs import replace

from kohtaa_tui.domain.pack import Circumstance, Pack, PackPhase, Prompt, Texts
from kohtaa_tui.domain.pack_difference import Minutes, TextChange, minutes, texts


def pack(*, minimum: int = 3, share: int = 50, prompts: tuple[str, ...] = ("Kysy",), name: str = "Alku") -> Pack:
    asked = [Prompt(f"a{i}", "cue", Texts(fi=text)) for i, text in enumerate(prompts)]
    first = PackPhase("alku", Texts(fi=name), Texts(fi="Alku"), minimum, share, prompt=asked)
    last = PackPhase("loppu", Texts(fi="Loppu"), Texts(fi="Loppu"), 3, 50)
    return Pack("tiimi", Texts(fi="Tiimin tapa"), [first, last])


def test_nothing_differs() -> None:
    assert (minutes(pack(), pack()), texts(pack(), pack())) == ([], [])


def test_minutes_are_told_where_they_differ() -> None:
    assert minutes(pack(), pack(share=100)) == [
        Minutes(30, (15, 15), (20, 10)),
        Minutes(45, (23, 22), (30, 15)),
        Minutes(60, (30, 30), (40, 20)),
    ]
    assert minutes(pack(), pack(minimum=18)) == [Minutes(30, (15, 15), (18, 12))]


def test_prompts_that_are_new_gone_or_worded_otherwise() -> None:
    where = Texts(fi="Alku")
    assert texts(pack(), pack(prompts=("Kysy", "Kuuntele"))) == [TextChange(where, None, Texts(fi="Kuuntele"))]
    assert texts(pack(), pack(prompts=())) == [TextChange(where, Texts(fi="Kysy"), None)]
    assert texts(pack(), pack(prompts=("Kerro",))) == [TextChange(where, Texts(fi="Kysy"), Texts(fi="Kerro"))]


def test_other_words_are_told_too() -> None:
    (change,) = texts(pack(), pack(name="Avaus"))
    assert (change.before, change.after) == (Texts(fi="Alku"), Texts(fi="Avaus"))
    (change,) = texts(pack(), replace(pack(), about=Texts(fi="Uutta")))
    assert (change.where, change.before, change.after) == (Texts(), None, Texts(fi="Uutta"))


def test_prompts_of_circumstances_belong_to_their_phase() -> None:
    from kohtaa_tui.domain.pack import AddedPrompt

    added = AddedPrompt(id="t1", kind="cue", text=Texts(fi="Tulkki esittäytyy"), phase="alku")
    (change,) = texts(pack(), replace(pack(), circumstance=[Circumstance("interpreter", prompt=[added])]))
    assert change == TextChange(Texts(fi="Alku"), None, Texts(fi="Tulkki esittäytyy"))
