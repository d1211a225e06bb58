"""From noise to a latent: the walks that samplers take, ours in numpy and those of diffusers.

A kiosk's painters are consistency models: their walk needs neither torch nor diffusers.
"""

from __future__ import annotations

import importlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.catalog import Recipe
from engines.errors import BackendMissingError

Floats = NDArray[np.float32]
CONSISTENCY = "LCMScheduler"
SIGMA_DATA = 0.5
# What a noise schedule may say and this one does not do.
_UNKNOWN = ("trained_betas", "thresholding", "clip_sample", "rescale_betas_zero_snr")


class Walk(Protocol):
    """One way from noise to a latent."""

    @property
    def times(self) -> Sequence[float]:
        """The timesteps that are painted, falling, 0..999."""
        ...

    @property
    def noise(self) -> Floats:
        """(1, 4, h, w), where the walk begins without a start."""
        ...

    def noised(self, clean: Floats, at: int) -> Floats:
        """A latent as it is before step `at`; after the last one as it is."""
        ...

    def scaled(self, latent: Floats, at: int) -> Floats:
        """What the UNet is shown of a latent before step `at`."""
        ...

    def stepped(self, told: Floats, at: int, latent: Floats) -> tuple[Floats, Floats]:
        """The latent after step `at`, and what it will be when it is clean.

        Args:
            told: what the UNet said.
            at: the number of the step.
            latent: before it.
        """
        ...


# steps that are painted, share of the whole way, shape of the latent, seed
Sampler = Callable[[int, float, tuple[int, ...], int], Walk]


def sampler_of(recipe: Recipe, base: Path) -> Sampler:
    """The recipe's sampler, with the base's noise schedule and the recipe's settings.

    Raises:
        BackendMissingError: the base has no schedule, or one that nothing here can follow.
    """
    folder = base / "scheduler"
    config = folder / "scheduler_config.json"
    if not config.is_file():
        raise BackendMissingError(f"{recipe.name} needs its noise schedule: {config} is missing.")
    if recipe.scheduler == CONSISTENCY:
        told = {**json.loads(config.read_text(encoding="utf-8")), **recipe.scheduling}
        return partial(ConsistencyWalk, Noise.read(told))
    kind = getattr(importlib.import_module("diffusers.schedulers"), recipe.scheduler, None)
    if kind is None:
        raise BackendMissingError(f"{recipe.name} needs diffusers' {recipe.scheduler}.")
    scheduler = kind.from_pretrained(folder, **recipe.scheduling, local_files_only=True)
    return partial(DiffusersWalk, scheduler)


def steps_of(steps: int, share: float) -> int:
    """How many steps the whole way has, of which the last `steps` are painted."""
    return math.ceil(steps / share)


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """A consistency model's noise schedule.

    Attributes:
        alphas: (1000,) float32, share of the picture's variance that is left at a timestep.
        taught: how many steps its teacher took; the timesteps are among those.
        predicts: "epsilon", "v_prediction" or "sample".
        scaling: of the timesteps in the boundary condition.
    """

    alphas: Floats
    taught: int
    predicts: str
    scaling: float

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Noise:
        """Reads a `scheduler_config.json`; what it leaves out is as in diffusers' LCMScheduler.

        Raises:
            BackendMissingError: it asks for something that this schedule does not do.
        """
        unknown = [name for name in _UNKNOWN if told.get(name)]
        first, last = told.get("beta_start", 0.00085), told.get("beta_end", 0.012)
        count, kind = told.get("num_train_timesteps", 1000), told.get("beta_schedule")
        power = {"linear": 1, "scaled_linear": 2, None: 2}.get(kind)
        if unknown or power is None:
            what = unknown[0] if unknown else f"beta_schedule {kind!r}"
            raise BackendMissingError(f"The noise schedule has {what}, which no sampler here does.")
        root = 1 / power
        betas = np.linspace(first**root, last**root, count, dtype=np.float32) ** power
        return cls(
            np.cumprod(1 - betas, dtype=np.float32),
            told.get("original_inference_steps", 50),
            told.get("prediction_type", "epsilon"),
            told.get("timestep_scaling", 10.0),
        )

    def times(self, steps: int) -> list[int]:
        """Timesteps of a whole way, falling: as even as those of the teacher allow."""
        every = len(self.alphas) // self.taught
        taught = [every * (number + 1) - 1 for number in range(self.taught)][::-1]
        return [taught[int(at * len(taught) / steps)] for at in range(steps)]


