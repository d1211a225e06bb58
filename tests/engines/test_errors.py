"""What of an error may stand in a log."""

from __future__ import annotations

import pytest

from engines.errors import traced


def test_a_log_has_where_it_happened_and_never_what_was_said():
    named: dict[str, int] = {}
    with pytest.raises(KeyError) as caught:
        named["a name that somebody gave"]
    said = traced(caught.value)
    assert said.startswith("test_errors.py:")
    assert said.endswith("KeyError")
    assert "somebody" not in said
