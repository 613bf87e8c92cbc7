"""The random id that tells the records of one config folder from those of another machine."""

from __future__ import annotations

import os
import re

from ..errors import StorageFault
from .disk import Disk
from .inlet import read_bytes
from .paths import Places, make_private


def device_id(places: Places) -> str:
    """Eight hex letters, made on first use and kept in the config folder.

    It says nothing about the machine or its user. Where it cannot be kept a fresh one serves this
    run: all it has to do is to differ from every other.
    """
    try:
        kept = read_bytes(places.device_file, 64).decode("ascii", "replace").strip()
    except StorageFault:
        kept = ""
    if re.fullmatch("[0-9a-f]{8}", kept):
        return kept
    fresh = os.urandom(4).hex()
    try:
        make_private(places.config)
        Disk().put(places.device_file, f"{fresh}\n".encode("ascii"))
    except (StorageFault, OSError):
        return fresh
    return fresh
