"""What every test stands on: no folder, setting, clock zone or network of the developer's machine."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # for `from tests.build import …`, however pytest was started

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / f"kohtaa-hypothesis-{os.getuid()}")
settings.register_profile(
    "kohtaa",
    deadline=None,
    derandomize=False,
    database=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
    # A counterexample is told as it was found. Making it smaller may take minutes, and a test that takes longer than
    # pytest's timeout is killed without a word of it; `--hypothesis-profile=smaller --timeout=0` makes it smaller.
    phases=[Phase.explicit, Phase.generate, Phase.target],
    print_blob=True,
)
settings.register_profile("smaller", settings.get_profile("kohtaa"), phases=list(Phase))
settings.load_profile("kohtaa")

TERMINALS = frozenset({
    "TMUX", "TMUX_PANE", "STY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "WT_SESSION", "ConEmuANSI", "VTE_VERSION",
})  # fmt: skip
"""What tells the program in which terminal it runs. That is for a test to say."""

_INTERNET = (socket.AF_INET, socket.AF_INET6)


@pytest.fixture(autouse=True)
def outside(tmp_path: Path) -> Iterator[None]:
    """Folders in `tmp_path`, no settings or policy from outside, Helsinki's time, argparse in English, no network."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("data", "config", "cache", "home"):
            variable = "HOME" if name == "home" else f"KOHTAA_{name.upper()}_DIR"
            patch.setenv(variable, str(tmp_path / name))
        (tmp_path / "home").mkdir()
        unwanted = {"KOHTAA_LANGUAGE", "NO_COLOR", "COLORFGBG", "LANG", "LANGUAGE"} | TERMINALS
        for variable in [v for v in os.environ if v in unwanted or v.startswith(("LC_", "XDG_"))]:
            patch.delenv(variable)
        patch.setenv("TZ", "Europe/Helsinki")
        time.tzset()
        for words in ("_", "ngettext"):  # the language that a command gives argparse goes with its test
            patch.setattr(argparse, words, vars(argparse)[words])
        patch.setattr("kohtaa_tui.storage.policy.policy_file", lambda: tmp_path / "policy.toml")
        _no_network(patch)
        yield
    time.tzset()


def _no_network(patch: pytest.MonkeyPatch) -> None:
    """Internet sockets refuse to connect and names are not looked up; the event loop's own pair still works."""
    for method in ("connect", "connect_ex"):
        real = getattr(socket.socket, method)

        def guarded(self: socket.socket, *rest: Any, _real: Any = real) -> Any:
            if self.family in _INTERNET:
                raise RuntimeError("a test tried to reach the network")
            return _real(self, *rest)

        patch.setattr(socket.socket, method, guarded)

    def no_names(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a test tried to look a name up")

    patch.setattr(socket, "getaddrinfo", no_names)
