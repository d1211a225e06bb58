"""Models at full size with random weights: exported, built, and held to what `plan` said.

Up to 20 GB of disk, 19 GB of memory and many minutes: `pytest -m large tests/engines/plans`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("tensorrt_rtx", reason="TensorRT-RTX is not installed: pip install '.[rtx]'")
pytest.importorskip("diffusers", reason="not installed: pip install '.[diffusers]'")

from engines.nets import plan

pytestmark = [pytest.mark.large, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[3]
ASKED = ("--target", "rtx", "--precision", "fp32", "--preset", "quick")
SAVE = """
import sys; from pathlib import Path; from engines.plans import loading, models
loading.save_random(models.model_of(sys.argv[1]), Path(sys.argv[2]))
"""


def ran(home: Path, *words: str) -> tuple[Any, float]:
    """What a command told, and the most memory that it or a process of its took, MiB."""
    command = [sys.executable, ROOT / "build_trt.py", *words, "--json"]
    env = {**os.environ, "SKETCHWELL_DATA": str(home)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    assert running.returncode == 0, told
    return json.loads(told), used.ru_maxrss / 1024


@pytest.mark.parametrize("model", ["sdxs", "sd15", "sd15-adapter", "sd-turbo"])
def test_a_full_size_model_is_built_within_what_plan_says(model: str, tmp_path: Path) -> None:
    weights, asked = tmp_path / "weights", ("--model", model, *ASKED)
    subprocess.run([sys.executable, "-c", SAVE, model, str(weights)], cwd=ROOT, check=True)
    said, _ = ran(tmp_path, "plan", *asked)
    made, most_mib = ran(tmp_path, "build", *asked, "--weights", str(weights))
    shares = {share["graph"]: share for share in said["shares"]}
    for built in made["built"]:
        print(json.dumps({name: built[name] for name in ("graph", *FIGURES)}))
        share = shares[built["graph"]]
        assert built["engine_bytes"] / (1 << 20) == pytest.approx(share["engine_mib"], rel=0.3)
        assert built["peak_rss_mb"] < 1.2 * share["build_mib"]
        manifest = plan.read(Path(built["engine"]), keys=tmp_path)
        assert len(manifest.ingredients.weights) == len(list(weights.rglob("*.safetensors")))
        assert manifest.ingredients.origins[0].by == "not from the store"
    assert [built["graph"] for built in made["built"]] == list(shares)
    print("exporting", most_mib, "MiB")
    assert most_mib < 1.2 * said["export_mib"]


FIGURES = ("engine_bytes", "seconds", "peak_rss_mb", "layers")
