"""The engine builder from its command line: real builds for TensorRT-RTX, refusals, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import build_trt
from engines.plans import proving, reports

AMPERE = ("--compatible", "ampere+")
ROOT = Path(__file__).resolve().parents[1]
HOUSE = ("--model", "house", "--target", "rtx", "--precision", "fp32", "--preset", "quick")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    return tmp_path


def _asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = build_trt.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_plan_says_what_would_be_built_and_builds_nothing(data, capsys):
    code, found = _asked(capsys, "plan", "--model", "sdxs", "--target", "orin-nano")
    assert code == reports.DONE
    names = [share["graph"] for share in found["shares"]]
    assert names == ["text", "control", "unet", "decoder", "encoder"]
    assert not found["here"]
    assert "pack --model sdxs" in found["refused"]
    assert not (data / "plans").exists()


@pytest.mark.usefixtures("data")
def test_plan_says_what_the_builder_will_be_told(capsys):
    pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed")
    code, found = _asked(capsys, "plan", *HOUSE, "--weight-streaming", "64")
    assert code == reports.DONE
    assert found["flags"] == ["TF32", "WEIGHT_STREAMING"]
    assert (found["strongly_typed"], found["options"]["streamed_mib"]) == (True, 64)
    assert found["command"].endswith("--preset quick --weight-streaming 64")
    assert "slower" in found["prices"][0]


@pytest.mark.usefixtures("data")
def test_plan_for_people_has_a_table_and_the_way_out(capsys):
    assert build_trt.main(["plan", "--model", "sd15", "--target", "orin-nano"]) == reports.NO_ROOM
    told = capsys.readouterr().out
    assert "too large for that memory" in told
    assert "a kiosk's chromium" in told
    assert all(len(line) < 400 for line in told.splitlines())


REFUSED = {
    "fp8 on Orin": (("plan", "--model", "sdxs", "--target", "orin-nx", "--precision", "fp8"), 2),
    "a board's on a PC": (("build", "--model", "house", "--target", "thor"), 2),
    "unknown model": (("plan", "--model", "picasso", "--target", "rtx"), 2),
    "unknown target": (("plan", "--model", "house", "--target", "abacus"), 2),
    "no engine there": (("verify", "."), 2),
    "odd size": (("plan", "--model", "sd15", "--target", "rtx", "--size", "512x500"), 2),
    "no weights for RTX": (("plan", *HOUSE, "--strip"), 2),
    "no such core": (("plan", "--model", "house", "--target", "orin-nx", "--dla", "2"), 2),
    "compatible board": (("pack", "--model", "house", "--target", "thor", *AMPERE), 2),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_never_fits_is_refused_in_one_line(data, capsys, case, monkeypatch):
    monkeypatch.chdir(data)
    words, code = REFUSED[case]
    found, told = _asked(capsys, *words)
    assert found == code
    assert told["exit"] == code
    assert told["error"].endswith(".") or "--" in told["error"]
    assert not (data / "plans").exists()


@pytest.mark.usefixtures("data")
def test_a_refusal_keeps_what_was_asked_for(capsys):
    words = ("--size", "512x384,512", "--dynamic", "--preset", "max")
    code, told = _asked(capsys, "build", "--model", "sdxs", "--target", "thor", *words)
    assert code == reports.REFUSED
    assert told["error"].endswith(
        f"--target thor --precision fp16 {' '.join(words[:2])} --preset max --dynamic"
    )


@pytest.mark.parametrize(
    "words", [["build"], ["build", *HOUSE, "--workspace", "0"], ["plan", *HOUSE, "--size", "big"]]
)
def test_misuse_of_the_command_line_is_2(words):
    with pytest.raises(SystemExit) as caught:
        build_trt.main(words)
    assert caught.value.code == reports.REFUSED


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "--model", "sdxs", "--target", "orin-nano"), reports.DONE),
        (("plan", "--model", "sdxs", "--target", "orin-nano", "--json"), reports.DONE),
        (("plan", "--model", "nothing", "--json"), reports.REFUSED),
    ],
    ids=["told", "json", "refused"],
)
def test_a_reader_who_leaves_changes_nothing(words: tuple[str, ...], code: int, tmp_path: Path):
    reading, writing = os.pipe()
    os.close(reading)
    done = _run(tmp_path, *words, stdout=writing)
    os.close(writing)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_the_readme_names_every_exit_code():
    text = (ROOT / "engines/plans/README.md").read_text(encoding="utf-8")
    for code, meaning in reports.CODES.items():
        assert f"| {code} | {meaning} |" in text


@pytest.mark.usefixtures("data")
def test_doctor_says_what_builds_here(capsys):
    code, found = _asked(capsys, "doctor")
    assert (code == reports.DONE) == found["builds"]
    assert {"GPU", "TensorRT-RTX"} <= {each["what"] for each in found["findings"]}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The house painter, really built for TensorRT-RTX: its practice folder and what was told."""
    for library in ("tensorrt_rtx", "onnx"):
        pytest.importorskip(library, reason=f"{library} is not installed: pip install '.[rtx]'")
    home = tmp_path_factory.mktemp("practice")
    return home, json.loads(_run(home, "build", *HOUSE, "--json").stdout)


