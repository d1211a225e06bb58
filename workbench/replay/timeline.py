"""From a sitting to its time line. Pure: what is unknown stays unknown, nothing is invented.

A moment of the course says when a stroke was saved, its points say how it grew: the line keeps its
own pace and the page's own clock. Scenes follow each other in the order of the course; only pauses
are shortened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engines.record import Answer, Sitting, Turn
from engines.record.marks import Moment
from engines.strokes import Drawing, Paper, Stroke
from workbench.replay.scenes import (
    CUT_MS,
    LASTS_MS,
    LEAST_STROKE_MS,
    LONG_PAUSE_MS,
    Known,
    Page,
    Replay,
    Scene,
    What,
)
from workbench.replay.showings import showings_of

DECIDED = ("answer", "kept", "put_back")


def replay_of(sitting: Sitting, *, at_hand: Mapping[str, Answer] | None = None) -> Replay:
    """The replay of a sitting.

    Args:
        sitting: with its turns; their painted layers may be left out.
        at_hand: answers of an open sitting that nobody has decided about yet, by id.
    """
    answers = {turn.answer.id: turn.answer for turn in sitting.turns if turn.answer is not None}
    answers |= dict(at_hand or {})
    told = _with_unnamed(sitting.course, sitting.turns) if sitting.course else ()
    teller = _Teller(answers, noted=bool(told))
    for page in _paged(told or _derived(sitting.turns)):
        teller.turn_page(_Sheet.of(page, sitting.turns, answers, named=bool(told)))
    return teller.replay()


def _derived(turns: Sequence[Turn]) -> tuple[Moment, ...]:
    """What must have happened, from the turns alone: no times, and no more than they show."""
    moments: list[Moment] = []
    before: Drawing | None = None
    for turn in turns:
        if before is None or _another_page(before, turn.drawing):
            moments.append(Moment("", "page"))
        before = turn.drawing
        moments += _decided(turn, "")
    return tuple(moments)


def _another_page(before: Drawing, now: Drawing) -> bool:
    known = {stroke.id: stroke for stroke in before.strokes}
    shared = any(known.get(stroke.id) == stroke for stroke in now.strokes)
    return before.paper != now.paper or (bool(before.strokes) and not shared)


def _with_unnamed(course: Sequence[Moment], turns: Sequence[Turn]) -> tuple[Moment, ...]:
    """The course, and the turns that it does not name, by the time at which they were kept."""
    named = {moment.ref for moment in course}
    moments = [*course]
    for turn in turns:
        if not {turn.id, turn.answer.id if turn.answer else turn.id} & named:
            place = sum(_ms(moment.at) <= _ms(turn.at) for moment in moments)
            moments[place:place] = _decided(turn, turn.at)
    return tuple(moments)


def _decided(turn: Turn, at: str) -> list[Moment]:
    if turn.answer is None:
        return [Moment(at, "kept", turn.id)]
    shown = Moment(at, "answer", turn.answer.id)
    return [shown, *([Moment(at, turn.decision, turn.answer.id)] if turn.decision else [])]


def _paged(course: Sequence[Moment]) -> Iterator[list[Moment]]:
    """The moments page by page; a page on which nothing happened is left out."""
    page: list[Moment] = []
    for moment in course:
        if moment.what == "page" and page:
            if any(each.what != "page" for each in page):
                yield page
            page = []
        page.append(moment)
    if any(each.what != "page" for each in page):
        yield page


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The moments of one page, and the drawings that were kept of it."""

    moments: Sequence[Moment]
    paper: Paper
    held: Mapping[str, Stroke]
    drawings: Mapping[str, Drawing]

    @staticmethod
    def of(
        moments: Sequence[Moment],
        turns: Sequence[Turn],
        answers: Mapping[str, Answer],
        *,
        named: bool,
    ) -> _Sheet:
        refs = {moment.ref for moment in moments if moment.what in DECIDED}
        drawings = {turn.id: turn.drawing for turn in turns if turn.id in refs}
        drawings |= {i: answers[i].request.drawing for i in answers if i in refs}
        sources = [*drawings.values()] or [turn.drawing for turn in turns if named]
        held = {stroke.id: stroke for drawing in sources for stroke in drawing.strokes}
        paper = sources[-1].paper if sources else Paper(aspect=4 / 3)
        return _Sheet(moments, paper, held, drawings)


