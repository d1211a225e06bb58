"""What the kiosk says in which language: its own texts, whole, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from engines import languages, wording
from engines.languages.sources import everything, pad_texts, texts_of
from kiosk import saying
from kiosk.app import STATIC

OTHERS = saying.spoken()[1:]
MOST_WORDS = 14
# LIX: words a sentence and the share of words of more than six letters (C. H. Björnsson, 1983,
# Readability of newspapers in 11 languages, Reading Research Quarterly 18(4), 480-497); 30 is easy.
EASY_LIX, LONG_LETTERS = 30, 6
# The American school grade of nine years is the third or fourth: J. P. Kincaid and others, 1975,
# Derivation of new readability formulas, Research Branch Report 8-75.
GRADE_OF_NINE = 4
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# The pad has its own table of texts.
SCRIPTS = [path for path in sorted(STATIC.glob("*.js")) if path.name != "pad.js"]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[Route("/texts/{code}.json", saying.texts)])) as opened:
        yield opened


def test_the_kiosk_speaks_four_languages():
    assert saying.spoken() == ("en", "de", "es", "fr")


def test_the_page_gets_no_texts_in_english(client: TestClient):
    assert client.get("/texts/en.json").json() == {"texts": {}, "pad": {}}


@pytest.mark.parametrize("language", OTHERS)
def test_the_page_gets_every_text_of_the_kiosk_and_no_other(client: TestClient, language: str):
    told = client.get(f"/texts/{language}.json").json()
    assert told["pad"].keys() == pad_texts().keys()
    own = {each.text for each in everything(faces=("kiosk",)) if each.context is None}
    assert told["texts"].keys() == own
    assert wording.SENTENCES["falling_line"] not in told["texts"]


@pytest.mark.parametrize(("language", "pen"), [("de", "Stift"), ("fr", "Stylo"), ("es", "Lápiz")])
def test_the_pad_speaks_the_visitor_s_language(language: str, pen: str):
    assert json.loads(saying.packed(language))["pad"]["tool.pen"] == pen


@pytest.mark.parametrize("language", saying.spoken())
def test_sentences_are_short_in_every_language(language: str):
    for each in everything(faces=("kiosk",)):
        text = languages.said(each.text, language, context=each.context)
        for sentence in re.split(r"(?<=[.!?:;])\s", text):
            assert len(sentence.split()) <= MOST_WORDS, sentence


def words_of(language: str) -> list[list[str]]:
    """The words of every sentence of the kiosk; a label of three words is none."""
    texts = (
        languages.said(each.text, language, context=each.context)
        for each in everything(faces=("kiosk",))
    )
    sentences = (part for text in texts for part in re.split(r"(?<=[.!?:;])\s", text))
    told = (WORD.findall(re.sub(r"{\w+}", "x", each)) for each in sentences)
    return [words for words in told if len(words) > 3]


@pytest.mark.parametrize("language", saying.spoken())
def test_sentences_are_easy_to_read_in_every_language(language: str):
    sentences = words_of(language)
    words = [word for each in sentences for word in each]
    long = sum(len(word) > LONG_LETTERS for word in words)
    assert len(words) / len(sentences) + 100 * long / len(words) < EASY_LIX


def test_english_is_read_at_nine():
    sentences = words_of("en")
    words = [word.lower() for each in sentences for word in each]
    # An e that is not spoken counts as well: rather too hard than too easy.
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word))) for word in words)
    each, long = len(words) / len(sentences), syllables / len(words)
    assert 0.39 * each + 11.8 * long - 15.59 < GRADE_OF_NINE


@pytest.mark.parametrize("code", ["it", "..", "DE", "de%2f..%2fde"])
def test_a_language_that_is_not_there_is_not_found(client: TestClient, code: str):
    assert client.get(f"/texts/{code}.json").status_code == 404


def test_a_marked_text_is_said_with_its_values():
    assert saying.said(saying.later("{n} of {all}"), "de", n=1, all=2) == "1 von 2"


def test_the_operator_is_told_what_nobody_has_reviewed():
    assert "says in Deutsch, Français: python -m" in saying.unreviewed(["en", "de", "fr"])
    assert saying.unreviewed(["en"]) == ""


@pytest.mark.parametrize("name", [path.name for path in SCRIPTS])
def test_every_word_of_the_page_can_be_found_and_translated(name: str):
    source = (STATIC / name).read_text(encoding="utf-8")
    assert re.findall(r'\.t\([^)]*"[^)]*\)', source) == [], "write const { t } = here, then t(...)"
    for call in re.finditer(r"(?<![\w.$])t\((?!\))", source):
        assert texts_of(source[call.start() : call.start() + 300]), source[call.start() :][:60]
    said = re.findall(r'(?:textContent|title|alt|ariaLabel) ?[=:] ?"[^"]*[a-z]{2}[^"]*"', source)
    assert said == [], "say it with t(...)"
