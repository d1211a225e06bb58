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


@pytest.mark.slow
def test_nets_paint_what_the_plain_pipeline_paints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["bench", "--painter", "tiny", "--net", "openvino-int8", "--size", "64"]
    command += [
        "--steps",
        "2",
        "--rounds",
        "1",
        "--threads",
        "2",
        "--into",
        str(tmp_path),
        "--json",
    ]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["ways"]) == {"diffusers", "openvino-int8"}
    assert set(found["ways"]["openvino-int8"]) == CASES
    assert all(case["apart"][0] < 0.2 for case in found["ways"]["openvino-int8"].values())
    assert found["memory_mb"]["openvino-int8"] > 0


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
