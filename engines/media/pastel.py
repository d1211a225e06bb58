"""Pastel: soft chalk on the paper's tooth. Torch; exported to ONNX.

Source: Murakami et al. 2006, "Mathematical model for pastel-like rendering" (deposit where the
tooth of the paper reaches the chalk).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import brush, washes

if TYPE_CHECKING:
    from torch import Tensor


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    color = washes.laid(sheet)
    _, contrast = washes.edged(color)
    clouds = washes.resized(sheet.clouds, sheet.barrier)
    bend = washes.resized(sheet.drift, sheet.barrier)
    prior = torch.cat(
        [0.55 * bend[:, :1], 0.35 * bend[:, 1:] - 1.0], 1
    )  # one hand, nearly one slant
    along = brush.direction(color, sheet.barrier, prior, 0.02)
    tooth = washes.resized(sheet.grain, sheet.barrier)
    hatch = brush.streaked(torch.cat([clouds[:, 4:5], tooth], 1), along, sheet.cell, 4)
    stain = sheet.trace[:, 3:] * 0.9
    color = color + stain * (sheet.trace[:, :3] - color)
    away = washes.distance(sheet.barrier) * sheet.cell
    stack = torch.cat([color, hatch, contrast, away, stain], 1)
    return rubbed(washes.resized(stack, sheet.grain), sheet)


def rubbed(stack: Tensor, sheet: washes.Sheet) -> Tensor:
    """Leaves chalk where the tooth reaches it; the paper shows between, never the mean changed."""
    import torch

    color = stack[:, :3]
    broad, fine, contrast, away, stain = (stack[:, k : k + 1] for k in range(3, 8))
    clouds = washes.resized(sheet.clouds, sheet.grain)
    tooth = 1.6 * (sheet.grain - washes.blurred(sheet.grain, 1)) + 0.5 * sheet.grain
    paper = sheet.paper.reshape(1, 3, 1, 1)
    bare = paper * paper.new_tensor([0.985, 0.970, 0.945]).reshape(1, 3, 1, 1)
    depth = (paper - color).abs().mean(1, keepdim=True)
    gap = washes.step(contrast, 0.12, 0.35) * (0.6 + 0.5 * broad)
    border = (clouds[:, 3:4] - 0.024) * 150 + 0.7 * broad + 0.6 * fine + 0.8 * sheet.grain
    pressure = 0.9 + 2.2 * depth + 0.35 * broad + 0.45 * fine + 0.25 * clouds[:, :1]
    pressure = pressure - 2.5 * (1 - torch.maximum(washes.step(away - gap, -0.8, 1.2), stain))
    deposit = washes.step(pressure + 0.9 * tooth, -1.3, 1.5)
    rubbed_in = washes.step(clouds[:, 1:2] + 0.2 * broad, 0.2, 0.9)  # smudged with a finger
    smudge = 0.58 + 0.20 * washes.step(depth, 0.1, 0.7) + 0.18 * rubbed_in
    deposit = deposit * (1 - smudge) + smudge * washes.step(pressure, -1.6, -0.4)
    usual = 0.89 + 0.07 * washes.step(depth, 0.0, 0.6)
    chalk = (bare + (color - bare) / usual).clamp(0.0, 1.0)
    chalk = chalk * (1 + (0.03 * broad + 0.03 * fine) * (1 - 0.7 * rubbed_in))
    # a second stick, a little warmer or cooler, catches on the peaks only: broken color
    second = washes.step(0.7 * fine - 0.5 * broad + 0.7 * tooth, 0.5, 1.4) * (1 - rubbed_in)
    turned = chalk.new_tensor([0.75, 0.1, -0.85]).reshape(1, 3, 1, 1)
    chalk = chalk + second * (0.10 * turned * torch.tanh(2.0 * clouds[:, :1]) * chalk)
    chalk = chalk + (second - 0.18) * 0.07 * (1 - chalk) * chalk * 4
    held = washes.step(depth + 0.01 * broad, 0.02, 0.08)  # nobody rubs white on white
    cover = deposit * held * washes.step(border, -1.4, 1.6)
    lit = bare * (1 - 0.010 * sheet.grain)
    return (lit + cover * (chalk - lit)).clamp(0.0, 1.0)
