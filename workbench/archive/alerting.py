"""The part of an archive that keeps what typed words ask of a person, until somebody has looked.

Such a task lies among the answers that are to be looked at (`questioning`), with the sitting's id
where those have a questionnaire's; no sitting of that person ends before it was looked at.
"""

from __future__ import annotations

from workbench.archive import audit
from workbench.archive.acting import PRACTICE
from workbench.archive.exhibiting import Exhibiting
from workbench.archive.questions import Task


class Alerting(Exhibiting):
    """Words that ask for a person."""

    def alert(self, sitting: str, about: str, words: str, *, who: str = PRACTICE) -> None:
        """Have typed words of an open sitting looked at; while a task waits, it takes them in."""
        person = self._underway.state(sitting).sitting.person
        with self._rows.database.write() as cursor:
            if self._rows.questions.open_words(cursor, person, sitting, about, words):
                told = {"person": person, "sitting": sitting}
                audit.note(cursor, who, "words ask for a person", **told)

    def alerts(self) -> tuple[Task, ...]:
        """Every task there is or was, of typed words and of answers, the newest first."""
        return self._rows.questions.tasks(closed=True)[::-1]

    def alerted(self, sitting: str) -> bool:
        """Whether words of this open sitting are still to be looked at."""
        person = self._underway.state(sitting).sitting.person
        return self._rows.questions.waits(person, questionnaire=sitting)
