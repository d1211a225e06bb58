"""What must hold before anything is changed on a machine; each refusal says what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from kiosk.deploy import machine
from kiosk.deploy.options import Options, Refused

ROOM_MIB = 64
ENGINE_MIB = 2048
# The last snapd whose snaps start on JetPack 6's kernel, and its revision for arm64.
# Source: JetsonHacks, "Why Chromium suddenly broke on Jetson Orin", 2025-07-12; NVIDIA developer
# forum, topic 338891; https://github.com/jetsonhacks/jetson-orin-setup/issues/5
SNAPD_GOOD, SNAPD_BROKEN, SNAPD_REVISION = "2.68.5", (2, 70), 24724
PIN = (
    f"snap download snapd --revision={SNAPD_REVISION}; sudo snap ack snapd_{SNAPD_REVISION}.assert;"
    f" sudo snap install snapd_{SNAPD_REVISION}.snap; sudo snap refresh --hold snapd"
)
# Folders that the units do not see, or that are not there after a start.
HIDDEN = ("/home/", "/root/", "/tmp/", "/var/tmp/", "/run/")


def refuse_board(options: Options, *, root: Path = machine.HERE) -> None:
    """Refuses a board that is none of ours, and one that is called another.

    Raises:
        Refused: the JetPack is too old, unknown, or not the one that was named.
    """
    found = machine.jetpack_of(root)
    if found is not None and found not in (6, 7):
        raise Refused(
            f"This Jetson says {machine.jetson_linux(root)!r}: that is no JetPack 6 or 7. Flash "
            "one of these; older ones have a Python and a TensorRT that are too old."
        )
    if found is not None and options.jetpack not in (0, found):
        raise Refused(f"--jetpack is {options.jetpack}, but this Jetson has JetPack {found}.")
    if root == machine.HERE and options.jetpack and found is None:
        raise Refused(f"--jetpack is {options.jetpack}, but this machine is no Jetson.")


def refuse_here(options: Options) -> None:
    """Refuses to change this very machine where that cannot end well.

    Raises:
        Refused: the first thing that is in the way.
    """
    if os.geteuid() != 0:
        raise Refused("Only root may install a kiosk: sudo. To look first: --root FOLDER, or plan.")
    if not Path("/run/systemd/system").is_dir():
        raise Refused("This machine was not started by systemd: the kiosk's units need it.")
    if options.python.startswith(HIDDEN):
        raise Refused(
            f"{options.python} lies where the kiosk's units cannot see it: install Sketchwell "
            "below /opt (kiosk/deploy/install.sh does)."
        )
    wanted = ROOM_MIB + (ENGINE_MIB if "engine" in options.holds else 0)
    free = shutil.disk_usage("/var/lib").free // (1 << 20)
    if free < wanted:
        raise Refused(f"/var/lib has {free} MiB free, the kiosk wants {wanted}: make room first.")


def warnings(options: Options, *, root: Path = machine.HERE) -> Iterator[str]:
    """What an operator should know, and what to do about it; none of it stops anything."""
    snapd = machine.snapd_version(root)
    if options.browser.kind == "snap" and options.jetpack == 6 and (snapd or (0,)) >= SNAPD_BROKEN:
        told = ".".join(map(str, snapd or ()))
        yield (
            f"snapd is {told}: from 2.70 on, snaps do not start on JetPack 6 (cannot set "
            f"capabilities). {SNAPD_GOOD} does; pin it: {PIN}"
        )
    if options.browser.kind == "snap":
        yield (
            "Check that the snap may read policies: snap connections chromium must show "
            "chromium:etc-chromium-browser-policies connected; else snap connect it."
        )
    if options.browser.kind == "deb" and _namespaces_closed(root):
        yield (
            "This kernel lets no ordinary program make user namespaces, which Chromium's sandbox "
            "is made of: give it an AppArmor profile with `userns,`, or take the snap. Never "
            "--no-sandbox."
        )
    if options.compositor == "cage" and not options.fallback:
        yield "Where cage cannot start, the screen stays dark: --fallback wants X11 installed."
    if options.rotate and options.compositor == "cage":
        yield "A turned screen wants wlr-randr with cage 0.1.5 and newer: apt-get install wlr-randr"


def _namespaces_closed(root: Path) -> bool:
    place = root / "proc/sys/kernel/apparmor_restrict_unprivileged_userns"
    try:
        closed = place.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False
    profiles = (root / "etc/apparmor.d").glob("*chromium*")
    return closed and not any(profiles)
