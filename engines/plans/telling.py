"""What the commands found, in lines for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engines.nets.sides import Sides
from engines.plans.budget import Budget
from engines.plans.cleaning import Item
from engines.plans.converting import opset_of
from engines.plans.offers import Offers
from engines.plans.orders import Made, Order
from engines.plans.proving import Proof
from engines.plans.recipes import recipe_for
from engines.plans.targets import TITLES
from engines.plans.troubles import skipped_note

# The minor version by which the table says that no newest is known.
OPEN = 99
STANDINGS = {
    "fits": "it fits",
    "without kiosk": "it fits while the kiosk is off",
    "with swap": "it fits only with swap",
    "too small": "it is too large for that memory",
    "unknown": "whether it fits is not known",
}


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as aligned columns; the first row heads them, the first column is text."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *rest = row
        cells = [f"{cell:>{width}}" for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join([f"{first:<{widths[0]}}", *cells]).rstrip()


def way(order: Order, offers: Offers | None) -> str:
    """Which TensorRT would build, and how precision reaches it."""
    target = order.target
    title = TITLES[target.library]
    if offers is None:
        versions = ", ".join(_versions(each.lowest, each.highest) for each in target.releases)
        return f"{title} {versions}; the machine that builds has one of them"
    typing = {
        True: "the graph's own types hold (strong typing)",
        False: "precision is allowed by builder flags (weak typing)",
    }[offers.strong]
    return f"{title} {offers.version}: {typing}, opset {_opset(order, offers)}"


def _opset(order: Order, offers: Offers) -> int:
    opset = order.target.opset_for(offers.version)
    half = order.wishes.rest or "fp16"
    return opset_of(order.precision, opset, half=half, weak=not offers.strong)


def _versions(lowest: str, highest: str) -> str:
    major, minor = highest.split(".")[:2]
    if int(minor) == OPEN:
        return f"{lowest} and newer of {major}"
    return lowest if lowest == highest else f"{lowest} to {highest}"


def budget_lines(order: Order, found: Budget, offers: Offers | None) -> Iterator[str]:
    """What `plan` says."""
    target = order.target
    yield f"{order.model} in {order.precision} for {target.name}: {target.title}"
    yield f"{way(order, offers)}; preset {order.preset.name}: {order.preset.title}"
    yield ""
    head = ("graph", "px", "weights", "GFLOP", "engine MiB", "build MiB", "minutes")
    rows = [
        (
            share.graph,
            str(share.size),
            f"{share.parameters / 1e6:,.1f} M",
            f"{share.gflops:,.1f}",
            f"{share.engine_mib:,.0f}",
            f"{share.build_mib:,.0f}",
            f"{share.minutes:,.1f}",
        )
        for share in found.shares
    ]
    yield from table([head, *rows])
    yield ""
    yield from table([("estimates", "MiB"), *_memory_rows(found)])
    yield ""
    if found.export_minutes is not None:
        yield f"Exporting and judging: {_took(found.export_minutes)} on a busy machine."
    yield f"Building: {_took(found.minutes)}. {STANDINGS[found.standing].capitalize()}."
    # the targets' own notes are of what was left open
    settled = target.notes if order.computes else ()
    notes = [note for note in found.notes if note not in settled]
    yield from (f"- {note}" for note in (*notes, *order.wishes.prices))


def _took(minutes: float) -> str:
    return f"about {minutes:,.0f} minutes" if minutes >= 1.5 else "a minute or less"


def _memory_rows(found: Budget) -> Iterator[tuple[str, str]]:
    yield "building, at its largest graph", f"{found.build_mib:,.0f}"
    if found.export_mib is not None:
        yield "exporting and judging before that", f"{found.export_mib:,.0f}"
    for name, mib in found.kiosk_mib.items():
        yield f"a kiosk's {name}", f"{mib:,}"
    yield "running all engines", f"{found.run_mib:,.0f}"
    for name, mib in (("memory there is", found.memory_mib), ("swap on disk", found.swap_mib)):
        yield name, "not known" if mib is None else f"{mib:,}"
    yield "disk wanted", f"{found.disk_mib:,.0f}"
    free = found.disk_free_mib
    yield "disk free", "not known" if free is None else f"{free:,}"


def made_lines(made: Made) -> Iterator[str]:
    """What `build` says at the end."""
    for built in made.built:
        layers = ", ".join(f"{count} {kind}" for kind, count in built.layers.items())
        peak = "" if built.peak_rss_mb is None else f", {built.peak_rss_mb:,.0f} MiB at most"
        size = built.engine_bytes / (1 << 20)
        yield f"{built.engine}: {size:,.1f} MiB, {built.seconds:,.1f} s{peak}; layers: {layers}"
        if built.held:
            yield f"  {built.held} layers are held in single precision"
        note = skipped_note(built.skipped_tactics, built.recipe.workspace_mib)
        if note is not None:
            yield f"  {note}"
        yield from (f"  warning: {text}" for text in built.warnings)
    yield from (f"{name}: stood already" for name in made.stood)
    # graphs that were carried here are not where verify looks
    carried = "" if made.onnx is None else f" --onnx {shlex.quote(str(made.onnx))}"
    yield f"Next: python build_trt.py verify {made.folder}{carried}"


def plan_json(order: Order, offers: Offers | None, sizes: Sequence[Sides]) -> dict[str, Any]:
    """What `plan --json` says besides the budget: the command, and what the builder will be told.

    Flags and options are null where another machine builds, as its library decides them.
    """
    told: dict[str, Any] = {
        "command": order.command,
        "sizes": list(sizes),
        "dynamic": order.dynamic,
        "prices": list(order.wishes.prices),
        **dict.fromkeys(("library", "version", "opset", "strongly_typed", "flags", "options")),
    }
    if offers is None:
        return told
    recipe = recipe_for(
        order.precision,
        order.target,
        order.preset,
        offers,
        computes=order.computes,
        wishes=order.wishes,
    )
    told |= {"library": offers.library, "version": offers.version}
    told |= {"opset": _opset(order, offers), "strongly_typed": offers.strong}
    return {**told, "flags": list(recipe.flags), "options": recipe.options}


def proof_lines(found: Sequence[Proof]) -> Iterator[str]:
    """What `verify` found: figures of what held, faults and what to do of what did not."""
    for proof in found:
        row = proof.figures
        if proof.held:
            again = "" if row["repeats"] else "; runs differ, within the gates"
            yield (
                f"{proof.graph}: holds; cosine {row['cosine']:.6f}, mean {row['mean']:.2%}, "
                f"worst {row['worst']:.2%} over {row['trials']} trials{_in_shapes(row)}{again}"
            )
            continue
        yield f"{proof.graph}: FAILS; {'; '.join(proof.faults[:3])}"
        if proof.why is not None:
            yield f"  first wrong: {proof.why.told}"
            yield from [f"  try: {proof.why.remedy}"] * bool(proof.why.remedy)
    together = found[0].figures.get("whole") if found else None
    if together is not None and not together["faults"]:
        end = together["stages"]["picture"]
        yield (
            f"words to picture: holds; cosine {end['cosine']:.6f}, mean {end['mean']:.2%}, "
            f"worst {end['worst']:.2%} over {together['trials']} drawings"
        )


def _in_shapes(row: Mapping[str, Any]) -> str:
    most = max((len(shapes) for shapes in row["shapes"].values()), default=1)
    return f" in {most} shapes" if most > 1 else ""


def item_lines(items: Sequence[Item]) -> Iterator[str]:
    """What `clean` found."""
    if not items:
        yield "Nothing of Sketchwell's plans lies here."
        return
    rows = [(item.kind, f"{item.mib:,.1f}", item.why, str(item.path)) for item in items]
    for kind, mib, why, path in rows:
        yield f"{mib:>10} MiB  {kind:<13} {path}  ({why})"


def built_json(made: Made) -> dict[str, Any]:
    """What `build --json` gives."""
    rows = [
        {
            "graph": built.graph.name,
            "engine": str(built.engine),
            "engine_bytes": built.engine_bytes,
            "seconds": round(built.seconds, 2),
            "peak_rss_mb": built.peak_rss_mb,
            "skipped_tactics": built.skipped_tactics,
            "warnings": list(built.warnings),
            "layers": dict(built.layers),
            "islands": list(built.graph.islands),
            "held_layers": built.held,
            **built.figures,
        }
        for built in made.built
    ]
    library = {"library": made.offers.library, "version": made.offers.version}
    return {"folder": str(made.folder), **library, "built": rows, "stood": list(made.stood)}
