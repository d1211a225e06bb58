"""The loss of the house painter: rectified flow, its noise, and what the average teaches."""

from __future__ import annotations

import torch
from torch import Tensor, nn

WORDS_DROPPED = 0.3
LARGE_T_SHARE = 1 / 3
LEAST_T = 0.15
ABSOLUTE_SHARE = 0.3
NOISE_TRIES = 12
TEACHER_STEPS = (1.0, 0.75, 0.5, 0.25)


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


def regression_loss(
    network: nn.Module, sketch: Tensor, clean: Tensor, words: Tensor, mood: Tensor
) -> Tensor:
    """The loss of a network that gives one answer: no noise, t = 1 always; else as `flow_loss`.

    Args:
        network: the House.
        sketch: (N, 5, 128, 128), 0..1.
        clean: (N, 3, 64, 64), -1..1.
        words: int64 (N, 8).
        mood: int64 (N,).

    Returns:
        A scalar.
    """
    words = words * (torch.rand(len(mood), 1, device=words.device) > WORDS_DROPPED)
    t = torch.ones(len(mood), device=clean.device)
    off = network(sketch, torch.zeros_like(clean), t, words, mood).float() - clean
    return (off.square() + ABSOLUTE_SHARE * off.abs()).mean()


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
