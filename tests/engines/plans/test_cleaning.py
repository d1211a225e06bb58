"""What plans leave on the disk: seen with sizes, removed only where nothing needs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engines.nets import plan
from engines.nets.manifest import Manifest, Outcome
from engines.plans.cleaning import chosen, items, remove
from engines.plans.machine import Machine
from tests.engines.plans.ingredients import ingredients

HERE = Machine(os="linux", arch="x86_64", libraries={"tensorrt_rtx": "1.7.1"})


def _plan(data: Path, *, version: str = "1.7.1.116", name: str = "a1") -> Path:
    folder = data / "plans" / "house" / name
    folder.mkdir(parents=True)
    engine = folder / "house.engine"
    engine.write_bytes(b"vtrt" + bytes(2_000_000))
    went_in = ingredients(library_version=version)
    outcome = Outcome("0" * 64, 2_000_004, "2026-01-01T00:00:00+00:00", 1.0)
    plan.write(engine, Manifest(went_in, outcome, "0"), keys=data)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    _plan(tmp_path, name="stands")
    _plan(tmp_path, name="older", version="1.2.0")
    (_plan(tmp_path, name="unsigned") / "house.sig").unlink()
    graphs = tmp_path / "plans/house/onnx/fp16-128"
    graphs.mkdir(parents=True)
    (graphs / "house.onnx").write_bytes(bytes(1_000))
    (tmp_path / "plans/house/stands/unet.engine.99999999.part").write_bytes(bytes(10))
    (tmp_path / f"plans/house/stands/text.engine.{os.getppid()}.part").write_bytes(bytes(10))
    (tmp_path / "plans/caches").mkdir()
    for name in ("tensorrt-10.3.0-orin.timing", "tensorrt-rtx-1.7.1.timing"):
        (tmp_path / "plans/caches" / name).write_bytes(bytes(10))
    return tmp_path


def _named(found):
    return {f"{item.path.parent.name}/{item.path.name}" for item in found}


def test_everything_is_seen_with_its_size(data):
    found = items(data, HERE)
    kinds = {item.kind for item in found}
    assert kinds == {"plan", "stale plan", "graphs", "timing cache", "leftover"}
    assert found[0].mib > 1.9
    assert [item.size for item in found] == sorted((item.size for item in found), reverse=True)


def test_only_what_nothing_needs_is_chosen(data):
    gone = chosen(items(data, HERE), everything=False)
    stale = {"house/older", "house/unsigned", "caches/tensorrt-10.3.0-orin.timing"}
    assert _named(gone) == stale | {"stands/unet.engine.99999999.part"}
    whys = {item.path.name: item.why for item in gone}
    assert whys["older"] == "library_version is 1.2.0, here 1.7.1"
    assert "unsigned" in whys["unsigned"]


def test_all_takes_what_can_be_made_again_and_never_a_plan_that_stands(data):
    gone = chosen(items(data, HERE), everything=True)
    assert {"onnx/fp16-128", "caches/tensorrt-rtx-1.7.1.timing"} <= _named(gone)
    assert "house/stands" not in _named(gone)


def test_what_is_removed_is_gone_and_the_rest_stays(data):
    gone = chosen(items(data, HERE), everything=False)
    freed = remove(gone, data)
    assert freed > 4_000_000
    assert not (data / "plans/house/older").exists()
    assert (data / "plans/house/stands/house.engine").is_file()


def test_a_plan_waits_for_a_library_that_is_not_installed(data):
    bare = Machine(os="linux", arch="x86_64")
    assert "house/older" not in _named(chosen(items(data, bare), everything=False))


def test_a_link_out_of_the_folder_is_not_followed(data, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "precious").write_bytes(bytes(100))
    (data / "plans/linked").symlink_to(outside)
    assert "linked" not in " ".join(str(item.path) for item in items(data, HERE))
    inside = items(data, HERE)[0]
    strange = type(inside)("plan", outside / "precious", 100, "", stale=True)
    with pytest.raises(ValueError, match="outside"):
        remove([strange], data)
    assert (outside / "precious").exists()
