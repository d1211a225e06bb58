"""TensorRT-RTX behind the nets' protocol, over its own bindings: its cache and its context."""

from __future__ import annotations

import pytest

pytest.importorskip("tensorrt_rtx_bindings", reason="tensorrt_rtx is not installed (extra: rtx)")

from tests.engines.plans.conftest import Ran, ran_in
from tests.engines.plans.standin import HERE, MODULE, built_library
from tests.engines.plans.test_engines import CODE, SAID

pytestmark = pytest.mark.slow

COMPILED = "hex:c0ffee"
MORE = {
    "IRuntimeConfig.set_runtime_cache": True,
    "IRuntimeCache.deserialize": True,
    "IRuntimeCache.serialize": COMPILED,
}
AGAIN = """
with EngineNet(engine, precision="fp16", keys=folder) as net:
    net.run({"sketch": page})
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("rtx")
    shim = MODULE.replace("tensorrt_bindings", "tensorrt_rtx_bindings")
    (folder / "tensorrt_rtx.py").write_text(shim)
    built_library(HERE / "driver.c", folder / "libcuda.so.1")
    code = CODE.replace("import tensorrt as trt", "import tensorrt_rtx as trt")
    code = code.replace(
        "nets.tensorrt import EngineNet", "nets.tensorrt_rtx import RtxNet as EngineNet"
    )
    code = code.replace("library_version=trt", 'library="tensorrt_rtx", library_version=trt')
    code = code.replace('\ntold["driver"]', f'{AGAIN}\ntold["driver"]', 1)
    given = f"DRIVER, FOLDER = {str(folder / 'driver')!r}, {str(folder)!r}\n"
    given += "import os; TRAIL_AT = os.environ['STANDIN_TRAIL'] + '-refused'\n"
    places = {"LD_LIBRARY_PATH": str(folder), "DRIVER_TRAIL": str(folder / "driver")}
    return ran_in(folder, given + code, {**SAID, **MORE}, trail=folder / "trail", **places)


def test_rtx_opens_runs_and_frees(ran: Ran) -> None:
    assert ran.error == ""
    assert ran.told["captured"]
    assert ran.told["driver"].count("alloc") == ran.told["driver"].count("free") == 4
    assert "library_version is '9.9'" in ran.told["version"]


def test_what_it_compiled_is_given_back_at_the_next_start(ran: Ran) -> None:
    made = [index for index, line in enumerate(ran.trail) if "create_runtime_cache" in line]
    given = [index for index, line in enumerate(ran.trail) if "IRuntimeCache.deserialize" in line]
    assert len(made) == 4  # the last for several profiles, after the signature was written anew
    assert [index > made[1] for index in given][:1] == [True]
    contexts = [line for line in ran.trail if "create_execution_context" in line]
    assert contexts == ["ICudaEngine.create_execution_context(<IRuntimeConfig>)"] * 4
