"""The desk that every command is done at: what they have in common, made once what was typed is understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import streams

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping

    from ..i18n import Words
    from ..runtime.context import Context
    from ..storage.packs import Shelf
    from ..storage.paths import Places
    from ..storage.policy import Policy
    from ..storage.settings import SettingFault, Settings
    from ..storage.shared_packs import SharedFolder

    Handlers = Mapping[str, Callable[["Desk", Namespace], int]]
    """What does each command of a family: it gets what was typed, and returns the exit code."""


class Desk:
    """Folders, settings and words of this run; what costs time is made only when a command asks for it."""

    def __init__(self, places: Places, settings: Settings, faults: list[SettingFault], words: Words) -> None:
        self.places = places
        self.settings = settings
        self.faults = faults
        self.words = words
        self._policy: Policy | None = None

    def context(self) -> Context:
        """All that a meeting needs; made only once what was typed is found to be right."""
        from ..runtime.agenda import Agenda
        from ..runtime.clock import SystemClock
        from ..runtime.context import Context
        from ..runtime.statistics import Statistics
        from ..storage.archive import Archive
        from ..storage.device import device_id

        clock = SystemClock()
        statistics = Statistics(
            self.places, self.settings.statistics, certain=not self.faults, shelf=self.shelf_of_others
        )
        return Context(
            places=self.places,
            archive=Archive(self.places, ended=statistics.ended),
            shelf=self.shelf(),
            settings=self.settings,
            faults=self.faults,
            words=self.words,
            clock=clock,
            device=device_id(self.places),
            agenda=Agenda(self.settings.calendar.sources, self.places.config, clock),
            policy=self.policy(),
            statistics=statistics,
        )

    def policy(self) -> Policy:
        """What the organisation has laid down for this computer."""
        if self._policy is None:
            from ..storage.policy import load

            self._policy = load()
        return self._policy

    def shelf(self) -> Shelf:
        """The packs: the person's own stand in front of shared ones, and these in front of the shipped ones."""
        from ..storage.packs import shelf_of

        return shelf_of(self.places, self.settings, self.policy())

    def shelf_of_others(self) -> Shelf:
        """The packs that are not the person's own alone."""
        from ..storage.packs import shelf_of_others

        return shelf_of_others(self.places, self.settings, self.policy())

    def shared_folders(self) -> list[SharedFolder]:
        """The folders of packs that others keep, the settings' and the policy's."""
        if not (self.settings.pack_paths or self.policy().pack_paths):
            return []
        from ..storage.shared_packs import shared_folders

        return shared_folders(self.places, self.settings, self.policy())

    def tell_policy_faults(self) -> None:
        """Say beside the answer that the organisation's policy was not understood, and what of it."""
        policy = self.policy()
        for fault in policy.faults:
            streams.tell(fault.tell(self.words))
        if policy.faults:
            streams.tell(policy.told(self.words))

    def tell_faults(self) -> None:
        """Say beside the answer what in the settings was not understood."""
        for fault in self.faults:
            streams.tell(fault.tell(self.words))
