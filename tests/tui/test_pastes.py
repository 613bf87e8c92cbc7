"""Pastes are cut out of what the terminal sends, wherever a read is torn."""

from __future__ import annotations

import pytest

from kohtaa_tui.tui.lean import Pastes

SENT = "ab\x1b[200~yksi\x1b[2J\x1b[20\nkaksi\x1b[201~\r\x1b[200~\x1b[201~c"


def taken(parts: list[str]) -> list[tuple[bool, str]]:
    """What comes out, with neighbours of what was typed joined."""
    pastes = Pastes()
    found: list[tuple[bool, str]] = []
    for part in parts:
        for pasted, text in pastes.feed(part):
            if found and not pasted and not found[-1][0]:
                text = found.pop()[1] + text
            found.append((pasted, text))
    return found


@pytest.mark.parametrize("torn", [n for n in range(len(SENT)) if n not in (*range(3, 8), *range(34, 39))])
def test_a_paste_is_whole_wherever_a_read_is_torn(torn: int) -> None:
    whole = [(False, "ab"), (True, "yksi\x1b[2J\x1b[20\nkaksi"), (False, "\r"), (True, ""), (False, "c")]
    assert taken([SENT[:torn], SENT[torn:]]) == whole


def test_the_end_may_come_letter_by_letter() -> None:
    assert taken(["\x1b[200~", *"pitkä teksti\x1b[201~loppu"]) == [(True, "pitkä teksti"), (False, "loppu")]


def test_a_torn_beginning_is_left_to_textual() -> None:
    assert taken(["\x1b[20", "0~yksi"]) == [(False, "\x1b[200~yksi")]
