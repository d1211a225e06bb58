"""Torch to ONNX, one graph a part: text encoder, control, UNet, decoder, encoder; or the house.

Names and shapes, fixed (N is 1; H, W are the picture's sides, h = H / 8, w = W / 8; C is the width
of the words' embedding). All are float32 but `tokens`, whatever a graph computes in inside:

    text      tokens int64 (N, 77)                       -> embedding (N, 77, C)
    control   latent (N, 4, h, w), time (N,),            -> down_00, down_01, ..., middle
              embedding (N, 77, C), sketch (N, 3, H, W),
              strength (1,)
    control   sketch (N, 1 or 3, H, W), strength (1,)    -> adapter_0, adapter_1, ...
              (of a T2I-Adapter: once a sketch)
    unet      latent, time, embedding, and every output  -> predicted (N, 4, h, w)
              of `control` under its own name
    decoder   latent (N, 4, h, w)                        -> picture (N, 3, H, W), about -1..1
    encoder   picture (N, 3, H, W), -1..1                -> latent (N, 4, h, w)
    house     sketch, noise, t, words int64, mood int64  -> clean, drawn (engines/training/network)

`time` is the scheduler's timestep, 0..999, as a float. `latent` has the UNet's scale: decoder and
encoder divide and multiply by the scaling factor themselves. `sketch` is 0..1, lines bright on
black, as the networks were trained. `strength` is what diffusers calls the conditioning scale: 0
gives residuals of zeros. `predicted` is what the scheduler calls the model's output.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines import catalog, settings
from engines.errors import BackendMissingError, PlanRefused
from engines.fetching.store import FOLDER
from engines.nets.sets import BASE
from engines.nets.sides import Sides
from engines.plans import graphs, surgery, writing
from engines.plans.calibration import trials
from engines.plans.converting import Conversion, becomes, converted, described
from engines.plans.free_sides import free_axes, free_shapes, profiles_between, profiles_of
from engines.plans.graphs import SIDE_STEP, Graph
from engines.plans.loading import Networks, carry_base, examples, loaded, quiet, residual_names
from engines.plans.models import HOUSE, Model, check_unit, checked_sizes, model_of, unit_of
from engines.plans.origins import origins_of
from engines.plans.targets import Target

if TYPE_CHECKING:
    from torch import Tensor, nn

REFERENCE = "reference"
# From this version of TensorRT on, strong typing is complete: precision stands in the graph. Before
# it (JetPack 5 and 6), half precision is a flag. TensorRT-RTX is always strongly typed.
STRONG = (10, 12)
# The exporter over torch.export writes 18 and newer; older opsets come from the tracing one.
NEW_EXPORTER = 18
HOUSE_NAMES = ("clean", "drawn")
_OUTPUTS = {
    "text": ("embedding",),
    "unet": ("predicted",),
    "decoder": ("picture",),
    "encoder": ("latent",),
    HOUSE: HOUSE_NAMES,
}


@dataclass(frozen=True)
class Task:
    """What one export is told.

    Attributes:
        opset: of the graphs.
        sizes: of the pictures, the largest last; more than one only with profiles.
        dynamic: whether the sides are free, with one profile a size.
        into: the folder that gets `reference/NAME.onnx`, and `NAME.onnx` of other precisions.
        between: whether free sides may be anything between three sizes' first and last.
    """

    opset: int
    sizes: tuple[Sides, ...]
    dynamic: bool
    into: Path
    between: bool = False


def exported(  # noqa: PLR0913 - what an engineer asks for in one command
    model: str,
    target: Target,
    *,
    precision: str,
    sizes: Sequence[Sides] = (),
    dynamic: bool = False,
    between: bool = False,
    into: Path,
    weights: Path | None = None,
    version: str | None = None,
    islands: Sequence[str] = (),
    rest: str = "fp16",
    say: Callable[[str], None] | None = None,
) -> tuple[Graph, ...]:
    """Exports a model for a target: one checked ONNX a part, in the precision asked for.

    Args:
        model: a name of `engines.plans.models.names()`.
        target: decides opset and typing.
        precision: "fp32", "fp16", "bf16", "int8" or "fp8".
        sizes: of the pictures; none for the model's usual one.
        dynamic: whether the sides are free, with one profile a size; fixed is quicker.
        between: whether three sizes are the least, the best and the largest of one profile.
        into: the folder for `NAME.onnx`; `reference/NAME.onnx` in it stays in single precision, for
            verifying.
        weights: folder of the weights; None for the house's own, and for the practice's folder of
            models. See `engines.plans.loading`.
        islands: nodes that are to stay in single precision, besides those that are found.
        rest: what eight-bit graphs compute the rest in: "fp16" or "bf16".
        version: the TensorRT that will build, such as "10.3.0"; None for the target's newest.
        say: told what is being done, in a few words.

    Raises:
        PlanRefused: weights are missing, a size or precision does not fit, or a graph is not sound.
        BackendMissingError: torch, diffusers or onnx is not installed.
    """
    tell = say or (lambda _: None)
    opset = target.opset if version is None else target.opset_for(version)
    task = Task(opset, checked_sizes(model, sizes, dynamic=dynamic), dynamic, into, between)
    weak = target.library == "tensorrt" and version is not None and _number(version) < STRONG
    if weak and rest != "fp16":
        raise PlanRefused(
            f"--rest {rest} needs TensorRT 10.12 or newer, not {version}: leave --rest out."
        )
    tell("exporting")
    found = references(model, task, weights=weights)
    how = Conversion(precision, into, weak=weak, half=rest, islands=islands, say=say)
    if precision == "fp32":
        return tuple(converted(graph, (), how) for graph in found)
    _check_islands(found, islands)
    tell("running our drawings through it")
    feeds = trials(found)
    made = []
    for graph in found:
        tell(f"{graph.name} in {becomes(graph.name, precision, half=rest)}")
        made.append(converted(graph, feeds[graph.name], how))
    return tuple(made)


def _check_islands(found: Sequence[Graph], islands: Sequence[str]) -> None:
    protos = [_onnx().load(str(each.path), load_external_data=False) for each in found if islands]
    names = [node.name for proto in protos for node in proto.graph.node]
    for name in islands:
        if name not in names:
            near = ", ".join(get_close_matches(name, names, 3, 0.0))
            raise PlanRefused(f"No graph has a node {name!r} for --island; near it are: {near}.")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def references(model: str, task: Task, *, weights: Path | None = None) -> tuple[Graph, ...]:
    """Writes every graph of a model in single precision, as `into/reference/NAME.onnx`.

    Args:
        model: a name of `engines.plans.models.names()`.
        task: how.
        weights: folder of the weights; None for the house's own. See `engines.plans.loading`.

    Raises:
        PlanRefused: weights are missing, a size does not fit, or a graph is not sound.
        BackendMissingError: torch, diffusers or onnx is not installed.
    """
    row = model_of(model)
    folder = task.into / REFERENCE
    folder.mkdir(parents=True, exist_ok=True)
    if model == HOUSE and task.opset >= NEW_EXPORTER:
        return (_house(row, task, weights or catalog.HOME / "weights"),)
    if weights is None and model != HOUSE:
        weights = store()
        if not weights.is_dir():
            fetch = f"python -m engines models fetch {model}, or --weights DIR"
            raise PlanRefused(f"{model} needs its weights: {fetch}")
    return tuple(_written(row, task, weights or catalog.HOME / "weights"))


def store() -> Path:
    """The practice's folder of models."""
    return settings.load().data / FOLDER


