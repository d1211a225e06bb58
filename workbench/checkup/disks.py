"""Whether the disk, swap and hibernation are encrypted, read from what Linux says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbench.checkup.findings import UNKNOWN, Finding
from workbench.saying import _

# File systems that encrypt by themselves, as their mounts are called.
ENCRYPTING = ("ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs")
MOST_LAYERS = 8


@dataclass(frozen=True, slots=True)
class System:
    """Where the system tells about itself; made-up folders in tests."""

    proc: Path = Path("/proc")
    sys: Path = Path("/sys")


def findings(folder: Path, system: System | None = None) -> tuple[Finding, ...]:
    """How the disk under a folder, swap and hibernation stand."""
    read = system or System()
    return (_disk(folder, read), _swap(read), _hibernation(read))


def _disk(folder: Path, system: System) -> Finding:
    about = _("Disk")
    mounted = _mount_of(folder, system)
    if mounted is None:
        return Finding(about, "unknown", _(UNKNOWN))
    device, kind = mounted
    if kind in ENCRYPTING:
        return Finding(about, "good", _("The data folder lies in an encrypted folder."))
    if kind in ("tmpfs", "ramfs"):
        told = _("The data folder lies in memory: it is gone when the machine stops.")
        return Finding(about, "look", told)
    found = _encrypted(device, system)
    if found is None:
        return Finding(about, "unknown", _(UNKNOWN))
    if found:
        return Finding(about, "good", _("The disk of the data folder is encrypted."))
    told = _(
        "As far as can be told here, the disk of the data folder is not encrypted. The archive is; "
        "a key in a file, other programs' files and what a browser keeps are not."
    )
    return Finding(about, "open", told)


def _swap(system: System) -> Finding:
    about = _("Swap")
    try:
        rows = (system.proc / "swaps").read_text("utf-8").splitlines()[1:]
    except OSError:
        return Finding(about, "unknown", _(UNKNOWN))
    used = [row.split()[:2] for row in rows if len(row.split()) >= 2]
    if not used:
        return Finding(about, "good", _("There is no swap: memory stays in memory."))
    states = {_swap_encrypted(Path(name), kind, system) for name, kind in used}
    if states == {True}:
        return Finding(about, "good", _("What memory writes to disk is encrypted."))
    if False in states:
        told = _(
            "Memory may be written to a disk that is not encrypted, and with it what is on the "
            "screen: encrypt the swap, or switch it off."
        )
        return Finding(about, "open", told)
    return Finding(about, "unknown", _(UNKNOWN))


def _swap_encrypted(name: Path, kind: str, system: System) -> bool | None:
    if name.name.startswith("zram"):  # compressed memory, and seldom a disk behind it
        behind = _text(system.sys / "class" / "block" / name.name / "backing_dev")
        return behind in ("", "none") or _encrypted(behind, system)
    if kind == "partition":
        return _encrypted(str(name), system)
    mounted = _mount_of(name, system)
    return None if mounted is None else _encrypted(mounted[0], system)


def _hibernation(system: System) -> Finding:
    about = _("Hibernation")
    try:
        ways = (system.sys / "power" / "disk").read_text("utf-8").split()
        asked = (system.proc / "cmdline").read_text("utf-8").split()
    except OSError:
        return Finding(about, "unknown", _(UNKNOWN))
    to = next((word.removeprefix("resume=") for word in asked if word.startswith("resume=")), None)
    if ways == ["[disabled]"] or to is None:
        return Finding(about, "good", _("This machine is not set up to write its memory to disk."))
    encrypted = _encrypted(to, system) if to.startswith("/dev/") else None
    if encrypted:
        return Finding(about, "good", _("It writes memory to a disk that is encrypted."))
    if encrypted is False:
        told = _("It writes all memory to a disk that is not encrypted: switch hibernation off.")
        return Finding(about, "open", told)
    return Finding(about, "unknown", _(UNKNOWN))


def _mount_of(folder: Path, system: System) -> tuple[str, str] | None:
    """The device and the kind of the file system that a folder lies on."""
    try:
        rows = (system.proc / "mounts").read_text("utf-8").splitlines()
    except OSError:
        return None
    place, found = folder.absolute(), None
    longest = -1
    for row in rows:
        device, on, kind, *_rest = [*row.split(), "", "", ""]
        point = Path(on.replace("\\040", " "))
        if place.is_relative_to(point) and len(point.parts) >= longest:
            longest, found = len(point.parts), (device, kind)
    return found


def _encrypted(device: str, system: System) -> bool | None:
    """Whether a block device, or everything that it stands on, is encrypted; None: unknown."""
    name = _block_of(device, system)
    return None if name is None else _block_encrypted(name, system, depth=MOST_LAYERS)


def _block_of(device: str, system: System) -> str | None:
    """The kernel's name of a device: dm-0 of /dev/mapper/root."""
    if not device.startswith("/dev/"):
        return None
    blocks = system.sys / "class" / "block"
    name = device.removeprefix("/dev/")
    if (blocks / name).exists():
        return name
    if name.startswith("mapper/"):
        wanted = name.removeprefix("mapper/")
        for block in sorted(blocks.glob("dm-*")):
            if _text(block / "dm" / "name") == wanted:
                return block.name
    real = Path(device).resolve().name
    return real if (blocks / real).exists() else None


def _block_encrypted(name: str, system: System, *, depth: int) -> bool | None:
    block = system.sys / "class" / "block" / name
    if _text(block / "dm" / "uuid").startswith("CRYPT-"):
        return True
    below = sorted(each.name for each in (block / "slaves").glob("*")) if depth else []
    if not below:
        # What a disk does inside itself, or a host does below a virtual one, is not told here.
        return None if name.startswith(("vd", "xvd", "loop")) else False
    states = {_block_encrypted(each, system, depth=depth - 1) for each in below}
    return next((state for state in (False, None, True) if state in states), None)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except OSError:
        return ""
