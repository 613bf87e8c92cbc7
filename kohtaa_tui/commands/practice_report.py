"""`kohtaa practice report|runs|erase`: what practice came to, the runs there are, and taking one away."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Literal, TextIO

import msgspec
from msgspec import UNSET, Struct, UnsetType

from ..domain import timing
from ..domain.practice_compared import Compared, compared
from ..domain.practice_report import PracticeReport, practice_report
from ..domain.report import practice_ref
from ..domain.session import Session, Status
from ..domain.text import clean
from ..errors import N_, KohtaaError, UsageFault
from ..i18n import Words
from ..storage import observations
from ..storage.archive import Archive
from ..storage.hold import Hold
from ..storage.library import Broken, Misplaced
from ..storage.paths import Places
from ..storage.vault import Vault
from .erasing import Erasing

WIDEST = 92
"""Columns of a report at most: longer lines are hard to read."""
WITHOUT_TERMINAL = 78


class PracticeRun(Struct, frozen=True):
    """One run in the list: the client's id and name, the whole minutes planned, and the seconds it lasted."""

    id: str
    status: Literal["running", "ended"]
    started_at: str
    client: str
    name: str
    minutes: int
    length_s: int
    locked: bool | UnsetType = UNSET


class PracticeComparison(Struct, frozen=True):
    """Two runs side by side, the one that began first as the earlier one."""

    earlier: PracticeReport
    later: PracticeReport
    figures: list[Compared]


class Runs:
    """The runs of practice in one data folder. `places` are those of the meetings: practice lies beside them."""

    def __init__(
        self,
        places: Places,
        words: Words,
        out: TextIO,
        err: TextIO,
        unlock: Callable[[Vault], None] | None = None,
    ) -> None:
        """`unlock` asks for the passphrase where something in a run is encrypted; without it that stays locked."""
        self._unlock = unlock
        self._meetings = places
        self._archive = Archive(places.practice)
        self._words, self._out, self._err = words, out, err

    # --- finding ---

    def resolve(self, text: str) -> str:
        """The id of the run that `text` means: `last`, an id, or a unique beginning of one. Raises `UsageFault`."""
        if text == "last":
            newest = next((run.id for run in self._sessions()), None)
            if newest is None:
                raise UsageFault(N_("There is no practice yet. kohtaa practice list shows the practice clients."))
            return newest
        found = [i for i in self._archive.ids() if text and i.startswith(text)]
        if len(found) == 1 or text in found:
            return found[0] if len(found) == 1 else text
        if found:
            sentence = N_("“{id}” fits {n} runs of practice. Write more of the id.")
            raise UsageFault(sentence, id=clean(text, 60), n=len(found))
        meetings = [i for i in Archive(self._meetings).ids() if text and i.startswith(text)]
        if len(meetings) == 1:
            command = f"kohtaa show {meetings[0]}"
            raise UsageFault(N_("That is a real meeting and no practice. Read it with: {command}"), command=command)
        raise UsageFault(N_("There is no practice “{id}”. kohtaa practice runs shows them."), id=clean(text, 60))

    def load(self, session_id: str) -> Session:
        """The session of a run. Raises `KohtaaError` for one that cannot be read, or is a real meeting."""
        session = self._archive.load(session_id).session
        if stranger := self._archive.stranger(session.practice):
            raise stranger
        return session

    def _sessions(self) -> Iterator[Session]:
        for files in self._archive.all_files():
            try:
                yield self.load(files.id)
            except (KohtaaError, OSError):
                continue

    # --- the commands ---

    def report(self, asked: Namespace, *, ascii_only: bool = False) -> int:
        """One run, as text, Markdown or JSON; with `--with` beside another one."""
        found, beside = self.resolve(asked.id), self.resolve(asked.beside) if asked.beside else None
        if found == beside:
            raise UsageFault(N_("Those are the same run. kohtaa practice runs shows the others."))
        whole, other = self._report(found), self._report(beside) if beside else None
        if asked.json:
            self._json(whole if other is None else _comparison(whole, other))
            return 0
        from ..exports.practice_text import markdown, plain

        ascii_only = ascii_only or asked.ascii
        text = (
            markdown(whole, self._words, other)
            if asked.markdown
            else plain(whole, self._words, _columns(self._out), other, ascii_only=ascii_only)
        )
        self._out.write(text)
        return 0

    def _report(self, session_id: str) -> PracticeReport:
        session = self.load(session_id)
        if session.locked and self._unlock is not None:
            self._unlock(self._archive.vault)
            self._unlock = None  # asked once, also where two runs are compared
            session = self.load(session_id)
        return practice_report(session, self._words.language, observations.read(self._archive.places, session_id))

    def all(self, asked: Namespace) -> int:
        """All runs, newest first; one that cannot be read, or is no practice, is named with its reason."""
        rows: list[PracticeRun] = []
        none = True
        for found in self._archive.recent(1_000_000):
            none = False
            if isinstance(found, Broken):
                print(f"{found.id}: {self._words.fault(found.fault)}", file=self._err)
            else:
                rows.append(_run(found))
                if not asked.json:
                    print(self._row(found), file=self._out)
        if asked.json:
            self._json(rows)
        elif none:
            print(self._words("No practice yet"), file=self._out)
        return 0

    def erase(self, asked: Namespace, ask: TextIO | None) -> int:
        """Take a run away for good, with what an observer marked; asks once."""
        from ..runtime.clock import SystemClock

        session_id = self.resolve(asked.id)
        try:
            self.load(session_id)
        except Misplaced:  # a real meeting, perhaps the only copy: never taken away in the name of practice
            raise
        except KohtaaError:
            pass  # what cannot be read can be taken away all the same
        work = _Erasing(self._archive, self._words, SystemClock(), ask, self._out, self._err)
        return work.run(session_id, asked)

    # --- telling ---

    def _row(self, session: Session) -> str:
        words, run = self._words, _run(session)
        start = session.began_at
        parts = [
            f"{words('{day} {year}', day=words.day(start.date()), year=start.year):<15}  {words.time(start)}",
            f"{words('{n} min', n=timing.minutes(run.length_s)):>7}",
            run.id,
            " · ".join(part for part in (run.name, words("not ended") if run.status == "running" else "") if part),
        ]
        return "  ".join(parts).rstrip()

    def _json(self, value: PracticeReport | PracticeComparison | list[PracticeRun]) -> None:
        print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode(), file=self._out)