def _house(row: Model, task: Task, weights: Path) -> Graph:
    """The house from its ONNX file: no torch is needed, so a kiosk can do it too."""
    onnx = _onnx()
    source = weights / "house.onnx"
    proto = onnx.load(str(source))
    surgery.fix_batch(proto)
    surgery.raise_opset(proto, task.opset)
    path = task.into / REFERENCE / f"{HOUSE}.onnx"
    writing.save(surgery.cleaned(proto), path)
    made_of = {source.name: catalog.digest(source)}
    origins = origins_of(made_of, weights, store())
    return replace(described(path, row.name, task.opset), made_of=made_of, origins=origins)


def _written(row: Model, task: Task, weights: Path) -> list[Graph]:
    try:
        networks = loaded(row, weights)
    except ImportError as error:
        raise BackendMissingError(
            f"{error.name} is not installed. Run: pip install 'sketchwell[diffusers]'"
        ) from error
    carry_base(row, weights, task.into / BASE)
    made_of = {
        file.relative_to(weights).as_posix(): catalog.digest(file) for file in networks.files
    }
    whose: Any = {"made_of": made_of, "origins": origins_of(made_of, weights, store())}
    for size in task.sizes:  # the table's unit is of the published weights, these may be others
        check_unit(row.name, size, _unit(networks))
    feeds = [examples(networks, row, size) for size in task.sizes]
    outputs = {name: _outputs(networks, name, feeds) for name in row.graphs}
    modules, found = dict(networks.modules), []
    del networks
    for name in row.graphs:  # each network leaves the memory when it is written
        shapes = [each[name] for each in feeds]
        path = task.into / REFERENCE / f"{name}.onnx"
        write_onnx(modules.pop(name), shapes[-1], path, outputs[name], task)
        profiles = _profiles(shapes, task)
        graph = replace(described(path, name, task.opset), profiles=profiles, **whose)
        graphs.check_profiles(graph.inputs, graph.profiles)
        found.append(graph)
        gc.collect()
    return found


