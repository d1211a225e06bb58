"""Which of the safety words somebody has signed: the review fields of the data files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from engines.safety import family, rulebook

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def unreviewed() -> tuple[str, ...]:
    """Names of the data files that no named person reviewed; a damaged file counts as such."""
    return tuple(path.name for path in _files() if not _reviewer(path))


def _files() -> Iterator[Path]:
    yield from sorted(rulebook.HOME.glob("*.toml"))
    yield family.FILE


def _reviewer(path: Path) -> str:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("reviewed_by", "")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""
    return str(found).strip()
