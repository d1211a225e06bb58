"""From a start to a latent in a few steps: the loop around a scheduler of diffusers.

With the same weights, seed and steps it gives what diffusers' own pipelines give; a test says so.
"""

from __future__ import annotations

import importlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.catalog import Recipe
from engines.errors import BackendMissingError
from engines.painters.base import Watch
from engines.painters.latent.parts import Parts

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
# A latent's four planes as a color, for previews: cheap and about right.
# Source: ComfyUI, latent_formats.SD15.latent_rgb_factors, https://github.com/comfyanonymous/ComfyUI
GLIMPSE = np.array(
    [
        [0.3512, 0.2297, 0.3227],
        [0.3250, 0.4974, 0.2350],
        [-0.2829, 0.1762, 0.2721],
        [-0.2120, -0.2616, -0.7177],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """What one painting starts from.

    Attributes:
        shape: (height, width) of the latent.
        start: (1, 4, h, w), the encoded underpainting; None begins with noise alone.
        share: of the way that is painted, 0..1; 1 without a start.
        steps: of the UNet.
        guidance: above 1, how far the words push away from `against`.
        words: their embedding, (1, 77, C).
        against: embedding of what the picture must not turn into.
        seen: what `Parts.looked` gave.
        seed: of the noise, drawn on the processor whatever paints.
        keep: (1, 4, h, w) latent of a parent picture, and (h, w) share 0..1 that is painted anew.
    """

    shape: tuple[int, int]
    start: Floats | None
    share: float
    steps: int
    guidance: float
    words: Floats
    against: Floats
    seen: Any
    seed: int
    keep: tuple[Floats, Floats] | None = None


def scheduler_of(recipe: Recipe, base: Path) -> Any:
    """A scheduler of the recipe's class, with the base's noise schedule and the recipe's settings.

    Raises:
        BackendMissingError: diffusers has no such class, or the base no configuration.
    """
    schedulers = importlib.import_module("diffusers.schedulers")
    kind = getattr(schedulers, recipe.scheduler, None)
    folder = base / "scheduler"
    if kind is None or not (folder / "scheduler_config.json").is_file():
        raise BackendMissingError(
            f"{recipe.name} needs diffusers' {recipe.scheduler} and {folder}/scheduler_config.json."
        )
    return kind.from_pretrained(folder, **recipe.scheduling, local_files_only=True)


def steps_of(steps: int, share: float) -> int:
    """How many steps the whole way has, of which the last `steps` are painted."""
    return math.ceil(steps / share)


def sampled(parts: Parts, scheduler: Any, cue: Cue, *, watch: Watch) -> Floats:
    """Paints in the space of latents.

    Args:
        parts: the networks.
        scheduler: one of diffusers'; it is set anew.
        cue: what to start from.
        watch: progress and a preview after every step; may stop it.

    Returns:
        (1, 4, h, w).

    Raises:
        Cancelled: the work is no longer wanted.
    """
    import torch

    generator = torch.Generator("cpu").manual_seed(cue.seed)
    scheduler.set_timesteps(steps_of(cue.steps, cue.share))
    times = scheduler.timesteps[-cue.steps :]
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(len(scheduler.timesteps) - cue.steps)
    noise = torch.randn((1, 4, *cue.shape), generator=generator)
    latent = noise * scheduler.init_noise_sigma
    if cue.start is not None:
        latent = scheduler.add_noise(torch.from_numpy(cue.start), noise, times[:1])
    for done, time in enumerate(times):
        share = 0.1 + 0.75 * done / len(times)
        watch.progress(share)
        scaled = scheduler.scale_model_input(latent, time).numpy()
        toward = parts.predicted(scaled, float(time), cue.words, cue.seen)
        if cue.guidance > 1:
            watch.progress(share)  # on a processor each of the two may take long
            away = parts.predicted(scaled, float(time), cue.against, cue.seen)
            toward = guided(toward, away, cue.guidance)
        told = torch.from_numpy(toward)
        step = scheduler.step(told, time, latent, generator=generator)
        latent = step.prev_sample
        if cue.keep is not None:
            latent = _kept(scheduler, latent, cue.keep, noise, times[done + 1 : done + 2])
        watch.preview(glimpse(_clean(step).numpy()))
    return latent.numpy()


def guided(toward: Floats, away: Floats, guidance: float) -> Floats:
    """Pushes a prediction away from another.

    Source: Ho and Salimans 2022, Classifier-Free Diffusion Guidance, eq. 6, with w + 1 for
    `guidance`, https://arxiv.org/abs/2207.12598
    """
    return away + np.float32(guidance) * (toward - away)


def _kept(scheduler: Any, latent: Any, keep: tuple[Floats, Floats], noise: Any, then: Any) -> Any:
    """Outside the part, what the parent would be at this stage: the border grows out of it.

    Source: Lugmayr et al. 2022, RePaint, eq. 8, https://arxiv.org/abs/2201.09865
    """
    import torch

    parent, anew = (torch.from_numpy(each) for each in keep)
    known = scheduler.add_noise(parent, noise, then) if len(then) else parent
    return known + anew * (latent - known)


def _clean(step: Any) -> Any:
    """What the scheduler takes the finished latent for, where it says so."""
    for name in ("denoised", "pred_original_sample"):
        found = getattr(step, name, None)
        if found is not None:
            return found
    return step.prev_sample


def glimpse(latent: Floats) -> Bytes:
    """A latent as a small picture, without a decoder: uint8 (h, w, 3)."""
    colors = np.einsum("chw,cd->hwd", latent[0], GLIMPSE)
    return np.rint(np.clip(colors * 0.5 + 0.5, 0, 1) * 255).astype(np.uint8)
