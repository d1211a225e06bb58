"""Brush and chalk: strokes that follow forms and lines. Torch; exported to ONNX.

Sources: structure tensor as in Brox et al. 2006, "Nonlinear structure tensors"; streaks by line
integral convolution, Cabral and Leedom 1993, "Imaging vector fields using line integral
convolution", here by tripling the length at each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import washes

if TYPE_CHECKING:
    from torch import Tensor


def direction(color: Tensor, barrier: Tensor, prior: Tensor, hold: float) -> Tensor:
    """Where strokes go: along edges and lines, elsewhere along the prior.

    Args:
        color: (1, 3, h, w).
        barrier: (1, 1, h, w).
        prior: (1, 2, h, w), a direction of length about 1 as a doubled angle.
        hold: how strongly the prior holds against edges.

    Returns:
        (1, 2, h, w), x and y of unit length; the sign is free.
    """
    import torch

    form = washes.blurred(color.mean(1, keepdim=True), 2, 2) - washes.blurred(barrier, 3, 2)
    across = form[:, :, :, 2:] - form[:, :, :, :-2]
    down = form[:, :, 2:, :] - form[:, :, :-2, :]
    across = torch.nn.functional.pad(across, (1, 1, 0, 0))
    down = torch.nn.functional.pad(down, (0, 0, 1, 1))
    tensor = torch.cat([down * down - across * across, -2 * across * down], 1)
    tensor = washes.blurred(tensor, 7, 2) + hold * prior
    double = tensor / (tensor.square().sum(1, keepdim=True) + 1e-12).sqrt()
    x = ((1 + double[:, :1]) / 2).clamp(0.0, 1.0).sqrt()
    y = ((1 - double[:, :1]) / 2).clamp(0.0, 1.0).sqrt()
    return torch.cat([x, torch.where(double[:, 1:] < 0, -y, y)], 1)


def streaked(noise: Tensor, along: Tensor, cell: Tensor, triplings: int) -> Tensor:
    """Smears noise along a direction; unit deviation again.

    Args:
        noise: (1, c, h, w).
        along: (1, 2, h, w), unit vectors.
        cell: (1,), see `engines.media.washes.Sheet`.
        triplings: how long, 0.7 * 3**triplings in 1/512 of the sheet's long side to both sides.
    """
    import torch

    rows, columns = along.shape[-2], along.shape[-1]
    unit = torch.cat([along[:, :1] / columns, along[:, 1:] / rows], 1)
    for k in range(triplings):
        reach = unit * (0.7 * 3**k) / cell
        ahead = washes.displaced(noise, reach, along.new_tensor(1.0))
        behind = washes.displaced(noise, -reach, along.new_tensor(1.0))
        noise = (noise + ahead + behind) / 3
    middle = noise.mean((2, 3), keepdim=True)
    spread = (noise - middle).square().mean((2, 3), keepdim=True).sqrt()
    return (noise - middle) / (spread + 1e-6)
