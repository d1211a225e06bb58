"""Cells of tables that spreadsheets open."""

from __future__ import annotations

import pytest

from workbench.cells import cell


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("A;=cmd|'/C calc'!A0;", "A;'=cmd|'/C calc'!A0;"),
        ("A; -2;+3", "A; '-2;'+3"),
        ('A;"=1+1"', 'A;"\'=1+1"'),
        ("one\r\n=two", "one =two"),
        ("\n=1", "' =1"),
        ("a - b = c; d", "a - b = c; d"),
        (None, ""),
        (-2, "'-2"),
    ],
)
def test_no_cell_is_a_formula_whichever_sign_parts_cells(given: object, kept: str):
    assert cell(given) == kept
