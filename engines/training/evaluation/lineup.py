"""Who is measured: painters by name, each a function from a request to its painted layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
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

    def __enter__(self) -> SwappedHouse:
        super().__enter__()
        if self._net is not None:
            self._net = self._swap(self._net)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)


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
    def opened(self) -> Iterator[Lineup]:
        """All painters, in the order of the table."""
        with ExitStack() as stack:
            wash = stack.enter_context(WashPainter(threads=self.threads))
            lineup: dict[str, Paint] = {"blank": blank, "wash": painted_by(wash)}
            index = index_of(self.cache, vocabulary_in(self.weights), count=self.samples)
            nearest = self._house(lambda net: NearestNet(net, index), self.weights)
            lineup["nearest"] = painted_by(stack.enter_context(nearest))
            if self.regression is not None:
                still = stack.enter_context(self._house(Still, self.regression))
                lineup["regression"] = painted_by(still)
            house = HousePainter(threads=self.threads, weights=self.weights)
            lineup["house"] = painted_by(stack.enter_context(house))
            yield lineup

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
