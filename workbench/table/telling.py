"""What a sitting tells whoever watches it, and what the next answer is asked with."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines.errors import NotSavedError, RequestError, SketchwellError, traced
from engines.fields import is_whole, shown
from engines.languages import ENGLISH
from engines.picture import INFLUENCES, MOODS, STYLES, Influence, Mood, PictureRequest, Style
from engines.settings import Settings
from engines.strokes import Drawing
from workbench.saying import later
from workbench.tailored import SURFACES, Surface, Tailored

MAX_WORDS = 400
UNFORESEEN = later("Something went wrong here. What was saved is safe; try again.")
NOT_SAVED = later(
    "This could not be saved just now: the disk may be full. You can go on; it stays here and is "
    "saved as soon as there is room."
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """What the next answer is asked with; `language` is the one that the words are in."""

    words: str = ""
    language: str = ENGLISH
    style: Style = "watercolor"
    mood: Mood | None = None
    influence: Influence = "together"
    live: bool = True
    surface: Surface = "pad"

    def within(self, limits: Tailored) -> Options:
        """The same, as far as the therapist allows it for this person."""
        farthest = min(self.influence, limits.influence, key=INFLUENCES.index)
        style = self.style if self.style in limits.styles else limits.styles[0]
        return replace(
            self, style=style, influence=farthest, live=self.live and limits.live and limits.painter
        )

    def request(self, drawing: Drawing, settings: Settings) -> PictureRequest:
        """A request for an answer to a drawing."""
        return PictureRequest(
            drawing,
            words=self.words,
            language=self.language,
            style=self.style,
            mood=self.mood,
            influence=self.influence,
            size=settings.size,
            painter=settings.painter,
            runtime=settings.runtime,
            precision=settings.precision,
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """These strokes are in the journal, on disk."""

    strokes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The step with this number was taken in; told to the screen that said it."""

    number: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Something to look at again: `Table.snapshot`. `drawing` where the page itself changed."""

    drawing: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture to show at once, as JPEG: the painted layer, and the same under the lines.

    `stage` is "live", "preview" or "final".
    """

    stage: str
    painted: bytes
    shown: bytes
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A sentence for the person: what is wrong and what to do.

    `again` says that a disk refused, and that what was said is worth saying again later.
    """

    text: str
    again: bool = False


Told = Saved | Done | Changed | Frame | Trouble
Listener = Callable[[Told], None]


def checked(given: Mapping[str, object]) -> dict[str, Any]:
    """Options as they came, each allowed.

    Raises:
        RequestError: one is not; the message names it and the value met.
    """
    allowed = {
        "style": STYLES,
        "mood": (None, *MOODS),
        "influence": INFLUENCES,
        "live": (True, False),
        "surface": SURFACES,
    }
    for name, value in given.items():
        if name == "words":
            if not isinstance(value, str) or len(value) > MAX_WORDS or not is_whole(value):
                raise RequestError(f"words must be a text of at most {MAX_WORDS} letters.")
        elif not any(type(value) is type(each) and value == each for each in allowed.get(name, ())):
            raise RequestError(f"{shown(name)} is {shown(value)}: it cannot be set to that.")
    return dict(given)


def allowed(given: Mapping[str, object], limits: Tailored) -> dict[str, Any]:
    """Options as they came, each allowed at this person's table.

    Raises:
        RequestError: one is not; the message names it and the value met.
    """
    options = checked(given)
    wanted = Options(**options)
    for name in options.keys() & {"style", "influence", "live"}:
        if getattr(wanted.within(limits), name) != options[name]:
            raise RequestError(f"{name} is {options[name]!r}: that is not on this person's table.")
    return options


def problem(error: Exception) -> str:
    """What a person may read about an error; the unforeseen is said calmly, logged by its kind."""
    if isinstance(error, NotSavedError):
        _log.error("Not saved at a table: %s", traced(error))
        return NOT_SAVED
    if isinstance(error, SketchwellError):
        return str(error)
    _log.error("Unforeseen at a table: %s", traced(error))
    return UNFORESEEN
