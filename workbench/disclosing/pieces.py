"""Pieces of the page as HTML. Whatever is told is escaped here, once."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape

from workbench import parts
from workbench.charts.tables import Table
from workbench.disclosing.told import Shown
from workbench.saying import _

# No script, no network, nothing of another file: the page stands alone wherever it is opened.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'"


def document(title: str, body: str, spoken: str, styles: str) -> bytes:
    """A whole page."""
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{styles}</style>"
    )
    page = f'<!doctype html>\n<html lang="{escape(spoken)}"><head>{head}</head>'
    return f"{page}<body><main>{body}</main></body></html>\n".encode()


def section(title: str, *inside: str) -> str:
    """A part of the page under its title."""
    return f"<section>{heading(title, 2)}{''.join(inside)}</section>"


def heading(title: str, level: int) -> str:
    """A heading."""
    return f"<h{level}>{escape(title)}</h{level}>"


def quiet(line: str) -> str:
    """A line beside the matter."""
    return f'<p class="quiet">{escape(line)}</p>'


def text(written: str) -> str:
    """What somebody wrote, with its line ends; nothing where there is nothing."""
    return f'<p class="text">{escape(written)}</p>' if written else ""


def told(asked: str, written: str) -> str:
    """What was asked, and what somebody wrote under it."""
    return f'<p class="text"><b>{escape(asked)}</b><br>{escape(written)}</p>'


def listed(lines: Iterable[str]) -> str:
    """Lines as a list; nothing where there are none."""
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<ul>{rows}</ul>" if rows else ""


def boxed(title: str, lines: Iterable[str]) -> str:
    """A list under a few words, set apart."""
    return f'<div class="in"><b>{escape(title)}</b>{listed(lines)}</div>'


def faults(lines: Sequence[str]) -> str:
    """What could not be read, before everything else."""
    if not lines:
        return ""
    told = _("Some of it could not be read. The practice still keeps it, damaged:")
    return f'<div class="fault" role="note"><b>{escape(told)}</b>{listed(lines)}</div>'


def linked(place: str, label: str) -> str:
    """The way to a file that lies beside the page."""
    return f'<p><a href="{escape(place)}">{escape(label)}</a></p>'


def table(shown: Table) -> str:
    """A table; a head that says nothing is left out."""
    caption = f"<caption>{escape(shown.caption)}</caption>" if shown.caption else ""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in shown.heads)
    head = f"<thead><tr>{heads}</tr></thead>" if any(shown.heads) else ""
    rows = "".join(_row(each) for each in shown.rows)
    return f'<div class="scroll"><table>{caption}{head}<tbody>{rows}</tbody></table></div>'


def pictures(shown: Iterable[Shown]) -> str:
    """The pictures of a sitting, small, with the way to each file."""
    figures = "".join(map(_figure, shown))
    return f'<div class="pictures">{figures}</div>' if figures else ""


def _row(cells: Sequence[str]) -> str:
    first, *others = cells
    rest = "".join(f'<td class="text">{escape(each)}</td>' for each in others)
    return f'<tr><th scope="row">{escape(first)}</th>{rest}</tr>'


def _figure(each: Shown) -> str:
    image = ""
    if each.small is not None:
        data = base64.b64encode(each.small).decode("ascii")
        image = f'<img src="data:image/jpeg;base64,{data}" alt="{escape(each.alt)}">'
    names = {"picture": _("the picture"), "drawing": _("the drawing")}
    files = ", ".join(
        f'<a href="{escape(place)}">{escape(names[kind])}</a>' for kind, place in each.files.items()
    )
    told = [parts.clock(each.at), *each.lines]
    said = "<br>".join(filter(None, (escape(" · ".join(told)), files)))
    return f"<figure>{image}<figcaption>{said}</figcaption></figure>"
