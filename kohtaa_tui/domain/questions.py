"""The questions for thinking back after a meeting or a practice, on the screen and on paper."""

from __future__ import annotations

from ..errors import N_

QUESTIONS: dict[str, str] = {
    "s0": N_("What went well?"),
    "s1": N_("What told me whether the connection was enough?"),
    "s2": N_("What did I bring in from outside at the start?"),
    "s3": N_("Who talked more in the guidance phase?"),
    "s4": N_("Where did I think I already knew?"),
    "s5": N_("What did the client name as most important?"),
    "s6": N_("What advice did the client want? What did I give unasked?"),
    "s7": N_("How do I know that I explained clearly?"),
    "s8": N_("Who chose the next step?"),
    "s9": N_("Was there time for an unhurried goodbye?"),
    "s10": N_("How am I now? What will I try next time?"),
}
"""The questions by id. Three are answered at a time."""
