"""A protocol's file, read and checked: what is unclear is refused with its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from workbench.outcomes.instruments.tables import Table, values_of
from workbench.outcomes.protocols.form import (
    MEDIA,
    ORDERS,
    STOPS,
    Measure,
    Medium,
    Order,
    Phase,
    Protocol,
    Stop,
    StopKind,
)

LANGUAGES = ("en", "de", "fr", "es")
MOST_SITTINGS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_COUNTS = {"order": (2, 4), "start": (2, 2), "abab": (2, 2), "arm": (2, 6), "fixed": (1, 20)}


def read(path: Path, recall: dict[str, int]) -> Protocol:
    """The protocol of a TOML file; README.md says what stands in one.

    Args:
        path: of the file.
        recall: how many days each known instrument looks back on, by its name.

    Raises:
        InstrumentError: the file cannot be read, something is missing, unknown, of the wrong kind,
            or does not fit together; a measure is due before its questions look back on new days.
    """
    values = values_of(path)
    return _protocol(Table(str(path), values), recall)


def _protocol(table: Table, recall: dict[str, int]) -> Protocol:
    codes = _known(table, "languages", table.words("languages"), LANGUAGES)
    order = _order(table)
    phases = tuple(_phase(each, codes) for each in table.tables("phases"))
    _check_phases(table, order, phases)
    made = Protocol(
        name=_name(table, "name"),
        title=table.texts("title", codes),
        about=table.texts("about", codes),
        languages=codes,
        order=order,
        starts=_starts(table, order, phases),
        make_up=table.flag("make_up", default=True),
        phases=phases,
        measures=tuple(_measure(each, recall) for each in table.tables("measures")),
        stops=tuple(_stop(each, codes) for each in table.tables("stops")),
    )
    table.done()
    _apart(table, "measures", [each.instrument for each in made.measures])
    _apart(table, "stops", [each.kind for each in made.stops])
    return made


def _order(table: Table) -> Order:
    said = table.text("order")
    if said not in ORDERS:
        raise table.fault(f"order is “{said}”. Write one of {', '.join(ORDERS)}.")
    return cast(Order, said)


def _phase(table: Table, codes: tuple[str, ...]) -> Phase:
    media = _known(table, "media", table.words("media"), MEDIA)
    count = table.whole("sittings") if table.has("sittings") else None
    if count is not None and not 1 <= count <= MOST_SITTINGS:
        raise table.fault(f"sittings is {count}. Write 1 to {MOST_SITTINGS}.")
    made = Phase(
        _name(table, "name"), cast(tuple[Medium, ...], media), count, table.texts("title", codes)
    )
    table.done()
    return made


def _check_phases(table: Table, order: Order, phases: tuple[Phase, ...]) -> None:
    fewest, most = _COUNTS[order]
    if not fewest <= len(phases) <= most:
        raise table.fault(
            f"there are {len(phases)} phases. Order “{order}” takes {fewest} to {most}."
        )
    _apart(table, "phases", [each.name for each in phases])
    endless = [each.name for each in phases if each.sittings is None]
    if endless and (order != "fixed" or len(phases) > 1):
        raise table.fault(f"{endless[0]} has no sittings. Say how many: it is not alone.")


def _starts(table: Table, order: Order, phases: tuple[Phase, ...]) -> tuple[int, int] | None:
    if order != "start":
        return None
    fewest, most = table.whole("earliest"), table.whole("latest")
    whole = sum(each.sittings or 0 for each in phases)
    if not 1 <= fewest < most < whole:
        raise table.fault(
            f"the first phase has {fewest} to {most} of {whole} sittings. Leave one at least for "
            "each phase, and two beginnings to draw from."
        )
    return fewest, most


def _measure(table: Table, recall: dict[str, int]) -> Measure:
    name = table.text("instrument")
    if name not in recall:
        raise table.fault(f"there is no instrument “{name}”. Write one of {', '.join(recall)}.")
    every = table.whole("every_days")
    if every < recall[name]:
        raise table.fault(
            f"{name} every {every} days: its questions look back on {recall[name]} days, answers "
            f"would overlap. Write {recall[name]} or more."
        )
    made = Measure(name, every, table.whole("window_days"))
    table.done()
    return made


def _stop(table: Table, codes: tuple[str, ...]) -> Stop:
    said = table.text("kind")
    if said not in STOPS:
        raise table.fault(f"kind is “{said}”. Write one of {', '.join(STOPS)}.")
    kind = cast(StopKind, said)
    limit = table.whole("limit") if kind != "asked" else 0
    if kind != "asked" and limit < 1:
        raise table.fault("limit is 0. Write 1 or more.")
    made = Stop(kind, limit, table.texts("text", codes))
    table.done()
    return made


def _known(
    table: Table, key: str, found: tuple[str, ...], known: tuple[str, ...]
) -> tuple[str, ...]:
    strange = [each for each in found if each not in known]
    if strange or not found:
        raise table.fault(f"{key} is {', '.join(found) or 'empty'}. Write {', '.join(known)}.")
    _apart(table, key, [*found])
    return found


def _apart(table: Table, what: str, names: list[str]) -> None:
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise table.fault(f"{what} has {', '.join(twice)} twice. Name each once.")


def _name(table: Table, key: str) -> str:
    found = table.text(key)
    if not _NAME.fullmatch(found):
        raise table.fault(f"{key} is “{found}”. Write small letters, digits and _ alone.")
    return found
