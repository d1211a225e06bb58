"""Stained glass: panes of living color between leads, light from behind. Torch; to ONNX.

Sources: Achanta et al. 2012, "SLIC superpixels compared to state-of-the-art superpixel methods"
(panes: the nearest of nine seeds by place and color); Mould 2003, "A stained glass image filter"
(leads along regions, uneven glass).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engines.media import washes

if TYPE_CHECKING:
    from torch import Tensor

PANE = 54  # cells of the fields' grid, 256 on the long side, between the seeds of two panes
SMALL = (
    42.0  # a region the person drew smaller than this, in cells of the walls' grid, stays one pane
)
COLOR = 900.0  # how much a border of color counts against nearness, in cells squared


class Panes(NamedTuple):
    """The panes on the fields' grid, (1, c, h, w) each.

    Attributes:
        color: of the glass, even all over a pane.
        light: the pane's own, -1..1.
        inside: 0 on a pane's border, 1 well inside.
        glazed: where there is glass, 0..1.
        leaded: where there can be lead, 0..1.
    """

    color: Tensor
    light: Tensor
    inside: Tensor
    glazed: Tensor
    leaded: Tensor


def painted(sheet: washes.Sheet) -> Tensor:
    """Paints one sheet, (1, 3, H, W), 0..1 sRGB."""
    import torch

    panes = cut(sheet)
    color = washes.to_lines(washes.resized(panes.color, sheet.barrier), sheet.barrier)
    line, color = washes.stained(color, sheet)
    pigment, wall = line[:, 3:], sheet.barrier
    weights = color.new_tensor([0.2126, 0.7152, 0.0722]).reshape(1, 3, 1, 1)
    bright = (line[:, :3].clamp(0.0, 1.0) ** 2.2 * weights).sum(1, keepdim=True)
    # a bright colored line is set in dark lead; a dark line is a lead itself
    set_in = washes.blurred(pigment * washes.step(bright, 0.12, 0.2), 3, 2) * 3.0
    black = (wall - pigment * washes.step(bright, 0.12, 0.2)).clamp(0.0, 1.0)
    near = washes.blurred(black, 4, 2) * 4.0
    stack = torch.cat([color, set_in, black, near, line, sheet.trace[:, 3:]], 1)
    small = torch.cat([panes.light, panes.inside, panes.glazed, panes.leaded], 1)
    return lit(washes.resized(stack, sheet.grain), washes.resized(small, sheet.grain), sheet)


def cut(sheet: washes.Sheet) -> Panes:
    """Cuts the sheet into panes: seeds on a shaken lattice, each cell to the nearest of nine."""
    import torch
    from torch.nn.functional import max_pool2d

    wetness, paper = sheet.strength.reshape(1, 1, 1, 1), sheet.paper.reshape(1, 3, 1, 1)
    field, walls = sheet.clouds[:, :1], sheet.walls
    shaken = washes.displaced(sheet.underpainting, sheet.drift, 0.004 * wetness)
    color = washes.regions(shaken, walls, wetness)
    open_ = 1 - walls
    mean = flooded(color, open_, 12.0, 5)
    there = washes.step((paper - mean).abs().amax(1, keepdim=True), 0.06, 0.09)
    whole = 1 - washes.step(room(open_), SMALL - 4, SMALL + 4)
    guide = washes.resized(torch.cat([there, color - mean, whole, color], 1), field)
    there, whole, color = guide[:, :1], guide[:, 4:5], guide[:, 5:]
    owner, light, full = nearest(guide[:, :4], sheet)
    first = owner.amax(1, keepdim=True)
    second = torch.where(owner >= first, torch.zeros_like(owner), owner).amax(1, keepdim=True)
    inside = torch.maximum(first - second, whole)
    walls = washes.resized(walls, field)
    own = (1 - max_pool2d(walls, 3, 1, 1)) * washes.step(inside, 0.05, 0.3)
    even = flooded(flooded(color, own, 16.0, 5), own, 16.0, 5)
    depth = (paper - even).abs().amax(1, keepdim=True)
    glazed = washes.step(depth, 0.02, 0.045) * torch.maximum(full, there)
    near = max_pool2d(full, 7, 1, 3) * washes.step(depth, 0.04, 0.06)
    return Panes(even, light * (1 - whole), inside, glazed, torch.maximum(glazed, near))


def nearest(guide: Tensor, sheet: washes.Sheet) -> tuple[Tensor, Tensor, Tensor]:
    """Gives every cell to the nearest of nine seeds.

    Args:
        guide: (1, 4, h, w), where there is paint, and how color departs from its region's.
        sheet: its clouds shake the seeds.

    Returns:
        Softened membership in one of nine classes, of which neighbors have different ones; the
        pane's light, -1..1; whether its seed lies on paint, 0..1.
    """
    import torch

    rows, columns = guide.shape[-2], guide.shape[-1]
    y = torch.arange(rows, device=guide.device)
    x = torch.arange(columns, device=guide.device)
    bend = washes.resized(sheet.drift, guide) * 1.6
    at_y = y[None, None, :, None] + bend[:, 1:]
    at_x = x[None, None, None, :] + bend[:, :1]
    fields = torch.cat([sheet.clouds, guide], 1)
    best = torch.full_like(at_y, 1e9)
    kind, light, full = (torch.zeros_like(at_y) for _ in range(3))
    for down in (-1, 0, 1):
        j = ((y // PANE + down) * PANE + PANE // 2).clamp(0, rows - 1)
        for right in (-1, 0, 1):
            i = ((x // PANE + right) * PANE + PANE // 2).clamp(0, columns - 1)
            seed = fields[:, :, j][:, :, :, i]
            seed_y = j[None, None, :, None] + 15.0 * torch.tanh(seed[:, 4:5])
            seed_x = i[None, None, None, :] + 15.0 * torch.tanh(2.0 * seed[:, 1:2])
            far = (at_y - seed_y).square() + (at_x - seed_x).square()
            far = far + COLOR * (guide[:, 1:] - seed[:, 6:]).square().sum(1, keepdim=True)
            closer = far < best
            classes = ((j // PANE) % 3)[:, None] * 3 + (i // PANE) % 3
            kind = torch.where(closer, classes[None, None].to(far.dtype), kind)
            light = torch.where(closer, torch.tanh(seed[:, :1] + seed[:, 4:5]), light)
            full = torch.where(closer, seed[:, 5:6], full)
            best = torch.where(closer, far, best)
    owner = (kind == torch.arange(9, device=kind.device).reshape(1, 9, 1, 1)).to(best.dtype)
    return washes.blurred(owner, 2, 2), light, full


def flooded(color: Tensor, open_: Tensor, reach: float, doublings: int) -> Tensor:
    """Evens out a color as far as it is open."""
    stack, far = washes.weighted(color, open_ + 0.002), color.new_tensor(reach)
    return washes.even(washes.exchange(stack, open_, far, None, doublings))


def room(open_: Tensor) -> Tensor:
    """How wide the region around a cell is, in cells, about the same all over the region."""
    import torch

    ones, runs = torch.ones_like(open_), []
    clear = (open_ > 0.6).to(open_.dtype)
    for dim in (3, 2):
        ahead = washes.scan(clear, ones, dim, 6)
        runs.append(ahead + washes.scan(clear, ones, dim, 6, back=True))
    wide = (runs[0] * runs[1]).sqrt()
    return flooded(wide, clear, 20.0, 5)


def through(color: Tensor, light: Tensor, inside: Tensor, sheet: washes.Sheet) -> Tensor:
    """Lets light through uneven glass, (1, 3, H, W)."""
    import torch

    clouds, wet = washes.resized(sheet.clouds, sheet.grain), sheet.strength.reshape(1, 1, 1, 1)
    ream = torch.sin(2.2 * clouds[:, :1] + 1.4 * clouds[:, 1:2] + 9.0 * light)  # waves in the melt
    swell = 0.16 * light + 0.05 * ream + 0.07 * clouds[:, :1]
    swell = swell + 0.04 * clouds[:, 4:5] + 0.02 * sheet.grain
    gray = color.mean(1, keepdim=True)
    rich = (gray + (color - gray) * 1.22).clamp(0.02, 1.0)
    tilt = rich.new_tensor([0.7, 0.1, -0.8]).reshape(1, 3, 1, 1)
    turn = torch.sin(7.0 * light) * 0.10 * tilt  # no two panes of one melt
    glass = (rich.log() * (1 - (0.7 + 0.6 * wet) * (swell + turn))).exp()
    glow = 0.05 * washes.step(inside, 0.1, 0.95) * (1 - (color - 0.5).abs())
    return glass + glow * (1 - glass)


def lit(stack: Tensor, small: Tensor, sheet: washes.Sheet) -> Tensor:
    """Sets the glass in lead."""
    import torch

    light, inside, glazed, leaded = (small[:, k : k + 1] for k in range(4))
    set_in, black, near = (stack[:, k : k + 1].clamp(0.0, 1.0) for k in (3, 4, 5))
    line, stain = stack[:, 6:9], stack[:, 9:10]
    out = through(stack[:, :3], light, inside, sheet)
    tint = out.new_tensor([0.94, 0.97, 1.06]).reshape(1, 3, 1, 1)
    lead = (1 - washes.step(inside, 0.22, 0.40)) * leaded * (1 - set_in)
    round_ = (1 - washes.step(inside, 0.0, 0.22)) * 0.14  # light on the round of the lead
    came = 0.11 + round_ + 0.02 * sheet.grain + 0.38 * near  # solder where a dark line begins
    out = out + lead * (came * tint - out)
    out = out + (set_in * 1.3).clamp(0.0, 1.0) * leaded * (0.07 * tint - out)
    out = out + black * leaded * (0.47 * tint - out)
    out = out + 0.9 * stain * (line - out)
    margin = washes.resized(sheet.clouds[:, 3:4], sheet.grain)
    cover = washes.step(margin * 340 - 6.0, -0.7, 0.7)
    bare = sheet.paper.reshape(1, 3, 1, 1)
    bare = bare * out.new_tensor([0.985, 0.980, 0.968]).reshape(1, 3, 1, 1)
    bare = bare * (1 - 0.005 * sheet.grain)
    shown = cover * torch.maximum(torch.maximum(glazed, lead), washes.step(stack[:, 10:], 0.0, 0.5))
    return (bare + shown * (out - bare)).clamp(0.0, 1.0)