def _run(
    home: Path, *words: str, stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "build_trt.py", *words]
    env = {**os.environ, "SKETCHWELL_DATA": str(home)}
    pipes: dict[str, Any] = {"stdout": stdout, "stderr": subprocess.PIPE, "text": True}
    return subprocess.run(command, env=env, check=False, **pipes)


def test_build_leaves_a_signed_plan_of_the_house(built):
    home, told = built
    folder = Path(told["folder"])
    assert sorted(path.name for path in folder.iterdir()) == [
        "house.engine",
        "house.json",
        "house.sig",
    ]
    assert told["built"][0]["layers"]["fp32"] > 300
    assert told["built"][0]["peak_rss_mb"] < 1_000
    assert home in folder.parents


def test_resume_builds_nothing_again(built):
    home, told = built
    again = json.loads(_run(home, "build", *HOUSE, "--resume", "--json").stdout)
    assert again["stood"] == ["house"]
    assert again["built"] == []
    assert again["folder"] == told["folder"]


def test_verify_without_a_gpu_says_so(built):
    home, told = built
    done = _run(home, "verify", told["folder"])
    if done.returncode != reports.DONE:  # a GPU may be here
        assert done.returncode == reports.REFUSED
        assert "GPU" in done.stderr
    assert len(done.stderr.splitlines()) < 5


def test_inspect_shows_every_layer_without_a_gpu(built, tmp_path, capsys, monkeypatch):
    home, told = built
    monkeypatch.setenv("SKETCHWELL_DATA", str(home))
    page = tmp_path / "layers.html"
    code, found = _asked(capsys, "inspect", told["folder"], "--html", str(page))
    assert code == reports.DONE
    assert found[0]["layers"] == told["built"][0]["layers"]
    assert "convolution" in page.read_text(encoding="utf-8")


def test_trials_for_verifying_lie_beside_the_graphs(built):
    home, _ = built
    place = next((home / "plans/house/onnx").iterdir())
    kept = proving.feeds_of(place, "house")
    assert len(kept) == proving.DRAWINGS
    assert kept[0]["sketch"].shape == (1, 6, 128, 128)
    (place / "trials/house.npz").rename(place / "trials/aside.npz")
    again = proving.feeds_of(place, "house")
    (place / "trials/aside.npz").rename(place / "trials/house.npz")
    assert all((again[0][name] == kept[0][name]).all() for name in kept[0])


def test_a_changed_manifest_is_5(built, tmp_path):
    home, told = built
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in Path(told["folder"]).iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    manifest = copy / "house.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"fp32", b"fp16"))
    done = _run(home, "verify", str(copy))
    assert done.returncode == reports.MISMATCH
    assert "signature" in done.stderr


def test_ctrl_c_ends_a_build_with_130_and_nothing_half(built, tmp_path):
    home, _ = built
    onnx = next((home / "plans/house/onnx").iterdir())
    command = [sys.executable, ROOT / "build_trt.py", "build", *HOUSE, "--onnx", str(onnx)]
    env = {**os.environ, "SKETCHWELL_DATA": str(tmp_path)}
    child = subprocess.Popen(
        command,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
        # where the tests run in a shell's background, Ctrl-C would be ignored by inheritance
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert child.stderr is not None
    next(line for line in child.stderr if "building house" in line)
    time.sleep(0.3)
    child.send_signal(signal.SIGINT)
    rest = child.stderr.read()
    child.stderr.close()
    assert child.wait() == reports.STOPPED
    assert "Stopped while building house" in rest
    assert not list(tmp_path.rglob("*.engine*"))


def test_clean_lists_first_and_deletes_only_when_told(built, capsys, monkeypatch):
    home, told = built
    monkeypatch.setenv("SKETCHWELL_DATA", str(home))
    torn = Path(told["folder"]) / "unet.engine.99999999.part"
    torn.write_bytes(bytes(100))
    code, found = _asked(capsys, "clean")
    assert (code, found["freed_bytes"]) == (reports.DONE, 0)
    assert torn.exists()
    assert _asked(capsys, "clean", "--yes")[1]["freed_bytes"] == 100
    assert not torn.exists()
    assert (Path(told["folder"]) / "house.engine").exists()
