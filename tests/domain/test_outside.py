"""What tests/conftest.py keeps away from every test."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_the_network_cannot_be_reached(family: socket.AddressFamily) -> None:
    with socket.socket(family) as door, pytest.raises(RuntimeError, match="network"):
        door.connect(("127.0.0.1", 9))
    with pytest.raises(RuntimeError, match="look a name up"):
        socket.getaddrinfo("example.org", 443)


def test_an_event_loop_still_runs() -> None:
    async def seven() -> int:
        return await asyncio.to_thread(lambda: 7)

    assert asyncio.run(seven()) == 7


def test_every_folder_lies_in_the_tests_own(tmp_path: Path) -> None:
    for variable in ("KOHTAA_DATA_DIR", "KOHTAA_CONFIG_DIR", "KOHTAA_CACHE_DIR", "HOME"):
        assert Path(os.environ[variable]).parent == tmp_path
    assert Path.home() == tmp_path / "home"


def test_it_is_helsinkis_time_everywhere() -> None:
    assert time.tzname == ("EET", "EEST")
