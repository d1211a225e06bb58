"""Texts in the page's language: in Python, for components, for sockets and threads."""

from __future__ import annotations

import ast

import pytest

from tests.test_layers import ROOT
from workbench import saying
from workbench.guide import shortcuts
from workbench.modules import text_of, texts_of
from workbench.saying import _, ngettext, speaking


def test_outside_a_page_english_is_spoken_unless_a_language_is_named():
    assert saying.language() == "en"
    with speaking("de"):
        assert saying.language() == "de"
        assert _("Traditional") == "Klassisch"
    assert _("Traditional") == "Traditional"


def test_values_stand_where_the_braces_stand():
    with speaking("de"):
        assert _("Sitting {number}", number=3) == "Sitzung 3"
    assert _("{not a value}") == "{not a value}"
    assert [ngettext("{count} one", "{count} many", n) for n in (1, 2)] == ["1 one", "2 many"]


def test_components_get_the_texts_that_their_script_asks_for():
    source = text_of("workbench", "desk", "feelings.js")
    german = saying.texts(source, "de")
    assert list(german) == texts_of(source)
    assert german["Leave it out"] == "Auslassen"
    assert saying.texts(source, "en") == {}


def test_the_pad_gets_its_own_texts_by_key():
    assert saying.pad_texts("de")["tool.pen"] == "Stift"
    assert saying.pad_texts("en") == {}


def test_sentences_said_elsewhere_are_said_again():
    with speaking("de"):
        assert saying.sentence("painting_failed") == saying.retold(
            "The painter could not finish this one. Your drawing is as you left it."
        )


@pytest.mark.parametrize("row", [row for _where, rows in shortcuts.TABLE for row in rows])
def test_every_shortcut_in_the_help_stands_in_its_source(row: shortcuts.Shortcut):
    package, *path = row.source.split("/")
    assert row.named in text_of(package, *path)


def unsaid() -> list[str]:
    """Where Streamlit would say in English that something can be chosen."""
    found = []
    for path in sorted((ROOT / "workbench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            kind = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
            if not isinstance(node, ast.Call) or kind not in ("selectbox", "multiselect"):
                continue
            named = {each.arg for each in node.keywords}
            # without an index the first is chosen; `**told` is looked at where it is written
            empty = kind == "multiselect" or "index" in named
            if empty and not named & {"placeholder", None}:
                found.append(f"{path.name}: {node.lineno}")
    return found


def test_what_is_not_chosen_yet_is_said_in_the_pages_language():
    assert unsaid() == []
