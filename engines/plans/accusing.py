"""What fails is looked into: which layer, found how, and the command that may help."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engines.errors import PlanError, SketchwellError
from engines.nets.manifest import Manifest
from engines.plans import rounding
from engines.plans.blaming import ENGINE, Blame, blame
from engines.plans.graphs import Graph
from engines.plans.machine import memory_of
from engines.plans.probing import Engines, Opens
from engines.plans.verifying import AGAIN_SAYS, Verdict

# What to try where no layer is to blame, or none can be held in single precision.
OTHER = {"fp16": "bf16", "int8": "fp16", "fp8": "fp16"}
_REST = re.compile(r" --rest \S+")
LIMIT_S = 600.0
# The reference, what is suspected in single precision, and a part of either as it runs.
_COPIES = 4


@dataclass(frozen=True, slots=True)
class Suspect:
    """A graph, or the engine made of it, that failed.

    Attributes:
        graph: what it is built from.
        reference: the same in single precision.
        command: what builds it.
        manifest: the engine's; None for a graph alone.
        opens: what opens its engines; None for a graph alone.
        keys: the practice's folder, with the machine's key; None for a graph alone.
    """

    graph: Graph
    reference: Path
    command: str
    manifest: Manifest | None = None
    opens: Opens | None = None
    keys: Path | None = None


@dataclass(frozen=True, slots=True)
class Accusation:
    """What was found.

    Attributes:
        told: what goes wrong first, in words, or why nothing was found.
        blame: the same as facts; None where nothing was found.
        remedy: the command that may help.
    """

    told: str
    remedy: str
    blame: Blame | None = None

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        told = None if self.blame is None else asdict(self.blame)
        return {"told": self.told, "remedy": self.remedy, "layer": told}


def accuse(
    suspect: Suspect,
    verdict: Verdict,
    say: Callable[[str], None],
    *,
    limit_s: float = LIMIT_S,
) -> Accusation:
    """Looks for the layer that goes wrong first: in the graph, then in engines built like it.

    Args:
        suspect: what failed.
        verdict: how.
        say: told what comes next.
        limit_s: for all of it.
    """
    row = next((each for each in verdict.rows if each.fault), None)
    if row is None or verdict.bad is None or AGAIN_SAYS in row.fault:
        return _unclear(suspect, "no layer was looked for: runs differ, not layers")
    lacking = _lacking_mib(suspect)
    if lacking:
        return _unclear(suspect, f"no layer was looked for: that takes {lacking:,} MiB of memory")
    start_s = time.monotonic()
    say(f"looking into {suspect.graph.name}")
    asked: dict[str, Any] = {"feed": verdict.bad, "failed": row, "precision": verdict.precision}
    try:
        proto = rounding.as_computed(suspect.graph)
        return _found(suspect, blame(suspect.reference, proto, **asked, limit_s=limit_s / 2))
    except PlanError as error:
        if suspect.manifest is None or suspect.opens is None or suspect.keys is None:
            return _unclear(suspect, str(error))
    say(f"building {suspect.graph.name} with inner tensors as outputs")
    probe = Engines(suspect.manifest.ingredients, suspect.opens, suspect.keys, start_s + limit_s)
    left_s = start_s + limit_s - time.monotonic()
    asked |= {"probe": probe, "where": ENGINE, "limit_s": left_s}
    try:
        import onnx

        proto = onnx.load(str(suspect.graph.path))
        return _found(suspect, blame(suspect.reference, proto, **asked))
    except SketchwellError as error:
        return _unclear(suspect, f"the graph rounds soundly; in engines: {error}")


def _found(suspect: Suspect, found: Blame) -> Accusation:
    graph = suspect.graph
    if graph.precision == "fp32" or found.node in graph.islands:
        remedy = other_command(suspect.command, graph.precision)
    else:
        remedy = f"{suspect.command} --island {shlex.quote(found.node)}"
    return Accusation(str(found), remedy, found)


def _unclear(suspect: Suspect, why: str) -> Accusation:
    return Accusation(why, other_command(suspect.command, suspect.graph.precision))


def other_command(command: str, precision: str) -> str:
    """The command that builds in the next safer precision."""
    other = OTHER.get(precision, "fp32")
    told = command.replace(f"--precision {precision}", f"--precision {other}")
    return _REST.sub("", told)  # only eight bits leave a rest


def _lacking_mib(suspect: Suspect) -> int:
    """What looking inside would take, in MiB, where there is not so much; else 0."""
    files = (suspect.reference, suspect.reference.with_name(f"{suspect.reference.name}.data"))
    size = sum(path.stat().st_size for path in files if path.is_file())
    needed = (_COPIES * size) >> 20
    free = memory_of(Path("/")).get("MemAvailable")
    return 0 if free is None or needed <= free else needed
