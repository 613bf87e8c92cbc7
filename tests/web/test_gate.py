"""Who may come in, rule by rule."""

from __future__ import annotations

import pytest

from kohtaa_tui.web.gate import LOOPBACK, Gate


@pytest.fixture
def gate() -> Gate:
    return Gate("127.0.0.1", 4711)


def token_of(gate: Gate) -> str:
    return gate.address.partition("token=")[2]


def test_the_address_is_this_computers_own_and_has_a_token(gate: Gate) -> None:
    assert gate.address.startswith("http://127.0.0.1:4711/?token=")
    assert len(token_of(gate)) >= 32
    assert Gate("::1", 4711).address.startswith("http://[::1]:4711/")


def test_a_token_lets_in_once_and_then_there_is_another(gate: Gate) -> None:
    first = token_of(gate)
    secret = gate.let_in(first)
    assert secret is not None
    assert gate.knows(secret)
    assert gate.let_in(first) is None
    assert token_of(gate) != first
    assert gate.let_in(token_of(gate)) == secret


@pytest.mark.parametrize("wrong", ["", "x", "ä", "\udcff", "a" * 100_000])
def test_nothing_else_lets_in(gate: Gate, wrong: str) -> None:
    before = gate.address
    assert gate.let_in(wrong) is None
    assert not gate.knows(wrong)
    assert gate.address == before


def test_two_gates_know_nothing_of_each_other(gate: Gate) -> None:
    other = Gate("127.0.0.1", 4712)
    secret = other.let_in(token_of(other))
    assert secret is not None
    assert not gate.knows(secret)
    assert gate.cookie_name != other.cookie_name


@pytest.mark.parametrize("host", ["127.0.0.1:4711", "localhost:4711"])
def test_our_names_are_ours(gate: Gate, host: str) -> None:
    assert gate.is_us([host])
    assert gate.is_our_page([f"http://{host}"], host)


@pytest.mark.parametrize(
    "hosts",
    [
        [], [""], ["127.0.0.1"], ["localhost"], ["127.0.0.1:4712"], ["attacker.example"], ["attacker.example:4711"],
        ["127.0.0.1:4711", "attacker.example"], ["127.0.0.1:4711", "127.0.0.1:4711"], ["127.0.0.1:4711.example"],
        ["0.0.0.0:4711"], ["[::1]:4711"], ["LOCALHOST.:4711"], ["127.0.0.1:4711 "],
    ],
)  # fmt: skip
def test_other_names_are_not(gate: Gate, hosts: list[str]) -> None:
    assert not gate.is_us(hosts)


@pytest.mark.parametrize(
    "origins",
    [
        [], [""], ["null"], ["https://evil.example"], ["http://127.0.0.1"], ["http://127.0.0.1:4712"],
        ["https://127.0.0.1:4711"], ["http://localhost:4711"], ["http://127.0.0.1:4711/"], ["http://127.0.0.1:4711.evil"],
        ["http://127.0.0.1:4711", "https://evil.example"],
    ],
)  # fmt: skip
def test_other_pages_are_not_ours(gate: Gate, origins: list[str]) -> None:
    assert not gate.is_our_page(origins, "127.0.0.1:4711")


def test_only_this_computer_is_listened_on() -> None:
    assert set(LOOPBACK.values()) == {"127.0.0.1", "::1"}
