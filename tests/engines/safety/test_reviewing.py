"""Which safety words nobody has signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.safety import family, rulebook
from engines.safety.reviewing import unreviewed


def test_a_file_counts_as_reviewed_only_with_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"a": '"Dr. Ada"', "b": '"  "', "c": "[", "d": '"Dr. Bo"'}.items():
        (tmp_path / f"{name}.toml").write_text(f"reviewed_by = {text}\n", encoding="utf-8")
    monkeypatch.setattr(rulebook, "HOME", tmp_path)
    monkeypatch.setattr(family, "FILE", tmp_path / "none" / "family.toml")
    assert unreviewed() == ("b.toml", "c.toml", "family.toml")


def test_the_files_that_ship_can_be_read() -> None:
    known = {path.name for path in rulebook.HOME.glob("*.toml")} | {family.FILE.name}
    assert set(unreviewed()) <= known
