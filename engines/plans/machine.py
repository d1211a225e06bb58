"""What this machine is, as far as building and running engines goes; nothing is changed or started.

Everything is read from files below a root folder, so that the tests read trees of other machines.
Only the driver, and what no file tells, is asked: `nvpmodel -q` and `nvidia-smi`, on this machine.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from engines.nets import place as places
from engines.nets.cuda import Device, asked_device
from engines.nets.place import ROOT, Place, package_version, text_of

MODULES = {"tensorrt": "tensorrt", "tensorrt_rtx": "tensorrt_rtx"}
# Packages that bring a module; its version is theirs.
PACKAGES = {
    "tensorrt": ("tensorrt", "tensorrt-cu12", "tensorrt-cu13", "tensorrt-bindings"),
    "tensorrt_rtx": ("tensorrt-rtx", "tensorrt-rtx-cu12", "tensorrt-rtx-cu13"),
}
# Debian's packages of the library itself, newest first; JetPack brings one.
DEBIAN = ("libnvinfer11", "libnvinfer10", "libnvinfer8")
# Names of a Jetson's own GPU in the device tree.
# Source: jetson-stats, jtop/core/gpu.py, https://github.com/rbonghi/jetson_stats
IGPU = ("gpu", "ga10b", "gv11b", "gp10b")
ASK_LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Clocks:
    """The GPU's clock; None where the system does not say.

    Attributes:
        now_mhz: at this moment.
        most_mhz: the highest it may take in this power mode.
        pinned: whether it stands still there (`jetson_clocks`), so that figures repeat.
    """

    now_mhz: int | None = None
    most_mhz: int | None = None
    pinned: bool | None = None


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine; None is not known.

    Attributes:
        os: "linux", ...
        arch: "x86_64" or "aarch64".
        gpu: the first GPU's name.
        compute: its compute capability, "8.7".
        sm_count: its multiprocessors that are on.
        driver: the driver's version.
        cuda: the newest CUDA it serves, or on a Jetson without a driver the toolkit's.
        jetpack: "6.2"; None where this is no Jetson.
        l4t: Jetson Linux, "36.4.3".
        board: a Jetson's name as its device tree says it.
        memory_mib: the processor's memory; on a Jetson the GPU's too.
        free_mib: how much of it a new program may take.
        gpu_memory_mib: a GPU's own memory; None where it shares the processor's.
        swap_mib: swap on disk.
        zram_mib: swap in compressed memory; it takes from the memory it is to spare.
        disk_free_mib: free where the practice's data lie.
        power_mode: a Jetson's, "MAXN_SUPER".
        clocks: the GPU's.
        desktop: whether a desktop starts with the machine and takes memory.
        libraries: the TensorRT libraries that this Python finds, with their versions.
        system_tensorrt: the TensorRT that Debian packages brought, seen by Python or not.
    """

    os: str
    arch: str
    gpu: str | None = None
    compute: str | None = None
    sm_count: int | None = None
    driver: str | None = None
    cuda: str | None = None
    jetpack: str | None = None
    l4t: str | None = None
    board: str | None = None
    memory_mib: int | None = None
    free_mib: int | None = None
    gpu_memory_mib: int | None = None
    swap_mib: int | None = None
    zram_mib: int | None = None
    disk_free_mib: int | None = None
    power_mode: str | None = None
    clocks: Clocks = field(default_factory=Clocks)
    desktop: bool | None = None
    libraries: Mapping[str, str] = field(default_factory=dict)
    system_tensorrt: str | None = None

    @property
    def place(self) -> Place:
        """What an engine is bound to, and what is good to know beside it."""
        return Place(
            os=self.os,
            arch=self.arch,
            gpu=self.gpu,
            compute=self.compute,
            sm_count=self.sm_count,
            l4t=self.l4t,
            jetpack=self.jetpack,
            driver=self.driver,
            cuda=self.cuda,
        )


def here(root: Path = ROOT, *, device: Device | None = None, data: Path | None = None) -> Machine:
    """This machine, or the one whose files lie below `root`.

    Args:
        root: the folder that stands for `/`.
        device: the first GPU; else the driver is asked, where `root` is this machine's own.
        data: the practice's folder, whose disk is looked at; else `root`'s.
    """
    found = asked_device() if device is None and root == ROOT else device
    where = places.here(root, device=found)
    memory = memory_of(root)
    on_disk, compressed = _swaps(root)
    jetson = places.soc_of(root) is not None
    own_memory = None if found is None or found.integrated else found.memory_mib
    return Machine(
        os=where.os,
        arch=where.arch,
        gpu=where.gpu,
        compute=where.compute,
        sm_count=where.sm_count,
        driver=where.driver,
        cuda=where.cuda,
        jetpack=where.jetpack,
        l4t=where.l4t,
        board=_board(root) if jetson else None,
        memory_mib=memory.get("MemTotal"),
        free_mib=memory.get("MemAvailable"),
        gpu_memory_mib=own_memory,
        swap_mib=on_disk,
        zram_mib=compressed,
        disk_free_mib=_disk_free(data or root),
        power_mode=_power_mode(root) if jetson else None,
        clocks=_clocks(root, found),
        desktop=_desktop(root),
        libraries=_libraries(root),
        system_tensorrt=_debian(root),
    )


