"""PictureRequest, everything that decides a picture, and Picture: its layers. No painting."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from engines import strokes, wording
from engines.errors import RequestError
from engines.fields import Check
from engines.picture.files import pixels_of as pixels_of
from engines.picture.files import png_of as png_of
from engines.picture.marking import notes_of, signed
from engines.picture.overlay import laid_over
from engines.sketch import MAX_SIZE, MIN_SIZE, STEP_PX
from engines.strokes import Drawing

Influence = Literal["hint", "together", "transform"]
Mood = Literal["calm", "warm", "bright", "misty", "stormy", "dusk"]
Style = Literal["watercolor", "gouache", "pastel", "ink", "glass", "night"]
Effort = Literal["live", "final"]
INFLUENCES: tuple[Influence, ...] = get_args(Influence)
MOODS: tuple[Mood, ...] = get_args(Mood)
STYLES: tuple[Style, ...] = get_args(Style)
EFFORTS: tuple[Effort, ...] = get_args(Effort)

MAX_WORDS_CHARS = 2_000
MAX_VARIATION = 9_999
MAX_MASK_BYTES = 4 * 2**20
MAX_REQUEST_BYTES = strokes.MAX_WIRE_BYTES + 2 * MAX_MASK_BYTES

Bytes = NDArray[np.uint8]

_check = Check(RequestError, "request")
_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,39}", re.ASCII)
_LABEL = re.compile(r"[A-Za-z0-9_.:+/@-]{0,100}", re.ASCII)
_WORDS = re.compile(rf"[^\x00\ud800-\udfff]{{0,{MAX_WORDS_CHARS}}}", re.DOTALL)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
_PNG = b"\x89PNG\r\n\x1a\n"
_CHOICES = {"style": STYLES, "influence": INFLUENCES, "effort": EFFORTS}
_SMALL = ("words", "language", "style", "mood", "influence", "seed", "variation", "size", "effort")
PLAIN = (*_SMALL, "painter", "weights", "runtime", "precision")


@dataclass(frozen=True, slots=True)
class Region:
    """A part to paint again.

    Attributes:
        parent: the parent picture's digest.
        mask_png: a PNG mask, 8-bit gray, white = paint again.
    """

    parent: str
    mask_png: bytes


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """Everything that decides a picture; painters take nothing else.

    Same request, same machine: same bytes. A request out of bounds cannot be made.

    Attributes:
        drawing: the person's own marks.
        words: what was asked for, free text; may be empty.
        language: the one that the words are in, such as "de"; they are read in no other.
        style: the medium.
        mood: mood of light, or None: the painter stays with the strokes' lightness and warmth.
        influence: how far the painter may go.
        seed: 0..2**32-1.
        variation: 0..9999; another answer to the same drawing.
        size: long side in pixels, a multiple of 8 in 64..2048.
        effort: "live" answers while drawing, "final" takes its time.
        painter: the painter's name.
        weights: revision of the painter's weights ("none" without) and its medium; "" = the one
            installed, filled in by the studio.
        runtime: what runs the network, or the medium of a painter without: "onnxruntime", ...
        precision: "fp32", "bf16".
        region: the part to paint again, or None for the whole page.

    Raises:
        RequestError: names the field and the value met.
    """

    drawing: Drawing
    words: str = ""
    language: str = "en"
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

    def __post_init__(self) -> None:
        if not isinstance(self.drawing, Drawing):
            _check.refuse("drawing", self.drawing, "must be a Drawing")
        _check.matched(self.words, "words", _WORDS, f"must be text of at most {MAX_WORDS_CHARS}")
        _check.matched(self.language, "language", _LANGUAGE, "must be two letters, such as en")
        for name, choices in _CHOICES.items():
            _check.choice(getattr(self, name), name, choices)
        if self.mood is not None:
            _check.choice(self.mood, "mood", MOODS)
        _check.whole(self.seed, "seed", 0, 2**32 - 1)
        _check.whole(self.variation, "variation", 0, MAX_VARIATION)
        if _check.whole(self.size, "size", MIN_SIZE, MAX_SIZE) % STEP_PX:
            _check.refuse("size", self.size, f"must be a multiple of {STEP_PX}")
        _check.matched(self.painter, "painter", _NAME, "must be a painter's name")
        for name in ("weights", "runtime", "precision"):
            _check.matched(getattr(self, name), name, _LABEL, "must be a short label")
        if self.region is not None:
            _check_region(self.region)

    def to_json(self) -> bytes:
        """Packs the request as canonical JSON: equal requests give equal bytes."""
        wire: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        wire["drawing"] = strokes.to_wire(self.drawing)
        if self.region is not None:
            mask = base64.b64encode(self.region.mask_png).decode("ascii")
            wire["region"] = {"parent": self.region.parent, "mask_png": mask}
        text = json.dumps(wire, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.encode("ascii")

    @staticmethod
    def from_json(wire: str | bytes | Mapping[str, Any]) -> PictureRequest:
        """Reads what `to_json` packed.

        Raises:
            RequestError: names the field and the value met.
            DrawingError: the same, inside the drawing.
        """
        loaded = _check.loaded(wire, max_bytes=MAX_REQUEST_BYTES)
        allowed = (*PLAIN, "region")
        fields = _check.fields(loaded, "request", needed=("drawing",), allowed=allowed)
        plain = {name: fields[name] for name in PLAIN if name in fields}
        drawing = strokes.parse(_check.mapping(fields["drawing"], "drawing"))
        return PictureRequest(drawing, **plain, region=_region(fields.get("region")))

    def digest(self) -> str:
        """Gives the SHA-256 over everything that decides the picture, 64 hex digits."""
        return hashlib.sha256(self.to_json()).hexdigest()


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who painted, with what; `notes` are keys of `engines.wording` for every fallback or limit."""

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
    painted: Bytes
    lines: Bytes
    provenance: Provenance

    def composite(self, *, lines: bool | None = None) -> Bytes:
        """Gives what people see: uint8 (H, W, 3), sRGB.

        Args:
            lines: whether the person's lines lie on top; None means yes, at every influence.
        """
        if lines is False:
            return self.painted.copy()
        return laid_over(self.painted, self.lines, paper=self.request.drawing.paper.color)

    def to_png(
        self,
        *,
        mark: bool,
        lines: bool | None = None,
        picture_id: UUID | None = None,
        language: str = "en",
    ) -> bytes:
        """Packs what people see as PNG. No time, no words and no strokes are inside.

        Args:
            mark: whether the file says that it is partly machine-made: a small sign in a corner for
                people; for machines who painted it with which weights, under a random id. Files
                that leave the practice carry it.
            lines: as for `composite`.
            picture_id: the random id; None makes one. With it, same picture, same bytes.
            language: of the sign.
        """
        seen = self.composite(lines=lines)
        if not mark:
            return png_of(seen)
        made = self.provenance
        notes = notes_of(made.painter, made.weights, picture_id or uuid4())
        return png_of(signed(seen, language), texts=notes)

    def _repr_png_(self) -> bytes:
        return self.to_png(mark=True)

    def digest(self) -> str:
        """Gives the SHA-256 of the painted layer, 64 hex digits."""
        shape = "x".join(map(str, self.painted.shape)).encode("ascii")
        return hashlib.sha256(shape + b":" + self.painted.tobytes()).hexdigest()


