"""PictureRequest, everything that decides a picture, and Picture: its layers and where they came from. No painting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from engines.strokes import Drawing

Influence = Literal["hint", "together", "transform"]
Mood = Literal["calm", "warm", "bright", "misty", "stormy", "dusk"]
Style = Literal["watercolor", "gouache", "pastel"]
Effort = Literal["live", "final"]
INFLUENCES: tuple[Influence, ...] = get_args(Influence)
MOODS: tuple[Mood, ...] = get_args(Mood)
STYLES: tuple[Style, ...] = get_args(Style)
EFFORTS: tuple[Effort, ...] = get_args(Effort)


@dataclass(frozen=True, slots=True)
class Region:
    """A part to paint again: the parent picture's hash, and a PNG mask (8-bit grey, white = paint again)."""

    parent: str
    mask_png: bytes


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """Everything that decides a picture; painters take nothing else. Same request, same machine: same bytes.

    Attributes:
        drawing: the person's own marks.
        words: what was asked for, free text; may be empty.
        style: the medium.
        mood: mood of light, or None: the painter then stays with the strokes' own lightness and warmth.
        influence: how far the painter may go.
        seed: 0..2**32-1.
        variation: 0.. ; another answer to the same drawing.
        size: long side in pixels, a multiple of 8 in 64..2048.
        effort: "live" answers while drawing, "final" takes its time.
        painter: the painter's name.
        weights: the painter's weight revision ("none" where it has no weights; "" = the one installed, filled in by the studio).
        runtime: the net's runtime ("onnxruntime", ...; "" where no network runs).
        precision: "fp32", "fp16", ...
        region: the part to paint again, or None for the whole page.
    """

    drawing: Drawing
    words: str = ""
    style: Style = "watercolor"
    mood: Mood | None = None
    influence: Influence = "together"
    seed: int = 0
    variation: int = 0
    size: int = 512
    effort: Effort = "final"
    painter: str = "house"
    weights: str = ""
    runtime: str = "onnxruntime"
    precision: str = "fp32"
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who painted, with what. `notes` says every fallback or limit in plain words (keys of `engines.wording`)."""

    painter: str
    weights: str
    runtime: str
    precision: str
    unknown_words: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A painted layer under the person's own crisp lines.

    Attributes:
        request: what decided it.
        painted: uint8 (H, W, 3), the painted layer alone, sRGB.
        lines: uint8 (H, W, 4), the person's own marks on transparent, sRGB, straight alpha.
        provenance: who painted, with what.
    """

    request: PictureRequest
    painted: NDArray[np.uint8]
    lines: NDArray[np.uint8]
    provenance: Provenance
