"""The part of an archive that keeps studies: registered, enrolled in, what happened, locked.

A lot is drawn in the very record that enrols somebody: nobody sees it before, and it is never given
again. Nothing of what a person agreed to here outlives the consent to research.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace

from engines import sealing
from engines.errors import ArchiveError, NotHereError
from workbench.archive import audit, texts
from workbench.archive.acting import PRACTICE
from workbench.archive.consent import Consent, Said
from workbench.archive.database import Cursor
from workbench.archive.noting import MOST_REASON, MOST_TEXT, NO_WHY, Noting, written
from workbench.archive.schema import new_id, now
from workbench.archive.studies import FOLLOWED, Enrolment, Lock, Study
from workbench.archive.taking import Taking
from workbench.outcomes import protocols
from workbench.outcomes.protocols import lots, plans
from workbench.outcomes.protocols.form import Protocol
from workbench.outcomes.protocols.lots import Lots
from workbench.saying import later

FOLDER = "protocols"
MOST_TITLE = 120
NAME_LETTERS = 12  # 60 bits: in 4 of 10**13 studies of a thousand people two would share one
BACK = "consent taken back"
NO_RESEARCH = later("Research was not agreed to, or was taken back: nobody is enrolled without.")
NO_PAINTER = later("An arm of this study has the painter, which was not agreed to.")
IN_ONE = later("This person takes part in a study already: it has to end first.")
FULL = later("Everybody whom the plan names is enrolled: register another plan for more.")
IS_LOCKED = later("The data of this study are locked: nobody is enrolled any more.")
NOT_LOCKED = later("The data of this study are not locked: its lots stay sealed until they are.")
EVENT_OPEN = later(
    "Distress or an adverse event of this study is still open: somebody follows it up and ends it "
    "on that person's page first, then the data are locked."
)
SAME = later("The data are as they were locked: there is nothing to lock anew.")
LEFT = later("This person has left the study already.")
TOO_LONG = later("This plan is too long to be registered: write less.")


class Studying(Noting):
    """Plans, people in them, and the locking of data."""

    def protocols(self) -> Mapping[str, Protocol]:
        """The forms there are by name: what ships, and the practice's own in `protocols/`."""
        known = {name: each.instrument for name, each in self.instruments().items()}
        return protocols.of_practice(self.folder / FOLDER, known)

    def studies(self) -> tuple[Study, ...]:
        """Every study that was registered, the oldest first."""
        return self._rows.studies.all()

    def register_study(
        self,
        title: str,
        protocol: str,
        *,
        primary: str,
        people: int,
        analysis: str,
        who: str = PRACTICE,
    ) -> Study:
        """Register a plan, before any data: its text, its hash, and sealed lots.

        Raises:
            ArchiveError: there is no such protocol, or too much was written.
            AnalysisError: the plan does not fit (`plans.plan`).
        """
        title, analysis = texts.name(title), texts.text(analysis)
        if len(title) > MOST_TITLE or len(analysis) > MOST_TEXT:
            raise ArchiveError(TOO_LONG)
        form = self.protocols().get(protocol)
        if form is None:
            raise ArchiveError(f"There is no protocol {protocol!r} here.")
        told = plans.plan(title, form, primary=primary, people=people, analysis=analysis)
        sha256 = plans.sha256(told)
        sealed = lots.fresh(sha256, len(form.arms()))
        study = Study(new_id(), now(), told, sha256, sealed.arms, sealed.commitment, 0)
        with self._rows.database.write() as cursor:
            self._rows.studies.register(cursor, study, sealed)
            audit.note(cursor, who, "study registered", study=study.id, hash=sha256)
        return study

    def enrolments(self, person: str) -> tuple[Enrolment, ...]:
        """Every study that a person takes or took part in, the oldest first."""
        self._rows.people.row(person)
        return self._rows.studies.enrolments(person=person)

    def takings(self, person: str | None = None) -> tuple[Taking, ...]:
        """What everybody in a study, or one person, has lived through there so far."""
        found = self._rows.takings.of(person)
        return tuple(each for each in found if not self._rows.vault.is_shut(each.person))

    def enrol(self, person: str, study: str, *, who: str = PRACTICE) -> Enrolment:
        """Enrol a person: the lot is drawn in the record that keeps it, and told only then.

        Raises:
            ArchiveError: not agreed to, in a study already, full, or locked.
        """
        self._check_agreed_to(person, self._rows.studies.one(study))
        entry_id, at = new_id(), now()
        with self._rows.database.write() as cursor:
            found = self._rows.studies.one(study, cursor)
            self._check_room(cursor, person, found)
            number = found.given + 1
            arm = self._rows.studies.lots(study, cursor).drawn(number)[-1]
            entry = Enrolment(entry_id, person, study, number, arm, at)
            self._rows.studies.enrol(cursor, entry)
            told = {"person": person, "study": study, "enrolment": entry.id}
            audit.note(cursor, who, "person enrolled", **told)
        return entry

    def leave_study(
        self, enrolment: str, why: str, *, person: str, who: str = PRACTICE
    ) -> Enrolment:
        """A person leaves before the end; no reason has to be given."""
        why = texts.name(why)
        if len(why) > MOST_REASON:
            raise ArchiveError(f"A reason has at most {MOST_REASON} letters, this one {len(why)}.")
        with self._rows.database.write() as cursor:
            every = self._rows.studies.enrolments(person=person, cursor=cursor)
            entry = next((each for each in every if each.id == enrolment), None)
            if entry is None:
                raise NotHereError(f"There is no enrolment {enrolment} here.")
            if entry.ended is not None:
                raise ArchiveError(LEFT)
            gone = replace(entry, ended=now(), why=why)
            self._rows.studies.leave(cursor, gone)
            told = {"person": person, "study": entry.study, "enrolment": enrolment}
            audit.note(cursor, who, "study left", **told)
        return gone

    def consent(self, person: str, said: Said, *, who: str = PRACTICE) -> Consent:
        """As `Exhibiting.consent`; whoever takes research back leaves the study with it."""
        entry = super().consent(person, said, who=who)
        if said.item == "research" and said.deed != "given":
            for each in self.enrolments(person):
                if each.ended is None:
                    self.leave_study(each.id, BACK, person=person, who=who)
        return entry

    def lock_study(
        self, study: str, sha256: str, *, reason: str = "", who: str = PRACTICE
    ) -> Study:
        """Enter the hash of a study's data; anew only with a reason, where it is another one.

        For the program alone: `practice` computes the hash of what there is.

        Raises:
            ArchiveError: an event of the study still waits for somebody, there is no reason, or
                nothing changed.
        """
        if len(sha256) != 64:
            raise ArchiveError(f"A lock needs the SHA-256 of the data, not {sha256!r}.")
        with self._rows.database.write() as cursor:
            found = self._rows.studies.one(study, cursor)
            self._check_over(cursor, study)
            if found.locks:
                reason = written(reason, NO_WHY, most=MOST_REASON)
                if found.locks[-1].sha256 == sha256:
                    raise ArchiveError(SAME)
            lock = Lock(now(), sha256, reason)
            self._rows.studies.lock(cursor, found, lock)
            what = "study corrected" if found.locks else "study locked"
            audit.note(cursor, who, what, study=study, hash=sha256)
        return replace(found, locks=(*found.locks, lock))

    def _check_over(self, cursor: Cursor, study: str) -> None:
        """Refuse while distress or an adverse event is open; of a shut record nobody can end it."""
        kinds = ", ".join(f"'{each}'" for each in FOLLOWED)
        rows = cursor.execute(
            "SELECT DISTINCT happening.person FROM happening JOIN enrolment "
            f"ON happening.enrolment = enrolment.id WHERE study = ? AND kind IN ({kinds}) "
            "AND closed IS NULL AND struck IS NULL",
            [study],
        ).fetchall()
        if any(not self._rows.vault.is_shut(person) for (person,) in rows):
            raise ArchiveError(EVENT_OPEN)

    def opened_lots(self, study: str) -> Lots:
        """The seed of a study's lots, once its data are locked: who wants can check every one."""
        if not self._rows.studies.one(study).locked:
            raise ArchiveError(NOT_LOCKED)
        return self._rows.studies.lots(study)

    def everybody_in(self, study: str) -> tuple[Enrolment, ...]:
        """Everybody who takes or took part, by number: for the program alone."""
        return self._rows.studies.enrolments(study=study)

    def name_in_study(self, person: str, study: str) -> str:
        """Under which name a person stands in what leaves a study: for the program alone.

        The same for as long as the person's key is there, another one in every other study. Who
        has no key cannot get from it to the person, nor can anybody once the key was destroyed.

        Raises:
            NotHereError: there is no such person here.
            ArchiveError: the record is locked.
        """
        return self._name(person, f"name in study {study}")

    def name_in_research(self, person: str) -> str:
        """The same for what leaves about all sittings, of no study: for the program alone.

        Raises:
            NotHereError: there is no such person here.
            ArchiveError: the record is locked.
        """
        return self._name(person, "name in research")

    def _name(self, person: str, purpose: str) -> str:
        key = sealing.derive_key(self._rows.vault.key(person), purpose=purpose)
        return f"P{base64.b32encode(key).decode()[:NAME_LETTERS].lower()}"

    def _check_agreed_to(self, person: str, study: Study) -> None:
        self._rows.people.row(person)
        if not self.allows(person, "research"):
            raise ArchiveError(NO_RESEARCH)
        media = {medium for each in study.plan.protocol.phases for medium in each.media}
        if "painter" in media and not self.allows(person, "painter"):
            raise ArchiveError(NO_PAINTER)

    def _check_room(self, cursor: Cursor, person: str, study: Study) -> None:
        if study.locked:
            raise ArchiveError(IS_LOCKED)
        if study.given >= study.plan.people:
            raise ArchiveError(FULL)
        every = self._rows.studies.enrolments(person=person, cursor=cursor)
        if any(each.ended is None or each.study == study.id for each in every):
            raise ArchiveError(IN_ONE)
