"""What lies in the picture pane: the answers to choose from, and the one that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.record import Answer, AnswerStep
from workbench.archive.events import OpenSitting
from workbench.table import keepsakes


@dataclass(slots=True)
class Pane:
    """Open answers by their ids, oldest first, and the answer or kept picture that is shown."""

    choices: list[str] = field(default_factory=list)
    showing: str | None = None

    @staticmethod
    def of(sitting: OpenSitting) -> Pane:
        """The pane of a table that is laid again, after a restart."""
        choices = [*keepsakes.undecided(sitting)]
        return Pane(choices, choices[-1] if choices else sitting.history.answer)

    def take(self, answer: Answer) -> bool:
        """Puts an answer beside the others; whether it is looked at now."""
        if answer.request.variation == 0 or self.showing not in self.choices:
            self.showing = answer.id
        self.choices.append(answer.id)
        return self.showing == answer.id

    def drop(self, answer: str | None) -> None:
        """Takes an answer out; the newest of the others is looked at then."""
        self.choices = [each for each in self.choices if each != answer]
        self.showing = self.choices[-1] if self.choices else None

    def travelled(self, step: AnswerStep, sitting: OpenSitting, *, back: bool) -> None:
        """Follows an undone (`back`) or redone decision; `sitting` is how it stands after it."""
        if step.answer is not None:
            self.choices, self.showing = ([step.answer] if back else []), step.answer
        elif not back:
            self.drop(step.put_back)
        elif step.put_back is not None:
            wanted = {*self.choices, step.put_back}
            self.choices = [each for each in sitting.shown if each in wanted]
            self.showing = step.put_back
