"""`kohtaa doctor --keys`: which keys arrive in this terminal, and what else does what the others do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TextIO

from ..errors import N_, UsageFault
from ..i18n import Words
from ..storage.checkup.finding import Finding, Own, Told
from ..tui.bindings import Keys, key_name
from .terminal import RawTerminal

SILENCE_S = 30.0
"""After so long without a key the test ends by itself."""
PART_S = 0.05
"""After so long an Esc is the key Esc, and not the beginning of what another key sends."""

FUNCTION = tuple(f"F{n}" for n in range(1, 10))
WANTED = (*FUNCTION, "PgDn", "PgUp", "å", "ä", "ö", "AltGr+2")

_CSI = re.compile(r"\x1b\[(\d+)?(?:;(\d+))?([~A-Z])")
_SS3 = re.compile(r"\x1bO(\d)?([A-Z])")
_LINUX = re.compile(r"\x1b\[\[([A-E])")
_BEGUN = re.compile(r"\x1b(\[(\[|[\d;]*)?|O\d?)?")
_BY_NUMBER = {
    **{number: f"F{n}" for n, number in enumerate((11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24), 1)},
    1: "Home", 2: "Ins", 3: "Del", 4: "End", 5: "PgUp", 6: "PgDn", 7: "Home", 8: "End",
}  # fmt: skip
_BY_LETTER = {
    "P": "F1",
    "Q": "F2",
    "R": "F3",
    "S": "F4",
    "A": "↑",
    "B": "↓",
    "C": "→",
    "D": "←",
    "H": "Home",
    "F": "End",
}
_CONTROL = {"\r": "Enter", "\n": "Enter", "\t": "Tab", "\x7f": "Backspace", "\x08": "Backspace", "\x1b": "Esc"}
_LETTERS = {"å": "å", "ä": "ä", "ö": "ö", "Å": "å", "Ä": "ä", "Ö": "ö", "@": "AltGr+2"}


class KeyNames:
    """Turns what a terminal sends into names of keys. What is typed besides is no key's name: it is not told."""

    def __init__(self) -> None:
        self._bytes = b""
        self._text = ""

    @property
    def pending(self) -> bool:
        """Whether something has begun that may go on."""
        return bool(self._text or self._bytes)

    def feed(self, data: bytes) -> Iterator[str]:
        """The names of the keys that are whole by now; an empty one is a key that has no part in the test."""
        self._bytes += data
        whole = self._bytes.decode("utf-8", "ignore")
        self._bytes = _rest(self._bytes)
        self._text += whole
        yield from self._names(False)

    def settle(self) -> Iterator[str]:
        """The same when nothing more has come for a while: what has begun is all there is."""
        self._bytes = b""
        yield from self._names(True)

    def _names(self, settled: bool) -> Iterator[str]:
        while self._text:
            name, length = self._next(settled)
            if not length:
                return
            self._text = self._text[length:]
            yield name

    def _next(self, settled: bool) -> tuple[str, int]:
        text = self._text
        if text[0] != "\x1b":
            return _LETTERS.get(text[0], _CONTROL.get(text[0], "Ctrl+C" if text[0] == "\x03" else "")), 1
        if found := _LINUX.match(text):
            return f"F{'ABCDE'.index(found[1]) + 1}", found.end()
        if found := _SS3.match(text):
            return _with(found[1], _BY_LETTER.get(found[2], "")), found.end()
        if found := _CSI.match(text):
            plain = _BY_NUMBER.get(int(found[1] or 0), "") if found[3] == "~" else _BY_LETTER.get(found[3], "")
            return _with(found[2], plain), found.end()
        if text.startswith("\x1b\x1b"):
            return "Esc", 1
        if _BEGUN.fullmatch(text) and not settled:
            return "", 0
        if len(text) > 1 and text[1] not in "[O":
            return "", 2  # Alt and a letter
        return ("Esc", 1) if len(text) == 1 else ("", len(text))


def _with(modifier: str | None, name: str) -> str:
    """A key that arrives with another one held down is not the key itself."""
    held = {"2": "Shift", "3": "Alt", "5": "Ctrl", "6": "Ctrl+Shift"}.get(modifier or "")
    return f"{held}+{name}" if held and name else name


def _rest(data: bytes) -> bytes:
    """The beginning of a letter whose other bytes have not come yet."""
    for length in (1, 2, 3):
        tail = data[-length:]
        if len(tail) == length and tail[0] >= 0xC0:
            wanted = 2 if tail[0] < 0xE0 else 3 if tail[0] < 0xF0 else 4
            return tail if length < wanted else b""
    return b""


def hear(terminal: RawTerminal, words: Words, elapsed: Callable[[], float]) -> set[str]:
    """Name each key as it arrives, until Esc comes twice, nothing comes for long, or the terminal is gone."""
    names, seen, before = KeyNames(), set[str](), ""
    late = elapsed() + SILENCE_S
    while (left := late - elapsed()) > 0:
        data = terminal.read(PART_S if names.pending else left)
        if data is None:
            break
        if data:
            late = elapsed() + SILENCE_S
        for name in names.feed(data) if data else names.settle():
            if name == "Ctrl+C" or (name == before == "Esc"):
                return seen
            before = name
            seen.add(name)
            terminal.write(f"  {name or words('another key')}\r\n")
    return seen


def ask(source: int, target: int, words: Words, out: TextIO, elapsed: Callable[[], float]) -> Iterator[Finding]:
    """The whole test. Raises `UsageFault` where there is no terminal to ask."""
    print(words("Press each of these once: {keys}", keys=" ".join(WANTED)), file=out)
    print(words("Esc twice ends the test, and so do 30 seconds without a key."), file=out, flush=True)
    try:
        with RawTerminal(source, target) as terminal:
            seen = hear(terminal, words, elapsed)
    except (OSError, ImportError):
        raise UsageFault(N_("The keys can be tried only in a terminal.")) from None
    yield from told(seen)


def told(seen: set[str]) -> Iterator[Finding]:
    """What follows from the keys that were seen."""
    lacking = [name for name in WANTED if name not in seen]
    if not lacking:
        yield Finding("keys", "ok", N_("Every key arrives"))
        return
    arrived = len(WANTED) - len(lacking)
    yield Finding("keys", "ok", N_("Keys that arrived: {n} of {all}"), {"n": arrived, "all": len(WANTED)})
    table = Keys("meeting")
    for name in lacking:
        fields: dict[str, object] = {"key": Own(name)}
        message = N_("{key} was not seen")
        if name in ("å", "ä", "ö"):
            fix = N_("Choose a Finnish or Swedish keyboard, and let the terminal and the locale use UTF-8.")
        elif name == "AltGr+2":
            fix = N_("It writes @ on a Finnish or Swedish keyboard. kohtaa itself needs it for nothing.")
        else:
            action = next((a for a in table.actions if any(key_name(key) == name for key in a.keys)), None)
            fields |= {"action": Told(action.title if action else ""), "id": Own(action.id if action else "")}
            fix = _OTHER_WAY if action else N_("Esc shows all that can be done, by name.")
        yield Finding("keys.missing", "note", message, fields, fix)


_OTHER_WAY = N_(
    "“{action}” is in the list that Esc opens, and can be clicked."
    " Another key for it: {id} under [keys] in config.toml."
)
