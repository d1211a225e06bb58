"""What a report holds, and the same as one HTML page that asks for nothing else."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go

from workbench.charts.tables import Table
from workbench.modules import text_of
from workbench.reporting.vector import Embed, svg
from workbench.saying import _

# What A4 leaves between the margins of report.css, in CSS pixels.
WIDTH = 672.0
Font = Callable[[str], bytes]
"""A font's file by its name."""
FONTS = {
    "Atkinson": "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "Literata": "literata-latin-wght-normal.woff2",
}


@dataclass(frozen=True)
class Part:
    """One chart with what belongs to it.

    Attributes:
        key: apart from the other parts' keys.
        title: its heading.
        figure: the chart; None has none.
        told: the chart in words.
        legend: the kind of each mark and its words.
        notes: sentences that stand under it.
        tables: the same in figures, and what follows from it.
    """

    key: str
    title: str
    figure: go.Figure | None
    told: str
    legend: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A kept picture as PNG, what stands under it, and what it is in words."""

    png: bytes
    caption: str
    alt: str


@dataclass(frozen=True)
class Report:
    """A person's course on paper.

    Attributes:
        language: of everything in it.
        title: of the document.
        about: lines under the title: whose it is, which sittings, when it was made.
        parts: the charts in their order.
        pictures: none where they stay in the practice.
        closing: what it is and is not, at the end.
    """

    language: str
    title: str
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    pictures: tuple[Picture, ...]
    closing: tuple[str, ...]


def html(report: Report, *, embed: Embed, font: Font) -> str:
    """The report as a page of HTML with everything in it.

    Args:
        report: what stands in it.
        embed: gives the pictures that stand in charts.
        font: gives the fonts.

    Raises:
        ValueError: a chart holds what is not drawn on paper.
    """
    body = [
        f"<h1>{escape(report.title)}</h1>",
        *(f'<p class="about">{escape(line)}</p>' for line in report.about),
        *(part for each in report.parts for part in _part(each, embed)),
        *_pictures(report.pictures),
        '<section class="closing">',
        *(f"<p>{escape(line)}</p>" for line in report.closing),
        "</section>",
    ]
    return shell(report.title, report.language, "".join(body), style="report.css", font=font)


def shell(title: str, language: str, body: str, *, style: str, font: Font) -> str:
    """A page of HTML around a body, with one of this package's style sheets and the fonts."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 800;'
        f'src:url("{_data("font/woff2", font(name))}")}}'
        for family, name in FONTS.items()
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title>"
        f"<style>{faces}{text_of('workbench', 'reporting', style)}</style></head>"
        f"<body>{body}</body></html>"
    )


def embedded(kind: str, data: bytes, alt: str, name: str) -> str:
    """A picture within the page, with what it is in words."""
    return f'<img class="{name}" src="{_data(kind, data)}" alt="{escape(alt)}">'


def _part(part: Part, embed: Embed) -> Iterator[str]:
    yield f"<section><h2>{escape(part.title)}</h2>"
    if part.legend:
        kinds = (
            f"<span>{f'<i class={kind}></i>' if kind else ''}{escape(text)}</span> "
            for kind, text in part.legend
        )
        yield f'<p class="legend">{"".join(kinds)}</p>'
    if part.figure is not None:
        drawn = svg(part.figure, key=part.key, width=WIDTH, embed=embed)
        yield embedded("image/svg+xml", drawn.encode(), part.told, "chart")
    yield from (f'<p class="note">{escape(each)}</p>' for each in part.notes)
    yield from map(_table, part.tables)
    yield "</section>"


def _pictures(pictures: tuple[Picture, ...]) -> Iterator[str]:
    if not pictures:
        return
    yield f'<section class="pictures"><h2>{escape(_("Kept pictures"))}</h2><div class="wall">'
    for each in pictures:
        shown = embedded("image/png", each.png, each.alt, "picture")
        yield f'<div class="one">{shown}<p>{escape(each.caption)}</p></div>'
    yield "</div></section>"


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for first, *cells in table.rows
    )
    # Its own heading: a caption that ends a page without its table is one that no tag fits.
    return (
        f"<h3>{escape(table.caption)}</h3><table>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _data(kind: str, data: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"
