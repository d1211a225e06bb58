"""The large painters' bench: nets beside the plain diffusers pipeline, on tiny real models."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engines.__main__ import main

pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("onnx")
pytest.importorskip("openvino")
CASES = {"unet", "pipeline, same decoder", "pipeline, tiny decoder"}


@pytest.mark.large
@pytest.mark.parametrize("net", ["openvino-int8", "openvino,openvino-free"])
def test_nets_paint_what_the_plain_pipeline_paints(
    net: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = f"bench --painter tiny --net {net} --size 64 --steps 2 --rounds 1 --threads 2"
    assert main([*command.split(), "--into", str(tmp_path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    ways = net.split(",")
    assert set(found["ways"]) == {"diffusers", *ways}
    for way in ways:
        cases = found["ways"][way]
        assert set(cases) == CASES
        assert all(case["apart"][0] < (0.2 if "int8" in way else 1e-3) for case in cases.values())
        assert found["memory_mb"][way] > 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--painter", "sd16"], "There is no model 'sd16'"),
        (["--painter", "tiny", "--size", "64x65"], "multiples of 16"),
        (["--painter", "tiny", "--steps", "0"], "at least one"),
        (["--painter", "tiny", "--net", "abacus"], "--net is 'abacus'"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    options: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", *options, "--into", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
