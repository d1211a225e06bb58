"""A page for whoever reviews a language: every text in English beside its translation, to print."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping

from engines.languages import counted, faces_of, header_of, name_of, said
from engines.languages.sources import Text, everything

_REVIEWER = re.compile(r"^# Reviewed by:[ \t]*(\S.*)$", re.MULTILINE)
# A number of each form that our languages have.
_ONE, _MANY = 1, 5
_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 68em; }
h2 { font-size: 1em; margin: 2em 0 .4em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td, th { border: 1px solid #999; padding: .3em .5em; text-align: left; vertical-align: top; }
tr { break-inside: avoid; }
.draft { border: 2px solid; padding: .5em 1em; }
small { color: #555; }
"""


def reviewer(language: str) -> str:
    """Who reviewed a language, as its header says; empty while it is a draft, as English is.

    Raises:
        SettingsError: there is no such language.
    """
    found = _REVIEWER.search(header_of(language))
    return found[1].strip() if found else ""


def page(language: str, *, faces: Collection[str] | None = None) -> str:
    """A page of HTML, a table for each source in which texts stand, each text once.

    Args:
        language: one of `engines.languages.available()`; English is listed alone.
        faces: whose texts; else of those that the language has.

    Raises:
        SettingsError: there is no such language.
    """
    found = _by_place(faces or faces_of(language))
    tables = "".join(_table(place, texts, language) for place, texts in found.items())
    name = html.escape(name_of(language))
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f"<title>Sketchwell: {name}</title><style>{_STYLE}</style>"
        f'<h1>Sketchwell: {name}</h1><p class="draft">{_standing(language)}</p>{tables}</html>\n'
    )


def _standing(language: str) -> str:
    by = reviewer(language)
    if by:
        return f"Reviewed by {html.escape(by)}."
    return (
        "Sketchwell draft, not yet reviewed. Write what should be said instead into the last "
        "column; words in {braces} stand for what is filled in and stay as they are."
    )


def _by_place(faces: Collection[str]) -> Mapping[str, list[Text]]:
    once = {(each.context, each.text): each for each in reversed(everything(faces=faces))}
    found: dict[str, list[Text]] = {}
    for each in reversed(once.values()):
        found.setdefault(each.place, []).append(each)
    return found


def _table(place: str, texts: Collection[Text], language: str) -> str:
    rows = "".join(_row(each, language) for each in texts)
    head = "".join(f"<th>{each}</th>" for each in ("English", name_of(language), "Instead"))
    return f"<h2>{html.escape(place)}</h2><table><tr>{head}</tr>{rows}</table>"


def _row(text: Text, language: str) -> str:
    english = [text.text] if text.many is None else [text.text, text.many]
    note = f"<br><small>{html.escape(text.context)}</small>" if text.context else ""
    cells = (_lines(english) + note, _lines(_translated(text, language)), "")
    return "<tr>" + "".join(f"<td>{each}</td>" for each in cells) + "</tr>"


def _translated(text: Text, language: str) -> Iterator[str]:
    if text.many is None:
        yield said(text.text, language, context=text.context)
        return
    for count in (_ONE, _MANY):
        yield counted(text.text, text.many, count, language=language)


def _lines(texts: Collection[str] | Iterator[str]) -> str:
    return "<br>".join(html.escape(each) for each in texts)
