"""What goes into the client information system: to the clipboard, to a file, or to be read."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from ...domain.session import Session
from ...domain.template import Template
from ...runtime.allowed import TEXTS
from ...runtime.handing_over import HandOver, in_order
from ...runtime.noticed import counted
from ...storage import last as last_choices
from ...storage.templates import Templates
from ..dialogs import Choice, Choose, Outcome, Reading, Table
from ..draw.canvas import wrap
from ..draw.drawer import Drawer, Line
from .one_at_a_time import copy_one_at_a_time
from .save_as import ask_file
from .stage import Stage

Carried = Callable[[str], None]


def carry_over(stage: Stage, session: Session, carried: Carried) -> None:
    """Ask how and where to, and say by `carried` that it was done. The adviser's own thoughts are never in it.

    The text is that of the template used last; ← and → show the others. What in it may point to a person is counted,
    and can be masked in what is carried over. Where it is longer than the client system's field, it is said by how
    much, and it goes over in parts. Where the organisation does not let texts out, that is said and nothing else.
    """
    context = stage.kohtaa.context
    if not context.policy.allow_export:
        stage.say(stage.words(TEXTS))
        return
    listed = Templates(context.places).listed()
    first = (last_choices.load(context.places).template, context.settings.template)
    choices = in_order([one.content for one in listed if one.content is not None], first)
    broken = [one.id for one in listed if one.content is None]
    stage.open_dialog(Carrying(stage, HandOver(session, stage.words, choices), carried, broken))


class Carrying(Choose):
    """The text, how long it is, and what can be done with it."""

    def __init__(self, stage: Stage, over: HandOver, carried: Carried, broken: list[str]) -> None:
        words = stage.words
        about = words(
            "The text as your template arranges it. Your own thoughts are never in it. ← → is another template."
        )
        super().__init__(words, "", [], about=about)
        self._stage, self._over, self._broken = stage, over, broken
        self._carried = carried
        self._copied = 0
        """How many parts were copied."""
        self._stays = False
        self._arrange()

    # --- what it shows ---

    def drawer(self, width: int) -> Drawer:
        over, words = self._over, self._words
        counter = over.counter(over.text, short=width < 60)
        title = f"{counter} · {over.title(over.template)}"
        told = self._told()
        rows = self._in_one(width)
        few = width < 60 or self._stage.area()[1] <= 17  # there a sentence is left out
        if few and (self._copied or over.found):
            rows.insert(0, Line([(0, told)], strong=True))
        foot = (("← →", words("another template"), "dialog:turn"), ("Esc", self._esc, "dialog:esc"))
        return Drawer(title, told, [*rows, *self._preview(width)], foot)

    def _told(self) -> str:
        """What there is to know before it is carried over."""
        over, words = self._over, self._words
        if self._copied:
            of = len(over.pieces(over.text))
            return words("Part {n} of {of} is copied. Paste it, then copy the next one.", n=self._copied, of=of)
        if over.found:
            found = counted(over.found, words)
            return words("Masked: {what}", what=found) if over.mask else words("In the text: {what}", what=found)
        if over.over:
            return words("It is too long for the field: it goes over in parts, and nothing is left out.")
        return words("To the client information system")

    def _preview(self, width: int) -> list[Line]:
        """How the text begins, where there are rows to spare."""
        spare = min(12, self._stage.area()[1] - 23 - len(self._choices)) if width >= 60 else 0
        if spare < 4:
            return []
        lines = [part for raw in self._over.text.splitlines() for part in (wrap(raw, width - 12) or ("",))]
        shown = lines if len(lines) <= spare - 1 else [*lines[: spare - 2], "…"]
        return [Line([(0, "")]), *(Line([(3, part)]) for part in shown)]

    def _arrange(self) -> None:
        """The rows for the text as it is now."""
        over, words = self._over, self._words
        parts = len(over.pieces(over.text))
        if over.over:
            rows = [Choice(words("Copy part {n} of {of}", n=self._copied + 1, of=parts), self._copy_part)]
        else:
            rows = [Choice(words("Copy the review"), self._copy)]
        rows += [
            Choice(words("Save to a file"), self._save),
            Choice(words("Read it here"), lambda: self._stage.open_dialog(Preview(self._stage, self, over))),
        ]
        if found := over.found or over.in_meeting:
            change = words("As it was written") if over.mask else words("Mask it first ({n})", n=len(found))
            rows.append(Choice(change, self._mask))
        if over.over and over.alone:
            rows.append(Choice(words("Copy one kind of note at a time"), self._by_mark))
        if over.over:
            rows.append(Choice(words("Copy all of it, too long as it is"), self._copy))
        rows.append(Choice(words("Another template"), self._list))
        self._choices, self._at = rows, 0

    # --- keys ---

    def key(self, key: str, character: str | None) -> Outcome:
        if key in ("left", "right"):
            self.turn(1 if key == "right" else -1)
            return Outcome.STAY
        return super().key(key, character)

    def hit(self, target: str) -> Outcome:
        if target == "dialog:turn":
            self.turn(1)
            return Outcome.STAY
        return super().hit(target)

    def turn(self, step: int) -> None:
        """Another template."""
        self._over.turn(step)
        self._copied = 0
        self._arrange()

    def _take(self, place: int) -> Outcome:
        self._stays = False
        super()._take(place)
        return Outcome.STAY if self._stays else Outcome.CLOSE

    # --- what the rows do ---

    def _done(self, told: str) -> None:
        """The text has been carried over: its template comes first from now on."""
        self._stage.kohtaa.remember(template=self._over.id)
        self._carried(told)

    def _copy(self) -> None:
        self._stage.kohtaa.copy_to_clipboard(self._over.text)
        self._done(self._words("Copied, if your terminal allows it. If not, save it to a file."))

    def _copy_part(self) -> None:
        pieces = self._over.pieces(self._over.text)
        self._stage.kohtaa.copy_to_clipboard(pieces[self._copied])
        if self._copied + 1 == len(pieces):
            self._done(self._words("The last part is copied, if your terminal allows it."))
            return
        self._copied += 1
        self._arrange()
        self._stays = True

    def _mask(self) -> None:
        self._over.mask = not self._over.mask
        self._copied = 0
        self._arrange()
        self._stays = True

    def _save(self) -> None:
        ask_file(self._stage, self._over, self._done)

    def _list(self) -> None:
        """All templates by name, with a digit each; the one used last is the first."""
        over, words = self._over, self._words
        choices = [Choice(over.title(one), self._chooser(one), _limit(over, one)) for one in over.choices]
        check = words("Not used, because broken: {ids}. Why: kohtaa templates check", ids=", ".join(self._broken))
        about = words("How the text is arranged. kohtaa templates new NAME begins one of your own.")
        asked = words("Which template?")
        self._stage.open_dialog(Choose(words, asked, choices, sentence=check if self._broken else "", about=about))

    def _chooser(self, template: Template | None) -> Callable[[], None]:
        def choose() -> None:
            self._over.choose(template)
            self._copied = 0
            self._arrange()
            self._stage.open_dialog(self)

        return choose

    def _by_mark(self) -> None:
        copy_one_at_a_time(self._stage, self._over, self._all_copied)

    def _all_copied(self) -> None:
        self._done(self._words("Copied, if your terminal allows it. If not, save it to a file."))


def _limit(over: HandOver, template: Template | None) -> str:
    """How long the text would be, and how long it may be."""
    now = over.template
    over.choose(template)
    told = over.counter(over.text, short=True)
    over.choose(now)
    return told


class Preview(Reading):
    """The whole text to read, with its length. Enter and Esc go back to what can be done with it."""

    def __init__(self, stage: Stage, carrying: Carrying, over: HandOver) -> None:
        super().__init__(stage.words, self._table)
        self._stage, self._carrying, self._over = stage, carrying, over

    def _table(self, width: int) -> Table:
        over = self._over
        counter = over.counter(over.text, short=width < 60)
        room = width - (8 if width >= 60 else 5)
        lines = [Line([(0, part)]) for raw in over.text.splitlines() for part in (wrap(raw, room) or (" ",))]
        return Table(f"{counter} · {over.title(over.template)}", lines)

    def drawer(self, width: int) -> Drawer:
        turn = ("← →", self._words("another template"), "dialog:turn")
        return replace(super().drawer(width), foot=(turn, ("Esc", self._words("back"), "dialog:esc")))

    def key(self, key: str, character: str | None) -> Outcome:
        if key in ("left", "right"):
            self._turn(1 if key == "right" else -1)
            return Outcome.STAY
        digit = character is not None and character.isdigit()  # it does here what it does there
        outcome = Outcome.CLOSE if digit else super().key(key, character)
        if outcome is Outcome.CLOSE:
            self._stage.open_dialog(self._carrying)
        if digit and self._carrying.key(key, character) is not Outcome.STAY and self._stage.dialog is self._carrying:
            self._stage.close_dialog()
        return outcome

    def hit(self, target: str) -> Outcome:
        if target == "dialog:turn":
            self._turn(1)
            return Outcome.STAY
        self._stage.open_dialog(self._carrying)
        return Outcome.CLOSE

    def _turn(self, step: int) -> None:
        self._carrying.turn(step)
        self._top = 0
