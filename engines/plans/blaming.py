"""Where answers first go wrong: tensors inside a graph are marked as outputs and held to its gates.

A round marks a few tensors, spread over what is still in question, and compares them with the graph
in single precision; the next round looks between the last sound one and the first bad one. So a
graph of 3,000 layers takes three rounds. An engine shows nothing of its inside: what it is built
from is looked into instead, rounded as it would round (`engines.plans.rounding`); and where the
library runs, small engines are built with those tensors as outputs (`engines.plans.probing`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.errors import PlanError
from engines.plans import judging
from engines.plans.gates import Answer, Feed, Row, judged

# Computes a graph whose outputs are the marked tensors; None where time is over.
Probe = Callable[[Any, Feed], Answer | None]
AT_ONCE = 16
# Attention over a large picture alone may take half of it.
MOST_BYTES = 512 << 20
LIMIT_S = 300.0
GRAPH, ENGINE, NET = "graph", "engine", "net"
_HOW = {
    GRAPH: "in the graph it is built from, rounded as it would round there",
    ENGINE: "in engines built with inner tensors as outputs",
    NET: "in the net itself",
}


@dataclass(frozen=True, slots=True)
class Blame:
    """The first tensor that is wrong.

    Attributes:
        tensor: its name in the reference.
        node: the node that makes it.
        kind: that node's operation.
        after: the last tensor before it that was found sound; empty where none was.
        row: how far it is from the reference.
        rounds: how often tensors were compared.
        where: what was looked into: "graph", "engine" or "net".
        exact: whether it is the very first; if not, time was over, and it lies between `after` and
            `tensor`.
    """

    tensor: str
    node: str
    kind: str
    after: str
    row: Row
    rounds: int
    where: str
    exact: bool = True

    def __str__(self) -> str:
        layer = f"the layer {self.node!r} ({self.kind}), tensor {self.tensor!r}: {self.row.fault}"
        if self.exact:
            return f"{layer}; found {_HOW[self.where]}"
        before = f"after {self.after!r} and " if self.after else ""
        return f"{layer}, or {before}before it: time was over; found {_HOW[self.where]}"


def rounding(proto: Any, feed: Feed) -> Answer:
    """A probe that computes a graph node by node, as it is written."""
    return judging.answers(proto, [feed])[0]


def blame(  # noqa: PLR0913 - two graphs, a trial, and how to look
    reference: Path,
    suspect: Any,
    feed: Feed,
    failed: Row,
    *,
    precision: str,
    probe: Probe = rounding,
    where: str = GRAPH,
    limit_s: float = LIMIT_S,
) -> Blame:
    """Finds the first tensor, in the graph's order, that fails a gate of its precision.

    Args:
        reference: the fp32 ONNX file.
        suspect: an `onnx.ModelProto` of the same graph in another precision, whose tensors keep
            their names, perhaps with `.low` after them.
        feed: a trial that goes wrong, in the reference's types.
        failed: the output that went wrong there; where that is not a number, only such are looked
            for.
        precision: whose gates to use.
        probe: computes the suspect's marked tensors.
        where: what the probe looks into.
        limit_s: when to end with what is known.

    Raises:
        PlanError: the two graphs share no tensor, or nothing is wrong.
    """
    import onnx

    until = time.monotonic() + limit_s
    known = onnx.load(str(reference))
    pairs = _shared(known, suspect, failed.output)
    search = _Search(known, suspect, pairs, _sizes(known), feed, failed, precision, probe)
    sound, bad, rounds = -1, len(pairs) - 1, 0
    marks: Sequence[int] = search.spread(sound, bad, also=bad)
    rows: dict[int, Row] = {}
    while marks and time.monotonic() < until:
        found = search.compared(marks)
        if found is None:
            break
        rounds += 1
        rows |= found
        wrong = [mark for mark in marks if found[mark].fault]
        if rounds == 1 and not wrong:
            raise PlanError(f"Nothing is wrong inside {reference.stem} on this trial.")
        bad = min([*wrong, bad])
        sound = max([mark for mark in marks if mark < bad], default=sound)
        marks = search.spread(sound, bad)
    if bad not in rows:
        raise PlanError(f"Time was over before anything inside {reference.stem} was compared.")
    name = list(pairs)[bad]
    node = next(each for each in known.graph.node if name in each.output)
    after = list(pairs)[sound] if sound >= 0 else ""
    row = rows[bad]
    whole = bad - sound == 1
    return Blame(name, node.name or node.op_type, node.op_type, after, row, rounds, where, whole)


@dataclass(frozen=True)
class _Search:
    known: Any
    suspect: Any
    pairs: Mapping[str, str]
    sizes: Mapping[str, int]
    feed: Feed
    failed: Row
    precision: str
    probe: Probe

    def spread(self, sound: int, bad: int, *, also: int | None = None) -> list[int]:
        """Places between a sound tensor and a bad one, evenly, of no more memory than allowed."""
        between = bad - sound - 1
        step = max(1, math.ceil((between + 1) / (AT_ONCE + 1)))
        wanted = [*range(sound + step, bad, step), *([] if also is None else [also])]
        names, left, found = list(self.pairs), MOST_BYTES, []
        for place in wanted:
            left -= self.sizes.get(names[place], 0)
            if left < 0 and found and place != also:
                continue
            found.append(place)
        return found

    def compared(self, marks: Sequence[int]) -> dict[int, Row] | None:
        """The marked tensors against the reference; None where time is over."""
        names = [list(self.pairs)[mark] for mark in marks]
        inner = [self.pairs[name] for name in names]
        have = self.probe(marked(self.suspect, inner), self.feed)
        if have is None:
            return None
        want = judging.answers(marked(self.known, names), [self.feed], exact=False)[0]
        return {
            mark: self._row(have[_seen(place)], want[_seen(place)], name)
            for place, (mark, name) in enumerate(zip(marks, names, strict=True))
        }

    def _row(self, have: Any, want: Any, name: str) -> Row:
        (row,) = judged({name: have}, {name: want}, self.precision)
        if _lost(self.failed) and not _lost(row):
            return Row(row.trial, row.output, row.cosine, row.mean, row.worst)
        return row


def _lost(row: Row) -> bool:
    return row.fault.startswith(("NaN", "infinity"))


def marked(proto: Any, tensors: Sequence[str]) -> Any:
    """The part of a graph that makes some tensors, with those as its outputs, in single precision.

    They are called `seen_0`, `seen_1`, ... in that order.
    """
    import onnx
    from onnx import helper

    needed = _needed(proto, tensors)
    short = onnx.ModelProto()
    short.ir_version = proto.ir_version
    short.opset_import.extend(proto.opset_import)
    graph = short.graph
    graph.name = proto.graph.name
    graph.input.extend(proto.graph.input)
    graph.node.extend(node for node in proto.graph.node if needed.intersection(node.output))
    graph.initializer.extend(each for each in proto.graph.initializer if each.name in needed)
    for place, name in enumerate(tensors):
        graph.node.append(helper.make_node("Cast", [name], [_seen(place)], _seen(place), to=1))
        graph.output.append(helper.make_tensor_value_info(_seen(place), 1, None))
    return short


def _seen(place: int) -> str:
    return f"seen_{place}"


def _needed(proto: Any, tensors: Sequence[str]) -> set[str]:
    """Every tensor that some tensors are made of, and those themselves."""
    makers = {name: node for node in proto.graph.node for name in node.output}
    needed, waiting = set[str](), list(tensors)
    while waiting:
        name = waiting.pop()
        if name and name not in needed:
            needed.add(name)
            waiting += _reads(makers[name]) if name in makers else []
    return needed


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


def _shared(known: Any, asked: Any, output: str) -> dict[str, str]:
    """Floats on the way to an output, in order, each with its name in the suspect."""
    from engines.plans.surgery import float_values

    there = {name for node in asked.graph.node for name in node.output}
    floats, needed = float_values(known), _needed(known, [output])
    results = [name for node in known.graph.node for name in node.output if name]
    pairs = {
        name: f"{name}.low" if f"{name}.low" in there else name
        for name in results
        if name in floats & needed and (name in there or f"{name}.low" in there)
    }
    if output not in pairs:
        raise PlanError(f"The graphs share no tensor {output!r} to compare by.")
    return pairs


def _sizes(proto: Any) -> dict[str, int]:
    """Bytes of every tensor whose shape is fixed."""
    from engines.plans.surgery import fixed_shapes

    return {name: 4 * math.prod(shape) for name, shape in fixed_shapes(proto).items()}