class _Erasing(Erasing):
    """Erasing, of a run: about nobody, so that nothing of it needs to stay."""

    def run(self, session_id: str, asked: Namespace) -> int:
        words, archive = self._words, self._archive
        hold = Hold(archive.places, session_id)
        observer = Hold(archive.places, observations.observer(session_id))  # would write again what was taken away
        if not hold.take() or not observer.take():
            hold.release()
            self._name((session_id,), ())
            return 1
        try:
            _, told, _ = self._before(session_id, whole=True)
            question = words("Take this practice away for good? {practice}", practice=told)
            if not self._agreed(question, asked, f"kohtaa practice erase {session_id} --yes"):
                return 1
            observations.erase(archive.places, session_id)
            archive.remove(session_id)
        finally:
            observer.release()
            hold.release()
        self._say(words("The practice was taken away: {practice}", practice=told))
        self._say(words("Backups, snapshots and other computers may still hold copies."))
        return 0


def _run(session: Session) -> PracticeRun:
    scenario = session.practice.scenario if session.practice else None
    ref = practice_ref(session)
    return PracticeRun(
        id=session.id,
        status="ended" if session.status is Status.ENDED else "running",
        started_at=session.began_at.isoformat(timespec="seconds"),
        client=ref.client if ref else "",
        name=scenario.name if scenario else "",
        minutes=session.plan.minutes,
        length_s=timing.length_s(session, session.last_ms),
        locked=True if session.locked else UNSET,
    )


def _comparison(one: PracticeReport, other: PracticeReport) -> PracticeComparison:
    earlier, later = sorted((one, other), key=lambda r: r.started_at)
    return PracticeComparison(earlier, later, compared(earlier, later))


def _columns(out: TextIO) -> int:
    """How wide the report may be: as the terminal, within what can be read."""
    try:
        return max(24, min(os.get_terminal_size(out.fileno()).columns, WIDEST))
    except (OSError, ValueError):
        return WITHOUT_TERMINAL
