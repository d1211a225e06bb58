"""One past sitting of a demo person: its turns, and what happened when. No archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from engines.record import Answer, Decision, Sitting, Turn
from engines.record.marks import Happening, Moment
from engines.record.spoken import Spoken
from engines.strokes import Drawing
from workbench import frames
from workbench.archive.schema import new_id
from workbench.demo.easel import Easel, drawn, first_part
from workbench.demo.people import Meeting, Page, feeling
from workbench.demo.told import MARKED, REFUSED, SAID, Refused
from workbench.table import keepsakes

LASTS_MINUTES = 50
SETTLING_S, ASKING_S, LOOKING_S, DECIDING_S, TURNING_S = 95.0, 9.0, 14.0, 21.0, 60.0


class Past:
    """A sitting being made up, page by page, on a clock of its own."""

    def __init__(self, name: str, meeting: Meeting, *, started: datetime) -> None:
        self._name, self._meeting, self._started = name, meeting, started
        self._now = started + timedelta(seconds=SETTLING_S)
        self._turns: list[Turn] = []
        self._course: list[Moment] = []
        self._spoken: list[Spoken] = []

    def sitting(self, person: str, pages: list[tuple[Page, int]], easel: Easel) -> Sitting:
        """The whole of it, its pictures painted."""
        for place, (page, seed) in enumerate(pages):
            self._page(page, seed, easel, (self._name, self._meeting.days_ago, place))
        ended = max(self._now, self._started + timedelta(minutes=LASTS_MINUTES))
        return Sitting(
            new_id(),
            person,
            self._meeting.phase,
            self._started.isoformat(),
            ended.isoformat(),
            feeling(self._meeting.before),
            feeling(self._meeting.after),
            tuple(self._turns),
            tuple(self._course),
            spoken=tuple(self._spoken),
        )

    def _page(self, page: Page, seed: int, easel: Easel, place: tuple[str, int, int]) -> None:
        drawing = drawn(page, seed=seed)
        self._happen("page")
        first, refused = drawing, REFUSED.get(place) if page.style else None
        began = self._now + timedelta(seconds=DECIDING_S)
        if refused is not None:
            first = first_part(drawing)
            self._draw(first, began)
            self._put_back(refused, easel)
        self._draw(drawing, began, after=first if refused else None)
        if page.style is None:
            self._keep(replace(keepsakes.of_drawing(drawing), at=self._at()), answered=False)
        else:
            turn = self._answered(easel, "kept")
            kept = replace(turn, feeling=feeling(page.felt), marks=MARKED.get(place, ()))
            self._keep(kept, answered=True)
        self._say(place)
        self._wait(TURNING_S)

    def _put_back(self, refused: Refused, easel: Easel) -> None:
        turn = self._answered(easel, "put_back")
        self._wait(DECIDING_S)
        self._happen("put_back", turn.id)
        self._turns.append(replace(turn, at=self._at(), marks=refused.wrong))

    def _answered(self, easel: Easel, decision: Decision) -> Turn:
        picture, took_s = easel.next()
        self._wait(ASKING_S)
        layer = frames.png(picture.painted)
        answer = Answer(new_id(), picture.request, picture.provenance, layer, took_s)
        self._happen("answer", answer.id)
        self._wait(LOOKING_S)
        return replace(keepsakes.of_answer(answer, decision), at=self._at())

    def _keep(self, turn: Turn, *, answered: bool) -> None:
        self._wait(LOOKING_S)
        if answered:
            self._happen("kept", turn.id)
        self._turns.append(replace(turn, at=self._at()))

    def _say(self, place: tuple[str, int, int]) -> None:
        answer = self._turns[-1].answer
        for who, mode, card, text in SAID.get(place, ()):
            self._wait(LOOKING_S)
            picture = answer.id if answer else None
            self._spoken.append(Spoken(new_id(), self._at(), who, text, mode, card, picture))

    def _draw(self, drawing: Drawing, began: datetime, *, after: Drawing | None = None) -> None:
        known = {stroke.id for stroke in after.strokes} if after else set[str]()
        for stroke in drawing.strokes:
            if stroke.id not in known:
                last = stroke.points[-1].t_ms or 0.0
                self._now = max(self._now, began + timedelta(milliseconds=last))
                self._happen("stroke", stroke.id)

    def _wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)

    def _happen(self, what: Happening, ref: str = "") -> None:
        self._course.append(Moment(self._at(), what, ref))

    def _at(self) -> str:
        return self._now.isoformat(timespec="milliseconds")
