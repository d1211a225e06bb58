"""The roster: what each painter still lacks, the next command, and what lies here for it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engines import catalog, settings
from engines.fetching import Store, fetch
from engines.fetching.folders import Folder
from engines.nets import manifest, plan
from engines.roster import entry_of, limits_of, look
from engines.settings import Settings
from engines.studio import PAINTERS
from tests.engines.hub import tensors
from tests.engines.test_plan import INGREDIENTS, OUTCOME


@pytest.fixture
def practice(tmp_path: Path) -> Settings:
    return settings.load({"data": str(tmp_path), "painter": "house"})


def left(name: str, practice: Settings) -> list[str]:
    """What is not done yet, without the libraries, which not every machine has."""
    steps = entry_of(name, practice).steps
    return [step.what for step in steps if not step.done and step.what != "libraries"]


def carried(folder: Path, name: str) -> Folder:
    """A hub's layout with files of the right kinds for every model of a painter."""
    for model in catalog.asked(name):
        for part in model.files:
            path = folder / model.repository / part.at
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tensors(4) if path.suffix == ".safetensors" else b"{}")
    return Folder(folder)


def filled(name: str, practice: Settings, folder: Path) -> Store:
    store, hub = Store(practice.data / "models"), carried(folder, name)
    for model in catalog.asked(name):
        licence = catalog.licence(model.licence)
        if licence.accept and store.accepted(licence) is None:
            store.accept(licence, by="Ada")
        fetch(model, hub, store, pin=True, told=lambda _: None)
    return store


def exported(practice: Settings, name: str) -> Path:
    """One graph of a painter, listed as an export lists it."""
    folder = practice.data / "plans" / name / "onnx" / "made"
    folder.mkdir(parents=True)
    (folder / "unet.onnx").write_bytes(b"")
    asked = {"precision": "fp32", "sizes": [[512, 384]], "dynamic": False}
    row = {"name": "unet", "path": "unet.onnx", "made_of": {}}
    (folder / "graphs.json").write_text(json.dumps({"asked": asked, "graphs": [row]}))
    return folder


def test_roster_has_every_painter_and_says_which_answers(practice: Settings) -> None:
    found = look(practice)
    assert [entry.name for entry in found] == list(PAINTERS)
    assert [entry.name for entry in found if entry.chosen] == ["house"]
    assert all(entry.ready for entry in found if entry.ships)


def test_roster_leads_from_licence_to_files_to_use(practice: Settings, tmp_path: Path) -> None:
    assert left("sd15", practice) == ["licences", "files", "use"]
    filled("sd15", practice, tmp_path / "hub")
    entry = entry_of("sd15", practice)
    assert left("sd15", practice) == ["use"]
    assert {each.accepted and each.accepted.by for each in entry.licences} == {"Ada", None}
    assert entry.disk == sum(each.size for each in entry.files) > 0
    patient = "SKETCHWELL_PAINTER=sd15 SKETCHWELL_WATCHDOG_S=120 SKETCHWELL_START_LIMIT_S=300"
    assert entry.steps[-1].command == f"{patient} python -m workbench"
    set_so = replace(practice, watchdog_s=120.0, large_runtime="tensorrt")
    assert (
        entry_of("sd15", set_so).steps[-1].command == "SKETCHWELL_PAINTER=sd15 python -m workbench"
    )


def test_roster_sees_a_file_that_went_and_one_that_changed(
    practice: Settings, tmp_path: Path
) -> None:
    store = filled("sdxs", practice, tmp_path / "hub")
    path = store.place(catalog.model("sdxs-512-dreamshaper")) / "unet" / "config.json"
    path.write_bytes(b"[]")
    (store.folder / "sdxs-512-dreamshaper.checked").unlink()
    assert left("sdxs", practice) == ["check", "use"]
    path.unlink()
    assert left("sdxs", practice)[0] == "files"
    assert not entry_of("sdxs", practice).ready


