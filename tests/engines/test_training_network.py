"""The network, its loss, its loop and its export, tiny. Needs torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from engines.training.export import INPUTS, examples, write_onnx  # noqa: E402
from engines.training.loop import Run, flow_loss, matching_noise, network_of  # noqa: E402
from engines.training.network import House, Shape  # noqa: E402
from engines.training.pool import Batch  # noqa: E402
from engines.training.presets import preset_of  # noqa: E402

TINY = Shape(12, (16, 16, 32), 1, 32)


def batch_of(count: int) -> Batch:
    rng = np.random.default_rng(1)
    sketch = rng.integers(0, 255, (count, 5, 128, 128), np.uint8)
    painted = np.full((count, 3, 64, 64), 180, np.uint8)
    return Batch(sketch, painted, rng.integers(0, 12, (count, 8)), rng.integers(0, 7, count))


def test_network_gives_a_clean_picture_in_range() -> None:
    clean = House(TINY).eval()(*examples(3))
    assert clean.shape == (3, 3, 64, 64)
    assert clean.abs().max() <= 1.06


def test_shipped_shape_stays_small() -> None:
    count = sum(p.numel() for p in House(Shape(900)).parameters())
    assert 3e6 < count < 6e6


def test_loss_of_a_perfect_answer_is_zero() -> None:
    clean = torch.full((6, 3, 64, 64), 0.25)

    class Perfect(torch.nn.Module):
        def forward(self, *_: object) -> object:
            return clean

    sketch, words, mood = (
        torch.rand(6, 5, 128, 128),
        torch.zeros(6, 8).long(),
        torch.zeros(6).long(),
    )
    assert flow_loss(Perfect(), sketch, clean, words, mood).item() == 0


def test_training_learns_resumes_and_keeps_its_average(tmp_path: Path) -> None:
    torch.manual_seed(0)
    preset = replace(preset_of("tiny"), rate=3e-3)
    run = Run(preset, 12, tmp_path)
    losses = [run.learn(batch_of(8)) for _ in range(12)]
    run.save()
    again = Run(preset, 12, tmp_path)
    assert losses[-1] < losses[0]
    assert (again.step, again.seen) == (12, 96)
    kept = zip(
        again.average.parameters(), network_of(tmp_path / "last.pt").parameters(), strict=True
    )
    assert all(torch.equal(a, b) for a, b in kept)


@pytest.mark.filterwarnings("ignore")
def test_export_agrees_with_torch(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    from engines.nets.base import open_net

    network = House(TINY).eval()
    write_onnx(network, tmp_path / "house.onnx")
    for count in (1, 3):
        arrays = {name: np.asarray(v) for name, v in zip(INPUTS, examples(count), strict=True)}
        with open_net(tmp_path / "house.onnx") as net:
            clean = np.asarray(net.run(arrays)["clean"], np.float32)
        with torch.no_grad():
            wanted = network(*examples(count)).numpy()
        assert np.abs(clean - wanted).max() < 0.02
    assert b"/work/" not in (tmp_path / "house.onnx").read_bytes()


def test_a_taught_step_is_measured_against_four_of_the_teacher() -> None:
    torch.manual_seed(2)
    teacher = House(TINY).eval()
    arrays = (torch.rand(6, 5, 128, 128), torch.zeros(6, 3, 64, 64))
    words, mood = torch.zeros(6, 8).long(), torch.zeros(6).long()
    torch.manual_seed(3)
    alone = flow_loss(teacher, *arrays, words, mood)
    torch.manual_seed(3)
    taught = flow_loss(teacher, *arrays, words, mood, teacher)
    assert taught.item() != alone.item()
    assert not [p for p in teacher.parameters() if p.grad is not None]


def test_matching_noise_leans_towards_the_picture_and_stays_noise() -> None:
    torch.manual_seed(1)
    clean = torch.full((32, 3, 64, 64), -0.5)
    clean[:, 0, :32] = 0.8
    noise = matching_noise(clean)
    assert noise[:, 0, :32].mean() > noise[:, 0, 32:].mean() + 0.01
    assert abs(noise.std().item() - 1) < 0.02
