"""What the network paints where it is unsure: the figure behind `HEDGE` in painters/keeping.py."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import open_net
from engines.painters.house import SLOTS, WEIGHTS
from engines.painters.keeping import regions
from engines.painters.sampling import Cue, sampled
from engines.training import icons as icon_files
from engines.training.lights import Textures
from engines.training.samples import Sample, sample_of

SEED = 77
_LEAST_CELLS = 60


def hedge(cache: Path, *, weights: Path = WEIGHTS, count: int = 46) -> dict[str, Any]:
    """Mean hue (R, G, B minus their mean) of what the network paints into enclosed regions.

    Of unseen sketches in black without a mood of light, without their words, in four steps.

    Args:
        cache: where the icons are.
        weights: the folder of `house.onnx`.
        count: of sketches; their regions of more than 60 cells (128 px) are counted.

    Returns:
        "sketches" and "regions", how many; "hue", R, G, B.
    """
    icons, textures = icon_files.load(cache), Textures()
    made = (sample_of(SEED, at, icons=icons, textures=textures) for at in range(10 * count))
    samples = list(islice((s for s in made if s.mood == 0 and _is_black(s)), count))
    with open_net(weights / "house.onnx") as net:
        hues = [hue for at, sample in enumerate(samples) for hue in _hues(net, sample, at)]
    mean = [round(float(value), 3) for value in np.mean(hues, axis=0)]
    return {"sketches": len(samples), "regions": len(hues), "hue": mean}


def _is_black(sample: Sample) -> bool:
    colors, ink = sample.sketch[:3].astype(int), sample.sketch[3]
    return bool((colors.max(0) - colors.min(0)).max() <= 30 and ink.max() >= 77)


def _hues(net: Any, sample: Sample, seed: int) -> list[NDArray[Any]]:
    cells = _painted(net, sample, seed).reshape(-1, 3)
    labels, count = regions(sample.sketch[3].astype(np.float32) / 255)
    inside = [labels.ravel() == label for label in range(1, count)]
    means = [cells[cell].mean(0) for cell in inside if cell.sum() > _LEAST_CELLS]
    return [mean - mean.mean() for mean in means]


def _painted(net: Any, sample: Sample, seed: int) -> NDArray[Any]:
    maps = np.asarray(sample.sketch / 255, np.float32)
    cue = Cue(maps, [0] * SLOTS, 0, (seed,))
    return sampled(net, cue, "final")
