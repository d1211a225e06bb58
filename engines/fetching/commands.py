"""`python -m engines models`: list, fetch, accept, verify, remove. What was done is printed."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import catalog, settings
from engines.catalog import Licence, Model
from engines.errors import FetchError
from engines.fetching import (
    COMMAND,
    Step,
    Store,
    check_accepted,
    check_room,
    fetch,
    source_for,
)
from engines.fetching.store import Lock

SAY_EVERY_S = 0.5
FOLDER = "models"


def add(parser: argparse.ArgumentParser, listed: Callable[[argparse.Namespace], int]) -> None:
    """Adds the commands to `python -m engines models`.

    Args:
        parser: that command's; without a further word it lists.
        listed: prints the list.
    """
    parser.set_defaults(run=listed)
    commands = parser.add_subparsers(metavar="ACTION", help="list, else one of")
    _command(commands, "list", listed, names=None)
    fetching = _command(commands, "fetch", fetched, names="+")
    fetching.add_argument(
        "--from", dest="folder", type=Path, metavar="DIR", help="copy from a folder, no network"
    )
    fetching.add_argument(
        "--pin", action="store_true", help="pin what the catalog could not know, as it comes now"
    )
    accepting = _command(commands, "accept", accepted, names="+")
    accepting.add_argument("--by", metavar="NAME", help="who accepts; else it is asked")
    _command(commands, "verify", verified, names="*")
    removing = _command(commands, "remove", removed, names="+")
    removing.add_argument("--forget", action="store_true", help="drop what was pinned, too")


def fetched(asked: argparse.Namespace) -> int:
    """Fetches models into the practice's folder, or goes on with a fetch that was broken off."""
    chosen, store = settings.load(), _store()
    wanted = _models(asked.names)
    for model in wanted:
        check_accepted(model, store)
    if asked.folder is None:
        check_room(wanted, store)
    done: list[dict[str, Any]] = []
    for model in wanted:
        source = source_for(model, asked.folder, network=chosen.network)
        before = store.lock(model)
        lock = fetch(model, source, store, pin=asked.pin, told=Progress())
        new = before is None or dict(before.files) != dict(lock.files)
        done.append({"model": model.name, "pinned_now": new, **asdict(lock)})
        if not asked.json:
            _tell_fetched(model, lock, new=new)
    if asked.json:
        print(json.dumps(done, indent=2))
    return 0


def accepted(asked: argparse.Namespace) -> int:
    """Shows licences and records who accepts them."""
    store = _store()
    for licence in _licences(_models(asked.names)):
        found = store.accepted(licence)
        if found is None and licence.accept:
            found = store.accept(licence, by=_asked_name(licence, asked.by))
        if found is None:
            print(f"{licence.title}: nothing to accept. {licence.use_limits}")
        else:
            print(f"{licence.title}: accepted by {found.by} on {found.at}. {licence.use_limits}")
    return 0


def verified(asked: argparse.Namespace) -> int:
    """Reads models whole and compares them with what was pinned; 1 where one is not right."""
    store = _store()
    wanted = _models(asked.names) if asked.names else _here(store)
    rows = {m.name: {p.path: store.condition(m, p) for p in m.files} for m in wanted}
    if asked.json:
        print(json.dumps(rows, indent=2))
    else:
        for name, files in rows.items():
            wrong = {path: how for path, how in files.items() if how != "verified"}
            print(f"{name}: {len(files) - len(wrong)} of {len(files)} files verified")
            for path, how in wrong.items():
                print(f"  {path}: {how}")
    return 0 if all(how == "verified" for each in rows.values() for how in each.values()) else 1


def removed(asked: argparse.Namespace) -> int:
    """Deletes models; what was pinned and accepted stays, unless it is to be forgotten."""
    store = _store()
    for model in _models(asked.names):
        freed = store.remove(model, forget=asked.forget)
        print(f"{model.name}: {freed / 2**20:,.1f} MB freed")
    return 0


