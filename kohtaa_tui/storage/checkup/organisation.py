"""What an organisation lays down and shares: its policy, and folders of packs. Paths of people are never told."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ...errors import N_
from .. import shared_packs
from ..keys import Keys
from ..policy import NO_POLICY, Policy, load
from ..settings import load as load_settings
from .finding import Finding, Look, Own, safe
from .patience import NoAnswer, within

FOLDER_S = 3.0
"""Seconds without a sign of life after which a shared folder is given up."""

_BROKEN = N_("Whoever keeps this computer can mend it: docs/organisation.md. Until then the strict side holds.")


def policy_of(look: Look) -> Policy:
    """The policy in force; tests hand in where it lies, or that there is none."""
    return NO_POLICY if look.policy_file is None else load(look.policy_file)


def policy(look: Look) -> Iterator[Finding]:
    """Whether there is a policy, what of it is not understood, what it asks for, and who can change it."""
    found = policy_of(look)
    if look.policy_file is None or found is NO_POLICY:
        yield Finding("policy", "ok", N_("There is no policy of an organisation on this computer"))
        return
    for fault in found.faults:
        sentence = safe(fault.message, fault.fields, "policy.toml", also=("near", "found"))
        name = fault.key if fault.key in Policy.__struct_fields__ or fault.key == "schema" else "…"
        fields = {"line": fault.line or 0, "name": Own(name), "sentence": sentence}
        message = "policy.toml: {sentence}" if not fault.line else N_("policy.toml, line {line}, {name}: {sentence}")
        yield Finding("policy", "fault", message, fields, _BROKEN)
    if not found.faults:
        yield Finding("policy", "ok", N_("The organisation's policy is understood"))
    yield from _asks(found, look)
    if os.name != "nt" and _changeable(look.policy_file):
        message = N_("People who use this computer can change the organisation's policy; it is obeyed all the same")
        fix = N_("Let only whoever keeps the computer write the file and the folders it lies in.")
        yield Finding("policy.rights", "note", message, {}, fix)


def _asks(found: Policy, look: Look) -> Iterator[Finding]:
    if found.keep_days:
        message = N_("By policy texts are kept for {n} days at most")
        yield Finding("policy.keeping", "ok", message, {"n": found.keep_days})
    if found.require_encryption and not Keys(look.places).on:
        message = N_("By policy meetings need encryption, and it is off here: no meeting can begin")
        yield Finding("policy.encryption", "fault", message, {}, N_("Turn it on with: kohtaa encryption on"))
    elif found.require_encryption:
        yield Finding("policy.encryption", "ok", N_("By policy meetings need encryption, and it is on"))
    if not found.allow_export:
        yield Finding("policy.export", "ok", N_("By policy texts do not leave kohtaa"))
    if found.packs:
        yield Finding(
            "policy.packs", "ok", N_("Methods that meetings may follow, by policy: {n}"), {"n": len(found.packs)}
        )

    if found.statistics and not load_settings(look.places, look.actions or None)[0].statistics:
        message = N_("Your organisation proposes anonymous statistics in {path}; they are off until you set {setting}")
        fields = {"path": found.statistics, "setting": Own("statistics")}
        yield Finding("policy.statistics", "ok", message, fields)


def _changeable(path: Path) -> bool:
    """Whether others than root can write the file, or put another one in its place."""
    for place in (path, *path.parents):
        try:
            status = place.stat()
        except OSError:
            return False
        sticky = bool(status.st_mode & stat.S_ISVTX) and place != path
        if status.st_uid != 0 and place in (path, path.parent):
            return True
        if not sticky and (status.st_mode & stat.S_IWOTH or (os.geteuid() != 0 and os.access(place, os.W_OK))):
            return True  # everybody can, or a group that this person is in
    return False


def shared(look: Look) -> Iterator[Finding]:
    """Whether shared folders of packs answer, and what is in them can be used. They are counted, never named."""
    settings, found = load_settings(look.places, look.actions or None)[0], policy_of(look)
    if not (settings.pack_paths or found.pack_paths):
        return
    for place, folder in enumerate(shared_packs.shared_folders(look.places, settings, found), 1):
        look.alive()
        fields: dict[str, object] = {"place": place, "n": 0}
        try:
            faults = within(FOLDER_S, lambda alive, folder=folder: shared_packs.faults(folder, alive=alive))  # type: ignore[misc]
        except NoAnswer:
            message = N_("Shared folder {place} of methods does not answer; copies that are used: {n}")
            fields["n"] = len(shared_packs.ids(folder))
            yield Finding("packs.shared", "note", message, fields, _AWAY)
            continue
        fields["n"] = len(shared_packs.ids(folder))
        if not faults:
            yield Finding("packs.shared", "ok", N_("Shared folder {place} of methods is read; copies: {n}"), fields)
            continue
        told = [safe(fault.message, fault.fields, "…") for fault in faults]
        fields["kinds"] = tuple({sentence.message: sentence for sentence in told}.values())[:3]
        message = N_("Shared folder {place} of methods cannot be used whole ({kinds}); copies that are used: {n}")
        yield Finding("packs.shared", "note", message, fields, _TELLS)


_AWAY = N_("Nothing to do: the last copies are used until the folder is there again.")
_TELLS = N_("This tells what is wrong, line by line: kohtaa phases update")
