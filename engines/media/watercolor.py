"""Watercolor: transparent pigment on white paper. Torch; exported to ONNX.

Sources: Curtis et al. 1997, "Computer-generated watercolor" (edge darkening, backruns, granulation,
flow); Bousseau et al. 2006, "Interactive watercolor rendering with temporal coherence and
abstraction" (pigment density as a factor on absorbance: turbulence, edges, paper).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import washes

if TYPE_CHECKING:
    from torch import Tensor


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    color, contrast = washes.edged(washes.laid(sheet))
    stain = sheet.trace[:, 3:] * 0.85
    color = color + stain * (sheet.trace[:, :3] - color)
    paper = sheet.paper.reshape(1, 3, 1, 1)
    absorbed = -torch.log((color + 0.02) / (paper + 0.02)).clamp(-3.0, 4.0)
    depth = absorbed.abs().mean(1, keepdim=True)
    rim = (depth - washes.blurred(depth, 3, 2)).clamp(-0.25, 0.25)
    away = washes.distance(sheet.barrier) * sheet.cell
    stack = torch.cat([absorbed, depth, contrast, rim, away, stain], 1)
    stack = washes.resized(stack, sheet.grain)
    clouds = washes.resized(sheet.clouds, sheet.grain)
    density, cover = laid_down(stack, clouds, sheet)
    tilt = absorbed.new_tensor([1.0, -0.15, -0.85]).reshape(1, 3, 1, 1)
    hue = 1 + 0.045 * clouds[:, 1:2] * tilt
    white = paper * paper.new_tensor([0.990, 0.982, 0.966]).reshape(1, 3, 1, 1)
    lit = white * (1 - 0.006 * sheet.grain)
    return (lit * torch.exp(-stack[:, :3] * hue * density * cover)).clamp(0.0, 1.0)


def laid_down(stack: Tensor, sky: Tensor, sheet: washes.Sheet) -> tuple[Tensor, Tensor]:
    """Pigment density around 1 and cover 0..1, (1, 1, H, W) each."""
    import torch

    grain, wet = sheet.grain, sheet.strength.reshape(1, 1, 1, 1)
    depth, contrast, rim, away, stain = (stack[:, k : k + 1] for k in range(3, 8))
    slow, bloom, margin = sky[:, 0:1], sky[:, 2:3], sky[:, 3:4]
    wander = 0.5 + 0.5 * torch.tanh(1.6 * sky[:, 1:2] + 0.5 * slow)
    gap = washes.step(contrast, 0.12, 0.35) * (0.1 + 3.2 * wander)
    inside = away - gap
    border = (margin - 0.020) * 320 + 0.35 * grain
    left = 0.4 * washes.step(depth, 0.7, 1.8)  # beside dark washes the paper is not quite white
    dry = left + (1 - left) * washes.step(inside, -0.7, 0.5)
    cover = torch.maximum(dry, stain) * washes.step(border, -0.5, 0.5)
    dark = torch.exp(-((inside - 0.9) ** 2)) * washes.step(gap, 0.2, 1.0)
    dark = dark + torch.exp(-((border - 1.2) ** 2) / 1.5)
    open_ = washes.step(away, 2.0, 6.0)
    glaze = washes.step(slow, 0.45, 0.55) - 0.3
    density = 1 + 0.12 * slow + 0.07 * glaze + (0.2 + 0.35 * wet) * bloom * open_
    density = density + 1.6 * rim + 0.35 * dark
    bare = washes.step(wander + 0.3 * slow, 0.45, 1.1) * (1 - washes.step(depth, 0.08, 0.4))
    speckle = 0.055 * grain * (0.5 + wander) * washes.step(depth, 0.02, 0.4)
    return density.clamp(0.2, 3.0) * (1 + speckle) * (1 - 0.8 * bare), cover
