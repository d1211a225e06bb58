"""What one visitor drew and chose: a value that changes, and that forgetting makes empty."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from engines import lexicon
from engines.picture import INFLUENCES, MOODS, STYLES, Effort, PictureRequest
from engines.strokes import MAX_POINTS_A_DRAWING, Drawing, Paper, Stroke

_SEEDS = 2**32
MOST_POINTS = 2 * MAX_POINTS_A_DRAWING  # with what was undone
MOST_STROKES = 5000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a visitor points at; everything is as it begins until somebody does.

    Attributes:
        style: the medium.
        mood: of light; None stays with the strokes' own.
        influence: how far the painter may go.
        words: things to add, by their names in the language.
        language: that the words are in.
    """

    style: str = "watercolor"
    mood: str | None = None
    influence: str = "together"
    words: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and may be painted.

    Attributes:
        words: in their own language.
        language: that one.
        things: names and how many of each: what is left of it in another language.
    """

    words: str
    language: str
    things: tuple[tuple[str, int], ...]

    def said(self, language: str) -> str:
        """As the painter is asked in a language."""
        if language == self.language:
            return self.words
        labels = {word.name: word for group in lexicon.groups(language) for word in group.words}
        named = [
            f"{n} {labels[name].many}" if n > 1 else labels[name].label for name, n in self.things
        ]
        return ", ".join(named)


class Visit:
    """One visitor's page: strokes, what was chosen and typed, which answer comes next.

    The screen's pad keeps the history; here a stroke is only shown or hidden.

    Args:
        id: tells screens apart towards the painter.
        paper: of the page.
    """

    def __init__(self, id: str, paper: Paper) -> None:  # noqa: A002 - what it is
        self.id = id
        self.paper = paper
        self.chosen = Chosen()
        self.typed: Typed | None = None
        self.variation = 0
        self._seed = secrets.randbelow(_SEEDS)
        self._strokes: dict[str, Stroke] = {}
        self._hidden: set[str] = set()
        self._so_far: Stroke | None = None
        self._points = 0

    @property
    def drawing(self) -> Drawing:
        """What is on the page, the stroke that is being drawn included."""
        shown = [stroke for id_, stroke in self._strokes.items() if id_ not in self._hidden]
        if self._so_far is not None:
            shown.append(self._so_far)
        return Drawing(self.paper, tuple(shown))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to answer."""
        return not self.drawing.strokes and not self.words

    @property
    def words(self) -> str:
        """What the painter is asked for in words: pointed at, and typed."""
        asked = list(self.chosen.words)
        if self.typed is not None:
            asked.append(self.typed.said(self.chosen.language))
        return ", ".join(asked)

    def has(self, id_: object) -> bool:
        """Whether a stroke was drawn already, shown or hidden."""
        return id_ in self._strokes if isinstance(id_, str) else False

    def forget(self) -> None:
        """Keeps nothing, whoever still holds this visit."""
        self.chosen, self.typed, self._so_far = Chosen(), None, None
        self._strokes.clear()
        self._hidden.clear()

    def so_far(self, stroke: Stroke) -> None:
        """A stroke that is still being drawn; the next one takes its place."""
        if stroke.id not in self._strokes:
            self._so_far = stroke

    def add(self, stroke: Stroke) -> None:
        """A finished stroke; one that is there already is left as it is.

        Raises:
            ValueError: the page holds more points than any pad lets it.
        """
        self._so_far = None
        if stroke.id in self._strokes:
            return
        if len(self._strokes) >= MOST_STROKES:
            raise ValueError(f"the page holds {MOST_STROKES} strokes, which is the most")
        self._points += len(stroke.points)
        if self._points > MOST_POINTS:
            raise ValueError(f"the page holds {self._points} points: at most {MOST_POINTS}")
        self._strokes[stroke.id] = stroke

    def hide(self, ids: Iterable[str]) -> None:
        """Takes strokes off the page; those that are not there are passed over."""
        self._so_far = None
        self._hidden |= self._strokes.keys() & set(ids)

    def show(self, ids: Iterable[str]) -> None:
        """Puts strokes back where they were."""
        self._hidden -= set(ids)

    def another(self) -> None:
        """The next answer to the same drawing."""
        self.variation += 1

    def choose(self, given: Mapping[str, Any]) -> None:
        """Takes in what was pointed at.

        Raises:
            ValueError: a name or a value that there is not; nothing changed then.
        """
        self.chosen = replace(self.chosen, **{name: _fit(name, given[name]) for name in given})

    def request(
        self, effort: Effort, *, painter: str, way: tuple[str, str], size: int
    ) -> PictureRequest:
        """What the painter is asked.

        Args:
            effort: "live" or "final".
            painter: its name.
            way: runtime and precision.
            size: long side in pixels.
        """
        chosen: Any = self.chosen
        return PictureRequest(
            self.drawing,
            words=self.words,
            language=chosen.language,
            style=chosen.style,
            mood=chosen.mood,
            influence=chosen.influence,
            seed=self._seed,
            variation=self.variation,
            size=size,
            effort=effort,
            painter=painter,
            runtime=way[0],
            precision=way[1],
        )


_CHOICES: dict[str, tuple[Any, ...]] = {
    "style": STYLES,
    "mood": (None, *MOODS),
    "influence": INFLUENCES,
}
MOST_WORDS, MOST_WORD_CHARS = 12, 60


def _fit(name: str, value: Any) -> Any:
    if name in _CHOICES:
        if value in _CHOICES[name]:
            return value
    elif name == "language":
        if value in lexicon.LANGUAGES:
            return value
    elif name == "words" and _are_words(value):
        return tuple(value)
    raise ValueError(f"{name} cannot be {value!r:.80}")


def _are_words(value: Any) -> bool:
    if not isinstance(value, list) or len(value) > MOST_WORDS:
        return False
    return all(isinstance(word, str) and 0 < len(word) <= MOST_WORD_CHARS for word in value)
