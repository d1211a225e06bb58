"""The commands that make a running system see what was written, in order; each is told."""

from __future__ import annotations

import pwd
import subprocess
from collections.abc import Iterable, Iterator

from kiosk.deploy.options import USERS, Options, Refused, Says

LIMIT_S = 120
Command = tuple[str, ...]
OURS = ("server", "prepare", "browser", "browser-x11", "engine", "nightly")


def after_writing(options: Options) -> Iterator[Command]:
    """What follows an installing. Nothing starts yet: the next start of the machine does that."""
    yield ("systemd-sysusers", "/etc/sysusers.d/sketchwell.conf")
    yield ("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/sketchwell.conf")
    yield ("systemctl", "daemon-reload")
    yield ("udevadm", "control", "--reload")
    if options.printing:
        yield ("systemctl", "try-restart", "cups.service")


def before_taking(options: Options) -> Iterator[Command]:
    """What comes before anything is taken away."""
    units = [f"sketchwell-{name}.service" for name in OURS] + ["sketchwell-nightly.timer"]
    yield ("systemctl", "stop", *units)
    yield ("systemctl", "stop", f"user-{options.users[1]}.slice")


def after_taking(options: Options, *, made: Iterable[str]) -> Iterator[Command]:
    """What comes after.

    Args:
        options: as they were installed.
        made: the users that installing made.
    """
    if options.browser.kind == "snap":
        yield ("systemctl", "stop", "home-sketchwell.mount")
    yield ("systemctl", "daemon-reload")
    yield ("udevadm", "control", "--reload")
    for user in made:
        yield ("userdel", user)
    if options.printing:
        yield ("systemctl", "try-restart", "cups.service")


def run(commands: Iterable[Command], say: Says, *, must: bool) -> None:
    """Runs them one after the other.

    Args:
        commands: what to run.
        say: is told each one before it runs, and what it answered where it failed.
        must: whether a failing one stops the rest.

    Raises:
        Refused: one failed that must not.
    """
    for command in commands:
        say(" ".join(command))
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=LIMIT_S, check=False
            )
            fault = "" if done.returncode == 0 else done.stderr.strip() or str(done.returncode)
        except (OSError, subprocess.TimeoutExpired) as error:
            fault = str(error)
        if fault and must:
            raise Refused(f"{' '.join(command)}: {fault}. Everything is written and recorded.")
        if fault:
            say(f"  {fault}")


def missing_users() -> tuple[str, ...]:
    """Those of the kiosk's users that the system does not have."""
    there = {row.pw_name for row in pwd.getpwall()}
    return tuple(user for user in USERS if user not in there)
