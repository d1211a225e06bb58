"""The few steps of the house network."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engines.nets.base import Array, Slot
from engines.painters.sampling import Cue, sampled

CUE = Cue(np.zeros((6, 128, 128), np.float32), [3] + [0] * 7, 2, (5, 0))


class Recording:
    """A net that answers gray, or one gray a step, and keeps what it was given."""

    inputs = (
        *(Slot(name, "float32", ()) for name in ("sketch", "noise", "t")),
        *(Slot(name, "int64", ()) for name in ("words", "mood")),
    )

    def __init__(self, *grays: float) -> None:
        self.grays = grays
        self.given: list[Mapping[str, Array]] = []

    def run(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        gray = self.grays[len(self.given)] if self.grays else 0.0
        self.given.append(arrays)
        return {"clean": np.full((1, 3, 128, 128), gray, np.float32)}


def test_four_steps_come_later_than_even_ones_and_end_clean() -> None:
    net: Any = Recording()
    answer = sampled(net, CUE, "final")
    assert [float(one["t"][0]) for one in net.given] == pytest.approx(
        [1, 0.857, 0.667, 0.4], abs=1e-3
    )
    assert answer.shape == (128, 128, 3)
    assert np.allclose(answer, 0.5)


def test_every_step_starts_from_less_noise() -> None:
    net: Any = Recording()
    sampled(net, CUE, "final")
    spread = [float(np.std(one["noise"])) for one in net.given]
    assert spread == pytest.approx([1, 0.857, 0.667, 0.4], abs=0.02)


def test_live_takes_one_step_and_the_same_noise() -> None:
    live, final = Recording(), Recording()
    for net, effort in ((live, "live"), (final, "final")):
        sampled(net, CUE, effort)  # pyright: ignore[reportArgumentType]
    assert len(live.given) == 1
    assert np.array_equal(live.given[0]["noise"], final.given[0]["noise"])


def test_an_answer_is_half_its_first_step_s_and_half_its_last_one_s() -> None:
    net: Any = Recording(0.8, 0.0, -0.6, 0.4)
    assert np.allclose(sampled(net, CUE, "final"), 0.5 + 0.5 * 0.6)