@dataclass(slots=True)
class _Teller:
    """Goes through the moments and lays scenes one after the other on the replay's clock."""

    answers: Mapping[str, Answer]
    noted: bool
    pages: list[Page] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)
    taken_back: int = 0
    unheld: int = 0
    _there: dict[str, Stroke] = field(default_factory=dict)
    _layer: str | None = None
    _decisions: list[str | None] = field(default_factory=list)
    _ended_ms: float | None = None
    _page_ms: float | None = None

    def turn_page(self, sheet: _Sheet) -> None:
        """Tells one page."""
        self.pages.append(Page(sheet.paper, sheet.held))
        self._there, self._layer, self._decisions = {}, None, []
        self._page_ms = _first_touch(sheet)
        if len(self.pages) > 1 and sheet.moments[0].what != "page":
            self._add("page")
        for moment in sheet.moments:
            self._tell(moment, sheet)

    def replay(self) -> Replay:
        """What was told."""
        drawn = [self.pages[s.page].strokes[s.ref] for s in self.scenes if s.what == "stroke"]
        timed = sum(_times(stroke) is not None for stroke in drawn)
        unseen = {s.ref for s in self.scenes if s.what == "answer"} - self.answers.keys()
        known = Known(
            self.noted, timed, len(drawn) - timed, self.taken_back, self.unheld, len(unseen)
        )
        scenes = tuple(self.scenes)
        return Replay(tuple(self.pages), scenes, showings_of(scenes), self.answers, known)

    def _tell(self, moment: Moment, sheet: _Sheet) -> None:
        if moment.what == "stroke":
            self._stroke_of(moment, sheet)
            return
        if moment.what in DECIDED:
            self._catch_up(sheet.drawings.get(moment.ref), sheet)
        if moment.what == "cleared":
            self._there = {}
        self._layer = self._layer_after(moment)
        self._add(moment.what, moment.ref, at=moment.at or None)

    def _stroke_of(self, moment: Moment, sheet: _Sheet) -> None:
        stroke = sheet.held.get(moment.ref)
        if stroke is None:
            self.unheld += 1
        elif stroke.id not in self._there:
            self._draw(stroke, moment.at)

    def _catch_up(self, drawing: Drawing | None, sheet: _Sheet) -> None:
        """Strokes that a kept drawing has and no moment told; and those that it has no more."""
        if drawing is None:
            return
        later = {m.ref for m in sheet.moments if m.what == "stroke"}
        for stroke in drawing.strokes:
            if stroke.id not in self._there and stroke.id not in later:
                self._draw(stroke, None)
        kept = {stroke.id for stroke in drawing.strokes}
        gone = tuple(name for name in self._there if name not in kept)
        if gone and not self.noted:
            self.taken_back += len(gone)
            self._there = {i: s for i, s in self._there.items() if i in kept}
            self._add("gone", gone=gone)

    def _draw(self, stroke: Stroke, at: str | None) -> None:
        self._there[stroke.id] = stroke
        times = _times(stroke)
        lasts = LASTS_MS["stroke"]
        start = None if at is None else _ms(at) - lasts
        if times is not None:
            lasts = max(LEAST_STROKE_MS, round(times[1] - times[0]))
            if self._page_ms is None:
                self._page_ms = (self._ended_ms or 0.0) - times[0]
            start = self._page_ms + times[0]
        self._place("stroke", stroke.id, start, lasts=lasts, at=at)

    def _add(
        self, what: What, ref: str = "", *, at: str | None = None, gone: tuple[str, ...] = ()
    ) -> None:
        start = None if at is None else _ms(at)
        self._place(what, ref, start, lasts=LASTS_MS[what], at=at, gone=gone)

    def _place(
        self,
        what: What,
        ref: str,
        start: float | None,
        *,
        lasts: int,
        at: str | None,
        gone: tuple[str, ...] = (),
    ) -> None:
        """Lays a scene behind the last one, with the pause between them."""
        gap = 0.0
        if start is not None and self._ended_ms is not None:
            gap = max(0.0, start - self._ended_ms)
        pause = round(gap) if gap > LONG_PAUSE_MS else None
        begins = (self.scenes[-1].end_ms if self.scenes else 0) + (CUT_MS if pause else round(gap))
        place = len(self.pages) - 1
        self.scenes.append(
            Scene(what, place, ref, begins, lasts, at, pause, layer=self._layer, gone=gone)
        )
        known = start if start is not None else self._ended_ms
        if known is not None:
            self._ended_ms = max(self._ended_ms or known, known + lasts)

    def _layer_after(self, moment: Moment) -> str | None:
        if moment.what == "answer":
            return moment.ref if moment.ref in self.answers else self._layer
        if moment.what in ("kept", "put_back"):
            self._decisions.append(self._layer)
            kept = moment.ref if moment.ref in self.answers else self._layer
            return kept if moment.what == "kept" else None
        if moment.what == "undone":
            return self._decisions.pop() if self._decisions else None
        return None


def _first_touch(sheet: _Sheet) -> float | None:
    """When the page's own clock began, in milliseconds; None where nothing tells.

    A stroke is noted once it is saved, never before it ended: the least delay is the nearest.
    """
    found = []
    for moment in sheet.moments:
        times = _times(sheet.held[moment.ref]) if moment.ref in sheet.held else None
        if moment.what == "stroke" and times is not None and moment.at:
            found.append(_ms(moment.at) - times[1])
    return min(found, default=None)


def _times(stroke: Stroke) -> tuple[float, float] | None:
    """First and last time of a stroke on its page's clock; None where any is missing."""
    times = [point.t_ms for point in stroke.points]
    known = [each for each in times if each is not None]
    return (known[0], known[-1]) if known and len(known) == len(times) else None


def _ms(at: str) -> float:
    return datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp() * 1000
