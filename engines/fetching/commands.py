"""`python -m engines models`: fetch, accept, licences, verify, remove. What was done is printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engines import catalog, settings
from engines.catalog import Licence, Model
from engines.errors import FetchError
from engines.fetching import (
    COMMAND,
    Store,
    check_accepted,
    check_room,
    fetch,
    source_for,
)
from engines.fetching.progress import MB, Progress
from engines.fetching.store import FOLDER, Acceptance, Lock


def add(commands: Any) -> None:
    """Adds the commands to those of `python -m engines models`."""
    fetching = command(commands, "fetch", fetched, names="+")
    fetching.add_argument(
        "--from", dest="folder", type=Path, metavar="DIR", help="copy from a folder, no network"
    )
    fetching.add_argument(
        "--pin", action="store_true", help="pin what the catalog could not know, as it comes now"
    )
    accepting = command(commands, "accept", accepted, names="+")
    accepting.add_argument("--by", metavar="NAME", help="who accepts; else it is asked")
    command(commands, "licences", licences, names="*")
    command(commands, "verify", verified, names="*")
    removing = command(commands, "remove", removed, names="+")
    removing.add_argument("--forget", action="store_true", help="drop what was pinned, too")


def fetched(asked: argparse.Namespace) -> int:
    """Fetches models into the practice's folder, or goes on with a fetch that was broken off."""
    chosen, store = settings.load(), _store()
    wanted = _models(asked.names)
    for name in asked.names:
        check_accepted(catalog.asked(name), store, name=name)
    for model in wanted:
        if model.caution:
            print(f"{model.name}: {model.caution}", file=sys.stderr)
    if asked.folder is None:
        check_room(wanted, store)
    try:
        done = [_fetched(model, asked, store, network=chosen.network) for model in wanted]
    except KeyboardInterrupt:
        print("\nWhat came is kept: the same command goes on.", file=sys.stderr)
        raise
    if asked.json:
        print(json.dumps(done, indent=2))
    else:
        _tell_limits(wanted)
    return 0


def _fetched(
    model: Model, asked: argparse.Namespace, store: Store, *, network: bool
) -> dict[str, Any]:
    source = source_for(model, asked.folder, network=network)
    before = store.lock(model)
    lock = fetch(model, source, store, pin=asked.pin, told=Progress())
    new = before is None or dict(before.files) != dict(lock.files)
    if not asked.json:
        _tell_fetched(model, lock, new=new)
    return {"model": model.name, "pinned_now": new, **asdict(lock)}


def accepted(asked: argparse.Namespace) -> int:
    """Shows licences whole, once, and records who accepts them; repeats what they forbid."""
    store = _store()
    wanted = _models(asked.names)
    done: dict[str, Acceptance | None] = {}
    for licence in _licences(wanted):
        found = store.accepted(licence)
        if found is None and licence.accept:
            cautions = _cautions(licence, wanted)
            found = store.accept(licence, by=_asked_name(licence, asked.by, cautions))
        done[licence.name] = found
        if not asked.json:
            print(_standing(licence, found))
    if asked.json:
        print(json.dumps({name: found and asdict(found) for name, found in done.items()}, indent=2))
    return 0


def licences(asked: argparse.Namespace) -> int:
    """Says what licences forbid and who accepted them; of those that are named the whole text."""
    store = _store()
    wanted = _asked_licences(asked.names) if asked.names else catalog.licences()
    if asked.json:
        rows = [_licence_row(each, store, whole=bool(asked.names)) for each in wanted]
        print(json.dumps(rows, indent=2))
        return 0
    for licence in wanted:
        if asked.names:
            print(f"{licence.text}\n")
        print(_standing(licence, store.accepted(licence)))
    return 0


def verified(asked: argparse.Namespace) -> int:
    """Reads models whole and compares them with what was pinned; 1 where one is not right."""
    store = _store()
    wanted = _models(asked.names) if asked.names else _here(store)
    rows: dict[str, dict[str, str]] = {}
    for model in wanted:
        size = sum(path.stat().st_size for path in store.place(model).rglob("*") if path.is_file())
        print(f"reading {model.name}, {size / MB:,.1f} MB", file=sys.stderr)
        rows[model.name] = {part.path: store.condition(model, part) for part in model.files}
        if set(rows[model.name].values()) == {"verified"}:
            store.note_checked(model)
    if asked.json:
        print(json.dumps(rows, indent=2))
    else:
        for name, files in rows.items():
            wrong = {path: how for path, how in files.items() if how != "verified"}
            print(f"{name}: {len(files) - len(wrong)} of {len(files)} files verified")
            for path, how in wrong.items():
                print(f"  {path}: {how}")
            if wrong:
                print(f"  {_mend(name, wrong)}")
    return 0 if all(how == "verified" for each in rows.values() for how in each.values()) else 1


