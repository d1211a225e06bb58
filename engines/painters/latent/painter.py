"""The large painters' painter: one class, a row of the catalog each."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.media import seed_of
from engines.nets.sets import NetSet
from engines.painters.base import Painted, Unwatched, Watch
from engines.painters.latent.fitting import LAY, Fit, best
from engines.painters.latent.framing import DOWN, Frame
from engines.painters.latent.holding import LIT, held, shrunk
from engines.painters.latent.opening import TORCH, Opened, opened
from engines.painters.latent.parts import Parts
from engines.painters.latent.prompts import Prompt, prompt_of
from engines.painters.latent.sampling import Cue, finite, sampled
from engines.painters.latent.seeing import lines_of, pixels_of, sized, tensor_of
from engines.painters.region import blended, cover_of
from engines.painters.sheets import paper_of
from engines.painters.wash import LOAD, underpainting
from engines.picture import Picture, PictureRequest
from engines.sketch import Sketch, rasterize, size_of
from engines.sketch.scans import Scan

Floats = NDArray[np.float32]
# A picture as small as can be is the worker's first one, on a page of its own: it opens no other
# nets, and is not refused for its shape.
UNSEEN = 64
MOST_KEPT = 64  # embeddings of texts: 236 kB each


class LatentPainter:
    """See `engines.painters.base.Painter`.

    Args:
        recipe: a row of `engines.catalog.recipes`.
        data: the practice's folder, with its models and plans.
        way: "torch", "torch_graph", or what its nets run on: a key of `engines.nets.sets.WAYS`.
        threads: threads of the processor; None leaves them to the runtime.
        other_shapes: "lay" or "refuse": pages of a shape that none of its nets has.
    """

    def __init__(
        self,
        recipe: str,
        *,
        data: Path,
        way: str = TORCH,
        threads: int | None = None,
        other_shapes: str = LAY,
    ) -> None:
        self._recipe = catalog.recipe(recipe)
        self._other_shapes = other_shapes
        self._data = data
        self._way = way
        self._threads = threads
        self._stack = ExitStack()
        self._opened: Opened | None = None
        self._entered = False
        self._embeddings: dict[str, Floats] = {}
        self.name = recipe
        self.weights = ""
        self.runs_on = ("torch", "fp32")

    def __enter__(self) -> LatentPainter:
        self._open(None)
        self._entered = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opened, self._entered = None, False
        self._embeddings.clear()
        self._stack.close()

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
        fit = self._fitted(request, watch)
        family = self._family()
        parts, side = family.parts, min(request.size, self._recipe.most_px)
        side = side if fit is None else fit.long_side
        if sketch is None or side != request.size:
            sketch = rasterize(request.drawing, side, scan=scan)
        frame = _frame(sketch, fit)
        paper, load = paper_of(request), LOAD[request.influence]
        ground = underpainting(sketch, paper, load=load, seed=0)
        watch.preview(np.rint(ground * 255).astype(np.uint8))
        prompt = prompt_of(request, lambda text: parts.tokens(text)[1])
        cue = self._cue(request, sketch, frame, ground, prompt, parent)
        latent = sampled(parts, family.sampler, cue, watch=watch)
        watch.progress(0.9)
        decoded = finite(parts.decoder(latent), "the decoder")
        picture = pixels_of(frame.cut(decoded))
        pixels = self._finished(request, picture, sketch, ground, parent)
        watch.progress(1.0)
        notes = (*_notes(prompt), *_shape_told(fit))
        return Painted(pixels, unknown_words=prompt.unknown, notes=notes)

    def let_go(self) -> None:
        """Forgets the words that it was asked, and their numbers."""
        self._embeddings.clear()

    def _family(self) -> Opened:
        if not self._entered:
            raise ValueError(f"The painter {self.name} is closed. Open it with `with`.")
        return self._opened or self._open(None)

    def _open(self, nets: NetSet | None) -> Opened:
        """Opens its networks; those that were open are closed before, for want of room for both."""
        self._opened = None
        self._stack.close()
        self._opened = opened(
            self._recipe,
            data=self._data,
            way=self._way,
            threads=self._threads,
            stack=self._stack,
            nets=nets,
        )
        self.runs_on, self.weights = self._opened.runs_on, self._opened.weights
        return self._opened

    def _fitted(self, request: PictureRequest, watch: Watch) -> Fit | None:
        """Where a page lies on the nets that fit it best, which are opened; None on torch."""
        family, paper = self._family(), request.drawing.paper
        if family.nets is None:
            return None
        side = min(request.size, self._recipe.most_px)
        how: dict[str, Any] = {"painter": self.name, "long_side": side}
        if request.size <= UNSEEN:
            return best(paper, (family.nets,), other_shapes=LAY, **how)
        how["other_shapes"] = self._other_shapes
        found = best(paper, family.others, **how)
        if found.nets.folder == family.nets.folder:
            return found
        nets = self._open(found.nets).nets
        watch.progress(0.0)
        return best(paper, () if nets is None else (nets,), **how)

    def _networks(self) -> Parts:
        return self._family().parts

    def _cue(
        self,
        request: PictureRequest,
        sketch: Sketch,
        frame: Frame,
        ground: Floats,
        prompt: Prompt,
        parent: Picture | None,
    ) -> Cue:
        parts, recipe, reach = self._networks(), self._recipe, self._recipe.reach[request.influence]
        colored = recipe.start == "underpainting"
        lines = frame.laid(lines_of(sketch), beyond="constant")
        return Cue(
            shape=frame.cells,
            start=self._encoded(ground, frame) if colored else None,
            share=reach.start if colored else 1.0,
            steps=recipe.steps[request.effort],
            guidance=recipe.guidance[request.effort],
            words=self._embedded(prompt.words),
            against=self._embedded(prompt.never),
            seen=parts.looked(lines, reach.control),
            seed=seed_of(request.seed, request.variation),
            keep=self._kept(request, frame, parent),
            page=frame.page,
        )

    def _kept(
        self, request: PictureRequest, frame: Frame, parent: Picture | None
    ) -> tuple[Floats, Floats] | None:
        """What of a parent picture stands around the part that is painted again."""
        if request.region is None or parent is None:
            return None
        around = (parent.painted / np.float32(255)).astype(np.float32)
        cells = (frame.width // DOWN, frame.height // DOWN)
        anew = (cover_of(request.region, cells) > 0).astype(np.float32)
        return self._encoded(around, frame), frame.laid(anew, beyond="constant", cell=DOWN)

    def _encoded(self, pixels: Floats, frame: Frame) -> Floats:
        """A picture of the page as a latent."""
        page = tensor_of(sized(pixels, (frame.width, frame.height)))
        return self._networks().encoder(frame.laid(page, beyond="edge"))

    def _embedded(self, text: str) -> Floats:
        """A text's embedding, computed once and kept."""
        if text not in self._embeddings:
            if len(self._embeddings) >= MOST_KEPT:
                self._embeddings.pop(next(iter(self._embeddings)))
            parts = self._networks()
            self._embeddings[text] = parts.text(parts.tokens(text)[0])
        return self._embeddings[text]

    def _finished(
        self,
        request: PictureRequest,
        picture: Floats,
        sketch: Sketch,
        ground: Floats,
        parent: Picture | None,
    ) -> NDArray[np.uint8]:
        hold = self._recipe.reach[request.influence].hold
        kept = held(
            picture,
            shrunk(sketch, (ground.shape[0], ground.shape[1])),
            ground,
            paper_of(request),
            influence=request.influence,
            hold=hold if request.mood is None else hold * LIT,
        )
        page = sized(kept, size_of(request.drawing.paper, request.size))
        pixels = np.rint(page * 255).astype(np.uint8)
        return pixels if request.region is None else blended(pixels, request.region, parent)


def _frame(sketch: Sketch, fit: Fit | None) -> Frame:
    height, width = sketch.ink.shape
    return Frame(width, height, None if fit is None else fit.sides)


def _shape_told(fit: Fit | None) -> tuple[str, ...]:
    """For the record: its nets' picture, whether their sides are free, and the page of another."""
    if fit is None:
        return ()
    told = {"sides_free": fit.nets.span is not None, "page_laid": not fit.own}
    return (f"nets_{fit.sides}", *(note for note, holds in told.items() if holds))


def _notes(prompt: Prompt) -> tuple[str, ...]:
    told = {"words_cut": prompt.cut, "unknown_words": bool(prompt.unknown)}
    return tuple(note for note, holds in told.items() if holds)
