"""Texts as people type them: split, tidied and bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.embedding.sentences import MOST_CHARACTERS, MOST_SENTENCES, sentences, tidy


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ()),
        (" \n\t ", ()),
        ("... !! ♥", ()),
        ("I drew the sea. It is quiet", ("I drew the sea.", "It is quiet")),
        ("„Ist das gut?“ Ja!\nNein", ("„Ist das gut?", "Ja!", "Nein")),
        ("3.5 cm of blue", ("3.5 cm of blue",)),
        ("one\x00two\ud83d three", ("one two three",)),
        ("e\u0301te\u0301", ("\u00e9t\u00e9",)),
    ],
)
def test_a_text_becomes_its_sentences(text: str, told: tuple[str, ...]) -> None:
    assert sentences(text) == told


def test_a_page_pasted_in_is_bounded() -> None:
    assert len(sentences("a wave. " * 500)) == MOST_SENTENCES
    assert [len(part) for part in sentences("a" * 100_000)] == [MOST_CHARACTERS]


@given(st.text(st.characters(codec=None)))
def test_whatever_is_typed_can_be_encoded(text: str) -> None:
    for part in (tidy(text), *sentences(text)):
        assert "\x00" not in part.encode("utf-8").decode()
