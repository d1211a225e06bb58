"""What may stand in a cell of a table that a spreadsheet opens: never a formula, and no other line.

Where a language writes decimals with a comma, spreadsheets part cells at semicolons too, so what
would reckon behind one is kept from it as well.
"""

from __future__ import annotations

import re

# The last four are the full-width signs, which some spreadsheets take for the others.
_SIGNS = "=+\\-@\t\uff1d\uff0b\uff0d\uff20"
_BEGINS = re.compile(f'[ "]*[{_SIGNS}\r\n]')
_PARTED = re.compile(f'(;[ "]*)([{_SIGNS}])')


def cell(value: object) -> str:
    """A value as a cell; what a spreadsheet would reckon with gets an apostrophe before it."""
    text = "" if value is None else str(value).replace("\x00", "")
    before = "'" if _BEGINS.match(text) else ""
    return before + _PARTED.sub(r"\1'\2", re.sub(r"[\r\n]+", " ", text))
