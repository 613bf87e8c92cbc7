"""A fault in any handler: nothing of the client and nothing of the fault's own text gets out, and nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.packs import Shelf, shipped_folder
from kohtaa_tui.tui.bindings import ACTIONS, Keys
from tests.e2e.conftest import Kept, Opened
from tests.e2e.terminal import ROOT, Terminal, pasted
from tests.fakes import FakeClock, places

NOTE, HALF, REFERENCE = "ASIAKKAAN-SANA", "KESKEN-JÄÄNYT", "VIITE-17"
FAULT, LOCAL = "VIAN-OMA-TEKSTI", "VIAN-MUUTTUJA"

FAULTY = f"""
import sys
from importlib import import_module
from pathlib import Path
from kohtaa_tui.tui import launch, saving
from kohtaa_tui.tui.screens.meeting import MeetingScreen
module, owner, name = sys.argv.pop(1).split(":")
armed = Path(sys.argv.pop(1))
saving.DRAFT_S = 0.05
if name == "_tick":
    MeetingScreen._next_s = lambda self: 0.05
if name == "_read":
    from kohtaa_tui.tui.screens import follow
    follow.LOOK_S = follow.ANYWAY_S = 0.05
target = getattr(import_module(module), owner)
real = getattr(target, name)
def fails(*args, **kwargs):
    if armed.exists():
        local = "{LOCAL}"
        raise RuntimeError("{FAULT} " + local)
    return real(*args, **kwargs)
