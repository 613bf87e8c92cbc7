"""Text from outside comes in by one door: every other place that reads is named here, with its reason.

The door is `storage/inlet.py`: an ordinary file, a cap on its size, strict UTF-8. What may be read without
it is either no text, or is cleaned where it is read, and says so.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kohtaa_tui"

BARE = frozenset({"open", "input", "getpass"})
"""Functions that read, by their bare names."""
METHODS = frozenset({
    "open", "read_text", "read_bytes", "fdopen", "read", "pread", "readv", "readline", "readlines", "readinto",
    "getpass", "translation", "mmap", "getlines", "open_text", "open_binary", "copyfile", "copyfileobj", "copy2",
    "communicate", "check_output",
})  # fmt: skip
"""Functions of modules and methods that read, by the last part of their names."""
PARSERS = frozenset({
    "json", "tomli", "tomllib", "tomlkit", "pickle", "marshal", "yaml", "plistlib", "configparser", "csv",
})  # fmt: skip
"""Modules whose `load` reads a file by itself."""

ALLOWED: dict[tuple[str, str], tuple[int, str]] = {
    ("storage/inlet.py", "os.open"): (1, "the door"),
    ("storage/inlet.py", "os.read"): (1, "the door"),
    ("storage/journal.py", "os.read"): (1, "one byte, to see whether the last line is whole"),
    ("storage/disk.py", "os.open"): (2, "a journal to write on, and a folder to sync it"),
    ("storage/checkup/finding.py", "Path('/proc/self/mounts').read_text"): (1, "the system's own table; not shown"),
    ("storage/checkup/rights.py", "os.open"): (2, "to set rights; nothing is read"),
    ("storage/calendars/reading.py", "process.communicate"): (1, "our own child's answer; it cleaned the titles"),
    ("storage/hold.py", "os.open"): (1, "to write who holds a meeting"),
    ("storage/index_opening.py", "os.open"): (1, "the index made new and empty; SQLite alone reads it"),
    ("tui/screens/meeting.py", "Fitting(self).open"): (1, "a drawer"),
    ("tui/screens/meeting.py", "Earlier(self).open"): (1, "a drawer"),
    ("tui/screens/review.py", "self._correcting.open"): (1, "a drawer"),
    ("tui/screens/tour.py", "Fitting(self).open"): (1, "a drawer"),
    ("runtime/followup.py", "when.read"): (1, "what was typed: a day and a time come of it, and no text"),
    ("runtime/typed_lines.py", "os.read"): (1, "what is typed; `plain` cleans each line and each half one"),
    ("runtime/typed_lines.py", "self._source.readline"): (1, "the same, where it cannot be waited for"),
    ("tui/lean.py", "os.read"): (1, "the terminal's keys and pastes; the note line cleans them"),
    ("tui/browser.py", "os.read"): (1, "keys and pastes from the page, as from a terminal; the note line cleans them"),
    ("in_browser.py", "os.read"): (1, "the end of a pipe that nobody writes to"),
    ("web/seat.py", "process.stdout.readline"): (1, "our own program's first word"),
    ("web/seat.py", "process.stdout.read"): (1, "what our own program still draws at its end; thrown away"),
    ("i18n.py", "open"): (1, "the catalogues that come with the program"),
    ("commands/practice_report.py", "observations.read"): (1, "an observer's marks, which come by the door"),
    ("tui/screens/practised.py", "observations.read"): (1, "the same"),
    ("commands/passphrase.py", "getpass"): (1, "a passphrase: taken as it is, and never shown"),
    ("commands/passphrase.py", "self._input.readline"): (1, "the same, where there is no terminal"),
    ("commands/export.py", "self._ask.readline"): (1, "a digit; not kept and not shown"),
    ("commands/asking.py", "ask.readline"): (1, "yes or no; not kept and not shown"),
    ("commands/keyboard.py", "terminal.read"): (1, "keys for `doctor`, which shows their names"),
    ("storage/whole/opened.py", "outer.read"): (
        1,
        "a zip that came by the door, capped: what an archive says of itself",
    ),
    ("storage/whole/opened.py", "self._outer.read"): (2, "the same: its secret key, and a sealed part"),
    ("storage/whole/opened.py", "reader.read"): (1, "the same: files that pass the door when they are read here"),
    ("storage/whole/saving.py", "os.open"): (1, "a new file, to write it and to read back just that"),
    ("storage/whole/zipped.py", "self._raw.read"): (1, "the file that came by the door, with a cap"),
    ("storage/whole/zipped.py", "self._zip.open"): (1, "an entry of it"),
    ("storage/whole/zipped.py", "file.read"): (2, "so many bytes of an entry; and our own file, read back"),
    ("storage/whole/zipped.py", "reader.open"): (1, "our own file, read back"),
    ("commands/terminal.py", "terminal.read"): (1, "the terminal's answers to `doctor`"),
    ("commands/terminal.py", "os.read"): (1, "the same"),
}
"""What may read, how often in its file, and why it may without the inlet."""


def readers(source: str) -> Iterator[str]:
    """What in a file reads something from outside, as it is written there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _writes(node):
            continue
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in BARE:
                yield name
            case ast.Call(func=ast.Attribute(attr=name) as called) if name in METHODS:
                yield ast.unparse(called)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr="load") as called) if module in PARSERS:
                yield ast.unparse(called)
            case (
                ast.For(iter=ast.Attribute(attr="stdin") as source_)
                | ast.comprehension(iter=ast.Attribute(attr="stdin") as source_)
            ):
                yield ast.unparse(source_)
            case ast.Import(names=names) if any(name.name in ("fileinput", "linecache", "mmap") for name in names):
                yield ast.unparse(node)
            case ast.ImportFrom(module="builtins" | "io" | "codecs" | "os" | "sys" | "pathlib" | "shutil", names=names):
                taken = {name.name for name in names} & (BARE | METHODS | {"stdin", "copy"})
                yield from sorted(f"from {node.module} import {name}" for name in taken)


