"""What a trainee may notice, in words: one quiet sentence that states what happened and judges nothing."""

from __future__ import annotations

from ..domain.hints import Hint
from ..exports.practice_words import KIND_NAMES
from ..i18n import Words


def told(hint: Hint, name: str, phase: str, words: Words) -> str:
    """The sentence. `name` is the client's, `phase` the short name of the phase that the hint is about."""
    match hint.what:
        case "told":
            return _brought_out(hint, words)
        case "went-on":
            return words("The silence let {name} go on.", name=name)
        case "withdrew":
            return words("{kind}: {name} withdrew a little.", kind=_named(hint, words), name=name)
        case "opened":
            return words("{kind}: {name} is a little more open now.", kind=_named(hint, words), name=name)
        case "closed-row":
            return words("Several closed questions in a row. How would it sound as an open one?")
        case "asking-row":
            return words("Several questions in a row. What could be said back of what was heard?")
        case "telling":
            return words("In the guidance phase it is mostly the client who talks.")
        case "needs-trust":
            return words("There is more, but not yet. A reflection or a silence may help.")
        case "nothing-new":
            return words.plural(
                "Nothing new came of it. Still unsaid in this phase: {n}",
                "Nothing new came of it. Still unsaid in this phase: {n}",
                hint.unsaid,
            )
        case "all-told":
            return words("All there is to this phase has been told. Do you see the sign?")
        case "left-unsaid":
            return words.plural(
                "{phase}: {n} thing stayed unsaid. One may go back.",
                "{phase}: {n} things stayed unsaid. One may go back.",
                hint.unsaid,
                phase=phase,
            )


def _brought_out(hint: Hint, words: Words) -> str:
    brought = {
        "open": words("The open question brought something out."),
        "closed": words("The closed question brought something out."),
        "reflection": words("Being heard brought something out."),
        "summary": words("The summary brought something out."),
        "information": words("The information was taken up."),
        "advice": words("The advice was taken up."),
        "silence": words("The silence brought something out."),
    }[hint.kind]
    if not hint.unsaid:
        return brought
    left = words("Still unsaid in this phase: {n}", n=hint.unsaid)
    return f"{brought} {left}"


def _named(hint: Hint, words: Words) -> str:
    name = words(KIND_NAMES[hint.kind])
    return name[:1].upper() + name[1:]
