"""The audit as files: a table for a spreadsheet, or the whole chain with its signed head.

The table holds what was sought; the chain is always whole, because one entry vouches for the next.
Whoever keeps the second file elsewhere can hold the archive against it later, also where somebody
changed everything that lies in the practice's own folder.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError
from engines.fields import Check
from workbench.archive.audit import AuditEntry
from workbench.archive.heads import Signed, read_signed
from workbench.cells import cell

FORMAT = "sketchwell-audit-1"
MAX_BYTES, MAX_HEAD_BYTES = 256 * 2**20, 4096
COLUMNS = ("number", "time", "account", "account_name", "what", "person", "about", "hash")
_check = Check(ArchiveError, "audit file")


def table(rows: Iterable[tuple[AuditEntry, str]], names: Mapping[str, str]) -> bytes:
    """Entries, each with the id of its person, as CSV in UTF-8 that spreadsheets read as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry, person in rows:
        about = "; ".join(f"{key} {value}" for key, value in entry.about.items())
        named = names.get(entry.who, "")
        row = (entry.number, entry.at, entry.who, named, entry.what, person, about, entry.hash)
        writer.writerow([cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def chain(entries: Iterable[AuditEntry], head: Signed) -> bytes:
    """All entries and the signed head, as JSON."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "head": head.head.to_bytes().decode(),
        "signature": head.signature.strip(),
        "entries": [
            [each.number, each.at, each.who, each.what, each.subject, each.previous, each.hash]
            for each in entries
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _plain(path: Path, text: str) -> Signed:
    try:
        return read_signed(text)
    except ArchiveError as error:
        raise ArchiveError(
            f"The file {path} is no audit that was saved here: name the one from “Save all of it, "
            "signed”, or a copy of audit.head."
        ) from error


def head_in(path: Path) -> Signed:
    """The signed head in a file that `chain` made, or in a copy of `audit.head`.

    Raises:
        ArchiveError: there is no such file, or it is neither.
        SealError: the signature is not over this head.
    """
    try:
        file = path.read_bytes()[: MAX_BYTES + 1]
    except OSError as error:
        raise ArchiveError(f"The file {path} cannot be read: {error.strerror}.") from error
    if f'"format": "{FORMAT}"'.encode() not in file[:200]:
        return _plain(path, file[: 2 * MAX_HEAD_BYTES].decode("utf-8", "replace"))
    document = _check.loaded(file, max_bytes=MAX_BYTES)
    told = _check.fields(document, "file", needed=("format", "head", "signature", "entries"))
    return read_signed(f"{told['head']}\n{told['signature']}\n")
