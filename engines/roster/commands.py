"""`python -m engines models`: the painters in one table, one painter's way step by step."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from engines import catalog, settings
from engines.fetching import COMMAND
from engines.fetching import commands as fetching
from engines.fetching.progress import MB
from engines.fetching.store import FOLDER, Store
from engines.roster import Entry, Files, Standing, Step, entry_of, files_of, look, standings
from engines.roster.nets import Nets

HEAD = ("painter", "files", "licences", "disk", "nets", "next")
TOLD = {
    "libraries": "its libraries are installed",
    "licences": "its licences are accepted",
    "files": "its files are here",
    "check": "its files were read whole and are right",
    "nets": "its nets are made",
    "verify": "its engines were verified",
    "use": "it answers",
    "try": "try it on one drawing",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Adds the commands to `python -m engines models`; without a further word it lists."""
    parser.set_defaults(run=listed)
    commands = parser.add_subparsers(metavar="ACTION", help="list, else one of")
    fetching.command(commands, "list", listed, names=None)
    fetching.command(commands, "show", shown, names="+")
    fetching.add(commands)


def listed(asked: argparse.Namespace) -> int:
    """Lists every painter, what it still lacks and the next command; every model and licence."""
    chosen = settings.load()
    store = Store(chosen.data / FOLDER)
    painters = look(chosen)
    models = [files_of(model, store) for model in catalog.models()]
    licences = standings(catalog.models(), store)
    if asked.json:
        told = {
            "painters": [entry_json(each) for each in painters],
            "models": [*map(_shipped_json, catalog.rows()), *map(_files_json, models)],
            "licences": [_standing_json(each) for each in licences],
        }
        print(json.dumps(told, indent=2))
        return 0
    print("\n".join([*_table([HEAD, *map(_row, painters)]), "", *_next(painters), ""]))
    print("\n".join([*_shipped_lines(), *map(_files_line, models), ""]))
    print("\n".join(_standing_lines(licences)))
    return 0


def shown(asked: argparse.Namespace) -> int:
    """Shows a painter whole: every step on the way to a picture, its files, licences and nets."""
    chosen = settings.load()
    entries = [entry_of(name, chosen) for name in asked.names]
    if asked.json:
        print(json.dumps([entry_json(each) for each in entries], indent=2))
        return 0
    print("\n\n".join("\n".join(_whole(each)) for each in entries))
    return 0


def entry_json(entry: Entry) -> dict[str, Any]:
    """One painter as JSON, with what follows from it."""
    upcoming = entry.next
    return {
        "name": entry.name,
        "title": entry.title,
        "chosen": entry.chosen,
        "ships": entry.ships,
        "rehearsal": entry.rehearsal,
        "ready": entry.ready,
        "everyone": entry.everyone,
        "weights_mb": entry.weights_mb,
        "disk_bytes": entry.disk,
        "next": None if upcoming is None else upcoming.command,
        "steps": [asdict(step) for step in entry.steps],
        "models": [_files_json(each) for each in entry.files],
        "licences": [_standing_json(each) for each in entry.licences],
        "nets": [{**asdict(each), "folder": str(each.folder)} for each in entry.nets],
    }


def _row(entry: Entry) -> tuple[str, ...]:
    here = sum(each.whole for each in entry.files)
    whole = all(each.checked for each in entry.files)
    files = "ship" if entry.ships else f"{here} of {len(entry.files)} models"
    files += ", checked" if entry.files and whole else ""
    missing = sum(not each.settled for each in entry.licences)
    licences = f"{missing} to accept" if missing else "settled"
    disk = f"{entry.disk / MB:,.1f} MB" if entry.disk else "-"
    return (
        f"{entry.name}{' *' if entry.chosen else ''}",
        files,
        "-" if entry.ships else licences,
        disk,
        _nets_said(entry.nets),
        "answers" if entry.chosen and entry.ready else _what_next(entry),
    )


def _what_next(entry: Entry) -> str:
    upcoming = entry.next
    if not entry.everyone and not entry.ready:
        return "not for everyone"
    if upcoming is None or upcoming.what in ("use", "try"):
        return "ready"
    return {"check": "verify", "nets": "make its nets"}.get(upcoming.what, upcoming.what)


