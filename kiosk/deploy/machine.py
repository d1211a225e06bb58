"""What a machine has, read from files below a root; nothing is started or changed."""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

HERE = Path("/")
# Jetson Linux (L4T) by its major release, and the JetPack that brought it.
# Source: NVIDIA, "JetPack archive", https://developer.nvidia.com/embedded/jetpack-archive; 39: read
# off a board with JetPack 7.2, https://github.com/roboflow/inference/pull/2531
JETPACKS = {32: 4, 34: 5, 35: 5, 36: 6, 38: 7, 39: 7}
SNAP = "snap/bin/chromium"
# Where a Chromium reads its policies is built into it.
# Source: Chromium, "Linux quick start", https://www.chromium.org/administrators/linux-quick-start/
POLICIES = ("/etc/chromium/policies/managed", "/etc/chromium-browser/policies/managed")
# Ubuntu's snap reads the second, through its plug chromium:etc-chromium-browser-policies.
# Source: https://bugs.launchpad.net/ubuntu/+source/chromium-browser/+bug/1714244
SNAP_POLICIES = POLICIES[1]
DEBS = (("usr/bin/chromium", "usr/lib/chromium/chromium"),)
DEBS += (("usr/bin/chromium-browser", "usr/lib/chromium-browser/chromium-browser"),)
SNAP_HOME = "/home/sketchwell"
Compositor = Literal["cage", "x11"]
# Debian's cage 0.1.4 gives up where there is no Xwayland, though nothing here needs it.
COMPOSITORS: dict[Compositor, tuple[str, ...]] = {
    "cage": ("cage", "Xwayland"),
    "x11": ("Xorg", "xinit", "matchbox-window-manager"),
}


@dataclass(frozen=True, slots=True)
class Browser:
    """A Chromium that can be had here.

    Attributes:
        kind: "deb", or "snap": confined by snapd, with folders of its own.
        command: what starts it.
        policies: the folder that it reads policies from.
        home: the home of whoever runs it, in memory.
    """

    kind: Literal["deb", "snap"]
    command: str
    policies: str
    home: str


def find_browser(root: Path = HERE, *, wanted: str | None = None) -> Browser | None:
    """The Chromium of this machine; the deb where both are there, as its confinement is ours.

    Args:
        root: the root of the system that is looked at.
        wanted: "deb" or "snap"; else either.
    """
    found = [each for each in (_deb(root), _snap(root)) if each is not None]
    return next((each for each in found if wanted in (None, each.kind)), None)


def assumed_browser(kind: str) -> Browser:
    """The one that would be there, for a plan of a machine that is elsewhere."""
    if kind == "snap":
        return Browser("snap", f"/{SNAP}", SNAP_POLICIES, SNAP_HOME)
    return Browser("deb", "/usr/bin/chromium", POLICIES[0], "/run/sketchwell-browser")


def _deb(root: Path) -> Browser | None:
    # Ubuntu's package of that name is a script that starts the snap: it has no program of its own.
    for command, program in DEBS:
        if (root / command).exists() and (root / program).is_file():
            policies = _read_by(root / program)
            return Browser("deb", f"/{command}", policies, "/run/sketchwell-browser")
    return None


def _read_by(program: Path) -> str:
    """The folder of policies that a program names; the usual one where it names none."""
    with program.open("rb") as stream:
        if not program.stat().st_size:
            return POLICIES[0]
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
            named = [each for each in POLICIES if text.find(each[: -len("/managed")].encode()) >= 0]
    return named[0] if named else POLICIES[0]


def _snap(root: Path) -> Browser | None:
    # A link to /usr/bin/snap, which need not be there below another root.
    link = root / SNAP
    there = link.is_symlink() or link.exists()
    return assumed_browser("snap") if there else None


def snapd_version(root: Path = HERE) -> tuple[int, ...] | None:
    """The version of the snapd that runs: the snap's own, else the package's; None without one."""
    for place in ("snap/snapd/current/usr/lib/snapd/info", "usr/lib/snapd/info"):
        try:
            text = (root / place).read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        found = re.search(r"^VERSION=(\d+)\.(\d+)", text, re.MULTILINE)
        if found:
            return tuple(map(int, found.groups()))
    return None


def jetpack_of(root: Path = HERE) -> int | None:
    """The JetPack of a Jetson, 0 where its release is unknown to us; None on any other machine."""
    try:
        text = (root / "etc/nv_tegra_release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    found = re.search(r"^# R(\d+) ", text)
    return JETPACKS.get(int(found[1]), 0) if found else 0


def jetson_linux(root: Path = HERE) -> str:
    """Its first line, which changes with every release; "" on any other machine."""
    try:
        text = (root / "etc/nv_tegra_release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return text.partition(", GCID")[0].strip()


def compositors(root: Path = HERE) -> tuple[Compositor, ...]:
    """What can put a browser on the screen here, the better one first."""
    return tuple(
        name
        for name, programs in COMPOSITORS.items()
        if all((root / "usr/bin" / program).exists() for program in programs)
    )


def groups_of(root: Path, *wanted: str) -> tuple[str, ...]:
    """Those of the named groups that the system has: a unit with an unknown one never starts."""
    try:
        text = (root / "etc/group").read_text(encoding="utf-8")
    except OSError:
        return ()
    there = {line.partition(":")[0] for line in text.splitlines()}
    return tuple(name for name in wanted if name in there)


def user_id(root: Path, name: str, *, taken: frozenset[int] = frozenset()) -> int:
    """The number of a system user: its own, or the highest that is free (999 down)."""
    try:
        rows = [line.split(":") for line in (root / "etc/passwd").read_text().splitlines()]
        rows += [line.split(":") for line in (root / "etc/group").read_text().splitlines()]
    except OSError:
        rows = []
    used = {int(row[2]) for row in rows if len(row) > 2 and row[2].isdigit()} | taken
    own = [int(row[2]) for row in rows if row[0] == name and len(row) > 2 and row[2].isdigit()]
    return own[0] if own else max(number for number in range(500, 1000) if number not in used)


def shown_by(root: Path = HERE) -> tuple[str, bool]:
    """What shows the kiosk's page now, and whether that is what was meant to; "" where nothing."""
    try:
        name = (root / "run/sketchwell-browser/compositor").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return "", True
    meant = root / "etc/systemd/system/multi-user.target.wants/sketchwell-browser.service"
    return name, name == "cage" or not meant.is_symlink()
