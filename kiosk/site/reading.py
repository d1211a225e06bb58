"""From the bytes of an operator's file to a `Site`, or a sentence that says all that is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engines.errors import SettingsError
from kiosk.site.table import TABLE, Row
from kiosk.site.text import table_of
from kiosk.site.values import Linking, Printing, Sealed, Site

FORMAT = 1
LINK_PORT = 8503
_MM_AN_INCH = 25.4
_ROWS: Mapping[str, Row] = {row.name: row for row in TABLE}
_TABLES = {part for row in TABLE for part in (row.table, row.table.split(".")[0])}


def defaults(folder: Path) -> Site:
    """What holds where nobody set anything."""
    return parse(f"format = {FORMAT}".encode(), folder=folder)


def parse(data: bytes, *, folder: Path) -> Site:
    """Reads a file's bytes.

    Args:
        data: TOML in UTF-8.
        folder: of relative paths.

    Raises:
        SettingsError: it is no TOML, of another format, or holds what it may not; names every
            place, the value met and what is allowed.
    """
    table = table_of(data)
    if table.pop("format", None) != FORMAT:
        raise SettingsError(f"it must begin with format = {FORMAT}")
    return _site(_values(dict(_flat(table))), folder)


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    faults = [_unknown(name, value) for name, value in given.items() if name not in _ROWS]
    values: dict[str, Any] = {}
    for name, row in _ROWS.items():
        value = given.get(name, row.default)
        try:
            values[name] = None if value is None else row.read(value, name)
        except SettingsError as error:
            faults.append(str(error))
    faults += [] if faults else _quarrels(values, given)
    if faults:
        raise SettingsError("; ".join(faults))
    return values


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every value by its full name; what is a table here is looked into."""
    for key, value in table.items():
        name = f"{before}.{key}" if before else key
        if isinstance(value, dict) and name in _TABLES:
            yield from _flat(value, name)
        else:
            yield name, value


def _unknown(name: str, value: Any) -> str:
    if isinstance(value, dict):
        near = difflib.get_close_matches(name, _TABLES, n=1, cutoff=0.5)
        there = ", ".join(f"[{table}]" for table in dict.fromkeys(row.table for row in TABLE))
        hint = f"did you mean [{near[0]}]?" if near else f"there are {there}"
        return f"[{name:.80}] is no table: {hint}"
    key = name.rpartition(".")[2]
    elsewhere = [row.name for row in TABLE if row.key == key]
    near = elsewhere or difflib.get_close_matches(name, _ROWS, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_ROWS)}"
    return f"{name:.80} is no setting: {hint}"


def _quarrels(values: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """Settings that do not go together."""
    found: list[str] = []
    offered, first = values["language.offered"], values["language.first"]
    if first is not None and first not in offered:
        told = ", ".join(offered)
        found.append(f"language.first is {first!r}: must be one of those offered: {told}")
    key = values["ways.switch_key"]
    if key and key == values["sound.spoken_key"]:
        told = "give each a key of its own"
        found.append(f"ways.switch_key and sound.spoken_key are both {key!r}: {told}")
    inches, pixels = values["screen.diagonal_in"], values["screen.pixels"]
    if (inches is None) != (pixels is None):
        found.append("screen.diagonal_in and screen.pixels: give both, or neither")
    elif inches is not None and "screen.px_per_mm" in given:
        found.append("screen.px_per_mm: leave it out where diagonal_in and pixels are given")
    linked = {name for name in given if name.startswith("take.link.")}
    if linked and "take.link.address" not in given:
        found.append("take.link.address is missing: without it there are no links")
    return [*found, *_unsealed(values)]


def _unsealed(values: Mapping[str, Any]) -> list[str]:
    """Why nothing can be sealed although something was set."""
    key, name, folder = (values[f"take.sealed.{each}"] for each in ("key", "name", "folder"))
    if key is None and (name or folder):
        return ["take.sealed.key is missing: without it nothing is sealed"]
    if key is not None and not folder and values["take.link.address"] is None:
        return ["take.sealed: set take.link.address or take.sealed.folder, or nobody gets the file"]
    return []


def _site(values: Mapping[str, Any], folder: Path) -> Site:
    printer = values["take.print.printer"]
    return Site(
        languages=values["language.offered"],
        language=values["language.first"] or values["language.offered"][0],
        typing=values["words.typing"],
        things=values["choices.things"],
        styles=values["choices.styles"],
        moods=values["choices.moods"],
        sound=values["sound.start"],
        spoken=values["sound.spoken"],
        spoken_key=values["sound.spoken_key"],
        idle_s=values["waiting.idle_s"],
        stay_s=values["waiting.stay_s"],
        px_per_mm=_density(values),
        hand=values["screen.hand"],
        dwell_s=values["ways.dwell_s"],
        scan_s=values["ways.scan_s"],
        switch_key=values["ways.switch_key"],
        print=Printing(printer, values["take.print.paper"]) if printer else None,
        link=_linking(values),
        sealed=_sealed(values, folder),
        help_card=folder / Path(values["help.card"]).expanduser(),
    )


def _density(values: Mapping[str, Any]) -> float:
    if values["screen.diagonal_in"] is None:
        return values["screen.px_per_mm"]
    return round(values["screen.pixels"] / (values["screen.diagonal_in"] * _MM_AN_INCH), 3)


def _linking(values: Mapping[str, Any]) -> Linking | None:
    address, port = values["take.link.address"], values["take.link.port"] or LINK_PORT
    if address is None:
        return None
    host = f"[{address}]" if ":" in address else address
    url = values["take.link.url"] or f"http://{host}:{port}"
    return Linking(address, port, url, values["take.link.wifi"] or "")


def _sealed(values: Mapping[str, Any], folder: Path) -> Sealed | None:
    key, place = values["take.sealed.key"], values["take.sealed.folder"]
    if key is None:
        return None
    into = folder / Path(place).expanduser() if place else None
    return Sealed(folder / Path(key).expanduser(), values["take.sealed.name"] or "", into)
