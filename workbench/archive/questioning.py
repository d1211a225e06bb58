"""The part of an archive that asks questionnaires, and lets nobody overlook an answer.

An answer that a person has to look at (PHQ-9, item 9, above zero) opens its task in the very record
that keeps the answer: neither is ever on disk without the other. No sitting of that person ends
until somebody of the practice has said by name that it was looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock

from engines.errors import ArchiveError, NotHereError
from engines.record import names
from workbench.archive import audit, texts
from workbench.archive.acting import PRACTICE
from workbench.archive.alerting import Alerting
from workbench.archive.database import Cursor
from workbench.archive.questions import HOWS, Correction, How, Questionnaire, Task
from workbench.archive.removal import Removal
from workbench.archive.restriction import Restriction
from workbench.archive.schema import new_id, now
from workbench.outcomes import scoring
from workbench.outcomes.instruments.versions import Version, versions
from workbench.saying import later

FOLDER = "instruments"
MOST_LETTERS, MOST_REASON = 2_000, 200
TO_LOOK_AT = later(
    "An answer of this person is to be looked at first: say who saw it, and what was done."
)
NO_NAME = later("Write who looked at it: a name, at least two letters.")
NO_DEED = later("Write what was done, in a few words.")
NO_REASON = later("Write why the answers are changed, in a few words.")
NO_SITTING = later("A person answers in a sitting, with somebody at hand: begin one first.")
NO_RECORD = later("Nothing can be asked: a record was not agreed to, or was taken back.")
ENDED = later("This questionnaire was ended: what is changed now is a correction, with a reason.")
NOT_ENDED = later("This questionnaire is still being answered: end it first.")
CHANGED = later("The questions were changed since these answers: they cannot be answered on.")
SOMETHING_ANSWERED = later("Something was answered already: end the questionnaire instead.")


class Questioning(Alerting):
    """Laid out, answered one at a time, ended, corrected; and looked at."""

    _begin_lock: Lock

    def instruments(self) -> Mapping[str, Version]:
        """What can be asked, by name: what ships, and the practice's own in `instruments/`."""
        return versions(self.folder / FOLDER)

    def questionnaires(self, person: str) -> tuple[Questionnaire, ...]:
        """Everything that a person was asked, by the day of the answers."""
        self._rows.people.row(person)
        return self._rows.questions.of(person)

    def lay_out(
        self,
        person: str,
        instrument: str,
        *,
        language: str,
        how: How,
        dated: str | None = None,
        who: str = PRACTICE,
    ) -> Questionnaire:
        """Begin a questionnaire; at a person's own view one that lies there already is given.

        `dated` is when a paper was filled in, now where it is None.

        Raises:
            ArchiveError: no record may be made; nobody sits with the person; it is not known.
        """
        version = self._version(instrument, language)
        if how not in HOWS or (how == "own" and dated is not None):
            raise ArchiveError(f"A questionnaire is answered {' or '.join(HOWS)}, not {how!r}.")
        if not self.may_begin(person):
            raise ArchiveError(NO_RECORD)
        sitting = self._sitting_now(person)
        if how == "own" and sitting is None:
            raise ArchiveError(NO_SITTING)
        asked = (instrument, how, sitting)
        for each in self._rows.questions.of(person) if how == "own" else ():
            if each.done is None and (each.instrument, each.how, each.sitting) == asked:
                return each
        at = now()
        day = at if dated is None else names.read_time(dated, "time")
        named = (instrument, version.sha256, language, how, sitting)
        entry = Questionnaire(new_id(), person, *named, at, day)
        with self._rows.database.write() as cursor:
            self._rows.questions.add(cursor, entry)
            audit.note(cursor, who, "questionnaire laid out", **_told(entry))
        return entry

    def take_off(self, questionnaire: str, *, person: str, who: str = PRACTICE) -> None:
        """Put a questionnaire away that nobody has answered anything of."""
        with self._rows.database.write() as cursor:
            entry = self._rows.questions.one(questionnaire, person=person, cursor=cursor)
            if entry.answers or entry.done or self._tasks_in(cursor, entry):
                raise ArchiveError(SOMETHING_ANSWERED)
            self._rows.questions.drop(cursor, entry)
            audit.note(cursor, who, "questionnaire put away", **_told(entry))

    def own_questionnaires(self, sitting: str) -> tuple[Questionnaire, ...]:
        """What lies before the person in this open sitting, or was answered there."""
        person = self._underway.state(sitting).sitting.person
        found = self._rows.questions.of(person)
        return tuple(each for each in found if (each.how, each.sitting) == ("own", sitting))

    def answer_own(
        self,
        sitting: str,
        questionnaire: str,
        item: str,
        value: float | None,
        *,
        who: str = PRACTICE,
    ) -> Questionnaire:
        """Keep what a person answers at their own view; None takes the answer away."""
        with self._begin_lock:  # not while this sitting is being ended
            person = self._own(sitting, questionnaire).person
            return self._answer(questionnaire, item, value, person=person, who=who)

    def finish_own(self, sitting: str, questionnaire: str, *, who: str = PRACTICE) -> Questionnaire:
        """End a questionnaire as the person does, complete or not."""
        with self._begin_lock:
            person = self._own(sitting, questionnaire).person
            return self.finish_questionnaire(questionnaire, person=person, who=who)

    def answer_typed(
        self,
        questionnaire: str,
        item: str,
        value: float | None,
        *,
        person: str,
        who: str = PRACTICE,
    ) -> Questionnaire:
        """Keep an answer that is typed in from paper; None takes it away."""
        if self._rows.questions.one(questionnaire, person=person).how != "paper":
            raise NotHereError(f"Questionnaire {questionnaire} is answered by the person alone.")
        return self._answer(questionnaire, item, value, person=person, who=who)

    def finish_questionnaire(
        self, questionnaire: str, *, person: str, who: str = PRACTICE
    ) -> Questionnaire:
        """End a questionnaire as it is, complete or not."""
        with self._rows.database.write() as cursor:
            entry = self._rows.questions.one(questionnaire, person=person, cursor=cursor)
            if entry.done is not None:
                return entry
            at = now()
            ended = replace(entry, done=at, dated=at if entry.how == "own" else entry.dated)
            self._rows.questions.change(cursor, ended)
            audit.note(cursor, who, "questionnaire answered", **_told(entry))
        return ended

    def correct_answers(
        self,
        questionnaire: str,
        changes: Mapping[str, float | None],
        reason: str,
        *,
        person: str,
        who: str = PRACTICE,
    ) -> Questionnaire:
        """Change answers after the end, with a reason; what they were before is kept."""
        reason = texts.name(reason)
        if not 3 <= len(reason) <= MOST_REASON:
            raise ArchiveError(NO_REASON)
        with self._rows.database.write() as cursor:
            entry = self._rows.questions.one(questionnaire, person=person, cursor=cursor)
            if entry.done is None:
                raise ArchiveError(NOT_ENDED)
            made = Correction(now(), reason, entry.answers)
            entry = replace(entry, corrections=(*entry.corrections, made))
            entry = self._entered(cursor, entry, changes, who=who)
            audit.note(cursor, who, "questionnaire corrected", **_told(entry))
        return entry

    def export_questionnaires(
        self, person: str, *, who: str = PRACTICE
    ) -> tuple[Questionnaire, ...]:
        """Everything that a person answered, and a note that it left."""
        found = self.questionnaires(person)
        self.witness("questionnaires taken out", who=who, person=person)
        return found

    def to_look_at(self, person: str | None = None) -> tuple[Task, ...]:
        """Answers that somebody of the practice has to look at, the oldest first."""
        return self._rows.questions.tasks(person)

    def looked_at(self, person: str) -> tuple[Task, ...]:
        """Answers of a person that were looked at, the oldest first, and what was done."""
        every = self._rows.questions.tasks(person, closed=True)
        return tuple(each for each in every if each.closed is not None)

    def acknowledge(
        self, look: str, *, person: str, seen_by: str, done: str, who: str = PRACTICE
    ) -> None:
        """Note who looked at an answer, and what was done about it."""
        seen_by, done = texts.name(seen_by), texts.text(done).strip()
        if not 2 <= len(seen_by) <= 120:
            raise ArchiveError(NO_NAME)
        if not 3 <= len(done) <= MOST_LETTERS:
            raise ArchiveError(NO_DEED)
        task = next((each for each in self._rows.questions.tasks(person) if each.id == look), None)
        if task is None:
            raise NotHereError(f"There is no answer {look} to look at here.")
        with self._rows.database.write() as cursor:
            self._rows.questions.close_task(cursor, task, seen_by=seen_by, done=done)
            audit.note(cursor, who, "answer looked at", person=person, look=look)

    def remove_questionnaire(
        self, questionnaire: str, *, person: str, who: str = PRACTICE
    ) -> Removal:
        """Take an ended questionnaire out for a day, then for good."""
        if self._rows.questions.one(questionnaire, person=person).done is None:
            raise ArchiveError(NOT_ENDED)
        if self._rows.questions.waits(person, questionnaire=questionnaire):
            raise ArchiveError(TO_LOOK_AT)
        return self._removals.questionnaire(questionnaire, person=person, who=who)

    def restrict(self, person: str, reason: str, *, who: str = PRACTICE) -> Restriction:
        """As `Keeping.restrict`; not while an answer is to be looked at: nobody would see it."""
        if self._rows.questions.waits(person):
            raise ArchiveError(TO_LOOK_AT)
        return super().restrict(person, reason, who=who)

    def check_looked_at(self, sitting: str) -> None:
        """Refuse to end a sitting while an answer of its person is to be looked at.

        Raises:
            ArchiveError: one is.
        """
        if self._rows.questions.waits(self._underway.state(sitting).sitting.person):
            raise ArchiveError(TO_LOOK_AT)

    def _answer(
        self, questionnaire: str, item: str, value: float | None, *, person: str, who: str
    ) -> Questionnaire:
        with self._rows.database.write() as cursor:
            entry = self._rows.questions.one(questionnaire, person=person, cursor=cursor)
            if entry.done is not None:
                raise ArchiveError(ENDED)
            return self._entered(cursor, entry, {item: value}, who=who)

    def _entered(
        self, cursor: Cursor, entry: Questionnaire, changes: Mapping[str, float | None], *, who: str
    ) -> Questionnaire:
        """The answers, and with them the tasks that they open."""
        version = self._version(entry.instrument, entry.language)
        if version.sha256 != entry.sha256:
            raise ArchiveError(CHANGED)
        scoring.score(version.instrument, changes)  # refuses what is no answer
        answers = {**entry.answers, **changes}
        kept = {name: each for name, each in answers.items() if each is not None}
        changed = replace(entry, answers=kept)
        self._rows.questions.change(cursor, changed)
        for look in scoring.to_look_at(version.instrument, changes):
            if self._rows.questions.open_task(cursor, entry, look.item.id, look.answer):
                audit.note(cursor, who, "answer asks for a person", **_told(entry))
        return changed

    def _own(self, sitting: str, questionnaire: str) -> Questionnaire:
        found = self.own_questionnaires(sitting)
        entry = next((each for each in found if each.id == questionnaire), None)
        if entry is None:
            raise NotHereError(f"There is no questionnaire {questionnaire} in this sitting.")
        return entry

    def _version(self, instrument: str, language: str) -> Version:
        found = self.instruments().get(instrument)
        if found is None or language not in found.instrument.languages:
            raise ArchiveError(f"There is no questionnaire {instrument!r} in {language!r} here.")
        return found

    def _sitting_now(self, person: str) -> str | None:
        going = (each.sitting for each in self.open_sittings())
        return next((each.id for each in going if each.person == person), None)

    def _tasks_in(self, cursor: Cursor, entry: Questionnaire) -> bool:
        sql = "SELECT 1 FROM look WHERE questionnaire = ?"
        return cursor.execute(sql, [entry.id]).fetchone() is not None


def _told(entry: Questionnaire) -> dict[str, str]:
    place = {} if entry.sitting is None else {"sitting": entry.sitting}
    return {"person": entry.person, "questionnaire": entry.id, **place}
