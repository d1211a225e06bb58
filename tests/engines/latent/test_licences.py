"""Licences of large painters: nobody paints under terms unread, and their limits are repeated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engines.__main__ import main
from engines.errors import BackendMissingError
from engines.painters.latent.painter import LatentPainter
from engines.settings import Settings

# diffusers' Euler scheduler turns a tensor into an array in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def test_whole_files_are_not_opened_before_their_licence_is_accepted(
    practice: Settings, tmp_path: Path
) -> None:
    shutil.copytree(practice.data / "models", tmp_path / "models")
    (tmp_path / "models" / "accepted.json").unlink()
    with pytest.raises(BackendMissingError, match="Stability AI Community License"):
        LatentPainter("sd-turbo", data=tmp_path).__enter__()


def test_a_licence_s_limits_are_said_at_every_painting(
    practice: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SKETCHWELL_DATA", str(practice.data))
    out = ["--out", str(tmp_path / "picture.png"), "--size", "64", "--words", "a house"]
    drawing = Path(__file__).parents[2] / "data" / "house_sun_tree.json"
    assert main(["paint", str(drawing), "--painter", "sd-turbo", *out]) == 0
    assert "Research and use that earns nothing" in capsys.readouterr().err
