"""Runs of a training: what they leave behind, how they go on and end. Needs torch."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import Tensor  # noqa: E402

from engines.errors import RecordError, SettingsError  # noqa: E402
from engines.training import checkpoint  # noqa: E402
from engines.training.__main__ import main  # noqa: E402
from engines.training.loop import Run, train  # noqa: E402
from engines.training.pool import Batch, Pool  # noqa: E402
from engines.training.presets import PRESETS, preset_of  # noqa: E402

SHARD_BYTES = 400_000
TINY = replace(preset_of("tiny"), rate=3e-3)


def batch_of(count: int) -> Batch:
    rng = np.random.default_rng(1)
    sketch = rng.integers(0, 255, (count, 6, 128, 128), np.uint8)
    painted = np.full((count, 3, 128, 128), 180, np.uint8)
    words, mood = rng.integers(0, 12, (count, 8)), rng.integers(0, 7, count)
    return Batch(sketch, painted, words, mood, rng.integers(-1, 2, (count, 8)))


def weights_of(run: Run) -> Tensor:
    return torch.cat([value.detach().flatten() for value in run.network.parameters()])


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(TINY, 12, tmp_path_factory.mktemp("stopped"))
    losses = [run.learn(batch_of(8)) for _ in range(12)]
    run.save(shard_bytes=SHARD_BYTES)
    assert sum(losses[6:]) < sum(losses[:6])
    return run


def test_a_run_leaves_small_shards_and_a_story(stopped: Run) -> None:
    files = sorted(path.name for path in stopped.folder.iterdir())
    shards = [path for path in stopped.folder.iterdir() if path.suffix == ".safetensors"]
    assert files[-1] == "run.json"
    assert len(files) - 1 == len(shards) > 3
    assert max(path.stat().st_size for path in shards) <= SHARD_BYTES


def test_a_run_goes_on_from_shards_with_the_saved_weights(stopped: Run, tmp_path: Path) -> None:
    again = Run(TINY, 12, tmp_path, start=stopped.folder)
    assert (again.step, again.seen, again.runs) == (12, 96, 2)
    assert torch.equal(weights_of(again), weights_of(stopped))
    kept = checkpoint.network_of(stopped.folder).parameters()
    for mean, shipped in zip(stopped.average.parameters(), kept, strict=True):
        assert torch.allclose(mean, shipped, rtol=1e-3, atol=1e-6)


def test_a_resumed_run_learns_as_an_uninterrupted_one(tmp_path: Path) -> None:
    run = Run(TINY, 12, tmp_path / "a")
    for _ in range(8):
        run.learn(batch_of(8))
    run.save(shard_bytes=SHARD_BYTES)
    again = Run(TINY, 12, tmp_path / "b", start=tmp_path / "a")
    before = weights_of(run)
    for one in (run, again):
        torch.manual_seed(4)
        one.learn(batch_of(8))
    moved, apart = weights_of(run) - before, weights_of(run) - weights_of(again)
    assert run.step == again.step == 9
    assert apart.norm() < 0.02 * moved.norm()


def test_a_later_checkpoint_replaces_the_former(tmp_path: Path) -> None:
    run = Run(TINY, 12, tmp_path)
    run.save()
    run.learn(batch_of(8))
    run.save()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["run-0000001-0.safetensors", "run.json"]


def test_a_missing_shard_and_another_shape_are_refused(stopped: Run, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="shape"):
        Run(TINY, 13, tmp_path, start=stopped.folder)
    (tmp_path / "run.json").write_bytes((stopped.folder / "run.json").read_bytes())
    with pytest.raises(RecordError, match=r"all \d+ shards"):
        checkpoint.read(tmp_path)
    with pytest.raises(RecordError, match="--out"):
        checkpoint.read(tmp_path / "nothing")


def test_a_tensor_larger_than_a_shard_is_refused(stopped: Run, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="allow larger shards"):
        checkpoint.write(tmp_path, {"network": stopped.network.state_dict()}, {}, shard_bytes=9_000)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_leaves_at_most_eight_files(name: str, tmp_path: Path) -> None:
    run = Run(replace(preset_of(name), device="cpu"), 953, tmp_path)
    for parameter in run.network.parameters():
        parameter.grad = torch.zeros_like(parameter)
    run.rule.step()
    run.save()
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) <= 8
    assert max(sizes) <= 16 * 2**20
    assert sum(sizes) <= 34 * 2**20


def test_training_ends_in_time_with_its_checkpoint(tmp_path: Path) -> None:
    made = batch_of(16)
    arrays = {name: getattr(made, name) for name in Batch.__slots__}
    np.savez(tmp_path / "001-00000.npz", **arrays)
    run = Run(TINY, 12, tmp_path / "out")
    until = time.time() + 12
    train(run, Pool(tmp_path), until=until)
    assert time.time() < until
    assert checkpoint.read(tmp_path / "out")[1]["step"] == run.step > 0


def test_a_folder_with_a_run_is_not_started_over(stopped: Run) -> None:
    folder = str(stopped.folder)
    with pytest.raises(SettingsError, match="holds a run already"):
        main(["run", "--preset", "tiny", "--out", folder, "--from", folder])
