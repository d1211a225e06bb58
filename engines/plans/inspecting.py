"""What is inside an engine: its manifest, its layers with their precisions, and a page about both.

Without a GPU the layers are the network's, as the builder recorded them before it fused anything.
With one they are the engine's own, from its inspector.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engines.nets import plan
from engines.nets.cuda import asked_device
from engines.nets.manifest import Ingredients, Manifest
from engines.nets.tensorrt import EngineNet
from engines.nets.tensorrt_rtx import RtxNet

# How an engine's inspector writes a tensor's type -> our name.
_TYPES = {
    "float": "fp32",
    "fp32": "fp32",
    "half": "fp16",
    "fp16": "fp16",
    "bfloat16": "bf16",
    "bf16": "bf16",
    "int8": "int8",
    "fp8": "fp8",
    "e4m3": "fp8",
    "int32": "int32",
    "int64": "int64",
    "bool": "bool",
}
SHOWN = 3  # faults; the manifest has all
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer.

    Attributes:
        name: as the graph or the engine calls it.
        kind: what it does.
        precision: what it gives, "fp16".
        shape: the shape it gives; -1 is free, () is not known.
        format: how its numbers lie in memory; empty where not known.
    """

    name: str
    kind: str
    precision: str
    shape: tuple[int, ...] = ()
    format: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One engine, looked into.

    Attributes:
        manifest: what lies beside it.
        layers: what it computes, in order.
        source: "engine" where its inspector was asked, "network" where the builder's record is.
    """

    manifest: Manifest
    layers: tuple[Layer, ...]
    source: str

    @property
    def histogram(self) -> dict[str, int]:
        """How many layers give which precision, the most frequent first."""
        return dict(Counter(layer.precision for layer in self.layers).most_common())

    @property
    def devices(self) -> dict[str, str]:
        """Each layer's device, "dla" or "gpu", as the builder judged it; empty without a DLA."""
        rows = self.manifest.outcome.table
        return {str(row["name"]): str(row["device"]) for row in rows if "device" in row}

    def to_wire(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "manifest": json.loads(self.manifest.to_bytes()),
            "layers": [asdict(layer) for layer in self.layers],
            "precisions": self.histogram,
            "devices": self.devices,
            "source": self.source,
        }


def looked_into(engine: Path, *, keys: Path) -> Inspection:
    """An engine by its own inspector where a GPU is, else by the builder's record.

    Args:
        engine: the engine file.
        keys: the practice's folder, with the machine's key.

    Raises:
        PlanMismatchError: the manifest is missing, unsigned, or not this machine's.
        BackendMissingError: there is a GPU and the library is missing.
    """
    if asked_device() is None:
        return inspect(engine, keys=keys)
    rtx = plan.read(engine, keys=keys).ingredients.library == RtxNet.library
    with (RtxNet if rtx else EngineNet)(engine, keys=keys, verified=False) as net:
        return inspect_opened(net)


def inspect(engine: Path, *, keys: Path) -> Inspection:
    """Reads the manifest, after its signature was checked, and the builder's record of layers.

    Raises:
        PlanMismatchError: the manifest is missing, unsigned, or not this machine's.
    """
    manifest = plan.read(engine, keys=keys)
    rows = [_recorded(row) for row in manifest.outcome.table]
    return Inspection(manifest, tuple(rows), "network")


def inspect_opened(net: EngineNet) -> Inspection:
    """Asks the inspector of an opened engine; it tells all where it was built to (`detailed`).

    Raises:
        ValueError: the net is closed.
    """
    if net.manifest is None:
        raise ValueError("The engine was not opened: open it with `with`.")
    told = json.loads(net.described())
    return Inspection(net.manifest, layers_of(told), "engine")


def layers_of(told: Mapping[str, Any]) -> tuple[Layer, ...]:
    """The layers in what an engine's inspector wrote as JSON, of any TensorRT.

    Where an engine keeps names alone, each layer is its name.
    """
    return tuple(
        Layer(str(row), "", "unknown") if isinstance(row, str) else _inspected(row)
        for row in told.get("Layers", ())
    )


def text_of(found: Inspection) -> str:
    """The manifest in short and the precisions, as lines of text."""
    told = plan.figures_of(found.manifest)
    rows = [f"{name:12} {value}" for name, value in told.items()]
    counts = _counted(found.histogram)
    where = "in the engine" if found.source == "engine" else "in the network, before fusing"
    rows.append(f"{'layers':12} {len(found.layers):,} {where}: {counts or 'none'}")
    went_in = found.manifest.ingredients
    beyond = {"asked for": " ".join(went_in.options.get("asked", ()))}
    beyond |= {"devices": _counted(Counter(found.devices.values()))}
    beyond |= {"fp32 islands": ", ".join(went_in.islands)}
    came_out = found.manifest.outcome
    beyond |= {"skipped": f"{came_out.skipped_tactics} tactics" * bool(came_out.skipped_tactics)}
    peak = came_out.peak_rss_mb
    beyond |= {"memory": "" if peak is None else f"{peak:,.0f} MiB at most while building"}
    rows += [f"{name:12} {value}" for name, value in beyond.items() if value]
    trusted = (*whose(went_in), *judgements(found.manifest))
    rows += [f"{name:12} {value}" for name, value in trusted]
    return "\n".join(rows)


