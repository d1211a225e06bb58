"""Nets at rest: the newest that may run is found, and what is missing is said with its command."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from engines import settings
from engines.errors import BackendMissingError
from engines.nets import plan
from engines.nets.manifest import Manifest, Outcome
from engines.nets.sets import alike, find, lying
from engines.nets.sides import Sides, Span
from engines.painters.house import HousePainter
from engines.studio import settled
from tests.engines.plans.ingredients import ingredients

WENT_IN = ingredients(sizes=(Sides(128, 128),), weights={"house.onnx": "ab" * 32})


def _plan(data: Path, name: str, *, verified: bool = True, built: str = "2026-01-01") -> Path:
    engine = data / "plans" / "house" / name / "house.engine"
    engine.parent.mkdir(parents=True)
    engine.write_bytes(b"vtrt")
    manifest = Manifest(WENT_IN, Outcome("0" * 64, 4, built, 1.0), "0")
    plan.write(engine, replace(manifest, verified={"cosine": 1.0} if verified else None), keys=data)
    return engine


def _graphs(data: Path, name: str, *, when: int, **asked: object) -> Path:
    folder = data / "plans" / "sdxs" / "onnx" / name
    folder.mkdir(parents=True)
    (folder / "unet.onnx").write_bytes(b"")
    told = {"precision": "fp32", "dynamic": False, "sizes": [[512, 512]], **asked}
    row = {"name": "unet", "path": "unet.onnx", "made_of": {"sdxs/unet": "cd"}}
    (folder / "graphs.json").write_text(json.dumps({"asked": told, "graphs": [row]}))
    os.utime(folder / "graphs.json", (when, when))
    return folder


def test_the_newest_verified_plan_is_found(tmp_path: Path) -> None:
    _plan(tmp_path, "older")
    newest = _plan(tmp_path, "newer", built="2026-02-01")
    _plan(tmp_path, "unverified", verified=False, built="2026-03-01")
    found = find(tmp_path, "house", "tensorrt_rtx")
    assert (found.paths["house"], found.precision, found.sides) == (newest, "fp16", ((128, 128),))
    assert found.made_of == WENT_IN.weights


def test_a_plan_that_may_not_run_is_said_to_be_there(tmp_path: Path) -> None:
    folder = _plan(tmp_path, "unverified", verified=False).parent
    with pytest.raises(BackendMissingError, match=f"build_trt.py verify {folder}"):
        find(tmp_path, "house", "tensorrt_rtx")
    with pytest.raises(BackendMissingError, match="build --model house --target here"):
        find(tmp_path, "house", "tensorrt")
    (folder / "house.sig").write_text("torn")
    with pytest.raises(BackendMissingError, match="signature"):
        find(tmp_path, "house", "tensorrt_rtx")


def test_graphs_for_another_use_or_torn_are_passed_over(tmp_path: Path) -> None:
    usable = _graphs(tmp_path, "processor-512", when=1)
    _graphs(tmp_path, "half", when=2, precision="fp16")
    _graphs(tmp_path, "free", when=3, dynamic=True)
    (_graphs(tmp_path, "gone", when=4) / "unet.onnx").unlink()
    (_graphs(tmp_path, "torn", when=5) / "graphs.json").write_text("{")
    found = find(tmp_path, "sdxs", "openvino-bf16")
    assert (found.folder, found.runtime, found.precision) == (usable, "openvino", "bf16")


def test_graphs_with_free_sides_are_taken_with_their_span(tmp_path: Path) -> None:
    span = {"unit": 32, "least": 192, "most": 512}
    _graphs(tmp_path, "processor-512", when=1)
    _graphs(tmp_path, "processor-to-512", when=2, dynamic=True, span=span)
    found = find(tmp_path, "sdxs", "openvino")
    assert (found.folder.name, found.span) == ("processor-to-512", Span(32, 192, 512))
    assert found.span is not None
    assert found.span.pictures(256, upright=True) == ((192, 256), (224, 256), (256, 256))
    assert [each.span for each in alike(tmp_path, "sdxs", "openvino")] == [None, found.span]


@pytest.mark.parametrize("span", [{"unit": 32}, [32, 192, 512], {"unit": 0, "least": 1, "most": 2}])
def test_a_span_that_says_nothing_is_no_span(span: object, tmp_path: Path) -> None:
    _graphs(tmp_path, "processor-to-512", when=1, dynamic=True, span=span)
    (found,) = lying(tmp_path, "sdxs")
    assert "cannot be read" in found.trouble


def test_what_cannot_be_opened_is_listed_with_its_reason(tmp_path: Path) -> None:
    (_graphs(tmp_path, "gone", when=1) / "unet.onnx").unlink()
    (_graphs(tmp_path, "torn", when=2) / "graphs.json").write_text("[" * 100_000)
    _graphs(tmp_path, "half", when=3, precision="fp16")
    found = {each.folder.name: each for each in lying(tmp_path, "sdxs")}
    assert "unet.onnx is missing" in found["gone"].trouble
    assert "graphs.json cannot be read" in found["torn"].trouble
    assert (found["half"].trouble, found["half"].ways) == ("", ())


def test_an_engine_that_was_cut_short_is_passed_over(tmp_path: Path) -> None:
    whole = _plan(tmp_path, "whole")
    _plan(tmp_path, "cut", built="2026-02-01").write_bytes(b"v")
    assert find(tmp_path, "house", "tensorrt_rtx").folder == whole.parent
    assert any("its manifest says 4" in each.trouble for each in lying(tmp_path, "house"))


def test_a_face_starts_with_what_the_engine_was_built_for(tmp_path: Path) -> None:
    chosen = settings.load({"data": str(tmp_path), "runtime": "tensorrt_rtx", "precision": "auto"})
    missing = settled(chosen)
    assert "build_trt.py build" in missing.refused["tensorrt_rtx"]
    _plan(tmp_path, "plan")
    assert settled(chosen).settings.precision == "fp16"


def test_an_engine_of_other_weights_never_paints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.engines.latent.conftest import asked

    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    _plan(tmp_path, "plan")
    request = asked(painter="house", runtime="tensorrt_rtx", precision="fp16")
    with HousePainter() as painter, pytest.raises(BackendMissingError, match="other weights"):
        painter.paint(request)
