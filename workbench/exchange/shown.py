"""Kept pictures, in FHIR: one DocumentReference each, with the picture in it."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from workbench.exchange import codes
from workbench.exchange.codes import R5, Release, Resource
from workbench.exchange.taken import Shown, Taken

KINDS = {
    True: ("picture.painted", "A drawing answered by a generative painter, partly machine-made"),
    False: ("picture.drawn", "A drawing by hand"),
}


def resources(taken: Taken, patient: str, release: Release) -> Iterator[Resource]:
    """The pictures in the order in which they were kept."""
    for each in taken.pictures:
        name, display = KINDS[each.painted]
        kind = codes.coding(codes.OURS, name, display)
        yield {
            "resourceType": "DocumentReference",
            "id": f"{each.id}-picture",
            "status": "current",
            "type": codes.concept(kind, text=display),
            "subject": {"reference": patient},
            "date": each.at,
            "description": each.words,
            "content": [{"attachment": _attachment(each, release)}],
        }


def _attachment(shown: Shown, release: Release) -> Resource:
    # R5 counts bytes in 64 bits, which JSON writes as text.
    size = str(len(shown.png)) if release is R5 else len(shown.png)
    return {
        "contentType": "image/png",
        "data": base64.b64encode(shown.png).decode(),
        "size": size,
        "title": shown.words,
        "creation": shown.at,
    }
