"""The stand-in knows what the bindings say, and nothing besides."""

from __future__ import annotations

import pytest

from tests.engines.plans.conftest import Course, Ran
from tests.engines.plans.standin import Release

pytestmark = pytest.mark.slow

START = """
import tensorrt as trt
builder = trt.Builder(trt.Logger(trt.Logger.WARNING))
network = builder.create_network(0)
config = builder.create_builder_config()
"""
# Code, and how it must end.
REFUSED = {
    "builder.build_cuda_engine(network)": "AttributeError",
    "trt.BuilderFlag.FASTER": "AttributeError",
    "config.set_memory_pool_limit('WORKSPACE', 1)": "TypeError",
    "config.set_flag(trt.BuilderFlag.TF32, True)": "TypeError",
    "builder.build_serialized_network(config, network)": "TypeError",
    "config.builder_optimization_level = 'high'": "TypeError",
    "trt.OnnxParser(network)": "TypeError",
    "network.num_inputs = 3": "AttributeError",
    "network.num_inputs": "Unproved",
    "trt.OnnxParser(network, trt.Logger()).parse(b'another')": "Unproved",
    "len(network)": "Unproved",
}
# Removed by 11.
ELEVEN = ("config.set_flag(trt.BuilderFlag.FP16)", "config.int8_calibrator = None")
TAKEN = """
config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 30)
config.builder_optimization_level = 3
assert config.builder_optimization_level == 3
assert network.num_layers == 7
assert trt.OnnxParser(network, trt.Logger()).parse(b'onnx')
"""
# What the test itself says that the library would answer.
SAID = {"INetworkDefinition.num_layers": 7, "OnnxParser.parse(<4 bytes>)": True}
ALL = """
import json
ends = {{}}
for code in {codes!r}:
    names = {{}}
    try:
        exec({start!r} + code, names)
        ends[code] = "done"
    except Exception as error:
        ends[code] = type(error).__name__
print(json.dumps({{"version": trt.__version__, "ends": ends}}))
"""


@pytest.fixture(scope="module")
def ran(course: Course) -> Ran:
    """Everything in one process: loading the bindings takes longest."""
    codes = [*REFUSED, *ELEVEN, TAKEN]
    return course(START + ALL.format(codes=codes, start=START), SAID)


def test_the_bindings_are_the_real_ones(ran: Ran, release: Release) -> None:
    assert ran.error == ""
    assert ran.told["version"].startswith(release.name)


def test_calls_that_the_signatures_take_are_remembered(ran: Ran) -> None:
    assert ran.told["ends"][TAKEN] == "done"
    assert "Builder.create_network(0)" in ran.trail
    assert "IBuilderConfig.set_memory_pool_limit(MemoryPoolType.WORKSPACE, 1073741824)" in ran.trail
    assert "IBuilderConfig.builder_optimization_level = 3" in ran.trail


@pytest.mark.parametrize("code", REFUSED)
def test_what_nobody_can_know_or_take_fails(code: str, ran: Ran) -> None:
    assert ran.told["ends"][code] == REFUSED[code]


@pytest.mark.parametrize("code", ELEVEN)
def test_a_call_that_eleven_removed_fails_on_eleven(code: str, ran: Ran, release: Release) -> None:
    assert ran.told["ends"][code] == ("AttributeError" if release.name == "11.4" else "done")
