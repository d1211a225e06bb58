"""What happens in an open sitting, and the state of one. Pure; `outcome` leads on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.record import Answer, Feeling, History, Sitting, Step, Turn
from engines.record.marks import Mark, Moment
from engines.record.spoken import Spoken
from engines.strokes import Paper
from workbench.archive.course import TakenBack


@dataclass(frozen=True, slots=True)
class Did:
    """A step was done on the page."""

    step: Step


@dataclass(frozen=True, slots=True)
class Undid:
    """The last step was undone."""


@dataclass(frozen=True, slots=True)
class Redid:
    """The step undone last was done again."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer was put in front of the person."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Paged:
    """A fresh sheet of paper was taken."""

    paper: Paper = field(default_factory=Paper)


@dataclass(frozen=True, slots=True)
class Felt:
    """How it felt: `when` is "before", "after" or a kept turn's id."""

    when: str
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn was kept, whatever was decided about its answer."""

    turn: Turn
    thumbnail_png: bytes | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What an answer got wrong: these marks, instead of those that it had."""

    answer: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Scanned:
    """A paper drawing was laid on the table; its SHA-256 names it from here on."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Noted:
    """The therapist's note, or what both wrote under a prompt, instead of what there was."""

    text: str
    prompt: str | None = None


@dataclass(frozen=True, slots=True)
class Spoke:
    """Something was said; the same id again changes the line, and no text takes it out."""

    line: Spoken


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to ask the painter for: words, style, mood and so on, by name."""

    options: Mapping[str, str | bool | None]


@dataclass(frozen=True, slots=True)
class Released:
    """An answer that waited for the therapist's look may be seen by the person."""

    answer: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """An answer that waited is put back unseen. No step of the page: the person never undoes it."""

    answer: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The sitting ended."""

    at: str


Beside = Felt | Marked | Scanned | Noted | Spoke
Event = Did | Undid | Redid | Shown | Paged | Kept | Beside | Chosen | Released | Withheld | Ended


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """A sitting that goes on: what a page needs to show it again after a reload or a restart.

    Attributes:
        sitting: its turns and its course stay empty; kept turns are in the database.
        history: of the page.
        shown: the answers that lie in the history or are not decided yet, by id.
        kept: names the kept turns.
        aside: of them, those that nobody decided to keep: put back, or left undecided.
        entries: the journal's last number.
        withdrawn: turns whose keeping is undone: no rows hold them until it is done again.
        marks: by answer, of what is shown or was kept; an answer without marks is not in it.
        scans: PNG bytes of the paper drawings of this sitting, by SHA-256.
        course: what happened when, without what was undone.
        taken_back: what the course lost to each undone step, as the history's `undone`.
        options: what was chosen to ask the painter for, by name; empty until something was.
        released: the open answers that waited for the therapist's look and may be seen now.
        withheld: those that were put back instead, unseen.
        note: the therapist's, as far as this journal knows; the database has it in any case.
        shared: what both wrote, by prompt, as far as this journal knows; the same.
        spoken: what was said, in order; lines that were taken out are not in it.
        unsaid: the ids of those that were.
    """

    sitting: Sitting
    history: History = field(default_factory=History)
    shown: Mapping[str, Answer] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    entries: int = 0
    withdrawn: tuple[str, ...] = ()
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    scans: Mapping[str, bytes] = field(default_factory=dict)
    course: tuple[Moment, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    options: Mapping[str, str | bool | None] = field(default_factory=dict)
    released: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    note: str | None = None
    shared: Mapping[str, str] = field(default_factory=dict)
    spoken: tuple[Spoken, ...] = ()
    unsaid: tuple[str, ...] = ()

    @property
    def put_back(self) -> tuple[str, ...]:
        """The answers of this page that were put back, seen or unseen."""
        return (*self.history.put_back, *self.withheld)


def sha256(png: bytes) -> str:
    """What names a scan: the hex digits of its SHA-256."""
    return hashlib.sha256(png).hexdigest()
