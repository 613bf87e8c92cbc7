"""The Review screen: read what happened, put right what is wrong, carry over what matters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ...domain.personal import Found
from ...domain.session import Session, Status
from ...errors import KohtaaError
from ...i18n import next_language
from ...runtime.runner import Runner
from ...storage.hold import Hold
from ..adjust import Adjust
from ..draw import review, review_view
from ..draw.canvas import Canvas
from ..draw.furniture import status_width
from ..draw.grid import Grid
from ..helps import undone_what
from ..saving import Saver
from .carry import carry_over
from .chosen import ChosenNote
from .correcting import Correcting
from .elsewhere import Elsewhere
from .erased import ask_erase, offer_erase
from .followup import ask_followup
from .practice_thoughts import choose_questions
from .practised import REAL, Practised
from .reflect import reflect
from .review_help import open_help
from .stage import Stage
from .unsaved import ask_before_leaving
from .writing_up import WritingUp

if TYPE_CHECKING:
    from ..app import KohtaaApp


class ReviewScreen(Stage):
    """One meeting that has ended; or one that runs in another window, to read only."""

    where = "review"

    def __init__(self, app_: KohtaaApp, runner: Runner, hold: Hold) -> None:
        """`hold` is the hold on the meeting, taken; where it could not be, the runner is there to read only."""
        super().__init__(app_)
        self.runner = runner
        self.saver = self.saver_of(runner)
        self.when_saved: Callable[[], None] | None = None
        """What is said once all is on the disk."""
        self.language = self.words.language
        self.by_phase = False
        self.practised = Practised(self)
        self.chosen = ChosenNote(self)
        self._correcting = Correcting(self)
        self._elsewhere = Elsewhere(self)
        self._writing_up = WritingUp(self)
        self.hold = hold

    def saver_of(self, runner: Runner) -> Saver:
        """What takes a runner's records to the disk beside this screen."""
        return Saver(runner, self._written, lambda: "")

    @property
    def session(self) -> Session:
        """The session as it is now."""
        session = self.runner.session
        if session.status is Status.ENDED:
            return session
        return replace(session, last_ms=max(session.last_ms, self.runner.at_ms()))  # its times as they stand now

    def on_mount(self) -> None:
        super().on_mount()
        self.kohtaa.signals.rest()
        if self.locked and not self.message:
            self.message = self.locked_told()
        if self.runner.unsaved:
            self.saver.save()
        if self.runner.read_only is not None:
            self._elsewhere.wake()
        self._writing_up.wake()

    # --- drawing ---

    def _items(self) -> list[review_view.Item]:
        session = self.session
        by_mark = review_view.items_by_mark
        notes = review_view.items_by_phase(session, self.language) if self.by_phase else by_mark(session)
        return [*notes, *review_view.items_corrected(session, self.words)]

    def draw(self, width: int, height: int) -> tuple[Canvas, Grid]:
        view = review_view.ReviewView(
            session=self.session,
            words=self.words,
            language=self.language,
            keys=self.keys,
            items=self._items(),
            chosen=self.chosen.key,
            saved=self.saver.state if self.runner.read_only is None else "reading",
            unsaved=self.runner.unsaved,
            mask=self.masking.word(width, height),
            write_up=self._writing_up.told(),
            preview=self._correcting.preview(),
            report=self.practised.report(),
            top=self.practised.top,
            tag=self.tag(),
            leave=self.leave_label(),
            back=self.words(self.kohtaa.back.label) if self.kohtaa.back.label else "",
            carries=self.kohtaa.context.policy.allow_export,
            message=self.message,
            drawer=self.drawer(),
            ascii_only=self.kohtaa.ascii_only,
        )
        return review.draw(view, width, height)

    def tag(self) -> str:
        """The word that says what this is, where the session itself does not say it."""
        return ""

    def leave_label(self) -> str:
        """What Enter on an empty line does, where that is not to go Home."""
        return ""

    def status_width(self, grid: Grid) -> int:
        return status_width(self.words, narrow=grid.width < 60)

    def placeholder(self) -> str:
        if self.session.erased or self.runner.read_only is not None:
            return ""
        return self.words("the note's new text") if self.chosen.editing else self.words("add a note afterwards")

    def changed(self) -> None:
        """Something was added or corrected: write it and show it."""
        self.saver.save()
        self.redraw()

    # --- the note line and the list ---

    def submit(self, text: str) -> bool:
        if self.session.erased and text:
            self.say(self.words("The texts of this meeting have been erased. Nothing is added to it."))
            return False
        if text and self._elsewhere.refused():
            return False
        editing = self.chosen.take_edit()
        if editing:
            if self.runner.edit(editing, text):
                self.changed()
            return True
        record = self.runner.note(text)
        if record is not None:
            self.chosen.key, self.practised.shown = record.key, False
            self.changed()
            return True
        if not text:
            self._leave(self.kohtaa.back.go)
        return bool(text)

    def do_quit(self) -> None:
        """Leave the program; asks first when the disk refuses."""
        self._leave(self.kohtaa.leave)

    def _leave(self, leave: Callable[[], None]) -> None:
        """Keep everything, and leave; asks first when the disk refuses what was written here."""
        self.keep_everything()
        if not self.runner.unsaved:
            leave()
            return
        self.saver.save()  # it tries on

        def let_go() -> None:
            self.hold.release()
            leave()

        ask_before_leaving(self, self.runner, let_go)

    def arrow(self, key: str) -> bool:
        if key in ("left", "right"):
            return False
        if self.practised.key(key):
            return True
        self.chosen.move(key, [item.note.key for item in self._items() if item.note is not None])
        return True

    def own_key(self, key: str, character: str | None) -> bool:
        """Where a practice's report is shown, a page of it."""
        turns = self.dialog is None and key in ("pagedown", "pageup") and self.practised.key(key)
        return turns or super().own_key(key, character)

    def clicked(self, target: str) -> None:
        what, _, name = target.partition(":")
        if what == "note":
            clicked = self.session.notes[int(name)].key
            if self.chosen.key == clicked:
                self.act("edit")
            self.chosen.key = clicked
        elif what == "done":
            self.chosen.leave_edit()
            self.submit("")

    def take(self, key: str, character: str | None) -> bool:
        if key == "escape" and self.dialog is None and not self.curtain and self.chosen.leave_edit():
            self.redraw()
            return True
        return super().take(key, character)

    # --- actions ---

    @property
    def locked(self) -> bool:
        return self.session.locked

    def opened(self) -> None:
        self.runner.unlocked()
        self.redraw()

    def do_edit(self) -> None:
        """Bring the chosen note's text to the line."""
        self.chosen.edit()

    def noticed(self) -> tuple[Found, ...]:
        """In the line; while that is empty, in the chosen note."""
        if self.line.value or self.chosen.note is None or self.dialog is not None or self.curtain:
            return super().noticed()
        return self.chosen.found()

    def do_mask(self) -> None:
        """Mask what is in the line, or in the chosen note after asking once: its text goes for good."""
        note = self.chosen.note
        if self.line.value or note is None or not self.chosen.found():
            super().do_mask()
        else:
            self.chosen.ask_mask(note)

    def do_remove(self) -> None:
        """Take the chosen note out, after asking once."""
        self.chosen.ask_remove()

    def do_correct(self) -> None:
        """Set when the meeting or a phase began: pressed late, or too early."""
        self._correcting.open()

    def close_dialog(self) -> None:
        if not isinstance(self.dialog, Adjust):
            self._correcting.drop()
        super().close_dialog()

    def do_order(self) -> None:
        """Notes by mark, or phase by phase with the prompts that were asked; of a practice the report before both."""
        self.by_phase = self.practised.turn(by_phase=self.by_phase)

    def do_language(self) -> None:
        """Prompts and phases in the next language."""
        self.language = next_language(self.language)

    def do_carry(self) -> None:
        """What goes into the client information system: to the clipboard, or to a file."""
        if self.locked:
            self.say(self.locked_told())
        else:
            carry_over(self, self.session, self._carried)

    def _carried(self, told: str) -> None:
        if self.runner.read_only is None:
            offer_erase(self, told)
        else:
            self.say(told)

    TEXTUAL = frozenset({"carry", "edit", "erase", "followup", "mask", "reflect", "remove"})
    """Actions that have nothing to work on where the texts are erased."""

    WRITING = frozenset({"correct", "edit", "erase", "followup", "mask", "reflect", "remove", "undo"})
    """Actions that change something: not where the meeting may only be read."""

    def possible(self, action: str) -> bool:
        if self.session.practice is not None and action.rpartition(".")[2] in REAL:
            return False
        if action == "review.carry" and not self.kohtaa.context.policy.allow_export:
            return False
        if self.runner.read_only is not None and action.rpartition(".")[2] in self.WRITING:
            return False
        if self.session.erased and action.rpartition(".")[2] in self.TEXTUAL:
            return False
        return super().possible(action)

    def act(self, action: str) -> None:
        if self.session.practice is not None and action in REAL:
            self.say(self.words("This is no real meeting: nothing of it is carried over."))
        elif self.session.erased and action in self.TEXTUAL:
            self.say(self.words("The texts of this meeting have been erased. The times stay."))
        elif action not in self.WRITING or not self._elsewhere.refused():
            super().act(action)

    def do_erase(self) -> None:
        """Take out what was written, after asking once: it has been carried over, or is not to be kept."""
        ask_erase(self)

    def _written(self) -> None:
        """The disk has been written to, or has refused."""
        if self.when_saved is not None and not self.runner.unsaved:
            told, self.when_saved = self.when_saved, None
            told()
        self.redraw()

    def forget(self) -> None:
        """Erase the texts, at once and for good, and whatever of them this screen still holds."""
        self.runner.erase()
        self.chosen.key = self.chosen.editing = None
        self._correcting.drop()
        self.line.put("")
        self.changed()

    def do_reflect(self) -> None:
        """Three questions for oneself; an empty answer skips one. Never exported."""
        if self.session.practice is not None:
            choose_questions(self)
        else:
            reflect(self)

    def do_followup(self) -> None:
        """The day and time of the next meeting: a note, and a file for the calendar."""
        ask_followup(self)

    def do_undo(self) -> None:
        """Take back the last change made here."""
        try:
            undone = self.runner.undo()
        except KohtaaError as fault:
            self.say(self.words.fault(fault))
            return
        if undone is None:
            self.say(self.words("There is nothing to undo."))
            return
        event, text = undone
        if text:
            self.line.put(text)
        self.changed()
        self.say(self.words("Undone: {what}", what=undone_what(event, self.words)))

    def do_help(self) -> None:
        """What can be done here."""
        open_help(self)

    def keep_everything(self) -> None:
        self.close_dialog()
        text = "" if self.chosen.take_edit() else self.line.value
        if text and not self.session.erased and self.runner.read_only is None:
            self.runner.note(text)  # what was typed here was meant to be kept
            self.line.put("")
        self.saver.finish("")
        if not self.runner.unsaved:
            self.hold.release()
