"""Exported programs on torch, on a processor and in CUDA graphs on a GPU: the same answers.

What keeps the graphs apart needs no GPU: here the work is done again over the same buffers, as a
graph does it, and real tensors move. What is captured is tried where a GPU is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engines.errors import BackendMissingError, PaintingError
from engines.nets.base import open_net
from engines.nets.cuda import asked_device

torch = pytest.importorskip("torch", reason="torch is not installed (extra: train)")

from engines.nets import torch_graph  # noqa: E402 - it is nothing without torch
from engines.nets.torch import moved  # noqa: E402
from engines.nets.torch_graph import Graphs, Recording, TorchGraphNet  # noqa: E402

ROWS = {0: torch.export.Dim("rows", min=2, max=64)}
ON_GPU = [
    pytest.mark.gpu,
    pytest.mark.skipif(
        asked_device() is None or not torch.cuda.is_available(),
        reason="torch finds no NVIDIA GPU here (gpu)",
    ),
]


class Small(torch.nn.Module):
    """Weights, and a tensor made on the way, so that both have to be on the right device."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, 3)

    def forward(self, page: Any) -> Any:
        shade = torch.arange(3, dtype=page.dtype, device=page.device)
        return {"light": self.layer(page) + shade, "bias": self.layer.bias}


class Again:
    """Does work again over the same buffers, where a GPU would launch a graph."""

    def __init__(self) -> None:
        self.made, self.freed = 0, 0

    def __call__(self, work: Callable[[], Sequence[Any]]) -> Recording:
        self.made += 1
        outputs = tuple(each.clone() for each in work())

        def replay() -> None:
            for output, found in zip(outputs, work(), strict=True):
                output.copy_(found)

        def free() -> None:
            self.freed += 1

        return Recording(outputs, replay, free)


def doubled(page: Any) -> tuple[Any, ...]:
    return (page * 2,)


def page(rows: int, value: float = 1.0) -> Any:
    return torch.full((rows, 3), value)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("program") / "small.pt2"
    made = torch.export.export(Small(), (torch.ones(4, 3),), dynamic_shapes=(ROWS,))
    torch.export.save(made, path)
    return path


def test_a_program_says_what_it_gives_and_keeps_no_hold_on_it(program: Path) -> None:
    given = np.random.default_rng(1).random((5, 3), np.float32)
    with open_net(program, runtime="torch", threads=1) as net:
        found = net.run({"page": given})
        found["bias"][:] = 99
        again = net.run({"page": given})
    assert (list(found), found["light"].shape) == (["light", "bias"], (5, 3))
    assert np.array_equal(found["light"], again["light"])
    assert not np.array_equal(found["bias"], again["bias"])


def test_a_program_is_moved_with_its_weights_and_what_it_makes(program: Path) -> None:
    elsewhere = moved(torch.export.load(str(program)), "meta").module()
    found = elsewhere(torch.ones(4, 3, device="meta"))
    assert {str(each.device) for each in found.values()} == {"meta"}


def test_a_broken_program_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pt2"
    broken.write_bytes(b"not a program")
    with (
        pytest.raises(BackendMissingError, match=r"cannot read .*broken\.pt2.*export it again"),
        open_net(broken, runtime="torch"),
    ):
        pass


@pytest.mark.parametrize("goes", ["in", "out"])
def test_numbers_that_numpy_lacks_are_refused(goes: str, tmp_path: Path) -> None:
    class Coarse(torch.nn.Module):
        def forward(self, page: Any) -> Any:
            return page.float() if goes == "in" else page.bfloat16()

    kind = torch.bfloat16 if goes == "in" else torch.float32
    path = tmp_path / "coarse.pt2"
    torch.export.save(torch.export.export(Coarse(), (torch.ones(2, dtype=kind),)), path)
    with (
        pytest.raises(BackendMissingError, match="is bfloat16, which numpy does not have"),
        open_net(path, runtime="torch", threads=1) as net,
    ):
        net.run({"page": np.ones(2, np.float32)})


def test_one_set_of_shapes_is_recorded_once_and_answers_each_time_anew() -> None:
    again = Again()
    graphs = Graphs(doubled, record=again)
    given = page(4)
    first = graphs(given)[0].clone()
    given.fill_(7)  # what was given is not what the graph reads
    assert torch.equal(graphs(page(4, 3.0))[0], page(4, 6.0))
    assert torch.equal(first, page(4, 2.0))
    assert (again.made, len(graphs)) == (1, 1)


def test_other_shapes_and_types_are_recorded_for_themselves() -> None:
    again = Again()
    graphs = Graphs(doubled, record=again)
    for given in (page(4), page(5), page(4).double(), page(5)):
        assert torch.equal(graphs(given)[0], given * 2)
    assert (again.made, len(graphs)) == (3, 3)


def test_few_graphs_are_kept_and_all_are_freed_once() -> None:
    again = Again()
    graphs = Graphs(doubled, most=2, record=again)
    for rows in (2, 3, 2, 4):  # 3 was unused longest
        graphs(page(rows))
    assert (again.made, again.freed, len(graphs)) == (3, 1, 2)
    graphs(page(2))
    assert again.made == 3
    graphs.close()
    graphs.close()
    assert (again.freed, len(graphs)) == (3, 0)


