"""The two widgets every screen has: the page and the note line."""
