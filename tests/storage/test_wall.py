"""The wall between meetings and practice: each store holds its own, and shows a stranger as what it is."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from kohtaa_tui.commands import sessions
from kohtaa_tui.domain.events import Started
from kohtaa_tui.domain.plan import make_plan
from kohtaa_tui.domain.practised import Practice
from kohtaa_tui.domain.session import Session
from kohtaa_tui.i18n import Words
from kohtaa_tui.runtime.gaps import Gap
from kohtaa_tui.runtime.runner import Runner
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.library import Broken, Misplaced
from kohtaa_tui.storage.lines import decode, encode
from kohtaa_tui.storage.retention import Retention
from kohtaa_tui.storage.tidying import tidy
from tests import practised
from tests.build import START, pack
from tests.fakes import FakeClock, places
from tests.looked import looked

EN = Words("en")


@pytest.fixture
def real(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path))


@pytest.fixture
def practice(tmp_path: Path) -> Archive:
    return Archive(places(tmp_path).practice)


def begin(archive: Archive, mark: Practice | None, clock: FakeClock | None = None) -> Runner:
    plan = make_plan(pack(), 30, ())
    return Runner.start(archive, clock or FakeClock(), plan, language="fi", device="dev00000", practice=mark)


def ended(archive: Archive, mark: Practice | None) -> Session:
    runner = begin(archive, mark)
    runner.end()
    assert runner.flush()
    runner.close()
    return runner.session


MARK = Practice("practice", practised.scenario())


@pytest.mark.parametrize("mark", [MARK, Practice("demo")])
def test_practice_cannot_be_begun_among_the_meetings(real: Archive, mark: Practice) -> None:
    with pytest.raises(Misplaced):
        begin(real, mark)
    assert not real.places.sessions.exists()


def test_a_meeting_cannot_be_begun_among_practice(practice: Archive) -> None:
    with pytest.raises(Misplaced):
        begin(practice, None)


def test_each_store_takes_its_own(real: Archive, practice: Archive) -> None:
    meeting, run = ended(real, None), ended(practice, MARK)
    assert [s.id for s in real.recent(9)] == [meeting.id]
    assert [s.id for s in practice.recent(9)] == [run.id]


def test_a_journal_or_a_document_of_a_stranger_is_never_written(real: Archive, practice: Archive) -> None:
    """A property of the archive itself, whoever calls it."""
    meeting, run = ended(real, None), ended(practice, MARK)
    for archive, session in ((real, run), (practice, meeting)):
        with pytest.raises(Misplaced):
            archive.create(archive.journal_path(session, "dev00000"), session.records)
        with pytest.raises(Misplaced):
            archive.finish(session)
        assert session.id not in set(archive.ids())


@pytest.fixture
def mixed(real: Archive, practice: Archive) -> Session:
    """A meeting, and a run of practice whose file somebody copied among the meetings."""
    ended(real, None)
    run = ended(practice, MARK)
    target = real.path(run.id, "json")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(practice.path(run.id, "json"), target)
    return run


def test_a_copied_practice_is_named_and_counted_nowhere(real: Archive, mixed: Session) -> None:
    listed = list(real.all_whole())
    assert [found.id for found in listed if isinstance(found, Broken)] == [mixed.id]
    assert len(listed) == 2
    out, err = looked(real, "list")
    assert mixed.id not in out
    assert err == f"{mixed.id}: This was practised or shown and is no real meeting. It is left out here.\n"


def test_it_is_shown_as_what_it_is(real: Archive, mixed: Session) -> None:
    out = io.StringIO()
    sessions.show(real, mixed.id, EN, "text", out)
    assert out.getvalue().startswith("PRACTICE · Meeting")


def test_a_stranger_may_only_be_read(real: Archive, mixed: Session) -> None:
    runner = Runner.review(real, FakeClock(), real.load(mixed.id), "dev00000")
    with pytest.raises(Misplaced):
        runner.note("lisäys")
    before = real.path(mixed.id, "json").read_bytes()
    tidy(real, "dev00000")
    assert real.path(mixed.id, "json").read_bytes() == before


def test_an_unfinished_practice_among_the_meetings_is_not_gone_on_with(real: Archive, practice: Archive) -> None:
    runner = begin(practice, MARK)
    assert runner.flush()
    runner.close()
    source = practice.journal_path(runner.session, "dev00000")
    target = real.journal_path(runner.session, "dev00000")
    target.parent.mkdir(parents=True)
    shutil.copy(source, target)
    assert real.unfinished() is None
    assert practice.unfinished() is not None
    with pytest.raises(Misplaced):
        Runner.resume(real, FakeClock(), real.load(runner.session.id), "dev00000", Gap.COUNT)


def test_no_keep_days_reaches_practice(real: Archive, practice: Archive) -> None:
    """It is about nobody: the look for what is due goes through the meetings alone."""
    meeting, run = ended(real, None), ended(practice, MARK)
    from datetime import timedelta

    due = Retention(real, 30).look(START + timedelta(days=60)).due
    assert [aged.id for aged in due] == [meeting.id]
    assert practice.load(run.id).session.practice == MARK


def test_the_client_of_a_practice_comes_back_as_it_was() -> None:
    begun = practised.run().session.records[0]
    assert decode(encode(begun)) == begun


def test_a_practice_whose_client_is_none_is_damage() -> None:
    """The client is read by itself, and no less strictly."""
    begun = practised.run().session.records[0]
    assert isinstance(begun.event, Started)
    assert begun.event.practice is not None
    for client in ({"id": 5}, {}, [], "vera", {**msgspec.to_builtins(practised.scenario()), "more": 1}):
        odd = replace(begun.event, practice=replace(begun.event.practice, scenario=client))
        with pytest.raises(ValueError):  # noqa: PT011
            decode(encode(replace(begun, event=odd)))
