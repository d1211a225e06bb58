"""Whose weights a model is made of: looked up by their SHA-256 in the catalog and the locks.

A file is what its bytes are, wherever it lies: weights given by folder are known if they are those
that were pinned. What nobody knows is said to be unknown, with its SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from engines import catalog
from engines.errors import PlanRefused
from engines.fetching.store import Store
from engines.nets.manifest import OUTSIDE, Origin

UNKNOWN = "unknown"
ASK = (
    "Not known: these weights came from a folder, not from the store. Whoever made them says what "
    "they may be used for; read it before anybody uses this."
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one file: whose it is, and what vouches for it."""

    whose: Origin
    by: str


def origins_of(made_of: Mapping[str, str], weights: Path, store: Path) -> tuple[Origin, ...]:
    """Whose weights they are, model by model, what is unknown last.

    Args:
        made_of: SHA-256 of each file, by its path in `weights`.
        weights: the folder they were read from.
        store: the practice's folder of models.

    Raises:
        PlanRefused: a file lies in the store and is not what was pinned there.
    """
    known = dict(_pinned(Store(store)))
    inside = weights.resolve() == store.resolve()
    found: dict[str, dict[str, str]] = {}
    for name, digest in made_of.items():
        if inside and digest not in known:
            model = name.partition("/")[0]
            raise PlanRefused(
                f"{weights / name} is not what was pinned when {model} was fetched: its SHA-256 is "
                f"{digest[:12]}. Run: python -m engines models verify {model}"
            )
        whose = known[digest].whose.model if digest in known else UNKNOWN
        found.setdefault(whose, {})[name] = digest
    rows = [_origin(files, known) for whose, files in found.items() if whose != UNKNOWN]
    if UNKNOWN in found:
        row = (UNKNOWN, weights.name, UNKNOWN, UNKNOWN, ASK, OUTSIDE, found[UNKNOWN])
        rows.append(Origin(*row))
    return tuple(rows)


def licences_of(origins: tuple[Origin, ...]) -> str:
    """Every licence once, in one line."""
    return ", ".join(dict.fromkeys(origin.licence for origin in origins)) or UNKNOWN


def revision_of(origins: tuple[Origin, ...]) -> str:
    """Every model's revision in one line."""
    if len(origins) == 1:
        return origins[0].revision
    return ", ".join(f"{origin.model} {origin.revision}" for origin in origins) or UNKNOWN


def page_of(origins: tuple[Origin, ...]) -> str:
    """A page for whoever carries engines on: whose weights, and each licence's limits, once."""
    rows = [
        "# Weights and their licences",
        "",
        "These limits go with the engines, wherever they go.",
    ]
    for origin in origins:
        told = f"{origin.model}, revision {origin.revision}, from {origin.source}"
        rows += ["", f"## {told}", f"Licence: {origin.licence}. Vouched for by: {origin.by}.", ""]
        rows += [f"    {digest}  {name}" for name, digest in origin.files.items()]
    texts = {licence.name: licence.file for licence in catalog.licences()}
    for name, limits in {origin.licence: origin.use_limits for origin in origins}.items():
        text = f" (text: code/engines/{texts[name]})" if name in texts else ""
        rows += ["", f"## Limits of {name}{text}", limits]
    return "\n".join([*rows, ""])


def _pinned(store: Store) -> Iterator[tuple[str, _Known]]:
    """Every file that the catalog or a lock knows, by its SHA-256."""
    for row in catalog.rows():
        own = Origin(row.name, row.source, row.revision, row.licence, row.use_limits, "catalog")
        yield from ((file.sha256, _Known(own, "catalog")) for file in row.files if file.sha256)
    for model in catalog.models():
        lock, licence = store.lock(model), catalog.licence(model.licence)
        whose = Origin(
            model=model.name,
            source=_told(lock.source) if lock is not None else f"{model.host}/{model.repository}",
            revision=(lock.revision if lock is not None else "") or model.revision,
            licence=licence.name,
            use_limits=licence.use_limits,
            by="",
        )
        for part in model.files:
            pin = store.pin_of(model, part)
            if pin is not None:
                yield pin.sha256, _Known(whose, pin.by)


def _told(source: str) -> str:
    """Where weights came from, without this machine's folders: it travels with engines and kits."""
    return source if "://" in source else f"a folder, {Path(source).name}"


def _origin(files: Mapping[str, str], known: Mapping[str, _Known]) -> Origin:
    rows = [known[digest] for digest in files.values()]
    vouched = {row.by for row in rows}
    by = vouched.pop() if len(vouched) == 1 else "mixed"
    return replace(rows[0].whose, by=by, files=files)
