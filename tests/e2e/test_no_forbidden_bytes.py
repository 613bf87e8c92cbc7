"""Hostile data wherever data can come in, every screen and command: nothing that steers a terminal comes out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomli

from kohtaa_tui.domain.events import Paused, PauseReasoned, PhaseEntered, PromptTicked, Reflected, Resumed
from kohtaa_tui.domain.pack import Pack
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.preparation import NEXT
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.packs import shipped_folder
from kohtaa_tui.storage.paths import Places
from kohtaa_tui.storage.scenarios import shipped_clients
from kohtaa_tui.storage.templates import shipped_templates
from kohtaa_tui.tui.bindings import Keys
from tests.calendars import calendar, event
from tests.e2e.conftest import Opened
from tests.e2e.forbidden import HOSTILE, forbidden
from tests.e2e.terminal import PROGRAM, ROOT, Terminal, pasted
from tests.fakes import FakeClock

FI = Words("fi")
NAME = "k\x1b]2;vale\x07\x1b[31m\u202e\x9b2J[x]"
"""The name of a folder, as another person's archive could bring it."""
ORDER = Keys("review").row("review.order").keys[0]
CONFLICT = "sync-conflict-20261103-101010-ABCDEFG"


# --- a world in which nothing means well ---


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Folders with names that steer, and in each file all that can be wrong with it."""
    outside = tmp_path / NAME
    places = Places(outside / "data", outside / "config", outside / "cache")
    for name, folder in (("DATA", places.data), ("CONFIG", places.config), ("CACHE", places.cache)):
        folder.mkdir(parents=True)
        monkeypatch.setenv(f"KOHTAA_{name}_DIR", str(folder))
    monkeypatch.setenv("HOME", str(outside))
    monkeypatch.setenv("KOHTAA_LANGUAGE", "fi")
    _packs(places)
    _clients(places)
    _templates(places)
    _calendars(places)
    _settings(places)
    _sessions(places)
    return places


def _packs(places: Places) -> None:
    places.packs.mkdir()
    hostile = _hostile(tomli.loads((shipped_folder() / "kohtaava.toml").read_text("utf-8"))) | {"id": "vihainen"}
    (places.packs / "vihainen.toml").write_text(_toml(hostile), "utf-8")
    wrong = hostile | {"id": HOSTILE, HOSTILE: 1, "default_minutes": HOSTILE, "title": {"se": HOSTILE, "fi": ""}}
    wrong["phase"] = [phase | {HOSTILE: HOSTILE, "basis": HOSTILE, "share": 0} for phase in wrong["phase"]]
    wrong["circumstance"] = [{"id": HOSTILE, "hides": [HOSTILE], "shares": {HOSTILE: 1}}]
    (places.packs / "rikki.toml").write_text(_toml(wrong), "utf-8")
    (places.packs / f"{NAME}.toml").write_text(_toml(wrong), "utf-8")
    (places.packs / f"{NAME}2.toml").write_bytes(b'id = "\xff\x1b[2J')
    (places.packs / "syntaksi.toml").write_text(f"{_quoted(HOSTILE)} = = \x9b2J", "utf-8")


def _clients(places: Places) -> None:
    """A practice client whose every text is hostile, and files that are none."""
    places.scenarios.mkdir()
    sound = tomli.loads((shipped_clients() / "noor.toml").read_text("utf-8"))
    hostile = _hostile(sound) | {"id": "vihainen", "name": HOSTILE[:40]}
    (places.scenarios / "vihainen.toml").write_text(_toml(hostile), "utf-8")
    wrong = hostile | {"id": HOSTILE, HOSTILE: 1, "minutes": HOSTILE, "pack": HOSTILE, "mood": HOSTILE}
    wrong["phase"] = [phase | {HOSTILE: HOSTILE, "id": HOSTILE} for phase in wrong["phase"]]
    wrong["phase"][0] |= {"turn": [{"id": HOSTILE, "after": [HOSTILE], "to": [HOSTILE]}], "trap": [{"unsaid": HOSTILE}]}
    (places.scenarios / "rikki.toml").write_text(_toml(wrong), "utf-8")
    (places.scenarios / f"{NAME}.toml").write_text(_toml(wrong), "utf-8")
    (places.scenarios / "syntaksi.toml").write_text(f"{_quoted(HOSTILE)} = = \x9b2J", "utf-8")


def _templates(places: Places) -> None:
    """A text template whose every text is hostile, and files that are none."""
    places.templates.mkdir()
    shipped = tomli.loads((shipped_templates() / "vaiheittain.toml").read_text("utf-8"))
    bullets = {"bullet": HOSTILE[:8]} | {"part": [part | {"bullet": HOSTILE[-8:]} for part in shipped["part"]]}
    (places.templates / "vihainen.toml").write_text(_toml(_hostile(shipped | bullets) | {"id": "vihainen"}), "utf-8")
    wrong = shipped | {"id": HOSTILE, HOSTILE: 1, "limit": HOSTILE, "title": {"se": HOSTILE}, "order": HOSTILE}
    wrong["part"] = [{"what": HOSTILE, "heading": {"fi": f"{{{HOSTILE}}}"}, HOSTILE: HOSTILE}]
    (places.templates / f"{NAME}.toml").write_text(_toml(wrong), "utf-8")


def _calendars(places: Places) -> None:
    """What appointments, zones and files are called, as a calendar from elsewhere could bring it."""
    day, folder = datetime.now().date(), places.config / NAME
    folder.mkdir()
    for name in (f"{NAME}.ics", "a.ics"):
        lines = [
            event(f"DTSTART:{day:%Y%m%d}T{hour:02}0000", "DURATION:PT45M", uid=f"{hour}{HOSTILE}", summary=HOSTILE)
            for hour in range(24)
        ]
        odd = event(f"DTSTART;TZID={HOSTILE}:{day:%Y%m%d}T090000", "DURATION:PT5M", uid="odd", summary=HOSTILE)
        (folder / name).write_bytes(calendar(*lines, odd).encode())
    (folder / f"{NAME}2.ics").write_bytes(HOSTILE.encode())
    (folder / "old.ics").write_bytes(calendar(event("DTSTART:1", uid="x")).encode() + b"\xff\x9b2J")


def _hostile(value: Any, key: str = "") -> Any:
    """Every text of a pack with `HOSTILE` in front, within the bounds of a pack."""
    if isinstance(value, dict):
        return {k: _hostile(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_hostile(v, key) for v in value]
    return f"{HOSTILE}{value}"[:400] if isinstance(value, str) and key in ("fi", "sv", "en") else value


def _toml(table: dict[str, Any]) -> str:
    return "".join(f"{_quoted(key)} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(value) if isinstance(value, str) else str(value).lower()


def _quoted(text: str) -> str:
    """A text of TOML: what may stand there as it is does so, and controls by their numbers."""
    return '"' + "".join(f"\\U{ord(c):08x}" if c < " " or c in '"\\\x7f' else c for c in text) + '"'


def _settings(places: Places) -> None:
    settings = {"language": HOSTILE, "pack": "vihainen", HOSTILE: HOSTILE, "theme": HOSTILE, "minutes": 45}
    settings["calendar"] = {"sources": [NAME, HOSTILE, f"https:{HOSTILE}", "none.ics"], "titles": True}
    keys = {"keys": {HOSTILE: "f5", "pause": HOSTILE, "next": HOSTILE[:5]}}
    places.config_file.write_text(_toml(settings | keys), "utf-8")
    places.last_file.write_text(json.dumps({"pack": HOSTILE, "language": HOSTILE, "minutes": 30}))
    places.device_file.write_text(f"{HOSTILE}\n", "utf-8")


def _sessions(places: Places) -> None:
    """One that goes on, one that has ended, copies of both by a synchroniser, and some that cannot be read."""
    pack = msgspec.convert(_hostile(tomli.loads((shipped_folder() / "kohtaava.toml").read_text("utf-8"))), Pack)
    archive, clock = Archive(places), FakeClock(datetime.now().astimezone() - timedelta(minutes=20))
    for ended in (True, False):
        runner = Runner.start(
            archive, clock, make_plan(pack, 45, ["first"]), language="fi", device="dev00000", reference=HOSTILE
        )
        for mark in ('"', "+", "?", "! ", ""):
            runner.note(f"{mark}{HOSTILE}: {HOSTILE} pe")
        runner.record(PromptTicked(HOSTILE))
        runner.record(Paused(HOSTILE))
        runner.record(PauseReasoned(HOSTILE))
        clock.after(200)
        runner.record(Resumed())
        runner.record(PhaseEntered(runner.session.plan.phases[1].id))
        clock.after(120)
        if ended:
            runner.end()
            runner.record(Reflected("s0", HOSTILE))
            runner.record(Reflected("s10", HOSTILE))
        assert runner.flush()
        runner.close()
        [path] = places.sessions.rglob(f"{runner.session.id}*.{'json' if ended else 'jsonl'}")
        _spoil(path)
    archive.keep_draft(runner.session.id, HOSTILE)
    folder = path.parent
    for place, data in enumerate(_unreadable()):
        (folder / f"20260101T10000{place}Z-0000000{place}.json").write_bytes(data)
    (folder / f"20260101T100009Z-00000009{NAME}.json").write_text("{}")


def _spoil(path: Path) -> None:
    """Lines nobody can read, texts as they are beside texts by their numbers, and a copy of a synchroniser's."""
    data = path.read_bytes()
    if path.suffix == ".jsonl":
        raw = HOSTILE.encode()
        data += b'{"seq":90,"kind":"note","text":"%s"}\n%s\n{"seq":91,"text":"' % (raw, raw)
    else:
        whole = json.loads(data)
        data = json.dumps(whole | {"unread": [HOSTILE, json.dumps(HOSTILE)]}, ensure_ascii=False).encode()
    path.write_bytes(data)
    other = data.replace(b"pe", b"to").replace(b"dev00000", b"\xe2\x80\xaeev00000")
    path.with_name(f"{path.stem}.{CONFLICT}{path.suffix}").write_bytes(other)


