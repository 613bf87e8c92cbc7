"""The screens. Nothing below this floor knows Textual; this file imports none of it."""
