"""`python -m workbench`: opens the practice and serves it, or shows the workbench that has it."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.errors import ArchiveError, SettingsError
from engines.settings import Settings, load
from workbench.access.provider import chosen
from workbench.archive import disk, leftovers
from workbench.archive.holder import Holder
from workbench.archive.store import Archive
from workbench.errands import sending
from workbench.errands.listening import Listening
from workbench.lan import hosting
from workbench.lan.hosting import LOOPBACK, Hosting
from workbench.vault import words

if TYPE_CHECKING:
    from workbench.practice import Practice
    from workbench.vault.doorway import Doorway

_NOBODY_YET = (
    "Nobody can sign in here yet, so other devices must stay out: start once without lan, make the "
    "first account on this machine, then start with lan again."
)


def serve(asked: argparse.Namespace) -> int:
    """Serves the workbench until it is stopped; where one runs on that folder, shows that one."""
    # The server raises the signal that stopped it once more; a throw-away folder goes first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with ExitStack() as stack:
        folder = asked.data
        if folder is None and asked.demo:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=leftovers.DEMO))
            stack.enter_context(leftovers.in_use(Path(folder)))
        said = {"data": folder and str(folder), "port": asked.port, "lan": asked.lan}
        settings = load(said)
        runs = sending.running(Path(settings.data))
        if runs is not None:
            return show(runs, asked)
        _run(settings, asked)
    return 0


def show(runs: Holder, asked: argparse.Namespace) -> int:
    """Says which workbench has the folder, and shows its window to whoever wants it.

    Returns:
        0 where its window was opened, 2 where nothing was.
    """
    since = f"PID {runs.pid}, since {runs.clock}"
    print(f"Sketchwell is open on this folder already, at {runs.address} ({since}).", flush=True)
    if asked.no_browser or not _wanted():
        return 2
    webbrowser.open(runs.address)
    return 0


def _wanted() -> bool:
    """Whoever sits at a terminal is asked; whoever clicked on an icon wanted to see it."""
    if not sys.stdin.isatty():
        return True
    return input("Show that window? [Y/n] ").strip().lower() in ("", "y", "yes")


def _run(settings: Settings, asked: argparse.Namespace) -> None:
    from workbench import practice
    from workbench.asgi import create_app

    _check_host(settings.host)
    print(leftovers.at_a_start(settings.data), end="", flush=True)
    _check_folder(settings.data)
    chosen.of(settings)  # said here, not first to whoever unlocks the practice
    hosted = hosting.of(settings, demo=asked.demo)
    _check_port(hosted)

    def admit(served: Practice) -> None:
        if hosted.lan:
            _check_accounts(served.archive)
        if asked.new_pin:
            served.passes.forget()
        if asked.new_password is not None:
            _tell_new_password(served, asked.new_password)

    # Opened out here, what keeps the archive shut is one line; the server would show a trace.
    with (
        practice.standing(
            settings, demo=asked.demo, ask=not asked.key_file, admit=admit
        ) as doorway,
        hosting.opened(hosted),
        Listening(settings.data, address=f"{hosted.origin}/", archive=_of_commands),
    ):
        if hosted.lan and doorway.door == "new":
            raise SettingsError(_NOBODY_YET)
        if asked.unlock is not None:
            _unlock(doorway, asked.unlock)

        def ready() -> None:
            _greet(hosted, settings, browser=not asked.no_browser)

        create_app(ready).run(config=configured(hosted))


def _tell_new_password(served: Practice, sign_in: str) -> None:
    """For whoever forgot theirs where nobody else is administrator: told on this terminal alone."""
    entered = served.passes.entrance
    held = entered.kept.accounts.named(sign_in) if entered is not None else None
    if entered is None or held is None:
        raise SettingsError(f"Nobody signs in as {sign_in!r} here: give a sign-in name.")
    entered.staff.enable(held[0].id)
    entered.staff.drop_second_factor(held[0].id)
    given = entered.staff.reset(held[0].id)
    print(f"{held[0].sign_in} signs in once with {given.password} and then chooses another.")


def _of_commands() -> Archive:
    """The archive that commands speak to.

    Raises:
        ArchiveError: nobody has unlocked it yet.
    """
    from workbench import practice

    if practice.door() != "open":
        raise ArchiveError(
            "The workbench that is open waits for its passphrase: unlock it there, then try again."
        )
    return practice.whole().archive


def _unlock(doorway: Doorway, file: Path) -> None:
    """Opens a locked practice from the terminal, or with a file's first line."""
    if doorway.door == "locked":
        kept = None if file == Path("-") else file
        doorway.unlock(words.asked("Passphrase or recovery code", file=kept))


def _greet(hosted: Hosting, settings: Settings, *, browser: bool) -> None:
    from engines.roster import limits_of

    address = f"{hosted.origin}/"
    print(
        "\n".join([*limits_of(settings.painter), f"Sketchwell is open at {address}"]),
        flush=True,
    )
    if hosted.tls is not None:
        told = hosted.tls.told
        print(
            f"Other devices of this network reach it there too. Their browsers show this "
            f"fingerprint (SHA-256), until {told.ends:%Y-%m-%d}:\n  {told.grouped}",
            flush=True,
        )
    if browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()


def configured(hosted: Hosting) -> dict[str, Any]:
    """What Streamlit's server is told; it hands the certificate to uvicorn as it is."""
    told: dict[str, Any] = {"server.port": hosted.port, "server.address": hosted.address}
    if hosted.tls is not None:
        told["server.sslCertFile"] = str(hosted.tls.certificate)
        told["server.sslKeyFile"] = str(hosted.tls.key)
        told["server.allowedHosts"] = list(hosted.hosts)
        told["browser.serverAddress"] = hosted.hosts[0]
    return told


def _check_host(host: str) -> None:
    if host != LOOPBACK:
        raise SettingsError(
            f"The setting host is {host!r}: the workbench listens on {LOOPBACK} alone. For devices "
            "of the practice's own network set lan, which demands TLS and sign-in."
        )


def _check_accounts(archive: Archive) -> None:
    """Whoever opens the first page of a new practice makes its first account: nobody from afar."""
    if not archive.accounts.all():
        raise SettingsError(_NOBODY_YET)


def _check_folder(folder: Path) -> None:
    try:
        disk.make_folder(folder)
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be made: {error.strerror}. Name another one with "
            "--data DIR."
        ) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsError(
            f"This account may not write into the data folder {folder}: name another one with "
            "--data DIR, or start as the account that it belongs to."
        )


def _check_port(hosted: Hosting) -> None:
    with socket.socket(socket.AF_INET6 if ":" in hosted.address else socket.AF_INET) as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((hosted.address, hosted.port))
        except OSError as error:
            raise SettingsError(
                f"Port {hosted.port} of this machine is in use, perhaps by another workbench: "
                "close that one, or choose a port with --port N."
            ) from error
