"""What goes wrong while building, and the next step: the builder's words made useful.

The rows stand in `troubles.toml`. What no row knows is shown in the builder's own words.
"""

from __future__ import annotations

import errno
import re
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engines.errors import PlanBuildError, PlanError, PlanRefused, PlanRoomError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NAMED_NODES = 12
TOLD_CHARACTERS = 400
_FILE = Path(__file__).with_name("troubles.toml")
_ERRORS = {"build": PlanBuildError, "room": PlanRoomError, "refused": PlanRefused}
_FACTS: Mapping[str, Any] = MappingProxyType(
    {
        **dict.fromkeys(("workspace_mib", "peak_rss_mb", "disk_free_mib"), "unknown"),
        "out": "the folder of plans",
        "library": "TensorRT",
        "held": "",
        "command": "the same command",
    }
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A build that gave no engine.

    Attributes:
        graph: its name.
        stage: where: "import", "parse", "profiles", "build", "write", "memory", "stuck", or "ended"
            where the process was gone without a word.
        reason: the library's or the system's own words.
        log: what the library warned of and complained about, in order.
        nodes: nodes that the parser will not read: `node`, `name`, `operator`, `why`.
        status: the process's exit status; negative for a signal.
        number: the system's error number, or None.
        facts: for the messages: library, workspace_mib, peak_rss_mb, disk_free_mib, out, command,
            held.
    """

    graph: str
    stage: str
    reason: str = ""
    log: tuple[str, ...] = ()
    nodes: tuple[Mapping[str, Any], ...] = ()
    status: int = 0
    number: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Everything that was said, for patterns."""
        return "\n".join((self.reason, *self.log))


@dataclass(frozen=True, slots=True)
class Trouble:
    """One row of `troubles.toml`: how to know it, what it is, and what to do.

    Attributes:
        name: what it is called in tests and in JSON.
        what: what is wrong, with places to fill in.
        then: the next step, likewise.
        error: the kind of error, and so the exit code.
        stage: where it happens; None where that does not matter.
        nodes: whether the parser must have named nodes.
        statuses: exit statuses it shows in; empty where they do not matter.
        numbers: the system's error numbers it shows in; empty where they do not matter.
        pattern: what must have been said; None where that does not matter.
    """

    name: str
    what: str
    then: str
    error: type[PlanError]
    stage: str | None
    nodes: bool
    statuses: frozenset[int]
    numbers: frozenset[int]
    pattern: re.Pattern[str] | None

    def caught_in(self, failure: Failure) -> tuple[str, ...] | None:
        """What the pattern caught, perhaps nothing; None where this is not the trouble."""
        fits = (
            self.stage in (None, failure.stage)
            and (failure.nodes or not self.nodes)
            and (not self.statuses or failure.status in self.statuses)
            and (not self.numbers or failure.number in self.numbers)
        )
        if not fits:
            return None
        if self.pattern is None:
            return ()
        found = self.pattern.search(failure.words)
        return None if found is None else tuple(part or "" for part in found.groups())


def error_of(failure: Failure) -> PlanError:
    """The error to raise: what is wrong, the value met, and the next step."""
    trouble, caught = _first(failure)
    facts = {"graph": failure.graph, "nodes": _nodes(failure), "last": _last(failure)}
    filled = {**_FACTS, **failure.facts, **facts, "status": abs(failure.status)}
    return trouble.error(f"{trouble.what} {trouble.then}".format(*caught, **filled))


def trouble_of(failure: Failure) -> str:
    """The name of the row that speaks."""
    return _first(failure)[0].name


def skipped_note(skipped: int, workspace_mib: int) -> str | None:
    """What skipped tactics mean: no failure, an engine that may be slower; None without any."""
    if not skipped:
        return None
    return (
        f"{skipped} ways of computing did not fit into memory ({workspace_mib} MiB for one layer) "
        "and were skipped. The engine is whole, and perhaps slower. To try them, free memory "
        "(desktop off, swap on) and build again with --workspace."
    )


@cache
def troubles() -> tuple[Trouble, ...]:
    """Every row, in order."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["trouble"]
    return tuple(_trouble(row) for row in rows)


def _trouble(row: Mapping[str, Any]) -> Trouble:
    names = {name: getattr(signal, name, None) for name in row.get("signals", ())}
    return Trouble(
        name=row["name"],
        what=row["what"],
        then=row["then"],
        error=_ERRORS[row.get("error", "build")],
        stage=row.get("stage"),
        nodes=row.get("nodes", False),
        statuses=frozenset(-int(number) for number in names.values() if number is not None),
        numbers=frozenset(getattr(errno, name) for name in row.get("errors", ())),
        pattern=re.compile(row["pattern"], re.IGNORECASE) if "pattern" in row else None,
    )


def _first(failure: Failure) -> tuple[Trouble, tuple[str, ...]]:
    for trouble in troubles():
        caught = trouble.caught_in(failure)
        if caught is not None:
            return trouble, caught
    raise LookupError("the last row of troubles.toml must fit everything")


def _nodes(failure: Failure) -> str:
    named = [
        f"{row.get('operator') or 'node'} {row.get('name') or row.get('node')}"
        for row in failure.nodes[:NAMED_NODES]
    ]
    more = len(failure.nodes) - len(named)
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _last(failure: Failure) -> str:
    """The last complaint, on one line and of a length that can be read."""
    told: Sequence[str] = [line for line in (failure.reason, *failure.log) if line]
    return " ".join((told[-1] if told else "it said nothing").split())[:TOLD_CHARACTERS]
