"""The charts' colors: told apart by the color-blind, legible on their grounds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from workbench.charts import looks
from workbench.colors import oklab

# G. M. Machado, M. M. Oliveira and L. Fernandes, 2009, IEEE TVCG 15(6): severity 1, linear RGB.
BLIND = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
SCREENS = (looks.LIGHT, looks.DARK)
APART = 0.1


def linear(color: str) -> np.ndarray:
    srgb = np.frombuffer(bytes.fromhex(color[1:]), dtype=np.uint8) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def seen_by(color: str, kind: str) -> np.ndarray:
    light = np.clip(np.array(BLIND[kind]) @ linear(color), 0, 1)
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return oklab((srgb * 255).round().astype(np.uint8))


def contrast(one: str, other: str) -> float:
    weights = np.array((0.2126, 0.7152, 0.0722))
    low, high = sorted(float(weights @ linear(color)) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("look", SCREENS, ids=lambda look: look.name)
def test_pleasure_and_arousal_are_apart_for_the_color_blind(look: looks.Look, kind: str):
    for one, other in combinations(look.said.values(), 2):
        assert np.linalg.norm(seen_by(one, kind) - seen_by(other, kind)) > APART


@pytest.mark.parametrize("look", looks.LOOKS.values(), ids=lambda look: look.name)
def test_marks_and_words_are_legible_on_every_ground(look: looks.Look):
    for ground in (look.paper, *look.phases.values()):
        assert min(contrast(look.ink, ground), contrast(look.quiet, ground)) >= 4.5
        assert min(contrast(c, ground) for c in (*look.said.values(), look.measure)) >= 3


def test_without_color_shapes_and_patterns_tell():
    assert len(set(looks.SHAPES.values())) == len(looks.SHAPES)
    neighbors = zip(looks.FAMILIES, looks.FAMILIES[1:], strict=False)
    assert all(looks.PATTERNS[one] != looks.PATTERNS[other] for one, other in neighbors)
