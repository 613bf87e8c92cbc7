"""What tells of a person is sealed before it is written, and opened by its own keys and no others."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kohtaa_tui.domain.events import Ended, Mark, NoteAdded, Record, Reflected, Started
from kohtaa_tui.domain.folding import fold
from kohtaa_tui.domain.report import listed
from kohtaa_tui.domain.sealing import is_locked, sealed_text, written
from kohtaa_tui.domain.session import Session
from kohtaa_tui.domain.text import clean
from kohtaa_tui.errors import StorageFault
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage import document
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.keys import WrongPassphrase
from kohtaa_tui.storage.lines import decode, encode
from kohtaa_tui.storage.tidying import tidy
from kohtaa_tui.storage.union import united
from kohtaa_tui.storage.vault import Vault
from tests.build import plan, story
from tests.fakes import FakeClock, places
from tests.sealed import switch_on, unlocked

MARKER = "salaisuus-7731"
MARKS = st.sampled_from([None, "words", "strength", "question", "agreed"])


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def everything(folder: Path) -> bytes:
    """Every byte of every file."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def held(archive: Archive, clock: FakeClock) -> Runner:
    """A meeting with the marker wherever a person can write it, still running."""
    runner = Runner.start(archive, clock, plan(), language="fi", device="here", reference=MARKER)
    clock.after(60)
    runner.note(f"! {MARKER}: tulee pe")
    record = runner.note(f"{MARKER} ensin")
    assert record is not None
    runner.edit(record.key, f"+ {MARKER} sitten")
    assert runner.flush()
    assert runner.keep_draft(f"{MARKER} puoli")
    return runner


def test_without_keys_everything_passes_as_it_is(tmp_path: Path) -> None:
    vault, event = Vault(places(tmp_path)), NoteAdded("a")
    assert not vault.keys.on
    assert vault.seal(event) is event
    assert vault.opened([Record(1, "here", 0, event)]) == (Record(1, "here", 0, event),)
    assert vault.opened_draft(vault.sealed_draft("puoli")) == ("puoli", "")


