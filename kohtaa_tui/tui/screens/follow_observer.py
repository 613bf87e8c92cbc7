"""The observer's screen in a practice in threes: kinds of turns, pitfalls and good moments are marked by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ...domain.observation import Observation, ObservationKind
from ...domain.rehearsal import scenario_of, scene
from ...domain.scenario import Trap
from ...exports.practice_words import KIND_NAMES, NOT_MARKS
from ...runtime.following import Followed
from ...runtime.observing import Observer
from ..draw.canvas import cell_len
from ..draw.follow import FollowView, Markable
from ..draw.furniture import status_width
from ..draw.grid import Grid
from ..helps import masks
from ..saving import Saver
from .follow import FollowScreen

if TYPE_CHECKING:
    from ..app import KohtaaApp

TRAP_KEYS = "890"
"""The keys of the first pitfalls of a phase; all of them can be chosen with the arrows."""
HELD_S = 0.4
"""The same key again within so many seconds is one that is held down: it counts once."""


class ObserverScreen(FollowScreen):
    """What the observer marks, beside the practice's own time and phases."""

    role = "observer"
    writes = True

    def __init__(self, app_: KohtaaApp) -> None:
        super().__init__(app_)
        self.observer: Observer | None = None
        self.saver: Saver | None = None
        self._trap = 0
        self._pressed: tuple[str, float] = ("", -1.0)

    def role_name(self) -> str:
        return self.words("observer")

    # --- the practice that is followed ---

    def was_read(self, before: Followed | None, now: Followed | None) -> None:
        if now is None:
            return
        if self.observer is None or self.observer.session_id != now.session.id:
            self._finish()
            context = self.kohtaa.context
            self.observer = observer = Observer(context.places, now.session.id, context.device)
            self.saver = Saver(observer, self._written, lambda: "")
        if before is None or before.session.phase.id != now.session.phase.id:
            self._trap = 0
        read_along = not self.observer.writes and before is not None
        if not self.observer.writes and self.observer.take(self.kohtaa.context.clock.now()) and read_along:
            self.say(self.words("You are the observer now."))

    @property
    def reads_along(self) -> bool:
        return self.observer is not None and not self.observer.writes

    def _written(self) -> None:
        if self.observer is not None and self.observer.fault is not None:
            self.message = self.words.fault(self.observer.fault)
        self.redraw()

    def _finish(self) -> None:
        """Put all marks on the disk and let the file go."""
        if self.saver is not None:
            self.saver.finish("")
        self.observer = self.saver = None

    def keep_everything(self) -> None:
        """What is still being typed becomes a remark: nothing that was typed is lost."""
        if self.dialog is None and self.line.value.strip() and self._may_write(remark=True):
            self._mark("remark", text=self.line.value.strip())
            self.line.put("")
        self._finish()

    # --- what is seen ---

    def view(self, width: int, height: int) -> FollowView:
        view, session, observer = self.base_view(), self.session, self.observer
        if session is None or observer is None:
            return view
        words, counts = self.words, observer.counts(session.phase.id)
        kinds = [
            Markable(str(key), words(name), f"turn:{kind}", counts["turn", kind])
            for key, (kind, name) in enumerate(KIND_NAMES.items(), 1)
        ]
        kinds.append(Markable("+", words("good moment"), "good", counts["good", ""]))
        traps = [
            Markable(
                TRAP_KEYS[place] if place < len(TRAP_KEYS) else "·",
                trap.text.get(words.language),
                f"trap:{trap.id}",
                counts["trap", trap.id],
                chosen=place == self._trap,
            )
            for place, trap in enumerate(self._traps())
        ]
        marks = tuple((words.time(session.wall(m.at_ms).astimezone()), self._told(m)) for m in observer.marks[-40:])
        saved = self.saver.state if observer.writes and self.saver is not None else "reading"
        return replace(
            view,
            kinds=tuple(kinds),
            traps=tuple(traps),
            marks=marks,
            saved=saved,
            unsaved=observer.unsaved,
            mask=self.masking.word(width, height),
        )

    def _traps(self) -> tuple[Trap, ...]:
        session = self.session
        scenario = scenario_of(session) if session is not None else None
        here = scene(scenario, session.phase.id) if scenario is not None and session is not None else None
        return here.trap if here is not None else ()

    def _told(self, mark: Observation) -> str:
        """A mark in a few words."""
        words = self.words
        match mark.kind:
            case "turn":
                return next((words(name) for kind, name in KIND_NAMES.items() if kind == mark.value), mark.value)
            case "good":
                return "+ " + words("good moment")
            case "trap":
                return "! " + self._trap_text(mark.value)
            case _:
                return mark.text

    def _trap_text(self, trap_id: str) -> str:
        scenario = scenario_of(self.session) if self.session is not None else None
        all_traps = (trap for phase in scenario.phase for trap in phase.trap) if scenario is not None else ()
        return next((t.text.get(self.words.language) for t in all_traps if t.id == trap_id), trap_id)

    def standing(self) -> str:
        if self.reads_along and self.followed is not None and self.followed.state == "running":
            return self.words("Another window is the observer. Here the marks can only be read.")
        return super().standing()

    def placeholder(self) -> str:
        if self.session is None:
            return ""
        return self.words("a remark, then Enter; a digit marks")

    def status_width(self, grid: Grid) -> int:
        if self.session is None:
            return 1
        narrow = grid.width < 60
        return max(status_width(self.words, narrow=narrow), 0 if narrow else cell_len(self.words("read only")))

    def possible(self, action: str) -> bool:
        if action == "follow.undo":
            return self.observer is not None and self.observer.writes and bool(self.observer.marks)
        return action not in ("follow.up", "follow.down") and super().possible(action)

    # --- marking ---

    def own_key(self, key: str, character: str | None) -> bool:
        if self.line.value or character is None or character not in "1234567890+":
            return False
        if not self._held_down(character) and self.session is not None:
            self._by_key(character)
        return True

    def _held_down(self, key: str) -> bool:
        now = self.kohtaa.context.clock.elapsed()
        (last, at), self._pressed = self._pressed, (key, now)
        return last == key and 0 <= now - at < HELD_S

    def _by_key(self, character: str) -> None:
        if character == "+":
            self._try("good")
        elif character in TRAP_KEYS:
            self._try_trap(TRAP_KEYS.index(character))
        else:
            self._try("turn", list(KIND_NAMES)[int(character) - 1])

    def _try_trap(self, place: int) -> None:
        traps = self._traps()
        if place >= len(traps):
            self.say(self.words("There is no such pitfall in this phase."))
            return
        self._trap = place
        self._try("trap", traps[place].id)

    def _try(self, kind: ObservationKind, value: str = "") -> None:
        if self._may_write():
            self._mark(kind, value)

    def _may_write(self, *, remark: bool = False) -> bool:
        """Whether a mark may be made now; the sentence that stands on the page says why not."""
        running = self.followed is not None and (remark or self.followed.state == "running")
        return running and self.observer is not None and self.observer.writes

    def _mark(self, kind: ObservationKind, value: str = "", text: str = "") -> None:
        if self.observer is not None and self.session is not None and self.saver is not None:
            self.observer.mark(self.at_ms(), self.session.phase.id, kind, value, text)
            self.saver.save()

    def submit(self, text: str) -> bool:
        if text.strip():
            if not self._may_write(remark=True):
                return False
            self._mark("remark", text=text.strip())
            return True
        if self._may_write() and self._traps():
            self._try_trap(self._trap)
            return True
        return super().submit(text)

    def arrow(self, key: str) -> bool:
        if key in ("left", "right"):
            return False
        traps = len(self._traps())
        self._trap = min(max(0, self._trap + (1 if key == "down" else -1)), max(0, traps - 1))
        return True

    def clicked(self, target: str) -> None:
        what, _, value = target.partition(":")
        if what in ("turn", "trap") and value:
            self._try("turn" if what == "turn" else "trap", value)
        elif what == "good":
            self._try("good")

    def do_undo(self) -> None:
        """Take the last mark back: it is then gone from the file too."""
        taken = self.observer.undo() if self.observer is not None else None
        if taken is None or self.saver is None:
            self.say(self.words("There is nothing to undo."))
            return
        self.saver.save()
        if taken.kind == "remark" and not self.line.value:
            self.line.put(taken.text)
        self.say(self.words("Undone: {what}", what=self._told(taken)))

    def help_sentences(self) -> list[str]:
        words = self.words
        return [
            words("1 to 7 mark what kind of turn the adviser's was."),
            words("8, 9 and 0 mark a pitfall of this phase; so does Enter on the one chosen with ↑ ↓."),
            words("+ marks a good moment."),
            words("Text and Enter are a remark with its time; one that begins with a digit begins with a blank."),
            masks(self.keys, words),
            words(NOT_MARKS),
        ]
