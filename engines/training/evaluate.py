"""Looking at a training: a grid of pictures from scripted drawings, and figures against wash."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import open_net
from engines.painters.house import HousePainter
from engines.painters.keeping import regions
from engines.painters.sampling import STEPS, Cue, sampled
from engines.painters.wash import WashPainter, underpainting
from engines.picture import Effort, Mood, PictureRequest
from engines.sketch import Sketch, rasterize
from engines.strokes import Drawing
from engines.training import icons as icon_files
from engines.training.export import WEIGHTS, export
from engines.training.lights import Textures
from engines.training.samples import Sample, sample_of
from engines.training.trials import TRIALS
from engines.training.vocabulary import ids_of, vocabulary_of

LOG = logging.getLogger(__name__)
HELD_OUT_SEED = 990_001
HEDGE_SEED = 77
COLUMNS: tuple[tuple[str, Effort, Mood | None], ...] = (
    ("wash", "final", None),
    ("house", "live", None),
    ("house", "final", None),
    ("house", "final", "warm"),
    ("house", "final", "dusk"),
)


def evaluate(out: Path, cache: Path) -> dict[str, float]:
    """Exports a checkpoint beside it, paints the trials, and compares with wash.

    Args:
        out: a run's folder; `weights/` and `grid.png` go there.
        cache: where the icons are.

    Returns:
        Mean color difference to the held-out scenes (CIE 1976) for wash, and for the house with
        one and with four steps; lower is nearer to the scene.
    """
    weights = out / "weights"
    LOG.info("revision %s", export(out, cache, into=weights))
    drawings = [(drawing, words) for drawing, words in TRIALS.values()]
    save_grid(grid(drawings, weights), out / "grid.png")
    return figures(weights, cache)


def grid(
    drawings: Sequence[tuple[Drawing, str]], weights: Path, *, size: int = 256
) -> NDArray[Any]:
    """One row a drawing: itself, wash, house in one step, in four, in two moods; with lines."""
    rows = []
    with WashPainter() as wash, HousePainter(weights=weights) as house:
        for drawing, words in drawings:
            row = [_shown(np.round(rasterize(drawing, size).rgb * 255).astype(np.uint8), size)]
            for name, effort, mood in COLUMNS:
                painter: Any = wash if name == "wash" else house
                request = PictureRequest(
                    drawing, words=words, mood=mood, size=size, effort=effort, painter=name, seed=5
                )
                row.append(_shown(_under_lines(painter.paint(request).pixels, drawing, size), size))
            rows.append(np.hstack(row))
    return np.vstack(rows)


def _under_lines(pixels: NDArray[Any], drawing: Drawing, size: int) -> NDArray[Any]:
    from engines.sketch import lines_rgba

    lines = lines_rgba(drawing, size).astype(np.float32)
    alpha = lines[..., 3:] / 255
    return np.round(pixels * (1 - alpha) + lines[..., :3] * alpha).astype(np.uint8)


def _shown(pixels: NDArray[Any], size: int) -> NDArray[Any]:
    square = np.full((size + 6, size + 6, 3), 255, np.uint8)
    top, left = (size - pixels.shape[0]) // 2, (size - pixels.shape[1]) // 2
    square[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return square


def save_grid(pixels: NDArray[Any], path: Path) -> None:
    """Writes a picture; the ending decides the format."""
    import cv2

    cv2.imwrite(str(path), pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


def figures(weights: Path, cache: Path, *, count: int = 64) -> dict[str, float]:
    """Mean color difference of underpaintings to held-out scenes; see `evaluate`.

    Only scenes without a mood of light, which wash could not know.
    """
    icons, textures = icon_files.load(cache), Textures()
    made = (
        sample_of(HELD_OUT_SEED, index, icons=icons, textures=textures)
        for index in range(4 * count)
    )
    samples = [sample for sample in made if sample.mood == 0][:count]
    vocabulary = vocabulary_of(icons)
    found: dict[str, float] = {"wash": float(np.mean([_apart(_washed(s), s) for s in samples]))}
    with open_net(weights / "house.onnx") as net:
        for effort in STEPS:
            apart = [_apart(_housed(net, s, vocabulary, effort), s) for s in samples]
            found[f"house, {effort}"] = float(np.mean(apart))
    return found


def hedge(cache: Path, *, weights: Path = WEIGHTS, count: int = 46) -> dict[str, Any]:
    """Mean hue (R, G, B minus their mean) of what the network paints into enclosed regions.

    Of held-out sketches in black without a mood of light, without their words, in four steps.

    Args:
        cache: where the icons are.
        weights: the folder of `house.onnx`.
        count: of sketches; their regions of more than 60 cells (128 px) are counted.

    Returns:
        "sketches" and "regions", how many; "hue", R, G, B.
    """
    icons, textures = icon_files.load(cache), Textures()
    made = (sample_of(HEDGE_SEED, i, icons=icons, textures=textures) for i in range(10 * count))
    samples = list(islice((s for s in made if s.mood == 0 and _is_black(s)), count))
    with open_net(weights / "house.onnx") as net:
        hues = [hue for at, s in enumerate(samples) for hue in _hues(net, s, at)]
    mean = [round(float(value), 3) for value in np.mean(hues, axis=0)]
    return {"sketches": len(samples), "regions": len(hues), "hue": mean}


def _is_black(sample: Sample) -> bool:
    colors, ink = sample.sketch[:3].astype(int), sample.sketch[3]
    return bool((colors.max(0) - colors.min(0)).max() <= 30 and ink.max() >= 77)


def _hues(net: Any, sample: Sample, seed: int) -> list[NDArray[Any]]:
    cells = _housed(net, replace(sample, words=()), {}, "final", seed=seed).reshape(-1, 3)
    labels, count = regions(sample.sketch[3].astype(np.float32) / 255)
    inside = [labels.ravel() == label for label in range(1, count)]
    means = [cells[cell].mean(0) for cell in inside if cell.sum() > 60]
    return [mean - mean.mean() for mean in means]


def _washed(sample: Sample) -> NDArray[Any]:
    maps = sample.sketch.astype(np.float32) / 255
    sketch = Sketch(np.ascontiguousarray(maps[:3].transpose(1, 2, 0)), maps[3], maps[4])
    return underpainting(sketch, (1.0, 1.0, 1.0), load=1.0, seed=1)


def _housed(
    net: Any,
    sample: Sample,
    vocabulary: dict[str, int],
    effort: Effort,
    *,
    seed: int = 1,
) -> NDArray[Any]:
    maps = sample.sketch.astype(np.float32) / 255
    cue = Cue(maps.astype(np.float32), ids_of(sample.words, vocabulary), sample.mood, (seed,))
    return sampled(net, cue, effort).clean


def _apart(picture: NDArray[Any], sample: Sample) -> float:
    import cv2

    target = sample.painted.astype(np.float32).transpose(1, 2, 0) / 255
    labs = [
        cv2.cvtColor(cv2.resize(image, (64, 64), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2LAB)
        for image in (picture.astype(np.float32), target)
    ]
    return float(np.linalg.norm(labs[0] - labs[1], axis=2).mean())
