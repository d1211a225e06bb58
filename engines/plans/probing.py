"""Looks inside an engine: small ones are built like it, with inner tensors as their outputs.

Marked tensors are not fused away, so such an engine is not the one that failed: it may choose other
ways of computing. Where it goes wrong as that did, the layer is found.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from engines import catalog
from engines.errors import PlanStopped
from engines.nets import plan
from engines.nets.base import Array, Net, Slot, fitted
from engines.nets.manifest import Ingredients, Manifest, Outcome
from engines.plans import graphs, writing
from engines.plans.building import Built, build
from engines.plans.gates import Answer, Feed
from engines.plans.graphs import Graph
from engines.plans.offers import look
from engines.plans.recipes import Recipe, recipe_for
from engines.plans.targets import preset_of, target_of

NAME = "probe"


class Opens(Protocol):
    """Opens an engine that was never verified, for `with`."""

    def __call__(self, path: Path, *, keys: Path, verified: bool) -> AbstractContextManager[Net]:
        """Opens the engine in a file; arguments as of `engines.nets.tensorrt.EngineNet`."""
        ...


@dataclass
class Limited:
    """A `Watch` that says nothing and stops a build when time is over."""

    until: float
    over: bool = field(default=False)

    def progress(self, *_: object, **__: object) -> None:
        """Looks at the clock."""
        if time.monotonic() > self.until:
            self.over = True
            raise KeyboardInterrupt

    def warned(self, graph: str, text: str) -> None:
        """Warnings of a probe are of no use to anybody."""


@dataclass(frozen=True)
class Engines:
    """A probe for `engines.plans.blaming` that builds and runs an engine a round.

    Attributes:
        like: what went into the engine that failed.
        opened: opens an engine.
        keys: the practice's folder, with the machine's key.
        until: when to stop, by the monotonic clock.
    """

    like: Ingredients
    opened: Opens
    keys: Path
    until: float

    def __call__(self, proto: Any, feed: Feed) -> Answer | None:
        """What the marked tensors are in an engine; None where time is over."""
        with TemporaryDirectory(prefix="sketchwell-probe-") as aside:
            place = Path(aside)
            graph = self._written(proto, feed, place)
            watch = Limited(self.until)
            try:
                made = build(graph, self.recipe(graph), out=place, watch=watch)
            except PlanStopped:
                if watch.over:
                    return None
                raise
            plan.write(made.engine, self._manifest(graph, made), keys=self.keys)
            with self.opened(made.engine, keys=self.keys, verified=False) as net:
                return net.run(fitted(feed, net.inputs))

    def recipe(self, graph: Graph) -> Recipe:
        """As the engine that failed was built, but for what is asked beyond the defaults."""
        target = target_of(self.like.target)
        portable = self.like.computes == target.computes
        return recipe_for(
            self.like.precision,
            target,
            preset_of(self.like.preset),
            look(target.library),
            computes=() if portable else self.like.computes,
            wanted_flags=self.like.flags,
            islands=graph.islands,
        )

    def _written(self, proto: Any, feed: Feed, place: Path) -> Graph:
        path = place / f"{NAME}.onnx"
        _fix_inputs(proto, feed)
        writing.save(proto, path)
        names = {node.name for node in proto.graph.node}
        return Graph(
            name=NAME,
            path=path,
            inputs=graphs.slots(proto.graph.input),
            outputs=tuple(Slot(value.name, "float32", ()) for value in proto.graph.output),
            profiles=(),
            opset=self.like.opset,
            precision=self.like.precision,
            islands=tuple(name for name in self.like.islands if name in names),
            digest=graphs.digest(path),
        )

    def _manifest(self, graph: Graph, made: Built) -> Manifest:
        went_in = replace(
            self.like,
            graph=NAME,
            onnx_sha256=graph.digest,
            outputs=graph.outputs,
            profiles=(),
            dynamic=False,
        )
        outcome = Outcome(catalog.digest(made.engine), made.engine_bytes, "", made.seconds)
        return Manifest(went_in, outcome, NAME)


def _fix_inputs(proto: Any, feed: Mapping[str, Array]) -> None:
    """Drops inputs that nothing reads any more, and gives free sides the trial's."""
    read = {name for node in proto.graph.node for name in node.input}
    kept = [value for value in proto.graph.input if value.name in read]
    kept = [type(value).FromString(value.SerializeToString()) for value in kept]
    for value in kept:
        for side, length in zip(
            value.type.tensor_type.shape.dim, feed[value.name].shape, strict=True
        ):
            side.Clear()
            side.dim_value = length
    del proto.graph.input[:]
    proto.graph.input.extend(kept)
