"""A table from CSV to Parquet, by DuckDB in memory: no file of it is left anywhere."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

import duckdb

Kind = Literal["text", "integer", "number"]
TYPES: Mapping[Kind, str] = {"text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE"}
# One thread: the same rows in the same order, whatever the machine.
CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}


def made(table: bytes, kinds: Mapping[str, Kind]) -> bytes:
    """The table as Parquet; an empty cell is null.

    Args:
        table: CSV in UTF-8 as RFC 4180 has it, with a head.
        kinds: of the columns, in their order.
    """
    columns = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in kinds.items())
    with ExitStack() as opened:
        source, target = (opened.enter_context(_place()) for _ in range(2))
        source.write_bytes(table)
        connection = opened.enter_context(duckdb.connect(":memory:", config=CONFIG))
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{source}', auto_detect = false, header = true, "
            f"delim = ',', quote = '\"', escape = '\"', nullstr = '', columns = {{{columns}}})) "
            f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
        )
        return target.read_bytes()


@contextmanager
def _place() -> Iterator[Path]:
    """A file in memory alone; where the system has none, one in a folder that goes at once."""
    if not hasattr(os, "memfd_create"):
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "table"
        return
    number = os.memfd_create("table")
    try:
        yield Path(f"/proc/self/fd/{number}")
    finally:
        os.close(number)
