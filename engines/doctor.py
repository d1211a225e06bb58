"""What runs here: system, libraries, runtimes, painters, memory, disk, settings, in plain words."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from engines import catalog, lexicon, settings
from engines.bench.cases import request
from engines.bench.isa import flags
from engines.errors import SketchwellError
from engines.lexicon.shapes import FILE as SHAPES
from engines.nets.base import RUNTIMES
from engines.picture import PictureRequest
from engines.settings import Settings
from engines.studio import PAINTERS, Settled, Studio, settled

Standing = Literal["ok", "note", "problem"]
LOW_MEMORY_MB, LOW_DISK_MB = 1_000, 2_000
_TRIAL_PX = 64
INSTALL = {
    "openvino": "pip install 'sketchwell[openvino]'",
    "tensorrt": "python build_trt.py doctor",
    "tensorrt_rtx": "python build_trt.py doctor",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: the thing.
        standing: "note" where something optional is missing, "problem" where painting suffers.
        text: what was found, in plain words.
    """

    what: str
    standing: Standing
    text: str


def examine(say: Callable[[str], None]) -> list[Finding]:
    """Looks at everything; `say` is told what is being tried.

    Raises:
        SettingsError: the settings cannot be read.
    """
    found = settings.look_up()
    say("looking which runtime is quickest here")
    network = settled(settings.load())
    chosen = network.settings
    return [
        *_system(chosen),
        *_libraries(),
        *_runtimes(chosen),
        _network(network),
        *_weights(),
        _lexicon(),
        *_painters(chosen, say),
        *(Finding(f"setting {f.row.name}", "ok", f"{_shown(f.value)} ({f.origin})") for f in found),
    ]


def can_paint(findings: list[Finding], painter: str) -> bool:
    """Whether the default painter runs here."""
    return any(f.what == f"painter {painter}" and f.standing == "ok" for f in findings)


def _shown(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _system(chosen: Settings) -> Iterator[Finding]:
    yield Finding("python", "ok", f"{platform.python_version()} on {platform.platform(terse=True)}")
    wide = [name for name in ("avx2", "avx512f", "amx_int8") if name in flags()]
    kinds = f", with {', '.join(wide)}" if wide else ""
    text = f"{os.cpu_count()} cores{kinds}; {chosen.threads} threads for painting"
    yield Finding("processor", "ok", text)
    yield _room("memory", _free_memory_mb(), LOW_MEMORY_MB, "free")
    place = next(p for p in (chosen.data, *chosen.data.parents) if p.exists())
    free_mb = shutil.disk_usage(place).free / 2**20
    yield _room("disk", free_mb, LOW_DISK_MB, f"free for {chosen.data}")


def _room(what: str, free_mb: float | None, low_mb: float, where: str) -> Finding:
    if free_mb is None:
        return Finding(what, "note", "this system does not say how much is free")
    standing: Standing = "ok" if free_mb >= low_mb else "problem"
    return Finding(what, standing, f"{free_mb:,.0f} MB {where}, {low_mb:,.0f} wanted")


def _free_memory_mb() -> float | None:
    try:
        text = Path("/proc/meminfo").read_text(encoding="utf-8")
        return int(text.partition("MemAvailable:")[2].split()[0]) / 1024
    except (OSError, IndexError, ValueError):
        return None


def _libraries() -> Iterator[Finding]:
    for need in _needs():
        name = need.split(";")[0]
        for mark in "<>=!~[ ":
            name = name.split(mark)[0]
        try:
            yield Finding(f"library {name}", "ok", version(name))
        except PackageNotFoundError:
            text = f"not installed; some parts need it: pip install '{need.split(';')[0].strip()}'"
            yield Finding(f"library {name}", "note", text)


def _needs() -> list[str]:
    try:
        listed = requires("sketchwell") or []
    except PackageNotFoundError:
        return ["numpy", "pillow", "opencv-python-headless", "onnxruntime"]
    return [need for need in listed if ";" not in need]


def _runtimes(chosen: Settings) -> Iterator[Finding]:
    for name in RUNTIMES:
        if name == "torch_graph":  # torch, another way
            continue
        here = importlib.util.find_spec(name) is not None
        missing: Standing = "problem" if name == chosen.runtime else "note"
        text = "here" if here else f"not installed: {INSTALL.get(name, f'pip install {name}')}"
        yield Finding(f"runtime {name}", "ok" if here else missing, text)


def _network(network: Settled) -> Finding:
    """What the painter's network runs on, and the milliseconds that decided it."""
    chosen, text = network.settings, f"{network.settings.runtime} in {network.settings.precision}"
    if network.took_ms:
        said = ", ".join(f"{name} {took:.1f} ms" for name, took in network.took_ms.items())
        text += f"; one step here, {chosen.threads} threads: {said}"
    why = [f"{name or 'measuring'}: {reason}" for name, reason in network.refused.items()]
    return Finding("network", "note" if why else "ok", "; ".join([text, *why]))


def _weights() -> Iterator[Finding]:
    for row in catalog.rows():
        stands = {catalog.condition(file) for file in row.files}
        standing: Standing = "ok" if stands == {"verified"} else "problem"
        text = f"revision {row.revision}, {row.licence}, {' and '.join(sorted(stands))}"
        yield Finding(f"weights {row.name}", standing, text)
    for row in catalog.packaged():
        here = {catalog.condition(file) for file in row.files} == {"verified"}
        text = f"{row.revision}, {row.licence}" if here else f"without {row.revision}: not used"
        yield Finding(f"model {row.name}", "ok" if here else "note", text)


def _lexicon() -> Finding:
    if not SHAPES.exists():
        return Finding("lexicon", "problem", "its shapes are missing: install Sketchwell again")
    counts = f"{len(lexicon.things())} things, {len(lexicon.sceneries())} sceneries"
    return Finding("lexicon", "ok", f"{counts}, in {', '.join(lexicon.LANGUAGES)}")


def _trial(painter: str, chosen: Settings) -> PictureRequest:
    return request(
        painter=painter, size=_TRIAL_PX, runtime=chosen.runtime, precision=chosen.precision
    )


def _painters(chosen: Settings, say: Callable[[str], None]) -> Iterator[Finding]:
    for name in PAINTERS:
        say(f"trying the painter {name}")
        needed: Standing = "problem" if name == chosen.painter else "note"
        try:
            with Studio(chosen, painters={name: PAINTERS[name]}) as studio:
                studio.paint(_trial(name, chosen))
        except SketchwellError as error:
            yield Finding(f"painter {name}", needed, f"does not paint here: {error}")
        else:
            yield Finding(f"painter {name}", "ok", "opens and paints")
