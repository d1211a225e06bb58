"""Everything about a person as JSON, for programs: the archive's own names, times in ISO 8601.

Strokes and pictures are not in it: each sitting's `record.zip` holds those in the record's format.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from engines.record.spoken import spoken_to_wire
from workbench.archive.restriction import Restriction
from workbench.disclosing.told import Sat, Shown, Told

FORMAT = 1


def to_json(told: Told) -> bytes:
    """One document; a missing value is null, never zero."""
    document = {
        "format": FORMAT,
        "made": told.made,
        "with_notes": told.notes,
        "person": _person(told),
        "sittings": [_sitting(each, notes=told.notes) for each in told.sittings],
        "questionnaires": [asdict(each) for each in told.questionnaires],
        "looked_at": [asdict(each) for each in told.looked_at],
        "consents": [asdict(each) for each in told.consents],
        "studies": [_study(told, each) for each in told.enrolments],
        "happenings": [asdict(each) for each in told.happenings],
        "exhibits": [asdict(each) for each in told.exhibits],
        "locks": [_lock(each, notes=told.notes) for each in told.locks],
        "removed": _removed(told),
        "taken_out_before": [{"at": each.at, "what": each.what} for each in told.left],
        "not_readable": [asdict(each) for each in told.unread],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=_plain).encode() + b"\n"


def _person(told: Told) -> dict[str, Any]:
    held = asdict(told.person)
    left_out = () if told.notes else ("notes", "goals")
    return {name: value for name, value in held.items() if name not in left_out}


def _sitting(each: Sat, *, notes: bool) -> dict[str, Any]:
    row = asdict(each.row)
    return {
        **{name: value for name, value in row.items() if name not in ("person", "turns")},
        "record": f"{each.folder}/record.zip",
        **({"note": each.note} if notes else {}),
        "written_together": dict(each.written),
        "said": [spoken_to_wire(line) for line in each.spoken],
        "turns": [_turn(shown) for shown in each.shown],
    }


def _turn(shown: Shown) -> dict[str, Any]:
    return {"id": shown.id, "at": shown.at, "files": shown.files, "told": shown.lines}


def _study(told: Told, enrolment: Any) -> dict[str, Any]:
    title = told.studies[enrolment.study].plan.title
    return {**asdict(enrolment), "title": title}


def _lock(each: Restriction, *, notes: bool) -> dict[str, Any]:
    reasons = () if notes else ("reason", "lifted_why")
    return {name: value for name, value in asdict(each).items() if name not in reasons}


def _removed(told: Told) -> list[dict[str, Any]]:
    """What it was and when: nothing of what was in it."""
    waits = [{"what": r.kind, "id": r.subject, "at": r.at, "gone": False} for r in told.removals]
    gone = [{"what": g.kind, "id": g.subject, "at": g.at, "gone": True} for g in told.gone]
    return [*gone, *waits]


def _plain(value: Any) -> Any:
    """What JSON has no form for: mappings and tuples of the archive's own kinds."""
    return dict(value) if hasattr(value, "items") else list(value)
