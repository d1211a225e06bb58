"""A person's answers as a table: a row an answer, every question a row, empty where none is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from workbench.archive.questions import Questionnaire, Task
from workbench.archive.store import Archive
from workbench.cells import cell
from workbench.outcomes.instruments.form import Item
from workbench.outcomes.instruments.versions import Version

COLUMNS = (
    *("questionnaire", "instrument", "version_sha256", "language", "how", "sitting"),
    *("begun", "answered", "ended", "item", "loinc", "question", "value", "corrections"),
    *("looked_at", "looked_at_by", "what_was_done"),
)
# What a spreadsheet would take for a formula.


def to_csv(archive: Archive, person: str) -> bytes:
    """Everything that a person answered, UTF-8; times are ISO 8601 with their zone.

    Raises:
        NotHereError: there is no such person here.
    """
    known, looked_at = archive.instruments(), archive.looked_at(person)
    return table(archive.export_questionnaires(person), looked_at, known)


def table(
    entries: Sequence[Questionnaire], looked_at: Sequence[Task], known: Mapping[str, Version]
) -> bytes:
    """The same of what was read already; `known` are the instruments of today, by name."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    seen = {(each.questionnaire, each.item): each for each in looked_at}
    for entry in entries:
        rows = _rows(entry, known.get(entry.instrument), seen)
        writer.writerows(
            [each if isinstance(each, (int, float)) else cell(each) for each in row] for row in rows
        )
    return text.getvalue().encode("utf-8-sig")


def _rows(
    entry: Questionnaire, version: Version | None, seen: Mapping[tuple[str, str], Task]
) -> list[list[object]]:
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
        [
            *(*head, name, *_about(items.get(name), entry.language)),
            *(entry.answers.get(name), tail, *_seen(seen.get((entry.id, name)))),
        ]
        for name in (items or entry.answers)
    ]


def _seen(task: Task | None) -> tuple[str | None, ...]:
    return ("", "", "") if task is None else (task.closed, task.seen_by, task.done)


def _about(item: Item | None, language: str) -> tuple[str, str]:
    return ("", "") if item is None else (item.loinc, item.text[language])