def _unreadable() -> Iterator[bytes]:
    yield json.dumps({"schema": 99, "id": HOSTILE, "events": []}).encode()
    yield json.dumps({"schema": HOSTILE, "id": 1, HOSTILE: HOSTILE}).encode()
    yield b'{"schema": 1, "id": "x", "events": ["\x1b[2J'
    yield json.dumps({"schema": 1, "id": "x", "events": [{HOSTILE: HOSTILE}]}, ensure_ascii=False).encode()


# --- the screens ---


def home(terminal: Terminal) -> None:
    """Home and its drawers."""
    terminal.sees(FI("A meeting was left unfinished"))
    terminal.press("esc")
    terminal.sees(FI("Enter starts"))
    visit(terminal, "f1", FI("Help"))
    visit(terminal, "esc", FI("All actions"))
    the_day(terminal)
    terminal.press("f3")
    terminal.sees(FI("How long"))
    terminal.write(pasted(HOSTILE) + b"\r")
    terminal.sees("�")
    away(terminal)
    terminal.press("down", "down", "down", "down", "right", "right", "right")
    terminal.write(pasted(HOSTILE))
    terminal.sees("�")
    for language in ("sv", "en", "fi"):
        terminal.press("f6")
        terminal.sees(Words(language)("Enter starts"))
    terminal.press("f7")