def rows() -> list[dict[str, Any]]:
    """Every model that can be fetched, with what is known of it here."""
    store = _store()
    used = {m.name: [r.name for r in catalog.recipes() if m in r.models] for m in catalog.models()}
    return [
        {
            **asdict(model),
            "kind": "fetched",
            "use_limits": catalog.licence(model.licence).use_limits,
            "source": f"{model.host or 'a folder'}: {model.repository}",
            "painters": used[model.name],
            "accepted": _acceptance(store, model),
            "here": store.ready(model),
        }
        for model in catalog.models()
    ]


def tell(row: dict[str, Any]) -> None:
    """Prints one of `rows`."""
    here = "here" if row["here"] else "not here"
    painters = f", for {', '.join(row['painters'])}" if row["painters"] else ""
    print(f"{row['name']} ({here}{painters}): {row['title']}")
    print(f"  revision {row['revision']}, {row['licence']}, from {row['source']}")
    print(f"  {row['use_limits']}")
    if row["accepted"]:
        print(f"  accepted by {row['accepted']['by']} on {row['accepted']['at']}")


class Progress:
    """Says on standard error how far a fetch is, twice a second at most."""

    def __init__(self) -> None:
        self._said_s = 0.0

    def __call__(self, step: Step) -> None:
        """Takes one step."""
        now_s = time.monotonic()
        if now_s - self._said_s < SAY_EVERY_S and step.done < step.whole:
            return
        self._said_s = now_s
        share = step.done / max(1, step.whole)
        size = f"{step.done / 2**20:,.1f} of {step.whole / 2**20:,.1f} MB"
        print(f"{step.model}: {step.file} {share:.0%}, {size}", file=sys.stderr)


def _command(
    commands: Any, name: str, run: Callable[..., int], *, names: str | None
) -> argparse.ArgumentParser:
    text = (run.__doc__ or "").strip()
    parser = commands.add_parser(name, help=text, description=text)
    if names is not None:
        parser.add_argument("names", nargs=names, metavar="NAME", help="a large painter or a model")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=run)
    return parser


def _tell_fetched(model: Model, lock: Lock, *, new: bool) -> None:
    licence = catalog.licence(model.licence)
    size = sum(pin.bytes for pin in lock.files.values()) / 2**20
    print(f"{model.name}: {len(lock.files)} files, {size:,.1f} MB, from {lock.source}")
    print(f"  {licence.title}. {licence.use_limits}")
    if not new:
        return
    vouched = {by: sum(pin.by == by for pin in lock.files.values()) for by in ("host", "nobody")}
    print(
        f"  pinned now: {vouched['host']} files whose hash the source states, {vouched['nobody']} "
        f"as they came; other bytes are refused from here on ({model.name}.lock.json)"
    )


def _asked_name(licence: Licence, by: str | None) -> str:
    print(f"{licence.text}\n\n{licence.title}\nIn short: {licence.use_limits}\n")
    if by is not None:
        return by
    if not sys.stdin.isatty():
        raise FetchError("Nobody is here to accept: say who does, with --by NAME.")
    return input("Type your name to accept this licence for your practice, or nothing to refuse: ")


def _acceptance(store: Store, model: Model) -> dict[str, Any] | None:
    found = store.accepted(catalog.licence(model.licence))
    return None if found is None else asdict(found)


def _licences(models: tuple[Model, ...]) -> tuple[Licence, ...]:
    return tuple(catalog.licence(n) for n in dict.fromkeys(model.licence for model in models))


def _models(names: list[str]) -> tuple[Model, ...]:
    return tuple(dict.fromkeys(model for name in names for model in catalog.asked(name)))


def _here(store: Store) -> tuple[Model, ...]:
    found = tuple(model for model in catalog.models() if store.lock(model) is not None)
    if not found:
        raise FetchError(f"No model was fetched yet: {COMMAND} fetch NAME")
    return found


def _store() -> Store:
    return Store(settings.load().data / FOLDER)
