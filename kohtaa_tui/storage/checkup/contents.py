"""Settings, methods and encryption: what people have set up, and whether it works.

Nothing that a person wrote or named is ever a field here, but the names of our own settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec

from ...errors import N_, KohtaaError, StorageFault
from ..conversion import sealing
from ..keys import Keys
from ..packs import Shelf, shipped_folder
from ..settings import Settings, load
from .finding import Finding, Look, Own, reason, safe, safe_fault
from .meetings import MOST, Walked


def settings(look: Look) -> Iterator[Finding]:
    """Whether `config.toml` is understood."""
    _, faults = load(look.places, look.actions or None)
    for fault in faults[:MOST]:
        # What was written may be anything. The name of a setting of ours is not.
        name = fault.key if fault.key.partition(".")[0] in Settings.__struct_fields__ else ""
        if name.startswith("keys.") and name.removeprefix("keys.") not in look.actions:
            name = "keys"
        sentence = safe(fault.message, fault.fields, "config.toml", also=("near",))
        fields = {"line": fault.line or 0, "name": Own(name or "…"), "sentence": sentence}
        message = N_("config.toml, line {line}, {name}: {sentence}") if fault.line else "config.toml: {sentence}"
        fix = N_("Until it is mended, what is usual stands in its place.")
        yield Finding("settings", "fault", message, fields, fix)
    if len(faults) > MOST:
        yield Finding("settings", "fault", N_("config.toml: {n} more such lines"), {"n": len(faults) - MOST})
    if not faults and os.path.lexists(look.places.config_file):
        yield Finding("settings", "ok", N_("config.toml is understood"))
    elif not faults:
        yield Finding("settings", "ok", N_("There is no config.toml, so everything is as usual"))


def packs(look: Look) -> Iterator[Finding]:
    """Whether the methods can be used. A person's own are counted, never named."""
    came_along = shipped_folder()
    listed = Shelf([came_along, look.places.packs]).listed()
    own = [listing for listing in listed if listing.path.parent != came_along and listing.path != came_along]
    broken = [listing for listing in own if not listing.content]
    shipped = [listing for listing in listed if listing not in own]
    if not any(listing.content for listing in shipped) or any(not listing.content for listing in shipped):
        message = N_("Methods that came with kohtaa are damaged or missing")
        yield Finding("packs", "fault", message, {}, N_("Install kohtaa again."))
    fields = {"own": len(own) - len(broken), "shipped": sum(1 for listing in shipped if listing.content)}
    if not broken:
        message = N_("Methods that can be used: {shipped} that came along, {own} of your own")
        yield Finding("packs", "ok", message, fields)
        return
    told = [safe(f.message, f.fields, "…") for listing in broken for f in listing.faults if not f.warning]
    kinds = {sentence.message: sentence for sentence in told}
    message = N_("Methods of your own that cannot be used: {n} ({kinds})")
    fix = N_("This tells what is wrong, line by line: kohtaa phases check")
    yield Finding("packs", "fault", message, {"n": len(broken), "kinds": tuple(kinds.values())[:3]}, fix)


def encryption(look: Look) -> Iterator[Finding]:
    """Whether what is written is sealed, whether that can be done here, and how far it has come."""
    keys = Keys(look.places)
    try:
        os.listdir(keys.folder)  # noqa: PTH208
    except FileNotFoundError:
        pass
    except OSError as fault:
        message = N_("The folder of the keys cannot be read: {why}. Whether encryption is on cannot be told")
        yield Finding("encryption.keys", "fault", message, {"why": reason(fault)}, _KEYS)
        return
    if keys.on:
        yield from _on(keys)
    elif keys.made:
        yield Finding("encryption", "ok", N_("Encryption is off; a key from before is kept"))
    else:
        yield Finding("encryption", "ok", N_("Encryption is off"))
    yield from _how_far(keys, look)


_KEYS = N_("Make the folder “keys” among the settings your own again, readable by you. Write nothing before that.")


def _on(keys: Keys) -> Iterator[Finding]:
    if find_spec("pyrage") is None:
        message = N_("Encryption is on, but its part of kohtaa is not installed: nothing can be saved")
        yield Finding(
            "encryption",
            "fault",
            message,
            {},
            N_("Install it in kohtaa's folder: python3 -m pip --python .venv install '.[encrypt]'"),
        )
        return
    try:
        n = len(keys.recipients())
    except StorageFault as fault:
        fields = {"sentence": safe_fault(fault, "recipients.txt")}
        message = N_("Encryption is on and cannot be done, so nothing can be saved: {sentence}")
        yield Finding("encryption", "fault", message, fields, N_("Put recipients.txt back as it was, from a backup."))
        return
    yield Finding("encryption", "ok", N_("Encryption is on; public keys: {n}"), {"n": n})
    if not keys.made:
        message = N_("The secret key is not on this computer: meetings can be written here and not read")
        fix = N_("If they should be read here, copy identity.age here from the computer where it was made.")
        yield Finding("encryption.secret", "note", message, {}, fix)


def _how_far(keys: Keys, look: Look) -> Iterator[Finding]:
    try:
        found = sealing(Walked(look))
    except KohtaaError:
        return  # the check of the meetings has told why
    counts = {"sealed": found.sealed, "plain": found.plain, "mixed": found.mixed}
    message = N_("Meetings encrypted {sealed}, in plain text {plain}, partly {mixed}")
    if keys.on and (found.plain or found.mixed):
        fix = N_("Encrypt the rest with: kohtaa encryption on")
        yield Finding("encryption.meetings", "note", message, counts, fix)
    elif not keys.on and (found.sealed or found.mixed):
        fix = N_("Open them with: kohtaa encryption off")
        yield Finding("encryption.meetings", "note", message, counts, fix)
    elif keys.on or found.sealed:
        yield Finding("encryption.meetings", "ok", message, counts)
