"""The loss of the house painter: rectified flow, its noise, and what the average teaches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

WORDS_DROPPED = 0.3
LARGE_T_SHARE = 1 / 3
LEAST_T = 0.15
ABSOLUTE_SHARE = 0.3
DRAWN_SHARE = 0.1
NOISE_TRIES = 12
NOISE_CELLS = 8
TEACHER_STEPS = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A batch to learn from.

    Attributes:
        sketch: (N, 6, 128, 128), 0..1.
        clean: (N, 3, 128, 128), -1..1.
        words: int64 (N, 8), 0 = none.
        mood: int64 (N,).
        drawn: int64 (N, 8), for every word whether its thing is in the sketch; -1 = not asked.
    """

    sketch: Tensor
    clean: Tensor
    words: Tensor
    mood: Tensor
    drawn: Tensor


def flow_loss(network: nn.Module, lesson: Lesson, teacher: nn.Module | None = None) -> Tensor:
    """The loss of one batch: squared error over max(t, 0.15), plus 0.3 of the absolute error.

    A third of the batch is at t = 1, because the live answer takes one step from pure noise. Here
    t is the time that a picture of half the side would have, see `later`.

    Args:
        network: the House.
        lesson: the batch.
        teacher: where given, its four steps are what one step from pure noise is to reach: one
            step then gives a picture, not the mean of all pictures that would have been possible.

    Returns:
        A scalar.
    """
    clean, count = lesson.clean, len(lesson.mood)
    t = torch.rand(count, device=clean.device)
    t[: int(count * LARGE_T_SHARE)] = 1.0
    noise = matching_noise(clean)
    words = _some_dropped(lesson.words)
    if teacher is not None:
        sure = int(count * LARGE_T_SHARE)
        noise[:sure] = torch.randn_like(noise[:sure])
        asked = (lesson.sketch[:sure], words[:sure], lesson.mood[:sure])
        clean = torch.cat([_four_steps(teacher, noise[:sure], *asked), clean[sure:]])
    share = later(t)[:, None, None, None]
    mixed = (1 - share) * clean + share * noise
    painted, told = network(lesson.sketch, mixed, later(t), words, lesson.mood)
    off = painted.float() - clean
    squared = off.square().mean((1, 2, 3)) / t.clamp(min=LEAST_T)
    far = (squared + ABSOLUTE_SHARE * off.abs().mean((1, 2, 3))).mean()
    return far + DRAWN_SHARE * _drawn_loss(told.float(), words, lesson.drawn, t)


def regression_loss(network: nn.Module, lesson: Lesson) -> Tensor:
    """The loss of a network that gives one answer: no noise, t = 1 always; else as `flow_loss`.

    Args:
        network: the House.
        lesson: the batch.

    Returns:
        A scalar.
    """
    words = _some_dropped(lesson.words)
    t = torch.ones(len(lesson.mood), device=lesson.clean.device)
    nothing = torch.zeros_like(lesson.clean)
    painted, told = network(lesson.sketch, nothing, t, words, lesson.mood)
    off = painted.float() - lesson.clean
    far = (off.square() + ABSOLUTE_SHARE * off.abs()).mean()
    return far + DRAWN_SHARE * _drawn_loss(told.float(), words, lesson.drawn, t)


def later(t: Tensor) -> Tensor:
    """The time at which a picture is as noisy, patch for patch, as half its side is at t.

    Source: Hoogeboom, Heek, Salimans, simple diffusion, 2023, https://arxiv.org/abs/2301.11093
    """
    return 2 * t / (1 + t)


@torch.no_grad()
def matching_noise(clean: Tensor) -> Tensor:
    """Of a few noises, for each picture, the one whose broad colors are most like its own.

    So the noise has a say in which of the possible colors a thing gets. With noise and pictures
    paired blindly, one step from noise gives the mean of all of them, which is dull. Only the
    means of the cells are tried: of independent noise they do not depend on the rest.

    Args:
        clean: (N, 3, S, S), -1..1.

    Returns:
        (N, 3, S, S).

    Source: Li et al., Immiscible Diffusion, 2024, https://arxiv.org/abs/2406.12303 (the nearest
        of several noises; here by hue on an 8 x 8 grid).
    """
    count, cell = len(clean), clean.shape[-1] // NOISE_CELLS
    hue = functional.avg_pool2d(clean - clean.mean(1, keepdim=True), cell)
    hue = hue - hue.mean((2, 3), keepdim=True)
    tries = torch.randn(NOISE_TRIES, *hue.shape, device=clean.device) / cell
    best = (tries * hue).sum((2, 3, 4)).argmax(0)
    broad = tries[best, torch.arange(count, device=clean.device)]
    noise = torch.randn_like(clean)
    change = broad - functional.avg_pool2d(noise, cell)
    return noise + functional.interpolate(change, scale_factor=cell)


def _some_dropped(words: Tensor) -> Tensor:
    return words * (torch.rand(len(words), 1, device=words.device) > WORDS_DROPPED)


def _drawn_loss(told: Tensor, words: Tensor, drawn: Tensor, t: Tensor) -> Tensor:
    """Cross entropy of what is said to be drawn, most at t = 1: later the picture tells it."""
    asked = ((words > 0) & (drawn >= 0)) * t[:, None].square()
    wanted = drawn.clamp(min=0).to(told.dtype)
    each = functional.binary_cross_entropy_with_logits(told, wanted, reduction="none")
    return (each * asked).sum() / asked.sum().clamp(min=1)


@torch.no_grad()
def _four_steps(
    teacher: nn.Module, noisy: Tensor, sketch: Tensor, words: Tensor, mood: Tensor
) -> Tensor:
    clean = noisy
    times = later(torch.tensor((*TEACHER_STEPS, 0.0))).tolist()
    for now, then in pairwise(times):
        t = torch.full((len(mood),), now, device=noisy.device)
        clean = teacher(sketch, noisy, t, words, mood)[0].float()
        noisy = clean + then / now * (noisy - clean)
    return clean
