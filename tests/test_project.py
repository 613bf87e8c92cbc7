"""The project itself: what is in the wheel, what lies in the folder, and that the first lines work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import tomli
from packaging.requirements import Requirement
from packaging.version import Version

import kohtaa_tui

ROOT = Path(__file__).resolve().parent.parent

FIRST = "python3 -m venv --without-pip .venv && python3 -m pip --python .venv install . && .venv/bin/kohtaa"
SECOND = (
    "python3 -m venv --without-pip .venv && python3 -m pip --python .venv install '.[test]'"
    " && .venv/bin/python -m pytest"
)

TOP = {"kohtaa_tui", "phases", "demos", "templates", "tests", "pyproject.toml", "README.md"} | {
    "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs", ".ci", ".gitignore", "Makefile", "schema",
}  # fmt: skip
"""All that lies at the top: the first seven are the program, the others what people look for."""


def tracked() -> list[str]:
    """The files of the project: those git knows; in an unpacked folder all but what tools have made."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        done = subprocess.run(
            ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return [name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", "build", "dist", "__pycache__", ".git"}
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in made and not f.endswith(("_cache", ".egg-info"))]
        found += [(Path(folder) / f).relative_to(ROOT).as_posix() for f in files if not f.endswith(".pyc")]
    return found


def project() -> dict[str, Any]:
    return tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def commands(page: str) -> list[str]:
    """The lines of a page's shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


# --- the wheel ---


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built as pip builds it."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        timeout=100,
        check=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_the_packs_of_the_project_and_no_others(wheel: zipfile.ZipFile) -> None:
    inside = "kohtaa_tui/phases/"
    packs = {name.removeprefix(inside): wheel.read(name) for name in wheel.namelist() if name.startswith(inside)}
    ours = {n.removeprefix("phases/"): (ROOT / n).read_bytes() for n in tracked() if n.startswith("phases/")}
    assert packs == ours
    assert "kohtaava.toml" in packs
    assert {"practice/noor.toml", "practice/daria.toml", "practice/kalle.toml", "practice/linnea.toml"} <= set(packs)


def test_the_wheel_holds_the_demos_of_the_project_and_no_others(wheel: zipfile.ZipFile) -> None:
    inside = "kohtaa_tui/demos/"
    demos = {name.removeprefix(inside): wheel.read(name) for name in wheel.namelist() if name.startswith(inside)}
    assert demos == {n.removeprefix("demos/"): (ROOT / n).read_bytes() for n in tracked() if n.startswith("demos/")}
    assert "kohtaava.toml" in demos


def test_the_wheel_holds_the_templates_of_the_project_and_no_others(wheel: zipfile.ZipFile) -> None:
    inside = "kohtaa_tui/templates/"
    templates = {name.removeprefix(inside): wheel.read(name) for name in wheel.namelist() if name.startswith(inside)}
    ours = {n.removeprefix("templates/"): (ROOT / n).read_bytes() for n in tracked() if n.startswith("templates/")}
    assert templates == ours
    assert {"lyhyt.toml", "vaiheittain.toml"} <= set(templates)


def test_the_wheel_holds_the_whole_program_and_nothing_beside_it(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert {n for n in tracked() if n.startswith("kohtaa_tui/")} <= names
    assert {n.partition("/")[0] for n in names} == {"kohtaa_tui", f"kohtaa-{kohtaa_tui.__version__}.dist-info"}
    assert not [n for n in names if n.endswith(".pyc")]


def test_the_wheel_works_where_the_project_is_not(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "KOHTAA_LANGUAGE": "sv"}
    done = subprocess.run(
        [sys.executable, "-m", "kohtaa_tui", "phases", "list"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert str(tmp_path / "site" / "kohtaa_tui" / "phases" / "kohtaava.toml") in done.stdout
    assert "faser: 4" in done.stdout  # the compiled catalogue came along


def test_the_wheel_says_what_it_is(wheel: zipfile.ZipFile) -> None:
    told = wheel.read(f"kohtaa-{kohtaa_tui.__version__}.dist-info/METADATA").decode()
    assert f"Version: {kohtaa_tui.__version__}\n" in told
    assert "License-Expression: MIT\n" in told
    assert "Requires-Python: >=3.11\n" in told


# --- the folder ---


def test_at_the_top_lies_only_what_people_expect() -> None:
    assert {name.partition("/")[0] for name in tracked()} <= TOP


def test_the_version_stands_in_one_place() -> None:
    assert "version" in project()["project"]["dynamic"]
    literal = re.compile(rf"(?<![\w.]){re.escape(kohtaa_tui.__version__)}(?![\w.])")
    texts = [n for n in tracked() if n.endswith((".py", ".toml", ".md", ".po")) and "/data/" not in n]
    places = {n for n in texts if literal.search(read(n))}
    assert places <= {"kohtaa_tui/__init__.py", "CHANGELOG.md"}
    assert f"## {kohtaa_tui.__version__}\n" in read("CHANGELOG.md")


def test_no_file_names_a_machine_or_a_registry() -> None:
    """What works only on one machine, or tells where somebody's packages come from, is not the project's."""
    homes = {str(ROOT.parent), str(Path.home())} - {"/"}  # wherever the tests happen to run
    bad = re.compile(
        "|".join(rf"(?<![\w./}}]){re.escape(home)}(?:/|\b)" for home in sorted(homes))
        + r"|/home/\w+/|/Users/\w|(?:--|_)(?:extra-)?index-url"
        + r"|\b(?:pypi|pythonhosted|debian)\.org\b|\bregistry\.npmjs"
    )
    own = Path(__file__).relative_to(ROOT).as_posix()
    found = {}
    for name in tracked():
        data = (ROOT / name).read_bytes()
        if name != own and b"\0" not in data and (hit := bad.search(data.decode("utf-8", "replace"))):
            found[name] = hit[0]
    assert found == {}


def test_text_files_end_their_lines_as_text_files_do() -> None:
    texts = [n for n in tracked() if n.endswith((".py", ".md", ".toml", ".po", ".sh")) and "/data/" not in n]
    assert [n for n in texts if "\r" in read(n) or (read(n) and not read(n).endswith("\n"))] == []


# --- the first lines ---


def test_the_readme_begins_with_two_lines_to_paste() -> None:
    assert commands(read("README.md"))[:2] == [FIRST, SECOND]


def test_the_same_second_line_is_run_for_every_change() -> None:
    lines = read(".ci/run").splitlines()
    assert SECOND in lines
    ran = [line for line in lines if line and not line.startswith(("#", "set ", "cd ", "export "))]
    assert ran[0] == SECOND
    assert ran[-1] == "tests/real.sh"
    assert {"ruff check .", "ruff format --check .", "mypy", "lint-imports", "deptry ."} <= set(ran)
    assert SECOND in commands(read("CONTRIBUTING.md"))


@pytest.mark.parametrize("script", [".ci/run", "tests/real.sh"])
def test_scripts_can_be_run_and_stop_at_the_first_fault(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert read(script).startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail\n" in read(script)
    assert subprocess.run(["bash", "-n", str(ROOT / script)], timeout=60, check=False).returncode == 0


def test_the_check_of_a_developer_is_the_one_of_every_change() -> None:
    recipe = read("Makefile").partition("\ncheck:")[2].partition("\n\n")[0].splitlines()[1:]
    ran = {line.strip() for line in read(".ci/run").splitlines()}
    assert {line.strip() for line in recipe} - {"$(PYTHON) -m pytest"} <= ran


# --- what it stands on ---


def requirements() -> list[Requirement]:
    table = project()["project"]
    return [Requirement(r) for r in [*table["dependencies"], *table["optional-dependencies"]["test"]]]


def test_every_requirement_has_a_lower_bound_that_is_met_here() -> None:
    for needed in requirements():
        assert [s for s in needed.specifier if s.operator == ">="], f"{needed} has no lower bound"
        if needed.marker is None or needed.marker.evaluate():
            assert Version(version(needed.name)) in needed.specifier


def test_textual_is_held_below_its_next_major_version() -> None:
    """tui/lean.py leans on its private parts."""
    textual = next(r for r in requirements() if r.name == "textual")
    assert [s.operator for s in textual.specifier if s.operator in ("<", "~=")] == ["<"]


def test_the_oldest_python_is_the_same_everywhere() -> None:
    table = project()
    assert table["project"]["requires-python"] == ">=3.11"
    assert table["tool"]["ruff"]["target-version"] == "py311"
    assert table["tool"]["mypy"]["python_version"] == "3.11"
    assert "Python 3.11 or newer" in read("README.md")


def read(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8")
