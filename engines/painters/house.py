"""House: the embedded generative painter. A network decides what is there, a medium paints it."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from engines.errors import BackendMissingError
from engines.nets.base import Net, open_net
from engines.painters.base import Painted, Unwatched, Watch
from engines.painters.keeping import Marks, kept
from engines.painters.sampling import SIDE, Cue, sampled
from engines.painters.sheets import Sheets, paper_of
from engines.picture import MOODS, Picture, PictureRequest
from engines.sketch import conditioning, rasterize, size_of
from engines.sketch.scans import Scan

WEIGHTS = Path(__file__).parents[1] / "weights"
SLOTS = 8
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words that carry no thing; leaving them out is no loss worth telling.
_SMALL_WORDS_TEXT = """
    a an the and or of in on at to for from with without by under over near into is are was
    were be it its this that these those my your his her our their me you he she we they i
    some any very no not as up down
"""
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())

Floats = NDArray[np.float32]


class HousePainter:
    """See `engines.painters.base.Painter`. Runs on a CPU, with the weights in `engines/weights`."""

    name = "house"

    def __init__(self, *, threads: int | None = None, weights: Path | None = None) -> None:
        self._folder = WEIGHTS if weights is None else weights
        self._threads = threads
        self._opened = ExitStack()
        self._sheets = Sheets(threads=threads)
        self._net: Net | None = None
        self._vocabulary: dict[str, int] = {}
        self.weights = ""

    def __enter__(self) -> HousePainter:
        path = self._folder / "house.onnx"
        if not path.exists():
            raise BackendMissingError(
                f"The house painter's weights are missing: {path}. Install Sketchwell again."
            )
        self.weights = revision_of(path)
        self._vocabulary = vocabulary_in(self._folder)
        self._net = self._opened.enter_context(open_net(path, threads=self._threads))
        self._opened.enter_context(self._sheets)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._net = None
        self._opened.close()

    def paint(
        self,
        request: PictureRequest,
        *,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Painted:
        """Paints one request; see `engines.painters.base.Painter.paint`."""
        watch = watch or Unwatched()
        watch.progress(0.0)
        under, unknown = self.underpainting(request, scan=scan, watch=watch)
        sketch = rasterize(request.drawing, request.size, scan=scan)
        light = request.effort == "live"
        pixels = self._sheets.finish(
            request, under, sketch, parent=parent, watch=watch, light=light
        )
        return Painted(pixels, unknown_words=unknown, notes=self._notes(request, unknown))

    def _notes(self, request: PictureRequest, unknown: tuple[str, ...]) -> tuple[str, ...]:
        cut = ("words_cut",) if is_cut(request.words, self._vocabulary) else ()
        return (*cut, "unknown_words") if unknown else cut

    def underpainting(
        self, request: PictureRequest, *, scan: Scan | None = None, watch: Watch | None = None
    ) -> tuple[Floats, tuple[str, ...]]:
        """Gives the small picture that a medium starts from, and the words it did not know.

        Returns:
            (h, w, 3) float32, 0..1, 128 cells on the long side; unknown words in order.
        """
        watch = watch or Unwatched()
        maps = conditioning(request.drawing, SIDE, scan=scan)
        ids, unknown = word_ids(request.words, self._vocabulary)
        clean = self._flow(request, maps, ids, watch)
        page = _page(request, np.concatenate([clean, maps.transpose(1, 2, 0)], 2))
        marks = Marks(page[..., 3:6], page[..., 6], page[..., 7])
        plain = request.mood is None
        under = kept(page[..., :3], marks, paper_of(request), request.influence, plain=plain)
        return under, unknown

    def _flow(self, request: PictureRequest, maps: Floats, ids: list[int], watch: Watch) -> Floats:
        """From noise to a clean picture in a few steps, (128, 128, 3), 0..1."""
        if self._net is None:
            raise ValueError("The house painter is closed. Open it with `with`.")
        mood = 0 if request.mood is None else 1 + MOODS.index(request.mood)
        cue = Cue(maps, ids, mood, (request.seed, request.variation))
        return sampled(self._net, cue, request.effort, watch=watch).clean


def revision_of(path: Path) -> str:
    """The weights' revision: the first 12 hex digits of the file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def vocabulary_in(folder: Path) -> dict[str, int]:
    """The words that the network knows, with their ids from 1.

    Raises:
        BackendMissingError: there is no vocabulary in the folder.
    """
    path = folder / "vocabulary.json"
    if not path.exists():
        raise BackendMissingError(
            f"The house painter's vocabulary is missing: {path}. Install Sketchwell again."
        )
    return json.loads(path.read_text(encoding="utf-8"))["words"]


def word_ids(text: str, vocabulary: dict[str, int]) -> tuple[list[int], tuple[str, ...]]:
    """Reads free text as the network does.

    Args:
        text: what the person asked for.
        vocabulary: word -> id.

    Returns:
        Eight ids, 0 for none; and the words that are not known, each once, in order. The network
        has no room for known words past the eighth: `is_cut` says so.
    """
    known, unknown = _sorted_out(text, vocabulary)
    ids = known[:SLOTS]
    return ids + [0] * (SLOTS - len(ids)), tuple(unknown)


def is_cut(text: str, vocabulary: dict[str, int]) -> bool:
    """Whether more words are known than the network takes in."""
    return len(_sorted_out(text, vocabulary)[0]) > SLOTS


def _sorted_out(text: str, vocabulary: dict[str, int]) -> tuple[list[int], list[str]]:
    known: dict[int, None] = {}
    unknown: list[str] = []
    for word in dict.fromkeys(found.lower() for found in _WORD.findall(text)):
        number = next((vocabulary[form] for form in _forms(word) if form in vocabulary), None)
        if number is not None:
            known[number] = None
        elif word not in _SMALL_WORDS:
            unknown.append(word)
    return list(known), unknown


def _forms(word: str) -> tuple[str, ...]:
    """The word itself, then simple singulars."""
    endings = (("ies", "y"), ("es", ""), ("s", ""))
    return (
        word,
        *(
            word.removesuffix(end) + new
            for end, new in endings
            if word.endswith(end) and len(word) > 4
        ),
    )


def _page(request: PictureRequest, square: Floats) -> Floats:
    """Cuts the page out of the letterboxed square."""
    width, height = size_of(request.drawing.paper, SIDE)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    return np.ascontiguousarray(square[top : top + height, left : left + width])
