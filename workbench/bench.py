"""How quick and how heavy the whole workbench is: a real browser at a real demo practice.

Medians of several looks; the first page is looked at with an empty browser cache each time. What it
costs that nothing is lost is measured on a practice of its own (`archive.costs`).
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
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from engines.errors import BackendMissingError, PaintingError
from engines.settings import child_environment
from workbench.archive import costs

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

ROUNDS = 5
PAGES = ("people", "sittings", "trends", "settings", "help", "")
# What must be there beside the page's frame; Plotly draws after Streamlit says that it is done.
SHOWN = {"trends": ".st-key-chart-said .main-svg"}
# Inside the page of sittings: what is tapped, and what stands once it is opened.
OPENED = {
    "  a sitting opened": (".tile, .line", ".st-key-to-replay button"),
    "  its replay": (".st-key-to-replay button", ".player .sheet"),
}
# What the product promises on two cores.
BARS = {
    "demo page stands": 10.0,
    "demo practice painted": 20.0,
    "first page": 2.0,
    "page to page": 0.5,
    **costs.BARS,
}
PAGE_BAR_S = BARS["page to page"]
MEMORY_BAR_MB = 1500
START_S = 120.0
VIEW: ViewportSize = {"width": 1280, "height": 800}
# Streamlit marks its root while a script runs; what is left of the page before is marked stale.
SETTLED = """path => location.pathname === path
  && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && document.querySelector('.sw-standing')
  && !document.querySelector('[data-testid=stMain] [data-stale=true]')"""
FILLED = "page => !document.body.innerText.includes('The painters are busy')"


def report(*, rounds: int = ROUNDS, say: Callable[[str], None]) -> dict[str, Any]:
    """Measures everything.

    Returns:
        `seconds` (case -> median), `runs` (case -> all runs), `memory_mb` (process -> MB),
        `load` (processes that wanted to run before it began).

    Raises:
        BackendMissingError: playwright or Chromium is missing.
    """
    browser_path = _chromium()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    with TemporaryDirectory(prefix="sketchwell-bench-") as folder:
        say("starting the demo practice")
        began = time.perf_counter()
        with _workbench(Path(folder)) as (address, served), _browser(browser_path) as browser:
            runs = _looks(browser, address, began=began, rounds=rounds, say=say)
            memory = {"workbench": _tree_mb(served.pid)}
    say("writing, checking the audit, starting after a kill")
    runs |= costs.runs(rounds)
    seconds = {case: statistics.median(took) for case, took in runs.items()}
    return {"seconds": seconds, "runs": runs, "memory_mb": memory, "load": load}


def table(found: Mapping[str, Any]) -> str:
    """The report as text."""
    lines = []
    load = found["load"]
    if load is not None and load > 0.5 * (os.cpu_count() or 1):
        lines.append(f"busy: {load:.1f} processes wanted to run; the times mean little")
    for case, took_s in found["seconds"].items():
        bar_s = BARS.get(case, PAGE_BAR_S if case.startswith("  ") else None)
        kept = "" if bar_s is None else f"  bar {bar_s:g} s {_kept(took_s <= bar_s)}"
        lines.append(f"{case:<28}{_told(took_s)}{kept}")
    memory = found["memory_mb"]["workbench"]
    said = "unknown" if memory is None else f"{memory:.0f} MB"
    bar = "" if memory is None else f"  bar {MEMORY_BAR_MB} MB {_kept(memory <= MEMORY_BAR_MB)}"
    return "\n".join([*lines, f"{'memory, painter loaded':<28}{said:>9}{bar}"])


def _told(took_s: float) -> str:
    return f"{took_s:>7.2f} s" if took_s >= 0.1 else f"{took_s * 1e3:>6.1f} ms"


def _kept(yes: bool) -> str:  # noqa: FBT001 - one word for one comparison
    return "kept" if yes else "NOT kept"


def _looks(
    browser: Browser, address: str, *, began: float, rounds: int, say: Callable[[str], None]
) -> dict[str, list[float]]:
    page = browser.new_page(viewport=VIEW)
    page.goto(address)
    _settled(page, "")
    runs = {"demo page stands": [time.perf_counter() - began]}
    say("waiting for the demo practice to be painted")
    page.wait_for_function(FILLED, timeout=START_S * 1e3)
    runs["demo practice painted"] = [time.perf_counter() - began]
    say("looking at the first page")
    runs["first page"] = [_first_page(browser, address) for _ in range(rounds)]
    say("going from page to page")
    ways = _ways(page, rounds)
    return {**runs, **ways, "page to page": [took for way in ways.values() for took in way]}


def _ways(page: Page, rounds: int) -> dict[str, list[float]]:
    """From page to page and back, and into a sitting and its replay."""
    names = {name: f"  to {name or 'studio'}" for name in PAGES}
    runs: dict[str, list[float]] = {each: [] for each in (*names.values(), *OPENED)}
    for _ in range(rounds):
        for name, case in names.items():
            runs[case].append(_go(page, name))
        _go(page, "sittings")
        for case, (tapped, until) in OPENED.items():
            runs[case].append(_open(page, tapped, until))
    return runs


def _first_page(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport=VIEW)
    try:
        page = context.new_page()
        began = time.perf_counter()
        page.goto(address)
        _settled(page, "")
        return time.perf_counter() - began
    finally:
        context.close()


def _go(page: Page, name: str) -> float:
    link = page.locator(f"header a[href$='/{name}'], [data-testid=stSidebar] a[href$='/{name}']")
    began = time.perf_counter()
    link.first.click()
    _settled(page, name)
    if name in SHOWN:
        page.locator(SHOWN[name]).first.wait_for(timeout=START_S * 1e3)
    return time.perf_counter() - began


def _open(page: Page, tapped: str, until: str) -> float:
    """Taps what stands on the page of sittings, until what it opens stands."""
    on = page.locator(tapped).first
    on.wait_for(timeout=START_S * 1e3)
    began = time.perf_counter()
    on.click()
    page.locator(until).first.wait_for(timeout=START_S * 1e3)
    _settled(page, "sittings")
    return time.perf_counter() - began


def _settled(page: Page, name: str) -> None:
    page.wait_for_function(SETTLED, arg=f"/{name}", timeout=START_S * 1e3)


@contextlib.contextmanager
def _workbench(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    command = [sys.executable, "-m", "workbench", "serve", "--demo", "--no-browser"]
    command += ["--port", str(port), "--data", str(folder)]
    log = folder / "log"
    with log.open("wb") as out:
        served = subprocess.Popen(command, env=child_environment(), stdout=out, stderr=out)
    try:
        yield _healthy(f"http://127.0.0.1:{port}", served, log), served
    finally:
        served.terminate()
        served.wait(30)


def _healthy(address: str, served: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START_S
    while time.monotonic() < until and served.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"{address}/_stcore/health", timeout=2):
            return address
        time.sleep(0.05)
    last = (log.read_text(errors="replace").strip().splitlines() or ["no message"])[-1]
    raise PaintingError(f"The workbench did not start (exit code {served.poll()}): {last}")


@contextlib.contextmanager
def _browser(path: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def _chromium() -> str:
    try:
        import playwright  # noqa: F401
    except ImportError as error:
        raise BackendMissingError(
            "The workbench is measured in a browser: pip install '.[dev]' first."
        ) from error
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise BackendMissingError("No Chromium is here: apt-get install chromium first.")
    return found


def _tree_mb(root: int) -> float | None:
    """What a process and its children hold, shared pages counted in parts (Linux alone says)."""
    proc = Path("/proc")
    if not (proc / str(root) / "smaps_rollup").exists():
        return None
    children: dict[int, list[int]] = {}
    for stat in proc.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    family, total_kb = [root], 0
    while family:
        one = family.pop()
        family += children.get(one, [])
        with contextlib.suppress(OSError, IndexError):
            rollup = (proc / str(one) / "smaps_rollup").read_text()
            total_kb += int(rollup.partition("\nPss:")[2].split()[0])
    return total_kb / 1024
