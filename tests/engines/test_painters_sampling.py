"""The few steps of the house network, for both sizes that it has had."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engines.nets.base import Array, Slot
from engines.painters.sampling import Cue, sampled


class Recording:
    """A net that answers gray, and keeps what it was given."""

    def __init__(self, channels: int, side: int) -> None:
        self.side, self.given = side, list[Mapping[str, Array]]()
        shapes: dict[str, tuple[int | None, ...]] = {
            "sketch": (None, channels, 128, 128),
            "noise": (None, 3, side, side),
        }
        self.inputs = tuple(Slot(name, "float32", shape) for name, shape in shapes.items())

    def run(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        self.given.append(arrays)
        answers: dict[str, Array] = {"clean": np.zeros((1, 3, self.side, self.side), np.float32)}
        if self.side == 128:
            answers["drawn"] = np.full((1, 8), 30.0 - 40 * len(self.given), np.float32)
        return answers


def cue_of(channels: int) -> Cue:
    maps = np.zeros((channels, 128, 128), np.float32)
    maps[5:] = 0.5
    return Cue(maps, [3] + [0] * 7, 2, (5, 0))


def painted(channels: int, side: int, *, given: int = 5) -> tuple[Any, Any]:
    net: Any = Recording(channels, side)
    return net, sampled(net, cue_of(given), "final")


@pytest.mark.parametrize(("channels", "side"), [(5, 64), (6, 128)])
def test_both_sizes_paint_the_whole_square(channels: int, side: int) -> None:
    net, answer = painted(channels, side)
    assert answer.clean.shape == (128, 128, 3)
    assert np.allclose(answer.clean, 0.5)
    assert net.given[0]["noise"].shape == (1, 3, side, side)


@pytest.mark.parametrize(("channels", "given"), [(5, 6), (5, 5), (6, 5), (6, 6)])
def test_the_sketch_has_the_channels_that_the_network_takes(channels: int, given: int) -> None:
    net, _ = painted(channels, 64 if channels == 5 else 128, given=given)
    sketch = net.given[0]["sketch"]
    assert sketch.shape == (1, channels, 128, 128)
    shown = 0.5 if given == 6 else 0.0
    assert sketch[0, 4 if channels == 5 else 5].max() == shown


def test_twice_the_side_takes_later_times() -> None:
    small, large = (painted(*shape)[0] for shape in ((5, 64), (6, 128)))
    times = [[float(one["t"][0]) for one in net.given] for net in (small, large)]
    assert times[0] == [1.0, 0.75, 0.5, 0.25]
    assert times[1] == pytest.approx([1.0, 0.857, 0.667, 0.4], abs=1e-3)


def test_what_is_drawn_is_told_by_the_first_step_where_the_network_can_tell() -> None:
    assert painted(5, 64)[1].drawn is None
    chances = painted(6, 128)[1].drawn
    assert chances is not None
    assert max(chances) < 0.01
