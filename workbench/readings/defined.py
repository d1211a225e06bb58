"""Every reading that a page shows: name, what it is in one sentence, how it is told, source.

The formulas stand at the readers (`engines/readers`); these are the same in a person's words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engines.reading import Reading
from workbench.charts import words
from workbench.saying import _, later, ngettext

OWN = "Sketchwell"
GROUPS = {
    "color": later("Color"),
    "page": later("On the page"),
    "line": later("Lines"),
    "time": later("How it came about"),
}


@dataclass(frozen=True, slots=True)
class Defined:
    """One reading.

    Attributes:
        name: of the measure, at its reader.
        reader: which reader has it.
        group: a key of `GROUPS`.
        title: what it is called.
        means: what it is, in a sentence.
        told: how a value is written.
        source: whose formula it is; `OWN` is our own.
        painted: whether the painter's layer has it too.
    """

    name: str
    reader: str
    group: str
    title: str
    means: str
    told: Callable[[float], str]
    source: str = OWN
    painted: bool = False

    def of(self, seen: Mapping[str, Reading]) -> float | None:
        """Its value in what the readers saw; None where it could not be known."""
        return seen[self.reader].value(self.name) if self.reader in seen else None


def percent(value: float) -> str:
    """A share of 0..1 as people write it."""
    return "< 1 %" if 0 < value < 0.005 else f"{100 * value:.0f} %"


def whole(value: float) -> str:
    """A count, or a scale of a hundred steps."""
    return f"{value:.0f}"


def tenths(value: float) -> str:
    """With one decimal."""
    return _number(f"{value:.1f}")


def hundredths(value: float) -> str:
    """With two decimals."""
    return _number(f"{value:.2f}")


def _number(told: str) -> str:
    """With the language's own decimal sign and a true minus."""
    return words.decimal(told).replace("-", "−")


def span(value: float) -> str:
    """Seconds as minutes and seconds."""
    minutes, seconds = divmod(round(value), 60)
    if not minutes:
        return ngettext("{count} second", "{count} seconds", seconds)
    return _("{minutes} min {seconds} s", minutes=minutes, seconds=seconds)


DEFINED = (
    Defined(
        "lightness",
        "palette",
        "color",
        later("Lightness"),
        later("How light the marks are on average: 0 is black, 100 is white."),
        whole,
        "CIE 1976 L*",
        painted=True,
    ),
    Defined(
        "warmth",
        "palette",
        "color",
        later("Warmth"),
        later("How warm the colors look to most people: blues are below 0, oranges above."),
        hundredths,
        "Ou, Luo, Woodcock and Wright 2004",
        painted=True,
    ),
    Defined(
        "colorfulness",
        "palette",
        "color",
        later("Colorfulness"),
        later("How strong the colors are: 0 is gray, 59 quite colorful, 109 extremely."),
        whole,
        "Hasler and Suesstrunk 2003",
        painted=True,
    ),
    Defined(
        "colors",
        "colors",
        "color",
        later("Number of colors"),
        later("Colors with a name of their own, each on at least a hundredth of the marks."),
        whole,
        "Kim, Bae and Lee 2007",
    ),
    Defined(
        "color_mix",
        "colors",
        "color",
        later("Mix of colors"),
        later("As if so many colors shared the marks evenly."),
        tenths,
        "Hill 1973",
    ),
    Defined(
        "color_borders",
        "colors",
        "color",
        later("Where colors touch"),
        later("How long different colors lie side by side, in diagonals of the page."),
        hundredths,
        "Kim, Bae and Lee 2007",
    ),
    Defined(
        "coverage",
        "form",
        "page",
        later("Covered"),
        later("Share of the page that has marks."),
        percent,
        painted=True,
    ),
    Defined(
        "open_space",
        "composition",
        "page",
        later("Left open"),
        later("Share of the page that is more than a thumb's breadth from every mark."),
        percent,
    ),
    Defined(
        "symmetry",
        "symmetry",
        "page",
        later("Left mirrors right"),
        later(
            "1 where the left half is the mirror image of the right. The same marks, scattered "
            "by chance, are scored too."
        ),
        hundredths,
    ),
    Defined(
        "strokes",
        "form",
        "line",
        later("Marks"),
        later("Strokes and stamps, without the eraser's."),
        whole,
    ),
    Defined(
        "erasures",
        "form",
        "line",
        later("Erased"),
        later("Strokes of the eraser."),
        whole,
    ),
    Defined(
        "line_length",
        "lines",
        "line",
        later("Length of all lines"),
        later("In widths of the page; what was erased counts."),
        tenths,
    ),
    Defined(
        "line_width",
        "lines",
        "line",
        later("Width of the lines"),
        later("On average, in hundredths of the page's width."),
        lambda value: tenths(100 * value),
    ),
    Defined(
        "directness",
        "lines",
        "line",
        later("Directness"),
        later("1 where every line goes straight to its end, 0 where each comes back to its start."),
        hundredths,
    ),
    Defined(
        "turning",
        "lines",
        "line",
        later("Turning"),
        later("Full turns in as much line as the page is wide: 0 is straight."),
        tenths,
    ),
    Defined(
        "repeated",
        "repetition",
        "line",
        later("Drawn again"),
        later("Share of the lines that come again elsewhere in the same form, size and slant."),
        percent,
    ),
    Defined(
        "drawing_time",
        "form",
        "time",
        later("Time"),
        later("From the first touch to the last."),
        span,
    ),
    Defined(
        "pauses",
        "form",
        "time",
        later("Pauses"),
        later("Rests of two seconds or longer between two marks or within one."),
        whole,
    ),
    Defined(
        "pace",
        "lines",
        "time",
        later("Pace of the hand"),
        later("Page widths in a second, while the hand is on the page."),
        hundredths,
    ),
    Defined(
        "stops",
        "lines",
        "time",
        later("Stops"),
        later("How often the hand rested on the page for half a second or longer."),
        whole,
    ),
    Defined(
        "pressure",
        "form",
        "time",
        later("Pressure"),
        later("On average, of what pens and fingers told: 0 is none, 1 is the most."),
        hundredths,
    ),
)
