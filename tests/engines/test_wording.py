"""The sentences: drafts until reviewed, no promise, no verdict, keys that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engines import wording

ENGINES = Path(wording.__file__).parent
NEVER_PROMISED = r"\b(heal|cure|therapeutic|improve|symptom|disorder|amazing|beautiful|great)"


def noted_keys() -> set[str]:
    found: set[str] = set()
    for path in set(ENGINES.rglob("*.py")) - set((ENGINES / "plans").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sentence"):
                found |= {str(a.value) for a in node.args[:1] if isinstance(a, ast.Constant)}
            noting = isinstance(node, ast.keyword) and node.arg == "notes"
            if noting or (isinstance(node, ast.FunctionDef) and node.name == "_notes"):
                texts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
                found |= {text for text in texts if isinstance(text, str)}
    return found


def test_wording_is_a_draft_until_a_named_person_signs() -> None:
    assert (wording.AUTHOR, wording.REVIEWED_BY, wording.REVIEWED_ON) == ("", "", "")
    assert wording.DRAFT_MARK in (wording.__doc__ or "")


@pytest.mark.parametrize("key", wording.SENTENCES)
def test_wording_sentences_are_plain(key: str) -> None:
    text = wording.SENTENCES[key]
    assert text[0].isupper()
    assert text.endswith(".")
    assert not re.search(NEVER_PROMISED, text, re.IGNORECASE)


def test_wording_standing_sentences_are_the_design_s() -> None:
    said = " ".join(wording.standing_sentences())
    assert "does not diagnose, predict, treat or monitor any condition" in said
    assert "not for emergencies" in said
    assert wording.sentence("falling_line") == "A falling line is not proof that anything worked."


def test_wording_every_key_used_in_the_engines_exists() -> None:
    assert {"painting_failed", "painter_stuck", "wash_ignores_words"} <= noted_keys()
    assert noted_keys() <= wording.SENTENCES.keys()


def test_wording_fills_values_in() -> None:
    said = wording.sentence("unknown_words", words="ukulele, yak")
    assert said.endswith("left them out: ukulele, yak.")


@pytest.mark.parametrize(
    ("key", "values"),
    [("no_such_key", {}), ("unknown_words", {}), ("falling_line", {"words": "up"})],
)
def test_wording_misuse_raises(key: str, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=key):
        wording.sentence(key, **values)
