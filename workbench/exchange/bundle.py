"""A person's record as one FHIR bundle: put together, checked, written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engines.errors import RecordError
from workbench.exchange import agreed, asked, checking, codes, felt, shown
from workbench.exchange.codes import Release, Resource
from workbench.exchange.taken import Taken


def bundle(taken: Taken, release: Release, *, at: str) -> Resource:
    """A collection of everything, each resource under an address that stays the same.

    Args:
        taken: the record.
        release: of FHIR.
        at: when it is put together, ISO 8601 with offset.
    """
    patient = codes.urn("Patient", taken.person)
    every = [
        _patient(taken),
        *asked.resources(taken, patient, release),
        *felt.resources(taken, patient),
        *agreed.resources(taken, patient, release),
        *shown.resources(taken, patient, release),
    ]
    return {
        "resourceType": "Bundle",
        "id": f"{taken.person}-{release.name}",
        "type": "collection",
        "timestamp": at,
        "entry": [_entry(each) for each in (*every, *_code_system(every))],
    }


def written(taken: Taken, release: Release, *, at: str) -> bytes:
    """The bundle as JSON, UTF-8.

    Raises:
        RecordError: something in it breaks a rule of that release; names what and where.
    """
    made = bundle(taken, release, at=at)
    faults = checking.faults(made, release)
    if faults:
        first, *others = faults
        more = f" And {len(others)} more." if others else ""
        raise RecordError(f"The record was not written as FHIR {release.name}: {first}{more}")
    return json.dumps(made, ensure_ascii=False, indent=1, allow_nan=False).encode()


def _patient(taken: Taken) -> Resource:
    named = {} if taken.name is None else {"name": [{"text": taken.name}]}
    identifier = {"system": codes.PEOPLE, "value": taken.person}
    return {"resourceType": "Patient", "id": taken.person, "identifier": [identifier], **named}


def _entry(resource: Resource) -> Resource:
    address = codes.urn(resource["resourceType"], resource["id"])
    if resource["resourceType"] == "Questionnaire":
        address = resource["url"]
    return {"fullUrl": address, "resource": resource}


def _code_system(every: Iterable[Resource]) -> Iterator[Resource]:
    """What our own codes in these resources mean; none where there are none."""
    meant = {each["code"]: each["display"] for each in _own(list(every))}
    if meant:
        yield {
            "resourceType": "CodeSystem",
            "id": codes.OURS.removeprefix("urn:uuid:"),
            "url": codes.OURS,
            "title": "Sketchwell's own codes in this bundle",
            "status": "active",
            "content": "fragment",
            "concept": [{"code": code, "display": words} for code, words in sorted(meant.items())],
        }


def _own(value: Any) -> Iterator[Mapping[str, str]]:
    if isinstance(value, list):
        for each in value:
            yield from _own(each)
    elif isinstance(value, dict):
        if value.get("system") == codes.OURS:
            yield value
        for each in value.values():
            yield from _own(each)
