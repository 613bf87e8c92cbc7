"""What `show`, `where` and `keys` print. None of it knows Textual."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, TextIO

import msgspec

from ..domain import timing
from ..domain.lateness import late_costs, late_s
from ..domain.notes import SIGNS
from ..domain.report import Report, report
from ..domain.session import Session, Status
from ..domain.text import clean
from ..errors import N_, UsageFault
from ..i18n import Words
from ..runtime.clock import Clock, SystemClock
from ..runtime.gaps import gap_between
from ..runtime.held import strange_copies
from ..storage.archive import Archive
from ..storage.library import Headless, Library, Loaded
from ..storage.paths import Places
from ..storage.settings import Settings
from ..storage.vault import Vault

BAR = 24
"""Characters of the longest bar."""

Form = Literal["text", "json", "markdown"]


def show(
    archive: Archive,
    session_id: str,
    words: Words,
    form: Form,
    out: TextIO,
    err: TextIO | None = None,
    clock: Clock | None = None,
    unlock: Callable[[Vault], None] | None = None,
) -> int:
    """One meeting, whole; a running one as it stands now. Raises `KohtaaError` for one that cannot be read.

    `unlock` asks for the passphrase where something is encrypted; without it that stays locked. Lines on
    the disk that could not be understood are said on `err`, and the rest is shown.
    """
    try:
        loaded = archive.load(session_id)
    except Headless as fault:
        if form == "text" and fault.notes:
            print(words("What can still be read of it:"), file=out)
            for text in fault.notes:
                print(f"  {text}", file=out)
        raise
    if loaded.session.locked and unlock is not None:
        unlock(archive.vault)
        loaded = archive.load(session_id)
    session, at_ms = loaded.session, stands_at(loaded, clock or SystemClock())
    if form == "json":
        print(_json(report(session, at_ms)), file=out)
    elif form == "markdown":
        from ..exports import EXPORTS

        out.write(EXPORTS["markdown"](session, words, at_ms))
    else:
        for line in _lines(session, at_ms, words):
            print(line.rstrip(), file=out)
    for sentence in beside(loaded, words):
        print(f"kohtaa: {sentence}", file=err or sys.stderr)
    from ..runtime.noticed import counted, in_session

    if form != "json" and (found := in_session(session)):  # who reads JSON is a program
        message = words("This meeting holds what may point to a person: {what}", what=counted(found, words))
        print(f"kohtaa: {message}", file=err or sys.stderr)
    return 0


def meeting_id(archive: Archive, text: str) -> str:
    """The id of the meeting that `text` means. Raises `UsageFault`, which for a practice tells where that is."""
    try:
        return archive.resolve(text)
    except UsageFault:
        found = [i for i in Library(archive.places.practice).ids() if text and i.startswith(text)]
        if len(found) != 1:
            raise
        command = f"kohtaa practice report {found[0]}"
        raise UsageFault(N_("That is practice and no meeting. See it with: {command}"), command=command) from None


def beside(loaded: Loaded, words: Words) -> Iterator[str]:
    """Sentences to say beside a meeting: what of its files could not be read."""
    unread = sum(1 for damage in loaded.damage if not damage.torn)
    if unread:
        yield words.plural(
            "{n} line of this meeting could not be read. It was left in the file as it is.",
            "{n} lines of this meeting could not be read. They were left in the file as they are.",
            unread,
        )
    if loaded.strange:
        yield strange_copies(loaded, words)


def stands_at(loaded: Loaded, clock: Clock) -> int:
    """How many milliseconds after its start a meeting is told: its end, or now while it runs."""
    if loaded.session.status is Status.ENDED:
        return loaded.session.last_ms
    return gap_between(loaded, clock)[1]


def _json(value: Report) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def _lines(session: Session, at_ms: int, words: Words) -> Iterator[str]:
    from textwrap import wrap

    from ..exports.corrected import corrections
    from ..exports.gathered import MARKED, agreed, circumstances, first_line

    yield first_line(session, words)
    if session.reference:
        yield words("Reference: {reference}", reference=session.reference)
    yield " · ".join([session.plan.title.get(words.language), *circumstances(session, words)])
    if session.due is not None:
        from ..runtime.lateness import late_line

        if late := late_line(late_s(session), late_costs(session), words, words.language, begun=True):
            yield from wrap(late, 78, subsequent_indent="  ")
    if session.status is not Status.ENDED:
        yield words("This meeting has not ended. Go back to it with: {command}", command=f"kohtaa resume {session.id}")
    yield from corrections(session, words)
    if session.erased:
        yield words("The texts of this meeting have been erased. The times stay.")
    if session.locked:
        yield words("The notes are encrypted. Open them with: {command}", command=f"kohtaa show {session.id} --unlock")
    yield ""
    yield words("How the time went")
    yield from _bars(session, at_ms, words)
    found = agreed(session, words)
    if found:
        yield ""
        yield words("What was agreed")
        yield from (f"  {SIGNS['agreed']} {item}" for item in found)
    for mark, heading in MARKED:
        noted = [note for note in session.notes if note.mark == mark and not note.locked]
        if noted:
            yield ""
            yield words(heading)
            yield from (f"  {words.time(session.wall(n.at_ms))}  {SIGNS[mark]} {n.text}" for n in noted)
    texts = {p.id: p.text.get(words.language) for phase in session.plan.phases for p in phase.prompts}
    asked = [texts[prompt] for prompt in session.done if prompt in texts]
    if asked:
        yield ""
        yield words("Prompts used")
        yield from (f"  ✓ {text.replace('{minutes}', str(session.plan.minutes))}" for text in asked)


def _bars(session: Session, at_ms: int, words: Words) -> Iterator[str]:
    """A line a phase: the time used as a bar within the time planned, and both in words."""
    used = timing.all_used_s(session, at_ms)
    names = {phase.id: phase.name.get(words.language) for phase in session.plan.phases}
    visited = {visit.phase for visit in session.visits}
    widest = max(len(name) for name in names.values())
    longest = max(1, *used.values(), *session.planned_s.values())
    for phase, name in names.items():
        planned = session.planned_s[phase]
        length = round(BAR * used[phase] / longest)
        bar = "█" * length + "·" * (round(BAR * planned / longest) - length)
        minutes = timing.minutes(planned)
        told = words("planned {planned} min, used {used} min", planned=minutes, used=timing.minutes(used[phase]))
        if phase not in visited:
            told = words("planned {planned} min, not this time", planned=minutes)
        yield f"  {name:<{widest}}  {bar:<{BAR}}  {told}"
    paused = timing.paused_s(session, at_ms)
    if paused:
        yield f"  {words('pauses'):<{widest}}  {'':<{BAR}}  {words('{n} min', n=max(1, timing.minutes(paused)))}"


def where(places: Places, words: Words, out: TextIO) -> int:
    """Every folder and file of kohtaa, whether it is there or not."""
    from ..storage.packs import shipped_folder
    from ..storage.policy import policy_file

    rows: tuple[tuple[str, Path], ...] = (
        (words("data"), places.data),
        (words("meetings"), places.sessions),
        (words("practice"), places.practice.sessions),
        (words("settings folder"), places.config),
        (words("settings"), places.config_file),
        (words("last choices"), places.last_file),
        (words("id of this computer"), places.device_file),
        (words("keys of encryption"), places.keys),
        (words("your own packs"), places.packs),
        (words("packs that came along"), shipped_folder()),
        (words("your own practice clients"), places.scenarios),
        (words("your own text templates"), places.templates),
        (words("your own demos"), places.demos),
        (words("cache"), places.cache),
        (words("locks"), places.cache_for_data),
        (words("your organisation's policy"), policy_file()),
    )
    widest = max(len(label) for label, _ in rows)
    for label, path in rows:
        missing = "" if path.exists() else f"  ({words('not there yet')})"
        print(f"{label:<{widest}}  {clean(str(path))}{missing}", file=out)
    return 0


def keys(words: Words, settings: Settings, out: TextIO) -> int:
    """Every action by screen: its key, its name, and the id by which config.toml moves it."""
    from ..tui.bindings import Keys, Where

    screens: tuple[tuple[Where, str], ...] = (
        ("home", N_("Home")),
        ("clients", N_("Practice clients")),
        ("prepare", N_("Preparation")),
        ("meeting", N_("Meeting")),
        ("review", N_("Review")),
        ("rhythm", N_("My rhythm")),
        ("history", N_("Earlier meetings")),
        ("compare", N_("Two meetings side by side")),
        ("follow", N_("Following a practice")),
    )
    for place, (screen, heading) in enumerate(screens):
        if place:
            print(file=out)
        print(words(heading), file=out)
        table = Keys(screen, settings.keys)
        for action in table.actions:
            shown = ", ".join(table.all_shown(action.id))
            print(f"  {shown:<12}  {words(action.title):<42}  {action.id}", file=out)
    return 0
