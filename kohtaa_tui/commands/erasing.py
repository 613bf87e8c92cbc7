"""`kohtaa erase`: taking texts out for good, one meeting or all that are past their days, with a receipt."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

import msgspec
from msgspec.structs import asdict, replace

from ..domain.session import Status
from ..errors import N_, KohtaaError, StorageFault, UsageFault
from ..i18n import Words
from ..runtime.clock import Clock
from ..runtime.held import open_elsewhere
from ..runtime.receipts import parts
from ..storage.archive import Archive, Erased
from ..storage.hold import Hold
from ..storage.library import Broken
from ..storage.retention import Retention
from .asking import agreed


class Erasing:
    """Erases, after asking once. `ask` is where a person can be asked; None where there is no terminal."""

    def __init__(
        self, archive: Archive, words: Words, clock: Clock, ask: TextIO | None, out: TextIO, err: TextIO
    ) -> None:
        self._archive, self._words, self._clock = archive, words, clock
        self._ask, self._out, self._err = ask, out, err

    # --- one meeting ---

    def one(self, asked: Namespace) -> int:
        """Erase the texts of one meeting, or with `--times` all of it."""
        if asked.dry_run:
            raise UsageFault(N_("{option} works with {other} only."), option="--dry-run", other="--due")
        words, session_id = self._words, self._archive.resolve(asked.id)
        hold = Hold(self._archive.places, session_id)
        if not hold.take():
            self._name((session_id,), ())
            return 1
        try:
            receipt, told, gone = self._before(session_id, whole=asked.times)
            if gone and not asked.times:
                if asked.json:
                    self._receipts([], asked)
                else:
                    self._say(words("The texts of this meeting have been erased already."))
                return 0
            question = (
                words("Take away the whole meeting, its times too? {meeting}", meeting=told)
                if asked.times
                else words("Erase what was written for good? The times stay. {meeting}", meeting=told)
            )
            if not self._agreed(question, asked, f"kohtaa erase {session_id}{' --times' if asked.times else ''} --yes"):
                return 1
            if asked.times:
                self._archive.remove(session_id)
            else:
                receipt = self._archive.erase(session_id)
        finally:
            hold.release()
        self._receipts([receipt], asked)
        return 0

    def _before(self, session_id: str, *, whole: bool) -> tuple[Erased, str, bool]:
        """The receipt as it will be, how to call the meeting, and whether all is erased in it already."""
        try:
            receipt = self._archive.to_erase(session_id)
            loaded = self._archive.load(session_id)
        except KohtaaError:
            if not whole:
                raise
            # What cannot be read can be taken away all the same: its name tells when it began.
            began = datetime.strptime(session_id[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone()
            receipt = Erased(session_id, began, 0, 0, reference=False, draft=False, unread=0, copies=0)
            return receipt, self._when(began), False
        session = loaded.session
        reference = self._words("locked") if session.reference_locked else session.reference
        running = "" if session.status is Status.ENDED else self._words("not ended")
        called = " · ".join(part for part in (self._when(session.began_at), reference, running) if part)
        gone = session.erased and not self._archive.tells(self._archive.files(session_id), session)
        return receipt, called, gone

    # --- all that are due ---

    def due(self, keep_days: int | None, asked: Namespace) -> int:
        """Erase what is past the days of the settings; with `--dry-run` only say what that is.

        `keep_days` is None where the settings may have meant something else.
        """
        words = self._words
        if asked.times:
            raise UsageFault(N_("{option} works with one meeting only."), option="--times")
        if keep_days is None:
            raise StorageFault(
                N_("Something in config.toml was not understood, perhaps keep_days. Nothing is erased until it is.")
            )
        if not keep_days:
            self._nothing(words("keep_days is 0: what was written is kept until you erase it."), asked)
            return 0
        retention, now = Retention(self._archive, keep_days), self._clock.now()
        found = retention.look(now)
        self._name(found.held, found.strange)
        code = 1 if found.held or found.strange else 0
        if not found.due:
            nothing = words.plural(
                "Nothing is past {n} day.", "Nothing is past {n} days.", keep_days
            )  # what could not be looked at has been named
            self._nothing(nothing, asked)
            return code
        ids = [aged.id for aged in found.due]
        if asked.dry_run:
            receipts = []
            for session_id in ids:
                try:
                    receipts.append(self._archive.to_erase(session_id))
                except KohtaaError as fault:
                    self._tell(f"{session_id}: {words.fault(fault)}")
                    code = 1
            self._receipts(receipts, asked)
            return code
        if not asked.yes and self._ask is not None:
            for aged in found.due:
                parts = (self._when(aged.started_at), aged.reference)
                print("  " + " · ".join(part for part in parts if part), file=self._err)
        question = words.plural(
            "Erase what was written in {n} meeting for good? The times stay.",
            "Erase what was written in {n} meetings for good? The times stay.",
            len(ids),
        )
        if not self._agreed(question, asked, "kohtaa erase --due --yes"):
            return 1
        done = retention.erase(ids, now)
        self._name(done.held, done.failed)
        self._receipts(done.erased, asked)
        return 1 if done.held or done.failed else code

    def _name(self, held: Sequence[str], strange: Sequence[Broken]) -> None:
        """Say which meetings could not be erased, and why."""
        for session_id in held:
            held_by = open_elsewhere(Hold(self._archive.places, session_id), self._words, self._clock.now())
            self._tell(f"{session_id}: {self._words.fault(held_by)}")
        for broken in strange:
            self._tell(f"{broken.id}: {self._words.fault(broken.fault)}")

    # --- asking and telling ---

    def _agreed(self, question: str, asked: Namespace, command: str) -> bool:
        """Ask once, default no. Raises `UsageFault` where nobody can be asked."""
        if asked.yes:
            return True
        if self._ask is None:
            raise UsageFault(N_("There is nobody to ask here. Without asking: {command}"), command=command)
        if agreed(question, self._words, self._ask, self._err):
            return True
        self._tell(self._words("Nothing was erased."))
        return False

    def _receipts(self, receipts: Sequence[Erased], asked: Namespace) -> None:
        """What was taken out: a line a meeting, and the sum."""
        words = self._words
        copies = words("Backups, snapshots and other computers may still hold copies.")
        if asked.json:
            self._say(msgspec.json.format(msgspec.json.encode([_as_json(r) for r in receipts]), indent=2).decode())
            if receipts and not asked.dry_run:
                self._tell(copies)
            return
        for receipt in receipts:
            self._say(f"{self._when(receipt.started_at)}  {receipt.id}  {', '.join(parts(receipt, words))}")
        if not receipts:
            return
        n, told = len(receipts), ", ".join(parts(_sum(receipts), words))
        if asked.dry_run:
            whole = words.plural(
                "{n} meeting would be erased: {what}", "{n} meetings would be erased: {what}", n, what=told
            )
        elif asked.times:
            whole = words.plural(
                "{n} meeting taken away with its times: {what}",
                "{n} meetings taken away with their times: {what}",
                n,
                what=told,
            )
        else:
            whole = words.plural(
                "{n} meeting erased, its times stay: {what}",
                "{n} meetings erased, their times stay: {what}",
                n,
                what=told,
            )
        self._say(whole)
        if not asked.dry_run:
            self._say(copies)

    def _when(self, moment: datetime) -> str:
        words = self._words
        return f"{words('{day} {year}', day=words.day(moment.date()), year=moment.year)} {words.time(moment)}"

    def _nothing(self, sentence: str, asked: Namespace) -> None:
        if asked.json:
            self._receipts([], asked)
        else:
            self._say(sentence)

    def _say(self, line: str) -> None:
        print(line, file=self._out)

    def _tell(self, sentence: str) -> None:
        print(f"kohtaa: {sentence}", file=self._err)


def _sum(receipts: Sequence[Erased]) -> Erased:
    first = receipts[0]
    return replace(
        first,
        notes=sum(r.notes for r in receipts),
        reflections=sum(r.reflections for r in receipts),
        reference=any(r.reference for r in receipts),
        draft=any(r.draft for r in receipts),
        unread=sum(r.unread for r in receipts),
        copies=sum(r.copies for r in receipts),
    )


def _as_json(receipt: Erased) -> dict[str, object]:
    return asdict(receipt) | {"started_at": receipt.started_at.isoformat(timespec="seconds")}
