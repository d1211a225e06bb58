"""The catalog: every shipped weight is in it, pinned, and is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import catalog
from engines.errors import BackendMissingError
from engines.fetching import contents
from engines.picture import EFFORTS, INFLUENCES, STYLES
from engines.sketch import STEP_PX
from engines.studio import LARGE

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


def test_catalog_large_painters_are_whole_rows_of_studio_painters() -> None:
    assert [row.name for row in catalog.recipes()] == list(LARGE)
    for row in catalog.recipes():
        assert set(row.reach) == set(INFLUENCES)
        assert set(row.steps) == set(row.guidance) == set(EFFORTS)
        assert row.most_px % STEP_PX == 0
        assert {"base", "control", "decoder"} <= set(row.parts)


def test_catalog_every_fetched_model_has_a_licence_with_text_and_limits() -> None:
    for model in catalog.models():
        licence = catalog.licence(model.licence)
        assert len(licence.text) > 1000
        assert licence.use_limits.endswith(".")
        assert model.host.startswith("https://") or not model.host
        assert licence.accept or licence.name in ("MIT", "Apache-2.0")


def test_catalog_no_painter_s_default_is_closed_to_a_practice() -> None:
    used = {model.licence for row in catalog.recipes() for model in row.models}
    assert "Stability-AI-NC-Research" not in used


@pytest.mark.parametrize("model", catalog.models(), ids=lambda model: model.name)
def test_catalog_fetched_files_are_tensors_and_text(model: catalog.Model) -> None:
    for part in model.files:
        contents.check_name(part.path)
        contents.check_name(part.at)
    assert len({part.path for part in model.files}) == len(model.files)


def test_catalog_a_name_stands_for_a_painter_s_models_or_one() -> None:
    assert [model.name for model in catalog.asked("sdxs")] == [
        "sdxs-512-dreamshaper",
        "sdxs-512-dreamshaper-sketch",
    ]
    assert catalog.asked("taesd") == (catalog.model("taesd"),)
    with pytest.raises(BackendMissingError, match="ask for one of"):
        catalog.asked("van-gogh")
