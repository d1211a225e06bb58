"""What a command of `build_trt.py` gives back, and the exit status of what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TextIO

from engines.errors import PlanBuildError, PlanMismatchError, PlanRoomError, PlanStopped

DONE, CANNOT, REFUSED, FAILED, UNVERIFIED, MISMATCH, NO_ROOM, STOPPED = 0, 1, 2, 3, 4, 5, 6, 130
CODES: Mapping[int, str] = MappingProxyType(
    {
        DONE: "done",
        CANNOT: "doctor: nothing can be built here",
        REFUSED: "refused before any work, or misused",
        FAILED: "a build or an export failed",
        UNVERIFIED: "an engine does not answer as its graph does",
        MISMATCH: "a manifest or its signature was refused",
        NO_ROOM: "too little memory or disk",
        STOPPED: "stopped with Ctrl-C",
    }
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found.

    Attributes:
        value: for `--json`.
        lines: for people.
        code: the exit status.
        complaint: what went wrong, for standard error.
    """

    value: Any
    lines: tuple[str, ...]
    code: int = DONE
    complaint: str = ""


def refusal(error: BaseException) -> Report:
    """What is said of an error."""
    code, text = code_of(error), str(error) or "stopped"
    value = {"error": text, "kind": type(error).__name__, "exit": code}
    return Report(value, (), code, text)


def code_of(error: BaseException) -> int:
    """The exit status of an error; one of `CODES`."""
    kinds: dict[type[BaseException], int] = {
        PlanMismatchError: MISMATCH,
        PlanRoomError: NO_ROOM,
        PlanBuildError: FAILED,
        PlanStopped: STOPPED,
        KeyboardInterrupt: STOPPED,
    }
    return next((code for kind, code in kinds.items() if isinstance(error, kind)), REFUSED)


def unread(*, known: bool = False) -> bool:
    """Whether nobody reads what is said any more, as after `| head`; nothing more is said then.

    Args:
        known: whether writing failed already: what is flushed afterwards may not fail again.
    """
    gone = known or not all(map(_flushed, (sys.stdout, sys.stderr)))
    if gone:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    return gone


def _flushed(stream: TextIO) -> bool:
    try:
        stream.flush()
    except BrokenPipeError:
        return False
    return True
