"""Exported graphs at rest: read back as they were, refused when they are not."""

from __future__ import annotations

import pytest

pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[train]'")

from engines.errors import PlanRefused
from engines.nets.sides import Sides
from engines.plans import listing
from engines.plans.graphs import Profile
from tests.engines.plans.tiny import graph_of

ASKED = {"model": "house", "sizes": (Sides(512, 384), Sides(512, 512))}
ROWS = ((Profile("seen", (1, 3, 16, 16), (1, 3, 32, 32), (1, 3, 64, 64)),),)


@pytest.fixture
def graph(tmp_path):
    made = graph_of(tmp_path, sides=(1, 3, "high", "wide"), profiles=ROWS)
    listing.write(tmp_path, [made], ASKED)
    return made


def test_graphs_are_read_back_as_they_were(graph, tmp_path):
    found, asked = listing.read(tmp_path)
    assert found == (graph,)
    assert asked == {"model": "house", "sizes": [[512, 384], [512, 512]]}


def test_they_are_kept_for_the_same_and_for_nothing_else(graph, tmp_path):
    assert listing.kept(tmp_path, ASKED) == (graph,)
    assert listing.kept(tmp_path, {**ASKED, "sizes": (Sides(512, 512),)}) is None
    assert listing.kept(tmp_path / "nowhere", ASKED) is None


def test_a_folder_can_be_carried_elsewhere(graph, tmp_path):
    moved = tmp_path.parent / f"{tmp_path.name}-moved"
    tmp_path.rename(moved)
    found, _ = listing.read(moved)
    assert found[0].path == moved / "tiny.onnx"
    assert found[0].digest == graph.digest


def test_a_changed_graph_is_refused(graph, tmp_path):
    graph.path.write_bytes(graph.path.read_bytes() + b"\0")
    with pytest.raises(PlanRefused, match="changed"):
        listing.read(tmp_path)
    assert listing.kept(tmp_path, ASKED) is None


@pytest.mark.parametrize("text", ["", "{}", '{"format": 9}', '{"format": 1, "graphs": [{}]}'])
def test_a_list_that_is_none_is_refused(graph, tmp_path, text):
    (tmp_path / listing.GRAPHS).write_text(text)
    with pytest.raises(PlanRefused):
        listing.read(tmp_path)
    assert graph.path.is_file()


def test_carried_graphs_are_those_that_are_ordered(graph, tmp_path):
    house, sizes = {"model": "house"}, ASKED["sizes"]
    assert listing.carried(tmp_path, house, ()) == listing.carried(tmp_path, house, sizes)
    with pytest.raises(PlanRefused, match="are of --size 512x384,512, not 384x512"):
        listing.carried(tmp_path, house, (Sides(384, 512),))
    with pytest.raises(PlanRefused, match="are of --model house, not sdxs"):
        listing.carried(tmp_path, {"model": "sdxs"}, ())
    assert "--size 512x384,512 " in f"{listing.command_of(ASKED)} "
    assert graph.path.is_file()
