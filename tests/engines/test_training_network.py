"""The network, its loss, its loop and its export, tiny. Needs torch."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from engines.training.export import INPUTS, examples, write_onnx  # noqa: E402
from engines.training.flow import flow_loss, matching_noise  # noqa: E402
from engines.training.network import House, Shape  # noqa: E402

TINY = Shape(12, (16, 16, 32), 1, 32)


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
    assert str(Path(__file__).parents[2]).encode() not in (tmp_path / "house.onnx").read_bytes()


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