def _board(root: Path) -> str | None:
    return text_of(root / "proc/device-tree/model")


def memory_of(root: Path) -> dict[str, int]:
    """What the system says of its memory, in MiB, by the system's own names."""
    listed = re.findall(r"^(\w+):\s+(\d+) kB$", text_of(root / "proc/meminfo") or "", re.MULTILINE)
    return {name: int(kib) >> 10 for name, kib in listed}


def _swaps(root: Path) -> tuple[int | None, int | None]:
    """Swap on disk and in compressed memory, in MiB."""
    told = text_of(root / "proc/swaps")
    if told is None:
        return None, None
    rows = [line.split() for line in told.splitlines()[1:]]
    sizes = [(row[0].startswith("/dev/zram"), int(row[2]) >> 10) for row in rows if len(row) > 2]
    on_disk = sum(size for zram, size in sizes if not zram)
    return on_disk, sum(size for zram, size in sizes if zram)


def _disk_free(place: Path) -> int | None:
    there = next((path for path in (place, *place.absolute().parents) if path.exists()), None)
    return None if there is None else shutil.disk_usage(there).free >> 20


def _desktop(root: Path) -> bool | None:
    """By what systemd starts. The links are read and not followed: a tree's point out of it."""
    system = root / "etc/systemd/system"
    if not system.is_dir():
        return None
    default = next((link for link in _defaults(root) if link.is_symlink()), None)
    graphical = default is not None and default.readlink().name == "graphical.target"
    return graphical and (system / "display-manager.service").is_symlink()


def _defaults(root: Path) -> tuple[Path, ...]:
    folders = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
    return tuple(root / folder / "default.target" for folder in folders)


def _power_mode(root: Path) -> str | None:
    """The name that `/etc/nvpmodel.conf` gives to the mode in nvpmodel's status file."""
    status = re.search(r"pmode:0*(\d+)", text_of(root / "var/lib/nvpmodel/status") or "")
    modes = dict(
        re.findall(
            r"<\s*POWER_MODEL\s+ID=(\d+)\s+NAME=(\S+)\s*>",
            text_of(root / "etc/nvpmodel.conf") or "",
        )
    )
    if status and status[1] in modes:
        return modes[status[1]]
    told = re.search(r"NV Power Mode: (\S+)", _asked(root, "nvpmodel", "-q"))
    return told[1] if told else None


def _clocks(root: Path, device: Device | None) -> Clocks:
    for folder in sorted((root / "sys/class/devfreq").glob("*")):
        if text_of(folder / "device/of_node/name") in IGPU:
            now, least, most = (_mhz(folder / f"{name}_freq") for name in ("cur", "min", "max"))
            return Clocks(now, most, None if most is None else least == most)
    if device is None:
        return Clocks()
    query = "--query-gpu=clocks.sm,clocks.max.sm"
    told = _asked(root, "nvidia-smi", "--id=0", query, "--format=csv,noheader,nounits")
    found = re.findall(r"\d+", told)
    return Clocks(int(found[0]), int(found[1])) if len(found) == 2 else Clocks()


def _mhz(path: Path) -> int | None:
    told = text_of(path)
    return int(told) // 1_000_000 if told and told.isdigit() else None


def _libraries(root: Path) -> dict[str, str]:
    if root != ROOT:
        found = {module: _installed_below(root, module) for module in MODULES}
    else:
        found = {m: _installed(m) if find_spec(m) is not None else None for m in MODULES}
    return {module: told for module, told in found.items() if told is not None}


def _installed(module: str) -> str:
    for package in PACKAGES[module]:
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return "unknown"


def _installed_below(root: Path, module: str) -> str | None:
    """Of another machine's tree: as its Debian packages' folder of Python modules says."""
    found = sorted(root.glob(f"usr/lib/python3*/dist-packages/{module}-*.dist-info"))
    return found[-1].name.removesuffix(".dist-info").split("-")[1] if found else None


def _debian(root: Path) -> str | None:
    found = (package_version(root, name) for name in DEBIAN)
    told = next((each for each in found if each is not None), None)
    return None if told is None else ".".join(told.split("-")[0].split(".")[:3])


def _asked(root: Path, *command: str) -> str:
    """What a program of this machine says; nothing where it is not there or ails."""
    if root != ROOT or shutil.which(command[0]) is None:
        return ""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ASK_LIMIT_S)
        return done.stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
