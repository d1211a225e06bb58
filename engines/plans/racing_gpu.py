"""A latent painter on a GPU, beside the plain pipeline there: its engines, or torch in CUDA graphs.

Engines are never built here: that takes minutes to hours. Those of the same weights and size that
were verified are taken from the practice's folder; where there are none, the command is said.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.errors import BackendMissingError, RequestError
from engines.nets import cuda, sets, torch_graph
from engines.painters.latent.on_nets import NetParts
from engines.painters.latent.on_torch import TorchParts
from engines.plans.models import model_of
from engines.plans.pipelines import SLOW, WORDS_AT, Case, Race, alone, inputs, over
from engines.plans.plain_diffusers import CUDA, SlowDecoder, array
from engines.settings import ENGINES

# by --net: what runs on a GPU
GRAPHED = torch_graph.RUNTIME
ON_GPU = (*ENGINES, GRAPHED)
PARTS = ("control", "unet", "decoder")
_TARGETS = {"tensorrt": "here", "tensorrt_rtx": "rtx"}


def check(nets: Sequence[str]) -> bool:
    """Whether nets run on a GPU, where all of them can be measured in one run.

    Raises:
        RequestError: some run on a GPU and some on the processor.
        BackendMissingError: they run on a GPU, and none answers.
    """
    there = [net for net in nets if net in ON_GPU]
    if not there:
        return False
    here = [net for net in nets if net not in ON_GPU]
    if here:
        raise RequestError(
            f"--net {there[0]} runs on a GPU and {here[0]} on the processor, and one run has one "
            "plain pipeline to compare with: measure them in two runs."
        )
    if cuda.asked_device() is None:
        raise BackendMissingError(
            f"--net {there[0]} is measured on an NVIDIA GPU, and none answers here. Measure it on "
            "the machine that has one (python build_trt.py doctor says what is wrong there), or "
            "the processor here: --net openvino"
        )
    return True


def engines_of(race: Race, way: str, data: Path) -> dict[str, Path]:
    """The engines of a race: part -> file.

    Args:
        race: what is measured; its weights are there.
        way: "tensorrt" or "tensorrt_rtx".
        data: the practice's folder.

    Raises:
        BackendMissingError: none was built for this size and of these weights, or none was
            verified; says the commands.
    """
    built = [
        each
        for each in sets.lying(data, race.model)
        if each.built and way in each.ways and race.size in each.sides
    ]
    here = _digests(race.weights) if built else set()
    same = [each for each in built if each.made_of and set(each.made_of.values()) <= here]
    if same and same[-1].verified:
        return {part: same[-1].paths[part] for part in PARTS}
    if same:
        command = f"They were never verified: python build_trt.py verify {same[-1].folder}"
    else:
        command = (
            f"Build them: python build_trt.py build --model {race.model} --target {_TARGETS[way]} "
            f"--size {race.size} --weights {race.weights}, then python build_trt.py verify DIR"
        )
    what = "only of other weights" if built and not same else "none that may run"
    raise BackendMissingError(
        f"Engines of {race.model} for {way} and {race.size} px, of the plain pipeline's weights: "
        f"there are {what}. {command}. Then measure again with --into {race.folder}"
    )


def by_engines(race: Race, way: str, data: Path, stack: ExitStack) -> dict[str, Case]:
    """The cases by engines, by name; the plain pipeline's own decoder in half precision on torch.

    Args:
        race: what is measured.
        way: "tensorrt" or "tensorrt_rtx".
        data: the practice's folder.
        stack: closes the nets.
    """
    paths = engines_of(race, way, data)
    parts = stack.enter_context(NetParts(paths, runtime=way, precision=None))
    slow = SlowDecoder(race, device=CUDA, half=True)
    return over(race, parts, slow, alone(race, parts))


def by_graph(
    race: Race, stack: ExitStack, *, device: str = CUDA, half: bool = True
) -> dict[str, Case]:
    """The cases by torch in CUDA graphs, by name.

    Args:
        race: what is measured.
        stack: frees the graphs.
        device: another than "cuda" for tests alone.
        half: whether the networks compute in half precision.
    """
    precision = "fp16" if half else "fp32"
    how: dict[str, Any] = {"device": device, "precision": precision, "threads": race.threads}
    kind = "adapter" if model_of(race.model).residuals == "adapter" else "controlnet"
    parts = _RaceParts({"base": race.weights}, kind, graphed=True, **how)
    stack.enter_context(parts)
    slow = SlowDecoder(race, device=device, half=half)
    return over(race, parts, slow, parts.alone(race, stack))


class _RaceParts(TorchParts):
    """The networks of a race; it has no words."""

    def _load(self, how: dict[str, Any]) -> None:
        import torch
        from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
        from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

        weights = self._folders["base"]
        module = importlib.import_module(f"engines.painters.latent.{self._conditioning}")
        self._text = torch.nn.Module()
        self._unet = UNet2DConditionModel.from_pretrained(weights / "unet", **how).eval()
        self._coder = AutoencoderTiny.from_pretrained(weights / "coder", **how).eval()
        self._control = module.Conditioning(weights / "control", how)

    def alone(self, race: Race, stack: ExitStack) -> Case:
        """The UNet alone, in a graph of its own."""
        graphs = torch_graph.Graphs(lambda *step: self._unet(*step, return_dict=False))
        stack.callback(graphs.close)
        given = inputs(race)
        step = [given["noise"], np.full(1, WORDS_AT, np.float32), given["embedding"]]

        def unet() -> NDArray[np.float32]:
            noise, at, words = map(self._tensor, step)
            return array(graphs(noise, at.float(), words)[0])

        return unet


def _digests(weights: Path) -> set[str]:
    """SHA-256 of every file of weights that both sides share."""
    files = [path for path in weights.rglob("*.safetensors") if SLOW not in path.parts]
    return {catalog.digest(path) for path in files}
