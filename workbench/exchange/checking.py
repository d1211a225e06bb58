"""A bundle's own check before it leaves: value sets, what must be there, what leads where.

Libraries that read FHIR take any text as a status; a receiving system does not. Sources: the value
sets of FHIR 4.3.0 and 5.0.0 with required binding, https://hl7.org/fhir; LOINC's answer list
LL358-3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from workbench.exchange import codes
from workbench.exchange.codes import R4B, R5, Release, Resource

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIMES = frozenset({"timestamp", "authored", "effectiveDateTime", "dateTime", "creation"})
TOTALS = frozenset({"44261-6", "70274-6"})
SYSTEMS = frozenset({codes.LOINC, codes.OURS, codes.SURVEY, codes.ABSENT, codes.SCOPES, codes.UCUM})

# Where a code has to be one of these, by the path from its resource.
_BUNDLES = {"document", "message", "transaction", "transaction-response", "batch"}
_BUNDLES |= {"batch-response", "history", "searchset", "collection"}
_BOTH: Mapping[str, frozenset[str]] = {
    "Questionnaire.status": frozenset({"draft", "active", "retired", "unknown"}),
    "CodeSystem.status": frozenset({"draft", "active", "retired", "unknown"}),
    "CodeSystem.content": frozenset(
        {"not-present", "example", "fragment", "complete", "supplement"}
    ),
    "QuestionnaireResponse.status": frozenset(
        {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
    ),
    "Observation.status": frozenset(
        {"registered", "preliminary", "final", "amended", "corrected", "cancelled"}
        | {"entered-in-error", "unknown"}
    ),
    "DocumentReference.status": frozenset({"current", "superseded", "entered-in-error"}),
}
_TYPES = {"group", "display", "question", "boolean", "decimal", "integer", "date", "dateTime"}
_TYPES |= {"time", "string", "text", "url", "attachment", "reference", "quantity"}
_DECISIONS = frozenset({"deny", "permit"})
VALUES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "R4B": {
        **_BOTH,
        "Bundle.type": frozenset(_BUNDLES),
        "Questionnaire.item.type": frozenset({*_TYPES, "choice", "open-choice"}),
        "Consent.status": frozenset(
            {"draft", "proposed", "active", "rejected", "inactive", "entered-in-error"}
        ),
        "Consent.provision.type": _DECISIONS,
    },
    "R5": {
        **_BOTH,
        "Bundle.type": frozenset({*_BUNDLES, "subscription-notification"}),
        "Questionnaire.item.type": frozenset({*_TYPES, "coding"}),
        "Consent.status": frozenset(
            {"draft", "active", "inactive", "not-done", "entered-in-error", "unknown"}
        ),
        "Consent.decision": _DECISIONS,
    },
}
# Codes by their system, where a system has few that may stand here.
CODES: Mapping[str, frozenset[str]] = {
    codes.SURVEY: frozenset({"survey"}),
    codes.ABSENT: frozenset({"unknown", "not-performed"}),
    codes.SCOPES: frozenset({"adr", "research", "patient-privacy", "treatment"}),
    codes.UCUM: frozenset({"{score}", "1"}),
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "Bundle": ("type",),
    "Patient": (),
    "Questionnaire": ("status",),
    "QuestionnaireResponse": ("status", "questionnaire"),
    "Observation": ("status", "code"),
    "DocumentReference": ("status", "content"),
    "CodeSystem": ("status", "content"),
}
NEEDED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    # A consent in R4B has a policy or a rule (invariant ppc-1).
    R4B.name: {**_NEEDED, "Consent": ("status", "scope", "category", "policyRule")},
    R5.name: {**_NEEDED, "Consent": ("status",)},
}


def faults(bundle: Resource, release: Release) -> tuple[str, ...]:
    """What breaks a rule, each with its place and the value met; none where nothing does."""
    entries = bundle.get("entry", [])
    resources = [bundle, *(each["resource"] for each in entries)]
    of_each = (fault for each in resources for fault in _of_resource(each, release))
    return (*_addresses(entries), *of_each)


def _addresses(entries: list[Resource]) -> Iterator[str]:
    full = [each["fullUrl"] for each in entries]
    for each in sorted({each for each in full if full.count(each) > 1}):
        yield f"two resources have the address {each}."
    for path, value in _walked(entries, "entry"):
        if path.endswith(".reference") and value not in full:
            yield f"{path} leads to {value!r}, which is not in the bundle."


def _of_resource(resource: Resource, release: Release) -> Iterator[str]:
    kind = resource.get("resourceType", "")
    if kind not in NEEDED[release.name]:
        yield f"there is a resource of the kind {kind!r}, which is not written here."
        return
    where = f"{kind} {resource.get('id')}"
    if not _ID.fullmatch(str(resource.get("id"))):
        yield f"{where}: its id holds other than 1 to 64 letters, digits, - and dots."
    for name in NEEDED[release.name][kind]:
        if not resource.get(name):
            yield f"{where} has no {name}."
    yield from _of_parts(where, resource, release)
    own = {"Observation": _of_observation, "QuestionnaireResponse": _of_response}.get(kind)
    yield from own(where, resource) if own else ()


def _of_parts(where: str, resource: Resource, release: Release) -> Iterator[str]:
    alone = {name: each for name, each in resource.items() if name != "entry"}
    for path, value in _walked(alone, resource["resourceType"]):
        yield from _of_value(where, path, value, release)
    for each in _codings(alone):
        yield from _of_coding(where, each)


def _of_value(where: str, path: str, value: Any, release: Release) -> Iterator[str]:
    known = VALUES[release.name].get(path)
    if known is not None and value not in known:
        yield f"{where}: {path} is {value!r}, not one of {', '.join(sorted(known))}."
    name = path.rpartition(".")[2]
    instant = name in TIMES or path == "DocumentReference.date"
    if instant and not _TIME.fullmatch(str(value)):
        yield f"{where}: {path} is {value!r}, no time with its offset."
    if path == "Consent.date" and not _DAY.fullmatch(str(value)):
        yield f"{where}: {path} is {value!r}, no day."
    if value in ("", None) or isinstance(value, dict | list):
        yield f"{where}: {path} is empty."


def _of_coding(where: str, coding: Mapping[str, Any]) -> Iterator[str]:
    system, code = coding["system"], coding["code"]
    if system not in SYSTEMS:
        yield f"{where}: the code {code!r} is of {system!r}, which is not known here."
    elif code not in CODES.get(system, {code}):
        yield f"{where}: {code!r} is no code of {system} that may stand here."


def _of_observation(where: str, resource: Resource) -> Iterator[str]:
    """A value or why there is none (obs-6), and a sum under a sum's code, never an item's."""
    for each in resource.get("component") or [resource]:
        if ("valueQuantity" in each) == ("dataAbsentReason" in each):
            yield f"{where} has neither a value nor a reason for none, or both."
    for each in resource["code"].get("coding", []):
        if each["system"] == codes.LOINC and each["code"] not in TOTALS:
            yield f"{where}: LOINC {each['code']} is not the code of a sum."


def _of_response(where: str, resource: Resource) -> Iterator[str]:
    items = resource.get("item", [])
    links = [each["linkId"] for each in items]
    for each in sorted({each for each in links if links.count(each) > 1}):
        yield f"{where} answers {each} twice."
    known = {code for code, _ in codes.ANSWERS.values()}
    for item in items:
        chosen = item["answer"][0].get("valueCoding", {})
        if chosen.get("system") == codes.LOINC and chosen["code"] not in known:
            yield f"{where}: {item['linkId']} is answered with {chosen['code']}, not of LL358-3."


def _walked(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every single value with its path; places in lists are left away."""
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _walked(each, f"{path}.{name}")
    elif isinstance(value, list) and value:
        for each in value:
            yield from _walked(each, path)
    else:
        yield path, value


def _codings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _codings(each)
    elif isinstance(value, dict):
        if "system" in value and "code" in value:
            yield value
        for each in value.values():
            yield from _codings(each)
