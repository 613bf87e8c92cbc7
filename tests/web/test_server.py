"""The real server in a process of its own: who gets what, and that nothing is left when it is over."""

from __future__ import annotations

import json
import os
import re
import signal

import pytest

from tests.web.conftest import Serving
from tests.web.served import Visitor, until

HOME = "Enter aloittaa"
EVERY_PATH = [
    "/",
    "/ws",
    "/part/textual.js",
    "/part/page.css",
    "/part/",
    "/static/",
    "/download/x",
    "/favicon.ico",
    "/x",
]


# --- the gate ---


def test_without_the_cookie_nothing_is_shown(outsider: Visitor) -> None:
    name = f"kohtaa-{outsider.served.port}"
    for path in EVERY_PATH:
        for cookie in (None, "kohtaa=x", f"{name}=x", f"{name}=", f"{name}={outsider.served.token}"):
            answer = outsider.ask(path, cookie=cookie)
            assert answer.status == 403, (path, cookie)
            assert outsider.served.token not in answer.text
    assert outsider.open() == 403
    assert outsider.served.clean()


def test_the_address_works_once_and_leaves_no_token_behind(outsider: Visitor) -> None:
    served = outsider.served
    answer = outsider.ask(f"/?token={served.token}")
    assert (answer.status, answer.header("Location")) == (303, "/")
    cookie, *rules = answer.header("Set-Cookie").split("; ")
    assert {rule.lower() for rule in rules} == {"httponly", "path=/", "samesite=strict"}
    assert served.token not in cookie
    again = outsider.ask(f"/?token={served.token}")
    assert again.status == 403
    assert "Kukin osoite toimii kerran" in again.text
    assert outsider.ask("/", cookie=cookie).status == 200
    assert outsider.ask(f"/?token={served.token}", cookie=cookie).header("Location") == "/"
    another = served.next_address()
    assert another.startswith(served.origin)
    assert outsider.ask(another.removeprefix(served.origin)).status == 303


def test_a_wrong_token_spends_nothing(outsider: Visitor) -> None:
    for wrong in ("", "x", outsider.served.token + "x", outsider.served.token[:-1], "%ff%00"):
        assert outsider.ask(f"/?token={wrong}").status == 403
    assert outsider.ask(f"/ws?token={outsider.served.token}").status == 403
    assert outsider.ask(f"/?token={outsider.served.token}", method="HEAD").status == 403
    assert outsider.ask(f"/?token={outsider.served.token}").status == 303


def test_under_another_name_nothing_is_shown(guest: Visitor) -> None:
    address = guest.served.next_address().removeprefix(guest.served.origin)
    port = guest.served.port
    for host in ("attacker.example", f"attacker.example:{port}", "127.0.0.1", "127.0.0.1:1", ""):
        for path in [*EVERY_PATH, address]:
            answer = guest.ask(path, host=host)
            assert answer.status == 403, (host, path)
            assert "attacker" not in repr(answer.headers) + answer.text
        assert guest.open(host=host, origin=f"http://{host}") == 403
    assert guest.ask(address).status == 303  # it was not spent
    assert guest.served.clean()


def test_from_another_page_no_session_begins(guest: Visitor) -> None:
    port = guest.served.port
    for origin in (None, "null", "https://evil.example", f"http://localhost:{port}", "http://127.0.0.1:1"):
        assert guest.open(origin=origin) == 403, origin
    assert guest.served.clean()
    assert guest.open() == 101


def test_there_is_nothing_to_send_to(guest: Visitor) -> None:
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"):
        assert guest.ask("/", method=method).status == 405, method


def test_there_are_no_files_but_those_of_the_page(guest: Visitor) -> None:
    for path in (
        "/part/", "/part", "/static/", "/static/js/textual.js", "/part/../server.py", "/part/%2e%2e%2fserver.py",
        "/part/..%2f..%2fcli.py", "/part/images", "/download/1", "/part/textual.js/", "//part/textual.js",
    ):  # fmt: skip
        answer = guest.ask(path)
        assert answer.status == 404, path
        assert "href" not in answer.text.partition("</head>")[2]