def the_day(terminal: Terminal) -> None:
    """Today's appointments with their titles, and all that there is to say about the calendars."""
    terminal.press("f8")
    terminal.sees("0.00–0.45", "�", "Esc sulje")
    for size in ((40, 12), (120, 36)):
        terminal.resize(*size)
        terminal.press(*["down"] * 60)
        terminal.sees("Esc sulje")
    terminal.resize(80, 24)
    away(terminal)
    terminal.press("f9", "f9")


def visit(terminal: Terminal, key: str, title: str) -> None:
    """Open a drawer, and close it."""
    terminal.press(key)
    terminal.sees(title)
    away(terminal)


def away(terminal: Terminal) -> None:
    """Close the drawer. Nothing is typed before it is gone: after Esc it would be another key."""
    terminal.press("esc")
    terminal.loses("▔▔▔", "Esc sulje")


def meeting(terminal: Terminal) -> None:
    """The meeting that was left: its line, its drawers, its phases, in four layouts."""
    terminal.press("f2")
    terminal.sees(FI("A meeting was left unfinished"))
    terminal.press("1")
    terminal.sees(FI("Your half-written line is back."), "�")
    terminal.press("enter")
    terminal.sees("tallennettu ✓")
    terminal.write(pasted(HOSTILE) + b"\x1b[200~" + HOSTILE.encode() + b"\x1b[2" + b"01~ab\r")
    terminal.sees("tallennettu ✓")
    visit(terminal, "f1", FI("Help"))
    visit(terminal, "esc", FI("All actions"))
    visit(terminal, "f3", FI("Fit the remaining time"))
    terminal.press("f2")
    terminal.sees("F2 jatkaa")
    terminal.press("f2", "f4")
    terminal.sees(FI("{key} opens", key="F4"))
    terminal.write(pasted(HOSTILE))
    terminal.press("f4", "enter", "up", "down", "enter", "f6", "f6", "f6")
    for size in ((120, 36), (50, 14), (60, 8), (80, 24)):
        terminal.resize(*size)
        terminal.press("pgdn", "f1")
        terminal.sees("Esc")
        away(terminal)
        terminal.press("pgup")
    terminal.press("pgdn", "f8", "f8")
    terminal.sees(FI("Undone: {what}", what="")[:8])
    follow_up(terminal)
    terminal.press("f9")
    terminal.sees(FI("End the meeting?"))
    terminal.press("enter")
    terminal.loses(FI("End the meeting?"))
    terminal.sees("Enter etusivulle")


