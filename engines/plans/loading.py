"""The networks of a model as torch modules, with weights of a folder, at random, or without any."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import catalog
from engines.errors import BackendMissingError, PlanRefused
from engines.nets.sides import Sides
from engines.painters.latent.lora import fuse
from engines.painters.latent.tokens import keep
from engines.plans.graphs import TOKENS
from engines.plans.models import HOUSE, Model

if TYPE_CHECKING:
    from torch import Tensor, nn

_TEXT = ("CLIPTextModel", "CLIPTextModelWithProjection")
# Which of our parts a class is; the first of a part that a folder has is taken.
_CLASSES = {
    "text": _TEXT,
    "unet": ("UNet2DConditionModel",),
    "control": ("ControlNetModel", "T2IAdapter"),
    "coder": ("AutoencoderTiny", "AutoencoderKL"),
}
LORA = "pytorch_lora_weights.safetensors"
SCHEDULE = "scheduler/scheduler_config.json"


@dataclass(frozen=True)
class Networks:
    """A model's networks.

    Attributes:
        modules: graph name -> module of `engines.plans.parts` (or the house network), not training.
        files: the files of weights that were read.
    """

    modules: Mapping[str, nn.Module]
    files: tuple[Path, ...] = ()


def library(name: str) -> Any:
    """Diffusers or transformers.

    Raises:
        BackendMissingError: it is not installed.
    """
    try:
        if name == "diffusers":
            import diffusers as found
        else:
            import transformers as found
    except ImportError as error:
        raise BackendMissingError(
            f"{name} is not installed. Run: pip install 'sketchwell[diffusers]'"
        ) from error
    return found


def loaded(model: Model, weights: Path) -> Networks:
    """The networks with the weights of a folder.

    Args:
        model: which networks there are.
        weights: for the house the folder of `house.safetensors`; else the practice's folder of
            models, or one folder that has every part, laid out as on the hub (`config.json` and
            safetensors each). LoRA weights named `pytorch_lora_weights.safetensors` are fused into
            the UNet.

    Raises:
        PlanRefused: the folder lacks a network.
    """
    if model.name == HOUSE:
        from engines.training.export import shipped

        return Networks({HOUSE: shipped(weights)}, (weights / "house.safetensors",))
    folders = _folders(model, weights)
    found = {part: _found(model, part, folders) for part in model.parts}
    parts = {part: _opened(kind, folder) for part, (kind, folder) in found.items()}
    files = sorted(file for _, folder in found.values() for file in folder.glob("*.safetensors"))
    loras = [each for folder in folders for each in sorted(folder.rglob(LORA))]
    if loras:
        fuse(parts["unet"], loras[0])
        files.append(loras[0])
    return Networks(_modules(model, parts), tuple(files))


def carry_base(model: Model, weights: Path, into: Path) -> None:
    """Writes what a painter needs besides its graphs: the tokenizer and the noise schedule."""
    into.mkdir(parents=True, exist_ok=True)
    for folder in _folders(model, weights):
        schedule, words = folder / SCHEDULE, folder / "tokenizer"
        if schedule.is_file():
            (into / SCHEDULE).parent.mkdir(exist_ok=True)
            shutil.copyfile(schedule, into / SCHEDULE)
        if words.is_dir():
            with quiet():
                keep(words, into)


def unweighted(model: Model, *, device: str = "meta", seed: int = 0) -> Networks:
    """The networks in their published shapes: without content on "meta", else at random."""
    import torch

    if model.name == HOUSE:
        from engines.training.export import shipped

        return Networks({HOUSE: shipped().to(device)})
    torch.manual_seed(seed)
    with torch.device(device):
        parts = {part: _fresh(each.kind, each.config) for part, each in model.parts.items()}
    return Networks(_modules(model, parts))


def save_random(model: Model, folder: Path, *, seed: int = 0) -> None:
    """Writes a model with random weights in the hub's layout, to measure with or to try."""
    import torch

    torch.manual_seed(seed)
    for part, each in model.parts.items():
        _fresh(each.kind, each.config).save_pretrained(folder / part)


def examples(networks: Networks, model: Model, size: Sides, *, device: str = "cpu") -> Any:
    """Inputs of the right names, shapes and types, at random but always the same.

    Returns:
        Graph name -> input name -> tensor, in the order in which the module takes them.
    """
    import torch

    with torch.random.fork_rng(devices=[]), torch.device(device):
        torch.manual_seed(7)
        if model.name == HOUSE:
            return {HOUSE: _house_examples(torch)}
        found = _latent_examples(torch, networks, size)
    return {name: found[name] for name in model.graphs}


def _house_examples(torch: Any) -> dict[str, Tensor]:
    return {
        "sketch": torch.rand(1, 6, 128, 128),
        "noise": torch.randn(1, 3, 128, 128),
        "t": torch.full((1,), 0.7),
        "words": torch.arange(8)[None] % 3,
        "mood": torch.zeros(1, dtype=torch.int64),
    }