@given(text=st.text(min_size=1, max_size=300), mark=MARKS)
def test_what_is_sealed_comes_back_as_it_was(
    text: str, mark: Mark | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = clean(text)
    if not text:
        return
    where = places(tmp_path_factory.mktemp("v"))
    vault = unlocked(where, switch_on(where)).vault
    record = Record(2, "here", 5, vault.seal(NoteAdded(text, mark)))
    line = encode(record)
    locked = decode(line)
    assert is_locked(locked.event)
    assert written(record.event) == locked.event
    assert vault.opened([locked]) == (record,)


def test_nothing_a_person_wrote_is_on_the_disk_in_the_clear(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    runner = held(Archive(where), clock)
    assert MARKER.encode() not in everything(tmp_path)
    runner.end()
    assert runner.flush()
    runner.record(Reflected("s1", f"{MARKER} ajatus"))
    assert runner.flush()
    assert MARKER.encode() not in everything(tmp_path)
    whole = unlocked(where, identity).load(runner.session.id).session
    assert (whole.reference, whole.reflections) == (MARKER, {"s1": f"{MARKER} ajatus"})
    assert [n.text for n in whole.notes] == [f"{MARKER}: tulee pe", f"{MARKER} sitten"]
    assert whole == runner.session


def test_the_document_holds_the_same_sealed_texts_as_the_journal(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    switch_on(where)
    archive = Archive(where)
    runner = held(archive, clock)
    journal = archive.path(runner.session.id, "jsonl").read_bytes()
    runner.end()
    assert runner.flush()
    kept = archive.path(runner.session.id, "json").read_bytes()
    sealed = [sealed_text(r.event) for r in runner.session.records if sealed_text(r.event)]
    assert len(sealed) == 3
    assert all(text.encode() in journal and text.encode() in kept for text in sealed)
    assert b'"locked": true' in kept
    assert b'"reference": null' in kept


def test_locked_a_meeting_is_listed_and_its_times_are_known(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    switch_on(where)
    archive = Archive(where)
    runner = held(archive, clock)
    runner.end()
    assert runner.flush()
    (whole,) = archive.all_whole()
    assert isinstance(whole, Session)
    line = listed(whole)
    assert (line.reference, line.locked, line.minutes) == (None, True, 30)
    session = archive.load(runner.session.id).session
    assert session.locked
    assert session.ended_ms == 60_000
    assert [(n.text, n.locked) for n in session.notes] == [("", True)] * 2


def test_a_locked_meeting_goes_on_and_shows_what_was_before_when_it_is_opened(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    held(Archive(where), clock).close()
    archive = Archive(where)
    loaded = archive.load(next(archive.ids()))
    assert loaded.session.locked
    assert (loaded.draft, bool(loaded.locked_drafts)) == ("", True)
    runner = Runner.resume(archive, clock, loaded, "here", Gap.COUNT)
    runner.note("uusi")
    assert runner.flush()
    assert [n.text for n in runner.session.notes] == ["", "", "", "uusi"]
    archive.vault.use([identity])
    runner.unlocked()
    texts = [f"{MARKER}: tulee pe", f"{MARKER} sitten", f"{MARKER} puoli", "uusi"]
    assert [n.text for n in runner.session.notes] == texts
    assert runner.session.reference == MARKER
    runner.end()
    assert runner.flush()
    assert [n.text for n in unlocked(where, identity).load(runner.session.id).session.notes] == texts
    assert MARKER.encode() not in everything(tmp_path)


def test_a_locked_note_is_not_undone_but_can_be_deleted(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    runner = Runner.start(Archive(where), clock, plan(), language="fi", device="here")
    record = runner.note(MARKER)
    assert record is not None
    assert runner.flush()
    runner.close()
    archive = Archive(where)
    again = Runner.resume(archive, clock, archive.load(runner.session.id), "here", Gap.COUNT)
    with pytest.raises(Exception, match="locked"):
        again.edit(record.key, "muu")
    with pytest.raises(Exception, match="locked"):
        again.undo()
    assert again.strike(record.key) == ""
    assert again.flush()
    assert unlocked(where, identity).load(runner.session.id).session.notes == ()
    assert sealed_text(record.event).encode() not in everything(tmp_path)


def test_another_key_opens_nothing_and_destroys_nothing(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    runner = held(Archive(where), clock)
    runner.end()
    assert runner.flush()
    stranger = unlocked(where, pyrage.x25519.Identity.generate())
    assert stranger.load(runner.session.id).session.locked
    review = Runner.review(stranger, clock, stranger.load(runner.session.id), "there")
    review.note("lisäys")
    assert review.flush()
    session = unlocked(where, identity).load(runner.session.id).session
    assert [n.text for n in session.notes] == [f"{MARKER}: tulee pe", f"{MARKER} sitten", "lisäys"]


def test_a_second_recipient_reads_it_too(tmp_path: Path, clock: FakeClock) -> None:
    where, organisation = places(tmp_path), pyrage.x25519.Identity.generate()
    switch_on(where, organisation)
    runner = held(Archive(where), clock)
    assert unlocked(where, organisation).load(runner.session.id).session.reference == MARKER


@pytest.mark.parametrize("damage", ["!!!", "QUJD", ""], ids=["no base64", "not age", "cut"])
def test_a_damaged_sealed_text_stays_locked_and_hides_nothing_else(
    tmp_path: Path, clock: FakeClock, damage: str
) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    archive = unlocked(where, identity)
    runner = held(archive, clock)
    record = next(r for r in runner.session.records if isinstance(r.event, NoteAdded) and r.event.age)
    age = damage or sealed_text(record.event)[:40]
    broken = Record(record.seq, record.device, record.at_ms, NoteAdded(age=age))
    whole = united((*(r for r in runner.session.records if r.key != record.key), broken))
    opened = archive.vault.opened(decode(encode(r)) for r in whole)
    assert [is_locked(r.event) for r in opened].count(True) == 1


def test_a_plain_line_among_sealed_ones_is_read_as_it_is(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    runner = Runner.start(Archive(where), clock, plan(), language="fi", device="here")
    runner.note("avoin")
    assert runner.flush()
    runner.close()
    identity = switch_on(where)
    archive = Archive(where)
    again = Runner.resume(archive, clock, archive.load(runner.session.id), "here", Gap.COUNT)
    again.note("suljettu")
    assert again.flush()
    assert [n.text for n in Archive(where).load(runner.session.id).session.notes] == ["avoin", ""]
    assert [n.text for n in unlocked(where, identity).load(runner.session.id).session.notes] == ["avoin", "suljettu"]


def test_with_keys_that_cannot_be_used_nothing_begins(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    where.keys.mkdir(parents=True)
    for text in ("", "# nobody\n", "age1nonsense\n", "\0"):
        (where.keys / "recipients.txt").write_text(text)
        with pytest.raises(StorageFault, match=r"recipients\.txt"):
            Runner.start(Archive(where), clock, plan(), language="fi", device="here")
    assert not where.data.exists()


QUICK_KEY = """
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBZWlJvNjR0ZXFLWkN4YVlpN2gyMEl3IDEKS09adlBGTElIRlpHTk9DZ0IyTHRKNG5aWVgr
SnpacmRiRXJWZmNvcUVZOAotLS0gMEtZWENlbUphWDVmR0dvL0JQOTljbkpjQTMyOERqa1ZleVBPdjJpbnVtbwoPVZcuqECyXW+AOhLGEkOdhU+0
GAGMm9rpBJX55phVaigHB63g3LQ87sMOmtB8Le6KW8Ij6v2+ECnvz1MbhJTLvLBlEvmR6UVOgoqpRrIuI7s/JYf9ye+7LROB/NTMFycVxTxkPLRO
kqww1Q==
"""
"""A secret key, as age seals it with the passphrase "oikea hevonen", but at a work factor of 1: tried at once."""


def test_the_passphrase_opens_the_key_and_another_does_not(tmp_path: Path) -> None:
    where = places(tmp_path)
    vault = Vault(where)
    with pytest.raises(StorageFault, match="no key"):
        vault.unlock("oikea hevonen")
    where.keys.mkdir(parents=True)
    (where.keys / "identity.age").write_bytes(b64decode(QUICK_KEY))
    with pytest.raises(WrongPassphrase):
        vault.unlock("väärä hevonen")
    assert vault.identities == []
    vault.unlock("oikea hevonen")
    assert len(vault.identities) == 1
    (where.keys / "identity.age").write_bytes(b"not a key")
    with pytest.raises(WrongPassphrase):
        vault.unlock("oikea hevonen")


def test_the_passphrase_that_a_key_is_made_with_opens_it_and_takes_long_to_try(tmp_path: Path) -> None:
    vault = Vault(places(tmp_path))
    identity = vault.keys.make("oikea hevonen", [])
    _, salted, _ = vault.keys.identity_file.read_bytes().split(b"\n", 2)
    assert salted.startswith(b"-> scrypt ")
    assert int(salted.rpartition(b" ")[2]) >= 15
    vault.unlock("oikea hevonen")
    assert [str(one) for one in vault.identities] == [str(identity)]


def test_a_sealed_text_comes_through_the_inlet(tmp_path: Path) -> None:
    """Whoever has the public key can seal: what is opened is cleaned like any text from outside."""
    import msgspec

    where = places(tmp_path)
    identity = switch_on(where)
    from base64 import b64encode

    hostile = msgspec.json.encode({"text": "a\x1b]52;c;x\x07\u202e", "mark": None, "reference": 5 and "x"})
    age = b64encode(pyrage.encrypt(hostile, [identity.to_public()])).decode()
    (opened,) = unlocked(where, identity).vault.opened([Record(2, "here", 0, NoteAdded(age=age))])
    assert isinstance(opened.event, NoteAdded)
    assert "\x1b" not in opened.event.text
    assert "\u202e" not in opened.event.text


def test_a_record_is_an_age_file_in_base64(tmp_path: Path) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    event = unlocked(where, identity).vault.seal(NoteAdded("a", "agreed"))
    plain = pyrage.decrypt(b64decode(sealed_text(event)), [identity])
    assert plain == b'{"text":"a","mark":"agreed"}'


def test_the_start_without_a_reference_needs_no_seal(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    switch_on(where)
    session = Runner.start(Archive(where), clock, plan(), language="fi", device="here").session
    assert isinstance(session.records[0].event, Started)
    assert not session.locked


def test_a_document_of_what_is_open_is_written_without_what_is_sealed(tmp_path: Path) -> None:
    where = places(tmp_path)
    vault = unlocked(where, switch_on(where)).vault
    told = story(reference=MARKER).note(MARKER).end().session
    sealed = vault.resealed(told.records)
    assert MARKER.encode() not in document.to_bytes(fold(told.id, sealed))


def test_keys_that_cannot_be_looked_at_still_mean_that_encryption_is_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(places(tmp_path))
    assert not vault.keys.on

    def refused(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "lstat", refused)
    assert vault.keys.on
    with pytest.raises(StorageFault):
        vault.recipients()


def test_a_window_that_is_open_seals_from_the_moment_encryption_is_switched_on(
    tmp_path: Path, clock: FakeClock
) -> None:
    where = places(tmp_path)
    archive = Archive(where)
    running = Runner.start(archive, clock, plan(), language="fi", device="here")
    running.note("ennen")
    identity = switch_on(where)
    running.note(MARKER)
    assert running.flush()
    assert running.keep_draft(MARKER)
    later = Runner.start(archive, clock, plan(), language="fi", device="here", reference=MARKER)
    assert later.flush()
    assert MARKER.encode() not in everything(tmp_path)
    assert [n.text for n in unlocked(where, identity).load(running.session.id).session.notes] == ["ennen", MARKER]


def test_keys_that_break_in_the_middle_stop_no_note_and_open_none(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    identity = switch_on(where)
    runner = Runner.start(Archive(where), clock, plan(), language="fi", device="here")
    for text in ("age1nonsense\n", None):
        path = where.keys / "recipients.txt"
        path.unlink() if text is None else path.write_text(text)
        runner.note(MARKER)
        assert runner.flush()
    assert MARKER.encode() not in everything(tmp_path)
    assert len(unlocked(where, identity).load(runner.session.id).session.notes) == 2


def test_with_the_keys_gone_nothing_is_written_in_the_clear(tmp_path: Path, clock: FakeClock) -> None:
    where = places(tmp_path)
    switch_on(where)
    runner = held(Archive(where), clock)
    runner.end()
    assert runner.flush()
    (where.keys / "recipients.txt").unlink()
    archive = Archive(where)
    with pytest.raises(StorageFault, match="keys are missing"):
        Runner.start(archive, clock, plan(), language="fi", device="here")
    review = Runner.review(archive, clock, archive.load(runner.session.id), "here")
    with pytest.raises(StorageFault, match="keys are missing"):
        review.note(MARKER)
    archive.vault.keys.off()  # `kohtaa encryption off --keep-encrypted`
    assert Runner.start(archive, clock, plan(), language="fi", device="here").flush()


def test_a_sealed_line_whose_file_outlived_the_end_becomes_a_note_once(tmp_path: Path, clock: FakeClock) -> None:
    """A crash after the document was written, and before the half-typed line was taken away."""
    where = places(tmp_path)
    identity = switch_on(where)
    archive = Archive(where)
    runner = held(archive, clock)
    runner.close()
    draft = archive.draft_path(runner.session, "here")
    left = draft.read_bytes()
    ended = fold(runner.session.id, (*runner.session.records, Record(9, "there", 90_000, Ended())))  # by another
    archive.finish(ended)
    for _ in range(2):
        draft.write_bytes(left)
        tidy(Archive(where), "here")
        assert not draft.exists()
        notes = unlocked(where, identity).load(ended.id).session.notes
        assert [n.text for n in notes][-1:] == [f"{MARKER} puoli"]
        assert len(notes) == 3
