"""The seam: a family's networks, however they run. Arrays in, arrays out, no drawing words.

`on_torch` is the reference. The graphs that `engines.plans.exporting` writes have the same parts
under the same names, so that nets over them can take this place.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Parts(Protocol):
    """Text encoder, control, UNet, decoder and encoder of one family; opened with `with`.

    H and W are a picture's sides, h = H / 8 and w = W / 8, C the width of the words' embedding;
    all float32 but the tokens. Latents have the UNet's scale.
    """

    def __enter__(self) -> Parts: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def tokens(self, text: str) -> tuple[NDArray[np.int64], bool]:
        """Gives a text as (1, 77) token ids, and whether all of it fitted."""
        ...

    def text(self, tokens: NDArray[np.int64]) -> Floats:
        """Gives the words' embedding, (1, 77, C)."""
        ...

    def encoder(self, picture: Floats) -> Floats:
        """Gives a picture (1, 3, H, W), -1..1, as a latent (1, 4, h, w)."""
        ...

    def decoder(self, latent: Floats) -> Floats:
        """Gives a latent (1, 4, h, w) as a picture (1, 3, H, W), about -1..1."""
        ...

    def looked(self, sketch: Floats, strength: float) -> Any:
        """Looks at a sketch once: what `predicted` is then given as `seen`.

        Args:
            sketch: (1, 3, H, W), 0..1, lines bright on black.
            strength: how strongly it binds; 0 not at all.
        """
        ...

    def predicted(self, latent: Floats, time: float, embedding: Floats, seen: Any) -> Floats:
        """One step of the UNet: the scheduler's "model output", (1, 4, h, w)."""
        ...
