"""Models into the practice's folder: accepted, fetched, verified, pinned.

No painter fetches anything, and nothing else of the product ever opens a connection: an operator
asks for it, by `python -m engines models fetch NAME`, where the setting `network` allows it, or
from a folder. What nobody could pin beforehand is pinned at the first fetch, because the operator
says so; from then on other bytes are refused.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from engines import catalog
from engines.catalog import Model, Part
from engines.errors import FetchError
from engines.fetching import contents
from engines.fetching.folders import Folder as Folder
from engines.fetching.hosts import Host as Host
from engines.fetching.sources import Source, Stated
from engines.fetching.store import Lock, Pin, pinned_now
from engines.fetching.store import Store as Store

COMMAND = "python -m engines models"
# What must stay free on the disk beyond the model's own files.
SPARE = 256 * 2**20


@dataclass(frozen=True, slots=True)
class Step:
    """How far a fetch is: `file` has `done` of its `whole` bytes, all of them `came` of `total`."""

    model: str
    file: str
    done: int
    whole: int
    came: int
    total: int


def fetch(
    model: Model, source: Source, store: Store, *, pin: bool, told: Callable[[Step], None]
) -> Lock:
    """Brings a model's files into the store.

    Files that are here and right are kept; what was broken off goes on where it stopped: within a
    file from a host, with the next file from a folder.

    Args:
        model: what to fetch.
        source: where from.
        store: where to.
        pin: whether files that neither catalog nor lock knows are pinned as they come.
        told: called while bytes come.

    Returns:
        What each file is pinned to now.

    Raises:
        FetchError: the licence was not accepted, a file is not what it must be or may not be kept,
            something is unpinned and `pin` is false, or there is too little room.
    """
    check_accepted((model,), store)
    for part in model.files:
        contents.check_name(part.path)
    known = {part.path: store.pin_of(model, part) for part in model.files}
    unpinned = [path for path, found in known.items() if found is None]
    if unpinned and not pin:
        raise FetchError(_unpinned_text(model, unpinned))
    kept = store.lock(model)
    if kept is not None and kept.revision:  # a branch may have moved on since
        model = replace(model, revision=kept.revision)
    stated = source.survey(model)
    missing = [
        part
        for part in model.files
        if not _right(store.place(model) / part.path, known[part.path], stated[part.path])
    ]
    total = sum(stated[part.path].bytes for part in missing)
    _check_room(store, total)
    pins = {path: found for path, found in known.items() if found is not None}
    commit = next((each.revision for each in stated.values() if each.revision), "")
    came = 0
    for part in missing:
        size = stated[part.path].bytes
        step = partial(_tell, told, Step(model.name, part.path, 0, size, came, total))
        pins[part.path] = _one(model, part, source, store, (stated[part.path], known, step))
        # at once: only what is pinned is known to be right when this is broken off
        store.keep_lock(model, pinned_now(source.name, commit, pins))
        came += size
    for part in model.files:
        if part.path not in pins:
            pins[part.path] = _pin(store.place(model) / part.path, stated[part.path])
    if kept is None or dict(kept.files) != pins:
        kept = pinned_now(source.name, commit, pins)
        store.keep_lock(model, kept)
    store.note_checked(model)
    return kept


def check_accepted(models: Sequence[Model], store: Store, *, name: str = "") -> None:
    """Refuses models under a licence that somebody must accept and nobody did.

    Args:
        models: which.
        store: who accepted what.
        name: what was asked for, where that is a painter.

    Raises:
        FetchError: names every such licence, and the one command.
    """
    wanted = dict.fromkeys(catalog.licence(model.licence) for model in models)
    open_ones = [each.title for each in wanted if each.accept and store.accepted(each) is None]
    if open_ones:
        which = name or models[0].name
        raise FetchError(
            f"{which} is under the {' and the '.join(open_ones)}, which somebody here must read "
            f'and accept first: {COMMAND} accept {which} --by "YOUR NAME"'
        )


def check_room(models: tuple[Model, ...], store: Store) -> None:
    """Refuses several models at once where their known sizes alone are more than the disk has.

    Raises:
        FetchError: says how much is missing.
    """
    files = [(store.place(model) / part.path, part) for model in models for part in model.files]
    _check_room(store, sum(part.bytes or 0 for path, part in files if not path.exists()))


def source_for(model: Model, folder: Path | None, *, network: bool) -> Source:
    """The folder that was given, or the host of the catalog where the network may be used.

    Raises:
        FetchError: neither.
    """
    if folder is not None:
        return Folder(folder)
    if not model.host:
        raise FetchError(f"{model.name} comes from a folder only. {model.advice}".rstrip())
    if not network:
        raise FetchError(
            "The setting network is off, so nothing is fetched. Turn it on for this once "
            f"(SKETCHWELL_NETWORK=yes {COMMAND} fetch {model.name}), or carry the files over and "
            "add --from FOLDER."
        )
    return Host(model.host)


def _right(path: Path, pin: Pin | None, stated: Stated) -> bool:
    """Whether a file is here and needs no fetching; a first fetch may have been broken off."""
    wanted = stated.sha256 if pin is None else pin.sha256
    return wanted is not None and path.is_file() and catalog.digest(path) == wanted


def _tell(told: Callable[[Step], None], begun: Step, done: int) -> None:
    told(replace(begun, done=done, came=begun.came + done))


_Wanted = tuple[Stated, Mapping[str, Pin | None], Callable[[int], None]]


def _one(model: Model, part: Part, source: Source, store: Store, wanted: _Wanted) -> Pin:
    """Brings one file beside its place, looks at it, and only then puts it there."""
    stated, known, told = wanted
    place = store.place(model) / part.path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = place.with_name(f"{place.name}.part")
    source.bring(
        model,
        part,
        coming,
        stated=stated,
        told=told,
    )
    try:
        contents.check(coming, part.path)
        found = _checked(model, part, coming, stated, known[part.path])
    except FetchError:
        coming.unlink()
        raise
    coming.replace(place)
    return found


def _checked(model: Model, part: Part, path: Path, stated: Stated, pin: Pin | None) -> Pin:
    found = _pin(path, stated)
    if stated.sha256 is not None and found.sha256 != stated.sha256:
        raise FetchError(
            f"{model.name}: {part.path} came as {found.sha256[:12]}, its source says "
            f"{stated.sha256[:12]}: damaged on the way. It was thrown away; fetch again."
        )
    if pin is not None and found.sha256 != pin.sha256:
        raise FetchError(
            f"{model.name}: {part.path} is {found.sha256[:12]}, pinned is {pin.sha256[:12]} (by "
            f"{pin.by}). It was thrown away. If the change is wanted, look into it, then drop the "
            f"pins with: {COMMAND} remove {model.name} --forget"
        )
    return pin or found


def _pin(path: Path, stated: Stated) -> Pin:
    vouched = "host" if stated.sha256 is not None else "nobody"
    return Pin(catalog.digest(path), path.stat().st_size, vouched)


def _check_room(store: Store, needed: int) -> None:
    place = next(p for p in (store.folder, *store.folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(place).free
    if needed and needed + SPARE > free:
        raise FetchError(
            f"{needed / 2**20:,.0f} MB are to come and {SPARE / 2**20:,.0f} must stay free, but "
            f"{place} has {free / 2**20:,.0f} MB: make room, or set data to a larger disk."
        )


def _unpinned_text(model: Model, paths: list[str]) -> str:
    return (
        f"The catalog does not know what {len(paths)} of the {len(model.files)} files of "
        f"{model.name} must hash to ({paths[0]}{', ...' if len(paths) > 1 else ''}). Look at "
        f"{model.repository} at revision {model.revision}; add --pin to pin what comes now, for "
        "good: other bytes will be refused from then on."
    )
