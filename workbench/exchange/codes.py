"""Code systems, and what differs between the two releases of FHIR that are written.

Sources: FHIR 4.3.0 (R4B) and 5.0.0 (R5), https://hl7.org/fhir; the LOINC codes of the PHQ-9 and the
GAD-7 and their answer list LL358-3, https://loinc.org/LL358-3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid5

from workbench.archive.consent import Deed, Item

Resource = dict[str, Any]
"""A FHIR resource as JSON."""
Named = Literal["R4B", "R5"]

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
SURVEY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
SCOPES = "http://terminology.hl7.org/CodeSystem/consentscope"
OURS = "urn:uuid:6f0c1f2e-7c53-4d0e-9d7a-2f4b4c1f5a10"
"""What has no code elsewhere: our own measures, items and answers."""
PEOPLE = "urn:uuid:0f3c9f0b-6a0e-4f53-8a15-8f9a7a2f6b11"
"""The practice's own ids of people."""
_NAMES = UUID("2a6f0d52-16f5-4a63-9b3e-57b3c6f0d112")

# The whole questionnaire, by the instrument's name.
PANELS: Mapping[str, str] = {"phq9": "44249-1", "gad7": "69737-5"}
# Answer list LL358-3, by what an answer counts.
ANSWERS: Mapping[float, tuple[str, str]] = {
    0: ("LA6568-5", "Not at all"),
    1: ("LA6569-3", "Several days"),
    2: ("LA6570-1", "More than half the days"),
    3: ("LA6571-9", "Nearly every day"),
}
CONSENT_DOCUMENT = "59284-0"
NOTICE = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright © 1995-2026, "
    "Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) "
    "Committee and is available at no cost under the license at http://loinc.org/license. LOINC® "
    "is a registered United States trademark of Regenstrief Institute, Inc."
)


@dataclass(frozen=True, slots=True)
class Release:
    """One release of FHIR.

    Attributes:
        name: as people call it.
        version: of the specification.
        choice: the type of an item that is answered with one of several texts.
        weight: the extension that says what an answer counts.
        consents: the status of an entry by what was said.
    """

    name: Named
    version: str
    choice: str
    weight: str
    consents: Mapping[Deed, str]


_EXTENSIONS = "http://hl7.org/fhir/StructureDefinition"
TRANSLATION = f"{_EXTENSIONS}/translation"
R4B = Release(
    "R4B",
    "4.3.0",
    "choice",
    f"{_EXTENSIONS}/ordinalValue",
    {"given": "active", "not_now": "rejected", "withdrawn": "inactive"},
)
R5 = Release(
    "R5",
    "5.0.0",
    "coding",
    f"{_EXTENSIONS}/itemWeight",
    {"given": "active", "not_now": "not-done", "withdrawn": "inactive"},
)
RELEASES: Mapping[str, Release] = {each.name: each for each in (R4B, R5)}
# R4B wants to know what a consent is for; R5 has no such element.
SCOPE_OF: Mapping[Item, str] = {
    "record": "patient-privacy",
    "painter": "treatment",
    "research": "research",
    "exhibition": "patient-privacy",
}


def urn(resource: str, identity: str) -> str:
    """The address of a resource within a bundle: the same each time it is written."""
    return f"urn:uuid:{uuid5(_NAMES, f'{resource}/{identity}')}"


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """A code; `display` is as its system words it."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: Mapping[str, str], text: str = "") -> Resource:
    """What somebody means, by codes and in words."""
    found: Resource = {"coding": [dict(each) for each in codings]} if codings else {}
    return {**found, **({"text": text} if text else {})}


def number(value: float) -> int | float:
    """A whole number without a point."""
    return int(value) if float(value).is_integer() else value


def quantity(value: float, unit: str) -> Resource:
    """A value in a unit of UCUM."""
    return {"value": number(value), "unit": unit, "system": UCUM, "code": unit}


def missing(code: str, text: str) -> Resource:
    """Why there is no value."""
    return concept(coding(ABSENT, code), text=text)
