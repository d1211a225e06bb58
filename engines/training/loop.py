"""The training loop: resumes, keeps an average of the weights, writes checkpoints, logs."""

from __future__ import annotations

import copy
import json
import logging
import math
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.distributed
from torch import Tensor, nn

from engines.errors import SettingsError
from engines.training import checkpoint
from engines.training.flow import Lesson, flow_loss, regression_loss
from engines.training.network import House, Shape
from engines.training.pool import Batch, Pool
from engines.training.presets import Preset
from engines.training.warming import warm

LOG = logging.getLogger(__name__)

STOP_EARLY_S = 4.0


class Run:
    """One training, as far as it has come.

    Attributes:
        network: what learns.
        average: its moving average, which is what is exported.
        step: steps done; seconds: spent in them, over all runs.
    """

    def __init__(
        self, preset: Preset, words: int, folder: Path, *, rank: int = 0, start: Path | None = None
    ) -> None:
        """Goes on from the run in `folder`, else from the one in `start`, else starts afresh."""
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
        self.step, self.seconds, self.seen, self.runs = 0, 0.0, 0, 1
        self.stop_at, self.over = math.inf, False
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / checkpoint.STORY).exists():
            self._resume(folder)
        elif start is not None:
            self._resume(start)

    def _resume(self, folder: Path) -> None:
        parts, story = checkpoint.read(folder)
        shape = json.loads(json.dumps(asdict(self.shape)))
        if story["shape"] != shape:
            raise SettingsError(
                f"The run in {folder} has the shape {story['shape']}, this preset and these icons "
                f"make {shape}: use the preset and the icons that it was started with."
            )
        self.network.load_state_dict(parts["network"])
        self.average.load_state_dict(parts["average"])
        self.step, self.seconds, self.seen = story["step"], story["seconds"], story["seen"]
        self.runs = story["runs"] + 1
        checkpoint.restore_moments(self.network, self.rule, parts, step=self.step)
        LOG.info("resumed at step %d", self.step)

    def warm(self, weights: Path) -> None:
        """Begins with shipped weights."""
        warm(self.network, weights)
        self.average.load_state_dict(self.network.state_dict())

    def save(self, *, shard_bytes: int = checkpoint.SHARD_BYTES) -> None:
        """Writes the checkpoint; the previous one stays until the new one is whole."""
        counted = ("step", "seconds", "seen", "runs")
        story = {name: getattr(self, name) for name in counted}
        parts = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            **checkpoint.moments_of(self.network, self.rule),
        }
        story["shape"] = asdict(self.shape)
        checkpoint.write(self.folder, parts, story, shard_bytes=shard_bytes)

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
        sketch, painted, words, mood, drawn = fields
        lesson = Lesson(sketch / 255, painted / 127.5 - 1, words, mood, drawn)
        with torch.autocast(device, torch.bfloat16):
            value = self._loss(lesson)
        value.backward()
        self.over = time.time() >= self.stop_at
        if self.preset.peers > 1:
            self._share()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.rule.step()
        self.rule.zero_grad(set_to_none=True)
        self._average()
        self.step += 1
        self.seen += len(mood) * self.preset.peers
        return value.item()

    def _loss(self, lesson: Lesson) -> Tensor:
        if self.preset.regression:
            return regression_loss(self.network, lesson)
        return flow_loss(self.network, lesson, self._teacher())

    @torch.no_grad()
    def _share(self) -> None:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        flat = torch.cat(
            [gradient.flatten() for gradient in gradients]
            + [torch.tensor([float(self.over), self.seconds])]
        )
        torch.distributed.all_reduce(flat)
        flat /= self.preset.peers
        self.seconds, self.over = float(flat[-1]), bool(flat[-2] > 0)
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


def train(run: Run, pool: Pool, *, until: float) -> None:
    """Trains until a point in time, the last checkpoint included.

    Args:
        run: what learns.
        pool: where samples come from; looked through again every minute.
        until: `time.time()` by which everything is written.
    """
    saved = looked = before = time.monotonic()
    run.stop_at, run.over = until - STOP_EARLY_S, False
    losses: list[float] = []
    held = pool.refresh()
    rng = np.random.default_rng([7, run.step, run.rank])
    torch.manual_seed(run.step * 2 + run.rank)
    while not run.over:
        losses.append(run.learn(pool.batch(rng, run.preset.batch)))
        now = time.monotonic()
        run.seconds += now - before
        before = now
        if run.step % 50 == 0 and run.rank == 0:
            _tell(run, losses, held)
            losses.clear()
        if now - looked > 60:
            held, looked = pool.refresh(), now
        if now - saved > run.preset.save_s and run.rank == 0:
            run.save()
            saved = time.monotonic()
            run.stop_at = min(run.stop_at, until - STOP_EARLY_S - 2 * (saved - now))
    if run.rank == 0:
        run.save()
        LOG.info("stopped at step %d, %.1f s early", run.step, until - time.time())


def _tell(run: Run, losses: list[float], held: int) -> None:
    mean, told = sum(losses) / len(losses), "step %d seen %d s %.0f loss %.4f pool %d"
    LOG.info(told, run.step, run.seen, run.seconds, mean, held)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run lies and when it ends.

    Attributes:
        out: for the checkpoint.
        pool: of samples.
        until: `time.time()` by which the run is over.
        start: the run to go on from where `out` holds none.
        weights: a `house.safetensors` that a fresh run begins with.
    """

    out: Path
    pool: Path
    until: float
    start: Path | None = None
    weights: Path | None = None


def work(rank: int, preset: Preset, words: int, place: Place) -> None:
    """One of the processes that train together; the whole training where there is one.

    Args:
        rank: 0 keeps the average and the checkpoints.
        preset: how to train.
        words: size of the vocabulary.
        place: where and until when.

    Raises:
        SettingsError: there was no sample in time, or the checkpoint is of another shape.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if preset.peers > 1:
        torch.set_num_threads(1)
        # Linux shares a core by session first: in one, the peers would get one share together.
        os.setsid()
        address = f"file://{place.pool.resolve()}/peers"
        torch.distributed.init_process_group(
            "gloo", init_method=address, rank=rank, world_size=preset.peers
        )
    run = Run(preset, words, place.out, rank=rank, start=place.start)
    if place.weights is not None and run.step == 0:
        run.warm(place.weights)
    samples = Pool(place.pool, most=preset.shards, share=(rank, preset.peers))
    while samples.refresh() == 0:
        if time.time() > place.until - STOP_EARLY_S:
            raise SettingsError(f"No sample was made in time in {place.pool}: allow more --minutes")
        time.sleep(1)
    train(run, samples, until=place.until)
