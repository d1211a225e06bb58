"""What the words ask for and nobody drew: laid on the page, to be painted like the rest.

A layer of imagined things goes under the person's marks: into what the network sees, into the
underpainting, and, as edges where one paint meets another, into the medium.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.lexicon import LANGUAGES, Heard, read, sceneries, shape, things
from engines.media import LaidSketch
from engines.painters.keeping import DAYLIGHT
from engines.painters.placing import Placed, Room, box_of, placed
from engines.painters.scenery import over, scenery
from engines.picture import PictureRequest
from engines.sketch import Sketch
from engines.sketch.tones import gray_of, parted, thrice, with_plane

Floats = NDArray[np.float32]

# How firmly imagined things, and land and air, keep their own color in the underpainting.
OWN, LAND_OWN = 0.72, 0.75
# How much of a land's or a sky's own color a medium keeps as it is.
LAND_LAID = 0.6
# How dark paint pools at the edges of a thing, and how far in, in parts of its own square.
POOLED, POOL = 0.4, 0.03
# The shadow at the foot of what stands: its color, how dense, how wide and high beside the thing's
# width, and how soft, in parts of the long side.
SHADOW, DENSE, WIDE, HIGH, SOFT = (0.32, 0.34, 0.42), 0.5, 0.55, 0.09, 0.009
# How much of the light around it a thing takes on.
LIGHT = 0.55
# How far around a thing its light comes from, and how broad the network's shades are: in parts of
# the long side. How much of those shades a thing keeps.
AROUND, SHADES, SHADE_KEPT = 0.07, 0.035, 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Imagined:
    """What is added to a page.

    Attributes:
        things: what stands where, far to near.
        scenery: names of land and air behind them.
        room: of the drawing they stand on.
        seed: of the scenery.
        left_out: names of what found no room.
    """

    things: tuple[Placed, ...]
    scenery: tuple[str, ...]
    room: Room
    seed: int
    left_out: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is added."""
        return not (self.things or self.scenery)

    def layer(self, size: tuple[int, int]) -> Floats:
        """The things as pixels, without the scenery.

        Args:
            size: width and height.

        Returns:
            (height, width, 4) float32 0..1, straight alpha; nothing where drawn things stand.
        """
        page = np.zeros((size[1], size[0], 4), np.float32)
        for thing in self.things:
            _lay(page, thing)
        color, alpha = parted(page)
        color /= thrice(np.maximum(alpha, np.float32(1e-4)))
        return with_plane(np.clip(color, 0, 1), alpha * self._open(size))

    def land(self, size: tuple[int, int]) -> Floats:
        """The scenery, and shadows on it: (height, width, 4) float32 0..1, straight alpha."""
        page = scenery(self.scenery, self.room.ground, size, self.seed)
        if any(_stands(thing) for thing in self.things):
            over(page, _shadows(self.things, page.shape))
        page[..., 3] *= self._open(size)
        return page

    def _open(self, size: tuple[int, int]) -> Floats:
        import cv2

        hidden = cv2.resize(self.room.things, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(1 - hidden, np.float32)


def heard_of(request: PictureRequest) -> Heard:
    """What a request's words ask for; in a language that the lexicon does not speak, nothing."""
    if request.language not in LANGUAGES:
        return Heard((), (), tuple(request.words.split()), cut=False)
    return read(request.words, request.language)


def imagined(heard: Heard, room: Room, seed: int) -> Imagined:
    """Decides what stands where.

    A bare page under something that stands on the ground gets a ground.

    Args:
        heard: what was asked for.
        room: of the drawing.
        seed: 0..2**32-1.
    """
    stands = any(things()[wish.thing].place == "ground" for wish in heard.wishes)
    grounded = any(sceneries()[name].kind == "land" for name in heard.scenery)
    land = ("meadow",) if room.bare and stands and not grounded else ()
    found, left_out = placed(heard.wishes, room, seed)
    return Imagined(found, (*heard.scenery, *land), room, seed, left_out)


def shown(maps: Floats, land: Floats, layer: Floats) -> Floats:
    """What the network sees: the drawing's maps with imagined things on the paper.

    Args:
        maps: (5, h, w), see `engines.sketch.conditioning`.
        land: (h, w, 4), scenery, nothing where a mark is.
        layer: (h, w, 4), things, likewise.

    Returns:
        (6, h, w); the last is the things' alpha.
    """
    import cv2

    rgb = maps[:3]
    for own in (land, layer):
        *color, alpha = cv2.split(own)
        rgb = rgb + alpha * (np.stack(color) - rgb)
    area = np.maximum(maps[4], land[..., 3])
    return np.concatenate([rgb, maps[3:4], area[None], layer[None, ..., 3]]).astype(np.float32)


def lit(layer: Floats, under: Floats) -> Floats:
    """Things in the light around them.

    Args:
        layer: (H, W, 4), straight alpha.
        under: (h, w, 3) float32 0..1, the underpainting, of the same aspect and any size.

    Returns:
        (H, W, 4).
    """
    import cv2

    small = cv2.resize(layer[..., 3], under.shape[1::-1], interpolation=cv2.INTER_AREA)
    free = 1 - small + np.float32(1e-3)
    wide = AROUND * max(under.shape)
    around = cv2.GaussianBlur(with_plane(under * thrice(free), free), (0, 0), wide)
    light = np.asarray(around[..., :3] / around[..., 3:] / DAYLIGHT, np.float32)
    light = cv2.resize(light, layer.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    shine = np.clip(1 - LIGHT + LIGHT * light, 0, 1.1, dtype=np.float32)
    color, alpha = parted(layer)
    return with_plane(np.clip(color * shine, 0, 1), alpha)


def laid_in(under: Floats, layer: Floats, *, own: float) -> Floats:
    """An underpainting with a layer in it, which keeps the network's light and shade.

    Args:
        under: (h, w, 3) float32 0..1.
        layer: (h, w, 4), straight alpha.
        own: how firmly the layer keeps its own color, 0..1.
    """
    import cv2

    shade = under - cv2.GaussianBlur(under, (0, 0), SHADES * max(under.shape))
    color, alpha = parted(layer)
    color = np.clip(color + SHADE_KEPT * shade, 0, 1)
    return np.asarray(under + thrice(own * alpha) * (color - under), np.float32)


def staged(sketch: Sketch, land: Floats, layer: Floats) -> LaidSketch:
    """The drawing with things laid on it, for a medium.

    Args:
        sketch: the drawing at the page's size.
        land: (h, w, 4), the scenery, straight alpha; any size.
        layer: (h, w, 4), the things, likewise.
    """
    laid = land.copy()
    laid[..., 3] *= np.float32(LAND_LAID)
    over(laid, layer)
    return LaidSketch(sketch.rgb, sketch.ink, sketch.area, laid, layer[..., 3])


def _stands(one: Placed) -> bool:
    return things()[one.thing].place == "ground"


def _shadows(placed: tuple[Placed, ...], shape: tuple[int, ...]) -> Floats:
    """Where things stand they darken the ground a little: else they seem to float."""
    import cv2

    unit, cover = max(shape), np.zeros(shape[:2], np.float32)
    for one in placed:
        if _stands(one):
            left, _, right, foot = box_of(one)
            middle = (round((left + right) / 2 * unit), round(foot * unit))
            half = (right - left) * unit
            axes = (max(1, round(WIDE * half)), max(1, round(HIGH * half)))
            cv2.ellipse(cover, middle, axes, 0, 0, 360, 1.0, cv2.FILLED, cv2.LINE_AA)
    page = np.empty((*shape[:2], 4), np.float32)
    page[..., :3] = SHADOW
    page[..., 3] = DENSE * cv2.GaussianBlur(cover, (0, 0), SOFT * unit)
    return page


def _pooled(rgba: Floats) -> Floats:
    """Paint gathers at the edges of a thing as it dries; pale things are seen by it."""
    import cv2

    inner = cv2.GaussianBlur(rgba[..., 3], (0, 0), POOL * len(rgba))
    color, alpha = parted(rgba)
    edge = np.clip(2 * (alpha - inner), 0, 1)
    return with_plane(color * thrice(1 - POOLED * edge), alpha)


def _lay(page: Floats, one: Placed) -> None:
    """Lays one thing, and its shadow, over premultiplied pixels."""
    import cv2

    unit = max(page.shape[:2])
    rgba = _pooled(_colored(np.float32(1 / 255) * shape(one.thing, one.shape), one))
    color, alpha = parted(rgba)
    rgba = with_plane(color * thrice(alpha), alpha)
    half = rgba.shape[0] / 2
    grown = one.side * unit / rgba.shape[0]
    turn = cv2.getRotationMatrix2D((half, half), one.turn, grown)
    turn[:, 2] += np.array([one.left, one.top]) * unit + (grown - 1) * half
    flat = cv2.INTER_AREA if grown < 1 else cv2.INTER_CUBIC
    laid = cv2.warpAffine(_softened(rgba, grown), turn, page.shape[1::-1], flags=flat)
    laid = np.clip(laid, 0, 1)
    bare = 1 - laid[..., 3]
    page *= cv2.merge((bare, bare, bare, bare))
    page += laid


def _softened(rgba: Floats, grown: float) -> Floats:
    """Blurred before shrinking: warping takes single pixels."""
    import cv2

    if grown >= 1:
        return rgba
    return np.asarray(cv2.GaussianBlur(rgba, (0, 0), 0.4 / grown), np.float32)


def _colored(rgba: Floats, one: Placed) -> Floats:
    """Mirrored, and in the color that was asked for, with the shape's own light and shade."""
    own = rgba[:, ::-1].copy() if one.mirrored else rgba.copy()
    if one.color is None:
        return own
    weight = own[..., 3]
    gray = gray_of(own)
    middle = float((gray * weight).sum() / max(1.0, float(weight.sum())))
    shade = np.clip(1 + 0.7 * (gray - middle), 0.55, 1.35)[..., None]
    tint = np.asarray(one.color, np.float32) * shade
    own[..., :3] = np.clip(tint + np.maximum(shade - 1, 0) * (1 - tint), 0, 1)
    return own
