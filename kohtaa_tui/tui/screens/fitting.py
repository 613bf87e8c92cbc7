"""Fitting the rest of the time: rail and figure show what it would be before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...domain import timing
from ...domain.events import Fitted
from ...domain.session import Session
from ..adjust import Adjust, Setting

if TYPE_CHECKING:
    from .meeting import MeetingScreen


class Fitting:
    """What is being fitted: minutes for this phase, minutes at the end, and whether the farewell keeps its own."""

    def __init__(self, screen: MeetingScreen) -> None:
        self._screen = screen
        self._phase = self._end = 0
        self._protect = True

    def open(self, phase: int = 0) -> None:
        """Show the dialog and the first preview, with so many minutes more for this phase to begin with."""
        screen, words = self._screen, self._screen.words
        rows = []
        last = timing.is_last(screen.session)
        if not last:
            about = words("More or fewer minutes for this phase. The phases after it give or get them; the end stays.")
            value, change = (lambda: f"{self._phase:+} min"), (lambda d: self._change(phase=d))
            rows.append(Setting(words("this phase"), value, change, about=about))
        rows.append(
            Setting(
                words("end time"),
                lambda: words.time(screen.session.wall(self.event.end_s * 1000).astimezone()),
                lambda d: self._change(end=d),
                lambda: words("the end time is firm") if screen.session.plan.firm_end else "",
                words("When the meeting ends. Only here does it move; a pause never moves it."),
            )
        )
        if not last:
            rows.append(
                Setting(
                    words("farewell"),
                    lambda: words("keeps its time") if self._protect else words("by share"),
                    lambda _: self._change(protect=not self._protect),
                    about=words("Whether the farewell keeps its own minutes or gives and gets them like the others."),
                )
            )
        screen.open_dialog(
            Adjust(
                words,
                words("Fit the remaining time"),
                rows,
                take=self._take,
                take_word=words("Use"),
                sentence=lambda: words("the line and the figure already show the new"),
                follows=self._follows,
            )
        )
        self._change(phase=phase)

    @property
    def event(self) -> Fitted:
        """What would be recorded now."""
        return self._made(self._phase, self._end, self._protect)

    def preview(self) -> Session:
        """The session as it would be."""
        return timing.fitted(self._screen.session, self.event, self._screen.runner.at_ms())

    def _made(self, phase: int, end: int, protect: bool) -> Fitted:
        screen = self._screen
        return timing.refit(screen.session, screen.runner.at_ms(), phase_delta=phase, end_delta=end, protect=protect)

    def _change(self, *, phase: int = 0, end: int = 0, protect: bool | None = None) -> None:
        """Change one thing; a step that would give or take nothing more is not counted."""
        self._protect = self._protect if protect is None else protect
        before, after = self.event, self._made(self._phase + phase, self._end + end, self._protect)
        if not phase or after.planned_s != before.planned_s:
            self._phase += phase
        if not end or after.end_s != before.end_s:
            self._end += end
        changed = (self._phase, self._end, self._protect) != (0, 0, True)
        self._screen.preview = self.preview() if changed else None
        self._screen.redraw()

    def _follows(self) -> list[str]:
        """What the fit costs the phases: old and new minutes."""
        screen, event, found = self._screen, self.event, []
        session = screen.session
        for phase in session.plan.phases[session.place :]:
            name = phase.short.get(screen.language)
            old, new = session.planned_s[phase.id] // 60, event.planned_s[phase.id] // 60
            flag = " ⚑" if phase.protected else ""
            told = f"{old} min{flag} {screen.words('unchanged')}" if old == new else f"{old} → {new} min{flag}"
            found.append(f"{name} {told}")
        return found

    def _take(self) -> None:
        self._screen.runner.record(self.event)
        self._screen.changed()
