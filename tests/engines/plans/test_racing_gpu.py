"""The large painters' bench for a GPU, as far as one without it shows: what is taken and refused.

That an engine or a graph is quicker, nobody can say here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import bench, catalog
from engines.__main__ import main
from engines.bench import latent
from engines.errors import BackendMissingError, RequestError
from engines.nets import cuda, plan, torch_graph
from engines.nets.cuda import asked_device
from engines.nets.manifest import Manifest, Outcome
from engines.nets.sides import Sides
from engines.plans import racing_gpu
from engines.plans.pipelines import Race, prepare
from engines.plans.racing_gpu import check, engines_of
from tests.engines.plans.ingredients import ingredients

SIZE = Sides(64, 64)
CASES = ("unet", "pipeline, same decoder", "pipeline, tiny decoder")
CARD = cuda.Device("H200", "9.0", 132, 143_000, False, "13.0")


def race_in(folder: Path) -> Race:
    return Race("tiny", SIZE, steps=2, threads=1, folder=folder)


@pytest.fixture
def race(tmp_path: Path) -> Race:
    """With files for weights, as far as their sums go."""
    for part in ("unet", "control", "slow_decoder"):
        (tmp_path / "weights" / part).mkdir(parents=True)
        (tmp_path / "weights" / part / "model.safetensors").write_bytes(part.encode())
    return race_in(tmp_path)


def built(race: Race, data: Path, *, name: str, day: int, **changed: Any) -> Path:
    """Engines of a race, signed; what is changed is said."""
    made_of = {
        f"{part}/model.safetensors": catalog.digest(race.weights / part / "model.safetensors")
        for part in ("unet", "control")
    }
    verified = changed.pop("verified", True)
    folder = data / "plans" / "tiny" / name
    folder.mkdir(parents=True)
    for graph in ("control", "decoder", "encoder", "text", "unet"):
        told: dict[str, Any] = {"model": "tiny", "graph": graph, "sizes": (SIZE,)}
        told |= {"weights": made_of, "library": "tensorrt"}
        went_in = ingredients(**{**told, **changed})
        (folder / f"{graph}.engine").write_bytes(b"vtrt")
        manifest = Manifest(went_in, Outcome("0" * 64, 4, f"2026-01-0{day}", 1.0), "0")
        signed = replace(manifest, verified={"cosine": 1.0} if verified else None)
        plan.write(folder / f"{graph}.engine", signed, keys=data)
    return folder


def test_the_newest_engines_of_the_same_weights_and_size_are_measured(
    race: Race, tmp_path: Path
) -> None:
    built(race, tmp_path, name="older", day=1)
    newest = built(race, tmp_path, name="newer", day=2)
    built(race, tmp_path, name="wide", day=3, sizes=(Sides(96, 64),))
    built(race, tmp_path, name="other", day=4, weights={"unet/model.safetensors": "ab" * 32})
    found = engines_of(race, "tensorrt", tmp_path)
    assert found == {name: newest / f"{name}.engine" for name in ("control", "unet", "decoder")}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"weights": {"unet/model.safetensors": "ab" * 32}}, "there are only of other weights"),
        ({"sizes": (Sides(96, 64),)}, "there are none that may run"),
        ({"verified": False}, "never verified: python build_trt.py verify {folder}"),
        ({"library": "tensorrt_rtx"}, "there are none that may run"),
    ],
    ids=["weights", "size", "unverified", "library"],
)
def test_engines_that_prove_nothing_are_refused_with_the_command(
    changed: dict[str, Any], told: str, race: Race, tmp_path: Path
) -> None:
    folder = built(race, tmp_path, name="built", day=1, **changed)
    with pytest.raises(BackendMissingError) as refused:
        engines_of(race, "tensorrt", tmp_path)
    assert told.format(folder=folder) in str(refused.value)
    build = f"build --model tiny --target here --size 64 --weights {race.weights}"
    assert (build in str(refused.value)) == ("verified" not in changed)
    assert str(refused.value).endswith(f"measure again with --into {race.folder}")


def test_a_gpu_that_is_not_there_is_refused_before_anything_is_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(racing_gpu.cuda, "asked_device", lambda: None)
    for net in racing_gpu.ON_GPU:
        command = f"bench --painter tiny --net {net} --size 64 --into {tmp_path}"
        assert main(command.split()) == 2
        told = capsys.readouterr().err
        assert f"--net {net} is measured on an NVIDIA GPU, and none answers here" in told
        assert "build_trt.py doctor" in told
    assert list(tmp_path.iterdir()) == []


def test_a_gpu_and_a_processor_are_measured_in_two_runs() -> None:
    with pytest.raises(RequestError, match="--net tensorrt runs on a GPU and openvino on the"):
        check(("openvino", "tensorrt"))
    assert not check(("openvino", "onnxruntime"))


def test_a_net_is_set_beside_the_plain_pipeline_on_the_same_gpu(
    race: Race, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report's own work: which ways run, and their ratios; what they take is said here."""
    ran: list[tuple[str, bool]] = []
    took_s = {"diffusers": 1.2, "diffusers-fp16": 0.8, "tensorrt": 0.2}

    def child(_: str, task: Mapping[str, Any], __: Any) -> dict[str, Any]:
        if "way" not in task:
            return {}
        way = task["way"]
        ran.append((way, task["gpu"]))
        answers = {case: np.full(4, took_s[way], np.float32) for case in CASES}
        np.savez(latent._answers(Path(task["folder"]), way), **answers)  # type: ignore[arg-type]
        figures = {f"{name}_s": took_s[way] for name in ("median", "p95", "min", "cpu")}
        return {"cases": dict.fromkeys(CASES, figures), "peak_mb": 500.0, "gpu_mb": 900.0}

    built(race, tmp_path, name="built", day=1)
    monkeypatch.setattr(racing_gpu.cuda, "asked_device", lambda: CARD)
    monkeypatch.setattr(bench, "_child", child)
    asked = latent.Asked("tiny", ("tensorrt",), SIZE, 2, 1, 1, folder=tmp_path, data=tmp_path)
    found = latent.report(asked, say=lambda _: None)
    assert ran == [("diffusers", True), ("diffusers-fp16", True), ("tensorrt", True)]
    assert json.loads(json.dumps(found))["machine"]["gpu"] == "H200, CUDA 13.0"
    figures = found["ways"]["tensorrt"]["pipeline, same decoder"]
    assert (figures["times_plain"], figures["times_half"]) == pytest.approx((6, 4))
    assert figures["apart"] == pytest.approx((1, 1))
    line = next(each for each in latent.table(found).splitlines() if "same decoder" in each[20:])
    assert "900 MB of the GPU's" in latent.table(found)
    assert line.split()[-6:] == ["1.20", "s", "1.00", "0.67", "0.0000,", "0.0000"]


