"""How an open sitting stands, what is looked at, and who is told. No painting, no decisions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from engines.record import Answer, Feeling
from engines.record.marks import mark_to_wire
from engines.settings import Settings
from engines.strokes import Drawing
from workbench.archive.events import Event, OpenSitting
from workbench.archive.store import Archive
from workbench.table.pane import Pane
from workbench.table.telling import Changed, Listener, Options, Told
from workbench.tailored import Tailored


class Watched:
    """What the halves of a table share: the sitting's newest state, its lock and its listeners."""

    def __init__(
        self, sitting: OpenSitting, archive: Archive, settings: Settings, limits: Tailored
    ) -> None:
        self.id = sitting.sitting.id
        self.archive, self.settings = archive, settings
        self.lock = threading.RLock()
        self.sitting = sitting
        self.limits = limits
        begun = Options(live=settings.live_answers, style=limits.styles[0], surface=limits.surface)
        self.options = replace(begun, **sitting.options).within(limits)
        self.pane = Pane.of(sitting)
        self._listeners: list[Listener] = []
        # Whether the painter rests until somebody has looked at words (`table.care`).
        self.rests: Callable[[], bool] = lambda: False

    @property
    def drawing(self) -> Drawing:
        """What is on the page now."""
        return self.sitting.history.drawing

    @property
    def shown(self) -> Answer | None:
        """The open answer in the pane, if one is."""
        return self.sitting.shown.get(self.pane.showing or "")

    def holds_back(self, answer: str) -> bool:
        """Whether the person at the table has to wait for the therapist's look at this answer."""
        sitting = self.sitting
        kept = {*sitting.kept} - {*sitting.aside}
        passed = (*sitting.released, *kept, sitting.history.answer)
        waits = self.limits.hold and answer in sitting.shown and answer not in passed
        return waits or answer in sitting.withheld

    def tailor(self, limits: Tailored) -> None:
        """Takes in what the therapist set for this person meanwhile."""
        with self.lock:
            if limits != self.limits:
                self.limits, self.options = limits, self.options.within(limits)
                self.tell(Changed())

    def record(self, event: Event) -> None:
        """Enters what happened into the journal; it is on disk when this returns."""
        self.archive.record(self.id, event)
        self.look_again()

    def look_again(self) -> None:
        """Takes in how the archive has the sitting now."""
        self.sitting = self.archive.open_sitting(self.id)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Adds a listener; what is given back takes it off again."""
        with self.lock:
            self._listeners = [*self._listeners, listener]
        return lambda: self._leave(listener)

    def tell(self, event: Told) -> None:
        """Tells everybody who watches."""
        for listener in self._listeners:
            listener(event)

    def seen(self) -> dict[str, Any]:
        """Everything a screen shows except the drawing and the pixels, ready for JSON."""
        history = self.sitting.history
        return {
            "canUndo": history.can_undo,
            "canRedo": history.can_redo,
            # A paper drawing below counts as one more: there is something to answer and to keep.
            "strokes": len(history.drawing.strokes) + (history.paper.scan is not None),
            "options": asdict(self.options),
            "choices": [*self.pane.choices],
            "laid": history.answer,
            "kept": [each for each in self.sitting.kept if each not in self.sitting.aside],
            "held": [each for each in self.pane.choices if self.holds_back(each)],
            "felt": {name: asdict(each) for name, each in self._felt().items()},
            **self.about(self.pane.showing),
        }

    def about(self, showing: str | None) -> dict[str, Any]:
        """What a screen shows about the picture in its pane."""
        sitting, answer = self.sitting, self.sitting.shown.get(showing or "")
        return {
            "showing": showing,
            "marks": [mark_to_wire(mark) for mark in sitting.marks.get(showing or "", ())],
            "markable": showing is not None and showing in (*sitting.shown, *sitting.kept),
            "repaintable": answer is not None,
            "behind": answer is not None and answer.request.drawing != self.drawing,
            "asked": answer.request.words if answer else "",
            "unknown": [*answer.provenance.unknown_words] if answer else [],
            "notes": [*answer.provenance.notes] if answer else [],
        }

    def _felt(self) -> dict[str, Feeling]:
        return {"before": self.sitting.sitting.before, "after": self.sitting.sitting.after}

    def _leave(self, listener: Listener) -> None:
        with self.lock:
            self._listeners = [each for each in self._listeners if each is not listener]