def _profiles(shapes: Sequence[dict[str, Tensor]], task: Task) -> Any:
    if not task.dynamic:
        return ()
    return profiles_between(shapes) if task.between else profiles_of(shapes)


def _unit(networks: Networks) -> int:
    unet: Any = networks.modules.get("unet")
    return SIDE_STEP if unet is None else unit_of(unet.unet.config)


def write_onnx(
    module: nn.Module, feed: dict[str, Tensor], path: Path, outputs: Sequence[str], task: Task
) -> None:
    """Writes one module as an ONNX graph in single precision, batch 1.

    Args:
        module: of `engines.plans.parts`, or the house network.
        feed: its inputs by name, in order.
        path: the file.
        outputs: names of what it gives.
        task: opset, and whether the picture's sides are free.
    """
    onnx = _onnx()
    import torch

    new = task.opset >= NEW_EXPORTER
    # the exporter does not see that a name of ours may be one of its own inside
    marked = [f"output_{name}" for name in outputs]
    named: dict[str, Any] = {"input_names": list(feed), "output_names": marked}
    raw = path.with_name(f"{path.stem}.raw.onnx")
    data = raw.with_name(raw.name + ".data")
    arrays = tuple(feed.values())
    if new:
        named |= {"dynamic_shapes": free_shapes(module, feed) if task.dynamic else None}
    elif task.dynamic:
        named |= {"dynamic_axes": {name: axes for name, axes in free_axes(feed).items() if axes}}
    try:
        with quiet(), torch.no_grad():
            opset = max(task.opset, NEW_EXPORTER) if new else task.opset
            torch.onnx.export(
                module, arrays, str(raw), dynamo=new, opset_version=opset, verbose=False, **named
            )
        del module
        gc.collect()  # what the exporter made of it is one large circle
        proto = onnx.load(str(raw))
    finally:
        for file in (raw, data):
            file.unlink(missing_ok=True)
    surgery.name_outputs(proto, outputs)
    surgery.raise_opset(proto, task.opset)
    writing.save(surgery.cleaned(proto), path)


def _outputs(networks: Networks, name: str, feeds: Sequence[Any]) -> tuple[str, ...]:
    if name != "control":
        return _OUTPUTS[name]
    # whatever the UNet takes beyond latent, time and embedding
    return residual_names(networks.modules[name], len(feeds[0]["unet"]) - 3)


def _onnx() -> Any:
    try:
        import onnx
    except ImportError as error:
        raise BackendMissingError("onnx is not installed. Run: pip install onnx") from error
    return onnx
