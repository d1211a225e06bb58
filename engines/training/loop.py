"""The training loop: resumes, keeps an average of the weights, writes checkpoints, logs."""

from __future__ import annotations

import copy
import logging
import math
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed
from torch import Tensor, nn

from engines.training.network import House, Shape
from engines.training.pool import Batch, Pool
from engines.training.presets import Preset

LOG = logging.getLogger(__name__)

WORDS_DROPPED = 0.3
LARGE_T_SHARE = 1 / 3
LEAST_T = 0.15
ABSOLUTE_SHARE = 0.3
NOISE_TRIES = 12
TEACHER_STEPS = (1.0, 0.75, 0.5, 0.25)


class Run:
    """One training, as far as it has come.

    Attributes:
        network: what learns.
        average: its moving average, which is what is exported.
        step: steps done; seconds: spent in them, over all runs.
    """

    def __init__(self, preset: Preset, words: int, folder: Path, *, rank: int = 0) -> None:
        """Starts afresh, or goes on from `folder/last.pt`."""
        self.preset, self.folder, self.rank = preset, folder, rank
        self.shape = Shape(words, preset.wide, preset.blocks)
        torch.manual_seed(1)
        self.network = House(self.shape).to(device=preset.device)
        self.network.to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.average = copy.deepcopy(self.network).requires_grad_(requires_grad=False)
        self.rule = torch.optim.AdamW(
            self.network.parameters(), preset.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        self.teacher: House | None = None
        self.step, self.seconds, self.seen = 0, 0.0, 0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "last.pt").exists():
            self._resume()

    def _resume(self) -> None:
        kept = torch.load(
            self.folder / "last.pt", map_location=self.preset.device, weights_only=True
        )
        self.network.load_state_dict(kept["network"])
        self.average.load_state_dict(kept["average"])
        self.rule.load_state_dict(kept["rule"])
        self.step, self.seconds, self.seen = kept["step"], kept["seconds"], kept["seen"]
        LOG.info("resumed at step %d", self.step)

    def save(self) -> None:
        """Writes the checkpoint; the previous one stays until the new one is whole."""
        part = self.folder / "last.part"
        kept = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "rule": self.rule.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "seen": self.seen,
            "shape": asdict(self.shape),
        }
        torch.save(kept, part)
        part.replace(self.folder / "last.pt")

    def rate(self) -> float:
        """The learning rate now: a short rise, then a cosine down over the planned minutes."""
        done = min(1.0, self.seconds / (60 * self.preset.plan_minutes))
        fall = 0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * done))
        return self.preset.rate * fall * min(1.0, (self.step + 1) / 150)

    def learn(self, batch: Batch) -> float:
        """One step, together with the peers; gives its loss."""
        for group in self.rule.param_groups:
            group["lr"] = self.rate()
        device = self.preset.device
        fields = (
            torch.from_numpy(np.ascontiguousarray(getattr(batch, name))).to(device)
            for name in Batch.__slots__
        )
        sketch, painted, words, mood = fields
        with torch.autocast(device, torch.bfloat16):
            clean = painted / 127.5 - 1
            value = flow_loss(self.network, sketch / 255, clean, words, mood, self._teacher())
        value.backward()
        if self.preset.peers > 1:
            self._share()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.rule.step()
        self.rule.zero_grad(set_to_none=True)
        self._average()
        self.step += 1
        self.seen += len(mood) * self.preset.peers
        return value.item()

    @torch.no_grad()
    def _share(self) -> None:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        flat = torch.cat(
            [gradient.flatten() for gradient in gradients] + [torch.tensor([self.seconds])]
        )
        torch.distributed.all_reduce(flat)
        flat /= self.preset.peers
        self.seconds = float(flat[-1])
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()

    @torch.no_grad()
    def _average(self) -> None:
        keep = min(0.9992, (1 + self.step) / (20 + self.step))
        for mean, now in zip(self.average.parameters(), self.network.parameters(), strict=True):
            mean.lerp_(now, 1 - keep)

    def _teacher(self) -> House | None:
        """From some point of the plan on: the average as it was then."""
        if self.seconds < 60 * self.preset.plan_minutes * self.preset.taught_from:
            return None
        if self.teacher is None:
            LOG.info("the average teaches from step %d", self.step)
            self.teacher = copy.deepcopy(self.average)
        return self.teacher


