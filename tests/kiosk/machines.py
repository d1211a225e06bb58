"""Folders that look like a machine's root, as far as deploying reads one."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

GROUPS = "root:x:0:\naudio:x:29:\nvideo:x:44:\ninput:x:106:\nrender:x:105:\n"
RELEASES = {"6": "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic\n"}
RELEASES["7"] = "# R39 (release), REVISION: 2.0, GCID: 40000000, BOARD: generic\n"
RELEASES["5"] = "# R35 (release), REVISION: 4.1, GCID: 33958178, BOARD: t186ref\n"


def machine(root: Path, *programs: str, jetpack: str = "none", browser: str = "deb") -> Path:
    """A machine with a browser, these programs in /usr/bin, and files that a kiosk replaces."""
    write(root / "etc/group", GROUPS)
    write(root / "etc/passwd", "root:x:0:0::/root:/bin/sh\nsomebody:x:999:999::/:/bin/sh\n")
    write(root / "etc/cups/cupsd.conf", "Listen localhost:631\n", mode=0o640)
    write(root / "etc/cups/cups-files.conf", "SystemGroup lpadmin\n", mode=0o640)
    write(root / "etc/init.d/apport", "#!/bin/sh\n")
    write(root / "etc/systemd/logind.conf.d/sketchwell.conf", "[Login]\nNAutoVTs=3\n", mode=0o600)
    link(root / "etc/systemd/system/default.target", "/lib/systemd/system/graphical.target")
    if jetpack in RELEASES:
        write(root / "etc/nv_tegra_release", RELEASES[jetpack])
    for program in programs:
        write(root / "usr/bin" / program, "#!/bin/sh\n", mode=0o755)
    if browser == "snap":
        link(root / "snap/bin/chromium", "/usr/bin/snap")
    if browser == "deb":
        write(root / "usr/bin/chromium", "#!/bin/sh\n", mode=0o755)
        write(root / "usr/lib/chromium/chromium", "\x7fELF /etc/chromium/policies ...")
    return root


def tree(root: Path) -> dict[str, str]:
    """Everything below a root: folders, links and where they point, files with mode and hash."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"link {path.readlink()}"
        elif path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[name] = f"{stat.S_IMODE(path.stat().st_mode):o} {digest}"
        else:
            found[name] = "folder"
    return found


def write(place: Path, text: str, *, mode: int = 0o644) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    place.chmod(mode)


def link(place: Path, target: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(target)
