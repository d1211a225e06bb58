"""What runs the painter's network is decided as the practice opens, and shown in the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.nets import choosing
from engines.nets.measuring import Found
from engines.settings import AUTO, load, look_up
from workbench import practice
from workbench.views import given

TOOK = {"onnxruntime fp32": 20.0, "openvino fp32": 19.0, "openvino bf16": 11.0}


@pytest.fixture
def open_to_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set, both runtimes are here, and measured as `TOOK`."""
    for name in ("RUNTIME", "PRECISION"):
        monkeypatch.delenv(f"SKETCHWELL_{name}")
    monkeypatch.setattr(choosing, "find_spec", lambda name: name)
    monkeypatch.setattr(choosing, "measured", lambda *_, **__: Found(TOOK))


@pytest.mark.usefixtures("open_to_choice")
def test_a_practice_asks_for_what_was_measured_to_be_quicker(tmp_path: Path):
    settings = load({"data": str(tmp_path), "painter": "wash"})
    assert (settings.runtime, settings.precision) == (AUTO, AUTO)
    with practice.serving(settings, demo=False) as served:
        assert (served.settings.runtime, served.settings.precision) == ("openvino", "bf16")
        assert served.network.took_ms == TOOK
        rows = {each.row.name: given._given(each) for each in look_up()}
    assert rows["runtime"][1:] == ("auto: openvino", "the default")
    assert rows["precision"][1:] == ("auto: bf16", "the default")
    assert (tmp_path / choosing.FILE).exists()
