"""What a command of `build_trt.py` gives back, and the exit status of what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

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
    """

    value: Any
    lines: tuple[str, ...]
    code: int = DONE


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
