"""Real engines from a real builder, without a GPU: progress, cancel, refusals, nothing half."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")

from engines.errors import PlanBuildError, PlanRefused, PlanRoomError, PlanStopped
from engines.plans import building, following
from engines.plans.building import build, read_ahead
from engines.plans.graphs import Profile
from engines.plans.offers import Offers, look
from engines.plans.recipes import recipe_for
from engines.plans.targets import preset_of, target_of
from engines.plans.troubles import Failure, error_of, trouble_of
from engines.plans.wishes import Wishes
from tests.engines.plans.tiny import Kept, graph_of, recipe

ROWS = ((Profile("seen", (1, 3, 16, 16), (1, 3, 32, 32), (1, 3, 64, 64)),),)


@pytest.fixture(scope="module")
def offers() -> Offers:
    return look("tensorrt_rtx")


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("precision", "computes", "layers"),
    [
        ("fp32", (), {"fp32": 2}),
        ("fp16", (), {"fp16": 2}),
        ("int8", (), {"int8": 3, "fp16": 3}),
        ("fp8", ("8.9", "12.0"), {"fp8": 3, "fp16": 3}),
    ],
)
def test_a_real_engine_is_built_in_each_precision(offers, tmp_path, precision, computes, layers):
    graph, watch = graph_of(tmp_path, precision=precision), Kept()
    built = build(graph, recipe(offers, precision, computes), out=tmp_path / "out", watch=watch)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiny.engine"]
    assert built.engine.read_bytes()[:4] == b"vtrt"
    assert built.engine_bytes == built.engine.stat().st_size
    assert built.layers == layers
    assert built.figures["weight_bytes"] > 0
    assert built.peak_rss_mb is not None
    assert 50 < built.peak_rss_mb < 2_000
    assert built.skipped_tactics == 0


def test_progress_only_rises_and_names_its_phases(offers, tmp_path):
    watch = Kept()
    build(graph_of(tmp_path), recipe(offers), out=tmp_path, watch=watch)
    assert watch.fractions == sorted(watch.fractions)
    assert watch.fractions[-1] == 1.0
    assert "Writing the engine" in watch.phases
    assert len(set(watch.phases)) > 3


def test_free_sides_are_built_for_a_profile(offers, tmp_path):
    graph = graph_of(tmp_path, sides=(1, 3, "high", "wide"), profiles=ROWS)
    built = build(graph, recipe(offers), out=tmp_path, watch=Kept())
    assert built.table[0]["shape"] == [1, 8, -1, -1]


def test_a_missing_profile_is_told_before_the_builder_runs(offers, tmp_path):
    graph = graph_of(tmp_path, sides=(1, 3, "high", "wide"))
    with pytest.raises(PlanRefused, match=r"free sides and no profile for seen.*--size 512"):
        build(graph, recipe(offers), out=tmp_path, watch=Kept())


def test_every_node_that_nobody_knows_is_named(offers, tmp_path):
    graph = graph_of(tmp_path, odd=("strange", "odder"))
    with pytest.raises(PlanBuildError) as caught:
        build(graph, recipe(offers), out=tmp_path / "out", watch=Kept())
    assert "Frobnicate node_strange, Frobnicate node_odder" in str(caught.value)
    assert str(caught.value).startswith("TensorRT-RTX 1.")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiny.log"]


def test_the_last_graph_s_fault_is_met_before_the_first_is_built(offers, tmp_path):
    fit = graph_of(tmp_path, name="text")
    odd = graph_of(tmp_path, name="unet", odd=("strange",))
    out, watch = tmp_path / "out", Kept()
    with pytest.raises(PlanBuildError, match=r"graph unet.*Frobnicate node_strange"):
        read_ahead([(each, recipe(offers)) for each in (fit, odd)], out=out, watch=watch)
    read_ahead([(fit, recipe(offers))] * 2, out=out, watch=watch)
    assert list(out.iterdir()) == []
    assert watch.graphs == {"reading"}


def test_fp8_for_a_gpu_without_it_is_refused_by_the_builder_too(offers, tmp_path):
    graph = graph_of(tmp_path, precision="fp8")
    with pytest.raises(PlanRefused, match="fp8_e4m3, which sm86 cannot"):
        build(graph, recipe(offers, "fp8", ("8.6",)), out=tmp_path, watch=Kept())


def test_weights_that_stream_are_built_for_it(offers, tmp_path):
    streamed = recipe_for(
        "fp16",
        target_of("rtx"),
        preset_of("quick"),
        offers,
        wishes=Wishes(streamed_mib=0),
    )
    built = build(
        graph_of(tmp_path, precision="fp16"), streamed, out=tmp_path / "out", watch=Kept()
    )
    assert built.engine.read_bytes()[:4] == b"vtrt"
    assert "WEIGHT_STREAMING" in built.recipe.flags
    assert built.held == 0


def test_an_unknown_compute_capability_is_refused_before_the_builder_runs(offers):
    with pytest.raises(PlanRefused, match=r"for compute 8\.7; it builds for 7\.5"):
        recipe(offers, "fp16", ("8.7",))


@pytest.mark.parametrize("precision", ["fp32", "fp16"])
def test_a_workspace_too_small_says_what_to_give(offers, tmp_path, precision):
    narrow = replace(recipe(offers, precision), workspace_mib=1)
    with pytest.raises(PlanRoomError, match=r"fits into 1 MiB.*--workspace"):
        build(graph_of(tmp_path, precision=precision), narrow, out=tmp_path, watch=Kept())


def test_held_layers_are_named_where_no_way_is_found(offers, tmp_path):
    narrow = replace(recipe(offers), workspace_mib=1)
    facts = building._facts(replace(narrow, islands=("norm",)), following.Course(), tmp_path)
    failure = Failure("unet", "build", "could not find any implementation for node x", facts=facts)
    with pytest.raises(PlanRoomError, match=r"--workspace.*1 of its nodes.*--precision fp32"):
        raise error_of(failure)


def test_what_a_library_only_prefers_is_warned_of(offers):
    flags = ("PREFER_PRECISION_CONSTRAINTS",)
    rather = replace(recipe(offers), flags=flags, islands=("norm", "root"))
    (told,) = building._about_islands(rather, following.Course())
    assert "may compute the 2 nodes" in told


def test_what_is_no_onnx_is_told(offers, tmp_path):
    graph = graph_of(tmp_path)
    graph.path.write_bytes(b"no graph at all")
    with pytest.raises(PlanBuildError, match="cannot be read as ONNX"):
        build(graph, recipe(offers), out=tmp_path, watch=Kept())


def test_ctrl_c_stops_the_builder_and_leaves_nothing(offers, tmp_path):
    watch = Kept(lambda: _raise(KeyboardInterrupt()), at=0.02)
    with pytest.raises(PlanStopped, match="while building tiny"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path / "out", watch=watch)
    assert not list((tmp_path / "out").glob("*.engine*"))


def test_a_fault_of_whoever_watches_stops_the_builder(offers, tmp_path):
    watch = Kept(lambda: _raise(OSError(errno.EPIPE, "nobody reads")), at=0.02)
    with pytest.raises(OSError, match="nobody reads"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path / "out", watch=watch)
    assert not list((tmp_path / "out").glob("*.part"))


def test_a_full_disk_is_told_with_its_next_step(offers, tmp_path):
    task = building.task_of(graph_of(tmp_path), recipe(offers), part=Path("/dev/full"), cache=None)
    course = following.followed(task, Kept(), log=tmp_path / "log")
    failure = building.failure_of("tiny", course, {"disk_free_mib": 3, "out": tmp_path})
    assert trouble_of(failure) == "disk full"
    assert isinstance(error_of(failure), PlanRoomError)
    assert "build_trt.py clean" in str(error_of(failure))


def test_a_builder_without_memory_says_what_to_close(offers, tmp_path, monkeypatch):
    narrow = f"import resource; resource.setrlimit(resource.RLIMIT_DATA, ({160 << 20},) * 2); "
    monkeypatch.setattr(following, "_CODE", narrow + following._CODE)
    with pytest.raises(PlanRoomError, match=r"[Mm]emory ran out.*swap"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path, watch=Kept())


def test_a_killed_builder_leaves_nothing_half(offers, tmp_path, monkeypatch):
    children = []
    start = following._started

    def started(log):
        children.append(start(log))
        return children[-1]

    monkeypatch.setattr(following, "_started", started)
    watch = Kept(lambda: children[-1].send_signal(signal.SIGKILL), at=0.02)
    with pytest.raises(PlanRoomError, match=r"killed at.*--resume"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path / "out", watch=watch)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tiny.log"]


def test_a_builder_that_hangs_is_ended(offers, tmp_path, monkeypatch):
    hang = "import time; print('{}', flush=True); time.sleep(60)"
    monkeypatch.setattr(following, "_CODE", hang.replace("{}", '{"kind": "alive"}'))
    monkeypatch.setattr(following, "STUCK_S", 0.3)
    monkeypatch.setattr(following, "LOOK_EVERY_S", 0.1)
    with pytest.raises(PlanBuildError, match="did nothing at all"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path, watch=Kept())


def test_what_a_dead_process_left_is_swept_and_a_living_one_s_stays(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for owner in (gone.pid, os.getppid()):
        (tmp_path / f"unet.engine.{owner}.part").touch()
    building.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"unet.engine.{os.getppid()}.part"]


def test_a_disk_too_small_is_told_before_the_builder_starts(offers, tmp_path, monkeypatch):
    free = SimpleNamespace(free=10)
    monkeypatch.setattr(building.shutil, "disk_usage", lambda _: free)
    with pytest.raises(PlanRoomError, match=r"0 MiB free.*clean"):
        build(graph_of(tmp_path), recipe(offers), out=tmp_path, watch=Kept())


def test_the_building_process_never_imports_torch():
    code = (
        "import sys, engines.plans.child; sys.exit('torch' in sys.modules or 'onnx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
