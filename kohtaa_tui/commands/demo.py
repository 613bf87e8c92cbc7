"""`kohtaa demo …` and `kohtaa replay`: to show a meeting to a room, and to look at one once more.

What is shown writes nothing and needs no store: it gets a context of none.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from msgspec.structs import replace

from ..domain.demo import Demo, Script
from ..domain.recording import recorded
from ..domain.replaying import replayed
from ..domain.session import Session
from ..errors import N_, KohtaaError, UsageFault
from ..i18n import Words
from ..runtime.agenda import Agenda
from ..runtime.clock import SystemClock
from ..runtime.context import Context
from ..runtime.player import Player
from ..storage.archive import Archive
from ..storage.demo_text import to_toml
from ..storage.demos import FIRST, RESERVED, Demos, shipped_demos
from ..storage.handed_out import expanded
from ..storage.library import Library
from ..storage.nowhere import NOWHERE, Nowhere
from ..storage.packs import Shelf, shipped_folder
from ..storage.paths import Places
from ..storage.scenarios import Clients
from ..storage.settings import Settings
from ..storage.toml_shelf import load
from .practice import speed_of
from .toml_files import check_files, check_id, list_files, write_file


class Shows:
    """What can be shown, with the streams to tell of it."""

    def __init__(
        self, places: Places, shelf: Callable[[], Shelf], settings: Settings, words: Words, out: TextIO, err: TextIO
    ) -> None:
        """`shelf` makes the one with all packs of this person."""
        self._places, self._shelf, self._settings, self._words = places, shelf, settings, words
        self._out, self._err = out, err

    # --- demos ---

    def demo(self, asked: Namespace, terminal: bool) -> int:
        """Do what was typed after `kohtaa demo`."""
        from . import web

        words, name, more = self._words, asked.name, asked.more
        if more and name not in ("record", "check"):
            raise UsageFault(N_("One demo at a time: {command}"), command="kohtaa demo NAME")
        if asked.output is not None and name != "record":
            raise UsageFault(N_("{option} belongs to {command}."), option="--output", command="kohtaa demo record")
        web.check(asked)
        match name:
            case "list":
                return list_files(self._demos(own=True), self._about, words, self._out)
            case "check":
                return check_files(self._demos(own=True), [Path(f) for f in more], words, self._out, self._err)
            case "record":
                return self._record(asked)
        speed = None if asked.speed is None else speed_of(asked.speed)
        script = self._script(name)
        if asked.web:
            return web.serve(web.as_typed(asked, self._places.config), asked, words, self._out)
        return self._show(script, speed, terminal, replay=False)

    def _about(self, demo: Demo) -> Iterator[str]:
        language = self._words.language
        length = self._words(N_("{minutes} min, shown in about {shown}"), minutes=demo.minutes, shown=shown_in(demo))
        yield f"{demo.title.get(language)} · {length}"
        if about := demo.about.get(language):
            yield about

    def _demos(self, *, own: bool) -> Demos:
        """The demos; without `own` the shipped ones alone, for which no folder of the person's is looked into."""
        if not own:
            return Demos([shipped_demos()], Shelf([shipped_folder()]))
        shelf = self._shelf()
        return Demos([shipped_demos(), self._places.demos], shelf, Clients(self._places, shelf))

    def _script(self, name: str | None) -> Script:
        demos = self._demos(own=name is not None)
        demo = load(expanded(name), demos.form) if name and name.endswith(".toml") else demos.get(name or FIRST)
        return demos.script(demo, demo.begins.astimezone())

    # --- recording ---

    def _record(self, asked: Namespace) -> int:
        if len(asked.more) != 1:
            raise UsageFault(N_("Which practice? {command}"), command="kohtaa demo record ID")
        session = self._practice_run(asked.more[0])
        practice = session.practice
        name = practice.scenario.id if practice and practice.scenario else "demo"
        if asked.output is None:
            path = self._free(f"{name}-{session.began_at:%Y%m%d}"[:36])
        else:
            path = expanded(asked.output)
            path = path if path.suffix == ".toml" else path.with_name(f"{path.name}.toml")
        check_id(path.stem)
        if path.stem in RESERVED:
            raise UsageFault(N_("“{id}” is a command of kohtaa demo: choose another id."), id=path.stem)
        words = Words(session.language)
        client = practice.scenario.name if practice and practice.scenario else words("somebody")
        demo = recorded(session, path.stem, words("Practice with {name}", name=client))
        comment = "\n".join(
            (
                words("A demo made of a practice. Nobody here is real: let it stay so."),
                words("Write captions between the steps, take out what is too much, and check it:"),
                f"    kohtaa demo check {path.name}",
            )
        )
        return write_file(path, to_toml(demo, comment).decode(), self._out)

    def _practice_run(self, typed: str) -> Session:
        """The practice run that was meant. Raises `UsageFault`: of a real meeting no demo is ever made."""
        practice, real = Archive(self._places.practice), Archive(self._places)
        try:
            return practice.load(practice.resolve(typed)).session
        except UsageFault as fault:
            if typed != "last" and _id_in(real, typed):
                recorded(real.load(real.resolve(typed)).session, "", "")
            raise UsageFault(
                N_("There is no practice “{id}”. This tells which there are: kohtaa practice runs"), id=typed[:60]
            ) from fault

    def _free(self, name: str) -> Path:
        folder = self._places.demos
        names = (name, *(f"{name}-{n}" for n in range(2, 1000)))
        return next((folder / f"{n}.toml" for n in names if not (folder / f"{n}.toml").exists()), folder / name)

    # --- replaying ---

    def replay(self, asked: Namespace, terminal: bool) -> int:
        """Play a practice run, a demo, or of a real meeting the times alone."""
        speed = None if asked.speed is None else speed_of(asked.speed)
        return self._show(self._replayed(asked.id), speed, terminal, replay=True)

    def _replayed(self, typed: str) -> Script:
        for archive in (Archive(self._places.practice), Archive(self._places)):
            if _id_in(archive, typed):
                return replayed(archive.load(archive.resolve(typed)).session)
        demos = self._demos(own=True)
        if any(path.stem == typed for path in demos.files()):
            demo = demos.get(typed)
            return replace(demos.script(demo, demo.begins.astimezone()), stops=())
        raise UsageFault(
            N_("There is nothing “{id}” to replay. These tell what there is: {commands}"),
            id=typed[:60],
            commands="kohtaa practice runs, kohtaa demo list, kohtaa list",
        )

    # --- showing ---

    def _show(self, script: Script, speed: float | None, terminal: bool, *, replay: bool) -> int:
        if not terminal:
            raise UsageFault(N_("Showing takes a terminal to draw on."))
        from ..tui.launch import open_show

        context = of_no_store(self._settings, self._words)
        return open_show(context, Player(context.clock, script, self._words.language, speed=speed), replay=replay)


def of_no_store(settings: Settings, words: Words) -> Context:
    """A context in which nothing is kept: of the settings only what the eye and the fingers notice is left."""
    quiet = Settings(
        theme=settings.theme,
        ascii=settings.ascii,
        title=settings.title,
        signals=settings.signals,
        progress=settings.progress,
        show_cursor=settings.show_cursor,
        keys=settings.keys,
        keep_days=0,
    )
    clock = SystemClock()
    return Context(
        places=NOWHERE,
        archive=Nowhere(),
        shelf=Shelf([shipped_folder()]),
        settings=quiet,
        faults=[],
        words=words,
        clock=clock,
        device="",
        agenda=Agenda((), Path(), clock),
    )


def shown_in(demo: Demo) -> int:
    """About how many minutes it takes to show, when nobody waits."""
    return max(1, round(demo.minutes / demo.speed))


def _id_in(library: Library, typed: str) -> bool:
    """Whether a session is meant by what was typed."""
    with suppress(KohtaaError):
        return bool(library.resolve(typed))
    return False
