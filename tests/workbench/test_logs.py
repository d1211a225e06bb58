"""What the log may hold: ids, counts and seconds, and of an error its kind and its lines."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import workbench

# Whatever is said beside a log's own words. None of it comes from what a person wrote or drew.
PLAIN = {"traced(error)", "type(error).__name__", "what", "picture", "sitting", "one.made"}
PLAIN |= {"count", "time.perf_counter() - began"}


def said() -> Iterator[tuple[str, ast.Call]]:
    """Every call of a log in the workbench, and where it stands."""
    for path in sorted(Path(workbench.__path__[0]).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_log."):
                yield f"{path.name}:{node.lineno}", node


def test_logs_hold_ids_and_timings_only():
    calls = [*said()]
    assert len(calls) > 20
    for place, node in calls:
        first, *rest = node.args
        assert isinstance(first, ast.Constant), f"{place}: its words are made up as it goes"
        told = {ast.unparse(each) for each in rest}
        assert told <= PLAIN, f"{place}: {told - PLAIN} may hold what somebody wrote"
        assert not node.keywords, f"{place}: a trace holds messages"
