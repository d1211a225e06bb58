"""A study's data as a ZIP: the same bytes for the same data, whenever and wherever it is made."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from workbench.archive import parquet
from workbench.researching import codebook, telling
from workbench.researching.columns import TABLES
from workbench.researching.form import to_csv
from workbench.researching.gathering import Data

SUMS, EPOCH = "SHA256SUMS", (1980, 1, 1, 0, 0, 0)
LEVEL, MODE = 6, 0o644 << 16


def zipped(data: Data, *, dates: bool) -> bytes:
    """The ZIP of every file, and of the list of their hashes.

    Raises:
        ValueError: a row does not fit the codebook; nothing is given then.
    """
    made = files(data, dates=dates)
    sums = "".join(f"{sha256(made[name])}  {name}\n" for name in sorted(made))
    made[SUMS] = sums.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name in sorted(made):
            told = zipfile.ZipInfo(name, EPOCH)
            told.create_system, told.external_attr = 3, MODE
            out.writestr(told, made[name], zipfile.ZIP_DEFLATED, LEVEL)
    return packed.getvalue()


def sha256(content: bytes) -> str:
    """Of a ZIP, in hex: the audit says by it which one left."""
    return hashlib.sha256(content).hexdigest()


def files(data: Data, *, dates: bool) -> dict[str, bytes]:
    """Every file but the list of hashes, by name."""
    made: dict[str, bytes] = {
        "README.txt": telling.readme(data, dates=dates),
        "codebook.csv": codebook.to_table(dates=dates),
        "codebook.html": codebook.to_page(dates=dates),
    }
    for table in TABLES:
        laid = table.laid(dates=dates)
        kinds: Mapping[str, parquet.Kind] = {each.name: each.kind for each in laid}
        cells = [table.cells(row, dates=dates) for row in data.rows[table.name]]
        made[f"{table.name}.csv"] = to_csv(tuple(kinds), cells)
        made[f"{table.name}.parquet"] = parquet.made(made[f"{table.name}.csv"], kinds)
    return made