setattr(target, name, fails)
from kohtaa_tui.__main__ import command
command()
"""
"""The program, in which one handler fails from the moment a file is there."""
SOUND = "from kohtaa_tui.__main__ import command; command()"
"""The program as it is."""

MEETING = "kohtaa_tui.tui.screens.meeting:MeetingScreen:"
REVIEW = "kohtaa_tui.tui.screens.review:ReviewScreen:"
HOME = "kohtaa_tui.tui.screens.home:HomeScreen:"
PREPARE = "kohtaa_tui.tui.screens.prepare:PrepareScreen:"
CLIENTS = "kohtaa_tui.tui.screens.clients:ClientsScreen:"
HISTORY = "kohtaa_tui.tui.screens.history:HistoryScreen:"
RHYTHM = "kohtaa_tui.tui.screens.rhythm:RhythmScreen:"
COMPARE = "kohtaa_tui.tui.screens.compare:CompareScreen:"
CLIENT = "kohtaa_tui.tui.screens.follow_client:ClientScreen:"
OBSERVER = "kohtaa_tui.tui.screens.follow_observer:ObserverScreen:"
SHOW = "kohtaa_tui.tui.screens.show:ShowScreen:"
STAGE = "kohtaa_tui.tui.screens.stage:Stage:"
LINE = "kohtaa_tui.tui.widgets.note_line:NoteLine:"

Hand = Callable[[Terminal], None]


class Case(NamedTuple):
    """A handler, what makes the program call it, and the screen it happens on."""

    handler: str
    hand: Hand
    where: str

    @property
    def name(self) -> str:
        return f"{self.where}: {self.handler.partition(':')[2].replace(':', '.')}"


def pressed(*keys: str) -> Hand:
    return lambda terminal: terminal.press(*keys)


def _actions() -> Iterator[Case]:
    """Every action of every screen, by the key that stands for it."""
    owners = {"meeting": MEETING, "review": REVIEW, "home": HOME, "prepare": PREPARE, "clients": CLIENTS}
    owners |= {"history": HISTORY, "rhythm": RHYTHM, "compare": COMPARE}
    shared = {"actions", "quit", "help", "language"}
    for action in ACTIONS:
        name = action.id.rpartition(".")[2]
        if not action.keys or Keys(action.where).action(action.keys[0]) != action.id:
            continue  # only in the menu; or its key means something else until something is found
        if action.where == "follow" or (action.where != "meeting" and name in shared):
            continue  # two screens, one for each role: below; or much the same on all screens
        key = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup"}.get(action.keys[0], action.keys[0])
        yield Case((STAGE if name == "actions" else owners[action.where]) + f"do_{name}", pressed(key), action.where)


ENDING = [
    *_actions(),
    Case(MEETING + "submit", pressed("enter"), "meeting"),
    Case(MEETING + "arrow", pressed("down"), "meeting"),
    Case(MEETING + "clicked", lambda terminal: terminal.click("Neuvonnallinen"), "meeting"),
    Case(MEETING + "on_input_changed", pressed("x"), "meeting"),
    Case(MEETING + "draw", pressed("x", "f6"), "meeting"),
    Case(MEETING + "_tick", pressed(), "meeting"),
    Case(STAGE + "take", pressed("x"), "meeting"),
    Case(LINE + "insert_typed", pressed("x"), "meeting"),
    Case(LINE + "_on_paste", lambda terminal: terminal.write(pasted("x")), "meeting"),
    Case(LINE + "render_line", pressed("x"), "meeting"),
    Case("kohtaa_tui.tui.widgets.page:Page:render_line", pressed("f6"), "meeting"),
    Case("kohtaa_tui.tui.app:KohtaaApp:on_resize", lambda terminal: terminal.resize(90, 30), "meeting"),
    Case("kohtaa_tui.tui.app:KohtaaApp:leave_now", lambda terminal: terminal.signal(signal.SIGTERM), "meeting"),
    Case("kohtaa_tui.tui.saving:Saver:_keep_draft", pressed("x"), "meeting"),
    Case("kohtaa_tui.tui.saving:Saver:save", pressed("pgdn"), "meeting"),
    Case("kohtaa_tui.tui.lean:Pastes:feed", pressed("x"), "meeting"),
    Case("kohtaa_tui.runtime.runner:Runner:record", pressed("pgdn"), "meeting"),
    Case(REVIEW + "submit", pressed("enter"), "review"),
    Case(REVIEW + "draw", pressed("f1"), "review"),
    Case(HOME + "submit", pressed("enter"), "home"),
    Case(PREPARE + "submit", pressed("enter"), "prepare"),
    Case(PREPARE + "draw", pressed("f1"), "prepare"),
    Case(HOME + "draw", pressed("f1"), "home"),
    Case(CLIENTS + "submit", pressed("enter"), "clients"),
    Case(CLIENTS + "draw", pressed("f1"), "clients"),
    Case(HISTORY + "submit", pressed("enter"), "history"),
    Case(HISTORY + "draw", pressed("f1"), "history"),
    Case("kohtaa_tui.tui.history_place:Looked:take", pressed("x"), "history"),
    Case(RHYTHM + "draw", pressed("f1"), "rhythm"),
    Case(COMPARE + "submit", pressed("enter"), "compare"),
    Case(COMPARE + "draw", pressed("f1"), "compare"),
    Case("kohtaa_tui.tui.practising:Practising:_mark", pressed("1"), "practice"),
    Case("kohtaa_tui.tui.practising:Practising:panel", pressed("1"), "practice"),
    Case(CLIENT + "do_down", pressed("pgdn"), "client"),
    Case(CLIENT + "do_up", pressed("pgup"), "client"),
    Case(CLIENT + "view", pressed("f1"), "client"),
    Case(CLIENT + "_read", pressed(), "waiting"),
    Case(OBSERVER + "_mark", pressed("1"), "observer"),
    Case(OBSERVER + "do_undo", pressed("1", "f8"), "observer"),
    Case(OBSERVER + "do_mask", pressed("f7"), "observer"),
    Case(OBSERVER + "submit", pressed("x", "enter"), "observer"),
    Case(OBSERVER + "_tick", pressed(), "observer"),
    Case(SHOW + "act", pressed("pgdn"), "demo"),
    Case(SHOW + "do_help", pressed("f1"), "demo"),
]
"""What ends the program. In the input thread, too, and in what the event loop calls by itself."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of its own for all that a program could leave behind, and the file that lets the fault loose."""
    for name in ("temporary", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path


def arrive(opened: Opened, desk: Path, case: Case, **variables: str | None) -> Terminal:
    """On the case's screen, with a note on the disk."""
    program = (sys.executable, "-c", FAULTY, case.handler, str(desk / "armed"))
    rest = {"program": program, "cwd": desk / "here"} | variables
    if case.where == "meeting":
        terminal = opened("start", "--minutes", "30", "--reference", REFERENCE, **rest)
        terminal.sees("tallennettu ✓")
        terminal.press(NOTE, "enter")
        terminal.sees(NOTE, "tallennettu ✓")
        terminal.press(HALF)
        terminal.sees(HALF)
        return terminal
    archive, clock = Archive(places(desk)), FakeClock()
    plan = make_plan(Shelf([shipped_folder()]).get("kohtaava"), 30)
    runner = Runner.start(archive, clock, plan, language="fi", device="dev00000", reference=REFERENCE)
    runner.note(NOTE)
    clock.after(60)
    runner.end()
    assert runner.flush()
    if case.where == "compare":
        another = Runner.start(archive, clock, plan, language="fi", device="dev00000", reference=REFERENCE)
        another.end()
        assert another.flush()
    if case.where == "prepare":
        settings = places(desk).config_file
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("preparation = true\n", encoding="utf-8")
    if case.where in PRACTISING:
        return practise(opened, case, rest)
    terminal = opened(**rest)
    terminal.sees("Enter aloittaa")
    if case.where == "prepare":
        terminal.press(REFERENCE, "enter")
        terminal.sees(Words("fi")("the aim of this meeting"))
    if case.where == "rhythm":
        terminal.press("f11")
        terminal.sees("OMA RYTMI", "aiottu")
    if case.where in ("history", "review", "compare"):
        terminal.press("f5")
        terminal.sees("AIEMMAT TAPAAMISET", REFERENCE)
    if case.where == "review":
        terminal.press("enter")
        terminal.sees("Enter luetteloon", NOTE)
    if case.where == "compare":
        terminal.press("f8", "down", "f8")
        terminal.sees(Words("fi")("Two meetings side by side"))
    return terminal


PRACTISING = ("clients", "practice", "client", "observer", "waiting", "demo")


def practise(opened: Opened, case: Case, rest: dict[str, Any]) -> Terminal:
    """On a screen of practice or demo; where it follows another window, that one is the program as it is."""
    if case.where in ("client", "observer"):
        adviser = opened("practice", "kalle", "--threes", **rest | {"program": (sys.executable, "-c", SOUND)})
        adviser.sees("HARJOITUS", "Kalle", "tallennettu ✓")
    argv, seen = {
        "clients": (["practice"], "Kenen kanssa"),
        "practice": (["practice", "noor"], "HARJOITUS · Noor"),
        "client": (["practice", "follow", "--as", "client"], "Kalle"),
        "observer": (["practice", "follow", "--as", "observer"], "1 avoin"),
        "waiting": (["practice", "follow", "--as", "client"], Words("fi")("No practice is running yet.")),
        "demo": (["demo"], "DEMO"),
    }[case.where]
    terminal = opened(*argv, **rest)
    terminal.sees(seen)
    if case.where == "practice":
        terminal.press("esc")  # what it is about
        terminal.loses("HARJOITUS · Noor")
    return terminal


def let_loose(terminal: Terminal, desk: Path, case: Case) -> None:
    (desk / "armed").touch()
    case.hand(terminal)


def nothing_got_out(terminal: Terminal, desk: Path) -> None:
    """The fault's own texts are nowhere; what the client said is in the meeting's files and was on the screen alone."""
    for secret in (FAULT, LOCAL):
        assert secret.encode() not in terminal.output
    for title in re.findall(rb"\x1b\]2;([^\x07]*)\x07", terminal.output):
        assert not any(secret.encode() in title for secret in (NOTE, HALF, REFERENCE))
    assert b"\x1b]52;" not in terminal.output
    assert found_in_files(desk) == []


def found_in_files(desk: Path) -> list[str]:
    """The files that hold what they must not, by content or by name."""
    bad = []
    for path in (p for p in desk.rglob("*") if p.is_file()):
        secrets = [FAULT, LOCAL]
        if desk / "data" / "sessions" not in path.parents and path.name != "index.sqlite3":  # what is searched
            secrets += [NOTE, HALF]
        data = path.read_bytes() + str(path.relative_to(desk)).encode()
        bad += [f"{path.relative_to(desk)}: {secret}" for secret in secrets if secret.encode() in data]
    return bad


@pytest.mark.parametrize("case", ENDING, ids=[case.name for case in ENDING])
def test_a_fault_ends_the_program_and_tells_only_its_kind(forked: Opened, kept: Kept, desk: Path, case: Case) -> None:
    terminal = arrive(forked, desk, case)
    let_loose(terminal, desk, case)
    assert terminal.ended() == 1
    told = terminal.output[terminal.output.rfind(b"\x1b[?1049l") :].decode()
    sentence = "kohtaa had to stop because of a fault of its own ({kind}). What was saved is safe."
    assert f"kohtaa: {Words('fi')(sentence, kind='RuntimeError')}" in told
    assert told.count("\n") == 1
    for secret in (NOTE, HALF, REFERENCE, "Traceback", "File "):
        assert secret not in told
    assert terminal.still_switched() == []
    nothing_got_out(terminal, desk)
    if case.where == "meeting":
        assert NOTE in kept.notes
        lost = case.name.endswith(("insert_typed", "_on_paste", "take", "submit"))
        assert kept.draft.startswith(HALF) or lost
    else:
        archive = Archive(places(desk))
        assert [n.text for i in archive.ids() for n in archive.load(i).session.notes] == [NOTE]


GOING_ON = [
    Case("kohtaa_tui.runtime.kept:Kept:_write", pressed("enter"), "meeting"),
    Case("kohtaa_tui.storage.archive:Archive:keep_draft", pressed("x"), "meeting"),
]
"""Faults in the threads that write to the disk: a meeting does not stop for them."""


@pytest.mark.parametrize("case", GOING_ON, ids=[case.name for case in GOING_ON])
def test_a_fault_in_saving_is_said_tried_again_and_stops_nothing(
    forked: Opened, kept: Kept, desk: Path, case: Case
) -> None:
    terminal = arrive(forked, desk, case)
    let_loose(terminal, desk, case)
    if case.handler.endswith("_write"):
        terminal.sees("ei tallennu (1)", "(RuntimeError)")
    terminal.press("f6")  # the next key takes the sentence away, which stands where the notes do
    terminal.sees("Stanna upp", NOTE, HALF)
    (desk / "armed").unlink()
    terminal.press("pgdn")
    terminal.sees("tallennettu ✓")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    nothing_got_out(terminal, desk)
    assert kept.notes == ([NOTE, HALF] if case.handler.endswith("_write") else [NOTE])
    assert kept.draft == ("" if case.handler.endswith("_write") else f"{HALF}x")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_sentence_is_in_the_persons_language(opened: Opened, desk: Path, language: str) -> None:
    case = Case(HOME + "do_help", pressed("f1"), "home")
    program = (sys.executable, "-c", FAULTY, case.handler, str(desk / "armed"))
    terminal = opened(program=program, cwd=desk / "here", KOHTAA_LANGUAGE=language)
    terminal.sees(Words(language)("Enter starts"))
    let_loose(terminal, desk, case)
    assert terminal.ended() == 1
    sentence = "kohtaa had to stop because of a fault of its own ({kind}). What was saved is safe."
    assert f"kohtaa: {Words(language)(sentence, kind='RuntimeError')}" in terminal.output.decode()


PLAIN = ["_next", "_where", "_pause", "_undo", "_end", "_tick", "_mind_clock"]
"""What `>`, `.`, `=`, `-`, `*` and an empty line mean in the plain meeting, and what comes before each."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_fault_in_the_plain_meeting_tells_only_its_kind(kept: Kept, desk: Path, name: str) -> None:
    faulty = [sys.executable, "-c", FAULTY, f"kohtaa_tui.plain:_Plain:{name}", str(desk / "armed")]
    plain = subprocess.Popen(
        [*faulty, "start", "--plain", "--language", "fi"], cwd=desk / "here", encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert plain.stdin is not None
    assert plain.stdout is not None
    plain.stdin.write(f"{NOTE}\n")
    plain.stdin.flush()
    while not plain.stdout.readline().startswith("✓ 1"):
        pass
    (desk / "armed").touch()
    line = dict(zip(PLAIN, [">", ".", "=", "-", "*", "", "?"], strict=True))[name]
    said, told = plain.communicate(f"{line}\n", timeout=20)
    assert plain.returncode == 1
    assert told == "kohtaa: Ohjelma pysähtyi omaan vikaansa (RuntimeError). Tallennettu on tallessa.\n"
    assert not any(secret in said + told for secret in (FAULT, LOCAL))
    assert NOTE not in told
    assert kept.notes == [NOTE]
    assert found_in_files(desk) == []


@pytest.mark.usefixtures("desk")
def test_a_fault_that_nobody_can_catch_is_not_printed() -> None:
    faulty = f"""
class Gone:
    def __del__(self):
        raise RuntimeError("{FAULT}")
import sys
from kohtaa_tui import __main__ as program
def main():
    Gone()
    return 0
program.main = main
program.command()
"""
    done = subprocess.run([sys.executable, "-c", faulty], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- what the surroundings could ask for ---

EAVESDROPPING: dict[str, dict[str, str | None]] = {
    "Textual's log": {"TEXTUAL_LOG": "textual.log"},
    "Textual's debugging": {"TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools", "TEXTUAL_SHOW_RETURN": "1"},
    "Python's debugging": {"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1", "PYTHONFAULTHANDLER": "1"},
    "all of it": {
        "TEXTUAL_LOG": "textual.log", "TEXTUAL_DEBUG": "1", "TEXTUAL": "debug,devtools", "PYTHONDEVMODE": "1",
        "PYTHONFAULTHANDLER": "1",
    },
}  # fmt: skip


@pytest.mark.parametrize("variables", EAVESDROPPING.values(), ids=EAVESDROPPING.keys())
def test_no_variable_makes_the_program_write_down_what_is_typed(
    opened: Opened, kept: Kept, desk: Path, variables: dict[str, str | None]
) -> None:
    case = Case(MEETING + "do_help", pressed("f1"), "meeting")
    terminal = arrive(opened, desk, case, **variables)
    terminal.until(lambda: kept.draft == HALF, "the half-typed line on the disk")
    assert list((desk / "here").iterdir()) == list((desk / "temporary").iterdir()) == []
    let_loose(terminal, desk, case)
    assert terminal.ended() == 1
    told = terminal.output[terminal.output.rfind(b"\x1b[?1049l") :].decode()
    for secret in (NOTE, HALF, REFERENCE, FAULT, LOCAL):
        assert secret not in told
    nothing_got_out(terminal, desk)
    assert list((desk / "here").iterdir()) == list((desk / "temporary").iterdir()) == []


def test_textual_finds_none_of_the_variables_that_would_make_it_write(desk: Path) -> None:
    asked = """
import os
from kohtaa_tui.tui import launch
from textual import constants as c
print(c.LOG_FILE, c.DEBUG, c.SCREENSHOT_DELAY, c.SCREENSHOT_LOCATION, c.PRESS, c.SHOW_RETURN, os.getenv("TEXTUAL"))
"""
    wanted = {"TEXTUAL_LOG": "x", "TEXTUAL_DEBUG": "1", "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_SCREENSHOT_LOCATION": "."}
    wanted |= {"TEXTUAL_PRESS": "enter", "TEXTUAL_SHOW_RETURN": "1", "TEXTUAL": "debug,devtools"}
    environ = os.environ | wanted
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environ, cwd=desk, capture_output=True, text=True, timeout=20
    )
    assert done.stdout.split() == ["None", "False", "-1", "None", "False", "None"]
