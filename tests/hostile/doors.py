"""Everywhere something comes in from outside, as functions of the bytes that come.

A door gives something back or refuses with a SketchwellError. Nothing else may come out of it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines import record, strokes
from engines.errors import RequestError
from engines.record import pack
from engines.record.marks import marks_from_wire
from engines.sealing import boxes, streams
from engines.settings import load
from engines.sketch.photos import read_photo
from workbench.access import accounts
from workbench.archive import bundle, letters
from workbench.archive.store import Archive
from workbench.auditing import taking_out
from workbench.drawable import fabric, opening
from workbench.looking import writing
from workbench.paper import bringing
from workbench.routes import bodies
from workbench.table import talk
from workbench.table.live import Table
from workbench.tailored import Tailored

Door = Callable[[bytes], object]
SIZE = (600, 400)


@dataclass(frozen=True)
class House:
    """What the doors lead into."""

    archive: Archive
    table: Table
    person: str
    folder: Path


def of(house: House) -> dict[str, Door]:
    """Every door by its name."""
    archive, table, person = house.archive, house.table, house.person
    return {
        "a photo of paper": read_photo,
        "corners of a photo": bringing._asked,
        "a sitting to import": lambda sent: archive.import_sitting(sent, person=person),
        "a turn of an archive": pack.unpack_turn,
        "a sealed file of a kiosk": lambda sent: letters.opened(archive, sent),
        "what is sealed in it": lambda sent: letters.opened(archive, sealed(archive, sent)),
        "a backup": lambda sent: [*streams.opened(io.BytesIO(sent).read, "a long passphrase")],
        "what a backup holds": lambda sent: emptied([sent]),
        "the pad's line": lambda sent: talk.obey(table, text(sent)),
        "the client's line": lambda sent: talk.obey(table, text(sent), client=True),
        "notes of a person": lambda sent: writing.about_person(archive, person, "notes", sent),
        "the table of a person": lambda sent: writing.about_person(archive, person, "table", sent),
        "a note of a sitting": lambda sent: writing.about_sitting(archive, table.id, sent),
        "a name": lambda sent: archive.edit_person(person, name=text(sent)),
        "a sign-in name": lambda sent: accounts.read_sign_in(text(sent)),
        "an account's name": lambda sent: accounts.read_name(text(sent)),
        "a drawing of another app": opening.read_drawing,
        "a canvas": lambda sent: fabric.marks_from_fabric(document(sent), SIZE),
        "a drawing": lambda sent: strokes.parse(text(sent)),
        "a stroke": lambda sent: strokes.parse_stroke(text(sent)),
        "marks": lambda sent: marks_from_wire(document(sent)),
        "a step of a page": lambda sent: record.step_from_wire(document(sent)),
        "a person's table": lambda sent: Tailored.from_wire(document(sent)),
        "a deed of a pass": bodies.fields_of,
        "a settings file": lambda sent: load(file=saved(house.folder, sent)),
        "an audit kept elsewhere": lambda sent: taking_out.head_in(saved(house.folder, sent)),
    }


def text(sent: bytes) -> str:
    """As a browser's message comes to a page: any text at all, halves of letters too."""
    try:
        return sent.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return sent.decode("utf-8", "replace")


def document(sent: bytes) -> Any:
    """What a component of a page gives: JSON that was read already."""
    try:
        return json.loads(text(sent))
    except (ValueError, RecursionError) as error:
        raise RequestError("This is no JSON: no component gives it.") from error


def sealed(archive: Archive, sent: bytes) -> bytes:
    """As whoever has a practice's public key can seal anything for it."""
    public = boxes.from_line(letters.public_line(archive))
    return boxes.seal_to(public, sent, context=boxes.FROM_A_KIOSK)


def saved(folder: Path, sent: bytes) -> Path:
    (folder / "sent").write_bytes(sent)
    return folder / "sent"


def emptied(stream: list[bytes]) -> int:
    """Goes through what a backup holds, as a restore does before it writes anything."""
    return sum(len(piece) for found in bundle.unpacked(stream) for piece in found.content)
