"""Colors get the names that people give them."""

from __future__ import annotations

import numpy as np
import pytest

from workbench import colors

# Named colors of the web whose names hold a basic color term, or are everyday words for one.
NAMED = {
    "red": ("#ff0000", "#b22222", "#dc143c"),
    "orange": ("#ffa500", "#ff8c00"),
    "yellow": ("#ffff00", "#ffd700", "#f0e68c"),
    "green": ("#008000", "#006400", "#90ee90", "#228b22"),
    "blue": ("#0000ff", "#000080", "#87ceeb", "#4682b4"),
    "violet": ("#800080", "#663399", "#4b0082"),
    "pink": ("#ffc0cb", "#ff69b4"),
    "brown": ("#8b4513", "#a0522d", "#d2b48c"),
    "white": ("#ffffff", "#fffff0"),
    "gray": ("#808080", "#c0c0c0", "#696969"),
    "black": ("#000000",),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_color_is_called_what_people_call_it(name: str):
    assert {colors.name(each) for each in NAMED[name]} == {name}


def test_shares_of_a_picture_add_up():
    seen = np.full((40, 40, 3), 255, dtype=np.uint8)
    seen[:10] = (47, 111, 176)
    found = colors.shares(seen)
    assert found["blue"] == pytest.approx(0.25, abs=0.02)
    assert sum(found.values()) == pytest.approx(1, abs=0.001)
