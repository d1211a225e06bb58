"""A held-out icon family: Twemoji, fetched with npm when measuring, into the cache, never kept.

Its licence (CC BY 4.0, https://creativecommons.org/licenses/by/4.0/) allows any use with
attribution; pages that show pictures made from it name it. Training takes nothing from it.
"""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from engines.errors import BackendMissingError
from engines.training.contours import lines_of
from engines.training.evaluation.everyday import ICONS
from engines.training.icons import Source, fetch, rendered
from engines.training.things import Thing

TWEMOJI = Source(
    "@iconify-json/twemoji",
    "1.2.5",
    "CC-BY-4.0",
    "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7",
)
CREDIT = "Twemoji, copyright Twitter, Inc. and other contributors, CC BY 4.0"
_SIDE = 36


def family_things(cache: Path) -> dict[str, list[Thing]]:
    """Every everyday thing that the family has, each with its variants, in a fixed order.

    Raises:
        BackendMissingError: npm is not here and the package not in the cache, or it is another.
    """
    svgs = _svgs(fetch(TWEMOJI, cache))
    found: dict[str, list[Thing]] = {}
    for name, icons in ICONS.items():
        for icon in icons:
            if icon in svgs:
                found.setdefault(name, []).append(_thing(name, svgs[icon]))
    return {
        name: kept for name, things in found.items() if (kept := [t for t in things if t.lines])
    }


def _svgs(archive: Path) -> dict[str, str]:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/icons.json")
        if file is None:
            raise BackendMissingError(f"{archive} holds no icons.json: delete it and try again.")
        kept: dict[str, Any] = json.load(file)
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}">'
    return {name: f"{frame}{icon['body']}</svg>" for name, icon in kept["icons"].items()}


def _thing(name: str, svg: str) -> Thing:
    rgba = rendered(svg)
    return Thing(rgba.astype(np.float32) / 255, tuple(lines_of(rgba)), (name,), simple=False)
