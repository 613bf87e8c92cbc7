"""Reads what a program sent to a terminal, sequence by sequence, and names whatever may not be in it.

The white list is all that Textual's driver and kohtaa's own screens need. Anything else, also a sequence
that nobody has thought of, is forbidden: a text that steers a terminal is found whatever it says.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

LIE = "vale"
"""The title that hostile texts try to give the window."""
HOSTILE = (
    f"\x1b]52;c;dmFsZQ==\x1b\\\x1b]2;{LIE}\x07\x1b]0;{LIE}\x07"
    "\x1b[2J\x1bc\x1bP1$r0m\x1b\\\x1b_vale\x1b\\"
    "\x9b31m\x9d2;vale\x9c\x90\x85\u202e\u2066\u200f\u061c\U000e0041\u200b\ufeff\x00\x07\x08\x0e\x7f"
    "[/][/[bold]x[/][x][@click=app.quit]q[/][$foo]"
)
"""What a terminal, a reader or a parser of markup could be led by, all in one text."""

_MODES = {
    "1049",  # the other screen
    "1000", "1003", "1006", "1015",  # the mouse
    "1004",  # whether the window is in front
    "2004",  # pastes told apart from typing
    "25",  # the cursor, shown or hidden
    "7",  # no wrapping
    "2026",  # a frame shown all at once
}  # fmt: skip

_CSI = re.compile(r"\x1b\[([0-?]*)([ -/]*)([@-~])")
_OSC = re.compile(r"\x1b\]([^\x00-\x1f\x7f-\x9f]*)(?:\x07|\x1b\\)")
_SGR = re.compile(r"[0-9;:]*")
_PLACE = re.compile(r"[0-9]{0,4}(?:;[0-9]{1,4})?")
_CODES = [
    *range(0x00, 0x20), *range(0x7F, 0xA0),  # control characters, C0 and C1
    0xAD, 0x61C, 0x180E, *range(0x200B, 0x200C), *range(0x200E, 0x2010),  # hidden, or changing the direction
    *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE1000),  # tag characters
]  # fmt: skip
_FORBIDDEN = frozenset(map(chr, _CODES))


def forbidden(data: bytes, *, screens: bool = True, copies: bool = False) -> list[str]:
    """What may not be in `data`, each with a little of what stands around it; empty when all is well.

    With `screens` the sequences that draw screens are allowed; without, plain text and line ends alone.
    With `copies` the clipboard may be written, which only a person's own wish does.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        return [f"no UTF-8 at {fault.start}: {data[fault.start - 9 : fault.end + 9]!r}"]
    return [f"{what}: {text[max(0, at - 30) : at + 50]!r}" for at, what in _found(text, screens, copies)]


def _found(text: str, screens: bool, copies: bool) -> Iterator[tuple[int, str]]:
    place = 0
    while place < len(text):
        char = text[place]
        if char == "\x1b" and screens:
            end, what = _sequence(text, place, copies)
            if what:
                yield place, what
            place = end
            continue
        if char in _FORBIDDEN and char not in "\r\n":
            yield place, f"U+{ord(char):04X}"
        place += 1


def _sequence(text: str, place: int, copies: bool) -> tuple[int, str]:
    """Where an escape sequence ends, and what is wrong with it if anything is."""
    if found := _CSI.match(text, place):
        return found.end(), "" if _csi_allowed(*found.groups()) else f"CSI {found[0][2:]}"
    if found := _OSC.match(text, place):
        return found.end(), "" if _osc_allowed(found[1], copies) else f"OSC {found[1][:20]}"
    return place + 1, f"ESC {text[place + 1 : place + 2]!r}"


def _csi_allowed(parameters: str, between: str, final: str) -> bool:
    match between, final:
        case "", "m":
            return _SGR.fullmatch(parameters) is not None
        case "", "H":
            return _PLACE.fullmatch(parameters) is not None
        case "", "h" | "l":
            return parameters[:1] == "?" and set(parameters[1:].split(";")) <= _MODES
        case "", "t":
            return parameters in ("22;0", "23;0")  # the terminal keeps its own title, and gets it back
        case "$", "p":
            return parameters in ("?2026", "?2048")  # what can you do?
        case "", "J":
            return parameters == "3"  # what has left the screen is forgotten: the curtain wants that
        case "", "u":
            return parameters == "<"  # Textual takes back what it never asked for: the ways of a keyboard
    return False


def _osc_allowed(content: str, copies: bool) -> bool:
    number, _, rest = content.partition(";")
    match number:
        case "2":
            return rest.isprintable() and LIE not in rest.split()
        case "9":
            return rest == "kohtaa" or re.fullmatch("4;(0|[124];[0-9]{1,3})", rest) is not None  # notice and progress
        case "22":
            return rest == "default"  # the shape of the pointer
        case "52":
            return copies and rest.startswith("c;") and _is_base64(rest[2:])
    return False


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return True
