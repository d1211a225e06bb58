"""System files of other machines, as small trees: what `machine.here` reads of each.

Written after what such boards are reported to hold; nobody has read these off a board for us yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engines.nets.cuda import Device

TREE = Mapping[str, str]
NVPMODEL = """\
< POWER_MODEL ID=0 NAME=15W >
CPU_ONLINE CORE_0 1
< POWER_MODEL ID=1 NAME=25W >
< POWER_MODEL ID=2 NAME=MAXN_SUPER >
< PM_CONFIG DEFAULT=1 >
"""


def packages(**versions: str) -> str:
    return "\n\n".join(
        f"Package: {name.replace('_', '-')}\nStatus: install ok installed\nVersion: {version}"
        for name, version in versions.items()
    )


def memory(total_mib: int, free_mib: int) -> str:
    rows = {"MemTotal": total_mib, "MemFree": free_mib // 2, "MemAvailable": free_mib}
    return "".join(f"{name}:   {mib * 1024} kB\n" for name, mib in rows.items())


def swaps(*sizes: tuple[str, int]) -> str:
    rows = [f"{name} partition {mib * 1024} 0 5\n" for name, mib in sizes]
    return "".join(["Filename Type Size Used Priority\n", *rows])


def clock(now: int, least: int, most: int, folder: str = "17000000.gpu") -> dict[str, str]:
    base = f"sys/class/devfreq/{folder}"
    rates = {"cur_freq": now, "min_freq": least, "max_freq": most}
    told = {f"{base}/{name}": f"{mhz * 1_000_000}\n" for name, mhz in rates.items()}
    return {**told, f"{base}/device/of_node/name": "gpu\0"}


ARM = {"usr/lib/aarch64-linux-gnu/libc.so.6": ""}
ZRAM = [(f"/dev/zram{n}", 635) for n in range(6)]
ORIN_NANO: TREE = {
    **ARM,
    "proc/device-tree/model": "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super\0",
    "proc/device-tree/compatible": "nvidia,p3768-0000+p3767-0005-super\0nvidia,tegra234\0",
    "etc/nv_tegra_release": "# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, "
    "EABI: aarch64, DATE: Wed Jan  8 01:49:37 UTC 2025\n",
    "etc/nvpmodel.conf": NVPMODEL,
    "var/lib/nvpmodel/status": "pmode:0002",
    "var/lib/dpkg/status": packages(
        nvidia_jetpack="6.2+b77", libnvinfer10="10.3.0.30-1+cuda12.5", libc6="2.35"
    ),
    "usr/local/cuda/version.json": '{"cuda": {"name": "CUDA SDK", "version": "12.6.11"}}',
    "usr/lib/python3.10/dist-packages/tensorrt-10.3.0.dist-info/METADATA": "",
    "proc/meminfo": memory(7620, 4100),
    "proc/swaps": swaps(*ZRAM),
    "etc/systemd/system/default.target": "-> /lib/systemd/system/graphical.target",
    "etc/systemd/system/display-manager.service": "-> /lib/systemd/system/gdm3.service",
    **clock(306, 306, 1020),
}
AGX_ORIN: TREE = {
    **ARM,
    "proc/device-tree/model": "NVIDIA Jetson AGX Orin Developer Kit\0",
    "proc/device-tree/compatible": "nvidia,p3737-0000+p3701-0005\0nvidia,tegra234\0",
    "etc/nv_tegra_release": "# R39 (release), REVISION: 2.0, GCID: 1, BOARD: generic\n",
    "var/lib/dpkg/status": packages(libnvinfer10="10.16.2.10-1+cuda13.2"),
    "proc/meminfo": memory(62841, 55000),
    "proc/swaps": swaps(("/swapfile", 16384)),
    "etc/systemd/system/default.target": "-> /lib/systemd/system/multi-user.target",
    **clock(1300, 1300, 1300),
}
THOR: TREE = {
    **ARM,
    "proc/device-tree/model": "NVIDIA Jetson AGX Thor Developer Kit\0",
    "proc/device-tree/compatible": "nvidia,p4071-0000+p3834-0008\0nvidia,tegra264\0",
    "etc/nv_tegra_release": "# R38 (release), REVISION: 2.2, GCID: 1, BOARD: generic\n",
    "usr/lib/python3.12/dist-packages/tensorrt-10.13.3.9.dist-info/METADATA": "",
    "proc/meminfo": memory(125_000, 118_000),
}
WORKSTATION: TREE = {
    "proc/driver/nvidia/version": "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  "
    "580.95.05  Release Build  (dvs-builder@U22-I3-B16-02-3)\n",
    "proc/meminfo": memory(64_000, 51_000),
    "proc/swaps": swaps(),
}
BARE: TREE = {"proc/meminfo": memory(24_105, 15_005), "proc/swaps": swaps()}
ORIN = Device("Orin", "8.7", 8, 7620, integrated=True, cuda="12.6")
ADA = Device("NVIDIA GeForce RTX 4090", "8.9", 128, 24_080, integrated=False, cuda="13.0")


def plant(root: Path, tree: TREE) -> Path:
    """Writes a tree; a content of `-> PLACE` is a link."""
    for name, content in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("-> "):
            path.symlink_to(content.removeprefix("-> "))
        else:
            path.write_text(content)
    return root
