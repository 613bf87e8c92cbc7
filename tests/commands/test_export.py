"""`kohtaa export`: what leaves, where it goes, and what is said before and beside it."""

from __future__ import annotations

import base64
import io
import json
import os
import stat
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TextIO

import pytest
from msgspec.structs import replace

from kohtaa_tui.commands import clipboard, sessions
from kohtaa_tui.commands.export import Exporting
from kohtaa_tui.commands.parser import parser
from kohtaa_tui.domain.session import Session
from kohtaa_tui.errors import KohtaaError, StorageFault, UsageFault
from kohtaa_tui.exports import EXPORTS
from kohtaa_tui.i18n import Words
from kohtaa_tui.storage.archive import Archive
from kohtaa_tui.storage.policy import NO_POLICY, Policy
from kohtaa_tui.storage.vault import Vault
from tests import meetings, practised
from tests.build import START, story
from tests.fakes import FakeClock, places
from tests.sealed import switch_on, unlocked

ID = "20261103T080200Z-0123abcd"
EN = Words("en")
NO_TEXTS_OUT = "Your organisation does not allow texts to leave kohtaa."
PERSONAL = story().note("100190-999P, 040 555 0100").at("1:00").end().session


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Pipe(io.TextIOWrapper):
    """A stream of bytes, as a pipe is."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    @property
    def data(self) -> bytes:
        self.flush()
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue()


class Desk:
    """An archive with one meeting, and what an export of it came to."""

    def __init__(self, tmp_path: Path) -> None:
        self.archive = Archive(places(tmp_path))
        self.words = EN
        self.policy: Policy = NO_POLICY
        self.clock = FakeClock()
        self.ask: TextIO | None = None
        self.out: TextIO = io.StringIO()
        self.err = io.StringIO()
        self.unlock: Callable[[Vault], None] | None = None

    def keep(self, session: Session, session_id: str = ID) -> None:
        journal = self.archive.create(self.archive.path(session_id, "jsonl"))
        journal.append(session.records)
        journal.close()

    def export(self, *typed: str, id: str = ID) -> int:
        asked: Namespace = parser(self.words, ["export"]).parse_args(["export", id, *typed])
        work = Exporting(self.archive, self.words, self.policy, self.clock, self.ask, self.out, self.err, self.unlock)
        return work.run(asked)

    @property
    def said(self) -> str:
        assert isinstance(self.out, io.StringIO)
        return self.out.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.keep(meetings.usual())
    return made


def of(tmp_path: Path, session: Session) -> Desk:
    made = Desk(tmp_path)
    made.keep(session)
    return made


def loaded(desk: Desk) -> Session:
    return desk.archive.load(ID).session


# --- the answer ---


@pytest.mark.parametrize("name", EXPORTS)
def test_each_format_is_the_answer_and_nothing_else_is(desk: Desk, name: str) -> None:
    assert desk.export("--format", name) == 0
    assert desk.said == EXPORTS[name](loaded(desk), EN)
    assert desk.err.getvalue() == ""


def test_without_a_format_it_is_text(desk: Desk) -> None:
    desk.export(id="last")
    assert desk.said.startswith("Meeting Tue 3 Nov 2026 10:02–10:48\nReference: K-17\n")


def test_json_is_the_object_of_show(desk: Desk) -> None:
    desk.export("--format", "json")
    shown = io.StringIO()
    sessions.show(desk.archive, ID, EN, "json", shown, io.StringIO(), FakeClock())
    assert desk.said == shown.getvalue()


def test_into_a_pipe_go_the_bytes_of_the_file(desk: Desk, tmp_path: Path) -> None:
    pipe = desk.out = Pipe()
    desk.export("--format", "csv")
    desk.export("--format", "csv", "--output", str(tmp_path / "x.csv"))
    whole = (tmp_path / "x.csv").read_bytes()
    assert whole.startswith(b"\xef\xbb\xbf")
    assert pipe.data.startswith(whole)


def test_on_a_terminal_there_is_no_mark_before_it(desk: Desk) -> None:
    terminal = desk.out = Pipe()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    desk.export("--format", "csv")
    assert terminal.data.startswith(b'"row"')


def test_a_template_tells_it_its_own_way(desk: Desk) -> None:
    desk.export("--template", "lyhyt")
    assert "haluan tehdä omaa työtäni" in desk.said
    assert desk.said != EXPORTS["text"](loaded(desk), EN)


def test_a_text_longer_than_its_field_is_whole_and_said(tmp_path: Path) -> None:
    desk = of(tmp_path, meetings.long(160))
    desk.export("--template", "lyhyt")
    assert "loppu159" in desk.said
    assert "the field of the client information system takes" in desk.err.getvalue()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["--template", "lyhyt", "--format", "html"], "--template works with --format text only."),
        (["--force"], "--force works with --output only."),
        (["--force", "--output", "-"], "--force works with --output only."),
        (["--template", "nosuch"], "There is no text template “nosuch”."),
        (["--output", "  "], "Write the name of the file, for example: kohtaa-20261103-1002.txt"),
    ],
)
def test_what_does_not_go_together_is_said_in_a_sentence(desk: Desk, typed: list[str], told: str) -> None:
    with pytest.raises(UsageFault) as fault:
        desk.export(*typed)
    assert EN.fault(fault.value).startswith(told)
    assert desk.said == ""


# --- meetings that are not like others ---


def test_a_running_meeting_is_told_as_not_ended(tmp_path: Path) -> None:
    desk = of(tmp_path, story().at("1:00").note("so far").session)
    desk.clock = FakeClock(START + timedelta(minutes=9))
    desk.export()
    assert "This meeting has not ended." in desk.said
    assert "so far" in desk.said
    assert desk.err.getvalue() == "kohtaa: This meeting has not ended.\n"
    desk.export("--format", "csv")
    assert '"Empathy phase";"6";"9";"540"' in desk.said
    with pytest.raises(UsageFault, match="when it has ended"):
        desk.export("--format", "timing")


def test_of_an_erased_meeting_the_times_remain_and_it_says_so(desk: Desk) -> None:
    desk.archive.erase(ID)
    for name in ("text", "markdown", "csv", "html"):
        desk.export("--format", name)
        assert "omaa työtäni" not in desk.said
        assert "The texts of this meeting have been erased. The times stay." in desk.said
    assert desk.err.getvalue().count("have been erased") == 4
    desk.out = io.StringIO()
    desk.export("--format", "timing")
    assert json.loads(desk.said)["length_s"] == 2780


def test_a_locked_meeting_is_never_a_silently_empty_text(tmp_path: Path) -> None:
    key = switch_on(places(tmp_path))
    desk = Desk(tmp_path)
    sealed = unlocked(places(tmp_path), key)
    journal = sealed.create(sealed.path(ID, "jsonl"))
    journal.append([replace(r, event=sealed.vault.seal(r.event)) for r in meetings.usual().records])
    journal.close()
    for name in [name for name, export in EXPORTS.items() if export.private]:
        with pytest.raises(StorageFault, match="The notes are encrypted"):
            desk.export("--format", name)
    assert desk.said == ""
    for name in ("text", "markdown", "csv", "html"):  # whoever else asks the registry gets it told
        told = EXPORTS[name](loaded(desk), EN)
        assert "The notes are encrypted." in told
        assert "What was agreed" not in told
        assert '"note"' not in told
        assert 'class="notes"' not in told
    desk.export("--format", "timing")
    desk.export("--format", "ics")
    assert "BEGIN:VCALENDAR" in desk.said
    desk.unlock = lambda vault: vault.use([key])
    desk.export()
    assert "haluan tehdä omaa työtäni" in desk.said


def test_of_a_practice_it_only_says_where_that_is(desk: Desk, tmp_path: Path) -> None:
    practice = Archive(places(tmp_path).practice)
    journal = practice.create(practice.path("20261104T080200Z-practice", "jsonl"))
    journal.append(practised.whole().session.records)
    journal.close()
    with pytest.raises(UsageFault, match="That is practice and no meeting"):
        desk.export(id="20261104")
    with pytest.raises(UsageFault):
        desk.export(id="nosuch")


@pytest.mark.parametrize("name", EXPORTS)
def test_an_organisation_may_keep_texts_in(desk: Desk, name: str) -> None:
    desk.policy = Policy(allow_export=False)
    if not EXPORTS[name].private:
        assert desk.export("--format", name) == 0
        return
    with pytest.raises(KohtaaError) as fault:
        desk.export("--format", name)
    assert EN.fault(fault.value) == NO_TEXTS_OUT
    assert desk.said == ""


# --- what may point to a person ---


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.private])
def test_in_a_pipe_it_goes_as_it_is_and_is_counted(tmp_path: Path, name: str) -> None:
    desk = of(tmp_path, PERSONAL)
    assert desk.export("--format", name) == 0
    assert "100190-999P" in desk.said.replace("\\", "")
    told = "This meeting holds what may point to a person: 1 identity code, 1 phone number"
    assert desk.err.getvalue() == f"kohtaa: {told}\n"


def test_masked_without_a_question(tmp_path: Path) -> None:
    desk = of(tmp_path, PERSONAL)
    desk.ask = io.StringIO()
    desk.export("--mask")
    assert "- ***, ***\n" in desk.said
    assert desk.err.getvalue().splitlines()[-1] == "kohtaa: Masked: 1 identity code, 1 phone number"


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [("1\n", 0, "***, ***"), ("2\n", 0, "100190-999P"), ("\n", 1, ""), ("", 1, ""), ("x", 1, "")],
)
def test_at_a_terminal_it_is_asked_once(tmp_path: Path, typed: str, code: int, told: str) -> None:
    desk = of(tmp_path, PERSONAL)
    desk.ask = io.StringIO(typed)
    path = tmp_path / "x.txt"
    assert desk.export("--output", str(path)) == code
    assert desk.err.getvalue().count("1 mask it · 2 write it as it is") == 1
    if told:
        assert told in path.read_text(encoding="utf-8")
    else:
        assert not path.exists()
        assert desk.err.getvalue().endswith("kohtaa: Nothing was written.\n")


def test_times_ask_nothing(tmp_path: Path) -> None:
    desk = of(tmp_path, PERSONAL)
    desk.ask = io.StringIO()
    desk.export("--format", "timing")
    assert desk.err.getvalue() == ""


def test_nobody_is_asked_before_what_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = of(tmp_path, PERSONAL)
    desk.ask = io.StringIO("2\n")
    (tmp_path / "link").symlink_to(tmp_path)
    monkeypatch.setenv("TERM", "dumb")
    wrong = (["--output", str(tmp_path)], ["--output", str(tmp_path / "link"), "--force"], ["--clipboard"])
    for typed in (*wrong, ["--template", "nosuch"]):
        with pytest.raises(KohtaaError):
            desk.export(*typed)
    assert desk.err.getvalue() == ""


# --- into a file ---


def test_a_new_file_is_its_owners_alone(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.html"
    before = os.umask(0)
    try:
        desk.export("--format", "html", "--output", str(path))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == EXPORTS["html"](loaded(desk), EN)
    assert desk.said == f"Saved in {path}\n"


def test_a_file_that_is_there_stays_and_another_name_is_told(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "kohtaa-20261103-1002.txt"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(StorageFault) as fault:
        desk.export("--output", str(path))
    assert fault.value.fields["other"] == tmp_path / "kohtaa-20261103-1002-2.txt"
    assert path.read_text(encoding="utf-8") == "mine"


def test_force_writes_over_it_and_makes_it_private(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    desk.export("--output", str(path), "--force")
    assert path.read_text(encoding="utf-8").startswith("Meeting")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["x.txt"]


def test_force_follows_no_link_and_opens_nothing_that_hangs(desk: Desk, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(mine)
    (tmp_path / "broken").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    locked = tmp_path / "readonly"
    locked.write_text("mine", encoding="utf-8")
    locked.chmod(0o400)
    told = {"link": "is a link", "broken": "is a link", "pipe": "not an ordinary file", "readonly": "is read-only"}
    for name, sentence in told.items():
        for force in (["--force"], []):
            with pytest.raises(StorageFault, match=sentence):
                desk.export("--output", str(tmp_path / name), *force)
    assert (mine.read_text(encoding="utf-8"), locked.read_text(encoding="utf-8")) == ("mine", "mine")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("force", [True, False])
def test_a_folder_is_no_file(desk: Desk, tmp_path: Path, force: bool) -> None:
    with pytest.raises(UsageFault) as fault:
        desk.export("--output", str(tmp_path), *(["--force"] if force else []))
    assert fault.value.fields["other"] == tmp_path / "kohtaa-20261103-1002.txt"


@pytest.mark.parametrize("force", [True, False])
def test_a_folder_that_is_not_there_is_said(desk: Desk, tmp_path: Path, force: bool) -> None:
    with pytest.raises(StorageFault, match="cannot be written"):
        desk.export("--output", str(tmp_path / "no" / "x.txt"), *(["--force"] if force else []))


def test_among_our_own_files_nothing_is_ever_written(desk: Desk, tmp_path: Path) -> None:
    own = desk.archive.path(ID, "jsonl")
    before = own.read_bytes()
    folder = tmp_path / "way-in"
    folder.symlink_to(own.parent)
    for path in (own, own.with_name("new.txt"), folder / own.name, desk.archive.places.config_file):
        with pytest.raises(UsageFault, match="own files"):
            desk.export("--output", str(path), "--force")
    assert own.read_bytes() == before


def test_a_dash_is_the_answer(desk: Desk) -> None:
    desk.export("--output", "-")
    assert desk.said.startswith("Meeting")


# --- into the clipboard ---


def test_the_clipboard_gets_the_whole_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    desk.export("--clipboard")
    told = terminal.getvalue()
    assert told.startswith("\x1b]52;c;")
    assert told.endswith("\a")
    assert base64.b64decode(told[7:-1]).decode() == EXPORTS["text"](loaded(desk), EN)
    assert desk.said == "Copied, if your terminal allows it. If not, save it to a file.\n"


def test_clipboard_and_file_go_together(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    desk.export("--clipboard", "--output", str(tmp_path / "x.txt"))
    assert desk.said.splitlines()[0] == f"Saved in {tmp_path / 'x.txt'}"
    assert (tmp_path / "x.txt").read_text(encoding="utf-8").startswith("Meeting")


def test_a_text_too_long_for_a_clipboard_is_said_and_nothing_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    told = story()
    for n in range(20):
        told.note(f"{n} " + "ä" * 2000)
    desk = of(tmp_path, told.at("1:00").end().session)
    with pytest.raises(KohtaaError, match="too long for the clipboard") as fault:
        desk.export("--clipboard", "--output", str(tmp_path / "x.txt"))
    assert fault.value.fields["most"] == clipboard.MOST
    assert terminal.getvalue() == ""
    assert not (tmp_path / "x.txt").exists()


def test_the_longest_that_goes_is_a_hundred_thousand_letters() -> None:
    assert len(clipboard.sequence("x" * clipboard.MOST)) - len("\x1b]52;c;\a") <= 100_000
    with pytest.raises(KohtaaError):
        clipboard.sequence("x" * (clipboard.MOST + 1))


@pytest.mark.parametrize("dumb", [True, False])
def test_without_a_terminal_it_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch, dumb: bool) -> None:
    if dumb:
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setattr("sys.stdout", Terminal())
    else:
        monkeypatch.setattr(clipboard, "TERMINAL", os.devnull + "/none")
        monkeypatch.setattr("sys.stdout", io.StringIO())
    with pytest.raises(KohtaaError, match="no terminal here with a clipboard"):
        desk.export("--clipboard")
    assert desk.said == ""


# --- beside it ---


def test_lines_that_cannot_be_read_are_said_beside_it(desk: Desk) -> None:
    path = desk.archive.path(ID, "jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], b"nonsense\n", *lines[4:]]))
    desk.export()
    assert "haluan tehdä omaa työtäni" in desk.said
    assert desk.err.getvalue().startswith("kohtaa: 1 line of this meeting could not be read.")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_language_that_was_asked_for_is_that_of_the_text(
    desk: Desk, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kohtaa_tui.cli import main

    monkeypatch.setenv("KOHTAA_LANGUAGE", "fi")
    assert main(["export", "last", "--language", language]) == 0
    assert capsys.readouterr().out == EXPORTS["text"](loaded(desk), Words(language))


@pytest.mark.usefixtures("desk")
def test_where_texts_stay_in_show_prints_and_hands_nothing_to_programs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kohtaa_tui.cli import main

    monkeypatch.setenv("KOHTAA_LANGUAGE", "en")
    monkeypatch.setattr("kohtaa_tui.storage.policy.load", lambda: Policy(allow_export=False))
    for argv in (["show", "last", "--json"], ["show", "last", "--markdown"], ["export", "last"]):
        assert main(argv) == 1
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", f"kohtaa: {NO_TEXTS_OUT}\n")
    assert main(["show", "last"]) == 0
    assert "haluan tehdä omaa työtäni" in capsys.readouterr().out