def follow_up(terminal: Terminal) -> None:
    """The field for the next meeting: what it does not understand, and the path of the file that it writes."""
    terminal.press("f10")
    terminal.sees(FI("Agree on it"))
    terminal.write(pasted(HOSTILE) + b"\r")
    terminal.sees("�")
    away(terminal)
    terminal.press("f10")
    terminal.sees(FI("Agree on it"))
    terminal.press("2.12. klo 14")
    terminal.sees("2.12.", "14")
    terminal.press("enter")
    terminal.sees(".ics")


def review(terminal: Terminal) -> tuple[int, int]:
    """The review and its drawers; returns between which bytes the clipboard was written."""
    terminal.press("down", "f2")
    terminal.sees("�")
    terminal.press("esc")
    terminal.sees(FI("add a note afterwards"))
    terminal.press("f3")
    terminal.sees(FI("When did it begin, and end?"))
    terminal.press("right")
    away(terminal)
    terminal.press(ORDER, "f6", "f6", "f6", "f4")
    terminal.sees(FI("curtain"))
    terminal.press("f4")
    terminal.sees("Enter etusivulle")
    terminal.press("f5")
    terminal.sees(FI("To the client information system"), FI("Read it here"))
    terminal.press("3")
    terminal.loses(FI("Read it here"))
    for _ in range(4):  # every template
        terminal.press("down", "right")
    terminal.press("esc")
    terminal.sees(FI("Read it here"), FI("Another template"))
    terminal.press("4")
    terminal.sees(FI("Which template?"))
    away(terminal)
    terminal.press("f5")
    terminal.sees(FI("Save to a file"))
    terminal.press("2")
    terminal.loses(FI("Read it here"))
    terminal.sees(FI("Save to a file"), "kohtaa-")
    terminal.press("enter")
    away(terminal)
    terminal.press("f5")
    terminal.sees(FI("Copy the review"))
    before = len(terminal.output)
    terminal.press("1")
    terminal.sees(FI("Copied, if your terminal allows it. If not, save it to a file.")[:40])
    after = len(terminal.output)
    terminal.press("f7")
    for _ in range(3):
        terminal.sees(FI("next"), "Esc")
        terminal.write(pasted(HOSTILE) + b"\r")
    terminal.sees(FI("Your own thoughts are kept apart from what is carried over.")[:40])
    visit(terminal, "f1", FI("Help"))
    visit(terminal, "esc", FI("All actions"))
    terminal.press("down", "delete")
    terminal.sees(FI("Delete the note?"))
    away(terminal)
    terminal.press("f8")
    terminal.resize(120, 40)
    terminal.press(ORDER, ORDER)
    terminal.resize(50, 14)
    terminal.sees("F5 siirrä")
    terminal.resize(80, 24)
    terminal.sees("F1 ohje")
    return before, after


