"""Line-guided washes: a small underpainting enlarged so that pigment stops at the lines.

Pigment is exchanged along rows and columns by recursive filters whose gain falls to nothing at a
line (Gastal and Oliveira 2011, "Domain transform for edge-aware image and video processing", the
recursive form), run as a parallel scan (Hillis and Steele 1986), so that it is a handful of tensor
operations at any size. Torch; exported to ONNX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor


class Sheet(NamedTuple):
    """What every medium is given; the names are those of the ONNX file's inputs.

    Attributes:
        underpainting: (1, 3, h, w), 0..1 sRGB.
        walls: (1, 1, hc, wc), the person's lines on the coarse grid, 0..1.
        barrier: (1, 1, hw, ww), the person's lines on the working grid, 0..1.
        trace: (1, 4, hw, ww), color and pigment of colored lines, which stain the paint below.
        cell: (1,), a cell of the working grid in 1/512 of the sheet's long side.
        drift: (1, 2, hc, wc), see `engines.media.fields`, as are clouds and grain.
        clouds: (1, 5, hf, wf).
        grain: (1, 1, H, W); its size is the sheet's.
        paper: (1, 3), 0..1 sRGB.
        strength: (1,), 0..1, how wet and how deep the medium works.
    """

    underpainting: Tensor
    walls: Tensor
    barrier: Tensor
    trace: Tensor
    cell: Tensor
    drift: Tensor
    clouds: Tensor
    grain: Tensor
    paper: Tensor
    strength: Tensor


def scan(gain: Tensor, value: Tensor, dim: int, doublings: int, *, back: bool = False) -> Tensor:
    """Solves y[i] = value[i] + gain[i] * y[i - 1] over 2**doublings neighbors.

    Args:
        gain: (1, 1, h, w), 0..1.
        value: (1, c, h, w).
        dim: 2 for columns, 3 for rows.
        doublings: how far, as a power of two.
        back: run from the end (y[i + 1] in place of y[i - 1]).

    Returns:
        (1, c, h, w).
    """
    for k in range(doublings):
        value = value + gain * _shift(value, 2**k, dim, back=back)
        if k + 1 < doublings:
            gain = gain * _shift(gain, 2**k, dim, back=back)
    return value


def _shift(x: Tensor, by: int, dim: int, *, back: bool) -> Tensor:
    from torch.nn.functional import pad

    before, after = (0, by) if back else (by, 0)
    room = (before, after, 0, 0) if dim == 3 else (0, 0, before, after)
    padded = pad(x, room)
    if dim == 3:
        return padded[:, :, :, by:] if back else padded[:, :, :, :-by]
    return padded[:, :, by:, :] if back else padded[:, :, :-by, :]


def exchange(
    value: Tensor, openness: Tensor, reach: Tensor, jump: Tensor | None, doublings: int
) -> Tensor:
    """Lets pigment run along rows, then along columns, and stop at walls.

    Args:
        value: (1, c, h, w) pigment (weighted color and its weight).
        openness: (1, 1, h, w), 1 where pigment may pass on, 0 on a line.
        reach: scalar, cells after which 1/e is left.
        jump: (1, 1, h, w) a guide whose steps hold pigment back too, or None.
        doublings: see `scan`.
    """
    import torch

    for dim in (3, 2):
        # a cell passes nothing on when it is a line; it may still receive
        ahead, behind = _shift(openness, 1, dim, back=False), _shift(openness, 1, dim, back=True)
        cost = 1 / reach
        if jump is None:
            fore = ahead * torch.exp(-cost)
            aft = behind * torch.exp(-cost)
        else:
            step = (jump - _shift(jump, 1, dim, back=False)).abs().sum(1, keepdim=True)
            fore = ahead * torch.exp(-cost - step)
            aft = behind * torch.exp(-cost - _shift(step, 1, dim, back=True))
        value = (
            scan(fore, value, dim, doublings) + scan(aft, value, dim, doublings, back=True) - value
        )
    return value


def even(stack: Tensor) -> Tensor:
    """Divides the summed pigment by its summed weight (last channel)."""
    return stack[:, :-1] / (stack[:, -1:] + 1e-5)


def weighted(color: Tensor, weight: Tensor) -> Tensor:
    """Stacks weighted color and weight, (1, 4, h, w)."""
    import torch

    return torch.cat([color * weight, weight], 1)


def resized(x: Tensor, like: Tensor) -> Tensor:
    """Bilinear, to the grid of `like`."""
    from torch.nn.functional import interpolate

    return interpolate(x, size=like.shape[-2:], mode="bilinear", align_corners=False)


def blurred(x: Tensor, radius: int, times: int = 1) -> Tensor:
    """Box blur with replicated borders, repeated."""
    from torch.nn.functional import avg_pool2d

    for _ in range(times):
        x = avg_pool2d(x, 2 * radius + 1, 1, radius, count_include_pad=False)
    return x


def displaced(image: Tensor, drift: Tensor, amount: Tensor) -> Tensor:
    """Samples `image` on the grid of `drift`, displaced by `amount` (parts of the sheet)."""
    import torch
    from torch.nn.functional import grid_sample

    rows, columns = drift.shape[-2], drift.shape[-1]
    y = (torch.arange(rows, device=drift.device, dtype=drift.dtype) * 2 + 1) / rows - 1
    x = (torch.arange(columns, device=drift.device, dtype=drift.dtype) * 2 + 1) / columns - 1
    grid = torch.stack([x[None].expand(rows, columns), y[:, None].expand(rows, columns)], -1)[None]
    grid = grid + 2 * amount * drift.permute(0, 2, 3, 1)
    return grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)


def laid(sheet: Sheet) -> Tensor:
    """Colors of the washes on the working grid, (1, 3, hw, ww), 0..1."""
    wetness = sheet.strength.reshape(1, 1, 1, 1)
    shaken = displaced(sheet.underpainting, sheet.drift, 0.006 + 0.006 * wetness)
    coarse = regions(shaken, sheet.walls, wetness)
    return to_lines(resized(coarse, sheet.barrier), sheet.barrier)


def regions(color: Tensor, walls: Tensor, wetness: Tensor) -> Tensor:
    """On the coarse grid: near a line the guess mixes both sides, so a region's inside decides."""
    open_ = 1 - walls
    sure = (1 - blurred(walls, 2, 2) * 2.2).clamp(0.0, 1.0) ** 2 * open_ + 0.002
    near = even(exchange(weighted(color, sure), open_, 2.0 + 3.0 * wetness, None, 4))
    wide = weighted(near, sure)
    for _ in range(3):  # three exponentials are nearly a round Gaussian
        wide = exchange(wide, open_, 3.0 + 7.0 * wetness, near * 4, 5)
    wide = even(wide)
    mixed = near + (0.35 + 0.45 * wetness) * (wide - near)
    return _filled(mixed, open_)


