"""Ink and wash: a few diluted tones of black ink, dry brush, held-back hues. Torch; to ONNX.

Sources: Curtis et al. 1997, "Computer-generated watercolor" (glazes, edge darkening, granulation,
dry brush where only the paper's peaks take pigment); Bousseau et al. 2006, "Interactive watercolor
rendering" (pigment density as a factor on absorbance); Winnemöller et al. 2006, "Real-time video
abstraction" (soft quantization of luminance into tones).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import brush, washes

if TYPE_CHECKING:
    from torch import Tensor

TONES = 0.34  # absorbance that one more layer of diluted ink adds
HUE = 0.50  # share of the underpainting's own hue that is left
SEPIA, COOL = (-0.12, 0.0, 0.16), (0.02, 0.0, -0.04)  # absorbance of thin and of full ink


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    color, contrast = washes.edged(washes.laid(sheet))
    line, color = washes.stained(color, sheet)
    stain = line[:, 3:] * 0.85
    color = color + stain * (line[:, :3] - color)
    paper = sheet.paper.reshape(1, 3, 1, 1)
    absorbed = -torch.log((color + 0.02) / (paper + 0.02)).clamp(-3.0, 4.0)
    depth = -torch.log((gray(color) + 0.02) / (gray(paper) + 0.02)).clamp(-3.0, 4.0)
    clouds = washes.resized(sheet.clouds, sheet.barrier)
    wet = sheet.strength.reshape(1, 1, 1, 1)
    tone = layered(depth, clouds, wet)
    rim = (tone - washes.blurred(tone, 2, 2)).clamp(-0.3, 0.3)
    bend = washes.resized(sheet.drift, sheet.barrier)
    prior = torch.cat([0.9 + 0.3 * bend[:, :1], 0.3 * bend[:, 1:] - 0.2], 1)
    along = brush.direction(color, sheet.barrier, prior, 0.01)
    bristle = brush.streaked(washes.resized(sheet.grain, sheet.barrier), along, sheet.cell, 4)
    away = washes.distance(sheet.barrier) * sheet.cell
    hue = absorbed - depth
    stack = torch.cat([hue, tone, contrast, rim, away, bristle, stain], 1)
    return dried(washes.resized(stack, sheet.grain), sheet)


def gray(color: Tensor) -> Tensor:
    """The gray of the same luminance, (1, 1, h, w), 0..1 sRGB with a plain exponent."""
    weights = color.new_tensor([0.2126, 0.7152, 0.0722]).reshape(1, 3, 1, 1)
    return (color.clamp(0.0, 1.0) ** 2.2 * weights).sum(1, keepdim=True) ** (1 / 2.2)


def layered(depth: Tensor, clouds: Tensor, wet: Tensor) -> Tensor:
    """Steps the depth into layers of diluted ink, whose borders wander.

    The wandering is spread over a whole step, so that the mean tone stays.
    """
    import torch

    free = washes.step(depth, 0.05, 0.5)
    shaken = depth / TONES + (0.30 * clouds[:, :1] + 0.12 * clouds[:, 1:2]) * (0.2 + 0.8 * free)
    whole = torch.floor(shaken)
    part = shaken - whole
    sharp = whole + washes.step(part, 0.43, 0.57)
    firm = (0.16 + 0.46 * free) * (1.15 - 0.4 * wet)
    tone = TONES * (depth / TONES + firm * (sharp - depth / TONES))
    held = washes.step(depth, 0.02, 0.12)
    return tone.clamp(0.0, 4.0) * held


def dried(stack: Tensor, sheet: washes.Sheet) -> Tensor:
    """Dries the layers on the paper: hard edges, dry strokes, black that granulates."""
    import torch

    hue = stack[:, :3]
    tone, contrast, rim, away, bristle, stain = (stack[:, k : k + 1] for k in range(3, 9))
    clouds, grain = washes.resized(sheet.clouds, sheet.grain), sheet.grain
    wet = sheet.strength.reshape(1, 1, 1, 1)
    slow, other, bloom = clouds[:, :1], clouds[:, 1:2], clouds[:, 2:3]
    wander = 0.5 + 0.5 * torch.tanh(1.5 * other + 0.5 * slow)
    gap = washes.step(contrast, 0.10, 0.30) * (0.1 + 2.6 * wander)
    dry = washes.step(away - gap + 0.35 * bristle, -0.7, 0.7)
    margin = (clouds[:, 3:4] - 0.026) * 190
    border = margin + 0.75 * bristle + 0.35 * grain
    # the brush runs dry where the ink is thin and the hand quick: only peaks take ink
    quick = washes.step(0.7 * other - 0.6 * slow, 0.85, 1.6) * washes.step(tone, 0.06, 0.3)
    broken = washes.step(0.85 * bristle + 0.55 * grain + 0.9, -0.25, 0.25)
    cover = (
        torch.maximum(dry, stain)
        * washes.step(border, -0.8, 0.8)
        * (1 - 0.8 * quick * (1 - broken))
    )
    density = 1 + 0.10 * slow + (0.15 + 0.4 * wet) * bloom * washes.step(away, 2.0, 6.0)
    density = density + 0.5 * torch.exp(-((border - 1.3) ** 2)) * washes.step(tone, 0.02, 0.2)
    ink = (tone * density + 1.5 * rim).clamp(0.0, 4.0)
    ink = ink * (1 + 0.11 * grain * washes.step(ink, 0.1, 0.9) + 0.03 * bristle)
    thin, full = (ink.new_tensor(t).reshape(1, 3, 1, 1) for t in (SEPIA, COOL))
    temper = thin + washes.step(ink, 0.15, 1.6) * (full - thin)
    absorbed = ink * (1 + temper) + (HUE + 0.45 * stain) * hue * (0.9 + 0.1 * density)
    white = sheet.paper.reshape(1, 3, 1, 1) * ink.new_tensor([0.990, 0.980, 0.958]).reshape(
        1, 3, 1, 1
    )
    return (white * (1 - 0.006 * grain) * torch.exp(-absorbed * cover)).clamp(0.0, 1.0)
