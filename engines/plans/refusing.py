"""Which model, target, precision and machine never fit: refused before any work, with the way out.

Each rule looks at one question and gives a reason and a command, or nothing. A machine that is None
leaves out what only the building machine can tell, as `plan` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engines.errors import PlanRefused
from engines.plans.targets import HERE, TITLES, Target, number_of, target_of, targets

if TYPE_CHECKING:
    from engines.plans.machine import Machine

PRECISIONS = ("fp16", "bf16", "int8", "fp8", "fp32")
_APT = (
    "sudo apt-get install -y python3-libnvinfer libnvonnxparsers-dev, then a virtual environment "
    "that sees it: python3 -m venv --system-site-packages .venv"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: may this model be built so, for that, here?

    Attributes:
        model: its name.
        target: never `here`.
        precision: what the graphs are to compute in.
        machine: the machine that would build, or None.
        computes: what a portable engine is narrowed to; empty for all that its target names.
        kept: what else was asked for, as words of the command line.
        said: how the precision was asked for, in such words; None as itself.
    """

    model: str
    target: Target
    precision: str
    machine: Machine | None = None
    computes: tuple[str, ...] = ()
    kept: str = ""
    said: str | None = None

    @property
    def words(self) -> str:
        """The precision, as the command line says it."""
        return f" --precision {self.precision}" if self.said is None else self.said

    def command(self, verb: str, *, target: str | None = None, more: str = "") -> str:
        """The command line that asks for the same in a way that works."""
        name = target or self.target.name
        return f"python build_trt.py {verb} --model {self.model} --target {name}{more}{self.kept}"


def check(  # noqa: PLR0913 - what an engineer asks for in one command
    model: str,
    target: Target,
    precision: str,
    machine: Machine | None,
    computes: tuple[str, ...] = (),
    kept: str = "",
    said: str | None = None,
) -> None:
    """Refuses what cannot work, before any work.

    Args:
        model: the model's name, for the command in the message.
        target: what to build for.
        precision: one of `PRECISIONS`.
        machine: the machine that is to build; None to ask about the pair alone.
        computes: capabilities that a portable engine is narrowed to.
        kept: what else was asked for, so that the command in the message asks for it too.
        said: how the precision was asked for, as words of the command line; None as itself.

    Raises:
        PlanRefused: the message names the reason and the right command.
    """
    question = Question(model, target, precision, machine, computes, kept, said)
    for rule in RULES:
        reason = rule(question)
        if reason is not None:
            raise PlanRefused(reason)


def resolved(target: str, machine: Machine) -> Target:
    """The target of a name; for `here` the one that is this machine.

    Raises:
        PlanRefused: the name is unknown, or this machine is no target.
    """
    if target != HERE:
        return target_of(target)
    fits = [each for each in targets() if _is(each, machine)]
    if fits:
        return fits[0]
    if machine.compute is None:
        raise PlanRefused(
            "The target here is this machine's GPU, and there is none, or no driver for it "
            "(nvidia-smi). Without a GPU only TensorRT-RTX builds: --target rtx."
        )
    known = ", ".join(each.name for each in targets())
    raise PlanRefused(
        f"The target here is {machine.gpu} of compute {machine.compute} on {machine.arch}, which "
        f"is none of {known}. An RTX GPU runs --target rtx."
    )


def _is(target: Target, machine: Machine) -> bool:
    if target.compute is None or target.compute != machine.compute:
        return False
    if not target.jetson:
        return machine.board is None and target.machine == machine.arch
    return machine.board is not None and target.name == board_target(machine)


def board_target(machine: Machine) -> str | None:
    """The target that a Jetson board is, by what its device tree says; None for another machine."""
    board = (machine.board or "").lower()
    if "orin" in board:
        kinds = {"nano": "orin-nano", "nx": "orin-nx", "agx": "orin-agx"}
        return next((name for word, name in kinds.items() if word in board), None)
    return "thor" if "thor" in board else None


def _precision(question: Question) -> str | None:
    target, precision = question.target, question.precision
    if precision in target.precisions:
        return None
    able = target.precisions[0]
    why = target.lacks.get(precision, f"it computes in {', '.join(target.precisions)}")
    right = question.command("build", more=f" --precision {able}")
    return f"{target.name} cannot compute in {precision}: {why}. Use {right}"


