"""The Meeting screen: shows the session, turns keys into runner calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import events
from textual.timer import Timer
from textual.widgets import Input

from ...domain import timing
from ...domain.events import (
    Paused,
    PhaseEntered,
    PromptTicked,
    Resumed,
)
from ...domain.session import Session, Status
from ...errors import KohtaaError
from ...i18n import next_language
from ...runtime.gaps import QUESTION_S
from ...runtime.held import open_elsewhere
from ...runtime.runner import Runner
from ...storage.hold import Hold
from ..dialogs import Choice, Choose, Reading
from ..draw import layout, meeting
from ..draw.canvas import Canvas, cell_len
from ..draw.furniture import status_width
from ..draw.grid import Grid
from ..draw.state import Shown, shown
from ..draw.views import MeetingView
from ..helps import meeting_help, undone_what
from ..saving import Saver
from ..side import NOT_HERE, Side
from .earlier import Earlier
from .fitting import Fitting
from .followup import ask_followup
from .questions import ask_drift, ask_reason
from .stage import Stage
from .unsaved import ask_before_leaving, not_saved, say_once, unsaved_actions

if TYPE_CHECKING:
    from ..app import KohtaaApp


class MeetingScreen(Stage):
    """One meeting, from its first minute to its end."""

    where = "meeting"
    goes_on_behind_curtain = True

    def __init__(
        self, app_: KohtaaApp, runner: Runner, draft: str = "", hold: Hold | None = None, side: Side | None = None
    ) -> None:
        super().__init__(app_)
        self.runner = runner
        self.side = side
        self.saver = Saver(runner, self._written, lambda: self.typed)
        self.language = runner.session.language
        self.preview: Session | None = None
        self._draft = draft
        self._view = self._known_view = app_.last_view()
        self._chosen: dict[str, str] = {}
        self.picked = False
        """Whether the current prompt was chosen with an arrow: only then does Enter take a tick away."""
        self._timer: Timer | None = None
        self._has_hold = hold is not None
        self._hold = hold or Hold(app_.context.places, runner.session.id)
        self._told_displaced = False
        self._said_unsaved = ""
        self._ending = False
        self._asked_drift = 0

    @property
    def session(self) -> Session:
        """The session as it is now."""
        return self.runner.session

    def on_mount(self) -> None:
        if self._draft:
            self.line.put(self._draft)
            self.message = self.words("Your half-written line is back.")
        elif self.locked:
            self.message = self.locked_told()
        super().on_mount()
        self.call_after_refresh(self._shown)
        self._wake()

    def _shown(self) -> None:
        """After the first frame: write, and see that nobody else does."""
        self.saver.save()
        now = self.kohtaa.context.clock.now()
        if not self._has_hold and not self._hold.take(now):
            self.say(self.words.fault(open_elsewhere(self._hold, self.words, now)))

    def _written(self) -> None:
        """Something reached the disk, or did not. A file that another computer put in ours' place is said once."""
        if self.runner.displaced and not self._told_displaced:
            self._told_displaced = True
            self.message = self.words("Another computer wrote to this meeting too. Both are kept.")
        self._said_unsaved = say_once(self, self.runner, self._said_unsaved)
        self.redraw()

    # --- drawing, by the clock ---

    def calendar_changed(self) -> None:
        self._wake()
        self.redraw()

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        now = self.runner.clock.now()
        following, pressing = "", False
        if self.session.practice is None:
            following, pressing = self.kohtaa.beside.following(self.session, self.runner.at_ms(), now)
        view = MeetingView(
            session=self.session,
            at_ms=self.runner.at_ms(),
            now=now,
            words=self.words,
            language=self.language,
            keys=self.keys,
            prompt=self.prompt,
            saved=self.saver.state,
            unsaved=self.runner.unsaved,
            mask=self.masking.word(*layout.area(self._view, width, height)),
            curtain=self.curtain,
            message=self.message,
            drawer=self.drawer(),
            preview=self.preview,
            following=following,
            following_strong=pressing,
            panel=self.side.panel(self.words, self.language) if self.side is not None else None,
            layout=self._view,
            ascii_only=self.kohtaa.ascii_only,
        )
        state = shown(self.session, view.at_ms, self.words, self.language)
        if view.panel is not None:
            tag = view.panel.tag
            state = replace(state, title=f"{tag} · {state.title}", title_curtain=f"{tag} · {state.title_curtain}")
        if self.successor is None:  # a screen that rests below another may be drawn once more
            self.tell_outside(state, view.at_ms)
        return meeting.draw(view, width, height)

    def tell_outside(self, state: Shown, at_ms: int) -> None:
        """Tell outside the window where the meeting stands."""
        self.kohtaa.signals.show(state, self.session, at_ms, curtain=self.curtain)

    def area(self) -> tuple[int, int]:
        return layout.area(self._view, *super().area())

    def dialog_width(self) -> int:
        return layout.dialog_width(layout.used(self._view, *super().area()), self.area()[0])

    def _wake(self) -> None:
        """Draw again when what time shows can differ, and no oftener."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(self._next_s(), self._tick)

    def _next_s(self) -> float:
        """Seconds until something drawn can differ; one that runs fast is still drawn some 15 times in each at most."""
        now, speed = self.runner.clock.now(), self.runner.clock.speed
        to_minute = 60 - now.second - now.microsecond / 1e6
        columns = 2 * max(20, self.size.width)
        step = max(1.0, timing.planned_length_s(self.session) / columns)
        at = self.runner.at_ms() / 1000
        to_column = step - (at - self.session.begin_ms / 1000) % step
        to_change = timing.next_change_s(self.session, self.runner.at_ms())
        to_signal = (self.kohtaa.signals.again_s or to_minute) * speed
        to_side = self.side.next_s() if self.side is not None else to_minute
        return max(0.05, min(to_minute, to_column, to_change, to_signal, to_side) / speed) + 0.01

    def _tick(self) -> None:
        if self.successor is not None:
            return  # this screen rests below the one that took its place
        if self.side is not None:
            self.side.tick()
        drift = self.runner.drift_s()
        new = abs(drift - self._asked_drift) > QUESTION_S
        if abs(drift) > QUESTION_S and new and self.dialog is None and (drift < 0 or not self.line.value):
            self._asked_drift = max(0, drift)  # one question, once
            ask_drift(self, drift)  # not while something is being typed: the question would take its digits
        self.redraw()
        self._wake()

    def drift_answered(self) -> None:
        """The clocks agree again by what was answered."""
        self._asked_drift = 0

    def changed(self) -> None:
        """Something happened: write it and show it."""
        self.saver.save()
        self._wake()
        self.redraw()

    def placeholder(self) -> str:
        if self.curtain:
            short = self.area()[0] < 60 or self.saver.state == "unsaved"
            return self.words("curtain") if short else self.words("curtain · what you write is kept but not shown")
        if self.side is not None:
            panel = self.side.panel(self.words, self.language)
            told = (panel.placeholder_short if self.area()[0] < 60 else "") or panel.placeholder
            if told:
                return told
        fields = self.session.phase.fields
        label = fields[0].label.get(self.language) if fields else ""
        sign = f"{fields[0].mark} " if fields and fields[0].mark else ""
        return f"{sign}{label}" if label else self.words("write a note")

    def status_width(self, grid: Grid) -> int:
        opens = cell_len(self.words("{key} opens", key=self.keys.shown("curtain"))) if self.curtain else 0
        return max(opens, status_width(self.words, narrow=grid.width < 60))

    # --- the note line ---

    def submit(self, text: str) -> bool:
        if self.runner.note(text) is not None:
            self.saver.typed()
            self.changed()
            return True
        if self.picked or self.prompt not in self.session.done:
            self._tick_prompt(self.prompt)
        return bool(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._stash is None:
            self.saver.typed()

    # --- prompts ---

    @property
    def prompt(self) -> str:
        """The id of the current prompt."""
        ids = [p.id for p in self.session.phase.prompts]
        if not ids:
            return ""
        chosen = self._chosen.get(self.session.phase.id)
        if chosen in ids:
            return chosen
        return next((i for i in ids if i not in self.session.done), ids[-1])

    def _tick_prompt(self, prompt: str) -> None:
        """Tick a prompt and go on to the next; a ticked one is unticked."""
        if not prompt:
            return
        ids = [p.id for p in self.session.phase.prompts]
        done = prompt in self.session.done
        self.runner.record(PromptTicked(prompt, not done))
        place = ids.index(prompt)
        later = [i for i in ids[place + 1 :] if i not in self.session.done]
        earlier = [i for i in ids[:place] if i not in self.session.done]
        self._chosen[self.session.phase.id] = prompt if done else (later or earlier or [prompt])[0]
        self.picked = False
        self.changed()

    def arrow(self, key: str) -> bool:
        if key in ("left", "right"):
            return False
        ids = [p.id for p in self.session.phase.prompts]
        if ids and not self.curtain:
            place = ids.index(self.prompt) + (1 if key == "down" else -1)
            self._chosen[self.session.phase.id] = ids[min(max(place, 0), len(ids) - 1)]
            self.picked = True
        return True

    def own_key(self, key: str, character: str | None) -> bool:
        used = self.side is not None and not self.line.value and self.side.key(key, character)
        if used:
            self.changed()
        return used

    def act(self, action: str) -> None:
        if self.side is None:
            super().act(action)
        elif action in NOT_HERE:
            self.say(self.words("Not in a practice."))
        elif not self.side.act(action):
            super().act(action)

    def possible(self, action: str) -> bool:
        if self.side is None:
            return action != "hints" and super().possible(action)
        return action not in NOT_HERE and super().possible(action) and self.side.possible(action)

    def clicked(self, target: str) -> None:
        if self.side is not None and self.side.click(target):
            self.changed()
            return
        what, _, name = target.partition(":")
        if what == "phase" and name != self.session.phase.id and not self.curtain:
            self._enter_phase(name)
        elif what == "prompt":
            self._tick_prompt(name)

    # --- actions ---

    def _enter_phase(self, phase: str) -> None:
        self.runner.record(PhaseEntered(phase))
        self.changed()

    def do_next(self) -> None:
        """To the next phase; in the last one only a sentence."""
        phases = self.session.plan.phases
        if timing.is_last(self.session):
            self.say(self.words("The last phase. {key} ends the meeting.", key=self.keys.shown("end")))
            return
        self._enter_phase(phases[self.session.place + 1].id)

    def do_back(self) -> None:
        """To the phase before; in the first one nothing."""
        if self.session.place > 0:
            self._enter_phase(self.session.plan.phases[self.session.place - 1].id)

    def do_pause(self) -> None:
        """Pause, or go on."""
        if self.runner.can(Paused):
            self.runner.record(Paused())
            self.say(self.words("Paused. The end time does not move."))
        else:
            self.runner.record(Resumed())
        self.changed()

    def do_view(self) -> None:
        """The next view, of those that fit the window, and by its size again."""
        self._view = layout.following(self._view, *super().area())
        self.say(layout.told(self._view, self.words))

    def do_language(self) -> None:
        """The prompts in the next language."""
        self.language = next_language(self.language)

    def do_help(self) -> None:
        """Help for the meeting and this phase."""
        if not self.curtain:
            self.open_dialog(Reading(self.words, lambda width: meeting_help(self, width)))

    def do_undo(self) -> None:
        """Take the last action back; a note's text comes back to the line."""
        if self._ending:
            return
        try:
            undone = self.runner.undo()
        except KohtaaError as fault:  # a note that is locked: its text could not be given back
            self.say(self.words.fault(fault))
            return
        if undone is None:
            self.say(self.words("There is nothing to undo."))
            return
        event, text = undone
        if isinstance(event, PhaseEntered | PromptTicked):
            self._chosen.pop(self.session.phase.id, None)
        if text:
            self.line.put(f"{text} {self.line.value}".rstrip() if self.line.value else text)
        self.changed()
        if not self.curtain:
            self.say(self.words("Undone: {what}", what=undone_what(event, self.words)))

    @property
    def locked(self) -> bool:
        return self.session.locked

    def opened(self) -> None:
        self.runner.unlocked()
        self.redraw()

    def do_end(self) -> None:
        """End the meeting, after asking once."""
        words, refused = self.words, not_saved(self.runner, self.words)
        then = words("The review opens.")
        if self.line.value.strip():
            then = words("The note line becomes a note, and the review opens.")
        self.open_dialog(
            Choose(
                words,
                words("Not saved yet. End the meeting?") if refused else words("End the meeting?"),
                [Choice(words("End the meeting"), self._end)],
                sentence=f"{refused} {then}".lstrip(),
                numbered=False,
                esc=words("go on"),
                about=words("The time stops here. Notes can still be added and put right in the review."),
            )
        )

    def _end(self) -> None:
        self.close_dialog()
        text = self.line.value
        if text:
            self.runner.note(text)
        self.line.put("")
        self.runner.end()
        self.to_review()

    def to_review(self) -> None:
        """Put everything on the disk and go on to the review: the meeting has ended."""
        self._ending = True
        self.saver.finish("")
        self.kohtaa.show_review(self.runner, self._hold)
        self._remember_view()

    # --- fitting the rest ---

    def do_fit(self) -> None:
        """Fit the rest of the time: the rail and the figure show it before it is taken."""
        if self.curtain:
            return
        Fitting(self).open()

    def do_earlier(self) -> None:
        """Put right when this phase or the meeting began, or that the next phase has begun already."""
        if not self.curtain:
            Earlier(self).open()

    def do_followup(self) -> None:
        """The day and time of the next meeting: a note, and a file for the calendar."""
        if not self.curtain:
            ask_followup(self)

    def close_dialog(self) -> None:
        self.preview = None
        super().close_dialog()

    # --- leaving, and a disk that refuses ---

    def more_actions(self) -> list[Choice]:
        words, choices = self.words, []
        if self.session.status is Status.PAUSED:
            choices.append(Choice(words("Reason for the pause"), lambda: ask_reason(self)))
        return choices + unsaved_actions(self, self.runner)

    def do_quit(self) -> None:
        """Leave; asks first when the disk still refuses what was written."""
        if not self.runner.unsaved or self.runner.flush():
            self.kohtaa.leave()
            return
        ask_before_leaving(self, self.runner, self.kohtaa.leave)

    def keep_everything(self) -> None:
        if not self._ending:
            if self.session.practice is not None:
                from ...runtime.practice import mark_stop

                mark_stop(self.runner)
            self.saver.finish(self.typed)
            self._hold.release()
            self._remember_view()

    def _remember_view(self) -> None:
        """Keep the chosen view for the next meeting. Not when it is chosen: no key waits for the disk."""
        if self._view != self._known_view:
            self._known_view = self._view
            self.kohtaa.remember(view=self._view)

    def on_unmount(self, _: events.Unmount) -> None:
        if self._timer is not None:
            self._timer.stop()
