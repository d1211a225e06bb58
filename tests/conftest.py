"""What every test may use: a real Chromium, or a skip that says why there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TESTS = Path(__file__).parent
# The files that take longest, the longest first: begun last, one alone would keep a core waiting.
LONGEST = (
    "workbench/test_browser_access.py",
    "workbench/test_browser_client.py",
    "engines/plans/test_exporting.py",
    "workbench/test_browser_line.py",
    "workbench/test_browser.py",
    "engines/plans/test_making.py",
    "engines/test_media_export.py",
    "workbench/test_browser_trends.py",
    "kiosk/test_access.py",
    "kiosk/test_line.py",
    "workbench/test_paper_drawings.py",
    "workbench/test_browser_looking.py",
    "kiosk/test_ways_visits.py",
    "workbench/test_archive_kills.py",
    "kiosk/test_patience.py",
    "engines/test_scans.py",
    "kiosk/test_pad_history.py",
    "workbench/test_browser_canvas.py",
    "kiosk/test_pad_strokes.py",
    "workbench/test_browser_answers.py",
    "kiosk/test_browser_words.py",
    "workbench/test_browser_asking.py",
    "workbench/test_browser_marking.py",
    "kiosk/test_voice_visit.py",
    "kiosk/test_no_trace.py",
    "workbench/test_browser_oidc.py",
    "workbench/test_browser_consent.py",
)
PATIENCE_MS = 60_000  # of whatever names no time of its own; a machine may be busy
CHROMIUM_PATHS = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
# Pages of its own that Chromium lays for each window (1.2 s of a core): suggestions for addresses.
# A second list takes the place of playwright's, so what that turns off is named here again.
WITHOUT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# Quiet flags: no request leaves the machine, and the same drawing gives the same pixels.
CHROMIUM_FLAGS = (
    f"--disable-features={','.join(WITHOUT)}",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--allow-skips", action="store_true", help="skips are no failure, even in CI")


def pytest_configure(config: pytest.Config) -> None:
    """Several processes take files as they come: left alone, those of fewest tests come last."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Large tests run only where -m names them: whatever else is asked for leaves them out."""
    if hasattr(config, "workerinput"):
        items.sort(key=turn)
    if "large" in config.option.markexpr:
        return
    left_out = [item for item in items if "large" in item.keywords]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if "large" not in item.keywords]


def turn(item: pytest.Item) -> int:
    """When a test's file is begun among several processes: 0 is first; the others keep theirs."""
    name = item.path.relative_to(TESTS).as_posix()
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason in _missing_parts(terminalreporter):
        terminalreporter.write_line(f"skipped where nothing may be missing: {reason}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI nothing may be missing but a GPU and namespaces: any other skip fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.exitstatus == 0 and reporter is not None and _missing_parts(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missing_parts(reporter: pytest.TerminalReporter) -> list[str]:
    if os.environ.get("CI") != "true" or reporter.config.getoption("--allow-skips"):
        return []
    skipped = reporter.stats.get("skipped", [])
    missing = [one for one in skipped if not {"gpu", "host"} & set(one.keywords)]
    return [f"{one.nodeid}: {one.longreprtext}" for one in missing]


@pytest.fixture(scope="session", autouse=True)
def _one_runtime() -> Iterator[None]:
    """What paints in a test is the same on every machine: nothing is chosen by measurement."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKETCHWELL_RUNTIME", "onnxruntime")
        patch.setenv("SKETCHWELL_PRECISION", "fp32")
        yield


def chromium_path() -> str | None:
    """The installed Chromium (Debian's or Ubuntu's), or None."""
    return next((path for path in CHROMIUM_PATHS if shutil.which(path)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, 0.5 s to start.

    One a module and not one a run: while playwright's synchronous interface is open, its event
    loop counts as running, and `asyncio.run` in any later test would fail.
    """
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: pip install playwright"
    )
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium at /usr/bin/chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page (1280x800, touch on); the test fails if a script on it threw an error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, has_touch=True)
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    thrown: list[str] = []
    opened.on("pageerror", lambda error: thrown.append(str(error)))
    yield opened
    context.close()
    assert thrown == []