@pytest.mark.parametrize(
    ("name", "network", "command"),
    [
        ("sd15", False, "SKETCHWELL_NETWORK=yes python -m engines models fetch sd15 --pin"),
        ("sd15", True, "python -m engines models fetch sd15 --pin"),
        ("tiny", True, "python -m engines models fetch tiny --pin --from FOLDER"),
    ],
)
def test_roster_knows_the_fetch_that_works_here(
    name: str, network: bool, command: str, practice: Settings
) -> None:
    entry = entry_of(name, replace(practice, network=network))
    assert [step.command for step in entry.steps if step.what == "files"] == [command]


def test_roster_asks_for_nets_only_where_the_setting_does(practice: Settings) -> None:
    assert "nets" not in left("sd15", practice)
    graphs = entry_of("sd15", replace(practice, large_runtime="openvino"))
    assert graphs.steps[0].command == "pip install 'sketchwell[words]'"
    turbo = entry_of("sd-turbo", replace(practice, large_runtime="openvino"))
    assert turbo.steps[0].command == "pip install 'sketchwell[diffusers]'"
    assert graphs.steps[-2].command == "python -m engines export sd15"
    exported(practice, "sd15")
    made = entry_of("sd15", replace(practice, large_runtime="openvino"))
    needed = [step.what for step in made.steps if step.needed and not step.done]
    assert set(needed) - {"libraries"} == {"licences"}
    engines = entry_of("sd15", replace(practice, large_runtime="tensorrt"))
    assert engines.steps[-2].command.startswith("python build_trt.py build --model sd15")
    assert not engines.ready


def test_roster_tells_engines_that_are_verified_from_those_that_are_not(
    practice: Settings,
) -> None:
    folder = practice.data / "plans" / "sd15" / "0123456789abcdef"
    folder.mkdir(parents=True)
    engine = folder / "unet.engine"
    engine.write_bytes(b"engine")
    made = replace(INGREDIENTS, model="sd15", graph="unet", library="tensorrt")
    outcome = replace(OUTCOME, engine_bytes=6)
    for verified in (None, {"unet": {"cosine": 1.0}}):
        told = manifest.Manifest(made, outcome, "0", verified)
        plan.write(engine, told, keys=practice.data)
        (found,) = entry_of("sd15", practice).nets
        assert (found.verified, found.trouble) == (verified is not None, "")
    engine.write_bytes(b"another engine")
    (found,) = entry_of("sd15", practice).nets
    assert (found.verified, "its manifest says 6" in found.trouble) == (False, True)


def test_roster_lists_exported_graphs(practice: Settings) -> None:
    folder = exported(practice, "sdxs")
    (found,) = entry_of("sdxs", practice).nets
    assert (found.runtime, found.graphs, found.sides) == ("", ("unet",), ((512, 384),))
    (folder / "graphs.json").write_text("[]")
    (torn,) = entry_of("sdxs", practice).nets
    assert (torn.ways, "cannot be read" in torn.trouble) == ((), True)


def test_roster_takes_no_graphs_for_nets_that_no_runtime_opens(practice: Settings) -> None:
    (exported(practice, "sd15") / "unet.onnx").unlink()
    steps = entry_of("sd15", replace(practice, large_runtime="openvino")).steps
    assert [step.done for step in steps if step.what == "nets"] == [False]


def test_roster_never_suggests_what_not_everyone_may_use(
    practice: Settings, tmp_path: Path
) -> None:
    entry = entry_of("sd-turbo", practice)
    assert not entry.everyone
    assert not entry.suggested
    filled("taesd", practice, tmp_path / "shared")  # the others have it too
    assert not entry_of("sd-turbo", practice).suggested
    filled("sd-turbo", practice, tmp_path / "hub")
    assert left("sd-turbo", practice) == ["try"]
    assert "workbench" not in entry_of("sd-turbo", practice).steps[-1].command


def test_limits_are_those_of_licences_that_must_be_accepted() -> None:
    assert limits_of("house") == limits_of("tiny") == ()
    assert any("earns nothing" in limit for limit in limits_of("sd-turbo"))
    assert all("medical advice" in limit for limit in limits_of("sdxs"))
