"""The walks: ours is diffusers' own, number by number, and needs neither it nor torch."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import catalog
from engines.errors import BackendMissingError
from engines.painters.latent.walking import ConsistencyWalk, Noise, sampler_of, steps_of

NOISE = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
SHAPE = (1, 4, 8, 8)


class Given(ConsistencyWalk):
    """A walk whose noises are given."""

    def __init__(self, noises: list[Any], *rest: Any) -> None:
        self._noises = iter(noises)
        super().__init__(*rest)

    def drawn(self) -> Any:
        return next(self._noises)


@pytest.mark.parametrize(("steps", "share"), [(4, 0.45), (4, 0.95), (2, 0.7), (1, 1.0)])
@pytest.mark.parametrize(
    "config",
    [
        {**NOISE, "prediction_type": "epsilon"},
        {**NOISE, "prediction_type": "v_prediction", "timestep_scaling": 8.0},
        {**NOISE, "prediction_type": "sample", "original_inference_steps": 100},
        {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02},
    ],
)
def test_a_walk_is_the_one_of_diffusers(steps: int, share: float, config: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed")
    pytest.importorskip("diffusers", reason="diffusers is not installed")
    from diffusers.schedulers.scheduling_lcm import LCMScheduler

    noises = [torch.randn(SHAPE, generator=torch.Generator().manual_seed(k)) for k in range(steps)]
    ours = Given([each.numpy() for each in noises], Noise.read(config), steps, share, SHAPE, 0)
    theirs: Any = LCMScheduler(**config)
    theirs.set_timesteps(steps_of(steps, share))
    theirs.set_begin_index(len(theirs.timesteps) - steps)
    times = theirs.timesteps[-steps:]
    assert list(ours.times) == times.tolist()
    start = torch.rand(SHAPE)
    latent = theirs.add_noise(start, noises[0], times[:1])
    assert np.allclose(ours.noised(start.numpy(), 0), latent, atol=1e-5)
    mine = latent.numpy()
    for at, time in enumerate(times):
        told = torch.tanh(latent) * 0.3
        generator = torch.Generator().manual_seed(at + 1)  # draws noises[at + 1]
        step: Any = theirs.step(told, time, latent, generator=generator)
        mine, clean = ours.stepped(told.numpy(), at, mine)
        assert np.allclose(clean, step.denoised, atol=2e-4, rtol=1e-4)
        assert np.allclose(mine, step.prev_sample, atol=2e-4, rtol=1e-4)
        latent, mine = step.prev_sample, step.prev_sample.numpy()
    assert np.array_equal(ours.noised(mine, steps), mine)


def test_the_same_seed_walks_the_same_way() -> None:
    walk = partial(ConsistencyWalk, Noise.read(NOISE), 4, 0.5, SHAPE)
    assert np.array_equal(walk(3).noise, walk(3).noise)
    assert not np.array_equal(walk(3).noise, walk(4).noise)
    assert walk(3).noise.dtype == np.float32


@pytest.mark.parametrize(
    "odd", [{"beta_schedule": "squaredcos_cap_v2"}, {"rescale_betas_zero_snr": True}]
)
def test_a_schedule_that_nothing_here_follows_is_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(BackendMissingError, match=next(iter(odd))):
        Noise.read({**NOISE, **odd})


def test_a_schedule_that_is_missing_is_said_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BackendMissingError, match=r"scheduler_config\.json is missing"):
        sampler_of(catalog.recipe("sdxs"), tmp_path)
    other = replace(catalog.recipe("sdxs"), scheduler="NoSuchScheduler")
    (tmp_path / "scheduler").mkdir()
    (tmp_path / "scheduler" / "scheduler_config.json").write_text("{}")
    pytest.importorskip("diffusers", reason="diffusers is not installed")
    with pytest.raises(BackendMissingError, match="NoSuchScheduler"):
        sampler_of(other, tmp_path)


def test_a_kiosk_s_painter_is_opened_and_walked_without_torch() -> None:
    code = (
        "import sys\n"
        "for name in ('torch', 'diffusers', 'transformers'): sys.modules[name] = None\n"
        "import engines.painters.latent.painter, engines.painters.latent.on_nets\n"
        "from engines.painters.latent.walking import ConsistencyWalk, Noise\n"
        "walk = ConsistencyWalk(Noise.read({}), 1, 1.0, (1, 4, 8, 8), 0)\n"
        "print(walk.stepped(walk.noise, 0, walk.noise)[0].shape)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "(1, 4, 8, 8)"
