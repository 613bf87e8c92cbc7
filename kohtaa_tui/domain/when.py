"""Reading a day and a time as people write them: `ti 9.30`, `2.12. klo 14`, `tis 9.30`, `Tue 9:30`.

Finnish, Swedish and English are understood alike, for who speaks one may write another. Nothing is
guessed: what could mean two moments is refused with a sentence, and what was understood is shown in full
before it is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from ..errors import N_, UsageFault
from .day_words import DAY_OF, MONTH_OF
from .plan import MAX_MINUTES, MIN_MINUTES

LONGEST = 100
"""Characters beyond which a text is no day and time."""

NOTHING = N_("Write a day and a time, for example: Tue 9:30 or 2 Dec at 14.")
NO_DAY = N_("Which day? For example: Tue 9:30 or 2 Dec at 14.")
NO_TIME = N_("At what time? For example: Tue 9:30 or 2 Dec at 14.")
STRANGE = N_("“{text}” was not understood. For example: Tue 9:30 or 2 Dec at 14.")
NO_SUCH_DAY = N_("There is no such day: {text}")
NO_SUCH_TIME = N_("There is no such time of day: {text}")
DISAGREE = N_("The weekday and the date do not belong together.")
TWO_DAYS = N_("That may mean two days. Write the date, or “next week” after the weekday.")
PASSED = N_("That time has passed already.")
PASSED_DATE = N_("That day has passed this year. Write the year too.")
FAR = N_("That is more than two years away.")
SKIPPED = N_("There is no such time that night: summer time begins. Choose another time.")
TWICE = N_("That time comes twice that night: summer time ends. Choose another time.")
BACKWARDS = N_("The end comes before the beginning.")
LENGTH = N_("The length is a whole number of minutes from {least} to {most}, not “{value}”.")


class Meant(Struct, frozen=True):
    """What a text was understood to mean."""

    start: datetime
    """In the zone of the moment it was read at."""
    minutes: int | None = None
    """The length, where the text tells one."""


def read(text: str, now: datetime) -> Meant:
    """The moment that a text means, seen from `now`, whose zone knows its own summer time.

    A weekday is the next one after today. A date without a year that has passed is next year's, within
    eleven months. Raises `UsageFault` with one sentence for what cannot be understood, could mean two
    moments, has passed, or is a time that the clock skips or repeats.
    """
    return _Reading(text).meant(now)


_MONTH = "|".join(sorted(map(re.escape, {*MONTH_OF, *(m + "n" for m in MONTH_OF if m.endswith("kuu"))}), key=len)[::-1])
_SMALL = {
    "": 1, "yhden": 1, "en": 1, "ett": 1, "a": 1, "one": 1, "kahden": 2, "två": 2, "two": 2, "kolmen": 3, "tre": 3,
    "three": 3, "neljän": 4, "fyra": 4, "four": 4, "viiden": 5, "fem": 5, "five": 5, "kuuden": 6, "sex": 6, "six": 6,
}  # fmt: skip
_NUMBER = "|".join([r"\d{1,2}", *(word for word in _SMALL if word)])
_CLOCK = r"(\d{1,2})(?:[.:](\d{2}))?"
_END = r"(?![\d:]|\.\d)"
_MARKED = r"(?<!\w)(?:klo|kello|klockan|kl|at)\.?\s*"

_HOURS = re.compile(r"(?<![\w.:])(\d)(?:[.,](5))?\s*(?:h|hours?|tuntia?|tim|timmar|timme)\b\.?")
_MINUTES = re.compile(r"(?<![\w.:])(\d+)\s*(?:min|mins|minuuttia|minuutin|minuter|minutes?)\b\.?")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|(?!\d))")
_DOTTED_YEAR = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_NAMED = re.compile(
    rf"(?<![\d.:])(\d{{1,2}})(?:\.|:[ea]|st|nd|rd|th)?\s*(?:of\s+)?\b({_MONTH})\b\.?(?:\s+(\d{{4}})(?!\d))?"
)
_NAMED_FIRST = re.compile(rf"\b({_MONTH})\b\.?\s+(\d{{1,2}})(?:\.|st|nd|rd|th)?{_END}(?:\s+(\d{{4}})(?!\d))?")
_SPAN = re.compile(rf"(?:{_MARKED})?(?<![\d.:]){_CLOCK}\s*-\s*{_CLOCK}{_END}")
_AT = re.compile(rf"{_MARKED}{_CLOCK}{_END}\.?")
_HALF_DAY = re.compile(rf"(?<![\d.:]){_CLOCK}\s*([ap])\.?m\b\.?")
_COLON = re.compile(r"(?<![\d.:])(\d{1,2}):(\d{2})(?![\d:.])")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?!\d)")
_IN_WEEKS = re.compile(
    rf"\b(?:(?:({_NUMBER})\s+)?viikon\s+(?:päästä|kuluttua|päähän)|om\s+({_NUMBER})\s+veck(?:a|or)|in\s+({_NUMBER})\s+weeks?)\b"
)
_NEXT_WEEK = re.compile(
    r"\b(?:(?:ensi|seuraavalla|seuraavan|tulevalla)\s+viiko(?:lla|n)|(?:nästa|nästkommande)\s+veckas?|next\s+week)\b"
)
_THIS_WEEK = re.compile(r"\b(?:tällä\s+viikolla|tämän\s+viikon|den\s+här\s+veckan|denna\s+vecka|this\s+week)\b")
_WEEK = re.compile(r"\b(?:vko|vk|viikko|viikolla|viikon|v|vecka|week)\b\.?\s*(\d{1,2})(?![\d:]|\.\d)")
_DAYS = (
    (2, re.compile(r"\b(?:ylihuomenna|i\s?övermorgon|(?:the\s+)?day\s+after\s+tomorrow)\b")),
    (1, re.compile(r"\b(?:huomenna|i\s?morgon|tomorrow)\b")),
    (0, re.compile(r"\b(?:tänään|i\s?dag|today)\b")),
)
_NEXT_DAY = re.compile(r"\b(?:ensi|seuraava(?:na)?|nästa|next)\s+(?=[^\W\d])")
_FILLING = {
    "klo", "kello", "kl", "klockan", "at", "on", "på", "den", "the", "of", "ja", "och", "and", "this", "tuleva",
    "tulevana", "kommande", "coming", "for", "päivä", "päivänä", "tänä", "nu",
}  # fmt: skip


class _Reading:
    """A text of which one part after the other is understood and taken out."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(unicodedata.normalize("NFC", text).split())
        self._rest = self._text.lower().translate({0x2013: "-", 0x2014: "-", 0x2212: "-"})

    def meant(self, now: datetime) -> Meant:
        if len(self._text) > LONGEST:
            raise UsageFault(STRANGE, text=f"{self._text[:40]}…")
        minutes = self._length()
        self._rest = self._rest.replace(",", " ").rstrip(" !;")
        given = self._date_with_name_or_year()
        clock, minutes = self._span(minutes)
        clock = clock or self._marked_time()
        given = given or self._dotted()
        day = self._day_in_words(now.date())
        weekday = self._weekday()
        given, clock = self._numbers(given, clock, known=day is not None or weekday is not None)
        if self._rest.split():
            raise self._fault(STRANGE)
        found = self._day(now.date(), given, day, weekday)
        if clock is None:
            raise self._fault(NO_TIME if found is not None or day is not None else NOTHING)
        if found is None:
            raise self._fault(NO_DAY)
        return Meant(self._moment(found, clock, now), minutes)

    def _fault(self, message: str) -> UsageFault:
        return UsageFault(message, text=self._text)

    def _taken(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take out what the pattern finds."""
        found = pattern.search(self._rest)
        if found is not None:
            self._rest = f"{self._rest[: found.start()]} {self._rest[found.end() :]}"
        return found

    # --- length ---

    def _length(self) -> int | None:
        minutes = None
        if found := self._taken(_HOURS):
            minutes = 60 * int(found[1]) + (30 if found[2] else 0)
        if found := self._taken(_MINUTES):
            minutes = (minutes or 0) + int(found[1][:9])
        return minutes if minutes is None else self._checked(minutes)

    def _checked(self, minutes: int) -> int:
        if not MIN_MINUTES <= minutes <= MAX_MINUTES:
            raise UsageFault(LENGTH, least=MIN_MINUTES, most=MAX_MINUTES, value=minutes)
        return minutes

    # --- time ---

    def _span(self, minutes: int | None) -> tuple[time | None, int | None]:
        """`9.30-10.15`: the time, and the length where no other was told."""
        found = self._taken(_SPAN) if minutes is None else None
        if found is None:
            return None, minutes
        start, end = self._time(found[1], found[2]), self._time(found[3], found[4])
        length = 60 * (end.hour - start.hour) + end.minute - start.minute
        if length <= 0:
            raise self._fault(BACKWARDS)
        return start, self._checked(length)

    def _marked_time(self) -> time | None:
        if found := self._taken(_HALF_DAY):
            if not 1 <= int(found[1]) <= 12:
                raise self._fault(NO_SUCH_TIME)
            return self._time(str(int(found[1]) % 12 + (12 if found[3] == "p" else 0)), found[2])
        found = self._taken(_AT) or self._taken(_COLON)
        return self._time(found[1], found[2]) if found else None

    def _time(self, hour: str, minute: str | None) -> time:
        try:
            return time(int(hour), int(minute or 0))
        except ValueError:
            raise self._fault(NO_SUCH_TIME) from None

    # --- day ---

    def _date_with_name_or_year(self) -> _Date | None:
        if found := self._taken(_ISO):
            return _Date(int(found[3]), int(found[2]), int(found[1]))
        if found := self._taken(_DOTTED_YEAR):
            return _Date(int(found[1]), int(found[2]), int(found[3]))
        if found := self._taken(_NAMED):
            return _Date(int(found[1]), _month(found[2]), int(found[3]) if found[3] else None)
        if found := self._taken(_NAMED_FIRST):
            return _Date(int(found[2]), _month(found[1]), int(found[3]) if found[3] else None)
        return None

    def _dotted(self) -> _Date | None:
        """A day and a month with a dot after both; `9.30.` at the end of a sentence is a time."""
        found = _DOTTED.search(self._rest)
        given = None
        if found is not None and int(found[2]) <= 12:
            self._taken(_DOTTED)
            given = _Date(int(found[1]), int(found[2]))
        self._rest = self._rest.rstrip(" .")
        return given

    def _day_in_words(self, today: date) -> _Week | date | None:
        """A day counted from today, or a week in which a weekday is to be found."""
        monday = today - timedelta(days=today.weekday())
        if found := self._taken(_IN_WEEKS):
            number = next((n for n in found.groups() if n), "")
            weeks = int(number) if number.isdigit() else _SMALL[number]
            return _Week(monday + timedelta(weeks=weeks), today + timedelta(weeks=weeks))
        if self._taken(_NEXT_WEEK):
            return _Week(monday + timedelta(weeks=1))
        if self._taken(_THIS_WEEK):
            return _Week(monday)
        for days, pattern in _DAYS:
            if self._taken(pattern):
                return today + timedelta(days=days)
        if found := self._taken(_WEEK):
            return self._numbered(int(found[1]), today)
        return None

    def _numbered(self, week: int, today: date) -> _Week:
        """The week of that number, the coming one."""
        for year in (today.isocalendar().year, today.isocalendar().year + 1):
            try:
                monday = date.fromisocalendar(year, week, 1)
            except ValueError:
                continue
            if monday + timedelta(days=6) >= today:
                return _Week(monday)
        raise self._fault(NO_SUCH_DAY)

    def _weekday(self) -> _Weekday | None:
        following = self._taken(_NEXT_DAY) is not None
        found: list[int] = []
        left: list[str] = []
        for word in self._rest.split():
            name = word.strip(".").removesuffix("s" if word.endswith("dags") else "")
            day = DAY_OF.get(name, DAY_OF.get(name.removesuffix("en")))
            if day is not None:
                found.append(day)
            elif name not in _FILLING:
                left.append(word)
        self._rest = " ".join(left)
        if len(found) > 1 or (following and not found):
            raise self._fault(STRANGE)
        return _Weekday(found[0], following) if found else None

    def _numbers(self, given: _Date | None, clock: time | None, *, known: bool) -> tuple[_Date | None, time | None]:
        """What is left of figures: a date, a time, or both."""
        found = list(_figures(self._rest))
        if not found or len(found) != len(self._rest.split()):
            return given, clock
        if clock is None and (known or given is not None) and len(found) == 1:
            self._rest = ""
            return given, self._time(*found[0])
        if given is None and clock is not None and len(found) == 1 and found[0][1]:
            self._rest = ""
            return _Date(int(found[0][0]), int(found[0][1])), clock
        if given is None and clock is None and len(found) == 2:
            first, second = found
            if not first[1] or int(first[1]) > 12:
                first, second = second, first
            if first[1]:
                self._rest = ""
                return _Date(int(first[0]), int(first[1])), self._time(*second)
        if given is None and clock is None and len(found) == 1:
            raise self._fault(NO_DAY)
        return given, clock

    def _day(self, today: date, given: _Date | None, day: _Week | date | None, weekday: _Weekday | None) -> date | None:
        """The day that all parts of the text mean together; None where none tells one."""
        found: date | None
        if given is not None:
            if day is not None:
                raise self._fault(STRANGE)
            found = self._of_date(given, today)
        elif isinstance(day, _Week):
            if weekday is None and day.counted is None:
                raise self._fault(NO_DAY)
            found = day.counted if weekday is None else day.monday + timedelta(days=weekday.number)
        elif day is not None:
            found = day
        elif weekday is not None:
            found = today + timedelta(days=(weekday.number - today.weekday() - 1) % 7 + 1)
            if weekday.following and found.isocalendar().week == today.isocalendar().week:
                raise self._fault(TWO_DAYS)
        else:
            return None
        if weekday is not None and found is not None and found.weekday() != weekday.number:
            raise self._fault(DISAGREE)
        return found

    def _of_date(self, given: _Date, today: date) -> date:
        if given.year is not None:
            return self._existing(given.year, given)
        this_year = _existing(today.year, given)
        if this_year is not None and this_year >= today:
            return this_year
        found = self._existing(today.year + 1, given)
        if this_year is not None and (found.month, found.day) > _eleven_months_on(today):
            raise self._fault(PASSED_DATE)
        return found

    def _existing(self, year: int, given: _Date) -> date:
        found = _existing(year, given)
        if found is None:
            raise self._fault(NO_SUCH_DAY)
        return found

    # --- the moment ---

    def _moment(self, day: date, clock: time, now: datetime) -> datetime:
        """The day and time in the zone of `now`, where there is such a moment and only one."""
        moment = datetime.combine(day, clock, now.tzinfo)
        first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
        if first is not None and second is not None and first != second:
            raise self._fault(TWICE if first > second else SKIPPED)
        if moment <= now:
            raise self._fault(PASSED)
        if day > now.date() + timedelta(days=731):
            raise self._fault(FAR)
        return moment


class _Date(Struct, frozen=True):
    """A date as it was written."""

    day: int
    month: int
    year: int | None = None


class _Week(Struct, frozen=True):
    """A week, by its Monday; `counted` is the day that is meant without a weekday, where there is one."""

    monday: date
    counted: date | None = None


class _Weekday(Struct, frozen=True):
    """A weekday; `following` where it was called the next one."""

    number: int
    following: bool


def _figures(text: str) -> Iterator[tuple[str, str | None]]:
    for word in text.split():
        if found := re.fullmatch(r"(\d{1,2})(?:\.(\d{1,2}))?", word):
            yield found[1], found[2]


def _month(word: str) -> int:
    return MONTH_OF.get(word) or MONTH_OF[word.removesuffix("n")]


def _existing(year: int, given: _Date) -> date | None:
    try:
        return date(year, given.month, given.day)
    except ValueError:
        return None


def _eleven_months_on(today: date) -> tuple[int, int]:
    """Month and day eleven months after today; a year on that is the month before this one."""
    return (today.month - 1, today.day) if today.month > 1 else (0, 0)
