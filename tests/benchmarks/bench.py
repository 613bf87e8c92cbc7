#!/usr/bin/env python3
"""Measures kohtaa beside a minimal Textual app, from outside, through a pseudo-terminal.

    python tests/benchmarks/bench.py                 # builds a wheel, installs it into a new environment
    python tests/benchmarks/bench.py --python PY     # an environment that has kohtaa installed
    python tests/benchmarks/bench.py -n 25 --only paint,echo

Absolute times say little on a shared machine: every figure is a ratio to *mini* (or to `python -c pass`)
run in turn with it, the median of the rounds' ratios, in brackets the 95 % interval of that median.
CPU is the kernel's clock of the process. Needs Linux, pyte, and for building hatchling and pip.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import history
import pyte

ROOT = Path(__file__).resolve().parents[2]
SIZE = (100, 30)
PATIENCE_S = 20.0
Measure = Callable[[str], dict[str, float]]
NOTES, KEYS = 200, 40
EVENTS, RECURRING = 20_000, 200
WEB_SESSIONS = 4
PAGES = '''"""As many pages as told, a demo in each. `ready` is written when all are drawn; a line lets them play."""
import asyncio, sys
import aiohttp

async def draw(way, drawn):
    data = b""
    async for message in way:
        data += message.data if message.type is aiohttp.WSMsgType.BINARY else b""
        if b"DEMO" in data:
            drawn.set()

async def main(address, pages):
    origin, ways, tasks = address.partition("/?")[0], [], []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        await client.get(address)
        for _ in range(pages):
            drawn = asyncio.Event()
            ways.append(await client.ws_connect(f"{origin}/ws?width=100&height=30", origin=origin))
            tasks.append(asyncio.create_task(draw(ways[-1], drawn)))
            await asyncio.wait_for(drawn.wait(), 20)
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            for way in ways:
                await way.send_json(["stdin", "\\x1b[6~"])

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
'''
MINI = '''"""A minimal Textual app, as anyone would write it."""
from datetime import datetime
from textual.app import App
from textual.widgets import Input, Static

class Mini(App):
    BINDINGS = [("ctrl+q", "quit", "Quit")]

    def compose(self):
        yield Static("READY minimal textual", id="title")
        yield Static("", id="clock")
        yield Input(placeholder="type here")

    def on_mount(self):
        self.tick()
        self.set_interval(1, self.tick)
        self.query_one(Input).focus()

    def tick(self):
        self.query_one("#clock", Static).update(datetime.now().strftime("%H:%M:%S"))

if __name__ == "__main__":
    Mini().run()
'''


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used so far, by the kernel's clock of it."""
    return time.clock_gettime((~pid << 3) | 2)