def removed(asked: argparse.Namespace) -> int:
    """Deletes models; what was pinned and accepted stays, unless it is to be forgotten."""
    store = _store()
    users = {model.name: _other_users(model, asked.names, store) for model in _models(asked.names)}
    going = [model for model in _models(asked.names) if not users[model.name]]
    freed = {model.name: store.remove(model, forget=asked.forget) for model in going}
    if asked.json:
        print(json.dumps({name: {"freed_bytes": size} for name, size in freed.items()}, indent=2))
        return 0
    for name, painters in users.items():
        if painters:
            print(f"{name}: kept, because {', '.join(painters)} paints with it")
        else:
            print(f"{name}: {freed[name] / MB:,.1f} MB freed")
    return 0


def command(
    commands: Any, name: str, run: Callable[..., int], *, names: str | None
) -> argparse.ArgumentParser:
    """Adds one command; its help is what its function says."""
    text = (run.__doc__ or "").strip()
    parser = commands.add_parser(name, help=text, description=text)
    if names is not None:
        parser.add_argument("names", nargs=names, metavar="NAME", help="a large painter or a model")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=run)
    return parser


def limits(models: Iterable[Model]) -> list[str]:
    """What the licences of some models forbid, each once, where one must accept them."""
    found = dict.fromkeys(catalog.licence(model.licence) for model in models)
    return [f"{each.title}: {each.use_limits}" for each in found if each.accept]


def _tell_fetched(model: Model, lock: Lock, *, new: bool) -> None:
    size = sum(pin.bytes for pin in lock.files.values()) / MB
    print(f"{model.name}: {len(lock.files)} files, {size:,.1f} MB, from {lock.source}")
    if not new:
        return
    vouched = {by: sum(pin.by == by for pin in lock.files.values()) for by in ("host", "nobody")}
    print(
        f"  pinned now: {vouched['host']} files whose hash the source states, {vouched['nobody']} "
        f"as they came; other bytes are refused from here on ({model.name}.lock.json)"
    )


def _tell_limits(models: Sequence[Model]) -> None:
    for limit in limits(models):
        print(limit)


def _cautions(licence: Licence, models: Sequence[Model]) -> list[str]:
    return [
        f"{each.name}: {each.caution}"
        for each in models
        if each.caution and each.licence == licence.name
    ]


def _asked_name(licence: Licence, by: str | None, cautions: Sequence[str]) -> str:
    """Shows the licence whole; on standard error, so that --json stays readable."""
    shown = [licence.text, licence.title, f"In short: {licence.use_limits}", *cautions, ""]
    print("\n\n".join(shown), file=sys.stderr)
    if by is not None:
        return by
    if not sys.stdin.isatty():
        raise FetchError("Nobody is here to accept: say who does, with --by NAME.")
    print(
        "Type your name to accept this licence for your practice, or nothing to refuse: ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip()


def _standing(licence: Licence, found: Acceptance | None) -> str:
    said = "nothing to accept" if not licence.accept else "nobody accepted it here"
    if found is not None:
        said = f"accepted by {found.by} on {found.at}"
    return f"{licence.title} ({licence.name}): {said}. {licence.use_limits}"


def _licence_row(licence: Licence, store: Store, *, whole: bool) -> dict[str, Any]:
    found = store.accepted(licence)
    row = {**asdict(licence), "accepted": found and asdict(found)}
    return {**row, "text": licence.text} if whole else row


def _mend(name: str, wrong: Mapping[str, str]) -> str:
    if set(wrong.values()) == {"unpinned"}:
        return f"nothing says what these must be: {COMMAND} fetch {name} --pin"
    return f"only these are fetched again by: {COMMAND} fetch {name}"


def _asked_licences(names: Sequence[str]) -> tuple[Licence, ...]:
    """By their own names, or those of painters and models."""
    own = {each.name: (each,) for each in catalog.licences()}
    found = (own[name] if name in own else _licences(catalog.asked(name)) for name in names)
    return tuple(dict.fromkeys(each for some in found for each in some))


def _licences(models: Sequence[Model]) -> tuple[Licence, ...]:
    return tuple(catalog.licence(n) for n in dict.fromkeys(model.licence for model in models))


def _models(names: Sequence[str]) -> tuple[Model, ...]:
    return tuple(dict.fromkeys(model for name in names for model in catalog.asked(name)))


def _other_users(model: Model, names: Sequence[str], store: Store) -> list[str]:
    """Painters that are whole and need a model, where it was not asked for by its own name."""
    if model.name in names:
        return []
    others = (row for row in catalog.recipes() if row.name not in names and model in row.models)
    return [row.name for row in others if all(store.ready(each) for each in row.models)]


def _here(store: Store) -> tuple[Model, ...]:
    found = tuple(model for model in catalog.models() if store.lock(model) is not None)
    if not found:
        raise FetchError(f"No model was fetched yet: {COMMAND} fetch NAME")
    return found


def _store() -> Store:
    return Store(settings.load().data / FOLDER)
