"""The pad for people who do not see it, do not reach small things, or hold it in the left hand."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

SIZES = {"wide": (1280, 800), "tablet": (820, 1180), "phone": (390, 844), "half": (640, 800)}


def test_page_has_a_name_a_role_and_instructions(pad) -> None:
    page = pad.page.get_by_role("application", name="Drawing page")
    described = page.get_attribute("aria-describedby").split()
    texts = [pad.page.locator(f"#{one}").text_content() for one in described]
    assert texts[0] == "The page is empty."
    assert "Space puts the pen down" in texts[1]


def test_spoken_twin_says_what_is_where_in_which_color(pad, line) -> None:
    pad.run("pad.setColor('#dc4539')")
    pad.mouse(line((0.05, 0.05), (0.25, 0.2)))
    pad.run("pad.setTool('stamp'); pad.setShape('sun'); pad.setColor('#f5c842')")
    pad.mouse([(0.85, 0.85)])
    assert pad.run("pad.describe()") == (
        "1 line, 1 stamp. A line in red at the top left; a sun in sun yellow at the bottom right."
    )


def test_finished_line_is_announced(pad, line) -> None:
    pad.mouse(line((0.4, 0.4), (0.6, 0.6)))
    pad.page.wait_for_function("document.querySelector('[aria-live]').textContent")
    said = pad.page.locator("[aria-live]").text_content()
    assert said == "A line in ink black in the middle. 1 line."


@pytest.mark.parametrize("size", SIZES)
def test_targets_are_large_and_nothing_sticks_out(open_pad, size) -> None:
    width, height = SIZES[size]
    pad = open_pad(viewport={"width": width, "height": height})
    pad.run("pad.setTool('stamp')")
    boxes = pad.run(
        """() => [...document.querySelectorAll(".swp-tools button")]
          .filter((one) => one.offsetParent).map((one) => one.getBoundingClientRect())
          .map(({width, height, right}) => [width, height, right])"""
    )
    assert len(boxes) == 6 + 12 + 5 + 24 + 3
    assert min(min(box[:2]) for box in boxes) >= 44
    assert max(box[2] for box in boxes) <= width
    assert pad.run("document.documentElement.scrollWidth") <= width


def test_tools_are_beside_the_page_or_under_it(open_pad) -> None:
    for size, beside in {"wide": True, "tablet": False, "phone": False}.items():
        width, height = SIZES[size]
        pad = open_pad(viewport={"width": width, "height": height})
        tools = pad.page.locator(".swp-tools").bounding_box()
        paper = pad.page.locator(".swp-page").bounding_box()
        assert (tools["x"] >= paper["x"] + paper["width"]) is beside
        assert (tools["y"] >= paper["y"] + paper["height"]) is not beside


def test_left_hand_has_the_tools_on_the_left(open_pad) -> None:
    pad = open_pad("{hand: 'left'}")
    tools = pad.page.locator(".swp-tools").bounding_box()
    paper = pad.page.locator(".swp-page").bounding_box()
    assert tools["x"] + tools["width"] <= paper["x"]
    pad.run("pad.setHand('right')")
    assert pad.page.locator(".swp-tools").bounding_box()["x"] > paper["x"]


def test_every_control_has_a_name(pad) -> None:
    pad.run("pad.setTool('stamp')")
    named = pad.run(
        """() => [...document.querySelectorAll(".swp button, .swp input")].map((one) =>
          one.ariaLabel || one.textContent.trim() || one.labels?.[0].textContent)"""
    )
    assert all(named)
    names = [name for name in named if name]
    assert len(set(names)) >= len(names) - 1  # "Star" is a shape; sizes and tools have their own


def test_colors_are_many_and_each_has_a_name(pad) -> None:
    colors = pad.page.get_by_role("radiogroup", name="Color").get_by_role("radio")
    assert 18 <= colors.count() - 1 <= 24


def test_words_come_from_the_text_dictionary(open_pad) -> None:
    pad = open_pad("{lang: 'de', text: {'tool.pen': 'Stift', 'twin.empty': 'Das Blatt ist leer.'}}")
    assert pad.page.get_by_role("radio", name="Stift").is_visible()
    assert pad.run("pad.describe()") == "Das Blatt ist leer."


def test_chosen_tool_and_focus_show_in_forced_colors(open_pad) -> None:
    pad = open_pad(forced_colors="active")
    style = "(name) => getComputedStyle(document.querySelector(name)).borderTopWidth"
    assert pad.run(style, ".swp-tools [aria-checked=true]") == "3px"
    assert pad.run(style, ".swp-page") == "2px"


def test_pad_works_inside_a_shadow_root(pad, line) -> None:
    pad.run(
        """() => {
          pad.destroy();
          const shadow = document.getElementById("root").attachShadow({mode: "open"});
          shadow.append(document.createElement("div"));
          window.pad = createPad(shadow.firstElementChild);
        }"""
    )
    pad.mouse(line((0.2, 0.2), (0.6, 0.6)))
    assert len(pad.strokes) == 1
    page = pad.page.locator(".swp-page")  # playwright looks into open shadow roots
    assert page.evaluate("(page) => getComputedStyle(page).touchAction") == "none"


def test_nothing_is_asked_of_the_network(pad, line) -> None:
    pad.mouse(line((0.2, 0.2), (0.6, 0.6)))
    assert pad.requests == []
