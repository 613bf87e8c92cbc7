"""What `domain.personal` found, in words: kinds and how many, never the text itself."""

from __future__ import annotations

from collections.abc import Iterable

from ..domain.personal import KINDS, Found, Kind, find
from ..domain.session import Session
from ..i18n import Words


def in_session(session: Session) -> tuple[Found, ...]:
    """What is in the notes and the reference of a meeting; the places are those in each text by itself."""
    texts = (session.reference, *(note.text for note in session.notes))
    return tuple(found for text in texts for found in find(text))


def gravest(found: Iterable[Found]) -> Kind:
    """The kind to name where there is room for one."""
    return min((one.kind for one in found), key=KINDS.index)


def name(kind: Kind, words: Words) -> str:
    """One kind by name."""
    return {
        "identity-code": words("identity code"),
        "personal-number": words("personal number"),
        "phone": words("phone number"),
        "email": words("e-mail address"),
    }[kind]


def counted(found: Iterable[Found], words: Words) -> str:
    """Kinds and counts: `1 identity code, 2 phone numbers`."""
    kinds = [one.kind for one in found]
    told: dict[Kind, str] = {
        "identity-code": words.plural("{n} identity code", "{n} identity codes", kinds.count("identity-code")),
        "personal-number": words.plural("{n} personal number", "{n} personal numbers", kinds.count("personal-number")),
        "phone": words.plural("{n} phone number", "{n} phone numbers", kinds.count("phone")),
        "email": words.plural("{n} e-mail address", "{n} e-mail addresses", kinds.count("email")),
    }
    return ", ".join(told[kind] for kind in KINDS if kind in kinds)
