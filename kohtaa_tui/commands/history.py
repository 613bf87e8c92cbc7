"""What `kohtaa list` and `kohtaa search` print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TextIO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ..domain.notes import SIGNS
from ..domain.report import Listed
from ..domain.searching import Noted, Query
from ..domain.text import clean
from ..errors import N_, UsageFault
from ..i18n import Words
from ..runtime.found import Found, Hit
from ..runtime.history import History
from ..storage.library import Broken
from ..storage.vault import Vault
from .history_asked import Wanted

PATIENCE = 300
"""So many meetings are read for the index without a word; from there on a person is told what takes so long."""


class FoundNote(Struct, frozen=True):
    """One of `notes` of a meeting that was found; `at_s` is whole seconds since it began."""

    at_s: int
    phase: str
    mark: str | None
    text: str


class FoundMeeting(Listed, frozen=True, kw_only=True):
    """A meeting that was found: its line in the list, and the notes it was found by."""

    notes: list[FoundNote]


class Telling:
    """The two commands, on one history."""

    def __init__(
        self,
        history: History,
        words: Words,
        out: TextIO,
        err: TextIO,
        phases: Callable[[str], dict[str, str]] = lambda _: {},
    ) -> None:
        """`phases` are the names of a method's phases by their ids, for the notes."""
        self._history, self._words, self._out, self._err = history, words, out, err
        self._phases, self._known = phases, dict[str, dict[str, str]]()

    def list(self, wanted: Wanted, *, texts: bool = True) -> int:
        """The meetings, newest first; one that cannot be read is named with its reason, and the others are listed.

        Without `texts` what a program reads tells no reference.
        """
        found = self._history.find(wanted.query, wanted.most)
        self._tell_broken(found)
        if wanted.as_json:
            listed = [hit.listed for hit in found.hits]
            self._print(msgspec.json.encode(listed if texts else [replace(one, reference=None) for one in listed]))
        elif found.hits:
            for hit in found.hits:
                print(self._row(hit.listed), file=self._out)
        elif wanted.query != Query():
            print(self._words("No meeting was found"), file=self._out)
        elif not found.broken:
            print(self._words("No meetings yet"), file=self._out)
        self._tell_more(found, wanted, "list")
        self._tell_locked(found)
        return 0

    def search(self, wanted: Wanted, unlock: Callable[[Vault], None] | None = None) -> int:
        """The meetings that were found, each with its notes. Raises `UsageFault` where nothing was asked for.

        `unlock` asks for the passphrase where something is encrypted; without it that is not looked into.
        """
        if wanted.query == Query(folded=wanted.query.folded):
            if wanted.typed is None:
                raise UsageFault(N_("What is to be found? Type a word, or see what else: kohtaa search --help"))
            message = N_("There is no word in “{text}” to look for.")
            self._say(self._words(message, text=clean(wanted.typed, 60)))
            found = Found()
        else:
            found = self._find(wanted, unlock)
        self._tell_broken(found)
        if wanted.as_json:
            self._print(msgspec.json.encode([_object(hit) for hit in found.hits]))
        elif found.hits:
            for hit in found.hits:
                print(self._row(hit.listed), file=self._out)
                for note in hit.notes:
                    print(self._note(hit.listed, note), file=self._out)
        else:
            print(self._words("No meeting was found"), file=self._out)
        self._tell_more(found, wanted, "search")
        self._tell_locked(found)
        return 0

    def _find(self, wanted: Wanted, unlock: Callable[[Vault], None] | None) -> Found:
        vault = self._history.archive.vault
        found = self._history.find(wanted.query, wanted.most)
        if found.locked and unlock is not None:
            unlock(vault)
            if vault.identities:
                message = N_("Encryption keeps texts out of the search index, so each meeting is opened to look.")
                self._say(self._words(message))
                found = self._history.find(wanted.query, wanted.most)
        return found

    # --- lines ---

    def _row(self, found: Listed) -> str:
        words, start = self._words, datetime.fromisoformat(found.started_at)
        running = words("not ended") if found.status == "running" else ""
        reference = words("locked") if found.reference is None else found.reference
        parts = [
            f"{words('{day} {year}', day=words.day(start.date()), year=start.year):<15}  {words.time(start)}",
            f"{words('{n} min', n=found.minutes):>7}",
            found.id,
            " · ".join(
                part for part in (running, reference, words("texts erased") if found.erased is True else "") if part
            ),
        ]
        return "  ".join(parts).rstrip()

    def _note(self, meeting: Listed, note: Noted) -> str:
        """A note under its meeting: its time, its sign, its text and its phase."""
        at = self._words.time(datetime.fromisoformat(meeting.started_at) + timedelta(seconds=note.at_s))
        if meeting.pack not in self._known:
            self._known[meeting.pack] = self._phases(meeting.pack)
        phase = self._known[meeting.pack].get(note.phase, note.phase)
        return f"    {at}  {SIGNS[note.mark] if note.mark else ' '} {clean(note.text)}  ({clean(phase, 60)})"

    # --- beside the answer ---

    def _tell_broken(self, found: Found) -> None:
        for broken in found.broken:
            print(_broken(broken, self._words), file=self._err)

    def _tell_more(self, found: Found, wanted: Wanted, command: str) -> None:
        if not found.more:
            return
        if wanted.query != Query():
            self._say(self._words("There are more. All are shown with: {command}", command=f"kohtaa {command} … --all"))
            return
        more = self._history.count() - len(found.hits) - len(found.broken)
        message = self._words.plural(
            "{n} more meeting is shown with: {command}",
            "{n} more meetings are shown with: {command}",
            more,
            n=self._words.number(more),
            command="kohtaa list --all",
        )
        self._say(message)

    def _tell_locked(self, found: Found) -> None:
        if found.locked:
            message = self._words.plural(
                "{n} meeting is encrypted and was not looked into. Open it with: {command}",
                "{n} meetings are encrypted and were not looked into. Open them with: {command}",
                found.locked,
                command="kohtaa search … --unlock",
            )
            self._say(message)

    def reading(self, number: int) -> None:
        """Told while the index is brought up to date: a person who waits hears why, once."""
        if number == PATIENCE and self._err.isatty():
            message = N_("The search index is being made, which takes a moment. The next search is quick.")
            self._say(self._words(message))

    def _say(self, sentence: str) -> None:
        print(f"kohtaa: {sentence}", file=self._err)

    def _print(self, data: bytes) -> None:
        print(msgspec.json.format(data, indent=2).decode(), file=self._out)


def _object(hit: Hit) -> FoundMeeting:
    fields = {name: getattr(hit.listed, name) for name in Listed.__struct_fields__}
    return FoundMeeting(**fields, notes=[FoundNote(n.at_s, n.phase, n.mark, n.text) for n in hit.notes])


def _broken(found: Broken, words: Words) -> str:
    return f"{found.id}: {words.fault(found.fault)}"
