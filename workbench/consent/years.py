"""How long records are kept in some countries: hints with their sources, for who has to decide.

Sketchwell draft, not yet reviewed. Looked up in November 2026; a law may have changed since, and
which rule binds a practice depends on its profession. Nothing here is chosen by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.saying import later


@dataclass(frozen=True, slots=True)
class Hint:
    """What is usual in a country, and where that stands."""

    country: str
    years: str
    source: str


HINTS = (
    Hint(
        later("Germany"),
        later("10 years after the treatment has ended"),
        "BGB § 630f Abs. 3",
    ),
    Hint(
        later("Austria"),
        later("at least 10 years (doctors; other health professions have rules of their own)"),
        "ÄrzteG 1998 § 51 Abs. 3",
    ),
    Hint(
        later("Switzerland"),
        later("usually 10 years by cantonal law; 20 years where claims for injury may follow"),
        "kantonale Gesundheitsgesetze; OR Art. 128a",
    ),
    Hint(
        later("Netherlands"),
        later("20 years after the last change"),
        "BW 7:454 lid 3 (WGBO)",
    ),
    Hint(
        later("United Kingdom"),
        later("20 years for mental health records in the NHS; private practice decides, often 7"),
        "NHS Records Management Code of Practice (2021)",
    ),
    Hint(
        later("United States"),
        later("by state; where none says, 7 years after the last service for adults"),
        "APA Record Keeping Guidelines (2007), guideline 7",
    ),
)
