"""A study's counts in words, and the README that goes along with its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engines import languages
from workbench.exchange.codes import NOTICE
from workbench.outcomes.instruments.versions import Version
from workbench.researching.columns import TABLES
from workbench.researching.counting import FEWEST, Small, small
from workbench.researching.form import REASONS, Missing, Row, Value
from workbench.researching.gathering import Data
from workbench.saying import _, later, ngettext, speaking

NAMES: Mapping[str, str] = {
    "arm": later("Arm"),
    "standing": later("Standing"),
    "held": later("Sittings"),
    "missed": later("Missed"),
    "adverse": later("Adverse events"),
    "language": later("Language"),
}
STANDINGS: Mapping[str, str] = {"in": later("in"), "done": later("done"), "left": later("left")}
NOTHING = later("not known")
GONE = {"blinded": later("told after the lock"), "several": later("several")}


def flow(rows: Sequence[Row]) -> str:
    """Who is counted, of all arms together, in a few sentences of the page's language."""
    told = {str(r["step"]): int(str(r["people"])) for r in rows if _counted(r)}
    people = ngettext(
        "{count} person is in the data", "{count} people are in the data", told["in_data"]
    )
    said = [
        _("The plan names {planned} people; {enrolled} were enrolled.", **told),
        _(
            "{here}: {finished} held every sitting, {going_on} still take part, {left} left.",
            here=people,
            **told,
        ),
        _("{measured} have a complete total of the first outcome.", **told),
    ]
    if told["not_in_data"]:
        said.append(
            _(
                "Not in it: {not_in_data}, who took research back, were erased or are locked.",
                **told,
            )
        )
    return " ".join((*said, _("How many were asked to take part is not recorded.")))


def _counted(row: Row) -> bool:
    return isinstance(row["arm"], Missing) and not isinstance(row["people"], Missing)


def warning(found: Small) -> str:
    """That few people share what could tell who somebody is; nothing where none do."""
    if not found.together:
        return ""
    return _(
        "{exposed} of {people} people share arm, standing, sittings, missed sittings, adverse "
        "events and language with at most {others} others: whoever knows the practice may know "
        "them. Nothing is left out for that. The pattern of days may tell who somebody is too.",
        exposed=found.exposed,
        people=found.people,
        others=FEWEST - 2,
    )


def name(column: str) -> str:
    """A column's name on a page."""
    return _(NAMES[column])


def value(column: str, cell: Value) -> str:
    """A value of that column on a page."""
    if isinstance(cell, Missing):
        told = GONE.get(cell.reason, NOTHING)
        return _(told)
    if column == "language":
        return languages.name_or_code(str(cell))
    return _(STANDINGS[str(cell)]) if column == "standing" else str(cell)


def readme(data: Data, *, dates: bool) -> bytes:
    """What the files are, how missing values are told, who is counted, and whose questions are."""
    with speaking("en"):
        counts, warned = flow(data.rows["flow"]), warning(small(data.rows["people"]))
    plan, locks = data.study.plan, data.study.locks
    lock = f"Locked: SHA-256 {locks[-1].sha256}" if locks else "Not locked: a look in between."
    days = "the days of the calendar too, as was chosen" if dates else "no date of the calendar"
    parts = [
        "STUDY DATA, TAKEN OUT OF SKETCHWELL",
        "Sketchwell draft, not yet reviewed.\n"
        "The data of one study: of the people whose consent to research stood at the moment they "
        "were taken out.\nPseudonymous, not anonymous: keep them as you would keep a record. No "
        "names, ids of the practice,\nnotes, words, drawings or pictures. Time is told in days "
        f"since the enrolment; {days}.\nA pseudonym is the same in every export of this study and "
        "another one in every other study. Where\nsomebody is in an earlier export and not in this "
        "one, leave their rows out of the earlier one too.",
        f"THE STUDY\nProtocol: {plan.protocol.name}\nOutcome named beforehand: {plan.primary}\n"
        f"Plan: SHA-256 {data.study.sha256}\nData: {lock}",
        f"WHO IS COUNTED\n{counts}\nflow.csv has the same as a table.",
        f"WHO COULD BE RECOGNIZED\n{warned or 'No combination is shared by fewer than five.'}",
        "MISSING VALUES\nAn empty cell (null in Parquet) is a missing value, never zero. The "
        "column beside it says why:\n"
        + "\n".join(f"  {name}: {told}" for name, told in REASONS.items()),
        "FILES\nEach table as CSV (UTF-8, RFC 4180) and as Parquet, with the same rows:\n"
        + "\n".join(f"  {each.name}: a row is {each.row}" for each in TABLES)
        + "\ncodebook.csv and codebook.html say what each column means.\n"
        "SHA256SUMS lists every file: sha256sum -c SHA256SUMS",
        "INSTRUMENTS\n"
        + "\n".join(_licence(each) for _name, each in sorted(data.known.items()))
        + f"\n{NOTICE}",
        "Scores are sums of a person's own answers. Time waiting improves scores too.\n"
        "Descriptions of pictures say nothing about feelings. Nothing here diagnoses, predicts\n"
        "or treats.",
    ]
    return ("\n\n".join(parts) + "\n").encode()


def _licence(version: Version) -> str:
    made = version.instrument
    title = made.title.get("en") or next(iter(made.title.values()))
    licence = made.licence
    told = (licence.text, f"Holder: {licence.holder}", f"Source: {licence.source}")
    return f"{made.name}: {title}\n" + "\n".join(f"  {each}" for each in told)
