"""Trials from our own drawings: what precisions are calibrated on, and judged by.

No person drew them (`engines.training.trials`). A latent model's trials run through its own graphs
in single precision, in the order in which it paints: words, sketch, a few timesteps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import PlanError
from engines.nets.base import open_net
from engines.nets.sides import Sides
from engines.plans.graphs import TOKENS, Graph
from engines.plans.judging import Feed, opened_in_memory
from engines.plans.models import HOUSE
from engines.plans.precision import MOST

Array = NDArray[Any]
# The last drawings judge; what calibrated is not judged by.
JUDGES = 3
# Drawings at every other size that a graph with free sides is for.
ELSEWHERE = 2
# The steps of a few-step painter. How much of the clean latent is left at each follows SD 1.5's
# scaled linear schedule, 0.00085 to 0.012 in 1000 steps.
# Source: Rombach et al., Latent Diffusion, 2022, https://arxiv.org/abs/2112.10752, configuration v1
STEPS = (999, 759, 499, 259)
# The share of magnitudes that an 8-bit activation must be able to tell apart.
QUANTILE = 0.9999
_AT_ONCE = 24
# Half of the largest half-precision number: other pictures may go further than the trials.
_MARGIN = 0.5


def trials(graphs: Sequence[Graph], *, count: int | None = None) -> dict[str, list[Feed]]:
    """Inputs of every graph, by its name, one a drawing; the same every time.

    Graphs with free sides are tried at their largest picture; `elsewhere` has the others.

    Args:
        graphs: a model's graphs in single precision, on disk.
        count: how many drawings; None for all.
    """
    found = drawings()[:count]
    if graphs[0].name == HOUSE:
        return {HOUSE: [_house_feed(each, words, k) for k, (each, words) in enumerate(found)]}
    return _latent_feeds({graph.name: graph for graph in graphs}, found, sizes_of(graphs)[0])


def elsewhere(graphs: Sequence[Graph]) -> dict[str, list[Feed]]:
    """Trials at every other picture that graphs with free sides are for, of the last drawings.

    Graphs that take no picture have none: whatever its sides, they are asked the same.
    """
    known = {graph.name: graph for graph in graphs}
    found: dict[str, list[Feed]] = {name: [] for name in known}
    for size in sizes_of(graphs)[1:]:
        for name, feeds in _latent_feeds(known, drawings()[-ELSEWHERE:], size).items():
            found[name] += feeds if known[name].profiles else []
    return found


def parted(feeds: Sequence[Feed]) -> tuple[list[Feed], list[Feed]]:
    """Trials to calibrate on, and others to judge by; the same ones where there are too few."""
    if len(feeds) <= JUDGES:
        return list(feeds), list(feeds)
    return list(feeds[:-JUDGES]), list(feeds[-JUDGES:])


def drawings() -> list[tuple[Any, str]]:
    """Our own drawings with their words; the last ones calibrate nothing."""
    from engines.training.trials import TRIALS

    return list(TRIALS.values())


def digest_of(feeds: Sequence[Feed]) -> str:
    """The SHA-256 over trials: names, types, shapes and numbers, in hexadecimal."""
    found = hashlib.sha256()
    for feed in feeds:
        for name, array in sorted(feed.items()):
            found.update(f"{name} {array.dtype} {array.shape}\0".encode())
            found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


def _house_feed(drawing: Any, words: str, number: int) -> dict[str, Array]:
    from engines.catalog import HOME
    from engines.painters.house import vocabulary_in, word_ids
    from engines.painters.sampling import STEPS as TIMES
    from engines.sketch import conditioning

    maps = np.zeros((1, 6, 128, 128), np.float32)
    maps[0, :5] = conditioning(drawing, 128)
    now = TIMES["final"][number % len(TIMES["final"])]
    noise = np.random.default_rng(number).standard_normal((1, 3, 128, 128), np.float32)
    ids = word_ids(words, vocabulary_in(HOME / "weights"))
    return {
        "sketch": maps,
        "noise": np.float32(1 - now) * (maps[:, :3] * 2 - 1) + np.float32(now) * noise,
        "t": np.full(1, now, np.float32),
        "words": np.array([ids], np.int64),
        "mood": np.array([number % 7], np.int64),
    }


def _latent_feeds(
    graphs: Mapping[str, Graph], drawings: Sequence[tuple[Any, str]], size: Sides
) -> dict[str, list[Feed]]:
    """Runs graph after graph over all drawings: only one of them is in memory at a time."""
    pictures = [picture_of(drawing, size) for drawing, _ in drawings]
    feeds: dict[str, list[Feed]] = {
        "text": [{"tokens": tokens_of(k)} for k in range(len(drawings))],
        "encoder": [{"picture": picture * 2 - 1} for picture in pictures],
    }
    clean = [found["latent"] for found in _run(graphs["encoder"], feeds["encoder"])]
    said = [found["embedding"] for found in _run(graphs["text"], feeds["text"])]
    steps = [
        _step(latent, words, k) for k, (latent, words) in enumerate(zip(clean, said, strict=True))
    ]
    strength = {"strength": np.ones(1, np.float32)}
    lines = [lines_of(picture, _channels(graphs["control"])) for picture in pictures]
    told = {slot.name for slot in graphs["control"].inputs}
    feeds["control"] = [
        {key: value for key, value in {**step, "sketch": sketch, **strength}.items() if key in told}
        for step, sketch in zip(steps, lines, strict=True)
    ]
    added = _run(graphs["control"], feeds["control"])
    feeds["unet"] = [{**step, **each} for step, each in zip(steps, added, strict=True)]
    feeds["decoder"] = [{"latent": latent} for latent in clean]
    return {name: feeds[name] for name in graphs}


def _run(graph: Graph, feeds: Sequence[Feed]) -> list[dict[str, Array]]:
    with open_net(graph.path) as net:
        return [net.run(feed) for feed in feeds]


def _step(clean: Array, said: Array, number: int) -> dict[str, Array]:
    now = STEPS[number % len(STEPS)]
    left = left_at(now)
    noise = np.random.default_rng(number).standard_normal(clean.shape)
    noisy = left**0.5 * clean + (1 - left) ** 0.5 * noise
    return {
        "latent": noisy.astype(np.float32),
        "time": np.full(1, now, np.float32),
        "embedding": said,
    }


def left_at(now: int) -> float:
    """How much of the clean latent is left at a timestep of 0..999, squared."""
    return float(np.cumprod(1 - np.linspace(0.00085**0.5, 0.012**0.5, 1000) ** 2)[now])


def picture_of(drawing: Any, size: Sides) -> Array:
    """A drawing as a picture, (1, 3, height, width) float32 in 0..1, on bare paper all around."""
    from engines.sketch import conditioning

    maps = conditioning(drawing, max(size))[None, :3]
    top, left = ((max(size) - side) // 2 for side in (size.height, size.width))
    return np.ascontiguousarray(maps[..., top : top + size.height, left : left + size.width])


def lines_of(picture: Array, channels: int) -> Array:
    """Its marks, bright on black, (1, channels, height, width) float32 in 0..1."""
    paper = picture[:, :, :1, :1]
    bright = (np.abs(picture - paper).max(axis=1, keepdims=True) > 0.2).astype(np.float32)
    return np.repeat(bright, channels, axis=1)


def tokens_of(number: int) -> Array:
    """Letters that every vocabulary of this family has, between its first numbers."""
    rng = np.random.default_rng(number)
    return rng.integers(0, 256, (1, TOKENS)).astype(np.int64)


def _channels(control: Graph) -> int:
    sides = next(slot.shape for slot in control.inputs if slot.name == "sketch")
    return int(sides[1] or 3)


def sizes_of(graphs: Sequence[Graph]) -> tuple[Sides, ...]:
    """The pictures that a model's graphs are for, the largest first: of profiles all three."""
    heart = next((graph for graph in graphs if graph.name in (HOUSE, "encoder")), None)
    if heart is None:
        names = ", ".join(graph.name for graph in graphs)
        raise PlanError(
            f"Among the graphs {names} is no {HOUSE} and no encoder: export them again."
        )
    fixed = () if heart.profiles else (heart.inputs[0].shape,)
    every = [bounds for profile in heart.profiles for bounds in profile]
    shapes = [shape for each in every for shape in (each.least, each.best, each.most)]
    found = {Sides(int(shape[3] or 0), int(shape[2] or 0)) for shape in (*fixed, *shapes)}
    return tuple(sorted(found, key=lambda each: (each.area, each), reverse=True))