def to_lines(color: Tensor, barrier: Tensor) -> Tensor:
    """On the working grid: the last pixels before a line take their color from their own side."""
    open_ = 1 - barrier
    sure = (1 - blurred(barrier, 3, 1) * 3.0).clamp(0.0, 1.0) * open_ + 0.002
    stack = weighted(color, sure)
    refined = even(exchange(stack, open_, stack.new_tensor(3.0), None, 3))
    keep = (sure - 0.002).clamp(0.0, 1.0)
    return _filled(refined + keep * (color - refined), open_)


def _filled(color: Tensor, open_: Tensor) -> Tensor:
    """Under a line both neighbors meet."""
    stack = blurred(weighted(color, open_ + 0.001), 2, 2)
    return color * open_ + even(stack) * (1 - open_)


def edged(color: Tensor) -> tuple[Tensor, Tensor]:
    """Turns soft steps into edges of washes; also gives how strong a step is nearby, 0..1.

    Source: Kramer and Bruckner 1975, "Iterations of a non-linear transformation for enhancement
    of digital images" (each value goes to the nearer of its neighborhood's extremes).
    """
    from torch.nn.functional import max_pool2d

    high, low = max_pool2d(color, 9, 1, 4), -max_pool2d(-color, 9, 1, 4)
    high, low = blurred(high, 2), blurred(low, 2)
    span = (high - low).clamp(0.0, 1.0)
    place = ((color - low) / (span + 0.02)).clamp(0.0, 1.0)
    steep = ((place - 0.5) * 2.6 + 0.5).clamp(0.0, 1.0)
    steep = steep * steep * (3 - 2 * steep)
    contrast = span.amax(1, keepdim=True)
    sharp = low + span * steep
    mix = ((contrast - 0.06) * 8).clamp(0.0, 1.0)
    return color + mix * (sharp - color), contrast


def stained(color: Tensor, sheet: Sheet) -> tuple[Tensor, Tensor]:
    """Parts the trace: what lies beside lines stains the color, what lies on them is given back.

    Args:
        color: (1, 3, hw, ww), 0..1.
        sheet: its trace and barrier.

    Returns:
        Color and pigment of colored lines alone, (1, 4, hw, ww); the stained color.
    """
    import torch

    own, pigment = sheet.trace[:, :3], sheet.trace[:, 3:]
    line = torch.minimum(pigment, sheet.barrier)
    return torch.cat([own, line], 1), color + (pigment - line) * (own - color)


def distance(barrier: Tensor) -> Tensor:
    """Distance to the next line, up to 6 cells."""
    from torch.nn.functional import max_pool2d

    near, total = barrier, 1 - barrier
    for _ in range(5):
        near = max_pool2d(near, 3, 1, 1)
        total = total + 1 - near
    return blurred(total, 1)


def guarded(moved: Tensor, still: Tensor, barrier: Tensor) -> Tensor:
    """Keeps displaced color from crossing lines: close to one, what was there stays."""
    near = (blurred(barrier, 3, 2) * 6).clamp(0.0, 1.0)
    return moved + near * (still - moved)


def step(x: Tensor, low: float, high: float) -> Tensor:
    """Smooth 0..1 between low and high."""
    t = ((x - low) / (high - low)).clamp(0.0, 1.0)
    return t * t * (3 - 2 * t)
