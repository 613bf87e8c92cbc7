"""What the front door hands to the screens and the plain meeting: all that they do not make themselves."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ..i18n import Words
from ..storage.archive import Archive
from ..storage.packs import Shelf
from ..storage.paths import Places
from ..storage.policy import NO_POLICY, Policy
from ..storage.settings import SettingFault, Settings
from .agenda import Agenda
from .clock import Clock
from .statistics import NO_STATISTICS, Statistics


class Context(Struct, frozen=True):
    """The things of one run of the program."""

    places: Places
    archive: Archive
    shelf: Shelf
    settings: Settings
    faults: Sequence[SettingFault]
    """What was not understood in the settings; said once, and the defaults stand."""
    words: Words
    clock: Clock
    device: str
    """The random id of this config folder."""
    agenda: Agenda
    """The appointments of today."""
    policy: Policy = NO_POLICY
    """What the organisation has laid down."""
    statistics: Statistics = NO_STATISTICS
    """The anonymous statistics for the team."""
