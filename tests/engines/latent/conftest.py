"""What the tests of the large painters share: a practice's folder with tiny models in it."""

from __future__ import annotations

import pytest

from engines import catalog, settings
from engines.fetching import Folder, Store, fetch
from engines.picture import PictureRequest
from engines.settings import Settings
from engines.strokes import Drawing, Point, Stroke

LIBRARIES = ("torch", "diffusers", "transformers")


def square(color: str = "#d01f1f") -> Drawing:
    corners = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75), (0.25, 0.25))
    points = tuple(Point(x, y) for x, y in corners)
    return Drawing(strokes=(Stroke("s1", "pen", color, 0.03, "pen", points),))


def asked(**changed: object) -> PictureRequest:
    values: dict[str, object] = {"painter": "tiny", "size": 64, "seed": 3, "words": "a red house"}
    return PictureRequest(square(), **{**values, **changed})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a practice that fetched every large painter, tiny, from a folder."""
    for library in LIBRARIES:
        reason = f"{library} is not installed: pip install '.[diffusers]'"
        pytest.importorskip(library, reason=reason)
    from tests.engines.latent.tiny import write_hub

    folder = tmp_path_factory.mktemp("practice")
    store, hub = Store(folder / "models"), Folder(write_hub(folder / "hub"))
    for row in catalog.recipes():
        for model in row.models:
            licence = catalog.licence(model.licence)
            if licence.accept:
                store.accept(licence, by="A test")
            fetch(model, hub, store, pin=True, told=lambda _: None)
    return settings.load({"data": str(folder), "threads": 1})
