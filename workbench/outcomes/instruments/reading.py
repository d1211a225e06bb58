"""An instrument's file, read and checked: what is unclear is refused with its place."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from workbench.outcomes.instruments.form import (
    BETTER,
    KINDS,
    Answers,
    Band,
    Caseness,
    Instrument,
    Item,
    Language,
    Licence,
    Scale,
    Threshold,
)
from workbench.outcomes.instruments.tables import Table, values_of

MOST_ITEMS, MOST_STEPS = 200, 100
NAME = re.compile(r"[a-z][a-z0-9_]*")


def read(path: Path) -> Instrument:
    """The instrument of a TOML file; README.md says what stands in one.

    Raises:
        InstrumentError: the file cannot be read, something is missing (the licence too), unknown,
            of the wrong kind, or does not fit together. The message names the place.
    """
    values = values_of(path)
    return _instrument(Table(str(path), values))


def _instrument(table: Table) -> Instrument:
    languages = _languages(table.table("languages"))
    codes = tuple(languages)
    answers = _answers(table.table("answers"), codes)
    items = tuple(_item(each, codes, answers) for each in table.tables("items"))
    if len(items) > MOST_ITEMS:
        raise table.fault(f"there are {len(items)} items. Write at most {MOST_ITEMS}.")
    ids = _apart(table, "items", tuple(item.id for item in items))
    scales = tuple(_scale(each, codes, answers, ids) for each in table.tables("scales"))
    names = _apart(table, "scales", tuple(scale.name for scale in scales))
    made = Instrument(
        name=_name(table, "name"),
        title=table.texts("title", codes),
        recall_days=table.whole("recall_days"),
        attended=table.flag("attended", default=False),
        instruction=table.texts("instruction", codes),
        licence=_licence(table.table("licence")),
        languages=languages,
        answers=answers,
        items=items,
        scales=scales,
        thresholds=tuple(_threshold(each, names) for each in table.tables("thresholds")),
        caseness=tuple(_caseness(each, names) for each in table.tables("caseness")),
    )
    table.done()
    return made


def _licence(table: Table) -> Licence:
    made = Licence(table.text("text"), table.text("holder"), table.text("source"))
    table.done()
    return made


def _languages(table: Table) -> dict[str, Language]:
    found: dict[str, Language] = {}
    for code in ("en", "de", "fr", "es"):
        if table.has(code):
            one = table.table(code)
            found[code] = Language(one.text("source"), one.text("note", ""))
            one.done()
    table.done()
    if not found:
        raise table.fault("there is no language. Add one, such as [languages.en].")
    return found


def _answers(table: Table, codes: tuple[str, ...]) -> Answers:
    low, high = table.number("low"), table.number("high")
    whole = table.flag("whole", default=True)
    labels = table.rows_of_texts("labels", codes)
    ends = table.rows_of_texts("ends", codes)
    table.done()
    if low >= high:
        raise table.fault(f"low is {low:g} and high {high:g}. Write the lower one as low.")
    if whole and not (low.is_integer() and high.is_integer()):
        raise table.fault(f"{low:g} to {high:g} are not whole. Say whole = false.")
    if whole and high - low > MOST_STEPS:
        raise table.fault(f"{low:g} to {high:g} are too many answers. Say whole = false.")
    for key, found, count in (("labels", labels, high - low + 1), ("ends", ends, 2)):
        for code, texts in found.items():
            if len(texts) != count:
                raise table.fault(f"{key}.{code} has {len(texts)} texts. Write {count:g}.")
    return Answers(low, high, whole, labels, ends)


def _item(table: Table, codes: tuple[str, ...], answers: Answers) -> Item:
    look = table.number("look_above") if table.has("look_above") else None
    if look is not None and not answers.low <= look < answers.high:
        raise table.fault(f"look_above is {look:g}, so no answer or every one is above it.")
    made = Item(
        _name(table, "id"),
        table.texts("text", codes),
        table.flag("reverse", default=False),
        look,
        table.text("loinc", ""),
    )
    table.done()
    return made


def _scale(table: Table, codes: tuple[str, ...], answers: Answers, ids: tuple[str, ...]) -> Scale:
    items = _apart(table, "items", table.words("items")) if table.has("items") else ids
    strange = [each for each in items if each not in ids]
    if strange:
        raise table.fault(f"there is no item {', '.join(strange)}. Name items of this file.")
    better = table.text("better")
    if better not in BETTER:
        raise table.fault(f"better is “{better}”. Write one of {', '.join(BETTER)}.")
    low, high = answers.low * len(items), answers.high * len(items)
    bands = tuple(_band(each, codes) for each in table.tables("bands"))
    source = table.text("bands_source") if bands else ""
    name, loinc = _name(table, "name"), table.text("loinc", "")
    made = Scale(name, items, low, high, better, bands, source, loinc, *_error(table))
    table.done()
    _check_bands(table, made, step=1.0 if answers.whole else 0.0)
    return made


def _error(table: Table) -> tuple[float | None, str]:
    if not table.has("error"):
        return None, ""
    error = table.number("error")
    if error <= 0:
        raise table.fault(f"error is {error:g}: a standard error of measurement is above 0.")
    return error, table.text("error_source")


def _band(table: Table, codes: tuple[str, ...]) -> Band:
    made = Band(
        _name(table, "name"), table.number("low"), table.number("high"), table.texts("text", codes)
    )
    table.done()
    if made.low > made.high:
        raise table.fault(f"it goes from {made.low:g} to {made.high:g}. Write the lower one first.")
    return made


def _check_bands(table: Table, scale: Scale, step: float) -> None:
    if not scale.bands:
        return
    _apart(table, "bands", tuple(band.name for band in scale.bands))
    reached = (scale.bands[0].low, scale.bands[-1].high)
    if reached != (scale.low, scale.high):
        raise table.fault(
            f"the bands go from {reached[0]:g} to {reached[1]:g}, "
            f"the scale from {scale.low:g} to {scale.high:g}. Let them cover all of it."
        )
    for one, other in pairwise(scale.bands):
        if other.low - one.high != step:
            raise table.fault(
                f"{one.name} ends at {one.high:g} and {other.name} begins at {other.low:g}. "
                "Leave no gap and no overlap."
            )


def _threshold(table: Table, names: tuple[str, ...]) -> Threshold:
    kind = table.text("kind")
    if kind not in KINDS:
        raise table.fault(f"kind is “{kind}”. Write one of {', '.join(KINDS)}.")
    points, percent = (
        table.number(key) if table.has(key) else None for key in ("points", "percent")
    )
    if (points is None) == (percent is None) or (points or percent or 0) <= 0:
        raise table.fault("it needs points or percent, one of them, above 0.")
    made = Threshold(kind, _one_of(table, names), points, percent, table.text("source"))
    table.done()
    return made


def _caseness(table: Table, names: tuple[str, ...]) -> Caseness:
    made = Caseness(_one_of(table, names), table.number("at_least"), table.text("source"))
    table.done()
    return made


def _one_of(table: Table, names: tuple[str, ...]) -> str:
    found = table.text("scale")
    if found not in names:
        raise table.fault(f"there is no scale “{found}”. Write one of {', '.join(names)}.")
    return found


def _name(table: Table, key: str) -> str:
    found = table.text(key)
    if not NAME.fullmatch(found):
        raise table.fault(f"{key} is “{found}”. Write small letters, digits and _ alone.")
    return found


def _apart(table: Table, what: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if not names:
        raise table.fault(f"there are no {what}. Write at least one.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise table.fault(f"{what} has {', '.join(twice)} twice. Name each once.")
    return names
