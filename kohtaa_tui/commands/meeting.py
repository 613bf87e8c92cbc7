"""What `start` and `resume` do: all that was typed is checked before anything is opened."""

from __future__ import annotations

import threading
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from ..domain.session import Session, Status
from ..domain.text import clean
from ..errors import N_, KohtaaError, NotAllowed, StorageFault, UsageFault
from ..i18n import Words
from ..runtime import allowed
from ..runtime import asked as check
from ..runtime.appointments import beside_line
from ..runtime.context import Context
from ..runtime.gaps import Gap, gap_between, gap_s, last_saved
from ..runtime.held import open_elsewhere
from ..runtime.runner import Runner
from ..storage.document import NEWER_STAYS
from ..storage.hold import Hold
from ..storage.library import Loaded
from .planned import plan_meeting

MakeContext = Callable[[], Context]


def start(make: MakeContext, asked: Namespace, terminal: bool, input: TextIO | None, output: TextIO) -> int:
    """Start a meeting at once. It never asks: an unfinished one is told in a line."""
    reference = check.reference(asked.reference)
    if asked.minutes is not None:
        check.minutes(asked.minutes)
    context = make()
    planned = plan_meeting(context, asked)
    allowed.to_begin(context, planned.plan.pack_id)
    if not asked.plain:
        _need_terminal(terminal)
        from ..tui.launch import open_meeting

        left = unfinished(context)
        told = "" if left is None else _left_line(left, context.words)
        return open_meeting(context, planned.plan, reference, planned.until, planned.due, message=planned.late or told)
    runner = Runner.start(
        context.archive,
        context.clock,
        context.shelf.marked(planned.plan),
        language=context.words.language,
        device=context.device,
        reference=reference,
        until=planned.until,
        due=planned.due,
    )
    hold = Hold(context.places, runner.session.id)
    hold.take(context.clock.now())
    try:
        left = unfinished(context)
        if not runner.flush():
            # Nothing has been written yet that could be lost: better to say so now than in the meeting.
            raise runner.fault or StorageFault(N_("Nothing can be saved."))
        if left is not None:
            _say(output, _left_line(left, context.words))
        if planned.late:
            _say(output, planned.late)
        context.statistics.carry_aside()
        past = PastDays(context, output)
        from .. import plain

        code = plain.run(runner, context.words, input, output, ahead=ahead_of(context))
        past.erase()
        return code
    finally:
        runner.close()
        hold.release()


def ahead_of(context: Context) -> Callable[[Session, int], str]:
    """Words about the appointment after a plain meeting; the calendar is read beside it, and nobody waits for that."""
    agenda, titles = context.agenda, context.settings.calendar.titles
    if agenda.on and not agenda.known:
        threading.Thread(target=agenda.look, name="kohtaa-calendar", daemon=True).start()

    def ahead(session: Session, at_ms: int) -> str:
        now = context.clock.now()
        return beside_line(agenda.appointments, session, at_ms, now, context.words, titles=titles)[0]

    return ahead


def unfinished(context: Context) -> Loaded | None:
    """The newest meeting that was left, or None; one that is open in another window was not left."""
    try:
        return next((left for left in context.archive.left() if _free(context, left)), None)
    except KohtaaError:
        return None


def _free(context: Context, left: Loaded) -> bool:
    """Whether a meeting can be gone on with: nobody else has it, and no newer version wrote it."""
    return not left.newer and not Hold(context.places, left.session.id).elsewhere


class PastDays:
    """Texts that are past their days: said when a plain meeting begins, and erased when it is left."""

    def __init__(self, context: Context, output: TextIO) -> None:
        from ..storage.retention import Retention
        from ..storage.settings import certain_keep_days

        self._context, self._output = context, output
        days = certain_keep_days(context.settings, context.faults, context.policy) or 0
        days = 0 if context.policy.guessed else days  # nothing goes by itself where the days are a guess
        self._retention = Retention(context.archive, days)
        try:
            self._due = self._retention.look(context.clock.now(), by_itself=True).due
        except KohtaaError:  # a folder that cannot be read: the next start tries again
            self._due = ()
        if self._due:
            told = context.words.plural(
                "Texts of {n} meeting are past {days} days: erased when kohtaa is closed.",
                "Texts of {n} meetings are past {days} days: erased when kohtaa is closed.",
                len(self._due),
                days=days,
            )
            _say(output, told)

    def erase(self) -> None:
        """Erase what was told of, and give the receipt."""
        if not self._due:
            return
        words, done = self._context.words, self._retention.erase((a.id for a in self._due), self._context.clock.now())
        lines = [words("Not erased: {why}", why=words.fault(broken.fault)) for broken in done.failed[:1]]
        if done.erased:
            self._retention.tell_later(len(done.erased))
            n = len(done.erased)
            lines.append(
                words.plural("Texts of {n} meeting erased for good", "Texts of {n} meetings erased for good", n)
            )
        for line in lines:
            with suppress(OSError, ValueError):  # nobody may be reading any more
                _say(self._output, f"# {line}")