class ConsistencyWalk:
    """A walk of a consistency model; see `Walk`.

    Source: Luo, Tan, Huang, Li, Zhao, Latent consistency models, 2023, algorithm 3 and the boundary
    condition of section 4.1, https://arxiv.org/abs/2310.04378
    """

    def __init__(
        self, noise: Noise, steps: int, share: float, shape: tuple[int, ...], seed: int
    ) -> None:
        self._schedule = noise
        self._random = np.random.Generator(np.random.PCG64(seed))
        self._shape = shape
        self.times: Sequence[int] = noise.times(steps_of(steps, share))[-steps:]
        self.noise = self.drawn()

    def drawn(self) -> Floats:
        """New noise."""
        return self._random.standard_normal(self._shape, dtype=np.float32)

    def noised(self, clean: Floats, at: int) -> Floats:
        """See `Walk.noised`."""
        return self._mixed(clean, self.noise, at) if at < len(self.times) else clean

    def scaled(self, latent: Floats, at: int) -> Floats:  # noqa: ARG002 - nothing is scaled here
        """See `Walk.scaled`."""
        return latent

    def stepped(self, told: Floats, at: int, latent: Floats) -> tuple[Floats, Floats]:
        """See `Walk.stepped`."""
        time = self.times[at] * self._schedule.scaling
        spread = time**2 + SIGMA_DATA**2
        skip, out = np.float32(SIGMA_DATA**2 / spread), np.float32(time / spread**0.5)
        clean = out * self._clean(told, at, latent) + skip * latent
        last = at + 1 == len(self.times)
        return (clean if last else self._mixed(clean, self.drawn(), at + 1)), clean

    def _clean(self, told: Floats, at: int, latent: Floats) -> Floats:
        signal, noise = self._shares(at)
        if self._schedule.predicts == "sample":
            return told
        if self._schedule.predicts == "v_prediction":
            return signal * latent - noise * told
        return (latent - noise * told) / signal

    def _mixed(self, clean: Floats, noise: Floats, at: int) -> Floats:
        signal, spread = self._shares(at)
        return signal * clean + spread * noise

    def _shares(self, at: int) -> tuple[np.float32, np.float32]:
        alpha = self._schedule.alphas[self.times[at]]
        return np.sqrt(alpha), np.sqrt(1 - alpha)


class DiffusersWalk:
    """A walk by any scheduler of diffusers; see `Walk`. Its noise is torch's."""

    def __init__(
        self, scheduler: Any, steps: int, share: float, shape: tuple[int, ...], seed: int
    ) -> None:
        import torch

        self._scheduler = scheduler
        self._random = torch.Generator("cpu").manual_seed(seed)
        scheduler.set_timesteps(steps_of(steps, share))
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(len(scheduler.timesteps) - steps)
        self._times = scheduler.timesteps[-steps:]
        self.times: Sequence[float] = [float(time) for time in self._times]
        self._noise = torch.randn(shape, generator=self._random)
        self.noise: Floats = (self._noise * scheduler.init_noise_sigma).numpy()

    def noised(self, clean: Floats, at: int) -> Floats:
        """See `Walk.noised`."""
        import torch

        if at >= len(self.times):
            return clean
        told = torch.from_numpy(clean)
        return self._scheduler.add_noise(told, self._noise, self._times[at : at + 1]).numpy()

    def scaled(self, latent: Floats, at: int) -> Floats:
        """See `Walk.scaled`."""
        import torch

        return self._scheduler.scale_model_input(torch.from_numpy(latent), self._times[at]).numpy()

    def stepped(self, told: Floats, at: int, latent: Floats) -> tuple[Floats, Floats]:
        """See `Walk.stepped`."""
        import torch

        said, was = torch.from_numpy(told), torch.from_numpy(latent)
        step = self._scheduler.step(said, self._times[at], was, generator=self._random)
        names = ("denoised", "pred_original_sample", "prev_sample")
        clean = next(found for name in names if (found := getattr(step, name, None)) is not None)
        return step.prev_sample.numpy(), clean.numpy()
