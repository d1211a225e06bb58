"""What the trends of one person show: columns, colors and small pictures of a span of sittings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench import colors, practice
from workbench.archive.store import Person
from workbench.charts import plane, said, seen, tables, words
from workbench.charts.looks import Look
from workbench.pictures import address
from workbench.saying import _
from workbench.trends import sheets


@dataclass(frozen=True, slots=True)
class Series:
    """The sittings of one person in the chosen span, by column, and their chosen turns."""

    person: Person
    rows: dict[str, list[Any]]
    turns: dict[str, list[Any]]
    look: Look

    @property
    def of(self) -> str:
        """Under which name the chosen sitting is kept."""
        return f"trends-{self.person.id}-{self.rows['number'][0]}-{self.rows['number'][-1]}"

    @property
    def shares(self) -> list[dict[str, float] | None]:
        """Per sitting the mean share of each color; None without a picture."""
        columns = (self.rows[f"color_{name}"] for name in colors.EXAMPLES)
        every = (
            dict(zip(colors.EXAMPLES, seen, strict=True)) for seen in zip(*columns, strict=True)
        )
        return [None if None in each.values() else each for each in every]

    @property
    def thumbnails(self) -> list[str | None]:
        """Per sitting the address of the picture kept last."""
        kept = self.rows["pictures"]
        return [address(self.person.id, each[-1], "small") if each else None for each in kept]


def current(person: Person, look: Look, span: tuple[int, int]) -> Series:
    """The series of a person over a span of sitting numbers."""
    archive = practice.current().archive
    rows = archive.sitting_trends(person.id)
    kept = [at for at, number in enumerate(rows["number"]) if span[0] <= number <= span[1]]
    chosen = {name: [column[at] for at in kept] for name, column in rows.items()}
    return Series(person, chosen, archive.turn_trends(person.id), look)


def sheets_of(series: Series) -> tuple[sheets.Sheet, ...]:
    """The four charts of a person."""
    rows, look = series.rows, series.look
    shares, small = series.shares, series.thumbnails
    return (
        sheets.Sheet(
            "said",
            _("Said"),
            said.over_time(rows, series.turns, look=look),
            tables.told_said(rows),
            tables.said(rows),
            ("said", *sheets.no_course(rows, "pleasure_after", "arousal_after")),
            said.steps(rows),
            sheets.said_legend(),
        ),
        sheets.Sheet(
            "plane",
            _("Said, as a path"),
            plane.figure(rows, look=look),
            tables.told_plane(rows),
            None,
            ("said",),
            plane.steps(rows),
            sheets.path_legend(),
        ),
        sheets.Sheet(
            "seen",
            _("Seen in the pictures"),
            seen.river(rows, shares, small, look=look),
            tables.told_seen(shares),
            tables.seen(rows, shares),
            ("seen",),
            seen.steps(rows, shares, small),
            (("", _("The wider the stream, the more of the page has color; paper is blank.")),),
        ),
        sheets.Sheet(
            "measures",
            _("Seen, measured"),
            seen.lines(rows, look=look),
            tables.told_measured(rows),
            tables.measured(rows),
            ("seen", *sheets.no_course(rows, *words.MEASURES)),
            seen.line_steps(rows),
            sheets.band_legend(),
        ),
    )
