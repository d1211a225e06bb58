"""What training never sees, and the network that gives one answer, which it is compared with."""

import json
from pathlib import Path

import numpy as np
import pytest

from engines.training import icons as icon_files
from engines.training.contours import lines_of
from engines.training.held_out import head_of, is_held_out
from engines.training.presets import PRESETS
from engines.training.repertoire import GROUND_FIGURES, LOOSE_FIGURES, SKY_FIGURES

HELD_OUT = ("camel", "two-hump-camel", "rabbit-face", "strawberry", "tent", "circus-tent")


@pytest.mark.parametrize("name", HELD_OUT)
def test_the_split_stays_what_it_was(name: str) -> None:
    assert is_held_out(name)
    assert not is_held_out("house-with-garden")


def test_sisters_and_faces_fall_on_one_side() -> None:
    assert head_of("red-apple") == head_of("green-apple") == "apple"
    assert head_of("rabbit-face") == "rabbit"


def test_no_figure_is_held_out() -> None:
    figures = {**GROUND_FIGURES, **SKY_FIGURES, **LOOSE_FIGURES}
    assert not [name for name in figures if is_held_out(name) or is_held_out(f"red-{name}")]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    rgba = np.zeros((3, 128, 128, 4), np.uint8)
    rgba[:, 30:100, 30:100] = (200, 60, 40, 255)
    folder = tmp_path / "icons"
    folder.mkdir()
    np.save(folder / "rgba.npy", rgba)
    lines = [lines_of(one) for one in rgba]
    icon_files._save_lines(folder / "lines.npz", lines)  # pyright: ignore[reportPrivateUsage]
    (folder / "icons.json").write_text(json.dumps({"names": ["camel", "red-apple", "boy"]}))
    return tmp_path


def test_loaded_icons_leave_held_out_things_and_their_words_out(cache: Path) -> None:
    seen, kept = icon_files.load(cache), icon_files.load(cache, held_out=True)
    assert (seen.groups["things"], kept.groups["things"]) == ([[1]], [[0]])
    assert seen.groups["people"] == kept.groups["people"] == [[2]]
    assert seen.words[1] == ("red", "apple")


def test_a_regression_is_as_large_and_as_long_as_the_house() -> None:
    plain, regression = PRESETS["cpu"], PRESETS["regression"]
    assert (plain.wide, plain.blocks, plain.minutes) == (
        regression.wide, regression.blocks, regression.minutes,
    )  # fmt: skip
    assert regression.regression
    assert not plain.regression


def test_a_regression_learns_without_noise(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    from engines.training.loop import Run
    from engines.training.pool import Batch

    run = Run(PRESETS["regression-tiny"], 12, tmp_path)
    rng = np.random.default_rng(1)
    painted = np.full((8, 3, 128, 128), 180, np.uint8)
    sketch = rng.integers(0, 255, (8, 6, 128, 128), np.uint8)
    words, mood = np.zeros((8, 8), np.int64), np.zeros(8, np.int64)
    batch = Batch(sketch, painted, words, mood, words - 1)
    losses = [run.learn(batch) for _ in range(10)]
    assert losses[-1] < 0.95 * losses[0]
