"""The texts of consent: what they must hold, and that none changes unseen."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from engines.errors import ArchiveError
from workbench.archive.consent import ITEMS, Item
from workbench.consent import papers, texts

SUMS = {
    line.split()[1]: line.split()[0]
    for line in (texts.HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
}
FILES = sorted(path.relative_to(texts.HERE).as_posix() for path in texts.HERE.glob("*/*.[0-9].md"))


def test_every_text_is_in_every_language_and_version():
    assert texts.languages()[:2] == ("en", "de")
    expected = [
        f"{language}/{item}.{version}.md"
        for language in texts.languages()
        for item in ITEMS
        for version in range(1, texts.newest(item) + 1)
    ]
    assert sorted(expected) == FILES == sorted(SUMS)


@pytest.mark.parametrize("name", FILES)
def test_a_text_that_somebody_may_have_read_does_not_change(name: str):
    digest = hashlib.sha256((texts.HERE / name).read_bytes()).hexdigest()
    assert digest == SUMS[name], "write a new version beside it instead"


@pytest.mark.parametrize("language", texts.languages())
@pytest.mark.parametrize("item", ITEMS)
def test_a_text_says_what_it_asks_and_what_taking_it_back_means(item: Item, language: str):
    text = texts.text(item, language)
    assert text.question.endswith("?")
    assert len(text.about) >= 2
    assert all((text.title, text.turning, text.after))
    assert text.read.sha256 == SUMS[f"{language}/{item}.{text.read.version}.md"]
    longest = max(len(s.split()) for p in text.about + text.after for s in re.split(r"[.:;?] ", p))
    assert longest <= 42, "a sentence somebody reads aloud"


def test_a_language_without_texts_gets_english_and_says_so():
    assert texts.text("record", "fr-FR").read.language == "en"
    assert texts.text("record", "de-AT").read.language == "de"
    with pytest.raises(ArchiveError, match="version 9"):
        texts.text("record", "en", 9)


def test_line_ends_make_no_other_text(tmp_path: Path):
    source = texts.HERE / "en" / "record.1.md"
    copy = tmp_path / "record.1.md"
    copy.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert texts._text(copy, "record", 1).read.sha256 == texts.text("record", "en").read.sha256


def test_every_paper_is_there_in_every_language_and_says_that_it_is_a_draft():
    assert papers.languages() == texts.languages()
    for language in papers.languages():
        files = {path.stem for path in (papers.FOLDER / language).iterdir()}
        assert files == set(papers.NAMES)
    drafts = {"en": "Sketchwell draft, not yet reviewed", "de": "Sketchwell-Entwurf, noch nicht"}
    for language, draft in drafts.items():
        assert all(draft in papers.text(name, language) for name in papers.NAMES)


@pytest.mark.parametrize("name", papers.NAMES)
def test_a_paper_has_the_same_parts_in_every_language(name: str):
    def shape(language: str) -> list[int]:
        lines = papers.text(name, language).splitlines()
        return [line.count("|") for line in lines if line.startswith(("|", "#"))]

    assert shape("en") == shape("de")
