"""Opening an earlier meeting: its Review, or where it was left without an end the question what to make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import KohtaaError
from ..storage.hold import Hold

if TYPE_CHECKING:
    from .screens.stage import Stage
    from .screens.unfinished import Unfinished


def open_meeting(stage: Stage, unfinished: Unfinished, session_id: str, *, runs: bool) -> bool:
    """Open it, and say so where that cannot be; True where its Review takes the screen's place.

    `runs` is whether it was not ended. One that another window has is there to be read only.
    """
    context = stage.kohtaa.context
    if runs:
        try:
            loaded = context.archive.load(session_id)
        except KohtaaError as fault:  # erased meanwhile, or no longer readable
            stage.say(stage.words.fault(fault))
            return False
        if not loaded.newer and not Hold(context.places, session_id).elsewhere:
            unfinished.offer(loaded)
            return False
    problem = stage.kohtaa.open_review(session_id)
    if problem:
        stage.say(problem)
    return not problem
