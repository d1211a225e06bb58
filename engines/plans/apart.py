"""Exports graphs in a process of its own, so that torch is gone from memory before the build."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from engines.errors import PlanBuildError, PlanStopped, SketchwellError
from engines.plans.graphs import Graph
from engines.plans.targets import target_of

LOG = "export.log"
LEAVE_S = 20.0


def exported_apart(asked: Mapping[str, Any], say: Callable[[str], None]) -> tuple[Graph, ...]:
    """What `engines.plans.exporting.exported` gives for those arguments.

    Args:
        asked: its arguments by name, the target by its name.
        say: told what is being done.

    Raises:
        SketchwellError: as `exported` does.
        PlanBuildError: the process ended without a word, most likely for want of memory.
    """
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe(duplex=False)
    process = spawning.Process(target=_export, args=(dict(asked), theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        while True:
            kind, value = ours.recv()
            if kind == "made":
                process.join(LEAVE_S)  # one that is killed now leaves semaphores to complain of
                return value
            if kind == "failed":
                raise value
            say(value)
    except EOFError as error:
        process.join()
        raise PlanBuildError(
            f"The export of {asked['model']} ended without a word (status {process.exitcode}), "
            "most likely for want of memory. Close other programs, or take a smaller --size. What "
            f"it said last: {asked['into'] / LOG}"
        ) from error
    except KeyboardInterrupt as error:
        raise PlanStopped(f"Stopped while exporting {asked['model']}.") from error
    finally:
        process.terminate()
        process.join()
        ours.close()


def _export(asked: dict[str, Any], pipe: Connection) -> None:
    from engines.plans import whole
    from engines.plans.exporting import exported
    from engines.plans.proving import keep_trials, references_of

    log = asked["into"] / LOG
    with log.open("wb") as stream:  # what libraries say to nobody would tear the progress bar
        os.dup2(stream.fileno(), 2)
    asked = {**asked, "target": target_of(asked["target"])}
    try:
        made = exported(**asked, say=lambda text: pipe.send(("said", text)))
        keep_trials(made, asked["into"])
        pipe.send(("said", "judging the whole, from words to picture"))
        whole.keep(made, references_of(made, asked["into"]), asked["into"])
        log.unlink(missing_ok=True)
        pipe.send(("made", made))
    except SketchwellError as error:
        pipe.send(("failed", type(error)(*error.args)))
    except KeyboardInterrupt:
        return