def test_without_a_plain_pipeline_there_is_no_report(
    race: Race, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "_child", lambda *_: {"missing": "torch has no GPU"})
    asked = latent.Asked("tiny", ("openvino",), SIZE, 2, 1, 1, folder=race.folder, data=tmp_path)
    with pytest.raises(BackendMissingError, match="to compare with: torch has no GPU"):
        latent.report(asked, say=lambda _: None)


def test_torch_in_graphs_paints_what_the_plain_pipeline_paints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a processor, where the work is done again over the same buffers."""
    pytest.importorskip("diffusers", reason="diffusers is not installed (extra: diffusers)")
    from contextlib import ExitStack

    from engines.plans.plain_diffusers import plain
    from tests.engines.test_torch_nets import Again

    again = Again()
    monkeypatch.setattr(torch_graph, "recorded", again)
    race = race_in(tmp_path)
    prepare(race, [])
    with ExitStack() as stack:
        ours = racing_gpu.by_graph(race, stack, device="cpu", half=False)
        for name, theirs in plain(race).items():
            assert np.abs(ours[name]() - theirs()).max() < 1e-3
        assert again.made == 2  # the step, and the UNet alone
    assert again.freed == 2


@pytest.mark.gpu
@pytest.mark.skipif(asked_device() is None, reason="no NVIDIA GPU answers here (gpu)")
def test_torch_in_graphs_is_measured_on_a_gpu(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = f"bench --painter tiny --net torch_graph --size 64 --rounds 3 --into {tmp_path}"
    assert main([*command.split(), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["ways"]) == ["diffusers", "diffusers-fp16", "torch_graph"]
    for figures in found["ways"]["torch_graph"].values():
        assert figures["times_half"] > 0
        assert figures["apart"][0] < 0.02
