"""Make docs/settings.md from the settings themselves: `make settings`. A test compares the two."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import msgspec

from kohtaa_tui.storage import settings, settings_file
from kohtaa_tui.storage.settings import Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"

VARIABLES = {
    "KOHTAA_DATA_DIR": "The folder of the meetings. The option `--data-dir` goes before it.",
    "KOHTAA_CONFIG_DIR": "The folder of `config.toml` and your own packs. The option `--config-dir` goes before it.",
    "KOHTAA_CACHE_DIR": "The folder of locks and other things nobody misses. It can be emptied when kohtaa is closed.",
    "KOHTAA_LANGUAGE": "`fi`, `sv` or `en`. The option `--language` goes before it, the setting `language` after it.",
    "LC_ALL, LC_MESSAGES, LANG": "The language of the system: taken when none of the above says anything.",
    "NO_COLOR": 'Set to anything: no colours, as with `theme = "plain"`.',
}
"""The environment variables that kohtaa reads, for people."""

EXAMPLE = """\
language = "fi"
minutes = 45
circumstances = ["first"]
pack = "kohtaava"
pack_paths = ["~/Nextcloud/methods"]
theme = "day"
ascii = false
title = true
bell = false
notice = false
progress = "auto"
signals = true
curtain_minutes = 10
keep_days = 14
template = "lyhyt"
preparation = false
write_up = false
show_cursor = false
statistics = "~/team/statistics"

[calendar]
sources = ["~/calendars/work", "exported.ics"]
titles = false

[keys]
pause = "f5"
"home.open" = "ctrl+o"
"""


def docstrings(of: type[msgspec.Struct] = Settings) -> dict[str, str]:
    """The text under each field of `Settings`, or of a table in it, on one line."""
    tree = ast.parse(inspect.getsource(settings))
    owner = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == of.__name__)
    texts = {}
    for field, text in zip(owner.body, owner.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                texts[name] = " ".join(words.split())
    return texts


def page() -> str:
    """The whole of docs/settings.md."""
    parts = [
        "# Settings",
        "",
        "<!-- Made from kohtaa_tui/storage/settings.py by `make settings`: change it there. -->",
        "",
        "Settings are written by hand in `config.toml`; `kohtaa where` tells where it lies.",
        "The file and everything in it may be left out.",
        "What is misspelt or wrong is told with its line when kohtaa starts, and only that setting takes its default.",
        "kohtaa itself never writes in the file; only `kohtaa calendar` adds and removes calendars in it.",
        "",
        "## An example",
        "",
        "```toml",
        EXAMPLE.rstrip(),
        "```",
        "",
        "## Each setting",
        "",
    ]
    parts += _each(Settings, "")
    parts += ["## Environment variables", "", "| variable | what it does |", "|---|---|"]
    parts += [f"| {name} | {text} |" for name, text in VARIABLES.items()]
    return "\n".join(parts) + "\n"


def _each(of: type[msgspec.Struct], table: str) -> list[str]:
    """A section for each setting, and after that of a table one for each setting in it."""
    texts = docstrings(of)
    parts = []
    for field in msgspec.structs.fields(of):
        kind = field.type
        default = "" if settings_file.is_table(kind) else f" Default: `{_default(field)}`."
        parts += [f"### {table}{field.name}", "", f"{_type(kind)}{default}", "", texts.get(field.name, ""), ""]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            parts += _each(kind, f"{field.name}.")
    return parts


def _type(hint: object) -> str:
    message, fields = settings_file.expectation(hint)
    text = message.removeprefix("must be ").removesuffix(", got {got}").format(**fields)
    return f"{text[0].upper()}{text[1:]}."


def _default(field: msgspec.structs.FieldInfo) -> str:
    value = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case tuple():
            return "[]"
    return str(value)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
