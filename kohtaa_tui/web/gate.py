"""Who may come in: the rules for a request, on plain strings. No sockets and no files here.

Any page that a person has open in the browser may send requests to this computer, and any name on the
internet may be made to point to it. So a request must name us as we are (`Host`), hold what only the
browser got that was given an address from the terminal (the cookie), and for the way to the program come
from our own page (`Origin`).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
"""What may be listened on, by what may be typed. No name is looked up: `localhost` might lead elsewhere."""


class Gate:
    """Knows the names, the address that is good for one entry, and the secret in the cookie.

    `host` is one of the values of `LOOPBACK`, `port` the one that is listened on.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._secret = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(24)
        names = ("[::1]", "localhost") if host == "::1" else (host, "localhost")
        self._hosts = frozenset(f"{name}:{port}" for name in names)
        self.cookie_name = f"kohtaa-{port}"
        """Browsers keep cookies by name and host, not by port: two demos must not take each other's."""

    @property
    def address(self) -> str:
        """The address to open, which lets one browser in."""
        name = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{name}:{self._port}/?token={self._token}"

    def is_us(self, hosts: Sequence[str]) -> bool:
        """Whether a request names us, and once."""
        return len(hosts) == 1 and hosts[0] in self._hosts

    def is_our_page(self, origins: Sequence[str], host: str) -> bool:
        """Whether a request comes from the page that came from `host`, which is us."""
        return len(origins) == 1 and origins[0] == f"http://{host}"

    def let_in(self, token: str) -> str | None:
        """The secret for the cookie when this is the token of the address; from then on there is another address."""
        if not _same(token, self._token):
            return None
        self._token = secrets.token_urlsafe(24)
        return self._secret

    def knows(self, cookie: str) -> bool:
        """Whether this is the secret that was given out."""
        return _same(cookie, self._secret)


def _same(given: str, kept: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), kept.encode())
