"""Tests that drive outside programs: each names its program, and is skipped by that name where it is missing."""

from __future__ import annotations

import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose program is not there. tests/real.sh installs them."""
    for mark in item.iter_markers("real"):
        for program in mark.args:
            if shutil.which(program) is None:
                pytest.skip(f"{program} is not installed: tests/real.sh installs it")
