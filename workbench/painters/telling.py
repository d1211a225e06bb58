"""The roster in plain words: names, what each painter is for, how far it is, what it needs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from engines.languages import dates
from engines.roster import Entry, Files, Standing, Step
from engines.roster.nets import Nets
from engines.settings import Settings, look_up
from workbench import parts
from workbench.guide import storage
from workbench.saying import _, language, later, ngettext

NAMES = {
    "wash": later("Wash"),
    "house": later("House painter"),
    "sd15": later("Stable Diffusion 1.5"),
    "sd15-adapter": later("Stable Diffusion 1.5 with an adapter"),
    "sdxs": later("SDXS"),
    "sd-turbo": later("SD-Turbo"),
    "tiny": later("Rehearsal"),
}
PURPOSES = {
    "wash": later("No network: the strokes' own colors, spread on the paper, at once."),
    "house": later(
        "Sketchwell's own small network, for every ordinary computer. It comes along and needs "
        "nothing else."
    ),
    "sd15": later(
        "A large painter for a workstation with a graphics card: two steps while one draws, four "
        "for the picture that stays."
    ),
    "sd15-adapter": later(
        "The same, but it looks at the sketch once and not at every step: for where every step "
        "counts."
    ),
    "sdxs": later("A large painter made small: one step, for a Jetson or to be quick."),
    "sd-turbo": later("A large painter for research: one step, under a licence with strict terms."),
    "tiny": later(
        "For engineers: random weights, so it paints noise. It shows that all the rest works."
    ),
}
STEPS = {
    "libraries": later("Install the libraries"),
    "licences": later("Accept the licences"),
    "files": later("Fetch the files"),
    "check": later("Read the files whole, to see that they are right"),
    "nets": later("Make engines or graphs for this machine"),
    "verify": later("Verify the engines"),
    "use": later("Let it answer"),
    "try": later("Try it on one drawing"),
}
RUNTIMES = {
    "onnxruntime": "ONNX Runtime",
    "openvino": "OpenVINO",
    "openvino-bf16": "OpenVINO (bf16)",
    "torch": "PyTorch",
    "torch_graph": "PyTorch (CUDA graphs)",
    "tensorrt": "TensorRT",
    "tensorrt_rtx": "TensorRT-RTX",
}
# As in engines/catalog.toml, word for word; here they can be translated.
CAUTIONS = {
    "sd-turbo": later(
        "Nobody who wrote this could read the repository; others read this licence there in 2026. "
        "What stands in its own LICENSE.md decides. Copies from before July 2024 came under a "
        "narrower one: research only."
    ),
    "controlnet-sd21-scribble": later(
        "Its author names no licence of its own. It grew out of Stable Diffusion 2.1, whose "
        "licence asks that its limits go on with whatever is made of it: that one is shown here."
    ),
}
_RAIL = later(
    "Commercial use is allowed. Forbidden among others: breaking the law, harming or exploiting "
    "minors, false or personal information that harms people, defaming or harassing, decisions "
    "about a person's rights by machine alone, discriminating, exploiting the vulnerabilities of "
    "a group, medical advice and the interpretation of medical results, use in justice, law "
    "enforcement or asylum. You must pass these limits on to whoever uses it."
)
LIMITS = {
    "CreativeML-OpenRAIL-M": _RAIL,
    "CreativeML-OpenRAIL++-M": _RAIL,
    "Stability-AI-Community": later(
        "Research and use that earns nothing. Where it serves a business or earns money, as in a "
        "paid practice: only below 1,000,000 US dollars of yearly revenue, all affiliates "
        "together, and only after registering at https://stability.ai/community-license; above "
        "that it ends. Its maker's Acceptable Use Policy (https://stability.ai/use-policy) holds "
        "too. Neither it nor its pictures may help to make another foundation model. Whoever "
        "passes it on, or a service with it, adds the licence and shows 'Powered by Stability AI'."
    ),
    "MIT": later("None beyond the licence."),
    "Apache-2.0": later("None beyond the licence."),
}


def name_of(entry: Entry) -> str:
    """What a painter is called here."""
    return _(NAMES[entry.name]) if entry.name in NAMES else entry.title


def purpose_of(entry: Entry) -> str:
    """What it is for, in a sentence."""
    return _(PURPOSES[entry.name]) if entry.name in PURPOSES else entry.title


def state_of(entry: Entry) -> tuple[str, str]:
    """How far it is: the chip's kind and its text."""
    if entry.chosen:
        return ("now", _("Answers here")) if entry.ready else ("lacks", _("Chosen, but not ready"))
    if entry.ready:
        could = entry.everyone and not entry.rehearsal
        return "ready", _("Could answer here") if could else _("Ready to be tried")
    return "away", _("Not here yet")


