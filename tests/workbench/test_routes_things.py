"""The pictures to point at: everybody may have them, and a browser keeps them."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from starlette.testclient import TestClient

from engines import lexicon
from tests.workbench.lines import HOST


@pytest.mark.parametrize(("language", "tree"), [("en", "tree"), ("de", "Baum")])
def test_everything_is_named_in_the_screen_s_language(client: TestClient, language: str, tree: str):
    got = client.get(f"/app/things/{language}/names").json()
    words = {word["name"]: word for group in got["groups"] for word in group["words"]}
    assert words.keys() == {*lexicon.things(), *lexicon.sceneries()}
    assert words["tree"]["label"] == tree
    assert words["sea"]["many"] == ""


def test_a_language_without_names_is_said(client: TestClient):
    assert client.get("/app/things/xx/names").status_code == 404


@pytest.mark.parametrize("name", ["tree", "hot air balloon", "night"])
def test_a_picture_is_small_and_kept_by_the_browser(client: TestClient, name: str):
    got = client.get(f"/app/things/{name}.png?v=1")
    assert Image.open(io.BytesIO(got.content)).size == (96, 96)
    assert "immutable" in got.headers["cache-control"]
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["nobody", "..%2Fthings", "tree%00"])
def test_there_is_no_picture_of_anything_else(client: TestClient, name: str):
    assert client.get(f"/app/things/{name}.png").status_code == 404


def test_a_stranger_gets_them_but_from_this_machine_only(client: TestClient):
    with TestClient(client.app, base_url=HOST) as stranger:
        assert stranger.get("/app/things/tree.png").status_code == 200
        elsewhere = {"host": "evil.example"}
        assert stranger.get("/app/things/tree.png", headers=elsewhere).status_code == 421