def test_the_page_asks_for_nothing_from_outside(guest: Visitor) -> None:
    page = guest.ask("/")
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert [part for part in parts if not part.startswith(("/part/", "data:,"))] == ["/"]
    for part in parts:
        if part.startswith("/part/"):
            answer = guest.ask(part)
            assert answer.status == 200
            if part.endswith(".css"):
                assert "//" not in re.sub(r"/\*.*?\*/", "", answer.text, flags=re.DOTALL)
    assert not re.findall(r"https?:", page.text)
    rules = dict(rule.split(" ", 1) for rule in page.header("Content-Security-Policy").split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert rules["connect-src"] == f"ws://127.0.0.1:{guest.served.port}/ws"
    assert rules["frame-ancestors"] == "'none'"
    assert "allow-popups" not in rules["sandbox"]
    assert not re.findall(r"<script[^>]*>[^<]|\son\w+=|style=", page.text)
    for answer in (page, guest.ask("/nothing"), guest.ask("/part/textual.js")):
        assert answer.header("X-Content-Type-Options") == "nosniff"
        assert answer.header("Cache-Control") == "no-store"
        assert answer.header("Server") == "kohtaa"


# --- a session ---


def test_keys_arrive_and_are_drawn_in_a_store_of_its_own(guest: Visitor) -> None:
    session = guest.session("?width=100&height=30")
    session.resize(100, 30)
    session.sees(HOME)
    assert len(guest.served.sessions()) == len(guest.served.stores()) == 1
    session.type("\r")
    session.sees("min jäljellä", "tallennettu ✓")
    session.type("hei äö")
    session.type(" maailma\r")
    session.sees("hei äö maailma", "tallennettu ✓")
    session.type("\x1b[6~")
    session.sees("Tärkein asia")
    assert guest.served.all_is_private()
    session.type("\x1b[200~liite\x1b[201~")
    session.sees("liite")
    session.close()
    until(guest.served.clean, "the session to end with its page")


def test_the_size_follows_the_page_within_bounds(guest: Visitor) -> None:
    session = guest.session("?width=99999&height=x")
    session.resize(60, 20)
    session.sees(HOME)
    for message in (
        {"width": -1, "height": 0}, {"width": 10**12, "height": 10**12}, {"width": "x"}, {}, None,
        {"width": 1.5, "height": 2},
    ):  # fmt: skip
        session.send("resize", message)
    session.resize(60, 20)
    session.type("\r")
    session.sees("tallennettu ✓")
    assert len(guest.served.sessions()) == 1


def test_nonsense_from_a_page_changes_nothing(guest: Visitor) -> None:
    session = guest.session()
    session.sees(HOME)
    for text in (
        "", "{", "null", "[]", "3", '"x"', "[" * 100_000, '["quit"]', '["stdin"]', '["stdin", 3]', '["stdin", ""]',
        '["deliver_chunk_request", {"key": "x"}]', '["open_url", {"url": "http://192.0.2.1/"}]', '["stdin", "\\ud800"]',
    ):  # fmt: skip
        session.raw(text)
    session.type("K-17")
    session.sees("K-17", HOME)


def test_who_closes_the_program_in_the_browser_ends_the_session(guest: Visitor) -> None:
    session = guest.session()
    session.sees(HOME)
    session.type("\x11")
    while session.read():
        pass
    until(guest.served.clean, "the session to end")
    guest.session().sees(HOME)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_session_speaks_the_language_of_the_server(serving: Serving, language: str) -> None:
    guest = serving(language=language)
    guest.enter()
    assert f'<html lang="{language}">' in guest.ask("/").text
    session = guest.session()
    session.sees({"sv": "Enter börjar", "en": "Enter starts"}[language])


def test_what_is_typed_is_never_read_by_a_shell(serving: Serving) -> None:
    guest = serving("start", "--reference", "$(touch a);`touch b`", "--minutes", "30")
    guest.enter()
    session = guest.session()
    session.sees("$(touch a)")
    assert not [path for store in guest.served.stores() for path in store.rglob("[ab]")]


# --- how many, and the end ---


def test_the_fifth_is_told_so_and_gets_the_next_seat(guest: Visitor) -> None:
    sessions = [guest.session() for _ in range(4)]
    for session in sessions:
        session.sees(HOME)
    assert len(guest.served.sessions()) == len(guest.served.stores()) == 4
    page = guest.ask("/")
    assert page.status == 503
    assert "kaikki 4 paikkaa ovat käytössä" in page.text
    assert guest.open() == 503
    assert len(guest.served.sessions()) == 4
    sessions[1].close()
    assert guest.ask("/").status == 200  # it waits a moment for a seat that is being left
    assert guest.open() == 101


@pytest.mark.parametrize("way", ["close", "drop"])
def test_a_browser_that_goes_in_the_middle_takes_its_session_along(guest: Visitor, way: str) -> None:
    staying, going = guest.session(), guest.session()
    for session in (staying, going):
        session.sees(HOME)
        session.type("\r")
        session.sees("tallennettu ✓")
    going.type("puoliksi kirj")
    getattr(going, way)()
    until(lambda: len(guest.served.sessions()) == len(guest.served.stores()) == 1, "one session to end")
    staying.type("täällä\r")
    staying.sees("täällä", "tallennettu ✓")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_server_ends_at_once_and_takes_everything_along(guest: Visitor, number: int) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("these tests were started with the signal ignored, as by nohup: then the server ignores it too")
    sessions = [guest.session(), guest.session()]
    for session in sessions:
        session.sees(HOME)
    took = guest.served.end(number)
    assert guest.served.process.returncode == 0
    assert took < 6  # 0.2 s on a quiet machine; textual-serve's own takes a minute
    assert guest.served.clean()


def test_it_ends_also_while_a_session_is_stuck(guest: Visitor) -> None:
    session = guest.session()
    session.sees(HOME)
    (process,) = guest.served.sessions()
    os.kill(process, signal.SIGSTOP)
    guest.served.end()
    assert guest.served.clean()


def test_when_the_server_is_killed_its_sessions_end_themselves(guest: Visitor) -> None:
    sessions = [guest.session(), guest.session()]
    for session in sessions:
        session.sees(HOME)
        session.type("\r")
        session.sees("tallennettu ✓")
    guest.served.end(signal.SIGKILL)
    until(guest.served.clean, "orphans to end and to take their stores along")


def test_when_the_server_is_killed_a_session_that_just_begins_ends_too(guest: Visitor) -> None:
    guest.session()
    until(guest.served.sessions, "a process")
    guest.served.end(signal.SIGKILL)
    until(guest.served.clean, "an orphan to end and to take its store along")


def test_a_session_that_dies_is_cleared_away(guest: Visitor) -> None:
    session = guest.session()
    session.sees(HOME)
    (process,) = guest.served.sessions()
    os.kill(process, signal.SIGKILL)
    while session.read():
        pass
    until(guest.served.clean, "its store to go")
    assert guest.ask("/").status == 200


def test_what_the_terminal_is_told_is_all_there_is_to_know(guest: Visitor) -> None:
    told = guest.served.told
    assert told.startswith("Esitys on valmis.")
    assert "127.0.0.1" in told
    assert json.dumps(told).count("token=") == 1
