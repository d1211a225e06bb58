"""Gouache: opaque, matte color in brush strokes that follow forms and lines. Torch; to ONNX.

Source: Hertzmann 2002, "Fast paint texture" (lighting a height field of strokes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engines.media import brush, washes

if TYPE_CHECKING:
    from torch import Tensor


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    wet = sheet.strength.reshape(1, 1, 1, 1)
    color = washes.laid(sheet)
    clouds = washes.resized(sheet.clouds, sheet.barrier)
    bend = washes.resized(sheet.drift, sheet.barrier)
    prior = torch.cat([0.8 + 0.4 * bend[:, :1], 0.5 * bend[:, 1:] - 0.5], 1)
    along = brush.direction(color, sheet.barrier, prior, 0.002)
    tooth = washes.resized(sheet.grain, sheet.barrier)
    dabs = brush.streaked(torch.cat([clouds[:, 4:5], tooth], 1), along, sheet.cell, 4)
    stroke, bristle = flat(dabs[:, :1] + 0.05 * dabs[:, 1:]), dabs[:, 1:]
    # a loaded brush drags its color along: sample beside, stroke by stroke
    normal = torch.cat([-along[:, 1:], along[:, :1]], 1)
    pulled = washes.displaced(color, normal * stroke, 0.004 + 0.003 * wet)
    color, contrast = washes.edged(washes.guarded(pulled, color, sheet.barrier))
    paper = sheet.paper.reshape(1, 3, 1, 1)
    body = washes.step((paper - color).abs().amax(1, keepdim=True), 0.0, 0.08)
    stroke = stroke * body
    tone = 0.042 * stroke + 0.006 * bristle + 0.018 * clouds[:, :1]
    color = color * (1 + (0.7 + 0.6 * wet) * tone) + 0.6 * tone * color * (1 - color)
    warm = color.new_tensor([0.6, 0.1, -0.7]).reshape(1, 3, 1, 1)  # no two strokes of one mix
    color = color * (1 + 0.045 * body * warm * torch.sin(2.6 * stroke + 1.5 * clouds[:, 1:2]))
    stain = sheet.trace[:, 3:] * 0.9
    color = color + stain * (sheet.trace[:, :3] - color)
    away = washes.distance(sheet.barrier) * sheet.cell
    stack = torch.cat([color, stroke, bristle, contrast, away, stain], 1)
    return finished(washes.resized(stack, sheet.grain), sheet)


def flat(noise: Tensor) -> Tensor:
    """Steps smooth noise into flat strokes with crisp edges, -1..1; the mean stays."""
    steps = (washes.step(noise, at - 0.07, at + 0.07) for at in (-1.0, -0.35, 0.35, 1.0))
    return sum(steps, start=noise.new_zeros(())) / 2 - 1


def finished(stack: Tensor, sheet: washes.Sheet) -> Tensor:
    """Lays the strokes on the paper: gaps beside lines, a ragged border, light on the relief."""
    import torch

    color = stack[:, :3].clamp(0.0, 1.0)
    stroke, bristle, contrast, away, stain = (stack[:, k : k + 1] for k in range(3, 8))
    margin = washes.resized(sheet.clouds[:, 3:4], sheet.grain)
    gap = washes.step(contrast, 0.12, 0.35) * (0.9 + 0.8 * stroke)
    border = (margin - 0.020) * 260 + 0.9 * stroke + 0.8 * bristle
    dry = torch.maximum(washes.step(away - gap + 0.3 * bristle, -0.6, 0.6), stain)
    paper = sheet.paper.reshape(1, 3, 1, 1)
    depth = (paper - color).abs().amax(1, keepdim=True)
    loaded = washes.step(depth + 0.015 * stroke, 0.02, 0.10)  # nobody paints white on white
    cover = dry * loaded * washes.step(border, -0.6, 0.6)
    height = 0.7 * stroke + 0.4 * bristle
    lit = height[:, :, 1:, 1:] - height[:, :, :-1, :-1]
    lit = torch.nn.functional.pad(lit, (0, 1, 0, 1)).clamp(-1.0, 1.0)
    bare = paper * paper.new_tensor([0.985, 0.975, 0.955]).reshape(1, 3, 1, 1)
    bare = bare * (1 - 0.006 * sheet.grain)
    paint = color + 0.05 * lit * cover + 0.004 * sheet.grain
    return (bare + cover * (paint - bare)).clamp(0.0, 1.0)
