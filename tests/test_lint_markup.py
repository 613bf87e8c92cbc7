"""Nothing is parsed as markup: no sink that parses it is used in the program, not even with a fixed text.

Textual and Rich take `[...]` in a text for styles, links and live buttons. A note such as `[/]` would end
the program, `[x] done` would lose its beginning, `[@click=app.quit]` could be clicked. The program draws
cells of its own, so there is no sink it needs, and any that comes in is named here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kohtaa_tui"

WIDGETS = frozenset({"Input"})
"""The widgets of Textual's that may be used. All others show texts in ways of their own, most of them as markup."""

MODULES = frozenset(
    {"rich.markup", "rich.markdown", "rich.prompt", "rich.panel", "rich.table", "rich.rule", "textual.markup"}
)
"""What parses markup, or hands texts on to what does."""

NAMES = frozenset({
    "Static", "Label", "Button", "Link", "Markdown", "MarkdownViewer", "RichLog", "Log", "OptionList", "Option",
    "DataTable", "Checkbox", "RadioButton", "Select", "SelectionList", "Tab",
    "TabPane", "Tree", "Collapsible", "Toast", "Tooltip",
    "from_markup", "from_ansi", "from_rich_text", "render_markup", "render_str", "notify", "Notify", "visualize",
})  # fmt: skip
"""Names of sinks, wherever they come from: as imported, called or reached through a module."""

ATTRIBUTES = frozenset({"border_title", "border_subtitle", "tooltip", "title", "sub_title"})
"""What Textual shows as markup once something is put there."""

CONSOLES = frozenset({"console", "error_console", "Console"})
PRINTING = frozenset({"print", "log", "rule", "status", "input", "print_json", "out"})


def faults(source: str) -> Iterator[str]:
    """What in a file could parse a text as markup, each with its line."""
    tree = ast.parse(source)
    drawn = {id(node) for found in ast.walk(tree) if _is_widget(found) for node in ast.walk(found)}
    for node in ast.walk(tree):
        for what in _fault(node, id(node) in drawn):
            yield f"line {getattr(node, 'lineno', 0)}: {what}"


def _fault(node: ast.AST, drawn: bool) -> Iterator[str]:
    match node:
        case ast.ImportFrom(module=str(module), names=names):
            yield from _imported(module, [name.name for name in names])
        case ast.Import(names=names):
            yield from (name.name for name in names if name.name in MODULES or name.name == "textual.widgets")
        case ast.keyword(arg="markup", value=value):
            if not (isinstance(value, ast.Constant) and value.value is False):
                yield "markup="
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield name
        case ast.Attribute(attr=name) if name in NAMES:
            yield name
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in PRINTING and _last(value) in CONSOLES:
            yield f"{_last(value)}.{name}"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="rich"), attr="print")):
            yield "rich.print"
        case ast.Assign(targets=targets):
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES and drawn:
                    yield f"{target.attr} ="
        case ast.ClassDef(bases=bases) if any(_last(base) in NAMES for base in bases):
            yield f"class {node.name}"  # type: ignore[attr-defined]
        case ast.FunctionDef(name="render") if drawn:
            yield "def render"  # a text it returns would be markup; render_line is not


def _imported(module: str, names: list[str]) -> Iterator[str]:
    if module in MODULES:
        yield f"from {module}"
    if module == "rich" and {"print", "print_json", "inspect", "markup"} & set(names):
        yield "from rich import print"
    if module == "textual.widgets":
        yield from (f"from textual.widgets import {name}" for name in names if name not in WIDGETS)
    if module.startswith(("textual", "rich")):
        yield from (f"from {module} import {name}" for name in names if name in NAMES and module != "textual.widgets")


def _is_widget(node: ast.AST) -> bool:
    """A class that stands on one of Textual's, as far as its bases' names tell."""
    known = {"Widget", "Screen", "App", "Input", "Stage", "Static", "Label", "ModalScreen", "Page", "NoteLine"}
    return isinstance(node, ast.ClassDef) and any(_last(base) in known for base in node.bases)


def _last(node: ast.expr) -> str:
    """The last part of a name: `console` of `self.app.console`, `Screen` of `Screen[None]`."""
    match node:
        case ast.Subscript(value=value) | ast.Call(func=value):
            return _last(value)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_in_the_program_parses_markup(path: Path) -> None:
    assert list(faults(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "bad",
    [
        "from textual.widgets import Static",
        "from textual.widgets import Input, Label",
        "import textual.widgets",
        "from textual.widgets import Markdown",
        "from rich import print\nprint(note)",
        "import rich\nrich.print(f'{note}')",
        "from rich.markup import render",
        "import rich.markup",
        "from rich.markdown import Markdown",
        "from textual.content import Content\nContent.from_markup(note)",
        "from rich.text import Text\nText.from_markup(f'[b]{note}')",
        "from rich.text import Text\nText.from_ansi(note)",
        "self.notify(note)",
        "self.app.notify(f'{note}')",
        "self.app.notify('saved')",
        "Static(note)",
        "widgets.Label(f'{note}')",
        "class Mine(Static):\n    pass",
        "class Mine(widgets.Label):\n    pass",
        "class Mine(Widget):\n    def render(self):\n        return self.note",
        "class Mine(Screen[None]):\n    def on_mount(self):\n        self.border_title = self.note",
        "class Mine(App[int]):\n    def on_mount(self):\n        self.sub_title = note",
        "class Mine(Widget):\n    def on_mount(self):\n        self.tooltip = note",
        "self.app.console.print(note)",
        "Console().print(note)",
        "self.error_console.print(note)",
        "log.write(note, markup=True)",
        "Input(markup=wanted)",
        "self.render_str(note)",
        "from textual.visual import visualize",
    ],
)
def test_the_lint_finds_every_way_to_markup(bad: str) -> None:
    assert list(faults(bad))


@pytest.mark.parametrize(
    "good",
    [
        "from textual.widgets import Input",
        "Input(markup=False)",
        "print(note, file=out)",
        "from rich.segment import Segment\nSegment(note, style)",
        "class Pack:\n    def read(self):\n        self.title = note",
        "class Page(Widget):\n    def render_line(self, y):\n        return Strip([Segment(note)])",
        "from ...exports import EXPORTS\nEXPORTS['markdown'](session)",
    ],
)
def test_the_lint_lets_pass_what_parses_nothing(good: str) -> None:
    assert list(faults(good)) == []
