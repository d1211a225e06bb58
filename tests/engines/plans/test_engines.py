"""Engines behind the nets' protocol: the plan first, buffers once, everything freed.

The arrays really move, over a driver whose GPU is the processor's memory; what TensorRT itself
answers is said here (`SAID`), and its signatures are NVIDIA's own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engines.errors import BackendMissingError
from engines.nets import cuda
from engines.nets.base import open_net
from tests.engines.plans.conftest import Course, Ran
from tests.engines.plans.standin import HERE, built_library

SAID = {
    "ICudaEngine.num_io_tensors": 2,
    "ICudaEngine.get_tensor_name(0)": "sketch",
    "ICudaEngine.get_tensor_name(1)": "painted",
    "ICudaEngine.get_tensor_mode('sketch')": "trt:TensorIOMode.INPUT",
    "ICudaEngine.get_tensor_mode('painted')": "trt:TensorIOMode.OUTPUT",
    "ICudaEngine.get_tensor_dtype": "trt:DataType.HALF",
    "ICudaEngine.get_tensor_shape('sketch')": [1, 3, -1, 4],
    "ICudaEngine.get_tensor_shape('painted')": [1, 3, -1, 4],
    "IExecutionContext.get_tensor_shape": [1, 3, 4, 4],
    "IExecutionContext.set_input_shape": True,
    "IExecutionContext.set_optimization_profile_async": True,
    "IExecutionContext.set_input_shape('sketch', (1, 3, 999, 4))": False,
    "IExecutionContext.set_tensor_address": True,
    "IExecutionContext.execute_async_v3": True,
    "EngineInspector.get_engine_information(LayerInformationFormat.JSON)": '{"Layers": ["conv"]}',
}
CODE = """
import json, os, numpy as np
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from engines.errors import PlanError, SketchwellError
from engines.nets import cuda, place, plan
from engines.nets.base import open_net
from engines.nets.manifest import Bounds
from engines.nets.tensorrt import EngineNet
from tests.engines.test_plan import ENGINE, MANIFEST
import tensorrt as trt

folder = Path(FOLDER)
engine = folder / "unet.engine"
engine.write_bytes(ENGINE)
went_in = replace(MANIFEST.ingredients, place=place.here(device=cuda.device()),
                  library_version=trt.__version__)
manifest = replace(MANIFEST, ingredients=went_in)
plan.write(engine, manifest, keys=folder)
told = {"device": repr(cuda.device())}
page = np.arange(48, dtype=np.float16).reshape(1, 3, 4, 4)
with EngineNet(engine, precision="fp16", keys=folder) as net:
    told["inputs"] = [list(slot.shape) for slot in net.inputs]
    told["outputs"] = [slot.name for slot in net.outputs]
    first = net.run({"sketch": page})["painted"]
    again = net.run({"sketch": page + 1})["painted"]
    told["described"] = net.described()
    told["captured"] = net.lane.captured
    told["shape"], told["apart"] = list(first.shape), first is not again
    told["sent"] = net.lane.view("sketch", np.dtype("float16"), (1, 3, 4, 4)).sum().item()
    odd_pages = {"shape": np.zeros((1, 3, 999, 4), np.float16), "dtype": page.astype("f4")}
    for name, odd in odd_pages.items():
        try:
            net.run({"sketch": odd})
        except ValueError as error:
            told[f"bad {name}"] = str(error)

told["driver"] = Path(DRIVER).read_text().split()

os.environ["DRIVER_FAILS"] = "cuGraphInstantiateWithFlags"
with net:
    told["uncaptured"] = []
    for _ in range(2):
        try:
            net.run({"sketch": page})
        except PlanError as error:
            told["uncaptured"].append(str(error))
    del os.environ["DRIVER_FAILS"]
    net.run({"sketch": page})
    told["captured again"] = net.lane.captured

def at(high):
    shape = (1, 3, high, 4)
    return (Bounds("sketch", shape, shape, shape),)

several = replace(went_in, profiles=(at(4), at(8)))
plan.write(engine, replace(manifest, ingredients=several), keys=folder)
with EngineNet(engine, precision="fp16", keys=folder) as net:
    Path(TRAIL_AT).write_text("")
    for high in (4, 8, 4):
        net.run({"sketch": np.zeros((1, 3, high, 4), np.float16)})
    calls = Path(TRAIL_AT).read_text().splitlines()
    told["profiles"] = [call.split("(")[1][0] for call in calls if "optimization_profile" in call]
    try:
        net.run({"sketch": np.zeros((1, 3, 6, 4), np.float16)})
    except ValueError as error:
        told["between"] = str(error)
plan.write(engine, manifest, keys=folder)

