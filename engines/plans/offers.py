"""What a TensorRT library offers, found by looking at it: never by its version alone.

TensorRT 8.6, 10, 11 and TensorRT-RTX 1 share most names and differ in the rest. Whatever builds
asks here first, so that a removed call is met before the build and not in the middle of it.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from engines.errors import PlanRefused
from engines.plans.targets import Library, number_of
from engines.settings import child_environment

Typing = Literal["always", "flag", "never"]
# Where strong typing is a flag, it is complete from here on; before, weak flags are the safer way.
# Source: TensorRT release notes 10.12, docs.nvidia.com/deeplearning/tensorrt/latest/
STRONG_SINCE = (10, 12)
WEAK = ("FP16", "BF16", "INT8", "FP8")
LOOK_LIMIT_S = 120.0
_LOOK = (
    "import sys; sys.path[:] = sys.argv[2:]; "
    "from engines.plans.offers import look_child; look_child(sys.argv[1])"
)


@dataclass(frozen=True, slots=True)
class Offers:
    """What one installed library can do.

    Attributes:
        library: its module's name.
        version: as it says itself.
        typing: whether a network keeps the graph's own types always, if told so, or never.
        explicit_batch: whether a network must be told that batches are explicit (before 10).
        weak_flags: builder flags that allow a precision in a weakly typed network.
        flags: every other builder flag there is.
        workspace: whether memory pools can be limited.
        timing_cache: whether measured tactics can be kept. TensorRT-RTX has the calls, deprecated
            and without effect: there it counts as none.
        progress: whether building reports its steps and can be stopped in between.
        levels: whether there are optimization levels.
        tilings: names of the tiling levels.
        computes: capabilities a portable engine can be built for, "8.9".
        supports_v2: whether the parser can say beforehand what it will not read.
        parser_stack: whether a parser's error names its node.
        detailed: whether an engine can keep the names and precisions of its layers for inspection.
        compatibility: names of the hardware compatibility levels.
        dla: whether deep learning accelerators can be asked for.
        refits: whether an engine without weights gets them from an ONNX file.
        tactics: whether the number of tactics that are tried can be limited.
    """

    library: str
    version: str
    typing: Typing
    explicit_batch: bool
    weak_flags: tuple[str, ...]
    flags: tuple[str, ...]
    workspace: bool
    timing_cache: bool
    progress: bool
    levels: bool
    tilings: tuple[str, ...]
    computes: tuple[str, ...]
    supports_v2: bool
    parser_stack: bool
    detailed: bool
    compatibility: tuple[str, ...]
    dla: bool
    refits: bool
    tactics: bool

    @property
    def strong(self) -> bool:
        """Whether a network is built with the graph's own types."""
        since = number_of(self.version)[:2] >= STRONG_SINCE
        return self.typing == "always" or (self.typing == "flag" and since)

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def from_wire(wire: Mapping[str, Any]) -> Offers:
    """What `Offers.to_wire` gave."""
    values = {each.name: wire[each.name] for each in fields(Offers)}
    listed = {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Offers(**{**values, **listed})


def offered(trt: Any) -> Offers:
    """Looks at an imported library.

    Args:
        trt: the module `tensorrt` or `tensorrt_rtx`.
    """
    flags, network = _members(trt, "BuilderFlag"), _members(trt, "NetworkDefinitionCreationFlag")
    config, parser = trt.IBuilderConfig, getattr(trt, "OnnxParser", object)
    weak = tuple(name for name in WEAK if name in flags)
    cached = hasattr(config, "set_timing_cache") and trt.__name__ != "tensorrt_rtx"
    return Offers(
        library=trt.__name__,
        version=trt.__version__,
        typing="always" if not weak else "flag" if "STRONGLY_TYPED" in network else "never",
        explicit_batch="EXPLICIT_BATCH" in network and hasattr(trt.Builder, "max_batch_size"),
        weak_flags=weak,
        flags=tuple(name for name in flags if name not in weak),
        workspace=hasattr(config, "set_memory_pool_limit"),
        timing_cache=cached,
        progress=hasattr(config, "progress_monitor") and hasattr(trt, "IProgressMonitor"),
        levels=hasattr(config, "builder_optimization_level"),
        tilings=_members(trt, "TilingOptimizationLevel"),
        computes=_computes(trt),
        supports_v2=hasattr(parser, "supports_model_v2"),
        parser_stack=hasattr(getattr(trt, "ParserError", None), "node_name"),
        detailed="DETAILED" in _members(trt, "ProfilingVerbosity"),
        compatibility=_members(trt, "HardwareCompatibilityLevel"),
        dla=hasattr(config, "DLA_core") and trt.__name__ != "tensorrt_rtx",
        refits=hasattr(trt, "OnnxParserRefitter"),
        tactics=hasattr(config, "max_num_tactics"),
    )


def look(library: Library) -> Offers:
    """Looks at a library in a short process of its own, which keeps its memory out of this one.

    Raises:
        PlanRefused: it is not installed or cannot be loaded; the message says why.
    """
    command = [sys.executable, "-c", _LOOK, library, *sys.path]
    try:
        done = subprocess.run(
            command,
            env=child_environment(),
            capture_output=True,
            text=True,
            timeout=LOOK_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        told = f"{library} took longer than {LOOK_LIMIT_S:g} s to load. Try again."
        raise PlanRefused(told) from error
    if done.returncode != 0:
        last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        raise PlanRefused(f"{library} cannot be loaded: {last}. See python build_trt.py doctor.")
    return from_wire(json.loads(done.stdout.splitlines()[-1]))


def look_child(library: str) -> None:
    """Writes what a library offers to standard output, as one line of JSON."""
    told = json.dumps(offered(importlib.import_module(library)).to_wire())
    sys.stdout.write(f"\n{told}\n")


def _members(trt: Any, name: str) -> tuple[str, ...]:
    """The names of an enumeration, in its own order; empty where the library has none."""
    found = getattr(trt, name, None)
    return tuple(getattr(found, "__members__", {}))


def _computes(trt: Any) -> tuple[str, ...]:
    if not hasattr(trt.IBuilderConfig, "set_compute_capability"):
        return ()
    digits = [name.removeprefix("SM") for name in _members(trt, "ComputeCapability")]
    return tuple(f"{each[:-1]}.{each[-1]}" for each in digits if each.isdigit())
