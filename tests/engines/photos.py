"""Photos of drawings on paper, made by code: the drawing, the table, the light, where it lies."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from engines import sketch, strokes

DATA = Path(__file__).resolve().parents[1] / "data"
FOCAL = 0.78  # of the long side, as a phone's
TABLES = ("wood", "light wood", "cloth", "stripes", "cluttered", "dark")


@dataclass(frozen=True)
class Scene:
    """What a photo shows. Angles in degrees; shares of the photo's sides."""

    drawing: str = "house_sun_tree"
    hand: str = "pencil"
    table: str = "wood"
    paper: tuple[int, int, int] = (243, 242, 238)
    size: tuple[int, int] = (1600, 1200)
    share: float = 0.62
    turn: float = 8.0
    lean: float = 0.12
    at: tuple[float, float] = (0.5, 0.5)
    cut: bool = False
    light: float = 0.25
    shadow: bool = False
    finger: bool = False
    creases: float = 0.0
    fold: bool = False
    exposure: float = 0.9
    warmth: float = 0.04
    noise: float = 4.0
    blur: float = 0.9
    quality: int = 82
    seed: int = 1


@dataclass(frozen=True)
class Shot:
    """A photo, and the truth: corners clockwise from the page's top left in 0..1 of the photo."""

    rgb: np.ndarray
    corners: np.ndarray
    page: np.ndarray
    ink: np.ndarray

    @property
    def jpeg(self) -> bytes:
        kept = io.BytesIO()
        Image.fromarray(self.rgb).save(kept, "JPEG", quality=88)
        return kept.getvalue()


def drawn(name: str, hand: str, paper: tuple[int, int, int], *, long_side: int = 1400):
    """A page (h, w, 3) as a hand made it, 0..255, and where its lines are."""
    drawing = strokes.parse((DATA / f"{name}.json").read_bytes())
    lines = sketch.lines_rgba(drawing, 1024)
    full = sketch.rasterize(drawing, 1024)
    width, height = sketch.size_of(drawing.paper, 1024)
    big = (round(width * long_side / 1024), round(height * long_side / 1024))
    rng = np.random.default_rng(5)
    grain = cv2.resize(rng.random((big[1] // 2, big[0] // 2)).astype(np.float32), big)
    ink = cv2.resize(lines[..., 3] / np.float32(255), big)
    if hand in ("pencil", "pen"):
        ink = cv2.erode(ink, np.ones((3, 3), np.uint8)) if hand == "pencil" else ink
    ground = np.broadcast_to(np.array(paper, np.float32), (big[1], big[0], 3))
    if hand == "pencil":
        tone, cover = np.array((96, 96, 100), np.float32), ink * (0.55 + 0.45 * grain)
    elif hand == "pen":
        tone, cover = np.array((38, 42, 90), np.float32), ink
    else:
        tone = cv2.resize(full.rgb, big) * 255
        mark = np.maximum(ink, cv2.resize(full.area, big))
        mark = cv2.dilate(mark, np.ones((7, 7), np.uint8)) if hand == "crayon" else mark
        cover = mark * (np.clip(grain * 2.2 - 0.35, 0, 1) if hand == "crayon" else 0.5)
        if hand == "watercolor":
            soft = cv2.GaussianBlur(mark, (0, 0), 9)
            cover = np.maximum(soft * 0.45, ink * 0.6)
            tone = cv2.GaussianBlur(tone, (0, 0), 4)
    page = ground + cover[..., None] * (tone - ground)
    return page.astype(np.float32), ink


def table_of(kind: str, size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    tones = {"wood": (150, 106, 66), "light wood": (222, 204, 172), "cloth": (86, 110, 130)}
    tones |= {"gray": (196, 196, 194)}
    tones |= {"stripes": (196, 190, 180), "cluttered": (176, 150, 120), "dark": (48, 46, 50)}
    flat = np.ones((height, width, 3), np.float32) * np.array(tones[kind], np.float32)
    if "wood" in kind:
        wave = cv2.GaussianBlur(rng.standard_normal((height, width)).astype(np.float32), (0, 0), 40)
        grain = np.sin(y / 9 + wave * 260) * 7 + np.sin(y / 31 + wave * 90) * 9
        flat += grain[..., None] * np.array((1, 0.9, 0.7), np.float32)
        flat[np.abs(y % (height * 0.31) - 20) < 2] *= 0.55
    if kind == "cloth":
        flat += (np.sin(x / 2.2) * np.sin(y / 2.2) * 16)[..., None]
    if kind == "stripes":
        flat[(x + y) % 120 < 46] *= np.array((0.62, 0.4, 0.42), np.float32)
    if kind == "cluttered":
        for _ in range(14):
            box = (
                rng.uniform(0, 1, 2) * (width, height),
                rng.uniform(60, 330, 2),
                rng.uniform(0, 180),
            )
            corners = cv2.boxPoints((box[0].tolist(), box[1].tolist(), float(box[2])))
            cv2.fillPoly(flat, [corners.astype(np.int32)], rng.uniform(30, 215, 3).tolist())
    return flat


def placed(scene: Scene, page_size: tuple[int, int]) -> np.ndarray:
    """Where the page's corners lie, (4, 2) pixels, clockwise from its top left."""
    width, height = scene.size
    w, h = page_size
    scale = scene.share * min(width / w, height / h)
    square = np.array([(-w, -h), (w, -h), (w, h), (-w, h)]) / 2 * scale
    angle = np.deg2rad(scene.turn)
    turned = square @ np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))])
    lying = seen(turned, scene)
    if not scene.cut:  # all of it is in the photo
        room = np.array(scene.size) * 0.97 - np.abs(np.array(scene.at) - 0.5) * 2 * scene.size
        away = np.abs(lying - np.array(scene.at) * scene.size).max(0)
        lying = seen(turned * min(1.0, *(room / 2 / away)), scene)
    return lying


