"""The estimated tone of a picture: what it is made of, when it is told, and the switch for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.workbench.app_pages import APP, written
from workbench.practice import Practice
from workbench.readings import estimated
from workbench.readings.toned import PREFERENCE, features, toned, wanted


def practiced(slope: float, *, people: int = 12, pictures: int = 12) -> dict[str, list[Any]]:
    """Kept turns of several people who rated theirs: `slope` ratings for full lightness."""
    chance = np.random.default_rng(4)
    rows: dict[str, list[Any]] = {
        name: []
        for name in (
            *("person", "picture", "pleasure", "arousal", "lightness"),
            *("color_white", "color_black", "color_gray"),
        )
    }
    for person in range(people):
        mean = 0.5 + 0.1 * chance.standard_normal()
        for picture in range(pictures):
            light = chance.uniform(0.2, 0.95)
            rated = mean + slope * (light - 0.6) + 0.05 * chance.standard_normal()
            row = (f"p{person}", f"{person}-{picture}", min(max(rated, 0), 1), None, light, 0, 0, 0)
            for name, value in zip(rows, row, strict=True):
                rows[name].append(value)
    return rows


def test_white_paper_says_nothing_of_the_marks_on_it():
    black_on_white: dict[str, list[Any]] = {
        "lightness": [0.99 * 0.9 + 0.0 * 0.1, 0.99, None],
        "color_white": [0.9, 1.0, None],
        "color_black": [0.1, 0.0, None],
        "color_gray": [0.0, 0.0, None],
    }
    seen = features(black_on_white, 0)
    assert seen is not None
    assert seen[0] == pytest.approx((0.0 - 0.6) / 0.18)
    assert seen[1] == pytest.approx((0.0 - 0.7) / 0.3)
    assert features(black_on_white, 1) is None
    assert features(black_on_white, 2) is None


def test_a_rating_is_not_estimated_of_itself():
    rows = practiced(0.8)
    before = toned(rows, "p0", "0-3", "pleasure")
    rows["pleasure"][3] = 1 - rows["pleasure"][3]
    after = toned(rows, "p0", "0-3", "pleasure")
    assert before is not None
    assert after is not None
    assert before.estimate == after.estimate is not None
    assert before.said != after.said
    assert (before.own, before.others) == (11, 132)


def test_where_colors_tell_nothing_none_is_told_and_the_sentence_says_why():
    found = toned(practiced(0.0), "p0", "0-3", "pleasure")
    assert found is not None
    assert found.estimate is None
    assert found.worth is not None
    assert "none beats their own average" in " ".join(estimated._told("pleasure", found))


def test_few_ratings_are_said_to_be_few():
    found = toned(practiced(0.8, pictures=5), "p0", "0-3", "pleasure")
    assert found is not None
    assert found.estimate is None
    assert "4 rated pictures of this person, it takes 6" in estimated._told("pleasure", found)[-1]
    alone = toned(practiced(0.8, people=1, pictures=8), "p0", "0-3", "pleasure")
    assert alone is not None
    assert (
        "7 pictures were rated here in all, it takes 12" in estimated._told("pleasure", alone)[-1]
    )
    nothing = toned(practiced(0.8), "p0", "0-3", "arousal")
    assert nothing is not None
    assert nothing.own == 0


def test_one_switch_turns_estimates_off(opened: Practice):
    at = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/settings.py")
    at = at.run()
    assert wanted(opened.archive)
    at = at.toggle(key="want-estimates").set_value(False).run()
    assert not at.exception
    assert not wanted(opened.archive)
    assert opened.archive.preference(PREFERENCE) == "off"
    at = at.toggle(key="want-estimates").set_value(True).run()
    assert wanted(opened.archive)
    assert "Show estimated tones" in at.toggle(key="want-estimates").label
    assert "Estimates" in [each.value for each in at.header]
    assert written(at)
