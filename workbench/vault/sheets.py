"""The recovery sheet as a page for paper: groups to type, a QR code to read, what it is for."""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path

import segno

from engines.errors import ArchiveError
from workbench.archive import disk
from workbench.archive.schema import now
from workbench.archive.unlocking.sheet import Sheet
from workbench.saying import _

STYLE = """
body{font:16px/1.5 sans-serif;color:black;background:white;margin:2.5cm auto;max-width:16cm}
h1{font-size:24px}ol{columns:3;list-style-position:inside;font:22px/2 monospace;padding:0}
svg{width:5cm;height:5cm;display:block;margin:1cm 0}
@media print{body{margin:1cm auto}.screen{display:none}}
"""


def page(sheet: Sheet) -> str:
    """The sheet as one HTML page that needs nothing else; whoever has it opens the practice."""
    groups = "".join(f"<li>{html.escape(group)}</li>" for group in sheet.groups)
    made = _("Made on {day}.", day=now()[:10])
    told = [
        _(
            "Whoever has this sheet and the practice's data can read everything. Keep it where you "
            "keep contracts: not beside the computer, and not in a photo."
        ),
        _(
            "It is needed when the passphrase is forgotten, when this machine's keyring is gone, "
            "and when a key copy is restored on another machine."
        ),
        _("To use it: open Sketchwell and type all nine groups, or read the square with a phone."),
    ]
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in told)
    title = html.escape(_("Recovery sheet of this practice"))
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style></head><body><h1>{title}</h1><p>{html.escape(made)}</p>"
        f"<ol>{groups}</ol>{code_svg(sheet)}{lines}</body></html>\n"
    )


def code_svg(sheet: Sheet) -> str:
    """The code as a square for a phone's camera, dark on white whatever surrounds it."""
    held = io.BytesIO()
    made = segno.make_qr(sheet.code, error="m")
    made.save(held, kind="svg", border=4, dark="black", light="white", xmldecl=False, omitsize=True)
    return held.getvalue().decode()


def code_image(sheet: Sheet) -> str:
    """The same as an image's address, for a page that takes no drawing in its text."""
    return f"data:image/svg+xml;base64,{base64.b64encode(code_svg(sheet).encode()).decode()}"


def write(sheet: Sheet, to: Path) -> None:
    """Writes the sheet for printing; it is to be removed as soon as it is on paper.

    Raises:
        ArchiveError: there is such a file, or it cannot be written.
    """
    if to.exists():
        raise ArchiveError(f"The file {to} is there already: choose another name.")
    try:
        disk.write_whole(to, page(sheet).encode())
    except OSError as error:
        raise ArchiveError(
            f"The sheet {to} cannot be written: {error.strerror or error}."
        ) from error


def remove(file: Path) -> None:
    """Writes over a sheet's file and removes it."""
    disk.shred(file)
