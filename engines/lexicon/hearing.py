"""From a person's words to what is asked for: things with number, color and side; sceneries.

A small grammar, the same for all four languages: a row of words is parted by punctuation and by
"and"; numbers, colors and sides wait for the next thing, or belong to the last one where there is
none. Nothing is guessed: what is not in the data file is told as unknown, also feelings.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import cast

from engines.lexicon.entries import content
from engines.lexicon.index import Index, index_of
from engines.lexicon.tokens import Token, tokens_of
from engines.lexicon.wishes import Heard, Rgb, Side, Wish, shaded

MOST_WISHES, MOST_SCENERIES, MOST_CHARACTERS = 12, 4, 1000
MOST, SEVERAL = 9, 3
# After a thing, its color: un ballon rouge. Before it: a red balloon.
_COLOR_AFTER = ("fr", "es")


def read(text: str, language: str) -> Heard:
    """Reads words in one language.

    Args:
        text: what a person wrote or pointed at.
        language: one of LANGUAGES; words of other languages are unknown.

    Returns:
        What is asked for. The same text always gives the same.

    Raises:
        ValueError: the lexicon does not speak this language.
    """
    index = index_of(language)
    hearing = _Hearing(index)
    tokens = list(tokens_of(text[:MOST_CHARACTERS], index))
    for at, token in enumerate(tokens):
        hearing.take(token, tokens[at + 1] if at + 1 < len(tokens) else None)
    hearing.end()
    return hearing.heard(cut=len(text) > MOST_CHARACTERS)


@dataclass(slots=True)
class _Hearing:
    index: Index
    wishes: list[Wish] = field(default_factory=list)
    # The word that asked for each of them.
    said: list[str] = field(default_factory=list)
    scenery: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    # What waits for the next thing.
    count: int | None = None
    color: Rgb | None = None
    shade: str | None = None
    side: Side | None = None
    known: bool = False
    # Numbers and colors that wait for a thing beyond an "and".
    parted: list[tuple[int, Rgb]] = field(default_factory=list)
    # Where in `wishes` the current row of words began, and whether it is one of unwished things.
    start: int = 0
    no: bool = False
    refused: bool = False
    # The kind of the word before, and of the last noun; what comes after.
    before: str = ""
    noun: str = ""
    after: Token | None = None

    def take(self, token: Token, after: Token | None) -> None:
        sense = token.sense
        kind = "unknown" if sense is None else sense.kind
        if kind == "thing" and self._is_color(token, after):
            kind = "color"
        elif kind == "trap":
            kind = "unknown"
        self.after = after
        getattr(self, f"_{kind}")(token)
        if kind in ("thing", "scenery", "unknown"):
            self.noun = kind
        self.before = sense.name if kind == "small" and sense is not None else kind

    def heard(self, *, cut: bool) -> Heard:
        over = len(self.wishes) > MOST_WISHES or len(self.scenery) > MOST_SCENERIES
        return Heard(
            tuple(self.wishes[:MOST_WISHES]),
            tuple(self.scenery[:MOST_SCENERIES]),
            tuple(self.unknown),
            cut or over,
        )

    def end(self) -> None:
        """Gives what still waits to the last thing of this row of words."""
        self._more_of_the_same()
        if len(self.wishes) > self.start:
            last = self.wishes[-1]
            self.wishes[-1] = replace(
                last,
                color=last.color or (self.color if self.noun == "thing" else None),
                side=last.side or self.side,
            )
            self.side = None
        self.count, self.color, self.shade, self.known = None, None, None, False
        self.start = len(self.wishes)

    def _more_of_the_same(self) -> None:
        """Three red and two blue balloons; trois ballons rouges et deux bleus."""
        if self.count is None or self.color is None or len(self.wishes) > self.start or self.no:
            return
        if self.index.language not in _COLOR_AFTER:
            self.parted.append((min(self.count, MOST), self.color))
        elif self.wishes and self.noun == "thing":
            same = Wish(self.wishes[-1].thing, min(self.count, MOST), self.color, self.side)
            self.wishes.append(same)
            self.said.append(self.said[-1])

    def _is_color(self, token: Token, after: Token | None) -> bool:
        if self.index.color_of(token.text) is None:
            return False
        if self.before == "is":
            return True
        if self.index.language in _COLOR_AFTER:
            return self.before == "thing"
        sense = None if after is None else after.sense
        return sense is not None and sense.kind in ("thing", "color")

    def _thing(self, token: Token) -> None:
        sense = token.sense
        if sense is None or self._unwished():
            return
        if self.before == "thing" and self.wishes and self.wishes[-1].thing == sense.name:
            return  # eine Tasse Tee
        wish = Wish(sense.name, self._number(plural=sense.plural), self.color, self.side)
        for count, color in self.parted:
            self.wishes.append(replace(wish, count=count, color=color))
            self.said.append(token.text.casefold())
        at = None if self.parted else self._again(wish, token.text)
        self.parted.clear()
        if at is not None:
            old = self.wishes.pop(at)
            wish = replace(old, color=old.color or wish.color, side=old.side or wish.side)
            self.said.pop(at)
            self.start = min(self.start, len(self.wishes))
        self.wishes.append(wish)
        self.said.append(token.text.casefold())
        self.count, self.color, self.shade, self.side, self.known = None, None, None, None, False

    def _again(self, wish: Wish, text: str) -> int | None:
        """Where the same word asked for it already: "a tree. The tree is green"."""
        if self.count is not None or (not self.known and (wish.color or wish.side)):
            return None
        said = text.casefold()
        same = [at for at, (old, form) in enumerate(zip(self.wishes, self.said, strict=True))
                if old.thing == wish.thing and form == said]  # fmt: skip
        return same[-1] if same else None

    def _scenery(self, token: Token) -> None:
        if token.sense is None or self._unwished():
            return
        if token.sense.name not in self.scenery:
            self.scenery.append(token.sense.name)
        self.count, self.color, self.shade, self.known = None, None, None, False

    def _unwished(self) -> bool:
        if not self.no:
            return False
        self.refused = True
        self.count, self.color, self.shade = None, None, None
        return True

    def _number(self, *, plural: bool) -> int:
        if self.count is None:
            return SEVERAL if plural else 1
        return min(max(self.count, 1), MOST)

    def _color(self, token: Token) -> None:
        name = self.index.color_of(token.text)
        if name is None or self.no:
            return
        plain, _, shade = name.partition(" ")
        rgb = cast("Rgb", tuple(content()["color"][plain]["rgb"]))
        color = shaded(rgb, shade or self.shade)
        last = self._last()
        if last is not None and last.color is None and self._looks_back():
            self.wishes[-1] = replace(last, color=color)
        elif self.color is None:
            self.color = color
        self.shade = None

    def _looks_back(self) -> bool:
        """Whether a color belongs to the thing before it."""
        if self.count is not None or self.noun != "thing":
            return False
        if self.index.language in _COLOR_AFTER:
            return True
        sense = None if self.after is None else self.after.sense
        return self.before == "is" and (sense is None or sense.kind not in ("thing", "scenery"))

    def _last(self) -> Wish | None:
        """The last thing of the current row of words."""
        return self.wishes[-1] if len(self.wishes) > self.start else None

    def _count(self, token: Token) -> None:
        self._renewed()
        if token.sense is not None and not (self.count and token.sense.count == 1):
            self.count = token.sense.count
        self.no = self.no or self.count == 0

    def _side(self, token: Token) -> None:
        if token.sense is None or self.no:
            return
        side = cast("Side", token.sense.name)
        last = self._last()
        if last is not None and last.side is None and self.count is None:
            self.wishes[-1] = replace(last, side=side)
        else:
            self.side = side

    def _no(self, _token: Token) -> None:
        self.end()
        self.no, self.refused = True, False

    def _joint(self, token: Token) -> None:
        name = token.sense.name if token.sense is not None else "stop"
        self.end()
        if name in ("stop", "but"):
            self.parted.clear()
            self.no, self.refused = False, False
        elif name == "or":
            self.refused = False

    def _small(self, token: Token) -> None:
        if token.sense is None:
            return
        name = token.sense.name
        if name == "the":
            self._renewed()
            self.known = True
        elif name in ("light", "dark"):
            self._tint(name)

    def _tint(self, name: str) -> None:
        last = self._last()
        if self.index.language in _COLOR_AFTER and last is not None and last.color is not None:
            self.wishes[-1] = replace(last, color=shaded(last.color, name))
        elif self.index.language not in _COLOR_AFTER:
            self.shade = name

    def _renewed(self) -> None:
        """An article or a number after something refused begins a wish."""
        if self.no and self.refused:
            self.no, self.refused = False, False

    def _unknown(self, token: Token) -> None:
        if self.no:
            self.refused = True
        elif token.text not in self.unknown:
            self.unknown.append(token.text)
