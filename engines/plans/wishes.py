"""What an engineer may ask for beyond the defaults: each has its price, and most fit few machines.

None is ever a default. What cannot be had is refused before any work, with the reason. Version
compatibility is not offered: such an engine brings host code of its own that the runtime executes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engines.errors import PlanRefused
from engines.nets.readying import STRIP
from engines.plans.targets import TITLES, Target, number_of, targets

if TYPE_CHECKING:
    from engines.plans.machine import Machine
    from engines.plans.offers import Offers

STREAM, FALL_BACK, NO_MISS = "WEIGHT_STREAMING", "GPU_FALLBACK", "ERROR_ON_TIMING_CACHE_MISS"
# With the same weights only: plain REFIT drops a bias in 11.3 (its release notes, known issues).
REFIT = "REFIT_IDENTICAL"
LEVELS = MappingProxyType(
    {"ampere+": "AMPERE_PLUS", "same-compute": "SAME_COMPUTE_CAPABILITY"},
)
AMPERE = "8.0"
DLA_PRECISIONS = ("fp16", "int8")
EIGHTS = ("int8", "fp8")
RESTS = ("bf16",)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for beyond the defaults.

    Attributes:
        strip: an engine without weights, which come from the ONNX beside it when it is opened.
        streamed_mib: MiB of weights that stay on the GPU, the rest waits in the processor's memory;
            0 is as TensorRT sees fit, None streams nothing.
        dla: core of the deep learning accelerator; what it cannot compute runs on the GPU.
        compatible: a key of `LEVELS`: for more GPUs than this one; None for this one alone.
        from_cache: whether every tactic must have been timed before.
        rest: what an eight-bit graph computes the rest in, "bf16"; None for fp16.
    """

    strip: bool = False
    streamed_mib: int | None = None
    dla: int | None = None
    compatible: str | None = None
    from_cache: bool = False
    rest: str | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """As the command line says them."""
        streamed = str(self.streamed_mib) if self.streamed_mib else None
        asked: dict[str, tuple[bool, str | None]] = {
            "--strip": (self.strip, None),
            "--weight-streaming": (self.streamed_mib is not None, streamed),
            "--dla": (self.dla is not None, str(self.dla)),
            "--compatible": (self.compatible is not None, self.compatible),
            "--require-cache": (self.from_cache, None),
            "--rest": (self.rest is not None, self.rest),
        }
        rows = ((name, value) for name, (wanted, value) in asked.items() if wanted)
        return tuple(word for row in rows for word in row if word is not None)

    @property
    def flags(self) -> tuple[str, ...]:
        """The builder flags that they are."""
        asked = {
            STRIP: self.strip,
            REFIT: self.strip,
            STREAM: self.streamed_mib is not None,
            FALL_BACK: self.dla is not None,
            NO_MISS: self.from_cache,
        }
        return tuple(name for name, wanted in asked.items() if wanted)

    @property
    def prices(self) -> tuple[str, ...]:
        """What each costs, in plain words."""
        told = {
            "Stripped: every start reads the weights from the ONNX beside the engine.": self.strip,
            "Streamed weights: slower. On a board, processor and GPU share the memory, and nobody "
            "has measured yet whether it saves any.": self.streamed_mib is not None,
            "DLA: convolutions alone; attention falls back to the GPU, and every change between "
            "the two takes time. inspect says what runs where.": self.dla is not None,
            "The rest in bf16: nothing overflows, and it is eight times as coarse as fp16.": (
                self.rest is not None
            ),
            "Compatible: slower, as fewer ways of computing are left (at most 48 KiB of shared "
            "memory a block).": self.compatible is not None,
        }
        return tuple(text for text, wanted in told.items() if wanted)


@dataclass(frozen=True, slots=True)
class _Asked:
    wishes: Wishes
    target: Target
    precision: str
    dynamic: bool
    cached: bool
    machine: Machine | None
    offers: Offers | None

    @property
    def title(self) -> str:
        """The library with its version, for messages."""
        version = "" if self.offers is None else f" {self.offers.version}"
        return f"{TITLES[self.target.library]}{version}"

    def lacks(self, flag: str) -> bool:
        """Whether the library is known and has no such flag."""
        return self.offers is not None and flag not in self.offers.flags


def check_wishes(  # noqa: PLR0913 - what an engineer asks for in one command
    wishes: Wishes,
    target: Target,
    precision: str,
    *,
    dynamic: bool = False,
    cached: bool = True,
    machine: Machine | None = None,
    offers: Offers | None = None,
) -> None:
    """Refuses what cannot be had.

    Args:
        wishes: what is asked for.
        target: what to build for.
        precision: of the graphs.
        dynamic: whether sides are free.
        cached: whether tactics timed on this machine are used.
        machine: the machine that is to build; None to ask about the target alone.
        offers: what its library offers; None before anybody looked.

    Raises:
        PlanRefused: the message names the reason and the way out.
    """
    asked = _Asked(wishes, target, precision, dynamic, cached, machine, offers)
    for rule in _RULES:
        reason = rule(asked)
        if reason is not None:
            raise PlanRefused(reason)


