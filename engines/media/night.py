"""Night: everything in deep blue-violet dark, colors glowing outward. Torch; exported to ONNX.

Sources: Jensen et al. 2000, "Night rendering", and Thompson et al. 2002, "A spatial post-processing
algorithm for images of night scenes" (darkness as a shift to blue, small contrast, loss of color
where little light is); Spencer et al. 1995, "Physically-based glare effects for digital images"
(glow as a sum of ever wider and fainter blurs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import washes

if TYPE_CHECKING:
    from torch import Tensor

DEEP, VIOLET = (0.050, 0.070, 0.215), (0.165, 0.095, 0.320)
MOON = (0.52, 0.60, 0.86)


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    line, color = washes.stained(washes.laid(sheet), sheet)
    paper = sheet.paper.reshape(1, 3, 1, 1)
    lit, lamp = emission(color, paper)
    wall, pigment = sheet.barrier, line[:, 3:]
    shine = torch.cat([lit * lamp, line[:, :3] * pigment], 1)
    coarse = washes.resized(washes.blurred(shine, 2), sheet.walls)
    halo = washes.resized(glow(coarse[:, :3] * 0.9 + coarse[:, 3:] * 4.0), wall)
    black = (wall - pigment).clamp(0.0, 1.0)
    reach = washes.blurred(black, 3, 2) * 2.2  # moonlight along black lines
    reach = torch.maximum(reach, washes.blurred(black, 5, 3) * 1.5)
    held = washes.blurred(pigment, 3, 2) * 2.5  # a colored line has dark beside it, and glows past
    stack = torch.cat([lit, lamp, halo, reach, held, line], 1)
    return dark(washes.resized(stack, sheet.grain), sheet)


def emission(color: Tensor, paper: Tensor) -> tuple[Tensor, Tensor]:
    """What a color is by night, and how much of its own light it has, 0..1."""
    import torch

    high, low = color.amax(1, keepdim=True), color.amin(1, keepdim=True)
    chroma = high - low
    warm = torch.maximum(color[:, :1], 0.8 * color[:, 1:2]) - color[:, 2:]
    pure = (color - 0.72 * low) / (high - 0.72 * low + 0.08)
    body = washes.step((paper - color).abs().amax(1, keepdim=True), 0.03, 0.30)
    lamp = washes.step(chroma, 0.08, 0.5) * (0.30 + 0.70 * washes.step(warm, -0.05, 0.4))
    lit = pure.clamp(0.0, 1.0) * (0.15 + 0.85 * high)
    lit = lit * (0.55 + 0.45 * washes.step(warm, -0.25, 0.15))  # the sky of a day is dark by night
    lamp = lamp * body * (0.35 + 0.65 * high)
    # where all is bright, as under a sunny sky, nothing is a lamp
    alone = 1 - 0.6 * washes.step(lamp.mean((2, 3), keepdim=True), 0.10, 0.40)
    return lit * body * alone, lamp * alone


def glow(light: Tensor) -> Tensor:
    """Spreads light through the air: halved grids, each fainter, summed from the coarsest up."""
    from torch.nn.functional import avg_pool2d

    levels = [washes.blurred(light, 1, 2)]
    for _ in range(3):
        levels.append(washes.blurred(avg_pool2d(levels[-1], 2), 1, 2))
    total = levels[-1] * 0.9
    for level, share in zip(levels[-2::-1], (0.6, 0.4, 0.3), strict=True):
        total = washes.blurred(washes.resized(total, level), 1, 2) + share * level
    return total


def dark(stack: Tensor, sheet: washes.Sheet) -> Tensor:
    """Lays light on a dark sheet."""
    import torch

    lit, lamp, halo = stack[:, :3], stack[:, 3:4], stack[:, 4:7]
    reach, held = stack[:, 7:8].clamp(0.0, 1.0), stack[:, 8:9].clamp(0.0, 1.0)
    clouds, wet = washes.resized(sheet.clouds, sheet.grain), sheet.strength.reshape(1, 1, 1, 1)
    deep, violet, moon = (lit.new_tensor(tone).reshape(1, 3, 1, 1) for tone in (DEEP, VIOLET, MOON))
    mist = (0.45 + 0.30 * clouds[:, :1] + 0.14 * clouds[:, 1:2]).clamp(0.0, 1.0)
    night = deep + mist * (violet - deep)
    body = washes.step(lit.amax(1, keepdim=True), 0.02, 0.45)
    tone = (0.46 + 0.40 * lamp * (0.8 + 0.4 * wet)) * (1 + 0.10 * clouds[:, 1:2])
    share = body * (0.58 + 0.42 * lamp)
    color = night + share * (lit * tone - 0.55 * night)
    air = halo * (0.75 + 0.5 * wet) * (1 + 0.08 * clouds[:, :1])
    color = 1 - (1 - color.clamp(0.0, 1.0)) * torch.exp(-air)
    color = color * (1 - 0.55 * held)
    edge = moon + 0.35 * (lit - moon) * washes.step(lamp, 0.05, 0.4)
    color = color + reach * (0.80 * edge - 0.55 * color)
    color = color + 0.9 * stack[:, 12:13] * (stack[:, 9:12] - color)
    velvet = 0.014 * sheet.grain * (0.4 + color) + 0.010 * clouds[:, 4:5] * color
    color = (color + velvet).clamp(0.0, 1.0)
    margin = (clouds[:, 3:4] - 0.020) * 300 + 0.45 * sheet.grain
    cover = washes.step(margin, -0.6, 0.6)
    paper = sheet.paper.reshape(1, 3, 1, 1) * paper_tint(lit)
    paper = paper * (1 - 0.006 * sheet.grain)
    return (paper + cover * (color - paper)).clamp(0.0, 1.0)


def paper_tint(like: Tensor) -> Tensor:
    """Bare paper beside the paint."""
    return like.new_tensor([0.985, 0.975, 0.960]).reshape(1, 3, 1, 1)
