"""Into practice and out of it: which store the screens work on, and what stands beside the Meeting.

While something is practised the app's context is that of the store for practice; Home and the list of
practice clients always have that of real meetings, so that whatever begins there begins among those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.plan import Plan
from ..domain.practised import Practice
from ..domain.rehearsal import scenario_of
from ..errors import N_, KohtaaError
from ..runtime import practice as store
from ..runtime.held import open_elsewhere
from ..runtime.runner import Runner
from ..storage.hold import Hold
from ..storage.library import Loaded
from .way_back import WayBack

if TYPE_CHECKING:
    from ..exports.handout import Role
    from .app import KohtaaApp


def choose(app: KohtaaApp, message: str = "", speed: float = 1, hints: bool = True) -> None:
    """To the list of practice clients; whoever is chosen comes at this speed, with hints or without."""
    from .screens.clients import ClientsScreen

    app.context = app.meetings
    screen = ClientsScreen(app, speed, hints)
    screen.message = message
    app.show(screen)


def start(app: KohtaaApp, plan: Plan, practice: Practice, hints: bool = True) -> None:
    """Begin to practise: the Meeting in the store for practice, on a clock of its own, with its side panel."""
    context, told = store.for_practice(app.meetings), ""
    if store.left(context):
        told = app.words("A practice was left unfinished: {command}", command="kohtaa practice resume")
    next_time = store.next_time(context)
    runner = store.begin(context, plan, practice, app.words.language)
    app.context = context
    _show(app, runner, hints, next_time or "", message=told)


def resume(app: KohtaaApp, loaded: Loaded, hints: bool = True) -> None:
    """Go on with a run that was left, where it stopped. Raises `KohtaaError` where another window has it."""
    context = store.for_practice(app.meetings)
    hold, now = Hold(context.places, loaded.session.id), context.clock.now()
    if not hold.take(now):
        raise open_elsewhere(hold, app.words, now)
    try:
        runner = store.take_up(context, loaded)
    except KohtaaError:
        hold.release()
        raise
    app.context = context
    _show(app, runner, hints, None, draft=loaded.draft, hold=hold)


def follow(app: KohtaaApp, role: Role) -> None:
    """To the screen of whoever plays the client, or of the observer, beside a practice in another window."""
    from .screens.follow_client import ClientScreen
    from .screens.follow_observer import ObserverScreen

    app.show(ClientScreen(app) if role == "client" else ObserverScreen(app))


def _show(
    app: KohtaaApp,
    runner: Runner,
    hints: bool,
    next_time: str | None,
    *,
    draft: str = "",
    message: str = "",
    hold: Hold | None = None,
) -> None:
    """To the Meeting screen with what practice adds to it; how it works comes first unless `next_time` is None."""
    from .practising import Practising
    from .threes import InThrees

    app.back = WayBack(lambda: choose(app), N_("to clients"))
    practice, scenario = runner.session.practice, scenario_of(runner.session)
    alone = Practising(runner, hints=hints, next_time=next_time or "") if practice and practice.alone else None
    screen = app.show_meeting(runner, draft, message, hold, alone or InThrees(runner))
    screen.language = (scenario.language if scenario else "") or screen.language
    if alone is not None:
        alone.screen = screen
        if next_time is not None:
            screen.open_dialog(alone.introduction(screen))
