"""One step of the house network on each runtime that is here, beside eager PyTorch, in one run."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial

from engines import catalog
from engines.errors import SketchwellError
from engines.nets.base import Array, open_net
from engines.nets.choosing import WAYS
from engines.nets.measuring import REFERENCE, label, sample_of

EAGER = "torch eager fp32"
Case = Callable[[], object]


def networks_of(stack: ExitStack, *, threads: int) -> tuple[dict[str, Case], dict[str, str]]:
    """The cases by name, and why a runtime's case is missing, by name.

    Args:
        stack: closes the nets.
        threads: threads for one step.
    """
    path = catalog.find("house").files[0].place
    cases: dict[str, Case] = {}
    missing: dict[str, str] = {}
    feed: dict[str, Array] = {}
    for runtime, precision in WAYS:
        name = label((runtime, precision))
        try:
            net = stack.enter_context(
                open_net(path, runtime=runtime, precision=precision, threads=threads)
            )
            feed = feed or sample_of(net.inputs)
            cases[name] = partial(net.run, feed)
        except SketchwellError as error:
            missing[name] = str(error)
    try:
        from engines.training.export import eager

        cases[EAGER] = eager(feed, threads=threads)
    except (ImportError, SketchwellError) as error:
        missing[EAGER] = str(error)
    return cases, missing


def time_networks_child() -> None:
    """Times them in this process, as `engines.bench.time_child` does the painters."""
    from engines.bench import figures_of, measure

    task = json.loads(sys.argv[-1])
    with ExitStack() as stack:
        cases, missing = networks_of(stack, threads=task["threads"])
        timed = measure(cases, rounds=task["rounds"])
    sys.stdout.write("\n" + json.dumps({"cases": figures_of(timed), "missing": missing}))


def with_ratios(cases: Mapping[str, dict[str, float]]) -> dict[str, dict[str, float | None]]:
    """The figures, each with its ratio to ONNX Runtime in single precision."""
    base_s = cases.get(label(REFERENCE), {}).get("median_s")
    return {
        name: {**figures, "to_onnxruntime": figures["median_s"] / base_s if base_s else None}
        for name, figures in cases.items()
    }
