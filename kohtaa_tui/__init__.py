"""kohtaa: a terminal companion for short client appointments."""

__version__ = "0.1.0"