def seen(plane: np.ndarray, scene: Scene) -> np.ndarray:
    """Where places of a plane (pixels around the page's middle) lie in the photo: a pinhole."""
    focal = FOCAL * max(scene.size)
    tilt = np.arcsin(min(0.9, 2 * scene.lean))
    x, y = plane.T
    ahead = (np.array(scene.at) - 0.5) * scene.size
    space = np.stack([x + ahead[0], y * np.cos(tilt) + ahead[1], focal - y * np.sin(tilt)])
    return (space[:2] * focal / space[2]).T + np.array(scene.size) / 2


def shot(scene: Scene) -> Shot:
    """Renders a scene."""
    rng = np.random.default_rng(scene.seed)
    width, height = scene.size
    page, ink = drawn(scene.drawing, scene.hand, scene.paper)
    h, w = page.shape[:2]
    page = page + (rng.standard_normal((h, w)) * 1.5).astype(np.float32)[..., None]
    if scene.creases:
        page = page * _creased((h, w), scene.creases, rng)[..., None]
    unfolded = page
    if scene.fold:
        page = page * _folded((h, w))[..., None]
    places = placed(scene, (w, h))
    ends = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    way = cv2.getPerspectiveTransform(ends, places.astype(np.float32))
    photo = table_of(scene.table, scene.size, rng)
    mask = cv2.warpPerspective(np.ones((h, w), np.float32), way, scene.size, flags=cv2.INTER_AREA)
    under = cv2.GaussianBlur(np.roll(mask, (7, 5), (0, 1)), (0, 0), 9)
    photo *= (1 - 0.3 * under)[..., None]
    photo += mask[..., None] * (
        cv2.warpPerspective(page, way, scene.size, flags=cv2.INTER_AREA) - photo
    )
    photo = _lit(photo, scene, places)
    if scene.finger:
        spot = (places[2] + places[3]) / 2
        cv2.ellipse(photo, (spot.tolist(), (0.09 * width, 0.3 * width), 20.0), (196, 142, 116), -1)
    photo = cv2.GaussianBlur(photo, (0, 0), scene.blur)
    photo += rng.standard_normal(photo.shape).astype(np.float32) * scene.noise
    rgb = np.clip(photo, 0, 255).astype(np.uint8)
    kept = io.BytesIO()
    Image.fromarray(rgb).save(kept, "JPEG", quality=scene.quality)
    rgb = np.asarray(Image.open(kept))
    return Shot(rgb, places / (width, height), unfolded, ink)


def _lit(photo: np.ndarray, scene: Scene, places: np.ndarray) -> np.ndarray:
    height, width = photo.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    field = scene.exposure * (1 - scene.light * (0.6 * x / width + 0.4 * y / height))
    field *= 1 - 0.25 * scene.light * ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 4
    if scene.shadow:
        cast = np.zeros((height, width), np.float32)
        spot = places[1] * 0.75 + places.mean(0) * 0.25
        cv2.ellipse(cast, (spot.tolist(), (0.3 * width, 0.6 * width), -30.0), 1, -1)
        field *= 1 - 0.38 * cv2.GaussianBlur(cast, (0, 0), 0.012 * width)
    tint = np.array((1 + scene.warmth, 1, 1 - 1.5 * scene.warmth), np.float32)
    return photo * field[..., None] * tint


def _creased(size: tuple[int, int], depth: float, rng: np.random.Generator) -> np.ndarray:
    rough = cv2.resize(rng.standard_normal((9, 12)).astype(np.float32), size[::-1])
    sharp = np.abs(rough) ** 0.5 * np.sign(rough)
    return 1 + depth * sharp * 0.5


def _folded(size: tuple[int, int]) -> np.ndarray:
    """Folded once across: a dark crease with a light bank, and a shade that fades away from it."""
    away = np.mgrid[0 : size[0], 0 : size[1]][1] - size[1] * 0.47
    away = away + np.arange(size[0])[:, None] * 0.012
    crease = 0.05 * np.exp(-(((away - 7) / 4) ** 2)) - 0.13 * np.exp(-((away / 4.5) ** 2))
    shade = 0.05 * np.tanh(away / (0.1 * size[1])) * np.exp(-np.abs(away) / (0.25 * size[1]))
    return (1 + crease - shade).astype(np.float32)
