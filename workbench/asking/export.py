"""A person's answers as a table: a row an answer, every question a row, empty where none is."""

from __future__ import annotations

import csv
import io
import json

from workbench.archive.questions import Questionnaire
from workbench.archive.store import Archive
from workbench.outcomes.instruments.form import Item
from workbench.outcomes.instruments.versions import Version

COLUMNS = (
    *("questionnaire", "instrument", "version_sha256", "language", "how", "sitting"),
    *("begun", "answered", "ended", "item", "loinc", "question", "value", "corrections"),
)
# What a spreadsheet would take for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(archive: Archive, person: str) -> bytes:
    """Everything that a person answered, UTF-8; times are ISO 8601 with their zone.

    Raises:
        NotHereError: there is no such person here.
    """
    known = archive.instruments()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in archive.export_questionnaires(person):
        writer.writerows(map(_cell, row) for row in _rows(entry, known.get(entry.instrument)))
    return text.getvalue().encode()


def _rows(entry: Questionnaire, version: Version | None) -> list[list[object]]:
    head = [entry.id, entry.instrument, entry.sha256, entry.language, entry.how, entry.sitting]
    head += [entry.begun, entry.dated, entry.done]
    corrected = [
        {"at": each.at, "reason": each.reason, "before": dict(each.before)}
        for each in entry.corrections
    ]
    tail = json.dumps(corrected, ensure_ascii=False) if corrected else ""
    # Questions that were changed since are not put beside old answers.
    items: dict[str, Item] = {}
    if version is not None and version.sha256 == entry.sha256:
        items = dict(version.instrument.by_id)
    return [
        [*head, name, *_about(items.get(name), entry.language), entry.answers.get(name), tail]
        for name in (items or entry.answers)
    ]


def _about(item: Item | None, language: str) -> tuple[str, str]:
    return ("", "") if item is None else (item.loinc, item.text[language])


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
