"""Records as older versions packed them, made of today's."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any


def as_format_1(packed: bytes) -> bytes:
    """The same record without what format 2 added: marks, course, scans."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as new, zipfile.ZipFile(held, "w") as old:
        for name in new.namelist():
            content = new.read(name)
            if name == "record.json":
                content = json.dumps(_older(json.loads(content))).encode()
            old.writestr(name, content)
    return held.getvalue()


def _older(document: dict[str, Any]) -> dict[str, Any]:
    sitting = document.get("sitting", {})
    for gone in ("course", "scans"):
        sitting.pop(gone, None)
    turns = [*sitting.get("turns", ()), *([document["turn"]] if "turn" in document else ())]
    for turn in turns:
        del turn["marks"]
    return {**document, "format": 1}
