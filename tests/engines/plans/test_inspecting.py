"""Inspecting: what the builder recorded, what an engine's inspector says, and the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from engines import catalog
from engines.errors import PlanMismatchError
from engines.nets import plan
from engines.nets.manifest import Manifest, Origin
from engines.nets.place import Place
from engines.plans.inspecting import Inspection, Layer, inspect, layers_of, page_of, text_of
from tests.engines.test_plan import ENGINE, INGREDIENTS, MANIFEST, OUTCOME

TABLE = (
    {"name": "/conv", "kind": "convolution", "precision": "fp16", "shape": [1, 8, -1, 64]},
    {"name": "/norm <b>", "kind": "normalization", "precision": "fp32", "shape": [1, 8]},
    {"name": "/act", "kind": "activation", "precision": "fp16", "shape": []},
)


@pytest.fixture
def engine(tmp_path: Path) -> Path:
    path = tmp_path / "unet.engine"
    path.write_bytes(ENGINE)
    manifest = replace(MANIFEST, outcome=replace(OUTCOME, table=TABLE))
    plan.write(path, manifest, keys=tmp_path)
    return path


def test_the_builders_record_is_shown_without_a_gpu(engine: Path) -> None:
    found = inspect(engine, keys=engine.parent)
    assert found.source == "network"
    assert found.histogram == {"fp16": 2, "fp32": 1}
    assert found.layers[0] == Layer("/conv", "convolution", "fp16", (1, 8, -1, 64))
    assert json.dumps(found.to_wire())


def test_a_foreign_manifest_is_not_shown(engine: Path, tmp_path: Path) -> None:
    plan.write(engine, MANIFEST, keys=tmp_path / "other")
    with pytest.raises(PlanMismatchError, match="signed with the key"):
        inspect(engine, keys=tmp_path)


def test_the_text_says_what_matters(engine: Path) -> None:
    told = text_of(inspect(engine, keys=engine.parent))
    assert re.search(r"library +tensorrt 10\.3\.0", told)
    assert re.search(r"pictures +512x384, 512\n", told)
    assert "3 in the network, before fusing: 2 fp16, 1 fp32\n" in told
    assert re.search(r"verified +this engine: cosine 0\.9999$", told)


def test_what_an_engine_was_narrowed_to_is_said(tmp_path: Path) -> None:
    path = tmp_path / "unet.engine"
    path.write_bytes(ENGINE)
    rtx = Place("linux", "x86_64")
    went_in = replace(INGREDIENTS, place=rtx, computes=("8.9", "12.0"), dynamic=True)
    plan.write(path, Manifest(went_in, OUTCOME, "1"), keys=tmp_path)
    told = text_of(inspect(path, keys=tmp_path))
    assert re.search(r"gpu +compute 8\.9, 12\.0\n", told)
    assert re.search(r"pictures +512x384, 512 and between\n", told)


def test_the_page_stands_alone_and_escapes(engine: Path) -> None:
    page = page_of([inspect(engine, keys=engine.parent)], title="sdxs <on> a board")
    assert "sdxs &lt;on&gt; a board" in page
    assert "/norm &lt;b&gt;" in page
    assert "1 x 8 x free x 64" in page
    assert not re.search(r"<script|https?://|src=", page)
    assert "default-src 'none'" in page


def test_an_accelerator_s_layers_are_told_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "unet.engine"
    path.write_bytes(ENGINE)
    table = tuple({**row, "device": "gpu" if "norm" in row["name"] else "dla"} for row in TABLE)
    went_in = replace(INGREDIENTS, options={"dla": 0, "asked": ["--dla", "0"]})
    plan.write(path, Manifest(went_in, replace(OUTCOME, table=table), "1"), keys=tmp_path)
    found = inspect(path, keys=tmp_path)
    assert found.devices == {"/conv": "dla", "/norm <b>": "gpu", "/act": "dla"}
    assert re.search(r"asked for +--dla 0\ndevices +2 dla, 1 gpu\n", text_of(found) + "\n")
    assert "<td>/norm &lt;b&gt;</td><td>gpu</td>" in page_of([found], title="t")


def test_what_was_never_verified_is_said(engine: Path) -> None:
    found = inspect(engine, keys=engine.parent)
    unproved = Inspection(replace(found.manifest, verified=None), (), "network")
    assert "<th>verified</th><td>never</td>" in page_of([unproved], title="t")


# As the inspector of TensorRT writes it with detailed profiling verbosity.
# Source: NVIDIA, TensorRT developer guide, "Engine Inspector".
DETAILED = {
    "Layers": [
        {
            "Name": "conv + relu",
            "LayerType": "CaskConvolution",
            "Outputs": [
                {
                    "Name": "y",
                    "Dimensions": [1, 8, 64, 64],
                    "Format/Datatype": "Channel major FP16 format where channel % 8 == 0",
                }
            ],
        },
        {"Name": "q", "LayerType": "Scale", "Outputs": [{"Format/Datatype": "Row major Int8"}]},
        {"Name": "gone", "LayerType": "NoOp", "Outputs": []},
    ],
    "Bindings": ["x", "y"],
}


def test_an_inspectors_layers_are_read() -> None:
    found = layers_of(DETAILED)
    assert [layer.precision for layer in found] == ["fp16", "int8", "unknown"]
    assert (found[0].kind, found[0].shape) == ("CaskConvolution", (1, 8, 64, 64))
    assert found[0].format.startswith("Channel major FP16")


@pytest.mark.parametrize("names", [["conv + relu", "softmax"], []])
def test_an_engine_that_keeps_names_alone_gives_names(names: list[str]) -> None:
    found = layers_of({"Layers": names, "I/O Tensors": []})
    assert [layer.name for layer in found] == names


def test_a_mixed_inspection_is_of_the_manifest_it_came_with() -> None:
    found = Inspection(MANIFEST, layers_of(DETAILED), "engine")
    assert "in the engine: 1 fp16, 1 int8, 1 unknown" in text_of(found)
    assert found.manifest.ingredients == INGREDIENTS


def test_whose_weights_their_limits_and_what_they_cost_are_shown(engine: Path) -> None:
    licence = catalog.licence("CreativeML-OpenRAIL-M")
    sums = {"unet.safetensors": "5ec5" * 16}
    model = ("stable-diffusion-v1-5", "https://hub", "451f4fe1", licence.name, licence.use_limits)
    figures = {"cosine": 0.99912, "mean": 0.0421, "worst": 0.0611}
    judged = {"graph": figures, "whole": {"stages": {"picture": figures}}}
    went_in = replace(
        INGREDIENTS,
        origins=(Origin(*model, "host", sums), Origin(*model, "nobody", sums)),
        calibration_sha256="ca11" * 16,
    )
    plan.write(
        engine,
        replace(MANIFEST, ingredients=went_in, outcome=replace(OUTCOME, judged=judged)),
        keys=engine.parent,
    )
    found = inspect(engine, keys=engine.parent)
    for told in (text_of(found), page_of([found], title="t")):
        assert told.count("medical advice") == 1
        assert "451f4fe1, from https://hub, vouched for by: host (unet.safetensors 5ec5" in told
        assert "words to picture, before building: cosine 0.99912, mean 0.0421" in told
        assert "ca11" * 16 in told