def test_work_that_could_not_be_recorded_is_not_kept() -> None:
    again, tries = Again(), []

    def fails_once(work: Callable[[], Sequence[Any]]) -> Recording:
        tries.append(work)
        if len(tries) == 1:
            raise PaintingError("no memory")
        return again(work)

    graphs = Graphs(doubled, record=fails_once)
    with pytest.raises(PaintingError, match="no memory"):
        graphs(page(2))
    assert len(graphs) == 0
    assert torch.equal(graphs(page(2))[0], page(2, 2.0))


def test_a_net_in_graphs_answers_as_one_without(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Again()
    monkeypatch.setattr(torch_graph, "gpu", lambda: torch)
    monkeypatch.setattr(torch_graph, "recorded", again)
    monkeypatch.setattr(TorchGraphNet, "device", "cpu")
    random = np.random.default_rng(1)
    pages = [random.random((rows, 3), np.float32) for rows in (4, 5, 4)]
    net = TorchGraphNet(program, 1)
    with open_net(program, runtime="torch", threads=1) as plain, net:
        for given in pages:
            found, wanted = net.run({"page": given}), plain.run({"page": given})
            assert {name: each.tolist() for name, each in found.items()} == {
                name: each.tolist() for name, each in wanted.items()
            }
        assert net.graphs == again.made == 2
        with pytest.raises(ValueError, match="no input 'scribble'"):
            net.run({"page": pages[0], "scribble": pages[0]})
    assert again.freed == 2
    with pytest.raises(ValueError, match="closed"):
        net.run({"page": pages[0]})


@pytest.mark.skipif(torch.cuda.is_available(), reason="torch has a GPU here")
def test_on_a_processor_graphs_are_refused_before_the_program_is_read(tmp_path: Path) -> None:
    (tmp_path / "never read.pt2").touch()
    refused = r"CUDA graphs need a GPU, and torch .*take torch.*build_trt\.py doctor"
    with (
        pytest.raises(BackendMissingError, match=refused),
        open_net(tmp_path / "never read.pt2", runtime="torch_graph"),
    ):
        pass
    with pytest.raises(BackendMissingError, match=refused):
        Graphs(doubled)(page(2))


def test_what_went_wrong_first_is_told() -> None:
    first = RuntimeError("operation not permitted when stream is capturing\nmore")
    last = RuntimeError("capture_end failed")
    last.__context__ = first
    assert torch_graph._begun_by(last) == "operation not permitted when stream is capturing"


class TestOnAGpu:
    """What only a card can show."""

    pytestmark = ON_GPU

    def test_a_graph_answers_as_the_processor_and_again(self, program: Path) -> None:
        random = np.random.default_rng(1)
        with (
            open_net(program, runtime="torch", threads=1) as plain,
            TorchGraphNet(program, None) as net,
        ):
            for rows in (4, 5, 4, 6, 7, 8, 4):
                given = {"page": random.random((rows, 3), np.float32)}
                found, again, wanted = net.run(given), net.run(given), plain.run(given)
                assert np.array_equal(found["light"], again["light"])
                assert np.allclose(found["light"], wanted["light"], atol=1e-5)
            assert net.graphs == torch_graph.MOST

    def test_a_graph_in_half_precision_gives_what_the_same_work_gives(self) -> None:
        torch.manual_seed(1)
        network = torch.nn.Sequential(*(torch.nn.Conv2d(8, 8, 3, padding=1) for _ in range(20)))
        network = network.eval().cuda().half()
        graphs = Graphs(lambda page: (network(page),))
        for side in (32, 48, 32):
            given = torch.rand(1, 8, side, side, device="cuda", dtype=torch.float16)
            with torch.inference_mode():
                first, again = (graphs(given)[0].clone() for _ in range(2))
                assert torch.equal(first, again)
                assert torch.allclose(first, network(given), atol=1e-3)
        took = {True: _quickest(lambda: graphs(given)), False: _quickest(lambda: network(given))}
        graphs.close()
        print(f"\n{torch.cuda.get_device_name()}: one run in ms, by graph: {took}")

    def test_work_that_cannot_be_captured_is_told_with_what_to_do(self) -> None:
        graphs = Graphs(lambda page: (page * float(page.sum().item()),))
        with pytest.raises(PaintingError, match=r"cannot capture .*take torch"):
            graphs(torch.ones(2, device="cuda"))
        assert len(graphs) == 0
        other = Graphs(doubled)
        assert torch.equal(other(torch.ones(2, device="cuda"))[0].cpu(), torch.full((2,), 2.0))
        other.close()


def _quickest(run: Callable[[], object]) -> float:
    took = []
    with torch.inference_mode():
        for _ in range(50):
            torch.cuda.synchronize()
            start_s = time.perf_counter()
            run()
            torch.cuda.synchronize()
            took.append(time.perf_counter() - start_s)
    return round(min(took) * 1e3, 3)
