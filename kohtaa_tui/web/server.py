"""The server of the demo: listens on this computer alone, keeps the gate, and ends with all that it began."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler
from textual_serve.app_service import AppService
from textual_serve.server import Server

from ..errors import N_, StorageFault, UsageFault
from ..i18n import Words
from ..storage.inlet import why
from . import page, store
from .gate import LOOPBACK, Gate
from .seat import Seat, size_of

SEATS = 4
"""Sessions at a time: each is a process of its own."""
PATIENCE_S = 1.5
"""How long a page waits for a seat: one that is loaded anew gives its own back a moment later."""
GOODBYE_S = 0.5
"""How long a browser may take to say goodbye."""
END_S = 3.0
"""How long all sessions together may take to end with the server. What is left ends when the process does."""
MESSAGE = 1 << 20
"""Bytes of the longest message from a page: a long paste."""

SHUT = N_("This page opens only with an address that kohtaa has written in the terminal. Each of them works once.")
FULL = N_("All {seats} places of this demo are taken. Close one of its pages and try again.")
ELSEWHERE = N_("The demo is for this computer only: {host} is none of its own names. Leave --host out.")
PORT_TAKEN = N_("Another program listens on port {port}. Leave --port out, and kohtaa finds a free one.")
NO_PORT = N_("kohtaa cannot listen on port {port}: {why}")
READY = N_("The demo is ready. Open this address in a browser on this computer:")
HOW_TO_END = N_("Ctrl+C in this window ends the demo.")
ONE_MORE = N_("That address has been used. One more browser gets in with this one:")
FAULT = N_("kohtaa could not answer a browser because of a fault of its own ({kind}).")

Tell = Callable[[str], None]


class DemoServer(Server):
    """Serves what `argv` does, as typed after `kohtaa`, to browsers on this computer.

    `tell` writes a line for the person at the terminal. Of textual-serve's server the script, the font and
    the packets are kept; who may come in, and how it ends, is decided here.
    """

    def __init__(self, argv: Sequence[str], words: Words, host: str, port: int, tell: Tell) -> None:
        """Raises `UsageFault` for a host that is not this computer alone. Port 0 is any that is free."""
        if host not in LOOPBACK:
            raise UsageFault(ELSEWHERE, host=host)
        super().__init__("", host=LOOPBACK[host], port=port)
        self._argv, self._words, self._tell = tuple(argv), words, tell
        self._gate: Gate | None = None
        self._taken = 0
        self._changed = asyncio.Condition()
        self._sockets: set[web.WebSocketResponse] = set()
        self._ending = False

    async def until(self, stopped: asyncio.Event) -> None:
        """Serve until `stopped` is set; then everything that was begun here is ended.

        Raises `StorageFault` when the port cannot be listened on.
        """
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=GOODBYE_S)
        await runner.setup()
        try:
            await self._listen(runner)
            await stopped.wait()
            self._ending = True
            await asyncio.gather(*(socket.close(code=1001) for socket in self._sockets), return_exceptions=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(END_S), self._changed:
                    await self._changed.wait_for(lambda: not self._taken)
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self.host, self.port).start()
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise StorageFault(PORT_TAKEN, port=self.port) from None
            raise StorageFault(NO_PORT, port=self.port, why=why(fault)) from None
        self.port = runner.addresses[0][1]
        self._gate = Gate(self.host, self.port)
        self._tell(f"{self._words(READY)}\n  {self._gate.address}\n{self._words(HOW_TO_END)}")

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded])
        app.router.add_get("/", self.handle_page, allow_head=False)
        app.router.add_get("/part/{name}", self.handle_part, allow_head=False)
        app.router.add_get("/ws", self.handle_websocket, allow_head=False)
        app.on_response_prepare.append(self._dress)
        return app

    # --- the gate ---

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every request passes here, whatever it asks for."""
        gate = self._gate
        if gate is None or not gate.is_us(request.headers.getall("Host", [])):
            return self._say(403, self._words(SHUT))
        token = request.query.get("token")
        if request.method == "GET" and request.path == "/" and token is not None:
            secret = gate.let_in(token)
            if secret is not None:
                self._tell(f"{self._words(ONE_MORE)}\n  {gate.address}")
                return self._to_the_page(gate.cookie_name, secret)
        if not gate.knows(request.cookies.get(gate.cookie_name, "")):
            return self._say(403, self._words(SHUT))
        if token is not None:
            return self._to_the_page()
        try:
            return await handler(request)
        except web.HTTPException as refused:  # nothing by that name, or another method than GET
            return self._say(refused.status, refused.reason)
        except Exception as fault:
            self._tell(self._words(FAULT, kind=type(fault).__name__))
            return self._say(500, self._words(FAULT, kind=type(fault).__name__))

    @staticmethod
    def _to_the_page(cookie: str = "", secret: str = "") -> web.Response:
        """To the address without the token, which so stays in no history."""
        response = web.Response(status=303, headers={"Location": "/"})
        if cookie:
            response.set_cookie(cookie, secret, path="/", httponly=True, samesite="Strict")
        return response

    async def _dress(self, request: web.Request, response: web.StreamResponse) -> None:
        hosts = request.headers.getall("Host", [])
        ours = self._gate is not None and self._gate.is_us(hosts)
        response.headers.update(page.HEADERS)
        response.headers["Content-Security-Policy"] = page.policy(hosts[0] if ours else None)

    def _say(self, status: int, told: str, again: bool = False) -> web.Response:
        return web.Response(status=status, text=page.sentence(self._words, told, again), content_type="text/html")

    # --- what there is ---

    async def handle_page(self, request: web.Request) -> web.StreamResponse:
        """The page; or a sentence when nobody more can be seated."""
        if not await self._seat(taking=False):
            return self._full()
        return web.Response(text=page.page(self._words, request.headers["Host"]), content_type="text/html")

    async def handle_part(self, request: web.Request) -> web.StreamResponse:
        """One of the files that the page is made of."""
        part = page.PARTS.get(request.match_info["name"])
        if part is None:
            raise web.HTTPNotFound
        return web.FileResponse(part[0], headers={"Content-Type": part[1]})

    async def handle_websocket(self, request: web.Request) -> web.StreamResponse:  # type: ignore[override]
        """The way to the program: a session for as long as the page keeps it open."""
        assert self._gate is not None
        if not self._gate.is_our_page(request.headers.getall("Origin", []), request.headers["Host"]):
            return self._say(403, self._words(SHUT))
        if not await self._seat(taking=True):
            return self._full()
        socket = web.WebSocketResponse(heartbeat=15, timeout=GOODBYE_S, max_msg_size=MESSAGE)
        seat = Seat(self._argv, store.fresh(), self._words.language, draw=socket.send_bytes, close=socket.close)
        try:
            await socket.prepare(request)
            self._sockets.add(socket)
            await seat.start(*size_of(_number(request.query.get("width")), _number(request.query.get("height"))))
            await self._process_messages(socket, seat)
        finally:
            self._sockets.discard(socket)
            await seat.stop()
            async with self._changed:
                self._taken -= 1
                self._changed.notify_all()
        return socket

    async def _seat(self, *, taking: bool) -> bool:
        """Whether there is a seat, waiting a moment for one to become free; `taking` takes it."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                await self._changed.wait_for(lambda: self._taken < SEATS)
                if self._ending:
                    return False
                self._taken += taking
                return True
        except TimeoutError:
            return False

    def _full(self) -> web.Response:
        return self._say(503, self._words(FULL, seats=SEATS), again=True)

    async def _process_messages(self, websocket: web.WebSocketResponse, app_service: AppService) -> None:
        """Hand on what the page sends; whatever is none of its four messages is left out."""
        async for message in websocket:
            if message.type is not WSMsgType.TEXT:
                continue
            match _understood(message.data):
                case ["stdin", str(text)] if text:
                    await app_service.send_bytes(text.encode("utf-8", "replace"))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await app_service.set_terminal_size(*size_of(width, height))
                case ["focus"]:
                    await app_service.focus()
                case ["blur"]:
                    await app_service.blur()


def _understood(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and len(text) < 6 and text.isascii() and text.isdigit() else None


def serve(argv: Sequence[str], words: Words, host: str, port: int, tell: Tell) -> None:
    """Serve what `argv` does until the process is told to end: Ctrl+C, a closed terminal, or the system's wish.

    Raises `UsageFault` for another host than this computer, `StorageFault` when the port cannot be listened on.
    """
    for name in ("aiohttp", "asyncio", "textual-serve"):  # they would print traces, and what a page sent
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    asyncio.run(_serve(argv, words, host, port, tell))


async def _serve(argv: Sequence[str], words: Words, host: str, port: int, tell: Tell) -> None:
    server, stopped = DemoServer(argv, words, host, port, tell), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` means it
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await server.until(stopped)
