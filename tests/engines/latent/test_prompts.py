"""What a large painter is told: words in English, style, mood; nobody is given a skin."""

from __future__ import annotations

import pytest

from engines.painters.latent.prompts import Prompt, prompt_of, texts
from engines.picture import MOODS, STYLES
from tests.engines.latent.conftest import asked


def told(limit: int = 1000, **changed: object) -> Prompt:
    return prompt_of(asked(**changed), lambda text: len(text.split()) <= limit)


def test_prompt_has_every_style_and_mood() -> None:
    assert set(texts()["styles"]) == set(STYLES)
    assert set(texts()["moods"]) == set(MOODS)


def test_prompt_begins_with_the_person_s_own_words() -> None:
    prompt = told(words="a red  house", style="pastel", mood="dusk")
    assert prompt.words.startswith("a red house, soft pastel drawing")
    assert "blue hour" in prompt.words
    assert (prompt.unknown, prompt.cut) == ((), False)


def test_prompt_without_a_mood_asks_for_no_light() -> None:
    assert not any(light in told().words for light in texts()["moods"].values())


def test_prompt_in_another_language_passes_through_the_lexicon() -> None:
    prompt = told(words="zwei rote Vögel, ein Xyzzy", language="de")
    assert prompt.words.startswith("two red birds")
    assert prompt.unknown == ("Xyzzy",)


def test_prompt_in_a_language_nobody_here_speaks_is_told_as_unknown() -> None:
    prompt = told(words="casa rossa", language="it")
    assert prompt.unknown == ("casa", "rossa")
    assert "casa" not in prompt.words


def test_prompt_too_long_loses_the_last_words_and_says_so() -> None:
    rest = len(told(words="").words.split())
    prompt = told(rest + 2, words="one two three four")
    assert prompt.words.startswith("one two,")
    assert prompt.cut


@pytest.mark.parametrize(
    ("words", "bare"),
    [("a child and a tree", True), ("a child with dark skin", False), ("a tree", False)],
)
def test_prompt_gives_nobody_a_skin(words: str, bare: bool) -> None:
    assert (texts()["people"] in told(words=words).words) is bare


def test_prompt_against_what_no_kiosk_may_show() -> None:
    assert {"nudity", "gore", "weapon"} <= set(told().never.split(", "))
