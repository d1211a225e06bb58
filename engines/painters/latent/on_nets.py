"""A family's networks as nets over the graphs of `engines.plans.exporting`, on any runtime."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.nets.base import Net, Slot, fitted, open_net

Floats = NDArray[np.float32]
STEP = ("latent", "time", "embedding")


class NetParts:
    """See `engines.painters.latent.parts.Parts`.

    Args:
        paths: "text", "control", "unet", "decoder", "encoder" -> the net's file; a part that is
            missing must not be asked for.
        tokenizer: gives a text as token ids and whether all of it fitted; None where no text comes.
        runtime: a key of `engines.nets.base.RUNTIMES`.
        precision: what the runtime computes in; None takes engines in what they were built for.
        threads: threads for one run; None leaves them to the runtime.
    """

    def __init__(
        self,
        paths: Mapping[str, Path],
        tokenizer: Callable[[str], tuple[NDArray[np.int64], bool]] | None = None,
        *,
        runtime: str,
        precision: str | None = "fp32",
        threads: int | None = None,
    ) -> None:
        self._paths = paths
        self._tokenizer = tokenizer
        self._how: dict[str, Any] = {"runtime": runtime, "precision": precision, "threads": threads}
        self._nets: dict[str, Net] = {}
        self._opened = ExitStack()

    def __enter__(self) -> NetParts:
        for name, path in self._paths.items():
            self._nets[name] = self._opened.enter_context(open_net(path, **self._how))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._nets.clear()
        self._opened.close()

    def inputs(self, part: str) -> tuple[Slot, ...]:
        """What one part takes, in order."""
        return self._nets[part].inputs

    def tokens(self, text: str) -> tuple[NDArray[np.int64], bool]:
        """See `Parts.tokens`."""
        if self._tokenizer is None:
            raise ValueError("These parts were opened without a tokenizer.")
        return self._tokenizer(text)

    def text(self, tokens: NDArray[np.int64]) -> Floats:
        """See `Parts.text`."""
        return self._ran("text", fitted({"tokens": tokens}, self.inputs("text")))["embedding"]

    def encoder(self, picture: Floats) -> Floats:
        """See `Parts.encoder`."""
        return self._ran("encoder", {"picture": picture})["latent"]

    def decoder(self, latent: Floats) -> Floats:
        """See `Parts.decoder`."""
        return self._ran("decoder", {"latent": latent})["picture"]

    def looked(self, sketch: Floats, strength: float) -> dict[str, Floats]:
        """See `Parts.looked`: an adapter answers now, a ControlNet at every step."""
        slots = {slot.name: slot for slot in self.inputs("control")}
        channels = slots["sketch"].shape[1] or sketch.shape[1]
        seen = {"sketch": sketch[:, :channels], "strength": np.full(1, strength, np.float32)}
        return seen if "latent" in slots else self._ran("control", seen)

    def predicted(
        self, latent: Floats, time: float, embedding: Floats, seen: dict[str, Floats]
    ) -> Floats:
        """See `Parts.predicted`."""
        step = _step(latent, time, embedding)
        added = self.added(latent, time, embedding, seen)
        return self._ran("unet", {**step, **added})["predicted"]

    def added(
        self, latent: Floats, time: float, embedding: Floats, seen: dict[str, Floats]
    ) -> dict[str, Floats]:
        """What the UNet is told of the sketch at one step, by its inputs' names."""
        if "sketch" not in seen:
            return seen
        return self._ran("control", {**_step(latent, time, embedding), **seen})

    def _ran(self, name: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
        return self._nets[name].run(arrays)


def _step(latent: Floats, time: float, embedding: Floats) -> dict[str, Floats]:
    return dict(zip(STEP, (latent, np.full(1, time, np.float32), embedding), strict=True))
