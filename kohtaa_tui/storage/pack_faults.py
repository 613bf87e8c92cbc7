"""Names that moved to `toml_faults`."""

from .toml_faults import ID_PATTERN, Fault, Finding, Translator, Where, is_reserved, key_of, nearest, render

__all__ = ["ID_PATTERN", "Fault", "Finding", "Translator", "Where", "is_reserved", "key_of", "nearest", "render"]