def ranges(
    proto: Any, tensors: Sequence[str], feeds: Sequence[Feed], *, quantile: float = QUANTILE
) -> dict[str, float]:
    """How large the numbers of some tensors become: that quantile of magnitudes, at worst a trial.

    Args:
        proto: the graph in single precision.
        tensors: names of inputs and results in it.
        feeds: the trials.
        quantile: 1 for the very largest.
    """
    from onnx import helper

    found = dict.fromkeys(tensors, 0.0)
    given = {value.name for value in proto.graph.input}
    for name in given & found.keys():
        found[name] = max(float(np.quantile(np.abs(feed[name]), quantile)) for feed in feeds)
    wanted = [name for name in tensors if name not in given]
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        with _lent(proto) as graph:
            known = {value.name for value in graph.output}
            more = [name for name in chunk if name not in known]
            graph.output.extend(helper.make_tensor_value_info(name, 1, None) for name in more)
            opened = opened_in_memory(proto, exact=False)
        for feed in feeds:
            for name, array in zip(chunk, opened.run(chunk, dict(feed)), strict=True):
                large = float(np.quantile(np.abs(array), quantile))
                found[name] = max(found[name], large)
    return found


def overflowing(proto: Any, low: str, feeds: Sequence[Feed]) -> tuple[str, ...]:
    """Nodes whose results come near what half precision can hold, in the graph's order."""
    from engines.plans.surgery import float_values

    floats = float_values(proto)
    results = [name for node in proto.graph.node for name in node.output if name in floats]
    large = _largest(proto, results, feeds)
    bound = MOST[low] * _MARGIN
    return tuple(
        node.name
        for node in proto.graph.node
        if any(large.get(name, 0.0) > bound for name in (*node.output, *node.input))
    )


def _largest(proto: Any, tensors: Sequence[str], feeds: Sequence[Feed]) -> dict[str, float]:
    """The largest magnitude of many tensors in one run, each reduced to one number inside."""
    from onnx import helper

    names = [f"large_{number}" for number in range(len(tensors))]
    with _lent(proto) as graph:
        for name, made in zip(tensors, names, strict=True):
            graph.node.append(helper.make_node("Abs", [name], [f"{made}.all"]))
            graph.node.append(helper.make_node("ReduceMax", [f"{made}.all"], [made], keepdims=0))
            graph.output.append(helper.make_tensor_value_info(made, 1, []))
        opened = opened_in_memory(proto, exact=False)
    runs = [[float(value) for value in opened.run(names, dict(feed))] for feed in feeds]
    return {name: max(found) for name, *found in zip(tensors, *runs, strict=True)}


@contextmanager
def _lent(proto: Any) -> Iterator[Any]:
    """A graph to add nodes and outputs to, which go again: its weights would not fit twice."""
    graph = proto.graph
    nodes, outputs = len(graph.node), len(graph.output)
    try:
        yield graph
    finally:
        del graph.node[nodes:], graph.output[outputs:]
