"""The whole meeting as plain lines: for screen readers, poor terminals and other programs.

Every line that comes in gets exactly one line of answer: `✓ N HH:MM` for a note that is on the disk,
`✗ N …` for one that is not yet, `· …` for all else. What was not asked for begins with `# `.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable
from contextlib import suppress
from signal import SIGINT
from typing import TextIO

from .domain import timing
from .domain.events import Key, Paused, PhaseEntered, PromptTicked, Resumed
from .domain.notes import MAX_NOTE, typed
from .domain.personal import find, masked
from .domain.plan import MAX_MINUTES
from .domain.session import Session, Status
from .domain.text import clean
from .errors import KohtaaError
from .i18n import Words
from .runtime import followup, spoken
from .runtime.clock import COUNTS_SLEEP
from .runtime.earlier import put_right
from .runtime.gaps import QUESTION_S, Gap
from .runtime.noticed import counted
from .runtime.runner import Runner
from .runtime.typed_lines import TypedLines, Wake

DRAFT_S = 2.0
"""A half-typed line is on the disk within so many seconds."""

WIPE = "\x1b[H\x1b[2J\x1b[3J"
"""Clears the screen, then the scrollback: many terminals clear a screen by pushing it into the scrollback."""
DUMB_LINES = 60
"""Empty lines that push everything out of sight where a terminal knows no such orders."""

MASK_KEY = "#"
"""The line that masks what may point to a person."""

NEXT_KEY = ">>"
"""What begins a line that tells the day and time of the next meeting."""

_MINUTES = re.compile(r"([+-])(\d{1,3})")  # a longer number is a phone number, and a note


Ahead = Callable[[Session, int], str]
"""Words about the next appointment, for a session at a moment."""


def run(
    runner: Runner,
    words: Words,
    input: TextIO | None,
    output: TextIO,
    *,
    resumed_draft: str = "",
    ahead: Ahead = lambda _session, _at_ms: "",
) -> int:
    """Run the meeting until it ends, the input ends or the system asks to leave; returns the exit code.

    `resumed_draft` is a line left half typed: there is no line to put it back on, so it is kept as a note.
    `ahead` tells of the appointment after the meeting, where there is one.
    """
    gc.freeze()
    gc.enable()
    return _Plain(runner, words, TypedLines(input), output, ahead).run(resumed_draft)


class _Plain:
    """One run of the plain meeting."""

    def __init__(self, runner: Runner, words: Words, lines: TypedLines, output: TextIO, ahead: Ahead) -> None:
        self._runner = runner
        self._words = words
        self._ahead = ahead
        self._lines = lines
        self._output = output
        self._displaced = False  # whether it was said that another computer's file came in ours' place
        self._gone = False  # nobody reads what is said any more
        self._unsaved: dict[Key, int] = {}  # notes said to be not saved → their numbers
        self._level = int(timing.Level.CALM)
        self._commands: dict[str, Callable[[], str]] = {
            ">": self._next,
            "<": self._back,
            ".": self._where,
            "=": self._pause,
            "-": self._undo,
            ",": self._curtain,
            MASK_KEY: self._mask,
            "?": self._help,
            "": self._tick,
        }

    # --- the run ---

    def run(self, draft: str) -> int:
        with self._lines.minding_signals():
            try:
                self._runner.flush()
                self._greet(draft)
                return self._follow()
            finally:
                self._runner.close()

    def _follow(self) -> int:
        while not self._gone:
            heard = self._lines.wait(self._patience())
            if heard is Wake.LEAVE:
                return self._leave()
            self._mind_clock()
            if heard is Wake.END:
                break
            if heard is Wake.TIME:
                self._runner.keep_draft(clean(self._lines.unfinished[: MAX_NOTE + 1]))
                if self._runner.unsaved:
                    self._flush()
            elif isinstance(heard, str):
                self._answer(heard)
                if not self._lines.unfinished:
                    self._runner.keep_draft("")
            if self._session.status is Status.ENDED and not self._runner.unsaved:
                return 0
        return self._stop()

    def _patience(self) -> float:
        seconds = timing.next_change_s(self._session, self._runner.at_ms())
        return min(seconds, DRAFT_S) if self._lines.unfinished or self._runner.unsaved else seconds

    def _leave(self) -> int:
        """Go as the system asks: what was half typed is kept as such."""
        if self._lines.unfinished:
            self._runner.keep_draft(clean(self._lines.unfinished[: MAX_NOTE + 1]))
        if self._stop():
            return 1
        return 128 + SIGINT if self._lines.signal == SIGINT else 0

    def _stop(self) -> int:
        """Leave a meeting that goes on; 1 when something could not be saved."""
        saved = self._flush()
        if not saved:
            self._say(f"# {self._not_saved()}")
        if self._session.status is not Status.ENDED:
            self._say(
                "# " + self._words("The meeting goes on. Go back to it with: {command}", command=self._resume_command())
            )
        return 0 if saved else 1

    def _resume_command(self) -> str:
        return f"kohtaa resume {self._session.id} --plain"

    def _mind_clock(self) -> None:
        """Settle a clock that jumped, and tell when the level rises."""
        drift = self._runner.drift_s()
        if abs(drift) > QUESTION_S:
            self._runner.answer_drift(Gap.COUNT if drift > 0 and (self._runner.slept or not COUNTS_SLEEP) else None)
            self._say("# " + self._words("The computer's clock moved by {n} min.", n=round(drift / 60)))
        level = self._level_now()
        if level > self._level:
            self._say(f"# {spoken.risen(self._session, self._runner.at_ms(), level, self._words)}")
        self._level = level

    def _answer(self, line: str) -> None:
        text = line.strip()
        try:
            if len(text) <= MAX_NOTE:
                text = clean(text, MAX_NOTE + 1).strip()
            if len(text) > MAX_NOTE:
                answer = self._words("That is over {n} characters and was not kept. Write it in parts.", n=MAX_NOTE)
            elif self._session.status is Status.ENDED:
                answer = self._flush_ended(text)
            elif text == "*":
                answer = self._end()
            elif text in self._commands:
                answer = self._commands[text]()
            elif text.startswith(NEXT_KEY):
                answer = self._next_meeting(text.removeprefix(NEXT_KEY))
            elif told := put_right(text, self._runner, self._words):
                answer = told
            elif found := _MINUTES.fullmatch(text):
                answer = self._fit(int(found[2]) * (1 if found[1] == "+" else -1))
            elif self._note(text):
                return
            else:  # a mark alone is an empty line
                answer = self._tick()
        except KohtaaError as fault:
            answer = self._words.fault(fault)
        if self._session.status is not Status.ENDED and not self._flush():
            answer = f"{answer} {self._not_saved()}"
        self._level = self._level_now()
        self._say(f"· {answer}")

    # --- what a line does ---

    def _note(self, text: str) -> bool:
        """Keep a note and say so; False when the line holds none."""
        record = self._runner.note(text)
        if record is None:
            return False
        number = len(self._session.notes)
        if self._flush():
            self._say(f"✓ {number} {self._session.wall(record.at_ms):%H:%M}")
        else:
            self._unsaved[record.key] = number
            self._say(f"✗ {number} {self._not_saved()}")
        self._mind(text)
        return True

    def _mind(self, text: str) -> None:
        """Say that something in a note may point to a person, and what takes it out."""
        if found := find(text):
            what = counted(found, self._words)
            self._say("# " + self._words("In the note: {what}. A line {key} masks it.", what=what, key=MASK_KEY))

    def _mask(self) -> str:
        """Put `***` in the place of what was found, in the newest note that holds something."""
        notes = enumerate(self._session.notes, 1)
        number, note = next(((n, note) for n, note in reversed([*notes]) if find(note.text)), (0, None))
        if note is None:
            return self._words("There is nothing to mask here.")
        text = masked(note.text)
        self._runner.edit(note.key, typed(text, note.mark))
        return self._words("Note {n} is masked: {text}", n=number, text=text)

    def _next(self) -> str:
        session = self._session
        if timing.is_last(session):
            return self._words("The last phase. {key} ends the meeting.", key="*")
        return self._enter(session.place + 1)

    def _back(self) -> str:
        if not self._session.place:
            return self._words("This is the first phase.")
        return self._enter(self._session.place - 1)

    def _enter(self, place: int) -> str:
        self._runner.record(PhaseEntered(self._session.plan.phases[place].id))
        return f"{self._where()} · {self._prompt()}"

    def _where(self) -> str:
        at_ms = self._runner.at_ms()
        told = (spoken.where(self._session, at_ms, self._words), self._ahead(self._session, at_ms))
        return " · ".join(part for part in told if part)

    def _pause(self) -> str:
        if self._session.status is Status.PAUSED:
            self._runner.record(Resumed())
            return self._words("The meeting goes on: {where}", where=self._where())
        self._runner.record(Paused())
        return self._words("Paused. The end time does not move.")

    def _undo(self) -> str:
        undone = self._runner.undo()
        if undone is None:
            return self._words("There is nothing to undo.")
        event, text = undone
        self._unsaved = {key: n for key, n in self._unsaved.items() if self._session.note(key)}
        what = spoken.undone(event, self._session, self._runner.at_ms(), self._words)
        return self._words("Undone: {what}", what=f"{what}: {text}" if text else what)

    def _curtain(self) -> str:
        """Take everything that was said and written off the terminal. In a pipe or a file there is nothing to hide."""
        if not self._gone and self._output.isatty():
            self._put(WIPE if os.environ.get("TERM", "dumb") not in ("", "dumb") else "\n" * DUMB_LINES)
        return self._words("The texts are off the screen. The meeting goes on.")

    def _fit(self, minutes: int) -> str:
        session, now = self._session, self._runner.at_ms()
        if session.end_s + 60 * minutes > 60 * MAX_MINUTES:
            return self._words("A meeting lasts at most {most} minutes.", most=MAX_MINUTES)
        self._runner.record(timing.refit(session, now, end_delta=minutes))
        return self._words("New end time: {where}", where=self._where())

    def _next_meeting(self, text: str) -> str:
        """Note the day and time of the next meeting, and write a file for the calendar."""
        now, words = self._session.wall(self._runner.at_ms()), self._words
        found = followup.understood(text, self._session, now)
        self._runner.note(followup.note(found, words, self._session, now.date()))
        told = followup.told(found, words, now.date())
        try:
            path = followup.shortened(followup.write(found, words, now))
        except KohtaaError as fault:
            return words(
                "{when}. The note stays, but there is no calendar file. {why}", when=told, why=words.fault(fault)
            )
        return words("{when}. Calendar file: {path}", when=told, path=path)

    def _tick(self) -> str:
        prompt = spoken.current_prompt(self._session)
        if prompt is not None:
            self._runner.record(PromptTicked(prompt.id))
        return self._prompt()

    def _prompt(self) -> str:
        return spoken.prompt(self._session, self._words)

    def _help(self) -> str:
        return spoken.keys(self._words)

    def _end(self) -> str:
        self._runner.end()
        return self._flush_ended("")

    def _flush_ended(self, text: str) -> str:
        """Put an ended meeting on the disk; a line typed while that fails is a note all the same."""
        if text not in self._commands and text != "*":
            self._runner.note(text)
        saved = self._flush()
        ended = self._words("The meeting has ended. Read it with: {command}", command=f"kohtaa show {self._session.id}")
        return ended if saved else self._not_saved()

    # --- words ---

    @property
    def _session(self) -> Session:
        return self._runner.session

    def _level_now(self) -> int:
        return spoken.level(self._session, self._runner.at_ms())

    def _not_saved(self) -> str:
        fault = self._runner.fault
        trouble = self._words("Not saved yet. Trying again.")
        return trouble if fault is None else f"{trouble} {self._words.fault(fault)}"

    def _greet(self, draft: str) -> None:
        for line in spoken.greeting(self._session, self._runner.at_ms(), self._words):
            self._say(line)
        if draft:
            self._keep_half_typed(draft)
        self._level = self._level_now()
        self._say("--")

    def _keep_half_typed(self, draft: str) -> None:
        if self._runner.note(draft[:MAX_NOTE]) is None:
            return
        number = len(self._session.notes)
        if self._flush():
            self._runner.keep_draft("")
            self._say(self._words("Your half-written line is back, as note {n}: {text}", n=number, text=draft))
        else:
            self._unsaved[self._session.notes[-1].key] = number
            self._say(self._not_saved())
        self._mind(draft)

    # --- out ---

    def _flush(self) -> bool:
        """Put all on the disk; says which notes have reached it after all."""
        saved = self._runner.flush()
        if self._runner.displaced and not self._displaced:
            self._displaced = True
            self._say("# " + self._words("Another computer wrote to this meeting too. Both are kept."))
        if not saved:
            return False
        if self._unsaved:
            numbers = ", ".join(str(n) for n in self._unsaved.values())
            self._unsaved.clear()
            self._say("# " + self._words("Saved after all: note {numbers}", numbers=numbers))
        return True

    def _say(self, line: str) -> None:
        self._put(f"{line}\n")

    def _put(self, text: str) -> None:
        if self._gone:
            return
        try:
            self._output.write(text)
            self._output.flush()
        except (OSError, ValueError):
            self._gone = True  # a closed terminal or pipe: the meeting is kept all the same
            with suppress(OSError, ValueError):
                self._output.close()
