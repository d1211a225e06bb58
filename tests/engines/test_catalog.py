"""The catalog: every shipped weight is in it, pinned, and is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import catalog
from engines.errors import BackendMissingError
from engines.picture import STYLES

FILES = [file for row in catalog.rows() for file in row.files]
WEIGHTS = (".onnx", ".safetensors", ".pt", ".pth", ".bin", ".ckpt", ".engine", ".plan")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path)
def test_catalog_file_is_here_and_is_the_pinned_one(file: catalog.File) -> None:
    assert file.place.is_file(), f"{file.path} is in the catalog but not here"
    found = catalog.digest(file.place)
    assert file.sha256 == found, f'{file.path}: write sha256 = "{found}"'


def test_catalog_names_every_weight_file_in_the_tree() -> None:
    found = {path for path in catalog.HOME.rglob("*") if path.suffix in WEIGHTS}
    assert found <= {file.place for file in FILES}


def test_catalog_has_every_style_and_one_row_a_name() -> None:
    names = [row.name for row in catalog.rows()]
    assert len(names) == len(set(names))
    assert {*STYLES, "house"} <= set(names)


@pytest.mark.parametrize("row", catalog.rows(), ids=lambda row: row.name)
def test_catalog_row_says_where_from_and_what_may_be_done(row: catalog.Weights) -> None:
    assert all((row.title, row.source, row.revision, row.licence, row.use_limits, row.files))
    assert "NC" not in row.licence.upper().split("-")


def test_catalog_unknown_name_is_refused() -> None:
    with pytest.raises(BackendMissingError, match=r"no weights 'van-gogh'; it has house"):
        catalog.find("van-gogh")


def test_catalog_condition_sees_missing_changed_and_unpinned(tmp_path: Path) -> None:
    path = tmp_path / "some.onnx"
    pinned = catalog.File(str(path), sha256="0" * 64)
    assert catalog.condition(pinned) == "missing"
    path.write_bytes(b"net")
    assert catalog.condition(pinned) == "changed"
    assert catalog.condition(catalog.File(str(path), None)) == "unpinned"
    right = catalog.File(str(path), catalog.digest(path))
    assert catalog.condition(right) == "verified"
