"""Who can paint here, and what each painter still lacks: licences, files, nets, the next command.

A glance: nothing is hashed, no network is opened, no connection made. `python -m engines models`
and the workbench's page show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from engines import catalog
from engines.catalog import Licence, Model, Recipe
from engines.fetching import COMMAND
from engines.fetching.store import FOLDER, Acceptance, Store
from engines.roster.nets import Nets, nets_of
from engines.settings import ENGINES, PREFIX, TORCHES, Settings
from engines.studio import PAINTERS

WASH, HOUSE = "wash", "house"
LIBRARIES = ("torch", "diffusers", "transformers")
# Nets need no torch, where the walk between their steps is our own: `painters/latent/walking.py`.
WITHOUT_TORCH, CONSISTENCY = ("tokenizers",), "LCMScheduler"
# A step on a processor takes long, and so does opening; see engines/painters/latent/README.md.
PATIENCE_S = {"watchdog_s": 120, "start_limit_s": 300}
What = Literal["libraries", "licences", "files", "check", "nets", "verify", "use", "try"]


@dataclass(frozen=True, slots=True)
class Files:
    """One model's files here.

    Attributes:
        model: its row of the catalog.
        whole: whether all of them are here in their pinned size.
        size: bytes that lie here.
        pinned: when they were pinned, ISO time; None before the first fetch.
        unvouched: how many nobody vouched for: they are simply what came first.
        checked: when all of them were last read whole and right, ISO time; None if not since the
            last change.
    """

    model: Model
    whole: bool
    size: int
    pinned: str | None
    unvouched: int
    checked: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One licence: what it says, and who accepted it here; None where nobody did."""

    licence: Licence
    accepted: Acceptance | None

    @property
    def settled(self) -> bool:
        """Whether nothing is left to accept."""
        return self.accepted is not None or not self.licence.accept


@dataclass(frozen=True, slots=True)
class Step:
    """One thing on the way to a picture.

    Attributes:
        what: which.
        done: whether it is.
        command: what to run for it, or again.
        needed: whether nothing is painted without it.
    """

    what: What
    done: bool
    command: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One painter.

    Attributes:
        name: as the setting `painter` takes it.
        title: what it does, in one line.
        chosen: whether it is the one that answers.
        ships: whether it comes with Sketchwell.
        rehearsal: whether its weights are random.
        weights_mb: its networks in half precision, in millions of bytes; None where it ships.
        files: its models.
        licences: what they are under.
        nets: exported graphs and built engines.
        steps: the way to a picture, in order; empty where it ships.
    """

    name: str
    title: str
    chosen: bool
    ships: bool
    rehearsal: bool = False
    weights_mb: int | None = None
    files: tuple[Files, ...] = ()
    licences: tuple[Standing, ...] = ()
    nets: tuple[Nets, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can paint, as far as a glance tells."""
        return all(step.done for step in self.steps if step.needed)

    @property
    def everyone(self) -> bool:
        """Whether any practice and any kiosk may use it."""
        return all(each.licence.everyone for each in self.licences)

    @property
    def suggested(self) -> bool:
        """Whether a list may lead to it; what has limits or only rehearses is asked for by name."""
        if not self.everyone:
            return all(each.settled for each in self.licences)
        return not self.rehearsal or any(each.size for each in self.files)

    @property
    def disk(self) -> int:
        """Bytes of its models and nets here."""
        return sum(each.size for each in (*self.files, *self.nets))

    @property
    def next(self) -> Step | None:
        """What to do now; None where nothing is left."""
        return next((step for step in self.steps if not step.done), None)


def look(settings: Settings) -> tuple[Entry, ...]:
    """Every painter, in the studio's order.

    Args:
        settings: the folder, and who is chosen.

    Raises:
        FetchError: a file of the practice's folder of models cannot be read.
    """
    return tuple(entry_of(name, settings) for name in PAINTERS)


def entry_of(name: str, settings: Settings) -> Entry:
    """One painter; see `look`.

    Raises:
        BackendMissingError: there is none of that name.
    """
    chosen = settings.painter == name
    if name in (WASH, HOUSE):
        title = catalog.find(name).title if name == HOUSE else "Wash: your own colors, at once"
        return Entry(name, title, chosen, ships=True, nets=nets_of(name, settings.data))
    recipe, store = catalog.recipe(name), Store(settings.data / FOLDER)
    files = tuple(files_of(model, store) for model in recipe.models)
    licences = standings(recipe.models, store)
    nets = nets_of(name, settings.data)
    return Entry(
        name,
        recipe.title,
        chosen,
        ships=False,
        rehearsal=recipe.rehearsal,
        weights_mb=recipe.weights_mb,
        files=files,
        licences=licences,
        nets=nets,
        steps=tuple(_steps(recipe, settings, (files, licences, nets))),
    )