def step_of(step: Step) -> str:
    """One step of the way, as something to do."""
    return _(STEPS[step.what])


def needs_of(entry: Entry) -> str:
    """What a large painter asks of a machine; empty for the others."""
    if not entry.weights_mb or entry.rehearsal:
        return ""
    size = dates.number(entry.weights_mb / 1000, language(), digits=1)
    return _(
        "It holds {size} GB in the memory of a graphics card. A processor needs twice that, and "
        "many seconds for a step.",
        size=size,
    )


def running(settings: Settings) -> str:
    """What the chosen painter's network runs on."""
    if settings.painter == "wash":
        return _("It has no network: nothing to run but the paper itself.")
    if settings.painter == "house":
        runtime = RUNTIMES.get(settings.runtime, settings.runtime)
        return _(
            "Its network runs on {runtime}, in {precision}.",
            runtime=runtime,
            precision=settings.precision,
        )
    runtime = RUNTIMES.get(settings.large_runtime, settings.large_runtime)
    return _("Its networks run on {runtime}.", runtime=runtime)


def here(files: Files) -> str:
    """What of a model lies here, and what is known of it."""
    if not files.size:
        return _("not here")
    told = [storage.size(files.size)]
    if not files.whole:
        told.append(_("not whole"))
    elif files.checked:
        told.append(_("read whole on {day}", day=parts.day(files.checked)))
    if files.unvouched:
        told.append(
            ngettext(
                "{count} file as it came: nobody vouched for it",
                "{count} files as they came: nobody vouched for them",
                files.unvouched,
            )
        )
    return ", ".join(told)


def nets_said(nets: Nets) -> str:
    """One folder of graphs or engines."""
    if nets.trouble:
        return _("Not opened: {why}", why=nets.trouble)
    about = f"{nets.precision}, {nets.pictures} px, {storage.size(nets.size)}"
    if not nets.runtime:
        return _("Graphs: {about}", about=about)
    made = _("Engines for {library}: {about}", library=nets.made_with, about=about)
    checked = _("verified") if nets.verified else _("not verified yet, so not used")
    return f"{made}, {checked}"


def accepted(standing: Standing) -> str:
    """Who accepted a licence, and when; empty where nobody did."""
    if standing.accepted is None:
        return ""
    by, day = standing.accepted.by, parts.day(standing.accepted.at)
    return _("Accepted by {name} on {day}.", name=by, day=day)


def limits_of(standing: Standing) -> str:
    """What a licence forbids, in plain words."""
    known = LIMITS.get(standing.licence.name)
    return _(known) if known is not None else standing.licence.use_limits


def cautions(standing: Standing, entries: Sequence[Entry]) -> list[str]:
    """What to know of the models under a licence before it is accepted."""
    models = {each.model for entry in entries for each in entry.files}
    under = [each for each in models if each.licence == standing.licence.name and each.caution]
    return [
        f"{each.name}: {_(CAUTIONS[each.name]) if each.name in CAUTIONS else each.caution}"
        for each in sorted(under, key=lambda each: each.name)
    ]


def command(text: str, folder: Path) -> str:
    """A command as it must be typed in another terminal: it looks into this practice's folder."""
    if text.startswith("pip "):
        return text
    found = next(each for each in look_up() if each.row.name == "data")
    if found.value == folder and not found.origin.startswith("the environment"):
        return text
    return f"SKETCHWELL_DATA={shlex.quote(str(folder))} {text}"


def measured(took_ms: dict[str, float]) -> str:
    """The times that decided what runs the network; empty where nothing was measured."""
    if not took_ms:
        return ""
    return _("One step of it, measured on this machine: {times}.", times=", ".join(_times(took_ms)))


def _times(took_ms: dict[str, float]) -> Iterator[str]:
    for way, took in took_ms.items():
        runtime, __, precision = way.partition(" ")
        yield f"{RUNTIMES.get(runtime, runtime)} {precision} {took:.0f} ms"
