"""The person's lines on top of paint, crisp, with a soft halo where they would not be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Lines keep at least this contrast to the paint beside them: WCAG 2.2, 1.4.11 (graphical objects).
# A line that had little on its paper was drawn to be faint: it keeps most of what it had.
LINE_CONTRAST, FAINTEST, MOST = 3.0, 1.2, 0.75
# How much a halo may change more to be on the paper's side: light around what was drawn on white.
_AS_DRAWN = 2.0
_ROOM = 1.03  # for rounding to 8 bits
# The halo is full this far from a line, in shares of the long side, and gone at twice that.
_HALO = 0.004
_SEEN = 90  # the alpha from which a pixel counts as line

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


def _linear_table() -> Floats:
    """Linear light of all 8-bit sRGB values. Source: IEC 61966-2-1; WCAG 2.2 prints it too."""
    c = np.arange(256) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


_LINEAR = _linear_table()
_ENCODED = np.searchsorted((_LINEAR[1:] + _LINEAR[:-1]) / 2, np.arange(2**14) / (2**14 - 1))


def luminance(pixels: Bytes) -> Floats:
    """Gives relative luminance, float32 (...) in 0..1, of sRGB pixels uint8 (..., 3).

    Source: WCAG 2.2, relative luminance.
    """
    r, g, b = (_LINEAR[pixels[..., channel]] for channel in range(3))
    return np.float32(0.2126) * r + np.float32(0.7152) * g + np.float32(0.0722) * b


def contrast(one: Floats, other: Floats) -> Floats:
    """Gives the contrast ratio, 1..21, of two relative luminances. Source: WCAG 2.2."""
    ratio = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return np.asarray(ratio, np.float32)


def laid_over(painted: Bytes, lines: Bytes, *, paper: str = "#ffffff") -> Bytes:
    """Lays lines over paint and keeps them about as legible as they were, up to 3:1.

    Args:
        painted: uint8 (H, W, 3), sRGB.
        lines: uint8 (H, W, 4), sRGB, straight alpha.
        paper: what the lines were drawn on, "#rrggbb".

    Returns:
        uint8 (H, W, 3). Beside a line, paint that would hide it is lightened or darkened until the
        contrast is 3:1, or three quarters of that to the paper where it is less, at least 1.2:1;
        elsewhere it is as painted.
    """
    beneath = haloed(painted, lines, paper=paper)
    rows, columns = _marked(lines[..., 3])
    beneath[rows, columns] = _over(beneath[rows, columns], lines[rows, columns])
    return beneath


def haloed(painted: Bytes, lines: Bytes, *, paper: str = "#ffffff") -> Bytes:
    """The paint of `laid_over` without the lines, for whoever draws them on top.

    Args:
        painted: uint8 (H, W, 3), sRGB.
        lines: uint8 (H, W, 4), sRGB, straight alpha.
        paper: what the lines were drawn on, "#rrggbb".

    Returns:
        uint8 (H, W, 3).
    """
    whole = painted.copy()
    rows, columns = _marked(lines[..., 3])
    if rows.start == rows.stop:
        return whole
    margin = _reach_px(painted) * 2 + 2
    rows = slice(max(0, rows.start - margin), rows.stop + margin)
    columns = slice(max(0, columns.start - margin), columns.stop + margin)
    drawn_on = luminance(np.frombuffer(bytes.fromhex(paper.removeprefix("#")), np.uint8))
    reach = _reach_px(painted)
    part = lines[rows, columns]
    whole[rows, columns] = _haloed(painted[rows, columns], part, drawn_on, reach_px=reach)
    return whole


def _reach_px(painted: Bytes) -> int:
    return max(2, round(_HALO * max(painted.shape[:2])))


def _marked(alpha: Bytes) -> tuple[slice, slice]:
    """The rows and columns that hold any line."""
    import cv2

    left, top, width, height = cv2.boundingRect(alpha)
    return slice(top, top + height), slice(left, left + width)


def _over(below: Bytes, lines: Bytes) -> Bytes:
    alpha = lines[..., 3:].astype(np.uint16)
    mixed = below * (255 - alpha) + lines[..., :3] * alpha + 127
    return (mixed // 255).astype(np.uint8)


def _haloed(painted: Bytes, lines: Bytes, paper: Floats, *, reach_px: int) -> Bytes:
    """Moves the paint near lines towards light or dark, as little as their legibility needs."""
    import cv2

    bare = np.asarray(lines[..., 3] < _SEEN, np.uint8)
    kind = cv2.DIST_LABEL_PIXEL
    found = cv2.distanceTransformWithLabels(bare, cv2.DIST_L2, 5, labelType=kind)
    far, nearest = np.asarray(found[0], np.float32), np.asarray(found[1], np.int32)
    inks = np.zeros((int(nearest.max()) + 1, 3), np.uint8)
    inks[nearest[bare == 0]] = lines[..., :3][bare == 0]
    near = np.flatnonzero(far < 2 * reach_px)
    ink = inks[nearest.ravel()[near]]
    paint = luminance(painted).ravel()[near]
    own = luminance(ink)
    wanted = np.clip(MOST * contrast(own, paper), FAINTEST, LINE_CONTRAST) * np.float32(_ROOM)
    light = _lighter(ink, paint, paper, wanted)
    need = _needed(paint, own, wanted, light=light)
    if not need.any():
        return painted
    veil = np.zeros((2, *bare.shape), np.float32)
    for layer, chosen in zip(veil, (light, ~light), strict=True):
        layer.ravel()[near] = np.where(chosen, need, 0)
    veil = _softened(veil, reach_px)
    veil *= np.clip(2 - far / reach_px, 0, 1)
    return _veiled(painted, veil.reshape(2, -1)[:, near], ink, wanted, near)


def _aims(ink: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """The luminance of light and of dark paint that shows an ink in the wanted contrast."""
    light, dark = wanted * (ink + 0.05) - 0.05, (ink + 0.05) / wanted - 0.05
    return np.asarray(light, np.float32), np.asarray(dark, np.float32)


def _lighter(ink: Bytes, paint: Floats, paper: Floats, wanted: Floats) -> NDArray[np.bool_]:
    """Whether a halo is light: one choice for each ink, about the smaller change of both."""
    kind = (ink.astype(np.int32) >> 4) @ np.array([256, 16, 1])
    count = np.maximum(np.bincount(kind), 1)
    around = (np.bincount(kind, np.sqrt(paint)) / count)[kind]
    own, fair = (
        (np.bincount(kind, plane) / count)[kind].astype(np.float32)
        for plane in (luminance(ink), wanted)
    )
    to_light, to_dark = _aims(own, fair)
    up, down = np.sqrt(to_light) - around, around - np.sqrt(np.maximum(to_dark, 0))
    nearer = np.where(own < paper, up <= _AS_DRAWN * down, _AS_DRAWN * up <= down)
    return (to_light <= 1) & (nearer | (to_dark < 0.001))


def _needed(paint: Floats, ink: Floats, wanted: Floats, *, light: NDArray[np.bool_]) -> Floats:
    """The share of the halo's color to mix into each pixel's paint, in linear light, 0..1."""
    to_light, to_dark = _aims(ink, wanted)
    aim, end = np.where(light, to_light, to_dark), np.where(light, 1, to_dark / 2)
    short = np.where(light, aim - paint, paint - aim)
    share = short / np.maximum(np.abs(end - paint), 1e-6)
    return np.where(contrast(paint, ink) >= wanted, 0, np.clip(share, 0, 1)).astype(np.float32)


def _softened(veil: Floats, reach_px: int) -> Floats:
    """Spreads the veil, so that it is soft and never thinner than needed."""
    import cv2

    side = reach_px | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    soft = [cv2.blur(cv2.dilate(layer, kernel), (side, side)) for layer in veil]
    return np.maximum(veil, np.array(soft, np.float32))


def _veiled(
    painted: Bytes, veil: Floats, ink: Bytes, wanted: Floats, near: NDArray[np.intp]
) -> Bytes:
    """Mixes white, or a dark shade of the ink's own color, into paint in linear light."""
    at = np.flatnonzero(veil.max(0) > 0)
    flat = painted.reshape(-1, 3).copy()
    linear, own = _LINEAR[flat[near[at]]], ink[at]
    dark = np.maximum(_aims(luminance(own), wanted[at])[1], 0) / 2
    shade = _LINEAR[own] * (dark / np.maximum(luminance(own), 1e-4))[:, None]
    for share, end in zip(veil[:, at, None], (np.float32(1), shade), strict=True):
        linear += (end - linear) * share
    flat[near[at]] = _ENCODED[np.rint(linear * (len(_ENCODED) - 1)).astype(np.intp)]
    return flat.reshape(painted.shape)
