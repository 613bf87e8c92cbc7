"""The names of weekdays and months as people write them, in Finnish, Swedish and English."""

from __future__ import annotations

_WEEKDAYS: tuple[tuple[str, ...], ...] = (
    ("ma", "maanantai", "maanantaina", "maanantaiksi", "maanantaihin", "må", "mån", "måndag", "mon", "monday"),
    ("ti", "tiistai", "tiistaina", "tiistaiksi", "tiistaihin", "tis", "tisdag", "tue", "tues", "tuesday"),
    ("ke", "keskiviikko", "keskiviikkona", "keskiviikoksi", "keskiviikkoon", "ons", "onsdag", "wed", "wednesday"),
    ("to", "torstai", "torstaina", "torstaiksi", "torstaihin", "tor", "tors", "torsdag", "thu", "thurs", "thursday"),
    ("pe", "perjantai", "perjantaina", "perjantaiksi", "perjantaihin", "fr", "fre", "fredag", "fri", "friday"),
    ("la", "lauantai", "lauantaina", "lauantaiksi", "lauantaihin", "lö", "lör", "lördag", "sat", "saturday"),
    ("su", "sunnuntai", "sunnuntaina", "sunnuntaiksi", "sunnuntaihin", "sö", "sön", "söndag", "sun", "sunday"),
)
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("tammikuu", "januari", "january", "jan"),
    ("helmikuu", "februari", "february", "feb"),
    ("maaliskuu", "mars", "march", "mar"),
    ("huhtikuu", "april", "apr"),
    ("toukokuu", "maj", "may"),
    ("kesäkuu", "juni", "june", "jun"),
    ("heinäkuu", "juli", "july", "jul"),
    ("elokuu", "augusti", "august", "aug"),
    ("syyskuu", "september", "sep", "sept"),
    ("lokakuu", "oktober", "october", "okt", "oct"),
    ("marraskuu", "november", "nov"),
    ("joulukuu", "december", "dec"),
)
DAY_OF = {word: day for day, words in enumerate(_WEEKDAYS) for word in words}
"""A weekday's name in small letters → its number, Monday is 0."""
MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in (*words, words[0] + "ta")}
"""A month's name in small letters → its number, January is 1."""