def _latent_examples(torch: Any, networks: Networks, size: Sides) -> dict[str, dict[str, Tensor]]:
    modules, (wide, high) = networks.modules, size
    width = modules["text"].encoder.config.hidden_size  # type: ignore[union-attr]
    tokens = torch.arange(TOKENS)[None] % modules["text"].encoder.config.vocab_size  # type: ignore[union-attr]
    latent = {"latent": torch.randn(1, 4, high // 8, wide // 8)}
    step = {**latent, "time": torch.full((1,), 499.0), "embedding": torch.randn(1, TOKENS, width)}
    strength = {"strength": torch.ones(1)}
    control: dict[str, Tensor] = {
        **step,
        "sketch": torch.rand(1, 3, high, wide).round(),
        **strength,
    }
    if modules["control"].__class__.__name__ == "Adapter":
        channels = modules["control"].adapter.config.in_channels  # type: ignore[union-attr]
        control = {"sketch": torch.rand(1, channels, high, wide).round(), **strength}
    with torch.no_grad():
        added = modules["control"](*control.values())
    named = dict(zip(residual_names(modules["control"], len(added)), added, strict=True))
    return {
        "text": {"tokens": tokens},
        "control": control,
        "unet": {**step, **named},
        "decoder": latent,
        "encoder": {"picture": torch.rand(1, 3, high, wide) * 2 - 1},
    }


def residual_names(control: nn.Module, count: int) -> tuple[str, ...]:
    """What a control network's outputs are called, as the UNet's inputs are."""
    if control.__class__.__name__ == "Adapter":
        return tuple(f"adapter_{k}" for k in range(count))
    return (*(f"down_{k:02}" for k in range(count - 1)), "middle")


def _modules(model: Model, parts: Mapping[str, Any]) -> dict[str, nn.Module]:
    from engines.plans import parts as wrapped

    for part in parts.values():
        part.eval().requires_grad_(requires_grad=False)
    adapts = parts["control"].__class__.__name__ == "T2IAdapter"
    made: dict[str, nn.Module] = {
        "text": wrapped.Text(parts["text"]),
        "control": (wrapped.Adapter if adapts else wrapped.Control)(parts["control"]),
        "unet": wrapped.UNet(parts["unet"], "adapter" if adapts else "control"),
        "decoder": wrapped.Decoder(parts["coder"]),
        "encoder": wrapped.Encoder(parts["coder"]),
    }
    return {name: made[name].eval() for name in model.graphs}


def _class(kind: str) -> Any:
    return getattr(library("transformers" if kind in _TEXT else "diffusers"), kind)


def _fresh(kind: str, config: Mapping[str, Any]) -> Any:
    named = {key: None if value == "none" else value for key, value in config.items()}
    if kind in _TEXT:
        transformers = library("transformers")
        return getattr(transformers, kind)(transformers.CLIPTextConfig(**named))
    return _class(kind)(**named)


def _folders(model: Model, weights: Path) -> list[Path]:
    """Where to look: the folders of the model's own parts, or one folder that has everything."""
    recipes = {recipe.name: recipe for recipe in catalog.recipes()}
    if model.name not in recipes:
        return [weights]
    parts = recipes[model.name].parts
    places = [weights / name for name in dict.fromkeys([parts["decoder"], *parts.values()])]
    return [place for place in places if place.is_dir()] or [weights]


def _found(model: Model, part: str, folders: Sequence[Path]) -> tuple[str, Path]:
    """The class of a part and the folder of its weights."""
    wanted = (model.parts[part].kind,) if part == "control" else _CLASSES[part]
    for kind in wanted:
        for folder in folders:
            here = [place for found, place in _configured(folder) if found == kind]
            if len(here) > 1:
                names = ", ".join(str(place.relative_to(folder)) for place in reversed(here))
                raise PlanRefused(
                    f"{str(folder)!r} has {len(here)} of {kind}: {names}. Nobody can tell which "
                    f"is {model.name}'s: give --weights a folder with one of each."
                )
            if here:
                return kind, here[0]
    raise PlanRefused(
        f"{str(folders[0])!r} has no {' or '.join(wanted)}: {model.name} needs one. "
        f"Run: python -m engines models fetch {model.name}"
    )


def _opened(kind: str, folder: Path) -> Any:
    """One network; its file may be named as a half-precision one, and becomes single precision."""
    import torch

    half = any(".fp16." in file.name for file in folder.glob("*.safetensors"))
    named: dict[str, Any] = {"variant": "fp16"} if half else {}
    with quiet():
        found = _class(kind).from_pretrained(folder, local_files_only=True, **named)
    return found.to(torch.float32)


def _configured(weights: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(weights.rglob("config.json"), reverse=True):
        config = json.loads(path.read_text(encoding="utf-8"))
        kind = config.get("_class_name") or (config.get("architectures") or [""])[0]
        yield kind, path.parent


@contextmanager
def quiet() -> Iterator[None]:
    """Without the exporters' warnings about how they work inside, and their prints."""
    import contextlib
    import io
    import logging
    import warnings

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        level = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(level)
