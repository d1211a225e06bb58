"""The large painters' painter: one class, a row of the catalog each."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines import catalog
from engines.catalog import Recipe
from engines.errors import BackendMissingError
from engines.fetching.store import Store
from engines.media import seed_of
from engines.painters.base import Painted, Unwatched, Watch
from engines.painters.latent.holding import LIT, held, shrunk
from engines.painters.latent.parts import Parts
from engines.painters.latent.prompts import Prompt, prompt_of, revision
from engines.painters.latent.sampling import Cue, sampled, scheduler_of
from engines.painters.latent.seeing import lines_of, pixels_of, sized, tensor_of
from engines.painters.region import blended, cover_of
from engines.painters.sheets import paper_of
from engines.painters.wash import LOAD, underpainting
from engines.picture import Picture, PictureRequest
from engines.sketch import Sketch, rasterize, size_of
from engines.sketch.scans import Scan

Floats = NDArray[np.float32]
MOST_KEPT = 64  # embeddings of texts: 236 kB each
LIBRARIES = "pip install 'sketchwell[diffusers]'"
DOWN = 8  # a latent's cell, in pixels


class LatentPainter:
    """See `engines.painters.base.Painter`.

    Args:
        recipe: a row of `engines.catalog.recipes`.
        folder: the practice's folder of models.
        threads: threads of the processor; None leaves them to torch.
    """

    def __init__(self, recipe: str, *, folder: Path, threads: int | None = None) -> None:
        self._recipe = catalog.recipe(recipe)
        self._store = Store(folder)
        self._threads = threads
        self._opened = ExitStack()
        self._parts: Parts | None = None
        self._embeddings: dict[str, Floats] = {}
        self.name = recipe
        self.weights = ""
        self.runs_on = ("torch", "fp32")

    def __enter__(self) -> LatentPainter:
        folders = folders_of(self._recipe, self._store)
        try:
            from engines.painters.latent.on_torch import TorchParts, place

            device, precision = place()
            self._scheduler = scheduler_of(self._recipe, folders["base"])
            parts = TorchParts(
                folders,
                self._recipe.conditioning,
                device=device,
                precision=precision,
                threads=self._threads,
            )
            self._parts = self._opened.enter_context(parts)
        except ImportError as error:
            raise BackendMissingError(
                f"The painter {self.name} needs {error.name}, which is not installed: {LIBRARIES}"
            ) from error
        self.runs_on = ("torch" if device == "cpu" else f"torch+{device}", precision)
        self.weights = f"{self._store.revision(self._recipe.models)}.{revision()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._parts = None
        self._embeddings.clear()
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
        parts = self._networks()
        side = min(request.size, self._recipe.most_px)
        if sketch is None or side != request.size:
            sketch = rasterize(request.drawing, side, scan=scan)
        paper, load = paper_of(request), LOAD[request.influence]
        ground = underpainting(sketch, paper, load=load, seed=0)
        watch.preview(np.rint(ground * 255).astype(np.uint8))
        prompt = prompt_of(request, lambda text: parts.tokens(text)[1])
        cue = self._cue(request, sketch, ground, prompt, parent)
        latent = sampled(parts, self._scheduler, cue, watch=watch)
        watch.progress(0.9)
        picture = pixels_of(parts.decoder(latent))
        pixels = self._finished(request, picture, sketch, ground, parent)
        watch.progress(1.0)
        return Painted(pixels, unknown_words=prompt.unknown, notes=_notes(prompt))

    def _networks(self) -> Parts:
        if self._parts is None:
            raise ValueError(f"The painter {self.name} is closed. Open it with `with`.")
        return self._parts

    def _cue(
        self,
        request: PictureRequest,
        sketch: Sketch,
        ground: Floats,
        prompt: Prompt,
        parent: Picture | None,
    ) -> Cue:
        parts, recipe, reach = self._networks(), self._recipe, self._recipe.reach[request.influence]
        height, width = sketch.ink.shape
        colored = recipe.start == "underpainting"
        begun = parts.encoder(tensor_of(sized(ground, (width, height)))) if colored else None
        return Cue(
            shape=(height // DOWN, width // DOWN),
            start=begun,
            share=reach.start if colored else 1.0,
            steps=recipe.steps[request.effort],
            guidance=recipe.guidance[request.effort],
            words=self._embedded(prompt.words),
            against=self._embedded(prompt.never),
            seen=parts.looked(lines_of(sketch), reach.control),
            seed=seed_of(request.seed, request.variation),
            keep=self._kept(request, (width, height), parent),
        )

    def _kept(
        self, request: PictureRequest, size: tuple[int, int], parent: Picture | None
    ) -> tuple[Floats, Floats] | None:
        """What of a parent picture stands around the part that is painted again."""
        if request.region is None or parent is None:
            return None
        around = sized((parent.painted / np.float32(255)).astype(np.float32), size)
        cells = (size[0] // DOWN, size[1] // DOWN)
        anew = (cover_of(request.region, cells) > 0).astype(np.float32)
        return self._networks().encoder(tensor_of(around)), anew

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


def folders_of(recipe: Recipe, store: Store) -> dict[str, Path]:
    """Where a large painter's networks lie: "base", "control", "decoder", perhaps "lora".

    Raises:
        BackendMissingError: a model was not fetched, or not whole; says the command.
    """
    missing = [model.name for model in recipe.models if not store.ready(model)]
    if missing:
        raise BackendMissingError(
            f"The painter {recipe.name} needs {', '.join(missing)}, which is not here or not whole:"
            f" python -m engines models fetch {recipe.name}"
        )
    folders: dict[str, Any] = {}
    for part, where in recipe.parts.items():
        name, _, inside = where.partition("/")
        folders[part] = store.place(catalog.model(name)) / inside
    return folders


def _notes(prompt: Prompt) -> tuple[str, ...]:
    told = {"words_cut": prompt.cut, "unknown_words": bool(prompt.unknown)}
    return tuple(note for note, holds in told.items() if holds)
