"""A resting hand, a second finger and a passing thumb draw nothing."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_touch_draws_nothing_while_a_pen_is_in_use(open_pad, line) -> None:
    kinds = {}
    for grace_ms in (60_000, 0):
        pad = open_pad(f"{{penGraceMs: {grace_ms}}}")
        pad.pen(line((0.2, 0.2), (0.6, 0.2)))
        pad.finger(line((0.2, 0.7), (0.6, 0.7)))
        kinds[grace_ms] = [stroke["pointer"] for stroke in pad.strokes]
    assert kinds == {60_000: ["pen"], 0: ["pen", "touch"]}


def test_hand_that_came_down_just_before_the_pen_is_dropped(open_pad, line) -> None:
    pad = open_pad("{palmTouchMs: 60000}")
    pad.touch("Start", [(0.8, 0.9)])
    pad.touch("Move", [(0.81, 0.9)])
    pad.pen(line((0.2, 0.2), (0.6, 0.2)))
    pad.touch("End", [])
    assert [stroke["pointer"] for stroke in pad.strokes] == ["pen"]


def test_second_finger_draws_nothing(pad) -> None:
    pad.touch("Start", [(0.2, 0.2)])
    pad.touch("Start", [(0.2, 0.2), (0.8, 0.8)])
    for step in range(8):
        pad.touch("Move", [(0.2 + step / 20, 0.2), (0.8, 0.8 - step / 20)])
    pad.touch("End", [])
    (stroke,) = pad.strokes
    assert max(point[1] for point in stroke["points"]) < 0.25


def test_large_contact_draws_nothing(pad, line) -> None:
    pad.finger(line((0.2, 0.2), (0.6, 0.6)), radius=60)
    assert pad.strokes == []
    pad.finger(line((0.2, 0.2), (0.6, 0.6)), radius=12)
    assert len(pad.strokes) == 1


def test_right_button_and_a_disabled_pad_draw_nothing(pad, line) -> None:
    x, y = pad.client((0.5, 0.5))
    pad.page.mouse.click(x, y, button="right")
    pad.run("pad.setDisabled(true)")
    pad.mouse(line((0.2, 0.2), (0.6, 0.6)))
    assert pad.strokes == []
    assert pad.page.get_by_role("radio", name="Pen").is_disabled()
