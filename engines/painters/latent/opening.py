"""Opens a family's networks: on torch from their weights, or as nets that were made from them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from engines import catalog
from engines.catalog import Recipe
from engines.errors import BackendMissingError, FetchError
from engines.fetching import check_accepted
from engines.fetching.store import FOLDER, Store, files_digest
from engines.nets import sets, torch_graph
from engines.painters.latent.parts import Parts
from engines.painters.latent.prompts import revision
from engines.painters.latent.tokens import FILE, tokenizer_of
from engines.painters.latent.walking import Sampler, sampler_of
from engines.settings import ENGINES, TORCHES

TORCH = "torch"
LIBRARIES = "pip install 'sketchwell[diffusers]'"


@dataclass(frozen=True, slots=True)
class Opened:
    """A family, ready to paint.

    Attributes:
        parts: its networks, opened.
        sampler: begins its walks.
        weights: one name for exactly these weights and prompts.
        runs_on: the runtime and what it computes in.
        nets: what its parts are; None on torch, which paints any size.
        others: nets that may take their place for other pages, and they, the newest last.
    """

    parts: Parts
    sampler: Sampler
    weights: str
    runs_on: tuple[str, str]
    nets: sets.NetSet | None = None
    others: tuple[sets.NetSet, ...] = ()


def opened(
    recipe: Recipe,
    *,
    data: Path,
    way: str,
    threads: int | None,
    stack: ExitStack,
    nets: sets.NetSet | None = None,
) -> Opened:
    """Opens a family.

    Args:
        recipe: a row of the catalog.
        data: the practice's folder, with its models and plans.
        way: one of `engines.settings.TORCHES`, or a key of `engines.nets.sets.WAYS`.
        threads: threads of the processor; None leaves them to the runtime.
        stack: closes it.
        nets: which of its nets; None for the newest.

    Raises:
        BackendMissingError: nobody accepted a licence, or a library, a model, a net or what runs it
            is missing; says the command.
    """
    store = Store(data / FOLDER)
    _check_licences(recipe, store)
    try:
        if way in TORCHES:
            graphed = way == torch_graph.RUNTIME
            return _on_torch(recipe, store, threads, stack, graphed=graphed)
        others = sets.alike(data, recipe.name, way)
        # what lay there when it was chosen may be gone
        found = nets if nets in others else others[-1]
        return replace(_on_nets(recipe, store, found, threads, stack), others=others)
    except ImportError as error:
        how = "pip install tokenizers" if error.name == "tokenizers" else LIBRARIES
        raise BackendMissingError(
            f"The painter {recipe.name} needs {error.name}, which is not installed: {how}"
        ) from error


def _check_licences(recipe: Recipe, store: Store) -> None:
    """Whatever runs it, and wherever its files came from: nobody paints under terms unread."""
    try:
        check_accepted(recipe.models, store, name=recipe.name)
    except FetchError as error:
        raise BackendMissingError(str(error)) from error


def _on_torch(
    recipe: Recipe, store: Store, threads: int | None, stack: ExitStack, *, graphed: bool
) -> Opened:
    if graphed:
        torch_graph.gpu()
    folders = folders_of(recipe, store)
    from engines.painters.latent.on_torch import TorchParts, place

    device, precision = place()
    sampler = sampler_of(recipe, folders["base"])
    parts = TorchParts(
        folders,
        recipe.conditioning,
        device=device,
        precision=precision,
        threads=threads,
        graphed=graphed,
    )
    plain = TORCH if device == "cpu" else f"torch+{device}"
    return Opened(
        stack.enter_context(parts),
        sampler,
        _named(store, recipe),
        (torch_graph.RUNTIME if graphed else plain, precision),
    )


def _on_nets(
    recipe: Recipe, store: Store, found: sets.NetSet, threads: int | None, stack: ExitStack
) -> Opened:
    from engines.painters.latent.on_nets import NetParts

    base = found.folder / sets.BASE
    if not (base / FILE).is_file():
        raise BackendMissingError(
            f"The nets in {found.folder} came without their tokenizer ({base}): make them again "
            f"from the weights that python -m engines models fetch {recipe.name} brings."
        )
    engine = found.runtime in ENGINES
    parts = NetParts(
        found.paths,
        tokenizer_of(base),
        runtime=found.runtime,
        precision=None if engine else found.precision,
        threads=threads,
    )
    return Opened(
        stack.enter_context(parts),
        sampler_of(recipe, base),
        _named(store, recipe, found),
        (found.runtime, found.precision),
        found,
    )


def _named(store: Store, recipe: Recipe, found: sets.NetSet | None = None) -> str:
    """The weights' name: the store's where they are its own, else one of the nets' own."""
    if found is None or store.holds(recipe.models, found.made_of):
        return f"{store.revision(recipe.models)}.{revision()}"
    return f"{files_digest(found.made_of)}.{revision()}"


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
    folders: dict[str, Path] = {}
    for part, where in recipe.parts.items():
        name, _, inside = where.partition("/")
        folders[part] = store.place(catalog.model(name)) / inside
    return folders