EARLIER = "AIEMMAT TAPAAMISET"


def others(terminal: Terminal) -> None:
    """From the review to Home, and to the earlier meetings: what can be read, and what cannot."""
    terminal.press("enter")
    terminal.sees(FI("Enter starts"))
    terminal.press("f5")
    terminal.sees(EARLIER, "✗")
    terminal.press("down", "enter")
    terminal.sees("Enter luetteloon")
    terminal.press(ORDER, "f5")
    terminal.sees(FI("Read it here"))
    terminal.press("3")
    terminal.loses(FI("Read it here"))
    terminal.press("esc")
    terminal.sees(FI("Read it here"))
    away(terminal)
    terminal.press("enter")
    terminal.sees(EARLIER)
    look_back(terminal)
    for _ in range(4):
        terminal.press("down", "enter")
        terminal.sees(EARLIER)
    terminal.press("ctrl+q")
    assert terminal.ended() == 0


def look_back(terminal: Terminal) -> None:
    """The list's search and filters, two meetings side by side, and the rhythm."""
    terminal.write(pasted(HOSTILE))
    terminal.sees("�")
    terminal.press("esc", "f3")
    for size in ((40, 12), (120, 36), (80, 24)):
        terminal.resize(*size)
        terminal.sees("Esc Peruuta")
    terminal.press("esc")
    terminal.loses("Esc Peruuta")
    terminal.press("up", "up", "f8", "down", "f8")
    terminal.sees(FI("Two meetings side by side"), "�")
    terminal.press("enter")
    terminal.sees(EARLIER)
    terminal.press("f9")
    terminal.sees("OMA RYTMI")
    terminal.press("esc")
    terminal.sees(EARLIER)


@pytest.mark.usefixtures("world")
def test_no_screen_sends_what_came_from_outside_to_the_terminal(opened: Opened) -> None:
    terminal = opened()
    home(terminal)
    meeting(terminal)
    before, after = review(terminal)
    others(terminal)
    output = terminal.output
    assert forbidden(output[:before]) == []
    assert b"\x1b]52;c;" in output[before:after]
    assert forbidden(output[before:after], copies=True) == []
    assert forbidden(output[after:]) == []
    assert "vale" not in terminal.title
    assert "�".encode() in output


def test_the_drawers_of_a_disk_that_refuses_send_none_of_it_either(opened: Opened, world: Places) -> None:
    blocked = world.data.with_name(f"{NAME}-file")
    blocked.write_text(HOSTILE, "utf-8")
    terminal = opened("start", "--data-dir", str(blocked), "--minutes", "30")
    terminal.sees("ei tallennu (1)")
    terminal.write(pasted(HOSTILE) + b"\r")
    terminal.sees("ei tallennu (2)")
    terminal.press("ctrl+q")
    terminal.sees(FI("Not everything is saved. Close all the same?"))
    terminal.press("1")
    terminal.sees("kohtaa-")
    terminal.press("enter")
    terminal.sees("�")
    away(terminal)
    terminal.press("ctrl+q")
    terminal.sees(FI("Close all the same"))
    terminal.press("2")
    assert terminal.ended() == 0
    assert forbidden(terminal.output) == []