def _writes(call: ast.Call) -> bool:
    """Whether a call opens something to write to it alone."""
    if any(
        isinstance(node, ast.Attribute) and node.attr == "O_WRONLY" for given in call.args for node in ast.walk(given)
    ):
        return True
    modes = [given.value for given in call.args if isinstance(given, ast.Constant) and isinstance(given.value, str)]
    return any(mode in ("w", "wb", "a", "ab", "x", "xb") for mode in modes)


def test_every_reader_is_the_inlet_or_has_its_reason() -> None:
    found: Counter[tuple[str, str]] = Counter()
    for path in sorted(PACKAGE.rglob("*.py")):
        found.update((path.relative_to(PACKAGE).as_posix(), what) for what in readers(path.read_text("utf-8")))
    allowed = {place: times for place, (times, _) in ALLOWED.items()}
    assert {place: times for place, times in found.items() if allowed.get(place) != times} == {}
    assert [place for place in allowed if place not in found] == []


@pytest.mark.parametrize(
    "bypass",
    [
        "open(path)", "path.open()", "io.open(path)", "os.open(path, 0)", "os.fdopen(handle)", "codecs.open(path)",
        "path.read_text()", "path.read_bytes()", "Path(name).read_text('utf-8')", "file.read()", "file.readlines()",
        "for line in sys.stdin: pass", "sys.stdin.read()",
        "[line for line in sys.stdin]", "open(path, 'r+')", "input()", "getpass.getpass()", "os.read(0, 9)",
        "json.load(file)", "tomli.load(file)", "import mmap", "import fileinput", "shutil.copyfile(a, b)",
        "process.communicate()", "subprocess.check_output(argv)", "tomlkit.load(file)",
        "from os import read", "from io import open", "from sys import stdin", "with path.open('rb') as file: pass",
    ],
)  # fmt: skip
def test_the_walk_finds_what_goes_past_the_inlet(bypass: str) -> None:
    assert list(readers(bypass))


@pytest.mark.parametrize(
    "good",
    ["read_bytes(path, CAP)", "archive.load(id)", "json.loads(text)", "path.write_bytes(data)", "open(path, 'w')"],
)
def test_the_walk_lets_pass_what_goes_through_it(good: str) -> None:
    assert list(readers(good)) == []
