"""The command line: paints, lists, examines, measures; one clean line for every error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines import bench, doctor, settings, strokes
from engines.__main__ import UNREAD, TerminalWatch, main
from engines.bench import isa as bench_isa
from engines.bench.cases import Case, cases_of, sample_drawing
from engines.doctor import Finding
from engines.errors import BackendMissingError
from engines.picture import pixels_of, png_of
from engines.reading import Reading
from engines.studio import Studio

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    path = tmp_path / "drawing.json"
    path.write_bytes(strokes.dumps(sample_drawing()))
    return path


def painted(drawing: Path, *more: str) -> list[str]:
    out = str(drawing.parent / "picture.png")
    size = [] if "--on" in more else ["--size", "64"]
    return ["paint", str(drawing), "--out", out, "--painter", "wash", *size, *more]


def test_cli_paints_a_picture_and_its_layers(
    drawing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = drawing.parent / "layers"
    assert main(painted(drawing, "--layers", str(layers), "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["painter"], told["width_px"], told["height_px"]) == ("wash", 64, 64)
    assert len(told["files"]) == 3
    assert pixels_of((layers / "painted.png").read_bytes()).shape == (64, 64, 3)
    assert pixels_of((layers / "lines.png").read_bytes()).shape == (64, 64, 4)
    assert pixels_of((drawing.parent / "picture.png").read_bytes()).shape == (64, 64, 3)


def test_cli_a_reader_who_leaves_gets_no_complaint(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "engines", "models", "licences"]
    env = {**os.environ, "SKETCHWELL_DATA": str(tmp_path)}
    pipes: dict[str, Any] = {"stdout": writing, "stderr": subprocess.PIPE, "text": True}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False, **pipes)
    os.close(writing)
    assert (done.returncode, done.stderr) == (UNREAD, "")


def test_cli_same_request_same_bytes(drawing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for seed in ("7", "7", "8"):
        assert main(painted(drawing, "--seed", seed, "--json")) == 0
        told.append(json.loads(capsys.readouterr().out)["digest"])
    assert told[0] == told[1] != told[2]


def test_cli_says_what_the_painter_left_out(
    drawing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(painted(drawing, "--words", "a red boat")) == 0
    assert "did not use the words" in capsys.readouterr().out


def test_cli_paints_a_part_again_and_keeps_the_rest(drawing: Path) -> None:
    folder = drawing.parent
    main(painted(drawing, "--layers", str(folder / "first")))
    mask = np.zeros((64, 64, 3), np.uint8)
    mask[:16, :16] = 255
    (folder / "mask.png").write_bytes(png_of(mask))
    parent = str(folder / "first" / "painted.png")
    more = ["--region", str(folder / "mask.png"), "--on", parent, "--seed", "3"]
    assert main(painted(drawing, *more, "--layers", str(folder / "again"))) == 0
    first, again = (
        pixels_of((folder / name / "painted.png").read_bytes()) for name in ("first", "again")
    )
    assert np.array_equal(first[40:, 40:], again[40:, 40:])
    assert not np.array_equal(first[:16, :16], again[:16, :16])


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--size", "67"], "67"),
        (["--size", "0"], "size is 0"),
        (["--seed", "-1"], "-1"),
        (["--on", "parent.png"], "belong together"),
        (["--region", "mask.png", "--on", "nowhere.png"], "nowhere.png"),
    ],
)
def test_cli_error_is_one_line_and_exit_2(
    more: list[str], told: str, drawing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(painted(drawing, *more)) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert told in lines[0]


def test_cli_region_is_painted_at_its_picture_s_size(
    drawing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = drawing.parent
    main(painted(drawing, "--layers", str(folder)))
    more = ["--region", str(folder / "lines.png"), "--on", str(folder / "painted.png")]
    assert main([*painted(drawing, *more), "--size", "128"]) == 2
    assert "--size is 128" in capsys.readouterr().err


def test_cli_stops_on_ctrl_c_without_a_traceback(
    drawing: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(strokes, "parse", stopped)
    assert main(painted(drawing)) == 130
    assert capsys.readouterr().err == "python -m engines: stopped\n"


def test_cli_bench_refuses_no_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--rounds", "0"]) == 2
    assert "--rounds is 0" in capsys.readouterr().err


def test_cli_bad_drawing_is_told_without_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"format": 9}')
    command = [sys.executable, "-m", "engines", "paint", path, "--out", tmp_path / "x.png"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert "format" in done.stderr
    assert "Traceback" not in done.stderr


def test_cli_models_says_licence_revision_and_condition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["models"]}
    assert rows["watercolor"]["licence"] == "Apache-2.0"
    assert rows["taesd"]["painters"] == ["sd15", "sd15-adapter", "sd-turbo"]
    assert {file["condition"] for file in rows["house"]["files"]} <= {
        *("verified", "missing", "changed", "unpinned")
    }
    assert main(["models"]) == 0
    assert "watercolor (medium)" in capsys.readouterr().out


def test_cli_doctor_exits_1_where_the_default_painter_cannot_paint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKETCHWELL_PAINTER", "wash")
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    settings = {each["what"]: each["text"] for each in found["findings"]}
    assert settings["setting painter"].endswith("SKETCHWELL_PAINTER)")
    assert found["paints"] is True
    monkeypatch.setenv("SKETCHWELL_PAINTER", "rembrandt")
    # looked at once is enough: the machine is the same
    monkeypatch.setattr(doctor, "examine", lambda _: [Finding(**f) for f in found["findings"]])
    assert main(["doctor"]) == 1
    assert "rembrandt, cannot paint here" in capsys.readouterr().out


def test_cli_progress_is_said_only_after_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    watch = TerminalWatch()
    watch.progress(0.3)
    watch._said_s -= 1.0
    watch.progress(0.6)
    watch.progress(0.7)
    assert capsys.readouterr().err == "painting, 60%\n"


def test_bench_figures_are_medians_in_turn() -> None:
    order: list[str] = []
    cases: dict[str, Case] = {"a": lambda: order.append("a"), "b": lambda: order.append("b")}
    timed = bench.measure(cases, rounds=3)
    assert order == ["a", "b"] * 4
    assert [(t.case, t.runs) for t in timed] == [("a", 3), ("b", 3)]
    assert all(t.min_s <= t.median_s <= t.p95_s for t in timed)


def test_bench_has_a_case_for_every_reader_of_marks() -> None:
    with Studio(settings.load({"painter": "wash"})) as studio:
        cases, _ = cases_of(studio)
    for name in ("lines", "composition", "symmetry"):
        assert isinstance(cases[f"read {name}"](), Reading)


def test_bench_table_shows_rows_ratios_bars_and_what_is_missing() -> None:
    figures = {"median_s": 0.2, "p95_s": 0.3, "min_s": 0.1, "cpu_s": 0.4, "to_wash": 1.0}
    found = {
        "machine": {**bench.machine(2), "cores": 2, "load": 5.0},
        "rows": {"native": {"wash": figures, "lines": {**figures, "to_wash": None}}},
        "laptop": {"missing": "not available on this machine: no x86-64"},
        "network": {"openvino bf16": {**figures, "to_onnxruntime": 0.64}},
        "memory_mb": {"wash": 210.4, "house": None},
        "missing": {"final answer": "no weights"},
    }
    table = bench.table(found)
    for part in (
        "busy: 5.0",
        "200.0 ms",
        "400.0 ms",
        "NOT kept",
        "no x86-64",
        "wash 210 MB, house unknown",
        "no weights",
        "runs on onnxruntime fp32",
        "0.64",
    ):
        assert part in table


def test_bench_peak_memory_is_this_process_s() -> None:
    peak_mb = bench.peak_memory_mb()
    assert peak_mb is None or 20 < peak_mb < 20_000


def test_bench_laptop_row_is_refused_where_it_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_isa, "flags", lambda: frozenset({"avx2"}))
    with pytest.raises(BackendMissingError, match="the native row is the laptop row"):
        bench_isa.laptop_environment(tmp_path)
    monkeypatch.setattr(bench_isa, "flags", frozenset)
    with pytest.raises(BackendMissingError, match="not available on this machine"):
        bench_isa.laptop_environment(tmp_path)


@pytest.mark.slow
def test_bench_laptop_limit_takes_effect_or_says_why_not(tmp_path: Path) -> None:
    told, speeds = "", {"native_gops": 0.0, "limited_gops": 0.0}
    try:
        speeds = bench_isa.proved_effect(bench_isa.laptop_environment(tmp_path))
    except BackendMissingError as error:
        told = str(error)
    proved = speeds["native_gops"] > 1.25 * speeds["limited_gops"]
    assert proved or "not available on this machine" in told or "no AVX-512" in told
