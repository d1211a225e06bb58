"""What a table of the export is made of: columns with a meaning, and rows that must fit them.

What is missing is empty and has a reason in a column of its own. Text is a word from a list or an
identifier: a cell that could be a sentence is refused, so that nothing somebody wrote gets through.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "number"]
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.A)
WHY = "_missing"
REASONS: Mapping[str, str] = {
    "between_sittings": "It belongs to no sitting of the study.",
    "blinded": "Told once the data of the study are locked.",
    "going_on": "The person is still in the study.",
    "incomplete": "Not every question was answered: no total is made.",
    "not_answered": "It was asked, or could be, and was not answered.",
    "not_applicable": "There is nothing of this kind here.",
    "not_filled_in": "The plan asks for it in every sitting, and it was not filled in.",
    "not_measured": "It could not be measured.",
    "not_recorded": "The program does not keep it.",
    "open": "It was not said yet that it is over.",
    "questions_changed": "The questions were changed since; no total is made.",
    "several": "There are several.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """No value, and why: one of `REASONS`."""

    reason: str


Value = str | int | float | Missing
Cell = str | int | float | None
Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: its head in every file.
        meaning: what a value says.
        kind: what values are.
        source: what it is made from.
        unit: of a number, or "".
        low: the lowest value there can be; None without.
        high: the highest.
        codes: what each value means, where there are only these.
        missing: which reasons a missing value may have; () is never missing.
        telling: whether it could help somebody to recognize who it is.
        dated: a date of the calendar: there only where dates were chosen.
    """

    name: str
    meaning: str
    kind: Kind
    source: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    telling: bool = False
    dated: bool = False

    @property
    def why(self) -> Column:
        """The column beside it that says why a value is missing."""
        codes = {each: REASONS[each] for each in self.missing}
        meaning = f"Why {self.name} is empty; empty where it is not."
        return Column(f"{self.name}{WHY}", meaning, "text", self.source, codes=codes)

    def cell(self, value: Value) -> Cell:
        """The value as it is written; None where it is missing.

        Raises:
            ValueError: it does not fit what the codebook says; the value is not repeated.
        """
        if not self._fits(value):
            raise ValueError(f"A value of {self.name} is none that the codebook names.")
        return None if isinstance(value, Missing) else value

    def _fits(self, value: Value) -> bool:
        if isinstance(value, Missing):
            return value.reason in self.missing
        if isinstance(value, str):
            known = value in self.codes if self.codes else WORD.fullmatch(value) is not None
            return self.kind == "text" and known
        whole = isinstance(value, int)
        if isinstance(value, bool) or self.kind == "text" or not (whole or self.kind == "number"):
            return False
        return math.isfinite(value) and self._within(value)

    def _within(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, what a row is, and its columns."""

    name: str
    row: str
    columns: tuple[Column, ...]

    def own(self, *, dates: bool) -> tuple[Column, ...]:
        """The columns that rows have values for."""
        return tuple(each for each in self.columns if dates or not each.dated)

    def laid(self, *, dates: bool) -> tuple[Column, ...]:
        """The columns as they are written, each with the reason beside it where it may miss."""
        own = self.own(dates=dates)
        return tuple(
            made for each in own for made in ((each, each.why) if each.missing else (each,))
        )

    def cells(self, row: Row, *, dates: bool) -> list[Cell]:
        """A row as it is written.

        Raises:
            ValueError: the row has a column that the codebook lacks, or lacks one; a value that
                does not fit.
        """
        named = {each.name for each in self.columns}
        if row.keys() != named:
            odd = ", ".join(sorted(row.keys() ^ named))
            raise ValueError(f"A row of {self.name} and the codebook differ: {odd}.")
        cells: list[Cell] = []
        for each in self.own(dates=dates):
            value = row[each.name]
            cells.append(each.cell(value))
            if each.missing:
                cells.append(value.reason if isinstance(value, Missing) else None)
        return cells


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV in UTF-8, an empty cell where there is no value.

    Source: Y. Shafranovich, 2005, RFC 4180, https://www.rfc-editor.org/rfc/rfc4180
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode()
