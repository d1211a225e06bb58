"""`python -m engines models`: one table, one painter's way, licences, fetch, verify, remove."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from engines import catalog, roster, settings
from engines.__main__ import main
from engines.errors import BackendMissingError
from engines.fetching import Folder, Store
from engines.roster import entry_of
from tests.engines.hub import tensors
from tests.engines.test_roster import filled


def test_cli_models_accept_fetch_verify_and_remove(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path / "data"))
    folder = tmp_path / "hub" / "latent-consistency" / "lcm-lora-sdv1-5"
    folder.mkdir(parents=True)
    (folder / "pytorch_lora_weights.safetensors").write_bytes(tensors())
    fetched = ["models", "fetch", "lcm-lora-sdv1-5", "--from", str(tmp_path / "hub"), "--pin"]
    assert main(fetched) == 2
    assert "must read and accept" in capsys.readouterr().err
    assert main(["models", "accept", "lcm-lora-sdv1-5", "--by", "Ada"]) == 0
    assert "Attachment A" in capsys.readouterr().err
    assert main(["models", "accept", "lcm-lora-sdv1-5", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["CreativeML-OpenRAIL++-M"]["by"] == "Ada"
    assert "Attachment A" not in told.err
    assert main(fetched) == 0
    told = capsys.readouterr()
    assert "medical advice" in told.out
    assert "pinned now: 0 files whose hash the source states, 1 as they came" in told.out
    assert "100%" in told.err
    assert main(["models", "verify"]) == 0
    place = tmp_path / "data" / "models" / "lcm-lora-sdv1-5" / "pytorch_lora_weights.safetensors"
    place.write_bytes(tensors(5))
    assert main(["models", "verify", "lcm-lora-sdv1-5"]) == 1
    assert "changed\n  only these are fetched again by" in capsys.readouterr().out
    assert main(["models", "remove", "lcm-lora-sdv1-5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["lcm-lora-sdv1-5"]["freed_bytes"] > 0
    assert not place.exists()


def test_cli_models_asks_for_every_licence_on_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    monkeypatch.setattr("sys.stdin", Typed("Ada\n\n"))
    assert main(["models", "accept", "sd15"]) == 2
    told = capsys.readouterr()
    assert told.err.count("Type your name") == 2
    assert "Nobody is named" in told.err
    store = Store(tmp_path / "models")
    who = {row.name: store.accepted(row) is not None for row in catalog.licences() if row.accept}
    assert [name for name, accepted in who.items() if accepted] == ["CreativeML-OpenRAIL-M"]


def test_cli_models_remove_keeps_what_another_painter_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    practice = settings.load()
    for name in ("sd15", "sd-turbo"):
        store = filled(name, practice, tmp_path / "hub")
    assert main(["models", "remove", "sd15"]) == 0
    assert "taesd: kept, because sd-turbo paints with it" in capsys.readouterr().out
    assert [store.ready(model) for model in catalog.asked("sd-turbo")] == [True] * 3
    assert main(["models", "remove", "taesd"]) == 0
    assert not store.ready(catalog.model("taesd"))


def test_cli_models_fetch_stopped_with_ctrl_c_says_that_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(Folder, "bring", stopped)
    folder = tmp_path / "madebyollin" / "taesd"
    folder.mkdir(parents=True)
    for name in ("config.json", "diffusion_pytorch_model.safetensors"):
        (folder / name).write_bytes(b"{}")
    assert main(["models", "fetch", "taesd", "--from", str(tmp_path), "--pin"]) == 130
    assert "What came is kept: the same command goes on." in capsys.readouterr().err


def test_cli_models_licences_are_read_whole_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "licences", "sd-turbo"]) == 0
    told = capsys.readouterr().out
    assert "V. DEFINITIONS" in told
    assert "nobody accepted it here. Research and use that earns nothing" in told
    assert main(["models", "licences", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(catalog.licences())


def test_cli_models_shows_one_table_and_one_painter_s_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(tmp_path))
    monkeypatch.setenv("SKETCHWELL_PAINTER", "house")
    monkeypatch.setattr(roster, "find_spec", lambda _: object())  # the libraries count as here
    assert main(["models"]) == 0
    told = capsys.readouterr().out
    assert "house *" in told
    assert 'sdxs: python -m engines models accept sdxs --by "YOUR NAME"' in told
    assert "accept sd-turbo" not in told
    assert main(["models", "show", "sd-turbo"]) == 0
    told = capsys.readouterr().out
    assert "[ ] its licences are accepted" in told
    assert "Its author names no licence of its own" in told
    assert main(["models", "show", "sdxs", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (bool(row["next"]), row["ready"]) == (True, False)


def test_cli_models_show_knows_painters_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "show", "van-gogh"]) == 2
    assert "no large painter 'van-gogh'" in capsys.readouterr().err
    with pytest.raises(BackendMissingError):
        entry_of("van-gogh", settings.load())
