"""Which runtime and precision the house network runs in where the settings say `auto`.

Measured once, on this machine and its own network; kept in the practice's folder with what it was
measured on, and measured anew when any of that is another.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import re
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from engines.nets.measuring import REFERENCE, Found, Way, label, measured
from engines.settings import AUTO

WAYS: tuple[Way, ...] = (REFERENCE, ("openvino", "fp32"), ("openvino", "bf16"))
# Another way is taken only where it needs at most this share of the first one's time.
WORTH = 0.8
FILE = "runtime.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and why.

    Attributes:
        runtime: never "auto".
        precision: never "auto".
        found: what was measured; empty where there was nothing to choose.
    """

    runtime: str
    precision: str
    found: Found = field(default_factory=Found)


def choose(path: Path, *, runtime: str, precision: str, threads: int, folder: Path) -> Choice:
    """Fills in what the settings leave open.

    What is set is never overruled: where nothing that fits it is installed, it is taken as it is,
    and opening the network says what is missing.

    Args:
        path: the house network's `.onnx` file.
        runtime: as set; may be "auto".
        precision: as set; may be "auto".
        threads: threads for one run.
        folder: the practice's folder, where the measurement is kept.
    """
    ways = ways_for(runtime, precision)
    if len(ways) == 1 or not path.is_file():
        return Choice(*ways[0])
    conditions = _conditions(path, ways, threads)
    found = _kept(folder / FILE, conditions)
    if found is None:
        found = measured(path, ways, threads=threads)
        if found.took_ms and "" not in found.refused:
            _keep(folder / FILE, conditions, found)
    return Choice(*best_of(ways, found), found)


def ways_for(runtime: str, precision: str) -> tuple[Way, ...]:
    """The ways that fit the settings and are installed; the first that fits where none is.

    Both settings name something, or one is "auto": then something always fits.
    """
    wanted = tuple(way for way in WAYS if runtime in (AUTO, way[0]) and precision in (AUTO, way[1]))
    here = tuple(way for way in wanted if find_spec(way[0]) is not None)
    return here or wanted[:1] or ((runtime, precision),)


def best_of(ways: tuple[Way, ...], found: Found) -> Way:
    """The quickest way, where it is worth it; else the first that runs."""
    runs = [way for way in ways if label(way) in found.took_ms]
    if not runs:
        return ways[0]
    quickest = min(runs, key=lambda way: found.took_ms[label(way)])
    worth = found.took_ms[label(quickest)] <= WORTH * found.took_ms[label(runs[0])]
    return quickest if worth else runs[0]


def processor() -> str:
    """The processor's name, or its kind where the system does not tell."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else platform.machine()


def _conditions(path: Path, ways: tuple[Way, ...], threads: int) -> dict[str, Any]:
    return {
        "processor": processor(),
        "threads": threads,
        "weights": hashlib.sha256(path.read_bytes()).hexdigest()[:12],
        "versions": {name: _version(name) for name in dict.fromkeys(way[0] for way in ways)},
        "ways": [label(way) for way in ways],
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"


def _kept(path: Path, conditions: dict[str, Any]) -> Found | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        found = Found(dict(kept["found"]["took_ms"]), dict(kept["found"]["refused"]))
        return found if kept["measured_on"] == conditions else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(path: Path, conditions: dict[str, Any], found: Found) -> None:
    text = json.dumps({"measured_on": conditions, "found": asdict(found)}, indent=1)
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.touch(mode=0o600)
        part.write_text(f"{text}\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        _log.warning("What was measured is not kept: %s.", error.strerror)
