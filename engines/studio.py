"""One request from start to end: opens painters by name, paints, lays the person's lines on top.

The only place where the steps meet. A new painter is its own file and one line in `PAINTERS`; a
large one is a row of the catalog and one line.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType

from engines import catalog, sketch
from engines.errors import BackendMissingError, PaintingError, RequestError, SettingsError
from engines.nets import sets
from engines.nets.base import PRECISIONS
from engines.painters.base import Painted, Painter, Unwatched, Watch
from engines.picture import Picture, PictureRequest, Provenance
from engines.reading import Reading
from engines.settings import AUTO, ENGINES, Settings
from engines.sketch.scans import Scan, checked
from engines.strokes import Drawing

PAINTERS: dict[str, str] = {
    "wash": "engines.painters.wash:WashPainter",
    "house": "engines.painters.house:HousePainter",
    "sd15": "engines.painters.latent.painter:LatentPainter:sd15",
    "sd15-adapter": "engines.painters.latent.painter:LatentPainter:sd15-adapter",
    "sdxs": "engines.painters.latent.painter:LatentPainter:sdxs",
    "sd-turbo": "engines.painters.latent.painter:LatentPainter:sd-turbo",
    "tiny": "engines.painters.latent.painter:LatentPainter:tiny",
}
# Those whose weights do not ship: `python -m engines models fetch NAME`.
LARGE = tuple(name for name, spec in PAINTERS.items() if spec.count(":") == 2)
NO_FALLBACK = NO_WEIGHTS = "none"
# What runs the painters' networks, and in what; "" is for a painter without one.
RUNNING = {name: PRECISIONS[name] for name in ("onnxruntime", "openvino", *ENGINES)}
RUNNING[""] = ("fp32", "")


@dataclass(frozen=True, slots=True)
class Settled:
    """Settings in which nothing is "auto" any more, and what that was decided by.

    Attributes:
        settings: with the runtime and the precision that the networks run in.
        took_ms: milliseconds of one step of the network, by runtime and precision ("openvino
            bf16"); empty where nothing was measured.
        refused: why one cannot be taken, by the same names; what ailed the measurement under "".
    """

    settings: Settings
    took_ms: Mapping[str, float] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


def settled(chosen: Settings) -> Settled:
    """Decides what the settings leave to a measurement; measures where nothing is kept of one.

    A face calls it once, as it starts, and goes on with the settings that it gives. What somebody
    set is never overruled. Measuring takes a few seconds, in a process of its own; unless the
    machine was busy, it is kept in the folder `data` for as long as processor, threads, libraries
    and weights stay what they were.
    """
    if AUTO not in (chosen.runtime, chosen.precision):
        return Settled(chosen)
    if chosen.runtime in ENGINES:
        return _built(chosen)
    from engines.nets.choosing import choose

    choice = choose(
        catalog.find("house").files[0].place,
        runtime=chosen.runtime,
        precision=chosen.precision,
        threads=chosen.threads,
        folder=chosen.data,
    )
    named = replace(chosen, runtime=choice.runtime, precision=choice.precision)
    return Settled(named, choice.found.took_ms, choice.found.refused)


def _built(chosen: Settings) -> Settled:
    """What the house's engine was built for; where there is none, painting says so."""
    try:
        precision = sets.find(chosen.data, "house", chosen.runtime).precision
    except BackendMissingError as error:
        return Settled(replace(chosen, precision="fp16"), refused={chosen.runtime: str(error)})
    return Settled(replace(chosen, precision=precision))


class Studio:
    """The painters that are open. A context manager; not thread-safe.

    Args:
        settings: the default painter, the fallback, and the threads.
        painters: painters by name, as "module:Class", or "module:Class:ROW" where a row of the
            catalog says which models; else `PAINTERS`.
    """

    def __init__(self, settings: Settings, *, painters: Mapping[str, str] | None = None) -> None:
        self._settings = settings
        self._painters = dict(PAINTERS if painters is None else painters)
        self._open: dict[str, Painter] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Studio:
        fallback = self._settings.fallback_painter
        if fallback != NO_FALLBACK and fallback not in self._painters:
            raise SettingsError(
                f"The setting fallback_painter is {fallback!r}: it must be {NO_FALLBACK} or one of "
                f"{', '.join(self._painters)}."
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.clear()
        self._stack.close()

    def open(self, name: str) -> Painter:
        """Gives a painter, opened once and kept open.

        Raises:
            RequestError: there is no painter of that name.
            BackendMissingError: a library or file that it needs is not here.
        """
        if name not in self._open:
            self._open[name] = self._stack.enter_context(self._made(name))
        return self._open[name]

    def paint(
        self,
        request: PictureRequest,
        *,
        parent: Picture | None = None,
        scan: Scan | None = None,
        watch: Watch | None = None,
    ) -> Picture:
        """Paints one request.

        Args:
            request: what decides the picture; an empty weight revision means the one installed.
            parent: the picture whose region is painted again.
            scan: the paper drawing below, which the request names by `drawing.paper.scan`.
            watch: progress, previews and cancelling; None where nobody waits.

        Returns:
            The picture. Its request names the painter and the weights that really painted it, and
            its provenance says where that is not the painter that was asked for.

        Raises:
            RequestError: the request does not fit the painter or the parent.
            BackendMissingError: the painter cannot run here and no fallback is set; or no painter
                runs on the runtime or in the precision that was asked for.
            DrawingError: the paper drawing that the request names was not given, is another one,
                or cannot be read.
            Cancelled: the work is no longer wanted.
            PaintingError: it could not be painted.
        """
        watch = watch or Unwatched()
        watch.progress(0.0)
        _check_parent(request, parent)
        checked(scan, request.drawing.paper)
        painter, notes = self._painter_for(request.painter)
        if painter.runs_on is None or painter.weights == NO_WEIGHTS:
            _check_runtime(request)
        here = revision_of(painter, request.style)
        weights = here if notes else _weights(request, here)
        asked = replace(request, painter=painter.name, weights=weights)
        if painter.runs_on is not None:
            asked = replace(asked, runtime=painter.runs_on[0], precision=painter.runs_on[1])
        seen, lines = sketch.drawn(asked.drawing, asked.size, scan=scan)
        painted = painter.paint(asked, sketch=seen, parent=parent, scan=scan, watch=watch)
        if painted.pixels.shape != (*lines.shape[:2], 3):
            raise PaintingError(
                f"The painter {painter.name} gave {painted.pixels.shape} for {lines.shape[:2]}."
            )
        return Picture(asked, painted.pixels, lines, _provenance(asked, painted, notes))

    def let_go(self) -> None:
        """Has every painter close what only some requests needed."""
        for painter in self._open.values():
            painter.let_go()

    def _painter_for(self, name: str) -> tuple[Painter, tuple[str, ...]]:
        fallback = self._settings.fallback_painter
        try:
            return self.open(name), ()
        except BackendMissingError:
            if fallback in (NO_FALLBACK, name):
                raise
        return self.open(fallback), ("painter_fallback",)

    def _made(self, name: str) -> Painter:
        if name not in self._painters:
            known = ", ".join(self._painters)
            raise RequestError(f"There is no painter {name!r}: ask for one of {known}.")
        module, kind, *row = self._painters[name].split(":")
        try:
            found = getattr(importlib.import_module(module), kind)
        except ImportError as error:
            raise BackendMissingError(
                f"The painter {name} needs {error.name}, which is not installed here."
            ) from error
        if not row:
            return found(threads=self._settings.threads)
        chosen = self._settings
        return found(
            *row,
            data=chosen.data,
            way=chosen.large_runtime,
            threads=chosen.threads,
            other_shapes=chosen.other_shapes,
        )


def seen_in_drawing(drawing: Drawing, *, scan: Scan | None = None) -> dict[str, Reading]:
    """Gives what every reader sees in a person's own drawing, by the reader's name.

    Raises:
        DrawingError: the scan that the paper names was not given, or another one was.
    """
    from engines.readers import whole

    return whole.drawn(drawing, scan=scan)


def seen_in_paint(picture: Picture) -> dict[str, Reading]:
    """Gives what the readers see in the painter's layer alone, without the person's lines."""
    from engines.readers import whole

    return whole.paint(picture)


def seen_in_words(text: str) -> Reading:
    """How pleasant and lively a text is worded; BackendMissingError without the embedding."""
    from engines.readers.words import read_words

    return read_words(text)


def _check_parent(request: PictureRequest, parent: Picture | None) -> None:
    if request.region is None:
        return
    if parent is None:
        raise RequestError("Painting a part again needs the picture it belongs to.")
    if request.region.parent != parent.digest():
        raise RequestError(
            f"The part belongs to the picture {request.region.parent[:12]}, but the one given is "
            f"{parent.digest()[:12]}: give the picture that the region names."
        )


def _check_runtime(request: PictureRequest) -> None:
    # A picture must never say that it was made on something that did not run.
    if request.precision not in RUNNING.get(request.runtime, ()):
        able = ", on ".join(f"{name} in {' or '.join(RUNNING[name])}" for name in RUNNING if name)
        raise BackendMissingError(
            f"The painters run on {able}, not on {request.runtime!r} in {request.precision!r}: "
            "change the settings runtime and precision."
        )


def revision_of(painter: Painter, style: str) -> str:
    """The weights that decide a picture: the painter's and the medium's, as "painter/medium".

    A painter that has weights and runs in its own way paints without a medium.
    """
    if painter.runs_on is not None and painter.weights != NO_WEIGHTS:
        return painter.weights
    return f"{painter.weights}/{catalog.find(style).revision}"


def _weights(request: PictureRequest, here: str) -> str:
    if request.weights in ("", here):
        return here
    raise BackendMissingError(
        f"The picture asks for the weights {request.weights!r} of painter and medium; "
        f"here are {here!r}."
    )


def _provenance(asked: PictureRequest, painted: Painted, notes: tuple[str, ...]) -> Provenance:
    drawn = asked.drawing.strokes or asked.drawing.paper.scan
    empty = () if drawn or asked.words.strip() else ("empty_drawing",)
    return Provenance(
        painter=asked.painter,
        weights=asked.weights,
        runtime=asked.runtime,
        precision=asked.precision,
        unknown_words=painted.unknown_words,
        notes=(*notes, *empty, *painted.notes),
    )
