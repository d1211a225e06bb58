"""Where a net's answers first go wrong: the graph is cut shorter and shorter, by bisection.

Each cut gives one tensor in the middle of the graph as its only output, once in single precision
and once as the net computes it; so it costs the logarithm of the number of tensors in runs, and on
an engine as many small builds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import PlanError
from engines.nets.base import Net, open_net
from engines.plans import graphs
from engines.plans.verifying import Feed, Row, fitted, judged

# Opens the net under suspicion over a cut graph: a runtime, or a builder and a runtime.
Opener = Callable[[Path], AbstractContextManager[Net]]


@dataclass(frozen=True, slots=True)
class Blame:
    """The first tensor that is wrong.

    Attributes:
        tensor: its name.
        node: the node that makes it.
        kind: that node's operation.
        row: how far it is from the reference.
        runs: how many cuts were compared.
    """

    tensor: str
    node: str
    kind: str
    row: Row
    runs: int

    def __str__(self) -> str:
        return f"the layer {self.node!r} ({self.kind}), tensor {self.tensor!r}: {self.row.fault}"


def blame(
    reference: Path,
    suspect: Path,
    feed: Feed,
    *,
    opened: Opener,
    precision: str,
) -> Blame:
    """Finds the first tensor, in the graph's order, that fails a gate of its precision.

    Args:
        reference: the fp32 ONNX file.
        suspect: the ONNX file that the net was made of; the same file, or one in another precision
            whose tensors mostly keep their names.
        feed: a trial that goes wrong, in the reference's types.
        opened: opens the net over a cut of `suspect`.
        precision: whose gates to use.

    Raises:
        PlanError: the two graphs share no tensor, or nothing is wrong.
    """
    import onnx

    known, asked = (onnx.load(str(path)) for path in (reference, suspect))
    there = _tensors(asked)
    order = [name for name in _tensors(known) if name in there]
    if not order:
        raise PlanError(f"{reference.name} and {suspect.name} share no tensor to compare by.")
    rows: dict[int, Row] = {}

    def fault(index: int) -> str:
        row = _compared(known, asked, order[index], feed, opened, precision)
        rows[index] = row
        return row.fault

    if not fault(len(order) - 1):
        raise PlanError(f"Nothing is wrong with {suspect.name} on this trial.")
    sound, bad = -1, len(order) - 1
    while bad - sound > 1:
        middle = (sound + bad) // 2
        sound, bad = (sound, middle) if fault(middle) else (middle, bad)
    node = there[order[bad]]
    return Blame(order[bad], node.name or node.op_type, node.op_type, rows[bad], len(rows))


def _tensors(proto: Any) -> dict[str, Any]:
    """Every tensor that a node makes, in the graph's order, with its node."""
    return {name: node for node in proto.graph.node for name in node.output if name}


def cut(proto: Any, tensor: str) -> Any:
    """The part of a graph that makes one tensor, with that tensor as its only output."""
    import onnx

    makers = {name: node for node in proto.graph.node for name in node.output}
    needed, waiting = set(), [tensor]
    while waiting:
        name = waiting.pop()
        if name and name not in needed:
            needed.add(name)
            waiting += _reads(makers[name]) if name in makers else []
    short = onnx.ModelProto()
    short.CopyFrom(proto)
    graph = short.graph
    _keep(graph.node, lambda node: needed & set(node.output))
    _keep(graph.initializer, lambda weight: weight.name in needed)
    del graph.output[:]
    graph.output.append(onnx.helper.make_empty_tensor_value_info(tensor))
    return short


def _reads(node: Any) -> list[str]:
    """What a node reads, in the graphs inside it too."""
    inside = [
        name
        for attribute in node.attribute
        if attribute.HasField("g")
        for inner in attribute.g.node
        for name in _reads(inner)
    ]
    return [*node.input, *inside]


def _keep(repeated: Any, wanted: Callable[[Any], object]) -> None:
    kept = [entry for entry in repeated if wanted(entry)]
    del repeated[:]
    repeated.extend(kept)


def _compared(
    known: Any, asked: Any, tensor: str, feed: Feed, opened: Opener, precision: str
) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "reference.onnx", Path(folder) / "suspect.onnx"
        for proto, path in zip((known, asked), paths, strict=True):
            graphs.save(cut(proto, tensor), path)
        with open_net(paths[0]) as right:
            wanted = right.run(fitted(feed, right.inputs))
        with opened(paths[1]) as net:
            return judged(net.run(fitted(feed, net.inputs)), wanted, precision)[0]
