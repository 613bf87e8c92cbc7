"""What is typed for the demo in a browser, and what is said where it cannot be."""

from __future__ import annotations

import argparse
import io
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kohtaa_tui.commands import web
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.i18n import Words

ROOT = Path(__file__).resolve().parents[2]


def asked(*typed: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    web.add_options(parser, Words("en"))
    return parser.parse_args(typed)


def refused(*typed: str) -> KohtaaError:
    with pytest.raises(KohtaaError) as caught:
        web.serve([], asked("--web", *typed), Words("en"), io.StringIO())
    return caught.value


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999999999", "x", "", "80 ", "8e3", "٣", "1.5"])
def test_what_is_no_port_is_told(port: str) -> None:
    fault = refused(f"--port={port}")
    assert isinstance(fault, UsageFault)
    assert "Give a number from 1 to 65535" in str(fault)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org", "", "127.0.0.1.example", "127.1"])
def test_another_host_than_this_computer_is_refused(host: str) -> None:
    fault = refused(f"--host={host}")
    assert isinstance(fault, UsageFault)
    assert "this computer only" in str(fault)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        fault = refused(f"--port={port}")
    assert isinstance(fault, StorageFault)
    assert f"port {port}" in str(fault)
    assert "Leave --port out" in str(fault)


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "find_spec", lambda _: None)
    fault = refused()
    assert ".[web]" in str(fault)
    assert "\n" not in str(fault)


def test_on_windows_it_is_said_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "kohtaa demo" in str(refused())


@pytest.mark.parametrize("option", ["--port=8000", "--host=localhost"])
def test_the_options_belong_to_the_browser(option: str) -> None:
    with pytest.raises(UsageFault, match="belongs to --web"):
        web.check(asked(option))
    web.check(asked("--web", option))
    web.check(asked())


def test_the_server_is_loaded_for_nothing_else() -> None:
    code = (
        "import sys; from kohtaa_tui import cli; from kohtaa_tui.commands import parser, web; "
        "from kohtaa_tui.i18n import Words; parser.parser(Words('en'), []); "
        "print(sorted({'aiohttp', 'textual_serve', 'textual', 'asyncio', 'kohtaa_tui.web'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