def test_the_preparation_sends_none_of_it(opened: Opened, world: Places) -> None:
    settings = tomli.loads(world.config_file.read_text("utf-8")) | {"calendar": {"titles": True}}
    settings |= {"preparation": True, "write_up": True, "notice": True, "progress": "on"}
    world.config_file.write_text(_toml(settings), "utf-8")
    reference = HOSTILE[:30].replace("\a", "")
    clock = FakeClock(datetime.now().astimezone() - timedelta(days=1))
    pack = msgspec.convert(tomli.loads((shipped_folder() / "kohtaava.toml").read_text("utf-8")), Pack)
    runner = Runner.start(
        Archive(world), clock, make_plan(pack, 45, ()), language="fi", device="dev00000", reference=reference
    )
    runner.note(f"! {HOSTILE}: {HOSTILE} pe")
    runner.end()
    runner.record(Reflected(NEXT, HOSTILE))
    assert runner.flush()
    runner.close()
    terminal = opened()
    terminal.sees(FI("A meeting was left unfinished"))
    away(terminal)
    terminal.write(pasted(reference))
    terminal.sees("�")
    terminal.press("enter")
    terminal.sees(FI("the aim of this meeting"), FI("Note to self: {text}", text="").strip())
    terminal.write(pasted(HOSTILE))
    for size in ((120, 36), (40, 12), (40, 6), (80, 24)):
        terminal.resize(*size)
        terminal.press("down", "f7")
        terminal.sees("�")
    terminal.press("enter")
    terminal.sees("tallennettu ✓")
    visit(terminal, "f1", FI("Help"))
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert forbidden(terminal.output) == []


# --- the commands ---


def said(*argv: str, told: str = "") -> bytes:
    """All that a command prints, on both streams."""
    done = subprocess.run(
        [*PROGRAM, *argv], input=told.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, timeout=60
    )
    assert b"Traceback" not in done.stdout
    return done.stdout


COMMANDS: list[tuple[str, ...]] = [
    ("list",), ("list", "--json"), ("where",), ("keys",),
    ("show", "last"), ("show", "last", "--markdown"), ("show", "last", "--json"),
    ("show", "20260101T100000Z-00000000"), ("show", "20260101T100001Z-00000001"), ("show", "20260101T100003Z-00000003"),
    ("phases", "list"), ("phases", "show", "vihainen"), ("phases", "show", "rikki"), ("phases", "check"),
    ("phases", "new", "oma"), ("phases", "new", "oma"), ("doctor",),
    ("practice", "list"), ("practice", "check"), ("practice", "new", "oma"), ("practice", "rikki"),
    ("templates", "list"), ("templates", "show", "vihainen"), ("templates", "check"), ("templates", "new", "oma"),
    ("today",), ("today", "--titles"), ("today", "--json", "--titles"), ("calendar", "list"),
    ("status",), ("status", "--json"),
]  # fmt: skip


def test_no_command_prints_what_came_from_outside_as_it_came(world: Places) -> None:
    from kohtaa_tui.commands.handing_parser import FORMATS

    ended = next(path for path in world.sessions.rglob("*.json") if not path.name.startswith("20260101")).name[:25]
    for argv in (*COMMANDS, *((("show", ended, *form)) for form in ((), ("--markdown",), ("--json",)))):
        assert forbidden(said(*argv), screens=False) == [], argv
    for name in FORMATS:  # the ends of their lines belong to the formats
        told = said("export", ended, "--format", name).replace(b"\r\n", b"\n").removeprefix("\ufeff".encode())
        assert forbidden(told, screens=False) == [], name