def resume(make: MakeContext, asked: Namespace, terminal: bool, input: TextIO | None, output: TextIO) -> int:
    """Go on with a meeting that was left; without an id with the newest of them."""
    context = make()
    loaded = _left(context, asked.id)
    gap = None if asked.gap is None else Gap(asked.gap)
    if not asked.plain:
        _need_terminal(terminal)
    hold, now = Hold(context.places, loaded.session.id), context.clock.now()
    if not hold.take(now):
        raise open_elsewhere(hold, context.words, now)
    try:
        if loaded.newer:
            raise NotAllowed(NEWER_STAYS)
        if asked.plain:
            # Read again under the hold: the window that had it may have written since.
            loaded = context.archive.load(loaded.session.id)
            return _resume_plain(context, loaded, gap or Gap.COUNT, input, output)
    finally:
        hold.release()
    from ..tui.launch import open_resume

    return open_resume(context, loaded, gap)


def _left(context: Context, session_id: str | None) -> Loaded:
    if session_id is None:
        loaded = unfinished(context) or context.archive.unfinished()
        if loaded is None:
            raise UsageFault(N_("There is no unfinished meeting."))
        return loaded
    loaded = context.archive.load(context.archive.resolve(session_id))
    if loaded.session.status is Status.ENDED:
        hold = Hold(context.places, loaded.session.id)
        if loaded.journal and not loaded.newer and hold.take():  # a crash came between the end and the document
            try:
                context.archive.finish(loaded.session, loaded.damage, context.device)
            finally:
                hold.release()
        raise UsageFault(
            N_("That meeting has ended. Read it with: {command}"), command=f"kohtaa show {loaded.session.id}"
        )
    return loaded


def _resume_plain(context: Context, loaded: Loaded, gap: Gap, input: TextIO | None, output: TextIO) -> int:
    words = context.words
    told = _gap_line(context, loaded, gap)
    ended_at = loaded.session.wall(gap_between(loaded, context.clock)[0])
    runner = Runner.resume(context.archive, context.clock, loaded, context.device, gap)
    try:
        if not runner.flush():
            raise runner.fault or StorageFault(N_("Nothing can be saved."))
        _say(output, told)
        if gap is Gap.END:
            _say(output, words("The meeting ended at {time}", time=words.time(ended_at)))
            _say(output, words("Read it with: {command}", command=f"kohtaa show {loaded.session.id}"))
            return 0
        from .. import plain

        return plain.run(runner, words, input, output, resumed_draft=loaded.draft, ahead=ahead_of(context))
    finally:
        runner.close()


def _gap_line(context: Context, loaded: Loaded, gap: Gap) -> str:
    """What was made of the time in which the program did not run."""
    words = context.words
    saved = words.plural(
        "Last saved at {time}, {n} minute ago.",
        "Last saved at {time}, {n} minutes ago.",
        gap_s(loaded, context.clock) // 60,
        time=words.time(last_saved(loaded, context.clock)),
    )
    made = {
        Gap.COUNT: words("The meeting went on: the time is counted."),
        Gap.PAUSE: words("It was a pause: the end time does not move."),
        Gap.END: words("The meeting ended then."),
    }[gap]
    return f"{saved} {made}"


def _left_line(left: Loaded, words: Words) -> str:
    return words("A meeting was left unfinished: {command}", command=f"kohtaa resume {left.session.id}")


def _need_terminal(terminal: bool) -> None:
    if not terminal:
        raise UsageFault(
            N_("There is no terminal to draw on. Plain lines work without one: {option}"), option="--plain"
        )


def _say(output: TextIO, line: str) -> None:
    output.write(f"{clean(line)}\n")
    output.flush()
