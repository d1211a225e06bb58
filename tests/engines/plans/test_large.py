"""SDXS at full size with random weights: exported, built, and held to what `plan` said.

About 9 GB of disk, 9 GB of memory and many minutes: `pytest -m large tests/engines/plans`.
"""

from __future__ import annotations

import json
import os
import resource
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
ASKED = ("--model", "sdxs", "--target", "rtx", "--precision", "fp32", "--preset", "quick")
SAVE = """
import sys; from pathlib import Path; from engines.plans import loading, models
loading.save_random(models.model_of("sdxs"), Path(sys.argv[1]))
"""


def ran(home: Path, *words: str) -> Any:
    command = [sys.executable, ROOT / "build_trt.py", *words, "--json"]
    env = {**os.environ, "SKETCHWELL_DATA": str(home)}
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return json.loads(done.stdout)


def test_the_full_size_sdxs_is_built_within_what_plan_says(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    subprocess.run([sys.executable, "-c", SAVE, str(weights)], cwd=ROOT, check=True)
    said = ran(tmp_path, "plan", *ASKED)
    made = ran(tmp_path, "build", *ASKED, "--weights", str(weights))
    most_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shares = {share["graph"]: share for share in said["shares"]}
    for built in made["built"]:
        print(json.dumps({name: built[name] for name in ("graph", *FIGURES)}))
        share = shares[built["graph"]]
        assert built["engine_bytes"] / (1 << 20) == pytest.approx(share["engine_mib"], rel=0.3)
        assert built["peak_rss_mb"] < 1.2 * share["build_mib"]
        manifest = plan.read(Path(built["engine"]), keys=tmp_path)
        assert len(manifest.ingredients.weights) == 4
        assert manifest.ingredients.origins[0].by == "not from the store"
    assert [built["graph"] for built in made["built"]] == list(shares)
    print("exporting", most_mib, "MiB")
    assert most_mib < 1.2 * said["export_mib"]


FIGURES = ("engine_bytes", "seconds", "peak_rss_mb", "layers")
