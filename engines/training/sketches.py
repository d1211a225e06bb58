"""From a scene to the sketch that a hand might have made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.training.figures import LIVELY, Rng
from engines.training.hands import Hand, drawn
from engines.training.lights import LINE_COLORS
from engines.training.scenes import SIDE, Placed, Scene, matrix_of

_FINE = SIDE * 2


@dataclass(slots=True)
class Sheet:
    """The drawn page at 256 px: color over paper, and where ink and area marks are.

    Attributes:
        rgb: uint8 (256, 256, 3); ink, area: uint8 (256, 256).
        paper: the paper's color, 0..255.
        imagined: float32 (256, 256, 4), 0..1, multiplied by alpha: things that lie under the marks.
    """

    rgb: NDArray[Any]
    ink: NDArray[Any]
    area: NDArray[Any]
    paper: tuple[float, float, float]
    imagined: NDArray[Any]

    @staticmethod
    def blank(paper: NDArray[Any]) -> Sheet:
        """An empty page of this color (0..1)."""
        color = (float(paper[0]) * 255, float(paper[1]) * 255, float(paper[2]) * 255)
        rgb = np.full((_FINE, _FINE, 3), np.round(np.array(color)), np.uint8)
        ink, area = np.zeros((2, _FINE, _FINE), np.uint8)
        return Sheet(rgb, ink, area, color, np.zeros((_FINE, _FINE, 4), np.float32))

    def stroke(
        self,
        points: NDArray[Any],
        color: NDArray[Any],
        *,
        width: float,
        broad: bool = False,
    ) -> None:
        """Draws one line, in page pixels of the 128 px square; `broad` marks count as area."""
        import cv2

        fixed = np.round(points * 2 * 16).astype(np.int32)
        tint = tuple(float(c) * 255 for c in color)
        thick = max(1, round(width * 2))
        cv2.polylines(
            self.rgb,
            [fixed],
            isClosed=False,
            color=tint,
            thickness=thick,
            lineType=cv2.LINE_AA,
            shift=4,
        )
        cover = self.area if broad else self.ink
        cv2.polylines(
            cover,
            [fixed],
            isClosed=False,
            color=255,
            thickness=thick,
            lineType=cv2.LINE_AA,
            shift=4,
        )

    def clear(self, where: NDArray[Any]) -> None:
        """Takes everything away inside a mask (256, 256)."""
        self.rgb[where] = np.round(np.array(self.paper))
        self.ink[where] = 0
        self.area[where] = 0
        self.imagined[where] = 0

    def folded(self) -> NDArray[Any]:
        """R, G, B, ink, area, imagined: uint8 (6, 128, 128)."""
        import cv2

        bare = (255 - np.maximum(self.ink, self.area)[..., None]) / np.float32(255)
        shown = self.imagined * bare
        alpha = shown[..., 3:]
        rgb = np.round(self.rgb * (1 - alpha) + shown[..., :3] * 255).astype(np.uint8)
        share = np.round(alpha * 255).astype(np.uint8)
        layers = np.dstack([rgb, self.ink, self.area, share])
        return np.ascontiguousarray(
            cv2.resize(layers, (SIDE, SIDE), interpolation=cv2.INTER_AREA).transpose(2, 0, 1)
        )


def sketch_of(scene: Scene, hand: Hand, rng: Rng) -> tuple[Sheet, NDArray[Any]]:
    """Draws a scene.

    Returns:
        The sheet, and the painted scene with the colors of broad brush marks taken over.
    """
    paper = np.clip(np.full(3, rng.uniform(0.96, 1.0)) - (0, 0, rng.uniform(0, 0.03)), 0, 1).astype(
        np.float32
    )
    sheet, painted = Sheet.blank(paper), scene.painted
    for _ in range(int(rng.choice([0, 1, 2], p=[0.87, 0.09, 0.04]))):
        painted = _brushed_field(sheet, scene, painted, rng)
    if rng.random() < 0.75:
        _draw_horizon(sheet, scene, hand, rng)
    hidden = rng.random() < 0.8
    for placed in scene.placed:
        if placed.imagined:
            _imagine(sheet, placed, rng)
        elif placed.in_sketch:
            _draw_thing(sheet, placed, hand, rng, hidden=hidden)
    left, top, right, bottom = (2 * edge for edge in scene.page)
    outside = np.ones((_FINE, _FINE), bool)
    outside[top:bottom, left:right] = False
    sheet.clear(outside)
    return sheet, painted


def _draw_horizon(sheet: Sheet, scene: Scene, hand: Hand, rng: Rng) -> None:
    if scene.horizon is None:
        return
    xs = np.arange(scene.page[0], scene.page[2], 2, dtype=np.float32)
    ys = scene.horizon[xs.astype(int)]
    if scene.ground == "water" and rng.random() < 0.75:
        ys = ys + rng.uniform(1, 3) * np.sin(xs * rng.uniform(0.25, 0.8))
    ends = sorted(rng.uniform(0, 0.15, 2) * rng.integers(0, 2))
    cut = slice(int(len(xs) * ends[0]), len(xs) - int(len(xs) * ends[1]))
    points = np.stack([xs, ys], 1)[cut]
    colors = LINE_COLORS[scene.ground]
    color = np.array(colors[rng.integers(len(colors))], np.float32)
    show = hand.colored or (scene.ground != "grass" and rng.random() < 0.25)
    sheet.stroke(
        drawn(points, hand, rng, closed=False), color if show else hand.black, width=hand.width
    )


def _draw_thing(sheet: Sheet, placed: Placed, hand: Hand, rng: Rng, *, hidden: bool) -> None:
    import cv2

    thing, matrix = placed.thing, matrix_of(placed)
    inside = cv2.resize(placed.mask, (_FINE, _FINE)) > 0.5
    sheet.imagined[inside] = 0
    if hidden:
        sheet.clear(inside)
    plain = not (hand.colored or placed.own_color)
    if rng.random() < (0.12 if plain else 0.2):
        _fill(sheet, placed, rng, hand, plain=plain)
    lines = list(thing.lines)
    if not thing.simple and hand.simple > 0:
        outer = [line for line in lines if line.outer]
        inner = [line for line in lines if not line.outer]
        lines = outer + inner[: int(rng.integers(0, 7 if hand.simple == 1 else 3))]
    width = hand.width * rng.uniform(0.7, 1.3)
    for line in lines:
        color = _line_color(line.color, placed, hand)
        page = line.points @ matrix[:, :2].T + matrix[:, 2]
        for _ in range(2 if rng.random() < hand.double else 1):
            sheet.stroke(drawn(page, hand, rng, closed=line.closed), color, width=width)


def _line_color(color: NDArray[Any], placed: Placed, hand: Hand) -> NDArray[Any]:
    if not (placed.own_color or hand.colored):
        return hand.black
    if color.min() > 0.8:
        return np.array([0.55, 0.6, 0.68], np.float32)
    return np.clip(color * 0.92, 0, 1)


def _imagine(sheet: Sheet, placed: Placed, rng: Rng) -> None:
    """Lays a thing out in its plain colors, nearly where and nearly as it will be painted."""
    import cv2

    x, y, side = placed.box
    grown = side * rng.uniform(0.94, 1.06)
    x, y = (at + (side - grown) / 2 + rng.uniform(-1.5, 1.5) for at in (x, y))
    turn = placed.turn + float(rng.normal(0, 2))
    matrix = matrix_of(replace(placed, box=(x, y, grown), turn=turn)) * 2
    rgba = placed.thing.rgba.copy()
    rgba[..., :3] = np.clip(
        rgba[..., :3] * (1 + rng.normal(0, 0.04, 3)) + rng.normal(0, 0.03), 0, 1
    )
    rgba[..., :3] *= rgba[..., 3:]
    matrix[:, :2] /= SIDE
    laid = cv2.warpAffine(rgba, matrix, (_FINE, _FINE), flags=cv2.INTER_LINEAR)
    laid = cv2.GaussianBlur(laid, (0, 0), float(rng.uniform(0.3, 2.0)))
    sheet.imagined *= 1 - laid[..., 3:]
    sheet.imagined += laid


def _fill(sheet: Sheet, placed: Placed, rng: Rng, hand: Hand, *, plain: bool) -> None:
    x, y, side = placed.box
    kind = rng.choice(["hatch", "brush", "flood"], p=[0.4, 0.45, 0.15])
    color = np.clip(placed.thing.color * rng.uniform(0.9, 1.05), 0, 1)
    if plain and rng.random() < 0.75:
        kind, color = "hatch", hand.black
    own = Sheet.blank(np.array(sheet.paper, np.float32) / 255)
    if kind == "flood":
        own.rgb[:], own.area[:] = np.round(color * 255), 255
    else:
        broad = kind == "brush"
        width = rng.uniform(5, 14) if broad else hand.width
        points = zigzag(
            rng,
            (x, y, side),
            spacing=width * rng.uniform(0.7, 1.6) if broad else rng.uniform(2.5, 6),
        )
        own.stroke(points, color, width=width, broad=broad)
    _laid(sheet, own, placed.mask, loose=rng.random() < 0.3)


def _laid(sheet: Sheet, own: Sheet, mask: NDArray[Any], *, loose: bool) -> None:
    import cv2

    if loose:
        mask = np.clip(cv2.GaussianBlur(mask, (0, 0), 3) * 3, 0, 1)
    inside = cv2.resize(mask, (_FINE, _FINE)) > 0.5
    where = inside & (np.maximum(own.ink, own.area) > 127)
    sheet.rgb[where] = own.rgb[where]
    sheet.ink[where] = np.maximum(sheet.ink[where], own.ink[where])
    sheet.area[where] = np.maximum(sheet.area[where], own.area[where])


def zigzag(rng: Rng, box: tuple[float, float, float], *, spacing: float) -> NDArray[Any]:
    """A line to and fro across a box (left, top, side), at any angle, in pixels at 128."""
    x, y, side = box
    count = max(3, int(side * 1.2 / max(spacing, 1)))
    along = np.linspace(-0.6, 0.6, count * 2) + rng.normal(0, 0.01, count * 2)
    across = np.where(np.arange(count * 2) % 2 == 0, -1, 1) * rng.uniform(0.4, 0.6, count * 2)
    angle = rng.uniform(0, np.pi)
    c, s = np.cos(angle), np.sin(angle)
    points = np.stack([along * c - across * s, along * s + across * c], 1) * side
    return (points + np.array((x + side / 2, y + side / 2))).astype(np.float32)


def _brushed_field(sheet: Sheet, scene: Scene, painted: NDArray[Any], rng: Rng) -> NDArray[Any]:
    import cv2

    free = rng.random() < 0.55
    color = (
        np.array(LIVELY[rng.integers(len(LIVELY))])
        if free
        else painted[rng.integers(SIDE), rng.integers(SIDE)]
    )
    color = np.clip(color * rng.uniform(0.7, 1.1), 0, 1).astype(np.float32)
    if rng.random() < 0.06:
        color = np.full(3, rng.uniform(0.05, 0.3), np.float32)
    width, layer = rng.uniform(6, 18), Sheet.blank(np.zeros(3, np.float32))
    box = (rng.uniform(-30, 70), rng.uniform(-40, 80), rng.uniform(40, 140))
    points = zigzag(rng, box, spacing=width * rng.uniform(0.6, 1.3))
    layer.stroke(points, np.ones(3, np.float32), width=width, broad=True)
    where = layer.area > 127
    sheet.rgb[where] = np.round(color * 255)
    sheet.area[where] = 255
    cover = (
        cv2.resize(layer.area, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    )
    cover = np.clip(cv2.GaussianBlur(cover, (0, 0), 2.5) * 1.1, 0, 1)
    for placed in scene.placed:
        if not placed.imagined:
            cover = cover * (1 - placed.mask)
    soft = color * 0.88 + 0.12 * painted
    return painted + cover[..., None] * 0.92 * (soft - painted)
