"""Nets: one protocol, checked inputs, messages that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import BackendMissingError
from engines.media import arrays_of, path_of
from engines.nets.base import Net, open_net


@pytest.fixture(scope="module")
def net() -> Iterator[Net]:
    with open_net(path_of("watercolor"), threads=1) as opened:
        yield opened


@pytest.fixture
def arrays() -> dict[str, Any]:
    return dict(arrays_of(np.zeros((64, 64, 3)), np.zeros((64, 64)), seed=0))


def test_a_net_says_what_it_takes(net: Net) -> None:
    slots = {slot.name: slot for slot in net.inputs}
    assert slots["underpainting"].shape == (1, 3, None, None)
    assert slots["paper"].dtype == "float32"


def test_a_net_computes_named_outputs(net: Net, arrays: dict[str, Any]) -> None:
    outputs = net.run(arrays)
    assert list(outputs) == ["painted"]
    assert outputs["painted"].shape == (1, 3, 64, 64)


def test_a_missing_input_is_refused(net: Net, arrays: dict[str, Any]) -> None:
    del arrays["paper"]
    with pytest.raises(ValueError, match="lacks its input 'paper'"):
        net.run(arrays)


def test_an_unknown_input_is_refused(net: Net, arrays: dict[str, Any]) -> None:
    arrays["scribble"] = np.zeros(1, np.float32)
    with pytest.raises(ValueError, match="no input 'scribble'"):
        net.run(arrays)


def test_a_wrong_dtype_is_refused(net: Net, arrays: dict[str, Any]) -> None:
    arrays["paper"] = np.ones((1, 3))
    with pytest.raises(ValueError, match=r"'paper' is float64.*float32"):
        net.run(arrays)


@pytest.mark.parametrize("shape", [(1, 4), (3,)], ids=str)
def test_a_wrong_shape_is_refused(shape: tuple[int, ...], net: Net, arrays: dict[str, Any]) -> None:
    arrays["paper"] = np.ones(shape, np.float32)
    with pytest.raises(ValueError, match="'paper' has shape"):
        net.run(arrays)


def test_a_closed_net_is_refused(arrays: dict[str, Any]) -> None:
    with open_net(path_of("watercolor"), threads=1) as closed:
        pass
    with pytest.raises(ValueError, match="closed"):
        closed.run(arrays)


def test_what_is_no_array_and_no_thread_is_refused(net: Net, arrays: dict[str, Any]) -> None:
    arrays["paper"] = [[1.0, 1.0, 1.0]]
    with pytest.raises(ValueError, match="'paper' is a list, not a numpy array"):
        net.run(arrays)
    with pytest.raises(ValueError, match="threads is 0"):
        open_net(path_of("watercolor"), threads=0)


def test_an_open_net_is_not_opened_again_and_a_closed_one_is(arrays: dict[str, Any]) -> None:
    net = open_net(path_of("watercolor"), threads=1)
    with net, pytest.raises(ValueError, match="open already"):
        net.__enter__()
    net.__exit__(None, None, None)
    with net:
        assert list(net.run(arrays)) == ["painted"]


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
def test_numbers_that_numpy_lacks_are_refused_as_the_net_opens(
    runtime: str, tmp_path: Path
) -> None:
    pytest.importorskip(runtime)
    onnx = pytest.importorskip("onnx", reason="onnx is not installed (extra: onnx)")
    kind, path = onnx.TensorProto.BFLOAT16, tmp_path / "coarse.onnx"
    ends = [onnx.helper.make_tensor_value_info(name, kind, [2]) for name in "ab"]
    node = onnx.helper.make_node("Identity", ["a"], ["b"])
    graph = onnx.helper.make_graph([node], "coarse", ends[:1], ends[1:])
    opset = [onnx.helper.make_opsetid("", 18)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=9), path)
    with pytest.raises(BackendMissingError, match="'a' of the net is bfloat16"):
        open_net(path, runtime=runtime, threads=1).__enter__()


def test_a_missing_file_and_an_unknown_runtime_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BackendMissingError, match="missing"):
        open_net(tmp_path / "nothing.onnx")
    with pytest.raises(BackendMissingError, match=r"'abacus'.*onnxruntime"):
        open_net(path_of("watercolor"), runtime="abacus")


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a net")
    with pytest.raises(BackendMissingError, match="cannot read"), open_net(broken):
        pass


def test_torch_runs_an_exported_program_behind_the_same_protocol(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")
    path = tmp_path / "double.pt2"
    free = torch.export.Dim("rows", min=2, max=64)
    program = torch.export.export(Twice.of(torch), (torch.ones(4, 3),), dynamic_shapes=({0: free},))
    torch.export.save(program, path)
    with open_net(path, runtime="torch", threads=1) as net:
        (slot,) = net.inputs
        (output,) = net.run({slot.name: np.ones((5, 3), np.float32)}).values()
    assert slot.shape == (None, 3)
    assert np.array_equal(output, np.full((5, 3), 2, np.float32))


class Twice:
    """A small real program, made where torch is."""

    @staticmethod
    def of(torch: Any) -> Any:
        class Doubled(torch.nn.Module):
            def forward(self, x: Any) -> Any:
                return x * 2

        return Doubled()
