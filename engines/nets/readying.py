"""What some engines need between their file and their first run: an accelerator, weights, a budget.

A manifest says which: a core under `dla` and a budget under `streamed_mib` in its options, and the
flag `STRIP_PLAN` for an engine without weights. Those come from the ONNX file that lies beside it,
after its hash was compared with what went in.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from engines.errors import PlanError, PlanMismatchError
from engines.nets.manifest import Ingredients, Manifest, rebuild

STRIP = "STRIP_PLAN"
_BLOCK = 1 << 20


def before(runtime: Any, manifest: Manifest) -> None:
    """Tells a runtime the accelerator of the engine that it is about to open."""
    core = manifest.ingredients.options.get("dla")
    if core is not None:
        runtime.DLA_core = core


def after(trt: Any, engine: Any, path: Path, manifest: Manifest) -> None:
    """Gives an opened engine its weights, or says how many of them stay on the GPU.

    Args:
        trt: the library's module.
        engine: as it was deserialized, without a context yet.
        path: its file.
        manifest: what lies beside it.

    Raises:
        PlanMismatchError: the ONNX beside it is missing, or is not what went in.
        PlanError: the library takes neither weights nor budget.
    """
    went_in = manifest.ingredients
    if STRIP in went_in.flags:
        _refit(trt, engine, path, went_in)
    if "streamed_mib" in went_in.options:
        _limit(engine, path, int(went_in.options["streamed_mib"]) << 20)


def capturable(manifest: Manifest) -> bool:
    """Whether runs may become a CUDA graph: nobody tried it with DLA or streamed weights."""
    return not {"dla", "streamed_mib"} & manifest.ingredients.options.keys()


def streamable_mib(engine: Any, manifest: Manifest) -> float | None:
    """MiB of weights that may wait outside the GPU; None where the engine streams none."""
    if "streamed_mib" not in manifest.ingredients.options:
        return None
    return engine.streamable_weights_size / (1 << 20)


def weights_beside(engine: Path) -> tuple[Path, ...]:
    """`GRAPH.onnx` beside an engine, and its weights where they are a file of their own."""
    onnx = engine.with_suffix(".onnx")
    files = (onnx, onnx.with_name(f"{onnx.name}.data"))
    return tuple(path for path in files if path.is_file())


def _refit(trt: Any, engine: Any, path: Path, went_in: Ingredients) -> None:
    files = weights_beside(path)
    if not files or _digest(files) != went_in.onnx_sha256:
        what = "is not the one that it was built from" if files else "is missing"
        raise PlanMismatchError(
            f"The plan {path} is not opened: it has no weights of its own, and the ONNX beside it "
            f"{what}. Build it again: {rebuild(went_in)}"
        )
    logger = trt.Logger(trt.Logger.WARNING)
    refitter = trt.Refitter(engine, logger)
    source = trt.OnnxParserRefitter(refitter, logger)
    if not source.refit_from_file(str(files[0])) or not refitter.refit_cuda_engine():
        told = [source.get_error(place).desc() for place in range(source.num_errors)]
        raise PlanError(
            f"TensorRT did not take the weights of {files[0].name} into {path.name}"
            f" ({'; '.join(told) or 'no reason given'}). Build it again without --strip."
        )


def _limit(engine: Any, path: Path, budget: int) -> None:
    most = engine.streamable_weights_size
    wanted = min(budget, most) if budget else engine.get_weight_streaming_automatic_budget()
    engine.weight_streaming_budget_v2 = wanted
    if engine.weight_streaming_budget_v2 != wanted:
        raise PlanError(
            f"TensorRT does not keep {wanted >> 20} MiB of the weights of {path.name} on the GPU. "
            "Build it with another --weight-streaming, or without."
        )


def _digest(files: tuple[Path, ...]) -> str:
    """As `engines.plans.graphs.digest` computes it, which reads the graph with a library."""
    found = hashlib.sha256()
    for part in files:
        found.update(part.name.encode() + b"\0")
        with part.open("rb") as stream:
            while block := stream.read(_BLOCK):
                found.update(block)
    return found.hexdigest()
