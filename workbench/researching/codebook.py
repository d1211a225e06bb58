"""The codebook, made of the very columns that head the tables: as a table, and as a page to read.

In English, as the columns' names are: it belongs to the files, not to a page of the workbench.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from workbench.researching.columns import TABLES
from workbench.researching.form import Cell, Column, Table, to_csv

HEADS = (
    *("table", "column", "meaning", "type", "unit", "lowest", "highest"),
    *("codes", "missing_codes", "source"),
)
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem;
  color: #1f2430; background: #fff; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid #c9cdd6; }
thead th { border-bottom: 2px solid #1f2430; } tbody th { font-family: ui-monospace, monospace; }
dl { margin: 0; } dt { font-family: ui-monospace, monospace; } dd { margin: 0 0 .2rem 1rem; }
nav a { margin-right: 1rem; }
"""


def to_table(*, dates: bool) -> bytes:
    """A row a column of every table, as CSV."""
    return to_csv(HEADS, list(_rows(dates=dates)))


def to_page(*, dates: bool) -> bytes:
    """The same as one HTML page that needs nothing beside it."""
    ways = "".join(f'<a href="#{each.name}">{each.name}</a>' for each in TABLES)
    body = "".join(_section(each, dates=dates) for each in TABLES)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Codebook</title><style>{STYLE}</style></head><body><h1>Codebook</h1>"
        "<p>Sketchwell draft, not yet reviewed. An empty cell is a missing value, never zero; the "
        "column beside it, named with _missing, says why.</p>"
        f"<nav>{ways}</nav>{body}</body></html>\n"
    ).encode()


def _rows(*, dates: bool) -> Iterator[list[Cell]]:
    for table in TABLES:
        for each in table.laid(dates=dates):
            told: list[Cell] = [table.name, each.name, each.meaning, each.kind, each.unit or None]
            told += [each.low, each.high, _listed(each.codes), ", ".join(each.missing) or None]
            yield [*told, each.source]


def _listed(codes: Mapping[str, str]) -> str | None:
    return " | ".join(f"{code} = {meaning}" for code, meaning in codes.items()) or None


def _section(table: Table, *, dates: bool) -> str:
    heads = "".join(
        f'<th scope="col">{each}</th>'
        for each in ("Column", "Meaning", "Type", "Range and codes", "Made from")
    )
    rows = "".join(_line(each) for each in table.laid(dates=dates))
    return (
        f'<h2 id="{table.name}">{table.name}</h2><p>A row is {escape(table.row)}.</p>'
        f"<div><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _line(column: Column) -> str:
    kind = f"{column.kind}, {column.unit}" if column.unit else column.kind
    cells = (escape(column.meaning), escape(kind), _range(column), escape(column.source))
    told = "".join(f"<td>{each}</td>" for each in cells)
    return f'<tr><th scope="row">{column.name}</th>{told}</tr>'


def _range(column: Column) -> str:
    ends = [f"from {column.low:g}"] if column.low is not None else []
    ends += [f"to {column.high:g}"] if column.high is not None else []
    codes = "".join(
        f"<dt>{code}</dt><dd>{escape(said)}</dd>" for code, said in column.codes.items()
    )
    return " ".join(ends) + (f"<dl>{codes}</dl>" if codes else "")
