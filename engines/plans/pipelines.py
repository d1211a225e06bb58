"""A latent painter's whole way, by plain diffusers and by nets, over the same weights and noise.

For `engines.bench.latent`, which measures them side by side. Words are embedded beforehand on both
sides: a painter does that once a text.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.errors import PlanRefused
from engines.nets.sides import Sides
from engines.painters.base import Unwatched
from engines.painters.latent.on_nets import NetParts
from engines.painters.latent.parts import Parts
from engines.painters.latent.sampling import Cue, sampled
from engines.painters.latent.walking import DiffusersWalk
from engines.plans import graphs, quantizing, writing
from engines.plans.calibration import trials
from engines.plans.converting import described
from engines.plans.exporting import NEW_EXPORTER, REFERENCE, Task, references, write_onnx
from engines.plans.graphs import Graph
from engines.plans.loading import library, quiet, save_random
from engines.plans.models import model_of, span_of, tried

Case = Callable[[], NDArray[np.float32]]


class Way(NamedTuple):
    """How nets are run.

    Attributes:
        runtime: a key of `engines.nets.base.RUNTIMES`.
        precision: what it computes in.
        eight: whether the backbone has eight bits.
        free: whether the graphs are those with free sides.
    """

    runtime: str
    precision: str
    eight: bool = False
    free: bool = False


# by --net
NETS = {
    "onnxruntime": Way("onnxruntime", "fp32"),
    "openvino": Way("openvino", "fp32"),
    "openvino-bf16": Way("openvino", "bf16"),
    "openvino-int8": Way("openvino", "fp32", eight=True),
    "openvino-int8-bf16": Way("openvino", "bf16", eight=True),
    "onnxruntime-free": Way("onnxruntime", "fp32", free=True),
    "openvino-free": Way("openvino", "fp32", free=True),
    "openvino-bf16-free": Way("openvino", "bf16", free=True),
}
# What is measured where nobody says what: free sides cost a second export.
USUAL = tuple(name for name, way in NETS.items() if not way.free)
UNET, SAME, TINY = "unet", "pipeline, same decoder", "pipeline, tiny decoder"
SLOW = "slow_decoder"
FREE = "free"
SLOW_CODER = {
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "layers_per_block": 2,
    "latent_channels": 4,
    "scaling_factor": 0.18215,
}
NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
WORDS_AT = 499.0
_SEED = 5
_DRAWINGS = 3


class Decodes(Protocol):
    """Gives a latent as a picture; see `engines.painters.latent.parts.Parts.decoder`."""

    def decoder(self, latent: NDArray[np.float32]) -> NDArray[np.float32]:
        """See there."""
        ...


@dataclass(frozen=True)
class Race:
    """What is measured.

    Attributes:
        model: a name of `engines.plans.models.names()` with a UNet.
        size: of the picture.
        steps: of the UNet.
        threads: of the processor.
        folder: holds `weights/`, `reference/`, `int8/` and `free/reference/`; made by `prepare`.
    """

    model: str
    size: Sides
    steps: int
    threads: int
    folder: Path

    @property
    def cells(self) -> tuple[int, int]:
        """Height and width of the latent."""
        return self.size.height // 8, self.size.width // 8

    @property
    def weights(self) -> Path:
        """The weights, in the hub's layout."""
        return self.folder / "weights"


def prepare(race: Race, ways: Collection[Way]) -> None:
    """Writes random weights where there are none, and every graph that is not there yet."""
    row = model_of(race.model)
    if row.residuals is None:
        raise PlanRefused(f"{race.model} is no latent painter: give --painter sd15 or another.")
    with quiet():
        if not race.weights.is_dir():
            save_random(row, race.weights)
            small = max(row.parts["unet"].config.get("block_out_channels", [320])) < 128
            shape = {"block_out_channels": [8, 8, 16, 16], "norm_num_groups": 4} if small else {}
            slow = library("diffusers").AutoencoderKL(**{**SLOW_CODER, **shape})
            slow.save_pretrained(race.weights / SLOW)
    if not all(way.free for way in ways):
        _write(race, Task(NEW_EXPORTER, (race.size,), dynamic=False, into=race.folder))
    if any(way.free for way in ways):
        sizes = tried(span_of(race.model, Sides(max(race.size), max(race.size))))
        into = race.folder / FREE
        _write(race, Task(NEW_EXPORTER, sizes, dynamic=True, into=into, between=True))
    if any(way.eight for way in ways):
        _write_eight(race)


