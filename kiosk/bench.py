"""How quick the kiosk answers: a real browser draws at a real server, and says where the time goes.

Medians and 95th percentiles of many strokes, natively and as a laptop's processor (AVX2 alone).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from engines.bench.isa import laptop_environment, proved_effect
from engines.errors import BackendMissingError, PaintingError
from engines.settings import child_environment
from kiosk import spending

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

STROKES, DRAWING_S, PAUSE_S, PATIENCE_S = 40, 8.0, 0.3, 20.0
START_S = 60.0
BARS = {"answer_ms": (150.0, 300.0), "answers_a_second": 8.0}
VIEW: ViewportSize = {"width": 1280, "height": 800}
SETTLING_MS = 500
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu")
LISTEN = """() => {
  window.noticed = [];
  for (const what of ["stroke", "answer"])
    addEventListener(`kiosk:${what}`, ({ detail }) => window.noticed.push({ what, ...detail }));
}"""
NEWEST = "() => window.noticed.findLast((one) => one.what === 'stroke').number"
# Polled: after a visit the page loads anew, and is another one then.
DONE = """() => {
  if (document.body?.dataset.screen !== "idle") document.querySelector("#done")?.click();
  else return !window.ending;
}"""
# Not polled: sixty looks a second cost a browser without a graphics processor as much as drawing.
ANSWERED = """([number, patience_ms]) => new Promise((done, failed) => {
  const look = () => {
    if (!window.noticed.some((one) => one.what === "answer" && one.painted >= number)) return;
    removeEventListener("kiosk:answer", look);
    done();
  };
  addEventListener("kiosk:answer", look);
  setTimeout(() => failed(new Error(`no answer in ${patience_ms} ms`)), patience_ms);
  look();
})"""


def report(*, strokes: int = STROKES, say: Callable[[str], None]) -> dict[str, Any]:
    """Measures everything.

    Args:
        strokes: how many are drawn one by one.
        say: told what is being done.

    Returns:
        Case ("native", "avx2") -> figures, see `_figures`; "missing" -> why a case is not there.

    Raises:
        BackendMissingError: there is no Chromium, or no playwright.
        PaintingError: the kiosk did not start, or did not answer.
    """
    found: dict[str, Any] = {"load": os.getloadavg()[0], "cores": os.cpu_count()}
    with TemporaryDirectory(prefix="sketchwell-bench-") as folder, _chromium() as browser:
        say("drawing, native")
        found["native"] = _measured(browser, child_environment(), strokes)
        try:
            environment = laptop_environment(Path(folder))
            proved_effect(environment)
        except BackendMissingError as error:
            found["missing"] = {"avx2": str(error)}
        else:
            say("drawing, as a laptop")
            found["avx2"] = _measured(browser, environment, strokes)
    return found


def table(found: Mapping[str, Any]) -> str:
    """The report as text."""
    lines = [f"{found['cores']} cores, load {found['load']:.1f} before it began; milliseconds"]
    for case in ("native", "avx2"):
        if case not in found:
            lines.append(f"{case}: not measured: {found['missing'][case]}")
            continue
        figures = found[case]
        lines += ["", f"{case:<34}{'median':>9}{'p95':>9}"]
        for name, (middle, late) in figures["ms"].items():
            lines.append(f"  {name:<32}{middle:>9.0f}{late:>9.0f}")
        lines += _spending_lines(figures["cpu_ms"])
        lines.append(f"  {'answers a second while drawing':<32}{figures['answers_a_second']:>9.1f}")
        lines.append(f"  {'frames a second, the wash with':<32}{figures['frames_a_second']:>9.1f}")
    middle, late = BARS["answer_ms"]
    lines.append(f"\nbars: painter's answer {middle:.0f} and {late:.0f} ms, 8 answers a second")
    return "\n".join(lines)


def _spending_lines(cpu_ms: Mapping[str, tuple[float, float]]) -> list[str]:
    """Processor time: what a busy machine does not change much."""
    lines = [f"  {'processor time of':<32}{'a stroke':>9}{'an answer, drawing on':>23}"]
    whole = tuple(sum(each) for each in zip(*cpu_ms.values(), strict=True))
    rows = {**cpu_ms, "all": whole}
    return lines + [f"    {name:<30}{one:>9.0f}{on:>23.0f}" for name, (one, on) in rows.items()]


def _measured(browser: Browser, environment: Mapping[str, str], strokes: int) -> dict[str, Any]:
    with serving(environment) as address:
        page = browser.new_page(viewport=VIEW)
        try:
            page.goto(address)
            page.evaluate(LISTEN)
            _open(page)
            one_by_one, spent = _spent(lambda: _draw(page, strokes), page)
            scribbled, spent_scribbling = _spent(lambda: _scribble(page), page)
        finally:
            page.close()
    figures = _figures(one_by_one, scribbled)
    answers = max(1.0, figures["answers_a_second"] * DRAWING_S)
    figures["cpu_ms"] = {
        part: (spent.get(part, 0.0) / strokes, spent_scribbling.get(part, 0.0) / answers)
        for part in spending.PARTS
    }
    return figures


def _spent(draw: Callable[[], None], page: Page) -> tuple[list[Any], dict[str, float]]:
    """What the page noticed while somebody drew, and the processor time that it took, by part."""
    before = spending.spent_ms()
    draw()
    spent = {part: ms - before.get(part, 0.0) for part, ms in spending.spent_ms().items()}
    return page.evaluate("() => window.noticed.splice(0)"), spent


def _open(page: Page) -> None:
    """Begins a visit; its first stroke opens what is opened once."""
    begin(page)
    stroke(page, 0)
    time.sleep(2)
    page.evaluate("() => { window.noticed.length = 0; }")


def _draw(page: Page, strokes: int) -> None:
    """Strokes one by one, each after the answer to the one before."""
    for number in range(1, strokes + 1):
        stroke(page, number)
        page.evaluate(ANSWERED, [page.evaluate(NEWEST), 1000 * PATIENCE_S])
        time.sleep(PAUSE_S)


def begin(page: Page) -> None:
    """Touches the first screen; the table is there then."""
    page.wait_for_selector("section[data-screen='idle']:not([hidden])")
    page.evaluate("() => document.querySelector(\"[data-screen='idle'] [data-first]\").click()")
    page.wait_for_selector("section[data-screen='table']:not([hidden]) .swp-page")
    settled(page)


def settled(page: Page) -> None:
    """Waits until the page takes presses again after one that changed it (`settling.js`)."""
    page.wait_for_timeout(SETTLING_MS)


def finish(page: Page) -> None:
    """Is done on every screen until the page has begun anew."""
    page.evaluate("() => { window.ending = true; }")
    page.wait_for_function(DONE)


def stroke(page: Page, number: int) -> None:
    """Draws a short line, each number in another place."""
    box = page.locator(".swp-page").bounding_box() or {}
    left, top = box["x"] + 40 + 17 * (number % 40), box["y"] + 40 + 61 * (number % 9)
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(left + 6 * step, top + 9 * (step % 3))
    page.mouse.up()


def _scribble(page: Page) -> None:
    """A hand that draws without a pause."""
    box = page.locator(".swp-page").bounding_box() or {}
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    end_s, step = time.monotonic() + DRAWING_S, 0
    while time.monotonic() < end_s:
        step += 1
        page.mouse.move(box["x"] + 60 + 5 * (step % 120), box["y"] + 60 + 2 * (step // 6 % 200))
        time.sleep(1 / 60)
    page.mouse.up()


def _figures(one_by_one: Sequence[Any], scribbled: Sequence[Any]) -> dict[str, Any]:
    """Milliseconds as (median, 95th percentile), and how many answers a second."""
    drawn = [each for each in one_by_one if each["what"] == "stroke"]
    answers = [each for each in one_by_one if each["what"] == "answer"]
    washes = [_first(answers, each["number"], washed=True) for each in drawn]
    houses = [_first(answers, each["number"], washed=False) for each in drawn]
    pairs = [(begun, house) for begun, house in zip(drawn, houses, strict=True) if house]
    if not pairs:
        raise PaintingError("The kiosk answered no stroke: python -m engines doctor says why.")
    parts = {
        "stroke to the wash shown": [
            wash["atMs"] - begun["atMs"] for begun, wash in zip(drawn, washes, strict=True) if wash
        ],
        "stroke to the answer shown": [house["atMs"] - begun["atMs"] for begun, house in pairs],
        "  painting": [house["took_ms"] for _, house in pairs],
        "  encoding": [house["encode_ms"] for _, house in pairs],
        "  decoding and drawing": [house["atMs"] - house["cameMs"] for _, house in pairs],
    }
    parts["  line, waiting, the rest"] = [
        whole - sum(parts[name][at] for name in list(parts)[2:])
        for at, whole in enumerate(parts["stroke to the answer shown"])
    ]
    shown = [each for each in scribbled if each["what"] == "answer"]
    painted = {each["painted"] for each in shown if "painted" in each}
    return {
        "ms": {name: _spread(values) for name, values in parts.items() if values},
        "answers_a_second": len(painted) / DRAWING_S,
        "frames_a_second": len(shown) / DRAWING_S,
    }


def _first(answers: Sequence[Any], number: int, *, washed: bool) -> Any:
    """The first frame that knows a stroke: by the painter, or at least by the wash."""
    what = "answers" if washed else "painted"
    return next((each for each in answers if each.get(what, 0) >= number), None)


def _spread(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


@contextlib.contextmanager
def serving(environment: Mapping[str, str], *, log: int | None = None) -> Iterator[str]:
    """A kiosk in a process of its own; gives its address.

    Args:
        environment: of the process.
        log: file descriptor that takes what it says; else the standard error takes it.

    Raises:
        PaintingError: it did not start.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kiosk", "--port", str(port)]
    server = subprocess.Popen(command, env=dict(environment), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end_s = time.monotonic() + START_S
    while time.monotonic() < end_s and server.poll() is None:
        with contextlib.suppress(OSError), urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise PaintingError("The kiosk did not start: python -m kiosk says why.")


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise BackendMissingError("playwright is not installed: pip install playwright") from error
    if path is None:
        raise BackendMissingError("There is no Chromium: sudo apt-get install chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
