"""Whole scenes with held-out things: what painters make of their drawings, beside the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.picture import MOODS, PictureRequest
from engines.sketch import rasterize
from engines.training.evaluation.frechet import frechet_distance
from engines.training.evaluation.lineup import Bytes
from engines.training.evaluation.painting import SEED, SMALL, STRENGTH, Easel
from engines.training.evaluation.renderings import cropped
from engines.training.evaluation.tracing import traced_scene
from engines.training.icons import Icons
from engines.training.lights import Textures
from engines.training.scenes import scene_of

SCENES_SEED = 990_001
OTHERS = "other true"


def scene_features(
    easel: Easel, icons: Icons, textures: Textures, number: int
) -> dict[str, NDArray[Any]]:
    """The judge's features of one scene as each painter answers it, and of its true picture.

    Painters are told the scene's words and its mood of light. "other true" is another scene's true
    picture: how far true pictures are from each other, with so few of them, is the floor.

    Args:
        easel: painters, judge and medium.
        icons: with held-out things.
        textures: shared noise fields.
        number: which scene.

    Returns:
        Painter -> float32 (5, 96): four quarters and the middle.
    """
    found = {}
    for name, at in (("true", 2 * number), (OTHERS, 2 * number + 1)):
        rng = np.random.default_rng([SCENES_SEED, at])
        scene = scene_of(rng, icons, textures)
        traced = traced_scene(scene, rng)
        sketch = rasterize(traced.drawing, SMALL)
        pixels = easel.medium.render(np.clip(traced.true, 0, 1), sketch, seed=at, strength=STRENGTH)
        found[name] = easel.judge.features(parts(pixels))
        if name == "true":
            mood = MOODS[scene.mood - 1] if scene.mood else None
            words = " ".join(dict.fromkeys(scene.words))
            request = PictureRequest(traced.drawing, words=words, mood=mood, size=SMALL, seed=SEED)
            for painter, paint in easel.lineup.items():
                found[painter] = easel.judge.features(parts(paint(request)))
    return found


def parts(pixels: Bytes) -> NDArray[Any]:
    """Four quarters and the middle of a page, uint8 (5, 64, 64, 3)."""
    height, width = pixels.shape[:2]
    side = min(height, width) / 2
    places = [(x, y) for y in (0.25, 0.75) for x in (0.25, 0.75)] + [(0.5, 0.5)]
    return np.stack([cropped(pixels, (x * width, y * height, side)) for x, y in places])


def distances(scenes: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, float]:
    """Fréchet distance of each painter's crowd to the true one."""
    if not scenes:
        return {}
    crowds = {name: np.concatenate([own[name] for own in scenes]) for name in scenes[0]}
    true = crowds.pop("true")
    return {name: frechet_distance(crowd, true) for name, crowd in crowds.items()}
