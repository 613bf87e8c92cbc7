"""One browser's session: a process of the program, with a store of its own that goes when it ends."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from .store import remove

DRIVER = "kohtaa_tui.tui.browser:BrowserDriver"
"""What draws into the packets that the page understands, as Textual wants it named."""
PROGRAM = "kohtaa_tui.in_browser"
COLUMNS, ROWS = (20, 400), (4, 200)
"""The sizes of a screen that are drawn. A page may ask for any, and each cell takes memory."""
ENDS_WITHIN_S = 1.0
"""How long a process may take to end by itself; then it is ended."""

_KEPT = frozenset({"PATH", "PYTHONPATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT"})
"""The variables that a session gets. The others tell of the terminal that kohtaa was started in, or of its user."""
_PACKAGE = Path(__file__).parents[2]


def size_of(columns: object, rows: object) -> tuple[int, int]:
    """A size that is drawn, whatever was asked for."""
    return _within(columns, COLUMNS, 80), _within(rows, ROWS, 24)


def _within(wanted: object, between: tuple[int, int], otherwise: int) -> int:
    number = wanted if isinstance(wanted, int) else otherwise
    return max(between[0], min(between[1], number))


def environment(outside: Mapping[str, str], language: str, size: tuple[int, int]) -> dict[str, str]:
    """The variables of a session's process."""
    kept = {name: value for name, value in outside.items() if name in _KEPT}
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_PACKAGE), outside.get("PYTHONPATH")])),
        "KOHTAA_LANGUAGE": language,
        "TEXTUAL_DRIVER": DRIVER,
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        "TERM": "xterm-256color",
        "COLUMNS": str(size[0]),
        "ROWS": str(size[1]),
    }


class Seat(AppService):
    """Carries keys to the process and drawings to the page. Of textual-serve's ways that one is kept, no other.

    `argv` is what is done, as typed after `kohtaa`; `folder` does not exist yet, and does not any more afterwards.
    """

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path,
        language: str,
        *,
        draw: Callable[[bytes], Awaitable[None]],
        close: Callable[[], Awaitable[object]],
    ) -> None:
        super().__init__(
            "", write_bytes=draw, write_str=_never, close=_closes(close), download_manager=DownloadManager()
        )
        self._argv, self._folder, self._language = argv, folder, language
        self._lifeline: int | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> asyncio.subprocess.Process:
        """Start the program. No shell: what stands in `argv` is never read as a command.

        It inherits one end of a pipe and ends when the other is gone, however we end (`in_browser`).
        """
        theirs, self._lifeline = os.pipe()
        typed = ["-P", "-m", PROGRAM, str(theirs), str(self._folder), *self._argv]
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *typed,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment(os.environ, self._language, size_of(width, height)),
                pass_fds=(theirs,),
                start_new_session=True,  # Ctrl+C in the terminal is for us
            )
        finally:
            os.close(theirs)
        self._process, self._stdin = process, process.stdin
        return process

    async def run(self) -> None:
        """Hand on what the program draws, until it ends or the page is gone."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        with suppress(asyncio.IncompleteReadError, OSError, RuntimeError, ValueError):
            while await process.stdout.readline() != b"__GANGLION__\n":
                if process.stdout.at_eof():
                    break
            while True:
                kind = await process.stdout.readexactly(1)
                data = await process.stdout.readexactly(int.from_bytes(await process.stdout.readexactly(4), "big"))
                if kind == b"D":
                    await self.remote_write_bytes(data)
                elif kind != b"M" or json.loads(data).get("type") == "exit":
                    break
        with suppress(OSError, RuntimeError):
            await self.remote_close()

    async def stop(self) -> None:
        """End the process and take its store away. May be called again."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._process is not None and not await _ended(self._process):
            with suppress(ProcessLookupError):
                self._process.kill()
            await _ended(self._process)
        await asyncio.to_thread(remove, self._folder)


async def _ended(process: asyncio.subprocess.Process) -> bool:
    """Whether a process ends in time. What it still writes is read: it may be waiting to be rid of it."""
    assert process.stdout is not None
    try:
        async with asyncio.timeout(ENDS_WITHIN_S):
            while await process.stdout.read(65536):
                pass
            await process.wait()
    except TimeoutError:
        return False
    return True


async def _never(_: str) -> None:
    """Textual-serve's other messages to a page open addresses and start downloads: there are none."""


def _closes(close: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def closes() -> None:
        await close()

    return closes