def files_of(model: Model, store: Store) -> Files:
    """What of a model lies here."""
    lock = store.lock(model)
    places = [store.place(model) / part.path for part in model.files]
    return Files(
        model,
        whole=store.ready(model),
        size=sum(path.stat().st_size for path in places if path.is_file()),
        pinned=None if lock is None else lock.pinned,
        unvouched=0 if lock is None else sum(p.by == "nobody" for p in lock.files.values()),
        checked=store.checked(model),
    )


def standings(models: Sequence[Model], store: Store) -> tuple[Standing, ...]:
    """The licences of some models, each once."""
    found = dict.fromkeys(catalog.licence(model.licence) for model in models)
    return tuple(Standing(each, store.accepted(each)) for each in found)


def limits_of(painter: str) -> tuple[str, ...]:
    """What the licences forbid that somebody accepted for a painter: said whenever it paints."""
    known = {recipe.name: recipe for recipe in catalog.recipes()}
    if painter not in known:
        return ()
    found = dict.fromkeys(catalog.licence(model.licence) for model in known[painter].models)
    return tuple(f"{each.title}: {each.use_limits}" for each in found if each.accept)


_Found = tuple[tuple[Files, ...], tuple[Standing, ...], tuple[Nets, ...]]


def _steps(recipe: Recipe, settings: Settings, found: _Found) -> Iterator[Step]:
    files, licences, nets = found
    name = recipe.name
    alone = settings.large_runtime not in TORCHES and recipe.scheduler == CONSISTENCY
    needed = WITHOUT_TORCH if alone else LIBRARIES
    here = all(find_spec(library) is not None for library in needed)
    yield Step("libraries", here, f"pip install 'sketchwell[{'words' if alone else 'diffusers'}]'")
    if any(each.licence.accept for each in licences):
        settled = all(each.settled for each in licences)
        yield Step("licences", settled, f'{COMMAND} accept {name} --by "YOUR NAME"')
    whole = all(each.whole for each in files)
    made = list(_net_steps(name, settings, nets))
    # nets that are made need no weights any more: a kiosk has none
    wanted = not (made and all(step.done for step in made))
    yield Step("files", whole, fetch_command(name, settings, files), needed=wanted)
    if whole:
        checked = all(each.checked for each in files)
        yield Step("check", checked, f"{COMMAND} verify {name}", needed=False)
    yield from made
    yield _last_step(recipe, settings, licences)


def fetch_command(name: str, settings: Settings, files: Sequence[Files]) -> str:
    """The command that brings what is missing, and pins what nobody pinned."""
    missing = [each.model for each in files if not each.whole] or [each.model for each in files]
    known = all(part.sha256 for model in missing for part in model.files)
    pin = "" if known or all(each.pinned for each in files) else " --pin"
    if not all(model.host for model in missing):
        return f"{COMMAND} fetch {name}{pin} --from FOLDER"
    switch = "" if settings.network else "SKETCHWELL_NETWORK=yes "
    return f"{switch}{COMMAND} fetch {name}{pin}"


def _last_step(recipe: Recipe, settings: Settings, licences: Sequence[Standing]) -> Step:
    """Letting it answer; what not everyone may use, or only rehearses, is tried on one drawing."""
    name = recipe.name
    chosen = settings.painter == name
    if chosen or (not recipe.rehearsal and all(each.licence.everyone for each in licences)):
        words = [f"SKETCHWELL_PAINTER={name}", *_patience(settings), "python -m workbench"]
        return Step("use", chosen, " ".join(words), needed=False)
    command = f"python -m engines paint drawing.json --painter {name} --out picture.png"
    return Step("try", done=False, command=command, needed=False)


def _patience(settings: Settings) -> Iterator[str]:
    """What a large painter needs of the worker, which restarts one that is silent for too long."""
    if settings.large_runtime in ENGINES:
        return
    for name, seconds in PATIENCE_S.items():
        if getattr(settings, name) < seconds:
            yield f"{PREFIX}{name.upper()}={seconds}"


def _net_steps(name: str, settings: Settings, nets: Sequence[Nets]) -> Iterator[Step]:
    """Graphs or engines, where the setting `large_runtime` asks for them."""
    way = settings.large_runtime
    if way in TORCHES:
        return
    if way not in ENGINES:
        made = any(way in each.ways for each in nets)
        yield Step("nets", made, f"python -m engines export {name}")
        return
    built = [each for each in nets if way in each.ways]
    weights: Path = settings.data / FOLDER
    build = f"python build_trt.py build --model {name} --target here --weights {weights}"
    yield Step("nets", bool(built), build)
    if built:
        verified = any(each.verified for each in built)
        yield Step("verify", verified, f"python build_trt.py verify {built[-1].folder}")


def accept(licence: str, settings: Settings, *, by: str) -> Acceptance:
    """Records that somebody accepted a licence, as `models accept` does.

    Args:
        licence: its name in the catalog.
        settings: the practice's folder.
        by: who, as typed.

    Raises:
        FetchError: nobody is named.
    """
    return Store(settings.data / FOLDER).accept(catalog.licence(licence), by=by)
