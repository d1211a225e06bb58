"""The report as means over cases, and as the table that goes into the model card."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from engines.training.evaluation.lineup import LETTERS
from engines.training.evaluation.painting import LIVELY, Row

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured.

    Attributes:
        weights: revision of the house's weights.
        judge: the classifier's id and how well it names true pictures.
        painters: in the table's order.
        rows: one a case.
        asked: for each pair of drawing and word: painter -> (named when asked, when not).
        frechet: painter -> distance to true pictures.
        scenes: how many it was taken over.
        seconds: the whole took.
    """

    weights: str
    judge: dict[str, float | str]
    painters: list[str]
    rows: list[Row]
    asked: list[dict[str, tuple[bool, bool]]]
    frechet: dict[str, float]
    scenes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a title, what it is taken over, painter -> value, how to print it."""

    title: str
    count: int
    values: dict[str, float]
    form: str = "{:.1f}"


def wilson(successes: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    Args:
        successes: 0..count.
        count: at least 1.

    Source: Wilson, 1927, Journal of the American Statistical Association 22(158), 209-212.
    """
    share, z2 = successes / count, Z95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def lines_of(report: Report) -> list[Line]:
    """Every line of the table; one that no case gave a figure for is left out."""
    found: list[Line] = []
    for step in ("hint", "together", "transform"):
        found.append(_mean(report, f"lines found again, {step}", f"lines {step}", "{:.0%}"))
        found.append(_mean(report, f"... by chance, {step}", f"chance {step}", "{:.0%}"))
    found.append(_mean(report, "color on colored strokes, CIEDE2000", "color on"))
    found.append(_mean(report, "color beside colored strokes, CIEDE2000", "color near"))
    for tone in ("dark", "red", "black", "pale"):
        of_tone = _only(report, lambda row, tone=tone: row.kind == "tone" and tone in row.name)
        found.append(_mean(of_tone, f"{tone} drawings: lighter by, L*", "lighter", "{:+.1f}"))
        found.append(_mean(of_tone, f"{tone} drawings: warmer by, b*", "warmer", "{:+.1f}"))
        found.append(_mean(of_tone, f"{tone} drawings: apart, CIEDE2000", "tone apart"))
    for kind in ("held-out", "family", "pad", "person"):
        of_kind = _only(report, lambda row, kind=kind: row.kind == kind)
        for top in ("top1", "top5"):
            found.append(_mean(of_kind, f"recognized, {kind}, {top}", top, "{:.0%}"))
    found += _words(report)
    found += _influence(report)
    found.append(_mean(report, "live: change within 64 px, of 255", "live inside", "{:.2f}"))
    found.append(_mean(report, "live: change elsewhere, of 255", "live outside", "{:.2f}"))
    found.append(_mean(report, "four variations: color, CIEDE2000", "varied color"))
    found.append(_mean(report, "four variations: edges not shared", "varied edges", "{:.0%}"))
    found.append(Line("Fréchet distance to true pictures", report.scenes, report.frechet))
    return [line for line in found if line.values]


def _only(report: Report, wanted: Callable[[Row], bool]) -> Iterable[Row]:
    return [row for row in report.rows if wanted(row)]


def _mean(rows: Report | Iterable[Row], title: str, figure: str, form: str = "{:.1f}") -> Line:
    chosen = rows.rows if isinstance(rows, Report) else list(rows)
    held: dict[str, list[float]] = {}
    for row in chosen:
        for painter, figures in row.figures.items():
            if figure in figures:
                held.setdefault(painter, []).append(figures[figure])
    count = max(map(len, held.values()), default=0)
    return Line(title, count, {name: float(np.mean(own)) for name, own in held.items()}, form)


def _words(report: Report) -> list[Line]:
    lines = []
    for at, title in enumerate(("asked for and named", "not asked for, yet named")):
        shares = {
            name: float(np.mean([pair[name][at] for pair in report.asked]))
            for name in (report.asked[0] if report.asked else {})
        }
        lines.append(Line(f"words: {title}", len(report.asked), shares, "{:.0%}"))
    return lines


def _influence(report: Report) -> list[Line]:
    held: dict[str, list[float]] = {}
    for row in report.rows:
        for name in LIVELY:
            own = row.figures.get(name, {})
            if "change hint" in own:
                steps = [own[f"change {step}"] for step in ("hint", "together", "transform")]
                held.setdefault(name, []).append(float(steps[0] < steps[1] < steps[2]))
    shares = {name: float(np.mean(own)) for name, own in held.items()}
    count = max(map(len, held.values()), default=0)
    changes = [
        _mean(report, f"change of the page, {step}, CIEDE2000", f"change {step}")
        for step in ("hint", "together", "transform")
    ]
    return [*changes, Line("hint < together < transform", count, shares, "{:.0%}")]


def means_of(report: Report) -> dict[str, dict[str, float]]:
    """The table as title -> painter -> value."""
    return {line.title: line.values for line in lines_of(report)}


def table_of(report: Report) -> str:
    """The table in Markdown, with what it stands on."""
    painters = [*report.painters, "true"]
    heads = [f"{LETTERS[name]} {name}" for name in report.painters] + ["true"]
    rows = [
        f"| {line.title} | {line.count} | {' | '.join(_cells(line, painters))} |"
        for line in lines_of(report)
    ]
    return "\n".join(
        [
            f"Weights {report.weights}; judge {report.judge['id']}, which names "
            f"{report.judge['top1']:.0%} of true pictures that it never saw at once and "
            f"{report.judge['top5']:.0%} among five. On the painted layer alone, without the "
            'person\'s lines. "true": the known look through the same medium; for the Fréchet '
            "distance other true scenes.",
            "",
            f"| | n | {' | '.join(heads)} |",
            f"|---|---|{'---|' * len(heads)}",
            *rows,
            "",
        ]
    )


def _cells(line: Line, painters: list[str]) -> list[str]:
    values = {**line.values}
    if "other true" in values:
        values["true"] = values["other true"]
    return [line.form.format(values[name]) if name in values else "" for name in painters]
