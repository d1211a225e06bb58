"""How long the trends of a practice take: 200 people, 2,400 sittings, three turns each."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engines import sealing
from engines.record import pack as record_pack
from workbench.archive import disk, keys, migrations, specimens
from workbench.archive.database import Cursor, Database
from workbench.archive.schema import MEASURES
from workbench.archive.store import Archive
from workbench.archive.unlocking import keyfile

LIMIT_S = 0.3
PEOPLE, SITTINGS_EACH, TURNS_EACH = 200, 12, 3

Columns = dict[str, Any]


def main(*, repeats: int = 9) -> dict[str, float]:
    """Fill a practice and time its trends; seconds by name."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        began = time.perf_counter()
        fill(folder)
        took = {"fill_s": time.perf_counter() - began}
        with Archive.open(folder) as archive:
            person = archive.sittings()[0].person
            took |= _timed("sitting_trends", archive.sitting_trends, repeats)
            took |= _timed("turn_trends", archive.turn_trends, repeats)
            took |= _timed("one_person", lambda: archive.sitting_trends(person), repeats)
        took["database_mb"] = (folder / "archive.duckdb").stat().st_size / 2**20
    return took


def fill(
    folder: Path,
    *,
    people: int = PEOPLE,
    sittings_each: int = SITTINGS_EACH,
    turns_each: int = TURNS_EACH,
) -> None:
    """Write a practice of made-up people in one transaction, in a folder without an archive.

    All turns share one small drawing and picture, sealed anew for each: trends read neither.
    """
    disk.make_folder(folder)
    master = keyfile.master_key(folder, make=True)
    database = Database(folder, sealing.derive_key(master, purpose=keys.DATABASE_PURPOSE))
    migrations.migrate(database)
    vault = keys.Vault(master, keys.KeyFiles(folder))
    chance = random.Random(1)
    with database.write() as cursor:
        names = [f"synthetic-{number:04}" for number in range(people)]
        for name in names:
            vault.make_key(name)
        _insert(cursor, "person", [_person(vault, name) for name in names])
        rows = [row for n in names for row in _sittings(n, sittings_each, chance)]
        _insert(cursor, "sitting", rows)
        turns = [turn for row in rows for turn in _turns(vault, row, turns_each, chance)]
        _insert(cursor, "turn", [turn for turn, _ in turns])
        _insert(cursor, "picture", [picture for _, picture in turns])
    database.close()


def _insert(cursor: Cursor, table: str, rows: list[Columns]) -> None:
    types = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?"
    typed = dict(cursor.execute(types, [table]).fetchall())
    given = ", ".join(f"unnest(?::{typed[name]}[]) AS {name}" for name in rows[0])
    columns = [[row[name] for row in rows] for name in rows[0]]
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT {given}", columns)


def _person(vault: keys.Vault, name: str) -> Columns:
    texts = {kind: vault.seal(name, kind, "", name.encode()) for kind in ("name", "notes")}
    return {"id": name, "synthetic": True, "created": specimens.WHEN, **texts}


def _sittings(person: str, count: int, chance: random.Random) -> Iterator[Columns]:
    for number in range(1, count + 1):
        day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}T10:"
        felt = ("pleasure_before", "arousal_before", "pleasure_after", "arousal_after")
        yield {
            "id": f"{person}-{number}",
            "person": person,
            "number": number,
            "phase": "traditional" if number <= count // 2 else "painter",
            "started": f"{day}00:00.000+00:00",
            "ended": f"{day}50:00.000+00:00",
            **{name: chance.random() for name in felt},
        }


def _turns(
    vault: keys.Vault, row: Columns, count: int, chance: random.Random
) -> Iterator[tuple[Columns, Columns]]:
    person = row["person"]
    for number in range(1, count + 1):
        turn = f"{row['id']}-{number}"
        ids = {"id": turn, "person": person}
        plain = {"sitting": row["id"], "number": number, "kept_at": row["started"]}
        said = {"decision": "kept", "picture": turn, "pleasure": None, "arousal": chance.random()}
        seen = {name: chance.random() for name in MEASURES}
        sealed = vault.seal(person, "turn", turn, _content())
        small = vault.seal(person, "thumbnail", turn, specimens.painted_png(0))
        yield (
            {**ids, **plain, **said, **seen, "content": sealed},
            {**ids, "turn": turn, "painted": None, "thumbnail": small},
        )


@cache
def _content() -> bytes:
    return record_pack.pack_turn(specimens.turn("specimen", answered=False))


def _timed(name: str, work: Callable[[], object], repeats: int) -> dict[str, float]:
    took = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return {f"{name}_s": statistics.median(took), f"{name}_best_s": min(took)}
