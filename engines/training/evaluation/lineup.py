"""Who is measured: painters by name, each a function from a request to its painted layer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import Net
from engines.painters.house import WEIGHTS, HousePainter, vocabulary_in
from engines.painters.wash import WashPainter
from engines.picture import PictureRequest
from engines.sketch import size_of
from engines.training.evaluation.nearest import NearestNet, index_of

Bytes = NDArray[np.uint8]
Paint = Callable[[PictureRequest], Bytes]
Lineup = Mapping[str, Paint]

LETTERS = {"blank": "A", "wash": "B", "nearest": "C", "regression": "D", "house": "E"}


class SwappedHouse(HousePainter):
    """The house with something else in the place of its network; all else is the same."""

    def __init__(self, swap: Callable[[Net], Any], **options: Any) -> None:
        super().__init__(**options)
        self._swap = swap

    def _open_net(self, runtime: str, precision: str) -> Net:
        return self._swap(super()._open_net(runtime, precision))


class Still:
    """A net that is never given noise: t = 1 and zeros, as the regression was trained."""

    def __init__(self, net: Net) -> None:
        self._net, self.inputs = net, net.inputs

    def run(self, arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Runs it so."""
        still = {"noise": np.zeros_like(arrays["noise"]), "t": np.ones_like(arrays["t"])}
        return dict(self._net.run({**arrays, **still}))


@dataclass(frozen=True, slots=True)
class Contest:
    """What is needed to open the painters, in any process.

    Attributes:
        cache: where the icons are.
        weights: the folder of the house's weights.
        regression: the folder of the regression's, or None: then there is no D.
        samples: how many the nearest neighbor is looked for among.
        threads: for each painter.
    """

    cache: Path
    weights: Path = WEIGHTS
    regression: Path | None = None
    samples: int = 3000
    threads: int | None = 1

    @contextmanager
    def opened(self, only: Collection[str] = tuple(LETTERS)) -> Iterator[Lineup]:
        """The painters, in the order of the table; `only` those that are named."""
        with ExitStack() as stack:
            lineup: dict[str, Paint] = {}
            if "blank" in only:
                lineup["blank"] = blank
            for name, opening in self._openings().items():
                if name in only:
                    lineup[name] = painted_by(stack.enter_context(opening()))
            yield lineup

    def _openings(self) -> dict[str, Callable[[], Any]]:
        openings: dict[str, Callable[[], Any]] = {
            "wash": lambda: WashPainter(threads=self.threads),
            "nearest": self._nearest,
        }
        if self.regression is not None:
            folder = self.regression
            openings["regression"] = lambda: self._house(Still, folder)
        weights, threads = self.weights, self.threads
        return {**openings, "house": lambda: HousePainter(threads=threads, weights=weights)}

    def _nearest(self) -> SwappedHouse:
        index = index_of(self.cache, vocabulary_in(self.weights), count=self.samples)
        return self._house(lambda net: NearestNet(net, index), self.weights)

    def _house(self, swap: Callable[[Net], Any], weights: Path) -> SwappedHouse:
        return SwappedHouse(swap, threads=self.threads, weights=weights)


def painted_by(painter: Any) -> Paint:
    """An opened painter as a function."""
    return lambda request: painter.paint(request).pixels


def blank(request: PictureRequest) -> Bytes:
    """A: the bare paper."""
    width, height = size_of(request.drawing.paper, request.size)
    color = bytes.fromhex(request.drawing.paper.color.removeprefix("#"))
    return np.broadcast_to(np.frombuffer(color, np.uint8), (height, width, 3)).copy()
