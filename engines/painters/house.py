"""House: the embedded generative painter. A network decides what is there, a medium paints it."""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from engines import settings
from engines.errors import BackendMissingError
from engines.lexicon import Heard
from engines.media import Care, seed_of
from engines.nets import sets
from engines.nets.base import Net, open_net
from engines.painters.base import Painted, Unwatched, Watch
from engines.painters.imagining import (
    LAND_OWN,
    OWN,
    Imagined,
    heard_of,
    imagined,
    laid_in,
    lit,
    shown,
    staged,
)
from engines.painters.keeping import Marks, kept
from engines.painters.placing import room_of
from engines.painters.region import cover_of
from engines.painters.sampling import SIDE, Cue, sampled
from engines.painters.sheets import Sheets, paper_of
from engines.painters.wash import LOAD
from engines.painters.wash import underpainting as spread
from engines.picture import MOODS, Effort, Influence, Picture, PictureRequest
from engines.sketch import Sketch, conditioning, rasterize, size_of
from engines.sketch.scans import Scan

WEIGHTS = Path(__file__).parents[1] / "weights"
SLOTS = 8
# Long side in pixels at which what was asked for is laid on the page.
LAID_SIDES: dict[Effort, int] = {"live": 256, "final": 512}
BARE: Influence = "hint"  # at which nothing is added

Floats = NDArray[np.float32]


