"""Text templates to test with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kohtaa_tui.domain.pack import Texts
from kohtaa_tui.domain.template import Part, Template

HEAD = 'id = "oma"\ntitle.fi = "Oma"\ntitle.sv = "Egen"\ntitle.en = "Own"\n'
"""The beginning of a sound file, without a part."""
PART = '[[part]]\nwhat = "agreed"\n'


def template(*parts: Part | str, **rest: Any) -> Template:
    """A template of these parts; a name alone is a part with nothing set."""
    made = tuple(Part(part) if isinstance(part, str) else part for part in parts)  # type: ignore[arg-type]
    return Template(id="oma", title=Texts(fi="Oma", en="Own"), part=made, **rest)


def write(folder: Path, text: str, name: str = "oma") -> Path:
    """A file of a template."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path
