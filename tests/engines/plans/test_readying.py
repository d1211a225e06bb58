"""Engines that need something before they run: told as each TensorRT takes it, or refused."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from engines.plans import graphs
from tests.engines.plans.conftest import Course, Ran

pytestmark = pytest.mark.slow

CODE = """
import json
from dataclasses import replace
from pathlib import Path
from engines.errors import SketchwellError
from engines.nets import readying
from tests.engines.test_plan import MANIFEST
import tensorrt as trt

engine_file = Path(FOLDER) / "unet.engine"
runtime = trt.Runtime(trt.Logger(trt.Logger.WARNING))

def ends(**went_in):
    manifest = replace(MANIFEST, ingredients=replace(MANIFEST.ingredients, **went_in))
    try:
        readying.before(runtime, manifest)
        engine = runtime.deserialize_cuda_engine(b"plan")
        readying.after(trt, engine, engine_file, manifest)
        return readying.streamable_mib(engine, manifest)
    except SketchwellError as error:
        return str(error)

stripped = {"flags": ("STRIP_PLAN",), "options": {"asked": ["--strip"]}}
told = {"plain": ends(), "dla": ends(options={"dla": 1})}
if trt.__version__[:3] != "8.6":
    told["streamed"] = ends(options={"streamed_mib": 1})
    told["as it fits"] = ends(options={"streamed_mib": 0})
    told["whole"] = ends(onnx_sha256=DIGEST, **stripped)
    told["changed"] = ends(onnx_sha256="0" * 64, **stripped)
    engine_file = Path(FOLDER) / "lost.engine"
    told["missing"] = ends(onnx_sha256=DIGEST, **stripped)
print(json.dumps(told))
"""
# 5 MiB may stream; the library takes the weights.
SAID = {
    "ICudaEngine.streamable_weights_size": 5 << 20,
    "ICudaEngine.get_weight_streaming_automatic_budget()": 3 << 20,
    "OnnxParserRefitter.refit_from_file": True,
    "Refitter.refit_cuda_engine": True,
}


@pytest.fixture(scope="module")
def ran(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("plan")
    (folder / "unet.onnx").write_bytes(b"")
    digest = sha256(b"unet.onnx\0").hexdigest()
    return course(CODE.replace("FOLDER", repr(str(folder))).replace("DIGEST", repr(digest)), SAID)


def test_every_release_takes_the_calls_that_it_has(ran: Ran) -> None:
    assert (ran.status, ran.error) == (0, "")
    assert (ran.told["plain"], ran.told["dla"]) == (None, None)
    assert "Runtime.DLA_core = 1" in ran.trail


def test_a_budget_is_what_was_asked_for_or_what_the_library_takes(ran: Ran) -> None:
    if "streamed" not in ran.told:
        return
    assert (ran.told["streamed"], ran.told["as it fits"]) == (5.0, 5.0)
    set_to = [line.rpartition(" ")[2] for line in ran.trail if "budget_v2 = " in line]
    assert set_to == [str(1 << 20), str(3 << 20)]


def test_weights_come_from_the_very_onnx_that_went_in(ran: Ran) -> None:
    if "whole" not in ran.told:
        return
    assert ran.told["whole"] is None
    assert sum(line.startswith("OnnxParserRefitter.refit_from_file(") for line in ran.trail) == 1
    assert "is not the one that it was built from" in ran.told["changed"]
    assert "is missing" in ran.told["missing"]
    assert "--strip" in ran.told["missing"]


def test_the_hash_is_the_one_that_exporting_writes(tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")
    path = tmp_path / "unet.onnx"
    path.write_bytes(onnx.ModelProto(ir_version=10).SerializeToString())
    from engines.nets.readying import _digest, weights_beside

    assert _digest(weights_beside(path.with_suffix(".engine"))) == graphs.digest(path)