def by_nets(race: Race, net: str, stack: ExitStack) -> dict[str, Case]:
    """The same cases by nets on a runtime.

    Args:
        race: what is measured.
        net: a key of `NETS`.
        stack: closes the nets.
    """
    way = NETS[net]
    place = (race.folder / FREE if way.free else race.folder) / REFERENCE
    kept = {part: place / f"{part}.onnx" for part in ("control", "unet", "decoder")}
    if way.eight:
        kept |= {part: race.folder / "int8" / f"{part}.onnx" for part in ("control", "unet")}
    how: dict[str, Any] = {"runtime": way.runtime, "precision": way.precision}
    parts = stack.enter_context(NetParts(kept, threads=race.threads, **how))
    slow_path = {"decoder": place / f"{SLOW}.onnx"}
    slow = stack.enter_context(NetParts(slow_path, threads=race.threads, **how))
    return over(race, parts, slow, alone(race, parts))


def alone(race: Race, parts: NetParts) -> Case:
    """The UNet with residuals of zeros, as a control network of no strength gives them."""
    given = inputs(race)
    step = (given["noise"], WORDS_AT, given["embedding"])
    nothing = parts.added(*step, parts.looked(given["sketch"], 0.0))
    return lambda: parts.predicted(*step, nothing)


def over(race: Race, parts: Parts, slow: Decodes, unet: Case) -> dict[str, Case]:
    """The cases of a way, by name.

    Args:
        race: what is measured.
        parts: control, UNet and the tiny decoder.
        slow: has the plain pipeline's own decoder.
        unet: the UNet alone, once.
    """
    given = inputs(race)
    sampler = partial(DiffusersWalk, library("diffusers").LCMScheduler(**NOISE))

    def painted(decode: Decodes) -> NDArray[np.float32]:
        cue = Cue(
            shape=race.cells,
            start=None,
            share=1.0,
            steps=race.steps,
            guidance=1.0,
            words=given["embedding"],
            against=given["embedding"],
            seen=parts.looked(given["sketch"], 1.0),
            seed=_SEED,
        )
        picture = decode.decoder(sampled(parts, sampler, cue, watch=Unwatched()))
        return np.clip(picture[0].transpose(1, 2, 0) / 2 + 0.5, 0, 1)

    return {UNET: unet, SAME: lambda: painted(slow), TINY: lambda: painted(parts)}


def inputs(race: Race) -> dict[str, NDArray[np.float32]]:
    """Sketch, noise and an embedding, the same for everybody."""
    import torch

    wide, high = race.size
    drawing = np.zeros((1, 3, high, wide), np.float32)
    drawing[:, :, high // 3, :] = drawing[:, :, :, wide // 2] = 1.0
    width = json.loads((race.weights / "unet" / "config.json").read_text())["cross_attention_dim"]
    noise = torch.randn((1, 4, *race.cells), generator=generator())
    words = np.random.default_rng(_SEED).standard_normal((1, graphs.TOKENS, width), np.float32)
    return {"sketch": drawing, "noise": noise.numpy(), "embedding": words}


def generator() -> Any:
    """Where noise comes from: the processor, whatever computes."""
    import torch

    return torch.Generator("cpu").manual_seed(_SEED)


def _write(race: Race, task: Task) -> None:
    if not (task.into / REFERENCE / "unet.onnx").is_file():
        references(race.model, task, weights=race.weights)
        _write_slow(race, task)


def _write_slow(race: Race, task: Task) -> None:
    import torch

    from engines.plans.parts import Decoder

    slow = library("diffusers").AutoencoderKL.from_pretrained(race.weights / SLOW).eval()
    feed = {"latent": torch.randn(1, 4, *race.cells)}
    path = task.into / REFERENCE / f"{SLOW}.onnx"
    write_onnx(Decoder(slow.requires_grad_(requires_grad=False)), feed, path, ("picture",), task)
    gc.collect()


def _write_eight(race: Race) -> None:
    """Control and UNet with Q/DQ, calibrated on a few of our drawings."""
    import onnx

    folder = race.folder / "int8"
    if (folder / "unet.onnx").is_file():
        return
    folder.mkdir(exist_ok=True)
    found = [_kept(race, name) for name in model_of(race.model).graphs]
    feeds = trials(found, count=_DRAWINGS)
    for name in ("control", "unet"):
        proto = onnx.load(str(race.folder / REFERENCE / f"{name}.onnx"))
        made = quantizing.quantized(proto, "int8", feeds[name])
        writing.save(made, folder / f"{name}.onnx")


def _kept(race: Race, name: str) -> Graph:
    path = race.folder / REFERENCE / f"{name}.onnx"
    return described(path, name, NEW_EXPORTER)
