"""Every chart as a table, and as one sentence for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.charts import compared, words
from workbench.charts.frame import Rows, going_on
from workbench.charts.looks import FAMILIES
from workbench.saying import _, ngettext
from workbench.trends import ranges


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, the heads of the columns, and rows whose first cell is their head."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def said(rows: Rows) -> Table:
    """What was said, in words, a row a sitting."""
    heads = [_("Sitting"), _("Day"), _("Phase")]
    for name in words.AXES:
        heads += [
            _("{axis} before", axis=words.axis(name)),
            _("{axis} after", axis=words.axis(name)),
        ]
    found = [(*_begun(rows, row), *_felt(rows, row)) for row in range(len(rows["number"]))]
    return Table(_("What was said, per sitting"), tuple(heads), tuple(found))


def seen(rows: Rows, shares: Sequence[Mapping[str, float] | None]) -> Table:
    """The share of each color, a row a sitting; only colors that occur."""
    used = [n for n in (*FAMILIES, "white") if any(each and each.get(n, 0) > 0 for each in shares)]
    heads = (_("Sitting"), _("Day"), _("Phase"), *(words.color(name) for name in used))
    found = [
        (*_begun(rows, row), *(_percent(each.get(name, 0)) if each else "–" for name in used))
        for row, each in enumerate(shares)
    ]
    return Table(_("Colors of the pictures, per sitting"), heads, tuple(found))


def measured(rows: Rows) -> Table:
    """The measures with the person's own earlier middle, a row a sitting."""
    heads = [_("Sitting"), _("Day"), _("Phase")]
    for name in words.MEASURES:
        heads += [words.measure(name), _("middle half before")]
    bands = {name: ranges.earlier(rows[name]) for name in words.MEASURES}
    found = []
    for row in range(len(rows["number"])):
        cells = [*_begun(rows, row)]
        for name in words.MEASURES:
            cells += [words.amount(name, rows[name][row]), _band(name, bands[name][row])]
        found.append(tuple(cells))
    caption = _(
        "What was measured in the pictures, per sitting: lightness from 0 (black) to 1 (white), "
        "warmth from about -1 (blue) to 1 (orange), how much of the page is covered"
    )
    return Table(caption, tuple(heads), tuple(found))


def side_by_side(
    rows: Rows,
    groups: Sequence[compared.Group],
    names: Sequence[str] = compared.COMPARED,
) -> Table:
    """Counts, medians and middle halves of two spans, and their difference where there is one."""
    heads = (_("What"), *(group.name for group in groups), _("Difference"))
    found = []
    for name in names:
        cells = [compared.middle_told(name, compared.values(rows, name, g)) for g in groups]
        told = compared.difference_told(rows, groups, name)
        found.append((compared.title(name), *cells, told))
    return Table(_("Two spans compared"), heads, tuple(found))


def told_said(rows: Rows) -> str:
    """What is in the chart of what was said."""
    first, last = rows["number"][0], rows["number"][-1]
    answered = {
        axis: sum(
            a is not None and b is not None
            for a, b in zip(rows[f"{axis}_before"], rows[f"{axis}_after"], strict=True)
        )
        for axis in words.AXES
    }
    return _(
        "Pleasure and arousal as said before and after sittings {first} to {last}. Both answers "
        "are there for pleasure in {pleasure}, for arousal in {arousal} of {count} sittings.",
        first=first,
        last=last,
        count=len(rows["number"]),
        **answered,
    )


def told_plane(rows: Rows) -> str:
    """What is in the plane."""
    return _(
        "A plane from unpleasant to pleasant and from calm to wide awake, with an arrow per "
        "sitting from before to after. {said}",
        said=told_said(rows),
    )


def told_seen(shares: Sequence[Mapping[str, float] | None]) -> str:
    """What is in the river of colors."""
    there = [each for each in shares if each]
    sums = {name: sum(each.get(name, 0) for each in there) for name in FAMILIES}
    most = sorted((n for n in sums if sums[n] > 0), key=lambda name: -sums[name])[:3]
    kept = ngettext(
        "Colors of the pictures of {count} sitting.",
        "Colors of the pictures of {count} sittings.",
        len(there),
    )
    names = ", ".join(words.color(name) for name in most)
    return f"{kept} {_('Most of it: {colors}.', colors=names)}" if most else kept


def told_measured(rows: Rows) -> str:
    """What is in the five lines."""
    names = ", ".join(words.measure(name) for name in words.MEASURES)
    return _(
        "{measures}, as lines over sittings {first} to {last}, each against the middle half of the "
        "person's own earlier sittings.",
        measures=names,
        first=rows["number"][0],
        last=rows["number"][-1],
    )


def told_compared(groups: Sequence[compared.Group]) -> str:
    """What is in the comparison."""
    first, second = groups
    return _(
        "Two spans of sittings, measure by measure: {first} with {count_first} sittings above, "
        "{second} with {count_second} sittings below.",
        first=first.name,
        count_first=len(first.rows),
        second=second.name,
        count_second=len(second.rows),
    )


def _begun(rows: Rows, row: int) -> tuple[str, str, str]:
    day = words.day(rows["started"][row])
    return (str(rows["number"][row]), day, words.phase(rows["phase"][row]))


def _felt(rows: Rows, row: int) -> tuple[str, ...]:
    open_yet = going_on(rows, row)
    cells = [(name, rows[f"{name}_{w}"][row]) for name in words.AXES for w in ("before", "after")]
    return tuple(words.zone(name, value, going_on=open_yet) for name, value in cells)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _band(name: str, middle: ranges.Middle | None) -> str:
    if middle is None:
        return _("too few")
    low, high = words.amount(name, middle.low), words.amount(name, middle.high)
    return _("{low} to {high}", low=low, high=high)
