"""An order: what is to be built, as the command line says it, and what it gave."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engines.nets.sets import PLANS
from engines.nets.sides import Sides, size_of
from engines.plans.building import Built
from engines.plans.offers import Offers
from engines.plans.refusing import check
from engines.plans.targets import Preset, Target
from engines.plans.wishes import Wishes

if TYPE_CHECKING:
    from engines.plans.machine import Machine

DEFAULT_PRESET = "kiosk"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built.

    Attributes:
        model: a name of `engines.plans.models.names()`.
        target: what for; never `here`.
        precision: of the graphs.
        preset: how hard to try.
        data: the practice's folder: plans, ONNX, timing caches, the machine's key.
        sizes: the picture's sides in pixels; empty for the model's usual one.
        dynamic: whether the sides are free between them.
        computes: capabilities that a portable engine is narrowed to.
        weights: the folder of the weights; None for the house's own.
        onnx: a folder of exported graphs with their list; None to export.
        out: the folder that gets the plans; None for the practice's own.
        workspace_mib: the most one layer may use; None for the target's.
        resume: whether exported graphs and whole plans stay.
        anyway: whether it is begun where memory or disk look too small.
        islands: nodes that are to stay in single precision, besides those that are found.
        cached: whether tactics timed on this machine are kept and used.
        wishes: what is asked for beyond the defaults.
    """

    model: str
    target: Target
    precision: str
    preset: Preset
    data: Path
    sizes: tuple[Sides, ...] = ()
    dynamic: bool = False
    computes: tuple[str, ...] = ()
    weights: Path | None = None
    onnx: Path | None = None
    out: Path | None = None
    workspace_mib: int | None = None
    resume: bool = False
    anyway: bool = False
    islands: tuple[str, ...] = ()
    cached: bool = True
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def home(self) -> Path:
        """The folder of the model's plans."""
        return self.data / PLANS / self.model

    @property
    def kept(self) -> str:
        """What a command for another target or precision takes over, a space before each word."""
        asked = {
            "size": ",".join(map(str, self.sizes)),
            "preset": "" if self.preset.name == DEFAULT_PRESET else self.preset.name,
            "weights": "" if self.weights is None else shlex.quote(str(self.weights)),
        }
        words = [f" --{name} {value}" for name, value in asked.items() if value]
        return "".join([*words, " --dynamic" if self.dynamic else ""])

    def check(self, machine: Machine | None) -> None:
        """Refuses what can never be built; see `engines.plans.refusing.check`."""
        for precision in (self.precision, self.wishes.rest):
            if precision is not None:
                said = self._said if precision == self.wishes.rest else None
                asked = (self.model, self.target, precision, machine)
                check(*asked, self.computes, self.kept, said)

    @property
    def _said(self) -> str:
        return f" --precision {self.precision} --rest {self.wishes.rest}"

    @property
    def command(self) -> str:
        """The command line that asks for it."""
        asked = {
            "model": self.model,
            "target": self.target.name,
            "precision": self.precision,
            "size": ",".join(map(str, self.sizes)),
            "preset": self.preset.name,
            "compute": ",".join(self.computes),
            "weights": self.weights,
            "onnx": self.onnx,
            "out": self.out,
            "workspace": self.workspace_mib,
        }
        told = {name: str(value) for name, value in asked.items() if value not in (None, "")}
        words = [f"--{name} {shlex.quote(value)}" for name, value in told.items()]
        words += [f"--island {shlex.quote(name)}" for name in self.islands]
        flags = {"dynamic": self.dynamic, "anyway": self.anyway, "no-cache": not self.cached}
        words += [f"--{name}" for name, wanted in flags.items() if wanted]
        return " ".join(["python build_trt.py build", *words, *self.wishes.words])


def sizes_asked(text: str) -> tuple[Sides, ...]:
    """What `--size` says: one size, or several with commas between.

    Raises:
        ArgumentTypeError: one is none.
    """
    return tuple(size_of(part) for part in text.split(","))


@dataclass(frozen=True, slots=True)
class Made:
    """What an order gave.

    Attributes:
        folder: where the plans lie.
        built: the engines that were built now.
        stood: names of graphs whose plans stood already.
        offers: what the library offered.
        onnx: the folder of graphs that was named; None where they lie where verify looks.
    """

    folder: Path
    built: tuple[Built, ...]
    stood: tuple[str, ...]
    offers: Offers
    onnx: Path | None = None