def told(
    unknown: Sequence[str], notes: Sequence[str], language: str = "en", *, words: str = ""
) -> list[str]:
    """What a painter could not do, in the wording's sentences.

    Args:
        unknown: words that the painter does not know. A mood among them has a sentence of its own:
            it is chosen, not written.
        notes: keys of `engines.wording`; each is said once, and one without a sentence not at all.
        language: one of `engines.languages.available()`.
        words: what was asked for; where none of it is known, one sentence says so.
    """
    moods = [word for word in unknown if word.lower() in MOODS]
    strange = [word for word in unknown if word not in moods]
    if strange and _words_of(words) <= {word.lower() for word in strange}:
        strange, notes = [], ["no_known_words", *notes]
    found = {"mood_words": ", ".join(moods), "unknown_words": ", ".join(strange)}
    said = [wording.sentence(key, language, words=words) for key, words in found.items() if words]
    plain = (n for n in dict.fromkeys(notes) if n in wording.SENTENCES and not wording.fields(n))
    return [*said, *(wording.sentence(note, language) for note in plain)]


def _words_of(text: str) -> set[str]:
    """The words of a text, without those of one or two letters; "?" stands for none."""
    return set(re.findall(r"[^\W\d_]{3,}", text.lower())) or {"?"}


def _region(value: Any) -> Region | None:
    if value is None:
        return None
    fields = _check.fields(value, "region", needed=("parent", "mask_png"))
    try:
        mask = base64.b64decode(fields["mask_png"], validate=True)
    except (TypeError, ValueError):
        _check.refuse("region.mask_png", fields["mask_png"], "must be base64")
    return Region(fields["parent"], mask)


def _check_region(region: Region) -> None:
    matter = "must be the parent picture's digest, 64 hex digits"
    _check.matched(region.parent, "region.parent", _SHA256, matter)
    mask = region.mask_png
    if not isinstance(mask, bytes) or not mask.startswith(_PNG) or len(mask) > MAX_MASK_BYTES:
        _check.refuse("region.mask_png", mask, f"must be a PNG of at most {MAX_MASK_BYTES} bytes")