def peak_kb_of(pid: int) -> int:
    """The most memory that a process has used so far."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


def own_kb_of(pid: int) -> int:
    """Memory of a process, with what it shares divided among those who share it."""
    found = re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())
    assert found is not None
    return int(found[1])


class Run:
    """One program in a pseudo-terminal. Chunks are stamped on arrival and emulated only when asked for."""

    def __init__(self, command: Sequence[str], environ: dict[str, str], ready: str) -> None:
        self.chunks: list[tuple[float, bytes]] = []
        self.ready = ready
        self._screen = pyte.Screen(*SIZE)
        self._stream = pyte.ByteStream(self._screen)
        self._fed = 0
        self.began = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir("/")
            os.execve(command[0], list(command), environ)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))

    def read(self, seconds: float) -> bool:
        """Read what comes within so many seconds; False when nothing did."""
        data = b""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        with suppress(OSError):
            data = os.read(self.fd, 65536)
        self.chunks.append((time.perf_counter(), data))
        if b"\x1b[?2026$p" in data:  # synchronised updates: known, as in today's terminals
            os.write(self.fd, b"\x1b[?2026;2$y")
        return bool(data)

    def settle(self, seconds: float = 0.25) -> None:
        """Read until nothing has come for so long, or for two seconds where something comes all the time."""
        late = time.perf_counter() + 2
        while self.read(seconds) and time.perf_counter() < late:
            pass

    def seen_at(self, wanted: Callable[[str], object]) -> float | None:
        """When the chunk came that made something visible: a frame is, when its synchronised update has ended."""
        while self._fed < len(self.chunks):
            at, data = self.chunks[self._fed]
            self._fed += 1
            self._stream.feed(data.replace(b"\x1b]22;default\x07", b""))
            begun = b"".join(d for _, d in self.chunks[: self._fed])
            if begun.rfind(b"\x1b[?2026h") <= begun.rfind(b"\x1b[?2026l") and wanted("\n".join(self._screen.display)):
                return at
        return None

    def started(self) -> float:
        """Seconds from the start until the awaited text stood on the screen."""
        late = self.began + PATIENCE_S
        while time.perf_counter() < late:
            self.settle(0.4)
            at = self.seen_at(lambda text: re.search(self.ready, text))
            if at is not None:
                return at - self.began
        raise SystemExit(f"{self.ready!r} never came:\n" + "\n".join(self._screen.display))

    def cpu(self) -> float:
        """Seconds of CPU used so far."""
        return cpu_of(self.pid)

    def peak_kb(self) -> int:
        """The most memory used so far."""
        return peak_kb_of(self.pid)

    def echo(self, text: str) -> list[float]:
        """Seconds from each key to its letter on the screen."""
        times, shown = [], ""
        for char in text:
            shown += char
            sent = time.perf_counter()
            os.write(self.fd, char.encode())
            self.settle(0.05 + random.random() * 0.02)
            at = self.seen_at(lambda screen, wanted=shown[-12:]: wanted in screen)
            if at is not None:
                times.append(at - sent)
        return times

    def quit(self) -> float:
        """Seconds from Ctrl+Q to the program's end."""
        began = time.perf_counter()
        os.write(self.fd, b"\x11")
        while self.read(2.0):
            pass
        os.waitpid(self.pid, 0)
        took = time.perf_counter() - began
        os.close(self.fd)
        self.pid = 0
        return took

    def kill(self) -> None:
        """End the program."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            os.close(self.fd)


class Bench:
    """The programs to measure, with folders of their own."""

    def __init__(self, python: Path, folder: Path) -> None:
        self.python, self.folder = str(python), folder
        (folder / "mini.py").write_text(MINI)
        self.environ = {"PATH": os.defpath, "HOME": str(folder), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.environ |= {"LC_ALL": "C.UTF-8", "TZ": "Europe/Helsinki", "KOHTAA_LANGUAGE": "fi"}
        self.environ |= {f"KOHTAA_{n}_DIR": str(folder / "now" / n.lower()) for n in ("DATA", "CONFIG", "CACHE")}
        self.kohtaa = [str(python.with_name("kohtaa"))]
        lines = "".join(f"? muistiinpano numero {n} asiakkaan sanoin\n" for n in range(NOTES))
        subprocess.run(
            [*self.kohtaa, "start", "--plain", "--minutes", "45"],
            input=lines, text=True, env=self.environ, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        (folder / "now").rename(folder / "left")

    def open(self, name: str) -> Run:
        """Start one of: mini, home, start, meeting (200 notes), practice, practice60 (60 times as fast).

        After a + comes what stands in config.toml.
        """
        now = self.folder / "now"
        shutil.rmtree(now, ignore_errors=True)
        name, _, beside = name.partition("+")
        if name == "meeting":
            shutil.copytree(self.folder / "left", now)
        if beside:
            (now / "config").mkdir(parents=True, exist_ok=True)
            source = f'"{self.calendar()}"' if beside == "calendar" else ""
            (now / "config" / "config.toml").write_text(f"[calendar]\nsources = [{source}]\n")
        commands = {
            "mini": ([self.python, str(self.folder / "mini.py")], r"READY[\s\S]*type here"),
            "home": (self.kohtaa, r"Empatia[\s\S]*F1 ohje"),
            "start": ([*self.kohtaa, "start"], r"Empatia[\s\S]*F1 ohje"),
            "meeting": ([*self.kohtaa, "resume", "--gap", "count"], r"Empatia[\s\S]*(F1 ohje|palautettu)"),
            "practice": ([*self.kohtaa, "practice", "noor"], r"HARJOITUS[\s\S]*Esc sulje"),
            "practice60": ([*self.kohtaa, "practice", "noor", "--speed", "60"], r"HARJOITUS[\s\S]*Esc sulje"),
        }
        command, ready = commands[name]
        return Run(command, self.environ, ready)

    def calendar(self) -> Path:
        """A calendar of many events over ten years, some of which come back every week."""
        path = self.folder / "calendar.ics"
        if not path.exists():
            first = datetime(2020, 1, 1, 8)
            events = []
            for n in range(EVENTS):
                start = first + timedelta(minutes=260 * n)
                rule = "RRULE:FREQ=WEEKLY\r\n" if n % (EVENTS // RECURRING) == 0 else ""
                end = start + timedelta(minutes=45)
                events.append(
                    f"BEGIN:VEVENT\r\nUID:{n}@bench\r\nDTSTAMP:20200101T000000Z\r\n"
                    f"DTSTART;TZID=Europe/Helsinki:{start:%Y%m%dT%H%M%S}\r\n"
                    f"DTEND;TZID=Europe/Helsinki:{end:%Y%m%dT%H%M%S}\r\n{rule}SUMMARY:aika {n}\r\nEND:VEVENT\r\n"
                )
            head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:bench\r\n"
            path.write_text(head + "".join(events) + "END:VCALENDAR\r\n")
        return path

    def measured(self, name: str, what: str, seconds: float) -> dict[str, float]:
        """One run of one program: everything of a group at once."""
        run = self.open(name)
        try:
            found = {"paint": run.started()}
            run.settle()
            if what == "paint":
                found["start cpu"], found["memory"] = run.cpu(), float(run.peak_kb())
                found["quit"] = run.quit()
            elif what in ("echo", "fast"):
                times = run.echo("".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(KEYS)))
                found["echo"] = statistics.median(times)
            else:
                before, chunks, late = run.cpu(), len(run.chunks), time.perf_counter() + seconds
                while (left := late - time.perf_counter()) > 0:
                    run.read(left)
                found["idle cpu"] = run.cpu() - before
                found["idle bytes"] = float(sum(len(data) for _, data in run.chunks[chunks:]))
        finally:
            run.kill()
        return found

    def painted_with(self, environ: dict[str, str]) -> float:
        """Seconds until Home is painted, with the folders that `environ` names."""
        run = Run(self.kohtaa, environ, r"Empatia[\s\S]*F1 ohje")
        try:
            return run.started()
        finally:
            run.kill()

    def browsers(self, seconds: float) -> dict[str, list[float]]:
        """The server and its sessions, in which a demo waits and then plays: CPU, and memory in KiB, of each."""
        shutil.rmtree(self.folder / "now", ignore_errors=True)
        server = subprocess.Popen([*self.kohtaa, "demo", "--web"], env=self.environ, stdout=subprocess.PIPE, text=True)
        pages = None
        try:
            assert server.stdout is not None
            address = next(line for line in server.stdout if line.startswith("  ")).strip()
            command = [self.python, "-c", PAGES, address, str(WEB_SESSIONS)]
            pages = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert pages.stdout is not None
            if pages.stdout.readline() != "ready\n":
                raise SystemExit("the pages were never drawn")
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            every = [server.pid, *map(int, children)]

            def used() -> list[float]:
                time.sleep(2)
                before = [cpu_of(pid) for pid in every]
                time.sleep(seconds)
                return [cpu_of(pid) - spent for pid, spent in zip(every, before, strict=True)]

            waiting = used()
            assert pages.stdin is not None
            pages.stdin.write("\n")
            pages.stdin.flush()
            found = {"waits, cpu": waiting, "plays, cpu": used()}
            found["memory"] = [float(peak_kb_of(pid)) for pid in every]
            return found | {"own memory": [float(own_kb_of(pid)) for pid in every]}
        finally:
            for process in (pages, server):
                if process is not None:
                    process.terminate()
                    process.wait(10)

    def text_command(self, name: str) -> float:
        """CPU seconds of a command that runs to its end."""
        commands = {"pass": [self.python, "-c", "pass"], "--version": [*self.kohtaa, "--version"]}
        commands |= {"list": [*self.kohtaa, "list"], "show": [*self.kohtaa, "show", "last"]}
        quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
        pid = os.posix_spawn(commands[name][0], commands[name], self.environ, file_actions=quiet)
        _, status, used = os.wait4(pid, 0)
        assert status == 0, name
        return used.ru_utime + used.ru_stime


def ratio(tops: Sequence[float], bases: Sequence[float]) -> str:
    """The median ratio with the 95 % interval of that median."""
    ratios = [top / base for top, base in zip(tops, bases, strict=True)]
    medians = sorted(statistics.median(random.choices(ratios, k=len(ratios))) for _ in range(2000))
    low, high = medians[50], medians[-51]
    return f"{statistics.median(ratios):6.3f} ({low:.3f}-{high:.3f})  n {len(ratios)}"


def in_turn(names: Sequence[str], rounds: int, measure: Measure) -> dict[str, dict[str, list[float]]]:
    """Measure all in every round, each time beginning with another; the first round is thrown away."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in names}
    for number in range(rounds + 1):
        for place in range(len(names)):
            name = names[(place + number) % len(names)]
            for what, value in measure(name).items():
                if number:
                    found[name].setdefault(what, []).append(value)
    return found


