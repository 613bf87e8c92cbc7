"""The pure core: facts and functions. No files, no clock, no words for people."""
