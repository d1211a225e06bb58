"""Commands speak to the workbench that has the folder open; a second start shows it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.errors import ArchiveError
from engines.sealing import streams
from engines.sealing.passwords import Cost
from workbench import __main__ as command
from workbench import starting
from workbench.archive import holder
from workbench.archive.store import Archive
from workbench.archive.unlocking.sheet import Sheet
from workbench.errands import sending, wire
from workbench.errands.known import ERRANDS
from workbench.errands.listening import CALLERS, Listening

PATIENCE_S = 60.0
WORDS, OTHERS = "four words that belong", "nine lanterns drift south"
ADDRESS = "http://127.0.0.1:8777/"


def nobody(_: object) -> None: ...


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("practice")) as opened:
        yield opened


@pytest.fixture
def listening(archive: Archive) -> Iterator[Listening]:
    with Listening(archive.folder, address=ADDRESS, archive=lambda: archive) as opened:
        yield opened


@pytest.mark.usefixtures("listening")
def test_an_errand_is_done_by_the_workbench_that_has_the_folder(archive: Archive):
    here = ERRANDS["kiosk-key"](archive, {}, nobody)
    assert sending.carry_out(archive.folder, "kiosk-key", {}, nobody) == here


def test_an_errand_is_done_here_where_nobody_has_the_folder(tmp_path: Path):
    assert sending.carry_out(tmp_path, "kiosk-key", {}, nobody)["line"]
    assert holder.read(tmp_path) is None


@pytest.mark.usefixtures("listening")
def test_a_backup_is_written_by_the_workbench_and_tells_how_far_it_is(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(streams, "COST", 10)
    file, shares = archive.folder.parent / "copy.backup", []
    told = {"file": str(file), "passphrase": "four words that belong"}
    sending.carry_out(archive.folder, "back-up", told, shares.append)
    assert file.stat().st_mode & 0o077 == 0
    assert shares[-1] == {"share": 1.0}
    (archive.folder.parent / "words").write_text("short")
    words = ["--passphrase-file", str(archive.folder.parent / "words")]
    assert command.main(["back-up", f"{file}2", "--data", str(archive.folder), *words]) == 2
    assert "has 5 characters" in capsys.readouterr().err


@pytest.mark.usefixtures("listening")
def test_what_the_workbench_does_not_know_is_refused(archive: Archive):
    with pytest.raises(ArchiveError, match="does not know 'dance'"):
        sending.carry_out(archive.folder, "dance", {}, nobody)
    with pytest.raises(ArchiveError, match="argument file is int"):
        sending.carry_out(archive.folder, "back-up", {"file": 1}, nobody)


@pytest.mark.usefixtures("listening")
def test_an_open_workbench_changes_keys_for_whoever_knows_the_words_until_now(archive: Archive):
    archive._arrangement.cost = Cost(64, 1, 1)
    archive.keep_key("passphrase", passphrase=WORDS)
    before, file = archive.lock.key, str(archive.folder.parent / "stolen.keys")
    told = {"way": "file", "file": file, "passphrase": OTHERS, "code": Sheet().code}
    for name in ("keep", "passphrase", "sheet", "copy", "rotate"):
        with pytest.raises(ArchiveError, match="neither the passphrase"):
            sending.carry_out(archive.folder, f"keys-{name}", {**told, "before": OTHERS}, nobody)
    assert (archive.lock.way, archive.lock.key, archive.lock.has_sheet) == (
        "passphrase",
        before,
        False,
    )
    sending.carry_out(archive.folder, "keys-keep", {"way": "file", "before": WORDS}, nobody)
    assert archive.lock.way == "file"


@pytest.mark.usefixtures("listening")
def test_a_copy_of_the_folder_is_not_the_folder(archive: Archive, tmp_path: Path):
    copied = tmp_path / "copied"
    copied.mkdir()
    (copied / "owner.json").write_bytes((archive.folder / "owner.json").read_bytes())
    assert sending.running(archive.folder) is not None
    assert sending.running(copied) is None


@pytest.mark.usefixtures("listening")
def test_a_caller_without_the_token_gets_nothing_done(archive: Archive):
    real = holder.read(archive.folder)
    assert real is not None
    with socket.create_connection(("127.0.0.1", real.port), timeout=10) as connection:
        line = wire.Line(connection)
        line.say(sketchwell=wire.VERSION, nonce="n")
        said = line.hear()
        false = wire.proof("guessed", "caller", "n", said["nonce"])
        line.say(proof=false, errand="kiosk-key", arguments={})
        with pytest.raises(ArchiveError, match="broke off"):
            line.hear()
        line.close()


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\n", b"GET / HTTP/1.1\r\n", b"[]\n", b'{"sketchwell": 9}\n', b"{" * 70_000],
)
def test_what_is_no_command_ends_its_own_line_alone(archive: Archive, sent: bytes):
    real = holder.read(archive.folder)
    assert real is not None
    with socket.create_connection(("127.0.0.1", real.port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1000)
    assert sending.running(archive.folder) == real


@pytest.mark.usefixtures("listening")
def test_many_who_say_nothing_wait_in_vain_and_let_a_command_through(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    real = holder.read(archive.folder)
    assert real is not None
    with monkeypatch.context() as patch:
        patch.setattr(wire, "HANDSHAKE_S", 0.3)
        silent = [socket.create_connection(("127.0.0.1", real.port)) for _ in range(CALLERS)]
        for each in silent:
            each.settimeout(PATIENCE_S)
            assert each.recv(1) == b""
            each.close()
    until = time.monotonic() + PATIENCE_S
    while sending.running(archive.folder) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert sending.running(archive.folder) == real


def test_whoever_answers_without_the_token_is_told_nothing(tmp_path: Path):
    heard: list[dict[str, Any]] = []
    with socket.socket() as false:
        false.bind(("127.0.0.1", 0))
        false.listen()

        def answer() -> None:
            line = wire.Line(false.accept()[0])
            heard.append(line.hear())
            line.say(sketchwell=wire.VERSION, nonce="o", proof="0" * 64)
            with pytest.raises(ArchiveError):
                heard.append(line.hear())
            line.close()

        thread = threading.Thread(target=answer)
        thread.start()
        said = holder.here("workbench", port=false.getsockname()[1], token="secret")
        holder.write(tmp_path, said)
        assert sending.running(tmp_path) is None
        thread.join(10)
    assert [set(each) for each in heard] == [{"sketchwell", "nonce"}]


def test_what_a_killed_process_left_of_itself_says_nothing(tmp_path: Path):
    holder.write(tmp_path, replace(holder.here("workbench", address=ADDRESS), pid=1))
    with Archive.open(tmp_path):
        assert holder.read(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": "x"}', "\x00"])
def test_a_spoilt_note_of_the_holder_is_no_holder(tmp_path: Path, text: str):
    (tmp_path / holder.FILE).write_text(text)
    assert holder.read(tmp_path) is None


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(("answer", "shown"), [("", [ADDRESS]), ("n", [])])
def test_a_second_start_says_where_the_first_is_and_offers_to_show_it(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    shown: list[str],
):
    opened: list[str] = []
    monkeypatch.setattr(starting.webbrowser, "open", opened.append)
    monkeypatch.setattr(starting.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    assert command.main(["--data", str(archive.folder)]) == (0 if shown else 2)
    assert opened == shown
    assert ADDRESS in capsys.readouterr().out


@pytest.mark.usefixtures("listening")
def test_a_second_start_without_a_browser_prints_the_address(
    archive: Archive, capsys: pytest.CaptureFixture[str]
):
    assert command.main(["--data", str(archive.folder), "--no-browser"]) == 2
    assert ADDRESS in capsys.readouterr().out
