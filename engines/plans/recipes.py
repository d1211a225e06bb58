"""A recipe: every builder setting of one engine, decided before the builder is loaded.

It is made of what the library offers, the target and the preset, and so it can go into an engine's
key. `engines.plans.child` follows it to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engines.errors import PlanRefused
from engines.plans.offers import Offers
from engines.plans.targets import Preset, Target

# What a weakly typed network must be allowed, by precision. INT8 layers fall back to half.
WEAK_FLAGS = {"fp16": ("FP16",), "bf16": ("BF16",), "int8": ("INT8", "FP16"), "fp8": ("FP8",)}


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the builder is told.

    Attributes:
        library: the module that builds.
        version: its version.
        network_flags: of `NetworkDefinitionCreationFlag`.
        flags: of `BuilderFlag`.
        computes: compute capabilities of a portable engine; empty for the library's own choice.
        workspace_mib: the most one layer may use while it runs.
        level: optimization level; None where there are none.
        timing_iterations: runs that a tactic's time is the average of; None where not asked.
        tiling: tiling level, or None for the library's default.
        detailed: whether the engine keeps names and precisions of its layers for inspection.
    """

    library: str
    version: str
    network_flags: tuple[str, ...]
    flags: tuple[str, ...]
    computes: tuple[str, ...]
    workspace_mib: int
    level: int | None
    timing_iterations: int | None
    tiling: str | None
    detailed: bool

    @property
    def options(self) -> dict[str, Any]:
        """What is no flag and decides the engine, for its key."""
        named = ("network_flags", "workspace_mib", "level", "timing_iterations", "tiling")
        told = {name: getattr(self, name) for name in (*named, "detailed")}
        return {**told, "network_flags": list(self.network_flags)}

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def recipe_for(
    precision: str,
    target: Target,
    preset: Preset,
    offers: Offers,
    *,
    computes: Sequence[str] = (),
    wanted_flags: Sequence[str] = (),
) -> Recipe:
    """What the builder is told for one graph.

    Args:
        precision: of the graph.
        target: what the engine is for.
        preset: how hard to try.
        offers: what the library offers.
        computes: capabilities that a portable engine is narrowed to; empty for all.
        wanted_flags: builder flags that a weakly typed network needs for this graph; else those of
            its precision.

    Raises:
        PlanRefused: the library cannot build that precision or for those capabilities.
    """
    missing = [each for each in computes if each not in offers.computes]
    if missing:
        known = ", ".join(offers.computes) or "none that can be named"
        raise PlanRefused(
            f"{offers.library} {offers.version} cannot build for compute {missing[0]}; it builds "
            f"for {known}. Change --compute or install a newer one."
        )
    return Recipe(
        library=offers.library,
        version=offers.version,
        network_flags=_network_flags(offers),
        flags=(*_weak(precision, offers, wanted_flags), *_always(offers)),
        computes=tuple(computes),
        workspace_mib=target.workspace_mib,
        level=preset.level if offers.levels else None,
        timing_iterations=None if target.library == "tensorrt_rtx" else preset.timing_iterations,
        tiling=preset.tiling if preset.tiling in offers.tilings else None,
        detailed=offers.detailed,
    )


def _network_flags(offers: Offers) -> tuple[str, ...]:
    asked = {
        "EXPLICIT_BATCH": offers.explicit_batch,
        "STRONGLY_TYPED": offers.strong and offers.typing == "flag",
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def _weak(precision: str, offers: Offers, wanted: Sequence[str]) -> tuple[str, ...]:
    """Flags that allow a precision; none where the graph's own types hold, which exclude them."""
    if offers.strong:
        return ()
    asked = tuple(wanted) or WEAK_FLAGS.get(precision, ())
    lacking = [name for name in asked if name not in offers.weak_flags]
    if lacking:
        raise PlanRefused(
            f"{offers.library} {offers.version} has no {lacking[0]} and cannot build {precision}. "
            "Use --precision fp16 or a newer one."
        )
    return asked


def _always(offers: Offers) -> tuple[str, ...]:
    """The library's own defaults, said aloud: single precision multiplies in TF32 where it can."""
    return ("TF32",) if "TF32" in offers.flags else ()