def _strip(asked: _Asked) -> str | None:
    if not asked.wishes.strip:
        return None
    if asked.target.library == "tensorrt_rtx":
        return (
            "--strip is not for TensorRT-RTX: it cannot strip without a driver, and with one "
            "nobody has tried it. Build without --strip."
        )
    refits = asked.offers is None or asked.offers.refits
    if asked.lacks(STRIP) or asked.lacks(REFIT) or not refits:
        return (
            f"{asked.title} cannot build without weights; that came with TensorRT 10. No --strip."
        )
    return None


def _streamed(asked: _Asked) -> str | None:
    if asked.wishes.streamed_mib is None:
        return None
    if asked.lacks(STREAM):
        return f"{asked.title} cannot stream weights; that came with TensorRT 10."
    if asked.offers is not None and not asked.offers.strong:
        return (
            "Weights stream only where the graph's own types hold (TensorRT 10.12 and newer); here "
            f"is {asked.title}. Take a smaller --size, --precision int8, or a newer JetPack."
        )
    return None


def _dla(asked: _Asked) -> str | None:
    core, target = asked.wishes.dla, asked.target
    if core is None:
        return None
    if not target.dla_cores:
        return f"{target.name} has no deep learning accelerator: build without --dla."
    if core not in range(target.dla_cores):
        return f"--dla {core}: {target.name} has the cores 0 to {target.dla_cores - 1}."
    if asked.precision not in DLA_PRECISIONS:
        return f"DLA computes in fp16 and int8, not in {asked.precision}: change --precision."
    if asked.dynamic:
        return "DLA wants fixed sides: build without --dynamic."
    return _dla_library(asked)


def _dla_library(asked: _Asked) -> str | None:
    if asked.machine is None:
        return None
    met = asked.machine.libraries[asked.target.library]
    release = asked.target.release(met, asked.machine.jetpack)
    most = None if release is None else release.dla
    if most is None or number_of(met)[:2] > number_of(most)[:2] or asked.lacks(FALL_BACK):
        return (
            f"TensorRT {met} has no DLA: 8.6 and 10 up to 10.7 have it, then 11.4.1 on AGX Orin "
            "(JetPack 7.2.2). Build without --dla."
        )
    return None


def _compatible(asked: _Asked) -> str | None:
    level, target = asked.wishes.compatible, asked.target
    if level is None:
        return None
    if target.jetson:
        return (
            "--compatible is not for Jetson: NVIDIA supports it on no JetPack, and every engine is "
            "built on its own board. Build without it."
        )
    if target.library == "tensorrt_rtx":
        return (
            "An engine for rtx runs on every GPU that it names: narrow it with --compute instead."
        )
    if level == "ampere+" and target.compute and not _ampere(target.compute):
        return f"{target.name} is older than Ampere (compute {AMPERE}): build without --compatible."
    if asked.offers is not None and LEVELS[level] not in asked.offers.compatibility:
        return f"{asked.title} has no --compatible {level}: newer ones have."
    return None


def _from_cache(asked: _Asked) -> str | None:
    if not asked.wishes.from_cache:
        return None
    if asked.target.library == "tensorrt_rtx":
        return "TensorRT-RTX times nothing and has no timing cache: build without --require-cache."
    if not asked.cached:
        return "--require-cache and --no-cache exclude each other: leave one out."
    if asked.lacks(NO_MISS) or (asked.offers is not None and not asked.offers.timing_cache):
        return f"{asked.title} cannot insist on its timing cache; that came with TensorRT 10."
    return None


def _rest(asked: _Asked) -> str | None:
    rest = asked.wishes.rest
    if rest is None:
        return None
    if asked.precision not in EIGHTS:
        return f"--rest is of int8 and fp8; {asked.precision} is all of one kind: leave it out."
    if rest not in asked.target.precisions:
        able = ", ".join(asked.target.precisions)
        return f"--rest {rest}: {asked.target.name} computes in {able}. Build without --rest."
    if asked.offers is not None and not asked.offers.strong:
        return (
            f"--rest {rest} needs a library that keeps the graph's own types (TensorRT 10.12 and "
            f"newer, RTX); here is {asked.title}. Build without --rest."
        )
    return None


def _together(asked: _Asked) -> str | None:
    """What nobody knows to go together."""
    wishes = asked.wishes
    named = {
        "--strip": wishes.strip,
        "--weight-streaming": wishes.streamed_mib is not None,
        "--dla": wishes.dla is not None,
        "--compatible": wishes.compatible is not None,
    }
    both = [name for name, wanted in named.items() if wanted]
    return f"{' and '.join(both)} together were never tried: leave one." if len(both) > 1 else None


def reach(compatible: str | None) -> tuple[str, ...]:
    """The compute capabilities that an engine for more GPUs runs on, as far as we know them."""
    if compatible != "ampere+":
        return ()
    known = {each.compute for each in targets() if each.compute and not each.jetson}
    return tuple(sorted((each for each in known if _ampere(each)), key=number_of))


def _ampere(compute: str) -> bool:
    return number_of(compute) >= number_of(AMPERE)


_RULES: tuple[Callable[[_Asked], str | None], ...] = (
    _strip,
    _streamed,
    _dla,
    _compatible,
    _from_cache,
    _rest,
    _together,
)
