"""A practice on the wash painter, with synthetic people where a test asks for them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from engines.settings import Settings, load
from engines.strokes import Point, Stroke
from tests.workbench.browsing import free_port, serving
from tests.workbench.lines import HOST
from workbench import practice
from workbench.asgi import routes
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.routes.guard import Guard
from workbench.table.live import Table
from workbench.table.telling import Told

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

PATIENCE_S = 60.0
FILLED_S = 600.0


@pytest.fixture(scope="module")
def wash_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("practice")
    return load({"data": str(folder), "painter": "wash", "size": 256})


@pytest.fixture(scope="module")
def opened(wash_settings: Settings) -> Iterator[Practice]:
    """An empty practice that paints with the wash; one worker a module."""
    with practice.serving(wash_settings, demo=False) as served:
        yield everybodys(served)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """A practice of its own for pages, whose tour was seen: nobody else's people are in it."""
    settings = load({"data": str(tmp_path_factory.mktemp("alone")), "painter": "wash"})
    with practice.serving(settings, demo=False) as served:
        served.archive.set_preference("tour", "seen")
        yield everybodys(served)


def everybodys(served: Practice) -> Practice:
    """Every browser is that of an account with all roles, as in the demo: nobody has to sign in."""
    served.passes.entrance = None
    return served


@pytest.fixture
def person(opened: Practice) -> str:
    """Somebody new."""
    return opened.archive.add_person("Somebody", synthetic=True).id


@pytest.fixture(scope="module")
def client(opened: Practice) -> Iterator[TestClient]:
    """A therapist's browser, as our own routes see it."""
    app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
    with TestClient(app, base_url=HOST, cookies={COOKIE: opened.passes.issue()}) as client:
        client.get("/api/pass")  # known before anything is handed over
        yield client


@pytest.fixture
def sitting(opened: Practice, person: str) -> str:
    """An open sitting of that person."""
    return opened.tables.begin(person, "painter").sitting.id


@pytest.fixture
def kept(opened: Practice, sitting: str) -> str:
    """A picture that was kept in it."""
    table = opened.tables.at(sitting)
    table.draw((a_stroke(),))
    table.keep_drawing()
    return table.snapshot()["kept"][0]


def a_stroke(name: str = "s1", *, color: str = "#b3704a", tool: str = "brush") -> Stroke:
    points = tuple(Point(0.2 + 0.06 * n, 0.5, 20.0 * n, 0.6) for n in range(10))
    return Stroke(name, tool, color, 0.08, "pen", points)  # type: ignore[arg-type]


class Heard:
    """What a table told, and a way to wait for more."""

    def __init__(self) -> None:
        self.events: list[Told] = []

    def __call__(self, event: Told) -> None:
        self.events.append(event)

    def wait_for(self, wanted: Callable[[Told], bool]) -> Told:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            found = next((event for event in [*self.events] if wanted(event)), None)
            if found is not None:
                return found
            time.sleep(0.02)
        raise AssertionError(f"not told within {PATIENCE_S} s; heard {len(self.events)} events")


def all_taken_in(table: Table) -> None:
    """Waits until a table has told all there was of what the painter said so far."""
    table.answers.asking._hand.submit(int).result(PATIENCE_S)


@pytest.fixture(scope="session")
def painted_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo practice whose past is painted, closed again; painted once a run."""
    folder = tmp_path_factory.mktemp("painted")
    with practice.serving(load({"data": str(folder), "painter": "wash"}), demo=True) as served:
        assert served.filling.wait(FILLED_S)
    return folder


@pytest.fixture(scope="module")
def address(painted_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo practice of the module's own, its past painted, as its command starts it."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(painted_demo, folder, dirs_exist_ok=True)
    with serving(free_port(), folder, "--demo") as (address, _):
        yield address


@pytest.fixture
def pen(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)
