"""OpenVINO beside ONNX Runtime and torch: the same files, the same answers, and quiet about it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.bench.cases import request, sample_drawing
from engines.bench.isa import flags
from engines.errors import BackendMissingError, RecordError
from engines.media import arrays_of, path_of
from engines.nets.base import Array, Net, open_net
from engines.nets.measuring import PARITY, apart_of, sample_of
from engines.painters.house import WEIGHTS, HousePainter
from engines.picture import STYLES
from engines.picture.cielab import ciede2000, lab_of
from engines.sketch import rasterize

pytest.importorskip("openvino", reason="openvino is not installed (extra: openvino)")

HOUSE = WEIGHTS / "house.onnx"


def opened(precision: str, *, path: Path = HOUSE) -> Net:
    return open_net(path, runtime="openvino", precision=precision, threads=1)


@pytest.fixture(scope="module")
def able() -> tuple[str, ...]:
    """What this processor computes in; one without bfloat16 has to say so."""
    if "avx512_bf16" in flags():
        return ("fp32", "bf16")
    with pytest.raises(BackendMissingError, match="cannot compute in bf16"), opened("bf16"):
        pass
    return ("fp32",)


@pytest.fixture(scope="module")
def known() -> Iterator[tuple[Net, dict[str, Array], dict[str, Array]]]:
    """ONNX Runtime's net, what it is given, and its answer."""
    with open_net(HOUSE, threads=1) as net:
        feed = sample_of(net.inputs)
        yield net, feed, net.run(feed)


def shapes(answer: Mapping[str, Array]) -> dict[str, Any]:
    return {name: (array.dtype, array.shape) for name, array in answer.items()}


def test_openvino_takes_and_gives_what_onnx_runtime_does(known: Any) -> None:
    reference, feed, expected = known
    with opened("fp32") as net:
        assert net.inputs == reference.inputs
        assert shapes(net.run(feed)) == shapes(expected)


def test_openvino_answers_as_onnx_runtime_does(known: Any, able: tuple[str, ...]) -> None:
    _, feed, expected = known
    for precision in able:
        with opened(precision) as net:
            apart = apart_of(net.run(feed), expected)
        assert apart.within(PARITY[precision]), (precision, apart)


def test_openvino_refuses_what_any_net_refuses(known: Any) -> None:
    _, feed, _ = known
    with opened("fp32") as net:
        with pytest.raises(ValueError, match="no input 'scribble'"):
            net.run({**feed, "scribble": feed["t"]})
        with pytest.raises(ValueError, match=r"'t' is float64.*float32"):
            net.run({**feed, "t": np.ones(1)})
    with pytest.raises(ValueError, match="closed"):
        net.run(feed)


def test_openvino_keeps_no_hold_on_what_it_was_given_or_gave(known: Any) -> None:
    _, feed, _ = known
    given = {name: array.copy() for name, array in feed.items()}
    with opened("fp32") as net:
        first = net.run(given)["clean"]
        kept = first.copy()
        given["sketch"][:] = 0
        other = net.run(given)["clean"]
    assert np.array_equal(first, kept)
    assert not np.array_equal(first, other)


def test_openvino_a_broken_file_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a net")
    with pytest.raises(BackendMissingError, match="cannot read"), opened("fp32", path=broken):
        pass


@pytest.mark.parametrize("runtime", ["onnxruntime", "torch"])
def test_a_runtime_says_what_it_cannot_compute_in(runtime: str) -> None:
    with pytest.raises(BackendMissingError, match=r"not compute in 'bf16'.*openvino can"):
        open_net(HOUSE, runtime=runtime, precision="bf16")


def test_openvino_tells_nobody_that_it_runs() -> None:
    code = (
        "import sys; from engines.nets.base import open_net; "
        "from engines.nets.measuring import sample_of\n"
        f"with open_net({str(HOUSE)!r}, runtime='openvino', threads=1) as net:\n"
        "    net.run(sample_of(net.inputs))\n"
        "print(sorted(name for name, module in sys.modules.items() if module is not None\n"
        "    and ('telemetry' in name or name.startswith('openvino.tools'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("threads", [1, 2])
def test_openvino_same_request_same_bytes(threads: int, able: tuple[str, ...]) -> None:
    asked = request(size=64, seed=3, runtime="openvino", precision=able[-1])
    found = set()
    for _ in range(2):
        with HousePainter(threads=threads) as painter:
            found |= {painter.paint(asked).pixels.tobytes() for _ in range(2)}
    assert len(found) == 1


def test_a_picture_painted_again_on_openvino_looks_the_same(able: tuple[str, ...]) -> None:
    asked = request(size=128, seed=3)
    with HousePainter(threads=1) as painter:
        first = lab_of(painter.paint(asked).pixels / 255)
        for precision in able:
            other = replace(asked, runtime="openvino", precision=precision)
            again = lab_of(painter.paint(other).pixels / 255)
            assert ciede2000(first, again).mean() < 0.5


@pytest.mark.parametrize("style", STYLES)
def test_openvino_renders_each_medium_as_onnx_runtime_does(style: str) -> None:
    sketch = rasterize(sample_drawing(), 64)
    arrays = arrays_of(np.full((16, 16, 3), (0.3, 0.5, 0.7)), sketch, seed=5)
    with open_net(path_of(style), threads=1) as one, opened("fp32", path=path_of(style)) as other:
        expected, found = (
            np.clip(np.asarray(net.run(arrays)["painted"], np.float64), 0, 1)
            for net in (one, other)
        )
    between = np.abs(expected - found)
    assert between.mean() < 1e-5
    assert between.max() < 0.01


def test_torch_answers_as_onnx_runtime_does(known: Any) -> None:
    torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")
    from engines.training.export import INPUTS, OUTPUTS, shipped

    _, feed, expected = known
    if feed["sketch"].shape[1] == 5:
        with pytest.raises(RecordError, match="earlier network"):
            shipped()
        return
    with torch.inference_mode():
        answers = shipped()(*[torch.from_numpy(feed[name]) for name in INPUTS])
    found = dict(zip(OUTPUTS, [answer.numpy() for answer in answers], strict=True))
    assert apart_of(found, expected).within(PARITY["bf16"])
