"""The spoken mode in a real browser: a whole visit without a screen, and by touch that explores."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.kiosk.served_page import ServedPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
# Every sound is fetched and decoded, then cut to a hundredth of a second; no pause between sounds.
HURRY = """
const wait = window.setTimeout;
window.setTimeout = (act, ms, ...rest) => wait(act, [140, 30].includes(ms) ? 0 : ms, ...rest);
const decode = AudioContext.prototype.decodeAudioData;
AudioContext.prototype.decodeAudioData = async function (data) {
  const { sampleRate } = await decode.call(this, data);
  return new AudioBuffer({ length: sampleRate / 100, sampleRate });
};
window.tones = [];
const Tone = window.OscillatorNode;
window.OscillatorNode = class extends Tone {
  constructor(context, options) {
    super(context, options);
    window.tones.push(options.frequency);
  }
};
window.said = [];
addEventListener("kiosk:said", ({ detail }) => window.said.push(detail));
addEventListener("kiosk:spoken", ({ detail }) => (window.spoken = detail));
"""
BLANK = "document.documentElement.style.opacity = 0"
PICTURE = """() => dispatchEvent(new CustomEvent("kiosk:told", { detail: {
  did: "leaving", state: "there", ways: ["link"], practice: "", painted: true, drawn: true,
  shows: "picture", blob: new Blob(),
} }))"""
FOCUSED = "document.activeElement.ariaLabel ?? document.activeElement.innerText.trim()"
PARTS = """async ([text, known]) => {
  const { parts } = await import("/static/speech.js");
  return parts(text, new Map(known.map((each) => [each, each])));
}"""
GROUPS = """async (steps) => (await import("/static/describing.js")).grouped(steps)"""


class Listener:
    """Somebody who hears the kiosk, does not see it, and has keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []

    def hears(self, *wanted: str) -> list[str]:
        """Waits until all of these were said; everything up to then."""
        self.page.wait_for_function(
            "wanted => wanted.every((each) => window.said.some(({ text }) => text === each))",
            arg=list(wanted),
        )
        said = self.page.evaluate("window.said.splice(0)")
        self.lost += [word for each in said for word in each["lost"]]
        return [each["text"] for each in said]

    def presses(self, key: str, *wanted: str) -> list[str]:
        self.page.evaluate("window.said.length = 0")
        self.page.keyboard.press(key)
        return self.hears(*wanted)

    def finds(self, name: str, most: int = 40) -> None:
        """Goes quickly from control to control, and stays when one is called this."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED) == name:
                self.hears(name)
                return
        raise AssertionError(f"there is no control called {name}")


@pytest.fixture
def kiosk(page: Page, tmp_path: Path) -> ServedPage:
    page.add_init_script(HURRY)
    return ServedPage(page, tmp_path)


@pytest.fixture
def fingers(kiosk: ServedPage) -> Callable[..., None]:
    """Touches: a kind of event, and where the fingers are then."""
    devtools = kiosk.page.context.new_cdp_session(kiosk.page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(places)]
        devtools.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    return touch


def test_a_visit_without_a_screen_is_heard_from_start_to_end(kiosk: ServedPage) -> None:
    page, visitor = kiosk.page, Listener(kiosk.page)
    page.evaluate(BLANK)
    visitor.presses("F9", "With keys: arrows move, Enter chooses.", "I need a person")
    told = visitor.presses("Enter", "Drawing table", "Draw with taps", "I am done")
    assert told == [
        "Drawing table", "The easiest way to draw by keys or by ear:", "Draw with taps", "button",
        "You also find here:", "I need a person", "Hear the page", "I am done",
    ]  # fmt: skip
    visitor.presses("F9", "Hold Enter, or press Escape, to go back.", "I need a person", "button")
    visitor.presses("Enter", "Places on the page", "Middle, left")
    visitor.presses("Enter", "Heart", "ink black", "Middle, left")
    visitor.presses("ArrowUp", "Top, left")
    visitor.presses("Enter", "ink black", "Top, left")
    visitor.presses("ArrowLeft", "Top, far left")
    visitor.presses("Enter", "ink black", "Top, far left")
    visitor.finds("Add")
    visitor.presses("Enter", "What shall the painter add?")
    visitor.finds("sun")
    visitor.presses("Enter", "chosen")
    visitor.presses("Escape", "Drawing table", "Add")
    visitor.finds("Hear the page")
    told = visitor.presses("Enter", "On the page:", "The painter has not answered yet.")
    assert told[told.index("On the page:") : told.index("You asked for:") + 2] == [
        "On the page:", "Heart", "ink black", "Top, far left", "Heart", "ink black",
        "Top, left", "Heart", "ink black", "Middle, left", "You asked for:", "sun",
    ]  # fmt: skip
    visitor.finds("I am done")
    _hears_how_it_felt(visitor)
    _hears_of_the_ways(visitor)
    visitor.finds("I am done")
    page.keyboard.press("Enter")
    # the page begins anew for the next visitor, in silence
    page.wait_for_function("() => window.spoken === undefined")
    page.locator("body[data-screen=idle]").wait_for()
    page.unroute_all(behavior="ignoreErrors")
    assert visitor.lost == []


def _hears_how_it_felt(visitor: Listener) -> None:
    visitor.presses("Enter", "How does it feel?", "I need a person", "I am done")
    visitor.finds("More happy")
    visitor.presses("Enter", "in between")
    visitor.finds("Go on")


def _hears_of_the_ways(visitor: Listener) -> None:
    visitor.presses("Enter", "Take it home")
    visitor.page.evaluate(PICTURE)
    told = visitor.hears("Your picture is here.", "What you do not take is forgotten when you go.")
    assert "On my phone A phone can take it once. Then it is gone here." in told


def test_the_page_tells_how_to_draw_on_it_and_where_the_pen_is(kiosk: ServedPage) -> None:
    kiosk.begin()
    visitor = Listener(kiosk.page)
    visitor.presses("F9", "Hear the page", "Draw with taps", "button")
    visitor.finds("Drawing page")
    visitor.presses("Enter", "Arrows move. Space draws. Hold Space to go back to the buttons.")
    visitor.presses("ArrowRight", "51 across, 50 down.")
    visitor.presses("Space", "Pen down.")
    visitor.presses("ArrowRight", "52 across, 50 down.")
    visitor.presses("Space", "1 line", "ink black", "in the middle")
    kiosk.happens("ended", {})
    assert kiosk.page.evaluate("window.tones") == [523, 784, 784, 523]


def test_three_fingers_begin_to_speak_then_one_hears_and_two_taps_act(
    kiosk: ServedPage, fingers: Callable[..., None]
) -> None:
    kiosk.begin()
    visitor, page = Listener(kiosk.page), kiosk.page
    hand = [(300.0, 250.0), (400.0, 260.0), (500.0, 270.0)]
    fingers("Start", hand[0])
    page.wait_for_timeout(900)  # a hand that comes to rest beside a line that is drawn
    fingers("Start", *hand)
    fingers("End")
    assert {"do": "hide", "ids": []} not in kiosk.told
    fingers("Start", hand[0])
    fingers("Start", *hand)
    page.wait_for_function("() => window.spoken?.how === 'fingers'")
    fingers("End")
    assert kiosk.told[-1] == {"do": "hide", "ids": []}
    easier, style = (place_of(page, name) for name in ("Easier", "Style"))
    fingers("Start", style)
    visitor.hears("Style")
    fingers("Move", easier)
    visitor.hears("Easier")
    fingers("End")
    assert page.locator("dialog[open]").count() == 0
    for _ in range(2):
        fingers("Start", easier)
        fingers("End")
    visitor.hears("Make it easier")
    heading: Any = page.get_by_role("heading", name="Make it easier").bounding_box()
    fingers("Start", (heading["x"] + 9, heading["y"] + 9))
    visitor.hears("Make it easier")
    fingers("End")
    assert len([each for each in kiosk.told if each.get("tool") == "pen"]) >= 1


def test_pieces_groups_headphones_and_answers(kiosk: ServedPage) -> None:
    known = ["on the page", "page", "0", "1", "2", "12", "heart", "of"]

    def said(text: str) -> Any:
        found = kiosk.page.evaluate(PARTS, [text, known])
        return found["addresses"], found["lost"]

    # the longest known pieces; numbers digit by digit where need be
    assert said("Heart, on the PAGE: 12 of 2!") == (["heart", "on the page", "12", "of", "2"], [])
    assert said("0211 · Herz") == (["0", "2", "1", "1"], ["Herz"])
    # what is alike is told once, from the top of the page to its foot
    steps = [step("pen", "02"), step("stamp", "20"), step("pen", "02"), step("eraser", "11")]
    found = kiosk.page.evaluate(GROUPS, [*steps, step("brush", "all")])
    counts = [(each["tool"], each["count"]) for each in found]
    assert counts == [("brush", 1), ("stamp", 1), ("pen", 2)]
    kiosk.happens("told", {"did": "headphones"})
    kiosk.page.wait_for_function("() => window.spoken?.how === 'headphones'")
    kiosk.begin()
    kiosk.happens("answer", {"answers": 2, "painted": 2})
    Listener(kiosk.page).hears("The painter has answered.")


def place_of(page: Page, name: str) -> tuple[float, float]:
    box: Any = page.get_by_role("button", name=name, exact=True).bounding_box()
    return box["x"] + 30, box["y"] + 30


def step(tool: str, place: str) -> dict[str, Any]:
    return {"tool": tool, "shape": None, "color": "blue", "place": place}
