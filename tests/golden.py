"""Make the golden files anew: only for a new version of the format, beside those of the older ones.

    python -m tests.golden

writes `tests/data/golden/<schema>/`. What is there already is never changed: those files are what
earlier versions wrote, and every later one reads them.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from kohtaa_tui.domain.events import AnyEvent, NoteEdited, PhaseEntered, PhaseMoved, Record, Undone
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.report import SCHEMA, report
from kohtaa_tui.domain.rewriting import erase
from kohtaa_tui.domain.session import Session
from kohtaa_tui.storage import document
from kohtaa_tui.storage.records import as_lines
from tests import practised
from tests.build import story
from tests.fakes import places
from tests.sealed import switch_on, unlocked

FOLDER = Path(__file__).parent / "data" / "golden"
ID = "20261103T080200Z-0123abcd"


def everything() -> Session:
    """A meeting in which each kind of event happens, some of them on a second computer."""
    told = story(45, ["first", "interpreter"]).at("1:00").note("haluan tehdä omaa työtäni", "words")
    told.at("2:00").note("ei näin").at("2:10").strike(3)
    told.at("5:00").tick("e1").tick("e2").at("5:30").tick("e2", done=False).at("6:00").forward()
    told.at("7:00").pause("door-or-phone").at("7:20").because("client-away").at("9:00").resume()
    told.at("10:00").fit(phase=1, end=2).at("11:00").clock(3600).at("12:00").reopen()
    told.at("13:00").note("todistukset kadoneet", "question").edit(told.seq, "todistukset kadonneet", "question")
    told.at("20:00").forward().at("21:00").undo().at("22:00").forward()
    session = told.session
    # On another computer, which calls the first one's records by their device.
    moved = next(v for v in session.visits if v.key != session.visits[0].key)
    there: tuple[AnyEvent, ...] = (
        PhaseEntered("hyvastely"),
        NoteEdited(2, 60_000, "empatia", "haluan tehdä jotain omaa", "words", "here"),
        Undone(4, "here"),
        PhaseMoved(moved.key[0], 330_000, "here"),
    )
    records = list(session.records)
    for number, event in enumerate(there):
        records.append(Record(session.next_seq + number, "there", 1_500_000 + 1000 * number, event))
    told.session = fold(ID, records)
    told.at("30:00").note("asiakas: etsii todistukset 13.11.", "agreed").at("31:00").end()
    told.reflect("s1", "annoin tilaa")
    return fold(ID, told.session.records)


def running(told: Session) -> Session:
    """The same, as it stood before its end."""
    return fold(ID, told.records[:-2])


def practised_one() -> Session:
    """A practice alone, with its turns and what the client said to them."""
    return fold(ID, practised.whole().session.records)


def corrected() -> Session:
    """A meeting whose times were put right after its end."""
    told = story().at("6:00").forward().at("20:00").note("kysyn", "agreed").at("40:00").end()
    return fold(ID, told.move(1, "-4:00").move(2, "7:00").move_end("31:00").session.records)


def main() -> None:
    folder = FOLDER / str(SCHEMA)
    folder.mkdir(parents=True, exist_ok=True)
    whole = everything()
    with TemporaryDirectory() as elsewhere:
        where = places(Path(elsewhere))
        identity = switch_on(where)
        sealed = fold(ID, unlocked(where, identity).vault.resealed(whole.records))
    files = {
        "key.txt": f"{identity}\n".encode(),
        "running.jsonl": as_lines(running(whole).records) + b'{"kind":"from-the-future","seq":99}\n{"seq":100,"dev',
        "ended.json": document.to_bytes(whole),
        "sealed.jsonl": as_lines(running(sealed).records),
        "sealed.json": document.to_bytes(sealed),
        "erased.json": document.to_bytes(erase(whole)),
        "practised.json": document.to_bytes(practised_one()),
        "corrected.json": document.to_bytes(corrected()),
    }
    expected = {
        "running.jsonl": running(whole),
        "ended.json": whole,
        "sealed.jsonl": running(whole),
        "sealed.json": whole,
        "erased.json": erase(whole),
        "practised.json": practised_one(),
        "corrected.json": corrected(),
    }
    for name, session in expected.items():
        told = msgspec.json.format(msgspec.json.encode(report(session, session.last_ms)), indent=2)
        files[f"{name}.expected"] = told + b"\n"
    for name, data in files.items():
        path = folder / name
        if not path.exists():
            path.write_bytes(data)


if __name__ == "__main__":
    main()
