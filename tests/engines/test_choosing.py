"""What runs the network is measured once, kept with what it was measured on, never overruled."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from engines import settings, studio
from engines.bench.cases import request
from engines.errors import BackendMissingError
from engines.nets import choosing, measuring
from engines.nets.choosing import Choice, best_of, choose, ways_for
from engines.nets.measuring import REFERENCE, Apart, Found, Way
from engines.painters.house import WEIGHTS
from engines.settings import AUTO
from engines.studio import settled

HOUSE = WEIGHTS / "house.onnx"
FP32, BF16 = ("openvino", "fp32"), ("openvino", "bf16")
TOOK = Found({"onnxruntime fp32": 20.0, "openvino fp32": 19.0, "openvino bf16": 11.0})


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Way, ...]]:
    """As if both were installed; gives what was measured, each time it was."""
    measured: list[tuple[Way, ...]] = []

    def remember(_path: Path, ways: tuple[Way, ...], **_: int) -> Found:
        measured.append(ways)
        return TOOK

    monkeypatch.setattr(choosing, "find_spec", lambda name: name)
    monkeypatch.setattr(choosing, "measured", remember)
    return measured


def chosen(folder: Path, runtime: str = AUTO, precision: str = AUTO, threads: int = 2) -> Choice:
    return choose(HOUSE, runtime=runtime, precision=precision, threads=threads, folder=folder)


@pytest.mark.parametrize(
    ("took", "taken"),
    [
        ((20.0, 19.0, 11.0), BF16),
        ((20.0, 15.9, 17.0), FP32),
        ((20.0, 16.1, 17.0), REFERENCE),
        ((20.0, 19.0, None), REFERENCE),
        ((None, 19.0, 18.0), FP32),
        ((None, None, None), REFERENCE),
    ],
)
def test_another_way_is_taken_where_it_is_a_fifth_quicker(
    took: tuple[float | None, ...], taken: Way
) -> None:
    ways = choosing.WAYS
    runs = {" ".join(way): ms for way, ms in zip(ways, took, strict=True) if ms is not None}
    assert best_of(ways, Found(runs)) == taken


def test_what_is_set_is_never_overruled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "find_spec", lambda name: name)
    assert ways_for("openvino", AUTO) == (FP32, BF16)
    assert ways_for("onnxruntime", AUTO) == (REFERENCE,)
    monkeypatch.setattr(choosing, "find_spec", lambda name: name if name != "openvino" else None)
    assert ways_for(AUTO, AUTO) == (REFERENCE,)
    assert ways_for("openvino", AUTO) == (FP32,)
    assert ways_for(AUTO, "bf16") == (BF16,)


def test_with_one_way_nothing_is_measured(tmp_path: Path, both: list[tuple[Way, ...]]) -> None:
    assert chosen(tmp_path, "onnxruntime").runtime == "onnxruntime"
    assert both == []
    assert not (tmp_path / choosing.FILE).exists()


def test_a_measurement_is_kept_until_something_changes(
    tmp_path: Path, both: list[tuple[Way, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new"
    assert chosen(folder).precision == chosen(folder).precision == "bf16"
    assert len(both) == 1
    chosen(folder, threads=1)
    monkeypatch.setattr(choosing, "version", lambda _: "99")
    chosen(folder, threads=1)
    monkeypatch.setattr(choosing, "processor", lambda: "another")
    chosen(folder, threads=1)
    assert len(both) == 4
    assert (folder / choosing.FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["{", "[]", '{"measured_on": 1}', "took"])
def test_a_damaged_measurement_is_made_anew(
    damage: str, tmp_path: Path, both: list[tuple[Way, ...]]
) -> None:
    chosen(tmp_path)
    file = tmp_path / choosing.FILE
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "found": {"took_ms": 3}}) if damage == "took" else damage)
    assert chosen(tmp_path).runtime == "openvino"
    assert len(both) == 2


def test_a_folder_that_cannot_be_written_is_no_hindrance(
    tmp_path: Path, both: list[tuple[Way, ...]], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    assert chosen(tmp_path / "file" / "folder").runtime == "openvino"
    assert len(both) == 1
    assert "not kept" in caplog.text


def test_a_measurement_that_fails_is_told_and_not_kept(tmp_path: Path) -> None:
    broken = tmp_path / "house.onnx"
    broken.write_bytes(b"not a net")
    found = measuring.measured(broken, choosing.WAYS, threads=1)
    assert (found.took_ms, list(found.refused)) == ({}, [""])
    assert best_of(choosing.WAYS, found) == REFERENCE


def test_what_a_busy_machine_measured_counts_for_this_start_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "load", lambda: 1.5)
    monkeypatch.setattr(choosing, "ways_for", lambda *_: (REFERENCE, REFERENCE))
    found = chosen(tmp_path).found
    assert list(found.took_ms) == ["onnxruntime fp32"]
    assert found.refused == {"": "the machine was busy; measured again at the next start"}
    assert not (tmp_path / choosing.FILE).exists()


def test_an_answer_that_is_too_far_apart_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(measuring.PARITY, "fp32", Apart(-1.0, -1.0))
    found = measuring.measure(HOUSE, [REFERENCE], threads=1)
    assert found.took_ms == {}
    assert "too far apart" in found.refused["onnxruntime fp32"]


def test_settings_are_settled_by_a_real_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("openvino", reason="openvino is not installed (extra: openvino)")
    monkeypatch.setattr(measuring, "load", lambda: 0.0)
    given = {"runtime": AUTO, "precision": AUTO, "threads": 1, "data": str(tmp_path)}
    network = settled(settings.load(given))
    assert (network.settings.runtime, network.settings.precision) in choosing.WAYS
    assert {"onnxruntime fp32", "openvino fp32"} <= network.took_ms.keys()
    assert network == settled(settings.load(given))


def test_settings_that_leave_nothing_open_are_taken_as_they_are() -> None:
    given = settings.load({"runtime": "openvino", "precision": "fp32"})
    assert settled(given) == studio.Settled(given)


def test_a_runtime_that_was_set_and_is_not_here_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    given = settings.load({"runtime": "openvino", "precision": "fp32"})
    asked = request(size=64, runtime="openvino")
    with studio.Studio(given) as opened, pytest.raises(BackendMissingError, match="pip install"):
        opened.paint(asked)


def test_a_painter_without_a_network_says_what_its_medium_ran_on() -> None:
    asked = request(size=64, painter="wash", runtime="openvino", precision="bf16")
    with studio.Studio(settings.load()) as opened:
        made = opened.paint(asked).provenance
    assert (made.runtime, made.precision) == ("onnxruntime", "fp32")