def _nets_said(nets: Sequence[Nets]) -> str:
    graphs = sum(each.runtime == "" and not each.trouble for each in nets)
    engines = [each for each in nets if each.runtime]
    verified = sum(each.verified for each in engines)
    refused = sum(bool(each.trouble) for each in nets)
    told = {
        f"{graphs} exported": graphs,
        f"{len(engines)} built, {verified} verified": len(engines),
        f"{refused} refused": refused,
    }
    return "; ".join(text for text, count in told.items() if count) or "-"


def _next(painters: Iterable[Entry]) -> Iterator[str]:
    yield f"* answers now. One painter whole: {COMMAND} show NAME. Next:"
    for entry in painters:
        if entry.next is not None and entry.suggested:
            yield f"  {entry.name}: {entry.next.command}"


def _whole(entry: Entry) -> Iterator[str]:
    yield f"{entry.name}: {entry.title}"
    if entry.ships:
        yield "  It comes with Sketchwell: nothing to fetch, nothing to accept."
    if entry.weights_mb and not entry.rehearsal:
        yield (
            f"  Its networks are {entry.weights_mb:,} MB in half precision, as on a graphics card; "
            "a processor takes twice that, and many seconds a step."
        )
    for step in entry.steps:
        yield _step_line(step)
    for files in entry.files:
        yield f"  {_files_line(files)}"
        if files.model.caution:
            yield f"    {files.model.caution}"
    for line in _standing_lines(entry.licences):
        yield f"  {line}"
    for nets in entry.nets:
        yield f"  {_nets_line(nets)}"


def _step_line(step: Step) -> str:
    if step.done:
        return f"  [x] {TOLD[step.what]}"
    perhaps = "" if step.needed else " (not needed to paint)"
    return f"  [ ] {TOLD[step.what]}{perhaps}: {step.command}"


def _files_line(files: Files) -> str:
    model = files.model
    state = "not here"
    if files.size:
        state = f"{files.size / MB:,.1f} MB, {'whole' if files.whole else 'not whole'}"
    if files.pinned:
        state += f", pinned {files.pinned[:10]}"
        state += f" ({files.unvouched} as they came)" if files.unvouched else ""
    if files.checked:
        state += f", checked {files.checked[:10]}"
    source = f"{model.host}/{model.repository}" if model.host else "a folder"
    return f"{model.name}: {state}; {model.licence}; {source} at {model.revision[:12]}"


def _standing_lines(standings: Sequence[Standing]) -> Iterator[str]:
    """Who accepted what, and under the last that says so what is forbidden."""
    for at, standing in enumerate(standings):
        licence, found = standing.licence, standing.accepted
        said = "nobody accepted it here" if licence.accept else "nothing to accept"
        if found is not None:
            said = f"accepted by {found.by} on {found.at[:10]}"
        yield f"{licence.title} ({licence.name}): {said}"
        then = [each.licence.use_limits for each in standings[at + 1 : at + 2]]
        if then != [licence.use_limits]:
            yield f"  {licence.use_limits}"


def _nets_line(nets: Nets) -> str:
    kind = nets.made_with or ("engines" if nets.trouble else "graphs")
    said = f"{kind}: {', '.join(nets.graphs)}; {nets.precision} {nets.pictures} px"
    said += f", {nets.size / MB:,.1f} MB"
    if nets.trouble:
        return f"{nets.folder}: refused: {nets.trouble}"
    if nets.runtime:
        said += f", built {nets.built[:10]}, {'verified' if nets.verified else 'not verified yet'}"
    return f"{nets.folder}: {said}"


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _shipped_lines() -> Iterator[str]:
    for row in catalog.rows():
        states = dict.fromkeys(catalog.condition(file) for file in row.files)
        yield f"{row.name} ({row.kind}): {', '.join(states)}; {row.licence}; {row.revision}"


def _shipped_json(row: catalog.Weights) -> dict[str, Any]:
    files = [{**asdict(file), "condition": catalog.condition(file)} for file in row.files]
    return {**asdict(row), "files": files}


def _files_json(files: Files) -> dict[str, Any]:
    model = files.model
    used = [row.name for row in catalog.recipes() if model in row.models]
    told = {**asdict(files), **asdict(model), "kind": "fetched", "painters": used}
    del told["model"]
    return {**told, "use_limits": catalog.licence(model.licence).use_limits}


def _standing_json(standing: Standing) -> dict[str, Any]:
    return {**asdict(standing.licence), "accepted": standing.accepted and asdict(standing.accepted)}