def whose(went_in: Ingredients) -> Iterator[tuple[str, str]]:
    """Whose weights these are, and what each licence forbids, once: it is to be passed on."""
    for origin in went_in.origins:
        told = f"{origin.model}, revision {origin.revision}, from {origin.source}, vouched for by"
        sums = ", ".join(f"{name} {sha[:12]}" for name, sha in origin.files.items())
        yield "weights", f"{told}: {origin.by} ({sums})"
    limits = {origin.licence: origin.use_limits for origin in went_in.origins}
    for licence, text in limits.items():
        yield "licence", f"{licence}: {text}"
    if went_in.calibration_sha256 is not None:
        yield "calibrated", f"on our own drawings, SHA-256 {went_in.calibration_sha256}"


def judgements(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """What the precision costs, and what the last verification found wrong."""
    alone, together = (manifest.outcome.judged.get(name) for name in ("graph", "whole"))
    if alone is not None:
        yield "costs", f"this graph, before building: {_figures(alone)}"
    if together is not None:
        end = together["stages"]["picture"]
        yield "costs", f"words to picture, before building: {_figures(end)}"
    if "cosine" in (manifest.verified or {}):
        yield "verified", f"this engine: {_figures(manifest.verified or {})}"
    held = (manifest.verified or {}).get("whole")
    if held is not None:
        yield "verified", f"words to picture, by the engines: {_figures(held['stages']['picture'])}"
    failed = manifest.failed
    if failed is not None:
        first, more = failed["faults"][:SHOWN], len(failed["faults"]) - SHOWN
        yield "failed", "; ".join([*first, *[f"and {more} more"] * (more > 0)])
        why = failed.get("why") or {}
        yield from [("first wrong", why["told"])] * bool(why.get("told"))
        yield from [("try", why["remedy"])] * bool(why.get("remedy"))


def page_of(inspections: Sequence[Inspection], *, title: str) -> str:
    """A page that stands alone: no script, no request; every engine's manifest and layers."""
    parts = [_section(each) for each in inspections]
    return _PAGE.format(title=html.escape(title), body="\n".join(parts))


def _recorded(row: Mapping[str, Any]) -> Layer:
    return Layer(
        str(row["name"]), str(row["kind"]), str(row["precision"]), tuple(row.get("shape", ()))
    )


def _inspected(row: Mapping[str, Any]) -> Layer:
    given = (row.get("Outputs") or [{}])[0]
    form = str(given.get("Format/Datatype", given.get("Datatype", "")))
    words = [_TYPES[word.lower()] for word in _WORD.findall(form) if word.lower() in _TYPES]
    return Layer(
        str(row.get("Name", "")),
        str(row.get("LayerType", "")),
        words[-1] if words else "unknown",
        tuple(given.get("Dimensions", ())),
        form,
    )


def _section(found: Inspection) -> str:
    went_in, came_out = found.manifest.ingredients, found.manifest.outcome
    facts = {
        **plan.figures_of(found.manifest),
        "model": f"{went_in.model}, revision {went_in.revision}, {went_in.licence}",
        "graph": f"{went_in.graph}, opset {went_in.opset}, SHA-256 {went_in.onnx_sha256}",
        "builder": f"preset {went_in.preset}, {', '.join(went_in.flags) or 'no flags'}",
        "asked for": " ".join(went_in.options.get("asked", ())) or "nothing",
        "fp32 islands": ", ".join(went_in.islands) or "none",
        "skipped tactics": came_out.skipped_tactics,
        "verified": _figures(found.manifest.verified),
    }
    trusted = (*whose(went_in), *judgements(found.manifest))
    rows = "".join(_row("th", *row) for row in (*facts.items(), *trusted))
    layers = "".join(_row("td", *_cells(layer)) for layer in found.layers)
    devices = "".join(_row("td", *row) for row in found.devices.items())
    head = "<tr><th>layer</th><th>runs on</th></tr>"
    counts = html.escape(_counted(found.histogram))
    return (
        f"<h2>{html.escape(went_in.graph)}</h2><table>{rows}</table>"
        f"<p>{len(found.layers):,} layers ({found.source}): {counts}</p>"
        "<table><tr><th>layer</th><th>kind</th><th>precision</th><th>shape</th><th>format</th></tr>"
        f"{layers}</table>" + (f"<table>{head}{devices}</table>" if devices else "")
    )


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _cells(layer: Layer) -> tuple[object, ...]:
    shape = " x ".join("free" if side < 0 else str(side) for side in layer.shape)
    return layer.name, layer.kind, layer.precision, shape, layer.format


def _figures(verified: Mapping[str, Any] | None) -> str:
    if verified is None:
        return "never"
    plain = {name: value for name, value in verified.items() if not isinstance(value, dict)}
    return ", ".join(f"{name} {_short(value)}" for name, value in plain.items())


def _short(value: object) -> object:
    return f"{value:.6g}" if isinstance(value, float) else value


def _row(first: str, *cells: object) -> str:
    told = [html.escape(str(cell)) for cell in cells]
    rest = "".join(f"<td>{cell}</td>" for cell in told[1:])
    return f"<tr><{first}>{told[0]}</{first}>{rest}</tr>"


_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
:root {{ color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif; }}
body {{ margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }}
table {{ border-collapse: collapse; margin: 0.75rem 0 1.5rem; }}
th, td {{ border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
  padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }}
th {{ font-weight: 600; white-space: nowrap; }}
</style></head><body>
<h1>{title}</h1>
{body}
</body></html>
"""