def environment(folder: Path) -> Path:
    """A new environment with a wheel of the project, compiled as pip does it."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], **quiet)  # type: ignore[call-overload]
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], **quiet)  # type: ignore[call-overload]
    python = folder / "venv" / "bin" / "python"
    wheel = next(folder.glob("kohtaa-*.whl"))
    subprocess.run([*pip, "--python", python, "install", "-q", "--compile", f"{wheel}[calendar,web]"], **quiet)  # type: ignore[call-overload]
    return python


def main() -> None:
    """Measure and print."""
    parse = argparse.ArgumentParser(description="Measure kohtaa beside a minimal Textual app.")
    parse.add_argument("-n", type=int, default=15, help="rounds")
    parse.add_argument("--python", type=Path, help="an interpreter with kohtaa installed")
    every = "paint,echo,idle,fast,web,text"
    parse.add_argument("--only", default=every, help="some of paint,echo,idle,fast,web,text; or history")
    parse.add_argument("--meetings", type=int, default=10_000, help="how many, for --only history")
    parse.add_argument("--seconds", type=float, default=20.0, help="length of an idle window")
    asked = parse.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kohtaa-bench-"))
    try:
        bench = Bench((asked.python or environment(folder)).absolute(), folder)
        groups = {
            "paint": (("mini", "home", "start", "meeting", "home+nothing", "home+calendar"), asked.n),
            "echo": (("mini", "meeting"), asked.n // 2 + 1),
        }
        groups["idle"] = (("mini", "meeting", "meeting+calendar"), asked.n // 5 + 1)
        groups["fast"] = (("practice", "practice60"), asked.n // 2 + 1)
        for what, (names, rounds) in groups.items():
            if what not in asked.only:
                continue
            found = in_turn(names, rounds, lambda name, what=what: bench.measured(name, what, asked.seconds))  # type: ignore[misc]
            for figure in found[names[0]]:
                if figure == "paint" and what != "paint":
                    continue
                bases = found[names[0]][figure]
                print(f"{figure:12} {names[0]:16} {statistics.median(bases):.4g}")
                for name in names[1:]:
                    print(f"{figure:12} {name:16} {ratio(found[name][figure], bases)}", flush=True)
        if "history" in asked.only:
            shutil.rmtree(folder / "now", ignore_errors=True)
            history.measure(
                folder, bench.kohtaa, bench.python, bench.environ, bench.painted_with, asked.n, asked.meetings
            )
        if "web" in asked.only:
            found = bench.browsers(asked.seconds)
            for what, (server, *sessions) in found.items():
                told = " ".join(f"{value:.4g}" for value in sessions)
                print(f"{what:12} server {server:.4g}  {len(sessions)} sessions {told}", flush=True)
        if "text" in asked.only:
            shutil.rmtree(folder / "now", ignore_errors=True)
            shutil.copytree(folder / "left", folder / "now")
            names = ("pass", "--version", "list", "show")
            texts = in_turn(names, 2 * asked.n, lambda name: {"cpu": bench.text_command(name)})
            for name in names[1:]:
                print(f"{'cpu':12} {name:9}{ratio(texts[name]['cpu'], texts['pass']['cpu'])}", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
