"""How long a person's record must be kept, and what "erase" may do before and after that.

The practice says for how many years after the last sitting. Nothing is ever erased by itself.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PREFERENCE = "retention_years"
MOST_YEARS = 60

Deed = Literal["erase", "restrict", "ask"]


@dataclass(frozen=True, slots=True)
class Retention:
    """What holds for one person's record.

    Attributes:
        person: whose it is.
        last: the day of the last sitting; None where there was none.
        years: that the practice keeps records for after it; None was never said.
        synthetic: made up: nobody's record.
    """

    person: str
    last: date | None
    years: int | None
    synthetic: bool = False

    @property
    def until(self) -> date | None:
        """The day on which the record no longer has to be kept; None is not known."""
        if self.last is None or self.years is None:
            return None
        return years_later(self.last, self.years)

    def deed(self, today: date) -> Deed:
        """What asking for erasure leads to today.

        "erase" where nobody is in the way: made up, nothing recorded, or kept long enough.
        "restrict" before that; "ask" where the practice never said how long it keeps records.
        """
        if self.synthetic or self.last is None:
            return "erase"
        if self.until is None:
            return "ask"
        return "erase" if today >= self.until else "restrict"

    def over(self, today: date) -> bool:
        """Whether the practice is to be reminded that this record need not be kept any longer."""
        return not self.synthetic and self.until is not None and today >= self.until


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 28 February for the 29th where there is none."""
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def day_of(moment: str) -> date:
    """The day of a moment, where this machine stands."""
    return datetime.fromisoformat(moment).astimezone().date()


def today() -> date:
    """Today, where this machine stands."""
    return datetime.now().astimezone().date()


def years_of(value: str | None) -> int | None:
    """The years that a preference says; None where nothing was set."""
    return int(value) if value is not None and value.isdecimal() else None