def _computes(question: Question) -> str | None:
    target, met = question.target, question.computes
    odd = [each for each in met if each not in target.computes]
    if odd and not target.computes:
        return f"--compute {odd[0]} is for portable engines; {target.name} is {target.compute}."
    if odd:
        return f"--compute {odd[0]} is none of {', '.join(target.computes)}, which rtx builds for."
    least = {"fp8": "8.9", "bf16": "8.0"}.get(question.precision)
    if least is None or not target.computes:
        return None
    able = [each for each in target.computes if number_of(each) >= number_of(least)]
    if met and set(met) <= set(able):
        return None
    narrowed = f"{question.words} --compute {','.join(able)}"
    return (
        f"{question.precision} needs compute {least} or newer, and a portable engine also runs on "
        f"older GPUs. Narrow it: {question.command('build', more=narrowed)}"
    )


def _workstation(question: Question) -> str | None:
    target, machine = question.target, question.machine
    if machine is None or not target.jetson or machine.board is not None:
        return None
    kit = question.command("pack", more=question.words)
    return (
        f"An engine runs only on the kind of machine that built it, so one for {target.name} is "
        f"built on the board, not on this {machine.arch} machine. Carry a kit there: {kit}"
    )


def _board(question: Question) -> str | None:
    """On a Jetson: its own target and no other, and JetPack's TensorRT."""
    target, machine = question.target, question.machine
    if machine is None or machine.board is None:
        return None
    own = board_target(machine)
    if target.library == "tensorrt_rtx":
        way = question.command("build", target=own or HERE)
        return f"TensorRT-RTX does not run on Jetson. Use JetPack's TensorRT: {way}"
    if target.name == own or own is None:
        return None
    way = question.command("build", target=own)
    return f"This board is {machine.board}, not {target.name}. Use {way}"


def _gpu(question: Question) -> str | None:
    target, machine = question.target, question.machine
    if machine is None or target.compute is None or target.jetson:
        return None
    if machine.compute is None:
        return (
            f"{target.name} wants its GPU (compute {target.compute}) in the building machine; here "
            "is none, or no driver (nvidia-smi). Without a GPU: "
            f"{question.command('build', target='rtx')}"
        )
    if machine.compute == target.compute:
        return None
    own = next((each.name for each in targets() if _is(each, machine)), "rtx")
    return (
        f"{target.name} is compute {target.compute}; this machine's {machine.gpu} is "
        f"{machine.compute}. Use {question.command('build', target=own)}"
    )


def _library(question: Question) -> str | None:
    target, machine = question.target, question.machine
    if machine is None or target.library in machine.libraries:
        return None
    title = TITLES[target.library]
    if target.jetson:
        return f"JetPack's {title} is not visible to this Python. Install it: {_APT}"
    extra = "rtx" if target.library == "tensorrt_rtx" else "tensorrt"
    return f"{title} is not installed. Install it: pip install '.[{extra}]'"


def _version(question: Question) -> str | None:
    target, machine = question.target, question.machine
    if machine is None:
        return None
    met, jetpack = machine.libraries[target.library], machine.jetpack
    if target.release(met, jetpack) is not None:
        return None
    title = TITLES[target.library]
    fits = [each for each in target.releases if each.belongs_to(jetpack)]
    if target.jetson and jetpack is not None and fits:
        return (
            f"{title} {met} does not belong to JetPack {jetpack}, whose own is "
            f"{fits[-1].lowest}. Remove what pip brought (pip uninstall tensorrt) and use "
            f"JetPack's: {_APT}"
        )
    known = ", ".join(f"{each.lowest} to {each.highest}" for each in target.releases)
    wanted = f"{target.library.replace('_', '-')}=={target.releases[-1].lowest.split('.')[0]}.*"
    way = f"pip install '{wanted}'" if not target.jetson else "install a JetPack that brings one"
    return f"{target.name} takes {title} {known}; here is {met}. Install another: {way}"


def _old(question: Question) -> str | None:
    """What a version lacks though the GPU has it."""
    target, machine = question.target, question.machine
    if machine is None:
        return None
    met = machine.libraries[target.library]
    release = target.release(met, machine.jetpack)
    if release is None or question.precision not in release.lacks:
        return None
    way = question.command("build", more=" --precision fp16")
    return (
        f"{TITLES[target.library]} {met} cannot build {question.precision}: newer ones can. "
        f"Use {way}"
    )


RULES: tuple[Callable[[Question], str | None], ...] = (
    _precision,
    _computes,
    _workstation,
    _board,
    _gpu,
    _library,
    _version,
    _old,
)
