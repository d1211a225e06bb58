"""The network, its loss, its loop and its export, tiny. Needs torch."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import save_file  # noqa: E402

from engines.errors import RecordError  # noqa: E402
from engines.training.export import INPUTS, OUTPUTS, examples, write_onnx  # noqa: E402
from engines.training.flow import Lesson, flow_loss, matching_noise, regression_loss  # noqa: E402
from engines.training.network import House, Shape  # noqa: E402
from engines.training.warming import warm  # noqa: E402

TINY = Shape(12, (16, 16, 32), 1, 32)


def test_network_gives_a_clean_picture_in_range() -> None:
    clean, drawn = House(TINY).eval()(*examples(3))
    assert clean.shape == (3, 3, 128, 128)
    assert drawn.shape == (3, 8)
    assert clean.abs().max() <= 1.06


def test_shipped_shape_stays_small() -> None:
    count = sum(p.numel() for p in House(Shape(900)).parameters())
    assert 3e6 < count < 6e6


def lesson_of(clean: Any, *, word: int = 0, drawn: int = -1) -> Lesson:
    count = len(clean)
    words, told = torch.full((count, 8), word), torch.full((count, 8), drawn)
    return Lesson(torch.rand(count, 6, 128, 128), clean, words, torch.zeros(count).long(), told)


class Answering(torch.nn.Module):
    """Always the same picture; every word's thing is drawn, as sure as that."""

    def __init__(self, clean: Any, sure: float) -> None:
        super().__init__()
        self.clean, self.drawn = clean, torch.full((len(clean), 8), sure)

    def forward(self, *_: object) -> tuple[Any, Any]:
        return self.clean, self.drawn


def test_loss_of_a_perfect_answer_is_zero() -> None:
    clean = torch.full((6, 3, 128, 128), 0.25)
    for loss in (flow_loss, regression_loss):
        assert loss(Answering(clean, 0.0), lesson_of(clean)).item() == 0
        sure = loss(Answering(clean, 20.0), lesson_of(clean, word=3, drawn=1)).item()
        assert sure < 1e-6
        assert loss(Answering(clean, 20.0), lesson_of(clean, word=3, drawn=0)).item() > 0.5


def test_warm_weights_paint_the_same_and_new_words_stay_fresh(tmp_path: Path) -> None:
    old = House(TINY).eval()
    save_file(
        {name: v.contiguous() for name, v in old.state_dict().items()}, tmp_path / "old.safetensors"
    )
    grown = House(
        Shape(20, *[getattr(TINY, name) for name in ("wide", "blocks", "context")])
    ).eval()
    warm(grown, tmp_path / "old.safetensors")
    with torch.no_grad():
        assert torch.equal(grown(*examples(2))[0], old(*examples(2))[0])
    assert grown.word.weight.shape[0] > old.word.weight.shape[0]


def test_weights_of_another_width_are_refused(tmp_path: Path) -> None:
    wider = House(Shape(12, (16, 16, 64), 1, 32)).state_dict()
    save_file({name: v.contiguous() for name, v in wider.items()}, tmp_path / "wider.safetensors")
    with pytest.raises(RecordError, match="does not fit"):
        warm(House(TINY), tmp_path / "wider.safetensors")


@pytest.mark.filterwarnings("ignore")
def test_export_agrees_with_torch(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    from engines.nets.base import open_net

    network = House(TINY).eval()
    write_onnx(network, tmp_path / "house.onnx")
    for count in (1, 3):
        arrays = {name: np.asarray(v) for name, v in zip(INPUTS, examples(count), strict=True)}
        with open_net(tmp_path / "house.onnx") as net:
            answers = net.run(arrays)
        with torch.no_grad():
            wanted = network(*examples(count))
        for name, tensor in zip(OUTPUTS, wanted, strict=True):
            assert np.abs(np.asarray(answers[name], np.float32) - tensor.numpy()).max() < 0.02
    assert str(Path(__file__).parents[2]).encode() not in (tmp_path / "house.onnx").read_bytes()


def test_a_taught_step_is_measured_against_four_of_the_teacher() -> None:
    torch.manual_seed(2)
    teacher = House(TINY).eval()
    lesson = lesson_of(torch.zeros(6, 3, 128, 128))
    torch.manual_seed(3)
    alone = flow_loss(teacher, lesson)
    torch.manual_seed(3)
    taught = flow_loss(teacher, lesson, teacher)
    assert taught.item() != alone.item()
    assert not [p for p in teacher.parameters() if p.grad is not None]


def test_matching_noise_leans_towards_the_picture_and_stays_noise() -> None:
    torch.manual_seed(1)
    clean = torch.full((32, 3, 128, 128), -0.5)
    clean[:, 0, :64] = 0.8
    noise = matching_noise(clean)
    assert noise[:, 0, :64].mean() > noise[:, 0, 64:].mean() + 0.01
    assert abs(noise.std().item() - 1) < 0.02
