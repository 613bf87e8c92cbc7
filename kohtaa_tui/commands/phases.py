"""`kohtaa phases …`: which packs there are, what is in one, whether it is sound, and how to begin one.

Every function writes to the streams it is given and returns what the command ends with. What was typed
wrong is raised as `UsageFault`, what the disk refuses as `StorageFault`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..domain.pack import Circumstance, Pack, PackPhase, Prompt, Texts
from ..domain.text import clean
from ..errors import N_, UsageFault
from ..i18n import Words
from ..storage import pack_format
from ..storage.packs import Shelf, shipped_folder
from ..storage.policy import NO_POLICY, Policy
from ..storage.toml_faults import Translator
from .toml_files import check_id, list_files, write_file

if TYPE_CHECKING:
    from ..storage.shared_packs import SharedFolder

_BASIS = {
    "documented": N_("documented"),
    "inferred": N_("a short step from what is documented"),
    "ours": N_("our own"),
}
_CIRCUMSTANCE = {
    "first": N_("First meeting"),
    "interpreter": N_("With an interpreter"),
    "remote": N_("By phone or video"),
}
_KIND = {"cue": N_("For you"), "say": N_("You could say")}


def list_packs(
    shelf: Shelf,
    words: Translator,
    language: str,
    out: TextIO,
    *,
    shared: Sequence[SharedFolder] = (),
    policy: Policy = NO_POLICY,
) -> int:
    """Every pack with its name, version, hash and file; a broken one with its reason.

    Of a copy of a `shared` folder's pack the folder is told, and where `policy` does not let one be used, that.
    """
    sources = {folder.copies: folder.source for folder in shared}

    def about(pack: Pack) -> Iterator[str]:
        figures = words(N_("{phases} phases, {minutes} min"), phases=len(pack.phase), minutes=pack.default_minutes)
        yield f"{pack.title.get(language)} · {figures}"
        yield words(N_("version {version} · {hash}"), version=pack.version, hash=shelf.fingerprint(pack.id))
        if not policy.lets(pack.id):
            yield words(N_("not used in meetings, by your organisation's policy"))

    def place(path: Path) -> str:
        if path.parent not in sources:
            return clean(str(path))
        shown = clean(str(sources[path.parent] / path.name))
        return words(N_("shared: {path}"), path=shown)

    return list_files(shelf, about, words, out, place)


def update(shared: Sequence[SharedFolder], words: Words, out: TextIO, err: TextIO) -> int:
    """Look at the shared folders now, and print what has changed; what could not be used goes to `err`, ends with 1."""
    from ..runtime import sharing
    from ..storage import shared_packs
    from ..storage.toml_faults import render

    if not shared:
        print(words(N_("No shared folder is set: docs/organisation.md tells how.")), file=out)
        return 0
    fresh = [folder for folder in shared if shared_packs.never_read(folder)]
    found = sharing.look(shared)
    for folder in fresh:
        if ids := shared_packs.ids(folder):
            print(words(N_("Read for the first time: {ids}"), ids=", ".join(ids)), file=out)
    for change in found.changes:
        print(sharing.headline(change, words), file=out)
        for line in sharing.difference(change, words):
            print(f"   {line}", file=out)
    if not (fresh or found.changes or found.faults):
        print(words(N_("No shared method has changed.")), file=out)
    for fault in found.faults:
        print(render(fault, words), file=err)
    sharing.seen(shared)
    return 1 if found.faults else 0


def show(shelf: Shelf, pack_id: str, words: Translator, language: str, out: TextIO) -> int:
    """The whole of a pack as plain text, with what each thing rests on."""
    for line in _pack_lines(shelf.get(pack_id), words, language):
        print(line, file=out)
    return 0


def _pack_lines(pack: Pack, words: Translator, language: str) -> Iterator[str]:
    yield pack.title.get(language)
    yield words(
        N_("{id}, version {version}, {minutes} min"), id=pack.id, version=pack.version, minutes=pack.default_minutes
    )
    if about := pack.about.get(language):
        yield about
    for place, phase in enumerate(pack.phase, 1):
        yield ""
        yield from _phase_lines(place, phase, words, language)
    phases = {phase.id: phase.name for phase in pack.phase}
    for circumstance in pack.circumstance:
        yield ""
        yield from _circumstance_lines(circumstance, phases, words, language)


def _phase_lines(place: int, phase: PackPhase, words: Translator, language: str) -> Iterator[str]:
    yield f"{place}. {phase.name.get(language)} ({phase.id})"
    if purpose := phase.purpose.get(language):
        yield f"   {purpose}"
    time = (
        N_("At least {minimum} min, share {share}, protected")
        if phase.protected
        else N_("At least {minimum} min, share {share}")
    )
    yield "   " + words(time, minimum=phase.minimum, share=phase.share)
    yield "   " + words(
        N_("Name: {name}. Content: {content}."),
        name=words(_BASIS[phase.name_basis]),
        content=words(_BASIS[phase.basis]),
    )
    for prompt in phase.prompt:
        yield "   " + _prompt_line(prompt, words, language)
    yield from _texts(words(N_("Sign")), phase.signs, language)
    yield from _texts(words(N_("Avoid")), phase.avoid, language)
    for field in phase.field:
        yield f"   {words(N_('Note'))}: {field.mark}{' ' if field.mark else ''}{field.label.get(language)}"


def _texts(label: str, texts: Sequence[Texts], language: str) -> Iterator[str]:
    for text in texts:
        yield f"   {label}: {text.get(language)}"


def _prompt_line(prompt: Prompt, words: Translator, language: str) -> str:
    return f"{prompt.id}  {words(_KIND[prompt.kind])}: {prompt.text.get(language)}  ({words(_BASIS[prompt.basis])})"


def _circumstance_lines(
    circumstance: Circumstance, phases: dict[str, Texts], words: Translator, language: str
) -> Iterator[str]:
    def name(phase_id: str) -> str:
        return phases[phase_id].get(language)

    yield f"{words(_CIRCUMSTANCE[circumstance.id])} ({circumstance.id}) · {words(_BASIS[circumstance.basis])}"
    if circumstance.shares:
        shares = ", ".join(f"{name(phase_id)} {share}" for phase_id, share in circumstance.shares.items())
        yield "   " + words(N_("Shares: {shares}"), shares=shares)
    if circumstance.length_factor > 1:
        yield "   " + words(N_("Length: {factor} times the usual"), factor=circumstance.length_factor)
    if circumstance.firm_end:
        yield "   " + words(N_("The end time is firm"))
    if circumstance.hides:
        yield "   " + words(N_("Leaves out: {prompts}"), prompts=", ".join(circumstance.hides))
    for prompt in circumstance.prompt:
        instead = " " + words(N_("in place of {prompt}"), prompt=prompt.replaces) if prompt.replaces else ""
        yield f"   {name(prompt.phase)}{instead}: {_prompt_line(prompt, words, language)}"


def new(config_dir: Path, pack_id: str, words: Translator, out: TextIO) -> int:
    """Write an example pack to a person's own folder, and print where it is. Nothing is ever overwritten."""
    check_id(pack_id)
    if (shipped_folder() / f"{pack_id}.toml").exists():
        # a new example in its place would take the method itself away
        raise UsageFault(N_("“{id}” is a pack that comes with kohtaa: choose another id."), id=pack_id)
    return write_file(config_dir / "phases" / f"{pack_id}.toml", pack_format.example(pack_id, words), out)


def schema(out: TextIO) -> int:
    """The JSON Schema of packs."""
    out.write(pack_format.schema().decode())
    return 0
