"""Pieces of the help and settings pages: topics, tables of keys, of settings, of what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from workbench.guide.shortcuts import Shortcut
from workbench.guide.topics import Topic, sketch_address
from workbench.modules import text_of
from workbench.saying import _


def styles() -> None:
    """What these pages look like beside the frame."""
    st.html(f"<style>{text_of('workbench', 'guide', 'help.css')}</style>")


def lead(text: str) -> None:
    """The sentence a page begins with."""
    st.html(f'<p class="sw-lead">{escape(text)}</p>')


def topics(shown: Iterable[Topic]) -> None:
    """Topics under each other, each with its sketch."""
    st.html("".join(_topic(each) for each in shown))


def _topic(topic: Topic) -> str:
    return (
        f'<section class="sw-topic"><img src="{sketch_address(topic.sketch)}" alt="">'
        f"<div><h2>{escape(_(topic.title))}</h2><p>{escape(_(topic.text))}</p></div></section>"
    )


def keys(where: str, rows: Sequence[Shortcut]) -> None:
    """The keys of one place as a table."""
    body = "".join(
        f'<tr><th scope="row">{_pressed(row)}</th><td>{escape(_(row.what))}</td></tr>'
        for row in rows
    )
    st.html(
        f'<table class="sw-keys"><caption>{escape(_(where))}</caption><tbody>{body}</tbody></table>'
    )


def _pressed(row: Shortcut) -> str:
    said = f" {escape(_('or'))} "
    return said.join(f"<kbd>{escape(_(each))}</kbd>" for each in row.keys)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, number: bool = False) -> None:
    """A table of texts; a line break in a first cell begins its small print."""
    titles = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(_row(row, number=number) for row in rows)
    st.html(
        f'<table class="sw-table"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'
    )


def _row(row: Sequence[str], *, number: bool) -> str:
    first, _break, small = row[0].partition("\n")
    under = f"<br><code>{escape(small)}</code>" if small else ""
    cells = [f"<td>{escape(each)}</td>" for each in row[1:]]
    if number:
        cells[-1] = f'<td class="number">{escape(row[-1])}</td>'
    return f'<tr><th scope="row">{escape(first)}{under}</th>{"".join(cells)}</tr>'


def steps(texts: Sequence[str]) -> None:
    """What to do, one after the other."""
    st.html(f'<ol class="sw-steps">{"".join(f"<li>{escape(each)}</li>" for each in texts)}</ol>')


def hint(kind: str, share: float, text: str) -> None:
    """A short bar with a word, such as how strong a passphrase is."""
    st.html(
        f'<span class="sw-hint {escape(kind)}" role="status">'
        f'<i style="--share:{100 * share:.0f}%" aria-hidden="true"></i>{escape(text)}</span>'
    )