def refused(why, **changes):
    Path(DRIVER).write_text("")
    Path(TRAIL_AT).write_text("")
    try:
        with EngineNet(engine, **{"precision": "fp16", "keys": folder, **changes}):
            pass
    except SketchwellError as error:
        told[why] = str(error)
    told[f"{why} reached"] = Path(TRAIL_AT).read_text() + Path(DRIVER).read_text()

refused("precision", precision="int8")
engine.write_bytes(ENGINE[::-1])
refused("changed")
engine.write_bytes(ENGINE)
older = replace(manifest, ingredients=replace(went_in, library_version="9.9"))
plan.write(engine, older, keys=folder)
refused("version")
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def ran(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("engine")
    built_library(HERE / "driver.c", folder / "libcuda.so.1")
    trails = {"DRIVER": str(folder / "driver"), "FOLDER": str(folder)}
    given = "".join(f"{name} = {value!r}\n" for name, value in trails.items())
    given += "import os; TRAIL_AT = os.environ['STANDIN_TRAIL']\n"
    places = {"LD_LIBRARY_PATH": str(folder), "DRIVER_TRAIL": trails["DRIVER"]}
    return course(given + CODE, SAID, **places)


@pytest.mark.slow
def test_an_engine_says_what_it_takes_and_gives(ran: Ran) -> None:
    assert ran.error == ""
    assert ran.told["inputs"] == [[1, 3, None, 4]]
    assert (ran.told["outputs"], ran.told["shape"]) == (["painted"], [1, 3, 4, 4])
    assert ran.told["described"] == '{"Layers": ["conv"]}'
    assert "name='Orin', compute='8.7', sm_count=8" in ran.told["device"]


@pytest.mark.slow
def test_buffers_are_made_once_and_all_is_freed(ran: Ran) -> None:
    driver = ran.told["driver"]
    assert driver.count("alloc") == driver.count("free") == 2
    assert driver[-2:] == ["destroy", "release"]


@pytest.mark.slow
def test_runs_are_captured_and_launched(ran: Ran) -> None:
    driver = ran.told["driver"]
    assert ran.told["captured"]
    assert driver[3:] == ["up", "down", "capture", "up", "down", "launch", "launch", *driver[-4:]]
    assert ran.told["sent"] == sum(range(48)) + 48


@pytest.mark.slow
def test_a_net_opens_again_and_never_runs_without_the_graph_that_failed(ran: Ran) -> None:
    failed = "CUDA's cuGraphInstantiateWithFlags failed with CUDA_ERROR (700)"
    assert [told.split(". ")[0] for told in ran.told["uncaptured"]] == [failed, failed]
    assert ran.told["captured again"]


@pytest.mark.slow
def test_what_the_engine_would_misread_is_refused(ran: Ran) -> None:
    assert "outside the profiles" in ran.told["bad shape"]
    assert "'sketch' is float32; the net takes float16" in ran.told["bad dtype"]


@pytest.mark.slow
def test_of_several_profiles_the_one_that_holds_the_shape_is_taken(ran: Ran) -> None:
    assert ran.told["profiles"] == ["0", "1", "0"]
    assert "shape (1, 3, 6, 4), outside the profiles" in ran.told["between"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("precision", "precision is 'fp16' in the manifest, 'int8' is asked for"),
        ("changed", "engine_sha256 is"),
        ("version", "library_version is '9.9' in the manifest"),
    ],
)
def test_a_plan_that_does_not_fit_never_reaches_the_library(why: str, told: str, ran: Ran) -> None:
    assert told in ran.told[why]
    assert ran.told[f"{why} reached"] == ""


@pytest.mark.parametrize("runtime", ["tensorrt", "tensorrt_rtx"])
def test_without_a_driver_an_engine_is_refused_before_a_library_is_loaded(
    runtime: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "unet.engine").write_bytes(b"")
    monkeypatch.setattr(cuda, "LIBRARY", "libnothing.so.1")
    cuda.library.cache_clear()
    loaded = runtime in sys.modules
    with (
        pytest.raises(BackendMissingError, match=r"no NVIDIA driver .*build_trt.py doctor"),
        open_net(tmp_path / "unet.engine", runtime=runtime, precision="fp16"),
    ):
        pass
    assert (runtime in sys.modules) == loaded
    cuda.library.cache_clear()


def test_a_library_that_is_not_installed_is_told_how_to_get(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "unet.engine").write_bytes(b"")
    monkeypatch.setattr(cuda, "device", lambda: cuda.Device("Orin", "8.7", 8, 1, True, "12.6"))
    monkeypatch.setitem(sys.modules, "tensorrt", None)
    with (
        pytest.raises(BackendMissingError, match="python3-libnvinfer"),
        open_net(tmp_path / "unet.engine", runtime="tensorrt", precision="fp16"),
    ):
        pass