def flow_loss(
    network: nn.Module,
    sketch: Tensor,
    clean: Tensor,
    words: Tensor,
    mood: Tensor,
    teacher: nn.Module | None = None,
) -> Tensor:
    """The loss of one batch: squared error over max(t, 0.15), plus 0.3 of the absolute error.

    A third of the batch is at t = 1, because the live answer takes one step from pure noise.

    Args:
        network: the House.
        sketch: (N, 5, 128, 128), 0..1.
        clean: (N, 3, 64, 64), -1..1.
        words: int64 (N, 8).
        mood: int64 (N,).
        teacher: where given, its four steps are what one step from pure noise is to reach: one
            step then gives a picture, not the mean of all pictures that would have been possible.

    Returns:
        A scalar.
    """
    count = len(mood)
    t = torch.rand(count, device=clean.device)
    t[: int(count * LARGE_T_SHARE)] = 1.0
    noise = matching_noise(clean)
    mixed = (1 - t)[:, None, None, None] * clean + t[:, None, None, None] * noise
    words = words * (torch.rand(count, 1, device=words.device) > WORDS_DROPPED)
    if teacher is not None:
        sure = int(count * LARGE_T_SHARE)
        noise[:sure] = torch.randn_like(noise[:sure])
        asked = (sketch[:sure], words[:sure], mood[:sure])
        clean = torch.cat([_four_steps(teacher, noise[:sure], *asked), clean[sure:]])
    off = network(sketch, mixed, t, words, mood).float() - clean
    squared = off.square().mean((1, 2, 3)) / t.clamp(min=LEAST_T)
    return (squared + ABSOLUTE_SHARE * off.abs().mean((1, 2, 3))).mean()


@torch.no_grad()
def matching_noise(clean: Tensor) -> Tensor:
    """Of a few noises, for each picture, the one whose broad colors are most like its own.

    So the noise has a say in which of the possible colors a thing gets. With noise and pictures
    paired blindly, one step from noise gives the mean of all of them, which is dull.

    Args:
        clean: (N, 3, 64, 64), -1..1.

    Returns:
        (N, 3, 64, 64).

    Source: Li et al., Immiscible Diffusion, 2024, https://arxiv.org/abs/2406.12303 (the nearest
        of several noises; here by hue on an 8 x 8 grid).
    """
    count = len(clean)
    tries = torch.randn(NOISE_TRIES, *clean.shape, device=clean.device)
    hue = nn.functional.avg_pool2d(clean - clean.mean(1, keepdim=True), 8)
    hue = hue - hue.mean((2, 3), keepdim=True)
    broad = nn.functional.avg_pool2d(tries.flatten(0, 1), 8).unflatten(0, (NOISE_TRIES, count))
    best = (broad * hue).sum((2, 3, 4)).argmax(0)
    return tries[best, torch.arange(count, device=clean.device)]


@torch.no_grad()
def _four_steps(
    teacher: nn.Module, noisy: Tensor, sketch: Tensor, words: Tensor, mood: Tensor
) -> Tensor:
    clean = noisy
    for now, later in zip(TEACHER_STEPS, (*TEACHER_STEPS[1:], 0.0), strict=True):
        t = torch.full((len(mood),), now, device=noisy.device)
        clean = teacher(sketch, noisy, t, words, mood).float()
        noisy = clean + later / now * (noisy - clean)
    return clean


def train(run: Run, pool: Pool, *, minutes: float) -> None:
    """Trains for some minutes of wall clock.

    Args:
        run: what learns.
        pool: where samples come from; looked through again every minute.
        minutes: from now.
    """
    end = run.seconds + 60 * minutes
    saved = looked = before = time.monotonic()
    losses: list[float] = []
    held = pool.refresh()
    rng = np.random.default_rng([7, run.step, run.rank])
    torch.manual_seed(run.step * 2 + run.rank)
    while run.seconds < end:
        losses.append(run.learn(pool.batch(rng, run.preset.batch)))
        now = time.monotonic()
        run.seconds += now - before
        before = now
        if run.step % 50 == 0 and run.rank == 0:
            LOG.info(
                "step %d seen %d s %.0f loss %.4f pool %d",
                run.step,
                run.seen,
                run.seconds,
                _mean(losses),
                held,
            )
            losses.clear()
        if now - looked > 60:
            held, looked = pool.refresh(), now
        if now - saved > run.preset.save_s and run.rank == 0:
            run.save()
            saved = now
    if run.rank == 0:
        run.save()


def work(rank: int, preset: Preset, words: int, out: Path, minutes: float) -> None:
    """One of the processes that train together; the whole training where there is one.

    Args:
        rank: 0 keeps the average and the checkpoints.
        preset: how to train.
        words: size of the vocabulary.
        out: where checkpoints and the pool lie.
        minutes: see `train`.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if preset.peers > 1:
        torch.set_num_threads(1)
        # Linux shares a core by session first: in one, the peers would get one share together.
        os.setsid()
        address = f"file://{out.resolve()}/peers"
        torch.distributed.init_process_group(
            "gloo", init_method=address, rank=rank, world_size=preset.peers
        )
    samples = Pool(out / "pool", most=preset.shards)
    while samples.refresh() == 0:
        time.sleep(1)
    train(Run(preset, words, out, rank=rank), samples, minutes=minutes)


def _mean(values: list[float]) -> float:
    return sum(values) / max(len(values), 1)


def network_of(checkpoint: Path) -> House:
    """The averaged network of a checkpoint, ready to paint on the CPU."""
    kept: dict[str, Any] = torch.load(checkpoint, map_location="cpu", weights_only=True)
    shape = kept["shape"]
    network = House(Shape(shape["words"], tuple(shape["wide"]), shape["blocks"], shape["context"]))
    network.load_state_dict(kept["average"])
    return network.eval()
