"""Goes to a server on this computer for a test, which may not use a network itself: python -m tests.web.visitor

Takes one JSON object in a line from its input, does that, and writes one JSON object about it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from typing import Any

import aiohttp
from multidict import CIMultiDict
from yarl import URL

SECONDS = 10.0


class Visitor:
    """A program that asks for whatever it is told to, with whatever headers."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client
        self._ways: dict[int, aiohttp.ClientWebSocketResponse] = {}

    async def do(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["do"]:
            case "ask":
                return await self._ask(**asked["with"])
            case "open":
                return await self._open(**asked["with"])
            case "send":
                await self._ways[asked["way"]].send_str(asked["text"])
            case "bytes":
                await self._ways[asked["way"]].send_bytes(asked["text"].encode())
            case "read":
                return await self._read(self._ways[asked["way"]])
            case "close":
                await self._ways.pop(asked["way"]).close()
            case "drop":
                way = self._ways.pop(asked["way"])
                way._response.connection.transport.abort()  # type: ignore[union-attr]
        return {}

    async def _ask(self, url: str, headers: list[list[str]], method: str = "GET") -> dict[str, Any]:
        given = CIMultiDict((name, value) for name, value in headers)
        where = URL(url, encoded=True)
        async with self._client.request(method, where, headers=given, allow_redirects=False) as answer:
            told = [[name, value] for name, value in answer.headers.items()]
            body = base64.b64encode(await answer.read()).decode()
            return {"status": answer.status, "headers": told, "body": body}

    async def _open(self, url: str, headers: list[list[str]]) -> dict[str, Any]:
        given = CIMultiDict((name, value) for name, value in headers)
        try:
            way = await self._client.ws_connect(url, headers=given)
        except aiohttp.WSServerHandshakeError as refused:
            return {"status": refused.status}
        self._ways[number := len(self._ways) + 1] = way
        return {"status": 101, "way": number}

    async def _read(self, way: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
        message = await way.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            return {"drawn": base64.b64encode(message.data).decode()}
        return {"text": message.data} if message.type is aiohttp.WSMsgType.TEXT else {"closed": way.close_code}


async def main() -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as client:
        visitor = Visitor(client)
        for line in iter(sys.stdin.readline, ""):  # nothing else is done meanwhile: waiting here is well
            try:
                answer = await asyncio.wait_for(visitor.do(json.loads(line)), SECONDS)
            except (aiohttp.ClientError, TimeoutError, OSError) as fault:
                answer = {"fault": type(fault).__name__}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
