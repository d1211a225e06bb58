"""The carry kit: one archive that is whole, says what it is, and runs commands that exist."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("onnx", reason="onnx is not installed (extra: train)")

import build_trt
from engines import catalog
from engines.errors import PlanBuildError, PlanRefused
from engines.nets.manifest import Origin
from engines.nets.sides import Sides
from engines.plans import kit, listing
from engines.plans.kit import Packed, Python, pack, python_of, release_of
from engines.plans.orders import Order
from engines.plans.targets import preset_of, target_of
from engines.plans.wishes import Wishes
from tests.engines.plans.tiny import graph_of

NAME = "sketchwell-kit-house-orin-nano-fp16"
WHEELS = ("numpy-2.2.6-cp310-cp310-manylinux_2_17_aarch64.whl", "pip-26.0-py3-none-any.whl")


LICENCE = catalog.licence("CreativeML-OpenRAIL-M")
ORIGIN = Origin(
    model="stable-diffusion-v1-5",
    source="https://hub",
    revision="451f4fe1",
    licence=LICENCE.name,
    use_limits=LICENCE.use_limits,
    by="host",
    files={"unet.safetensors": "5ec5" * 16},
)


def ordered(folder: Path, **changes: object) -> Order:
    graphs = folder / "graphs"
    graphs.mkdir(exist_ok=True)
    whose = replace(graph_of(graphs), origins=(ORIGIN,))
    asked = {"model": "house", "precision": "fp16", "weights": "/home/somebody/weights"}
    listing.write(graphs, [whose], asked)
    order = Order(
        model="house",
        target=target_of("orin-nano"),
        precision="fp16",
        preset=preset_of("kiosk"),
        data=folder,
        onnx=graphs,
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def empty_wheels(_: Python, folder: Path) -> None:
    for name in WHEELS:
        (folder / name).write_bytes(name.encode())


def packed_in(folder: Path, *, say: Callable[[str], None] = print) -> Packed:
    order = ordered(folder, wishes=Wishes(strip=True))
    return pack(order, jetpack="6.2", out=folder / "out", say=say, fetch=empty_wheels)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    return packed_in(tmp_path_factory.mktemp("kit"))


@pytest.fixture(scope="module")
def unpacked(packed: Packed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("board")
    with tarfile.open(packed.path) as archive:
        archive.extractall(place, filter="data")
    return place / NAME


def test_a_kit_holds_graphs_code_wheels_and_papers(packed: Packed, unpacked: Path) -> None:
    found = {path.name for path in unpacked.iterdir()}
    assert found >= {"graphs", "code", "wheels", "run.sh", "SHEET.md", "kit.json", "SHA256SUMS"}
    assert packed.wheels == WHEELS
    assert (unpacked / "code" / "build_trt.py").is_file()
    assert (unpacked / "code" / "engines" / "plans" / "child.py").is_file()
    weights = unpacked / "code" / "engines" / "weights"
    assert (weights / "vocabulary.json").is_file()
    assert not list(weights.glob("*.safetensors"))
    assert (unpacked / "run.sh").stat().st_mode & 0o100


def test_what_was_changed_on_the_way_is_found(unpacked: Path) -> None:
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=unpacked, capture_output=True).returncode == 0
    wheel = unpacked / "wheels" / WHEELS[0]
    wheel.write_bytes(b"another")
    assert subprocess.run(check, cwd=unpacked, capture_output=True).returncode == 1
    wheel.write_bytes(WHEELS[0].encode())


def test_a_kit_says_what_it_is(unpacked: Path) -> None:
    told = json.loads((unpacked / "kit.json").read_text())
    assert (told["model"], told["target"], told["precision"]) == ("house", "orin-nano", "fp16")
    assert (told["jetpack"], told["python"]["version"]) == ("6.2", "3.10")
    assert listing.read(unpacked / "graphs")[0][0].name == "tiny"


def test_whose_weights_and_what_they_may_be_used_for_travels(unpacked: Path) -> None:
    page = (unpacked / "WEIGHTS.md").read_text()
    (file,) = re.findall(r"text: (code/engines/licences/\S+)\)", page)
    assert "medical advice" in (unpacked / file).read_text().lower()
    assert "pass these limits on" in page
    assert "5ec5" in page
    listed, asked = listing.read(unpacked / "graphs")
    assert (listed[0].origins[0].revision, asked["weights"]) == ("451f4fe1", None)


def test_the_script_runs_commands_that_exist(unpacked: Path) -> None:
    script = (unpacked / "run.sh").read_text().replace("\\\n", " ")
    assert subprocess.run(["bash", "-n", "run.sh"], cwd=unpacked).returncode == 0
    calls = re.findall(r"python3 -m build_trt ([^|\n]+)", script)
    assert [call.split()[0] for call in calls] == ["doctor", "build", "verify", "bench", "inspect"]
    for call in calls:
        asked = build_trt._parser().parse_args(shlex.split(call))
        assert callable(asked.run)
    assert "--strip" in calls[1]


def test_every_picture_and_precision_is_a_kit_of_its_own(tmp_path: Path) -> None:
    plain = ordered(tmp_path)
    assert kit.name_of(plain) == NAME
    sizes = (Sides(512, 384), Sides(512, 512))
    assert kit.name_of(replace(plain, sizes=sizes[:1])) == f"{NAME}-512x384"
    assert kit.name_of(replace(plain, sizes=sizes, dynamic=True)) == f"{NAME}-512x384to512"
    eight = replace(plain, precision="int8", wishes=Wishes(rest="bf16"))
    assert kit.name_of(eight) == "sketchwell-kit-house-orin-nano-int8-bf16"


@pytest.mark.parametrize("named", [False, True])
def test_engines_go_where_they_are_wanted(named: bool, unpacked: Path, tmp_path: Path) -> None:
    place = shutil.copytree(unpacked, tmp_path / "kit")
    (place / "site").mkdir()
    (place / "site" / "done").touch()
    said = "import os, sys\nprint(*sys.argv[1:], os.environ['SKETCHWELL_DATA'])\n"
    (place / "code" / "build_trt.py").write_text(said)
    told = (place / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in told if not line.endswith("code/build_trt.py")]
    (place / "SHA256SUMS").write_text("\n".join([*kept, ""]))
    data = tmp_path / "kiosk" if named else place / "practice"
    asked = {"SKETCHWELL_DATA": str(data)} if named else {}
    plain = {name: value for name, value in os.environ.items() if name != "SKETCHWELL_DATA"}
    done = subprocess.run(
        ["./run.sh"], cwd=place, env=plain | asked, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (place / "plans").resolve() == data / "plans" / "house" / NAME
    assert f"verify plans --onnx graphs {data}" in done.stdout
    assert (place / "inspect.txt").read_text().startswith("inspect plans --html layers.html")


def test_what_the_board_cannot_do_is_refused_before_packing(tmp_path: Path) -> None:
    order = ordered(tmp_path, wishes=Wishes(dla=0))
    with pytest.raises(PlanRefused, match="orin-nano has no deep learning accelerator"):
        pack(order, jetpack="6.2", out=tmp_path, say=print, fetch=empty_wheels)


@pytest.mark.parametrize("name", ["run.sh", "SHEET.md"])
def test_no_blank_is_left_unfilled(name: str, unpacked: Path) -> None:
    text = (unpacked / name).read_text()
    assert not re.findall(r"@\w+@", text)
    assert "Jetson Orin Nano, 8 GB" in text


def test_the_same_is_packed_the_same(packed: Packed, tmp_path: Path) -> None:
    said: list[str] = []
    again = packed_in(tmp_path, say=said.append)
    assert (again.sha256, again.size) == (packed.sha256, packed.size)
    assert said == ["fetching the board's wheels", "packing"]


@pytest.mark.parametrize(
    ("target", "jetpack", "told"),
    [
        ("rtx", "6.2", "A kit is for a Jetson; rtx is none"),
        ("thor", "6.2", "thor runs JetPack 7.0"),
        ("orin-nano", "5.1.2", "not 5.1.2: change --jetpack"),
    ],
)
def test_a_board_that_is_none_is_refused(target: str, jetpack: str, told: str) -> None:
    with pytest.raises(PlanRefused, match=re.escape(told)):
        release_of(target_of(target), jetpack)


def test_each_jetpack_has_its_python_and_its_tensorrt() -> None:
    assert release_of(target_of("orin-nano"), "6.2").lowest == "10.3"
    assert release_of(target_of("orin-nano"), "7.2").lowest == "10.16"
    assert (python_of("6.2").version, python_of("7.2").version) == ("3.10", "3.12")
    assert "manylinux_2_35_aarch64" in python_of("6.2").platforms
    assert "manylinux_2_39_aarch64" not in python_of("6.2").platforms


def test_wheels_that_cannot_be_had_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit, "NEEDS", ("--no-index", "numpy"))
    with pytest.raises(PlanBuildError, match="on a machine with network"):
        kit.fetched(Python("3.10", (2, 35)), tmp_path)


def test_nothing_half_packed_is_left(tmp_path: Path) -> None:
    def fails(_: Python, __: Path) -> None:
        raise PlanBuildError("no network")

    with pytest.raises(PlanBuildError):
        pack(ordered(tmp_path), jetpack="6.2", out=tmp_path / "out", say=print, fetch=fails)
    assert not list((tmp_path / "out").glob("*"))
