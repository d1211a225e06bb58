"""Where an engine was built or is to run: what TensorRT binds it to, and what is good to know."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engines.nets.cuda import Device, asked_device

ROOT = Path("/")
# A Tegra processor's GPU, where no driver was asked: name and compute capability.
# Source: NVIDIA, CUDA GPU Compute Capability, https://developer.nvidia.com/cuda-gpus
TEGRA = {
    "tegra210": ("Maxwell", "5.3"),
    "tegra186": ("Pascal", "6.2"),
    "tegra194": ("Volta", "7.2"),
    "tegra234": ("Orin", "8.7"),
    "tegra264": ("Thor", "11.0"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A machine, as far as an engine cares; None is not known, or nothing to be bound to.

    Attributes:
        os: "linux", "windows", "darwin".
        arch: "x86_64" or "aarch64".
        gpu: its name, as the driver says it.
        compute: compute capability, "8.7".
        sm_count: multiprocessors that are on; a Jetson's power mode may switch some off.
        l4t: Jetson Linux, "36.4.3".
        jetpack: "6.2".
        driver: the driver's version, "580.95.05".
        cuda: the newest CUDA the driver serves, "12.6".
    """

    os: str
    arch: str
    gpu: str | None = None
    compute: str | None = None
    sm_count: int | None = None
    l4t: str | None = None
    jetpack: str | None = None
    driver: str | None = None
    cuda: str | None = None


# Jetson Linux to JetPack, where JetPack's own package is not installed.
# Source: NVIDIA, JetPack archive, https://developer.nvidia.com/embedded/jetpack-archive
JETPACKS = {
    "35.1": "5.0.2",
    "35.2": "5.1",
    "35.3": "5.1.1",
    "35.4": "5.1.2",
    "35.5": "5.1.3",
    "35.6": "5.1.4",
    "36.3": "6.0",
    "36.4": "6.2",
    "36.4.0": "6.1",
    "38.2": "7.0",
    "38.4": "7.1",
    "39.2": "7.2",
}
# An engine is bound to these. A newer driver runs it as it did.
BOUND = ("os", "arch", "gpu", "compute", "sm_count", "l4t")


def here(root: Path = ROOT, *, device: Device | None = None) -> Place:
    """This machine, or the one whose files lie below `root`.

    Args:
        root: the folder that stands for `/`.
        device: the first GPU; else the driver is asked, where `root` is this machine's own.
    """
    found = asked_device() if device is None and root == ROOT else device
    soc = soc_of(root)
    name, compute = TEGRA.get(soc or "", (None, None))
    l4t = l4t_of(root)
    return Place(
        os=platform.system().lower(),
        arch=platform.machine() if root == ROOT else arch_of(root),
        gpu=found.name if found else name,
        compute=found.compute if found else compute,
        sm_count=found.sm_count if found else None,
        l4t=l4t,
        jetpack=_jetpack(root),
        driver=_driver(root),
        cuda=found.cuda if found else _toolkit(root),
    )


def release(l4t: str | None) -> str | None:
    """The part of a Jetson Linux version that decides the libraries: "36.4" of "36.4.3"."""
    return None if l4t is None else ".".join(l4t.split(".")[:2])


def text_of(path: Path) -> str | None:
    """A small system file without its end; None where it is not there or may not be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip().strip("\0")
    except OSError:
        return None


def soc_of(root: Path) -> str | None:
    """The Tegra processor, "tegra234", as the device tree's compatible list ends."""
    listed = (text_of(root / "proc/device-tree/compatible") or "").split("\0")
    named = [entry.partition(",")[2] for entry in listed if entry.startswith("nvidia,tegra")]
    return named[-1] if named else None


def l4t_of(root: Path) -> str | None:
    """Jetson Linux: from `/etc/nv_tegra_release`, else from its package."""
    told = text_of(root / "etc/nv_tegra_release") or ""
    found = re.search(r"R(\d+) \(release\), REVISION: ([\d.]+)", told)
    if found:
        return f"{found[1]}.{found[2]}"
    package = package_version(root, "nvidia-l4t-core")
    return package.split("-")[0] if package else None


def arch_of(root: Path) -> str:
    """What the files below `root` run on, by the folder of its libraries."""
    return "aarch64" if (root / "usr/lib/aarch64-linux-gnu").is_dir() else "x86_64"


def package_version(root: Path, name: str) -> str | None:
    """The version of an installed Debian package."""
    return dict(packages(root)).get(name)


def packages(root: Path) -> Iterator[tuple[str, str]]:
    """Every Debian package that is installed, with its version."""
    for entry in (text_of(root / "var/lib/dpkg/status") or "").split("\n\n"):
        fields = dict(re.findall(r"^(Package|Status|Version): (.+)$", entry, re.MULTILINE))
        if fields.get("Status", "").endswith(" installed") and "Version" in fields:
            yield fields["Package"], fields["Version"]


def _jetpack(root: Path) -> str | None:
    version = package_version(root, "nvidia-jetpack")
    if version:
        return version.split("+")[0]
    l4t = l4t_of(root) or ""
    return JETPACKS.get(l4t, JETPACKS.get(release(l4t) or ""))


def _driver(root: Path) -> str | None:
    told = text_of(root / "proc/driver/nvidia/version") or ""
    found = re.search(r"\s(\d{3,}\.\d+(?:\.\d+)?)\s", told)
    return found[1] if found else None


def _toolkit(root: Path) -> str | None:
    try:
        listed = json.loads(text_of(root / "usr/local/cuda/version.json") or "{}")
        return ".".join(str(listed["cuda"]["version"]).split(".")[:2])
    except (ValueError, KeyError, TypeError):
        return None