def test_no_sentence_about_what_was_typed_wrong_repeats_it_as_it_was_typed(world: Places) -> None:
    typed = HOSTILE.replace("\0", "")
    for argv in (
        ("show", typed), ("resume", typed), ("start", typed), ("start", "--minutes", typed), ("phases", "show", typed),
        ("start", "--language", typed), ("start", "--reference", f"010190-999P{typed}"), ("--data-dir", typed, "list"),
        (typed,), ("list", f"--{typed}"), ("phases", "check", typed), ("phases", "new", typed),
        ("practice", typed), ("practice", "check", typed), ("practice", "new", typed),
        ("practice", "x", "--speed", typed),
        ("templates", "show", typed), ("templates", "check", typed), ("templates", "new", typed),
        ("calendar", "add", typed), ("calendar", "add", f"https:{typed}"), ("calendar", "remove", typed),
        ("export", typed), ("export", "last", "--format", typed), ("export", "last", "--template", typed),
        *(("export", "last", "--output", f"{world.data}/{typed}{end}") for end in ("", "/x")),
        ("start", "--until", typed), ("erase", typed), ("list", "--data-dir", str(world.config_file)),
    ):  # fmt: skip
        assert forbidden(said(*argv), screens=False) == [], argv


@pytest.mark.usefixtures("world")
def test_the_plain_meeting_prints_none_of_it() -> None:
    lines = f"{HOSTILE}\n! {HOSTILE}: {HOSTILE} pe\n.\n?\n\n>\n\n<\n+5\n-\n=\n=\n*\n"
    said_first = said("start", "--plain", "--minutes", "20", "--reference", HOSTILE.replace("\0", ""), told=lines)
    assert "�".encode() in said_first
    assert forbidden(said_first, screens=False) == []
    assert forbidden(said("resume", "--plain", "--gap", "count", told=lines), screens=False) == []


# --- the reader itself ---


@pytest.mark.parametrize(
    "bad",
    [
        "\x1b]52;c;dmFsZQ==\x07", "\x1b]52;c;dmFsZQ==\x1b\\", "\x1b]2;vale\x07", "\x1b]0;x\x07", "\x1b]2;x\x1b[2J\x07",
        "\x1b]8;;file:///etc\x07", "\x1b[2J", "\x1b[6n", "\x1b[?1;2$y", "\x1b[?9h", "\x1b[5i", "\x1b[21t", "\x1bc",
        "\x1bP1$r0m\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x9b31m", "\x9d2;x\x9c", "\x90", "\x85", "\0", "\a", "\b",
        "\x1b", "\t", "\x0e", "\x7f", "\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\ufeff", "\u2028",
        "\U000e0041", "\xad", HOSTILE, NAME,
    ],
)  # fmt: skip
def test_the_reader_finds_what_may_not_be_there(bad: str) -> None:
    around = "\x1b[1;31mä\x1b[0m\r\n"
    assert forbidden(f"{around}{bad}{around}".encode())
    assert forbidden(bad.encode(), screens=False)


def test_the_reader_lets_pass_what_draws_a_screen() -> None:
    drawn = "\x1b[?1049h\x1b[?25l\x1b[?2026$p\x1b[1;1H\x1b[38;2;1;2;3;48;5;7m ä… 👩\u200d🎓\x1b[0m\r\n"
    drawn += "\x1b]2;6 min · Empatia\x07\x1b[23;0t\x1b[3J"
    assert forbidden(drawn.encode()) == []
    assert forbidden(b"\x1b[31m", screens=False)
    assert forbidden(b"\xff")
    copied = b"\x1b]52;c;dmFsZQ==\x07"
    assert forbidden(copied, copies=True) == []
    assert forbidden(b"\x1b]52;c;?\x07", copies=True), "asking what the clipboard holds is reading it"
