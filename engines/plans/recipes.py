"""A recipe: every builder setting of one engine, decided before the builder is loaded.

It is made of what the library offers, the target and the preset, and so it can go into an engine's
key. `engines.plans.child` follows it to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from engines.errors import PlanRefused
from engines.plans.offers import WEAK, Offers
from engines.plans.targets import Preset, Target
from engines.plans.wishes import LEVELS, Wishes

# What a weakly typed network must be allowed, by precision. INT8 layers fall back to half.
WEAK_FLAGS = {
    "fp16": ("FP16",),
    "bf16": ("BF16",),
    "int8": ("INT8", "FP16"),
    "fp8": ("FP8", "FP16"),
}
# How a weakly typed library keeps single layers in single precision: the first that it offers. The
# second lets it go against that, with a warning.
OBEY, PREFER = "OBEY_PRECISION_CONSTRAINTS", "PREFER_PRECISION_CONSTRAINTS"


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
        islands: nodes whose layers are held in single precision; empty where the graph says it.
        tactics: the most ways of computing that are tried a layer; None for the library's choice.
        compatibility: level of hardware compatibility; None for this GPU alone.
        dla: core of the deep learning accelerator; None for the GPU.
        streamed_mib: MiB of weights that stay on the GPU, 0 as TensorRT sees fit; None for all.
        asked: the words of the command line beyond the defaults.
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
    islands: tuple[str, ...] = ()
    tactics: int | None = None
    compatibility: str | None = None
    dla: int | None = None
    streamed_mib: int | None = None
    asked: tuple[str, ...] = ()

    @property
    def options(self) -> dict[str, Any]:
        """What is no flag and decides the engine, for its key."""
        named = ("network_flags", "workspace_mib", "level", "timing_iterations", "tiling")
        told = {name: getattr(self, name) for name in (*named, "detailed")}
        beyond = ("tactics", "compatibility", "dla", "streamed_mib")
        more = {name: getattr(self, name) for name in beyond if getattr(self, name) is not None}
        more |= {"asked": list(self.asked)} if self.asked else {}
        return {**told, **more, "network_flags": list(self.network_flags)}

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)


def recipe_for(  # noqa: PLR0913 - whatever decides an engine
    precision: str,
    target: Target,
    preset: Preset,
    offers: Offers,
    *,
    computes: Sequence[str] = (),
    wanted_flags: Sequence[str] = (),
    islands: Sequence[str] = (),
    wishes: Wishes | None = None,
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
        islands: nodes of the graph that stay in single precision.
        wishes: what is asked for beyond the defaults, as `wishes.check_wishes` let through.

    Raises:
        PlanRefused: the library cannot build that precision, for those capabilities, or cannot keep
            islands.
    """
    beyond = wishes or Wishes()
    held = () if offers.strong else tuple(islands)
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
        flags=(
            *_weak(precision, offers, wanted_flags),
            *_constraint(held, offers),
            *_always(offers),
            *beyond.flags,
        ),
        computes=tuple(computes),
        workspace_mib=target.workspace_mib,
        level=preset.level if offers.levels else None,
        timing_iterations=None if target.library == "tensorrt_rtx" else preset.timing_iterations,
        tiling=preset.tiling if preset.tiling in offers.tilings else None,
        detailed=offers.detailed,
        islands=held,
        tactics=preset.tactics if offers.tactics and target.library == "tensorrt" else None,
        compatibility=None if beyond.compatible is None else LEVELS[beyond.compatible],
        dla=beyond.dla,
        streamed_mib=beyond.streamed_mib,
        asked=beyond.words,
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
    asked = tuple(name for name in wanted if name in WEAK) or WEAK_FLAGS.get(precision, ())
    lacking = [name for name in asked if name not in offers.weak_flags]
    if lacking:
        raise PlanRefused(
            f"{offers.library} {offers.version} has no {lacking[0]} and cannot build {precision}. "
            "Use --precision fp16 or a newer one."
        )
    return asked


def _constraint(islands: Sequence[str], offers: Offers) -> tuple[str, ...]:
    """The flag by which single layers keep their precision in a weakly typed network."""
    if not islands:
        return ()
    found = [name for name in (OBEY, PREFER) if name in offers.flags]
    if not found:
        raise PlanRefused(
            f"{offers.library} {offers.version} cannot keep {len(islands)} nodes in single "
            "precision, and without that answers are wrong. Use --precision fp32 or a newer one."
        )
    return (found[0],)


def _always(offers: Offers) -> tuple[str, ...]:
    """The library's own defaults, said aloud: single precision multiplies in TF32 where it can."""
    return ("TF32",) if "TF32" in offers.flags else ()
