"""What there is to say about a calendar besides its appointments."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from ...errors import N_


class Told(Struct, frozen=True):
    """One thing that was left out, is unsure or could not be read. Told in one sentence."""

    source: str
    """The calendar, as the settings name it."""
    message: str
    """The English source sentence, with named fields."""
    fields: Mapping[str, object] = {}

    def tell(self, words: Callable[..., str]) -> str:
        """The sentence in the language of `words`. The system's own reason in it is translated where it is usual."""
        fields = {name: words(str(value)) if name == "why" else value for name, value in self.fields.items()}
        return words(self.message, **fields)


ADDRESS = N_(
    "{source} is an address. kohtaa opens no connections: let the calendar program or vdirsyncer fetch it, and"
    " name the file or folder."
)
NO_PATH = N_("{source} is not the name of a file or folder.")
TOO_MANY_SOURCES = N_("Only {n} calendars are read; {source} is one too many.")
GIVEN_UP = N_("{source}: reading it took too long and was given up.")
STOPPED = N_("{source} cannot be read: reading it broke off.")
MISSING = N_("The part of kohtaa that reads calendars is missing. Install it in kohtaa's folder with: {command}")

NO_CALENDAR = N_("{path} is not a calendar.")
NO_FILES = N_("There is no calendar in the folder {path}: no file that ends in .ics.")
MORE_FILES = N_("{source}: only {n} files of the folder are read.")
MORE_BYTES = N_("{source}: only {mb} MB of the folder are read.")
CUT_SHORT = N_("{path} breaks off in the middle. What is whole in it is shown.")
UTF_16 = N_("{path} is written in UTF-16: save it as UTF-8.")
LETTERS = N_("{path} is not written in UTF-8. Its letters were read as Windows-1252 and may be wrong.")
LATE = N_("{source}: reading it took too long. Appointments may be missing.")
MORE_TODAY = N_("{source}: only the first {n} appointments of the day are shown.")

BROKEN = N_("{source}: appointments left out because they cannot be understood: {n}")
RULE = N_("{source}: appointments left out because they repeat in a way kohtaa does not follow: {n}")
SLOW = N_("{source}: appointments left out because it took too long to work out when they repeat: {n}")

ZONE = N_("{source}: the time zone “{zone}” is not known. Its times are taken as they stand and may be wrong.")
NIGHT = N_("{source}: appointments whose time is there twice or not at all in the night the clocks change: {n}")
BACKWARDS = N_("{source}: appointments that end before they begin: {n}")
ENDLESS = N_("{source}: appointments without an end: {n}")
ELSEWHERE = N_(
    "{source}: appointments that name no time zone, in a calendar of another one; their times may be wrong: {n}"
)
TWICE = N_("{source}: appointments that are there twice with different times: {n}")
HALF_RULE = N_("{source}: appointments with exceptions that kohtaa does not follow: {n}")
