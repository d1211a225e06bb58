"""From a start to a latent in a few steps: the loop along a sampler's walk.

With the same weights, noise and steps it gives what diffusers' own pipelines give; a test says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import PaintingError
from engines.painters.base import Watch
from engines.painters.latent.parts import Parts
from engines.painters.latent.walking import Sampler, Walk

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
# A latent's four planes as a color, for previews: cheap and about right.
# Source: ComfyUI, latent_formats.SD15.latent_rgb_factors, https://github.com/comfyanonymous/ComfyUI
GLIMPSE = np.array(
    [
        [0.3512, 0.2297, 0.3227],
        [0.3250, 0.4974, 0.2350],
        [-0.2829, 0.1762, 0.2721],
        [-0.2120, -0.2616, -0.7177],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True, eq=False)
class Cue:
    """What one painting starts from.

    Attributes:
        shape: (height, width) of the latent.
        start: (1, 4, h, w), the encoded underpainting; None begins with noise alone.
        share: of the way that is painted, 0..1; 1 without a start.
        steps: of the UNet.
        guidance: above 1, how far the words push away from `against`.
        words: their embedding, (1, 77, C).
        against: embedding of what the picture must not turn into.
        seen: what `Parts.looked` gave.
        seed: of the noise, drawn on the processor whatever paints.
        keep: (1, 4, h, w) latent of a parent picture, and (h, w) share 0..1 that is painted anew.
        page: the rows and columns of the latent that are the page; what is beyond only fills it.
    """

    shape: tuple[int, int]
    start: Floats | None
    share: float
    steps: int
    guidance: float
    words: Floats
    against: Floats
    seen: Any
    seed: int
    keep: tuple[Floats, Floats] | None = None
    page: tuple[slice, slice] = (slice(None), slice(None))


def sampled(parts: Parts, sampler: Sampler, cue: Cue, *, watch: Watch) -> Floats:
    """Paints in the space of latents.

    Args:
        parts: the networks.
        sampler: begins the walk.
        cue: what to start from.
        watch: progress and a preview after every step; may stop it.

    Returns:
        (1, 4, h, w).

    Raises:
        Cancelled: the work is no longer wanted.
        PaintingError: a step gave no numbers.
    """
    walk = sampler(cue.steps, cue.share, (1, 4, *cue.shape), cue.seed)
    latent = walk.noise if cue.start is None else walk.noised(cue.start, 0)
    for at, time in enumerate(walk.times):
        share = 0.1 + 0.75 * at / len(walk.times)
        watch.progress(share)
        shown = walk.scaled(latent, at)
        told = parts.predicted(shown, float(time), cue.words, cue.seen)
        if cue.guidance > 1:
            watch.progress(share)  # on a processor each of the two may take long
            away = parts.predicted(shown, float(time), cue.against, cue.seen)
            told = guided(told, away, cue.guidance)
        latent, clean = walk.stepped(
            finite(told, f"step {at + 1} of {len(walk.times)}"), at, latent
        )
        if cue.keep is not None:
            latent = _kept(walk, latent, cue.keep, at + 1)
        watch.preview(glimpse(clean)[cue.page])
    return latent


def finite(found: Floats, where: str) -> Floats:
    """Gives an answer back if it is one: half precision may overflow, and then nothing is left.

    Raises:
        PaintingError: it has NaN or infinities; a picture of them would be black.
    """
    if not np.isfinite(found).all():
        raise PaintingError(
            f"The network gave no numbers (NaN) in {where}, so nothing was painted: what it "
            "computes in is too narrow for it on this machine. Choose another large_runtime, or "
            "another painter."
        )
    return found


def guided(toward: Floats, away: Floats, guidance: float) -> Floats:
    """Pushes a prediction away from another.

    Source: Ho and Salimans 2022, Classifier-Free Diffusion Guidance, eq. 6, with w + 1 for
    `guidance`, https://arxiv.org/abs/2207.12598
    """
    return away + np.float32(guidance) * (toward - away)


def _kept(walk: Walk, latent: Floats, keep: tuple[Floats, Floats], at: int) -> Floats:
    """Outside the part, what the parent would be at this stage: the border grows out of it.

    Source: Lugmayr et al. 2022, RePaint, eq. 8, https://arxiv.org/abs/2201.09865
    """
    parent, anew = keep
    known = walk.noised(parent, at)
    return np.asarray(known + anew * (latent - known), np.float32)


def glimpse(latent: Floats) -> Bytes:
    """A latent as a small picture, without a decoder: uint8 (h, w, 3)."""
    colors = np.einsum("chw,cd->hwd", latent[0], GLIMPSE)
    return np.rint(np.clip(colors * 0.5 + 0.5, 0, 1) * 255).astype(np.uint8)
