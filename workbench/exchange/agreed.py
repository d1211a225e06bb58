"""What a person agreed to, in FHIR: every entry, with the words that were read.

Only the newest entry about an item counts: one that was agreed to and then said anew is inactive.
Who witnessed it and who agreed for somebody stays in the practice.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from workbench.archive.consent import Consent, Item
from workbench.exchange import codes
from workbench.exchange.codes import R4B, Release, Resource
from workbench.exchange.taken import Taken

ITEMS: Mapping[Item, str] = {
    "record": "A record is kept",
    "painter": "Pictures by the painter",
    "research": "Research",
    "exhibition": "Showing pictures",
}


def resources(taken: Taken, patient: str, release: Release) -> Iterator[Resource]:
    """Everything that was said, oldest first."""
    newest = {entry.said.item: entry.id for entry in taken.consents}
    for entry in taken.consents:
        counts = newest[entry.said.item] == entry.id
        status = release.consents[entry.said.deed]
        yield _consent(
            entry,
            "inactive" if status == "active" and not counts else status,
            patient,
            release,
            taken.texts.get(entry.said.read.sha256),
        )


def _consent(
    entry: Consent, status: str, patient: str, release: Release, text: str | None
) -> Resource:
    said = entry.said
    own = codes.coding(codes.OURS, f"consent.{said.item}", ITEMS[said.item])
    document = codes.coding(codes.LOINC, codes.CONSENT_DOCUMENT)
    decision = "permit" if said.deed == "given" else "deny"
    common: Resource = {
        "resourceType": "Consent",
        "id": entry.id,
        "status": status,
        "category": [codes.concept(document), codes.concept(own, text=ITEMS[said.item])],
    }
    read = _read(entry, text)
    if release is not R4B:
        return {
            **common,
            "subject": {"reference": patient},
            "date": entry.at[:10],
            "sourceAttachment": [read],
            "decision": decision,
        }
    return {
        **common,
        "scope": codes.concept(codes.coding(codes.SCOPES, codes.SCOPE_OF[said.item])),
        "patient": {"reference": patient},
        "dateTime": entry.at,
        "sourceAttachment": read,
        "policyRule": codes.concept(text=read["title"]),
        "provision": {"type": decision},
    }


def _read(entry: Consent, text: str | None) -> Resource:
    """The words that were read, where they are known; always which they were."""
    read = entry.said.read
    title = f"Text about {entry.said.item}, version {read.version}, SHA-256 {read.sha256}"
    words = {} if text is None else {"data": base64.b64encode(text.encode()).decode()}
    return {"contentType": "text/plain", "language": read.language, **words, "title": title}