class HousePainter:
    """See `engines.painters.base.Painter`. With the weights in `engines/weights`."""

    name = "house"
    runs_on = None

    def __init__(self, *, threads: int | None = None, weights: Path | None = None) -> None:
        self._folder = WEIGHTS if weights is None else weights
        self._threads = threads
        self._opened = ExitStack()
        self._sheets = Sheets(threads=threads)
        self._nets: dict[tuple[str, str], Net] = {}
        self._path: Path | None = None
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
        self._path = path
        self._opened.enter_context(self._sheets)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._path = None
        self._nets.clear()
        self._opened.close()

    def paint(
        self,
        request: PictureRequest,
        *,
        sketch: Sketch | None = None,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Painted:
        """Paints one request; see `engines.painters.base.Painter.paint`."""
        watch = watch or Unwatched()
        watch.progress(0.0)
        if sketch is None:
            sketch = rasterize(request.drawing, request.size, scan=scan)
        started = self._started(request, scan, watch, sketch)
        watch.progress(0.5)
        sketch = self._staged(request, sketch, started)
        care: Care = "quick" if request.effort == "live" else "full"
        pixels = self._sheets.finish(
            request, started.under, sketch, parent=parent, watch=watch, care=care
        )
        return Painted(pixels, unknown_words=started.unknown, notes=started.notes)

    def let_go(self) -> None:
        """See `engines.painters.base.Painter.let_go`."""
        self._sheets.let_go()

    def underpainting(
        self, request: PictureRequest, *, scan: Scan | None = None, watch: Watch | None = None
    ) -> tuple[Floats, tuple[str, ...]]:
        """Gives the small picture that a medium starts from, and the words it did not know.

        Returns:
            (h, w, 3) float32, 0..1, 128 cells on the long side; unknown words in order.
        """
        started = self._started(request, scan, watch or Unwatched())
        return started.under, started.unknown

    def _started(
        self, request: PictureRequest, scan: Scan | None, watch: Watch, sketch: Sketch | None = None
    ) -> _Started:
        # A live answer does not draw the lines a second time. Where something is asked for it does:
        # a hair's breadth decides where that has room, and it must not move in the final answer.
        near = request.effort == "live" and request.size >= 2 * SIDE and not request.words.strip()
        seen = sketch if near else None
        maps = conditioning(request.drawing, SIDE, scan=scan, sketch=seen)
        watch.progress(0.0)  # who draws on must not wait for a step that nobody wants
        page = _page(request, maps.transpose(1, 2, 0))
        marks = Marks(page[..., :3], page[..., 3], page[..., 4])
        heard = heard_of(request)
        plan = self._imagined(request, heard, marks)
        watch.progress(0.0)
        bare = 1 - np.maximum(marks.ink, marks.area)
        land, things = (
            _where(bare, made)
            for made in (plan.land(page.shape[1::-1]), plan.layer(page.shape[1::-1]))
        )
        maps = _on_square(request, maps, shown(page.transpose(2, 0, 1), land, things))
        clean = _page(request, self._flow(request, maps, _names(heard), watch))
        plain = request.mood is None
        paper, how = paper_of(request), request.influence
        under = kept(clean, marks, _ground(request, marks), paper, how, plain=plain)
        if not plain:
            land, things = lit(land, clean), lit(things, clean)
        under = laid_in(laid_in(under, land, own=LAND_OWN), things, own=OWN)
        return _Started(
            under, plan, heard.unknown, _notes(heard, plan, bare=request.influence == BARE)
        )

    def _staged(self, request: PictureRequest, sketch: Sketch, started: _Started) -> Sketch:
        plan = started.imagined
        if plan.empty:
            return sketch
        size = size_of(request.drawing.paper, LAID_SIDES[request.effort])
        land, layer = plan.land(size), plan.layer(size)
        if request.mood is not None:
            land, layer = lit(land, started.under), lit(layer, started.under)
        return staged(sketch, land, layer)

    def _imagined(self, request: PictureRequest, heard: Heard, marks: Marks) -> Imagined:
        size = marks.ink.shape[::-1]
        inside = None if request.region is None else cover_of(request.region, size)
        room = room_of(Sketch(marks.rgb, marks.ink, marks.area), inside=inside)
        if request.influence == BARE:
            heard = replace(heard, wishes=(), scenery=())
        return imagined(heard, room, seed_of(request.seed, request.variation))

    def _flow(self, request: PictureRequest, maps: Floats, names: str, watch: Watch) -> Floats:
        """From noise to a clean picture in a few steps, (128, 128, 3), 0..1."""
        mood = 0 if request.mood is None else 1 + MOODS.index(request.mood)
        ids = word_ids(names, self._vocabulary)
        cue = Cue(maps, ids, mood, (request.seed, request.variation))
        return sampled(self._net_for(request), cue, request.effort, watch=watch)

    def _net_for(self, request: PictureRequest) -> Net:
        """The network on the runtime that the request names; opened once and kept open."""
        way = (request.runtime, request.precision)
        if way not in self._nets:
            self._nets[way] = self._open_net(*way)
        return self._nets[way]

    def _open_net(self, runtime: str, precision: str) -> Net:
        if self._path is None:
            raise ValueError("The house painter is closed. Open it with `with`.")
        path = self._engine(runtime) if runtime in settings.ENGINES else self._path
        net = open_net(path, runtime=runtime, precision=precision, threads=self._threads)
        return self._opened.enter_context(net)

    def _engine(self, runtime: str) -> Path:
        """The engine of the weights that are installed."""
        found = sets.find(settings.load().data, self.name, runtime)
        if not any(sha.startswith(self.weights) for sha in found.made_of.values()):
            raise BackendMissingError(
                f"The plans in {found.folder} are of other weights than {self.weights}, which are "
                f"installed: python build_trt.py build --model {self.name} --target here"
            )
        return found.paths[self.name]


@dataclass(frozen=True, slots=True, eq=False)
class _Started:
    """What a medium starts from, what stands on the page, and what the person is told."""

    under: Floats
    imagined: Imagined
    unknown: tuple[str, ...]
    notes: tuple[str, ...]


def _ground(request: PictureRequest, marks: Marks) -> Floats:
    """The strokes' own colors, spread on the paper: what lies where the house leaves it bare."""
    return spread(
        Sketch(marks.rgb, marks.ink, marks.area),
        paper_of(request),
        load=LOAD[request.influence],
        seed=0,  # the same under every variation
    )


def _where(shown: Floats, layer: Floats) -> Floats:
    layer[..., 3] *= shown
    return layer


def _names(heard: Heard) -> str:
    """What was asked for, in the network's English."""
    return " ".join([*(wish.thing for wish in heard.wishes), *heard.scenery])


def _notes(heard: Heard, plan: Imagined, *, bare: bool) -> tuple[str, ...]:
    adds = bool(heard.wishes or heard.scenery)
    told = {
        "words_cut": heard.cut,
        "unknown_words": bool(heard.unknown),
        "no_room": bool(plan.left_out),
        "hint_adds_nothing": adds and bare,
    }
    return tuple(note for note, holds in told.items() if holds)


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


def word_ids(names: str, vocabulary: dict[str, int]) -> list[int]:
    """The ids of English words that the network knows: each once, eight at most, 0 for none.

    Args:
        names: of things and scenery.
        vocabulary: word -> id.
    """
    known = dict.fromkeys(vocabulary[word] for word in names.split() if word in vocabulary)
    ids = list(known)[:SLOTS]
    return ids + [0] * (SLOTS - len(ids))


def _page(request: PictureRequest, square: Floats) -> Floats:
    """Cuts the page out of the letterboxed square."""
    return np.ascontiguousarray(square[_inset(request)])


def _on_square(request: PictureRequest, maps: Floats, page: Floats) -> Floats:
    """Puts the page's maps back into the letterbox; other maps than the first five are bare."""
    rows, columns = _inset(request)
    square = np.concatenate([maps, np.zeros((len(page) - len(maps), SIDE, SIDE), np.float32)])
    square[:, rows, columns] = page
    return square


def _inset(request: PictureRequest) -> tuple[slice, slice]:
    """Rows and columns of the page in the letterboxed square."""
    width, height = size_of(request.drawing.paper, SIDE)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    return slice(top, top + height), slice(left, left + width)
