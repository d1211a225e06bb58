"""Questionnaires that were answered, and answers that a person has to look at: two tables.

Answers, corrections, and what was done about an answer are sealed with the person's key. Plain are
ids, times, which questionnaire it was, and that something waits to be looked at; no sum is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from engines.errors import NotHereError
from workbench.archive.database import Cursor, Database, Row
from workbench.archive.keys import Vault
from workbench.archive.schema import new_id, now

Answers = Mapping[str, float]  # by item id; an item without an answer is not there
How = Literal["own", "paper"]
HOWS: tuple[How, ...] = get_args(How)
TABLE = """
CREATE TABLE questionnaire (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, sitting VARCHAR, instrument VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL, language VARCHAR NOT NULL, how VARCHAR NOT NULL,
    begun VARCHAR NOT NULL, dated VARCHAR NOT NULL, done VARCHAR, content BLOB NOT NULL);
CREATE TABLE look (
    id VARCHAR PRIMARY KEY, person VARCHAR NOT NULL, questionnaire VARCHAR NOT NULL,
    opened VARCHAR NOT NULL, closed VARCHAR, content BLOB NOT NULL);
"""
WORDS = "words"
COLUMNS = "id, person, sitting, instrument, sha256, language, how, begun, dated, done, content"
LOOK = "id, person, questionnaire, opened, closed, content"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was changed after the end: when, why, and the answers as they were before."""

    at: str
    reason: str
    before: Answers


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A person's answers to an instrument at one time.

    Attributes:
        id: of the entry.
        person: whose answers they are.
        instrument: its name.
        sha256: of the file with the questions as they were asked.
        language: in which they were asked.
        how: by the person, at their own view, or typed in from paper.
        sitting: in which it was; None for paper that was typed in between sittings.
        begun: when it was laid out or first typed, ISO 8601.
        dated: when it was answered, ISO 8601; for paper the day is the one written there.
        done: when it was ended, complete or not; None while it is being answered.
        answers: what was answered.
        corrections: oldest first.
    """

    id: str
    person: str
    instrument: str
    sha256: str
    language: str
    how: How
    sitting: str | None
    begun: str
    dated: str
    done: str | None = None
    answers: Answers = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """An answer that a person of the practice has to look at, and what came of it.

    Attributes:
        id: of the task.
        person: whose answer it is.
        questionnaire: in which it was given.
        opened: when it was given, ISO 8601.
        instrument: its name.
        item: the question's id.
        answer: as it was given.
        closed: when somebody had looked at it, ISO 8601; None is still to be done.
        seen_by: who that was.
        done: what was done, in that person's words.
        words: typed ones that ask for a person; then `instrument` is `WORDS`, `item` what they are
            about, and `questionnaire` the sitting.
    """

    id: str
    person: str
    questionnaire: str
    opened: str
    instrument: str
    item: str
    answer: float
    closed: str | None = None
    seen_by: str = ""
    done: str = ""
    words: str = ""


class Questions:
    """The questionnaire and look tables."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    def of(self, person: str) -> tuple[Questionnaire, ...]:
        """Everything that one person was asked, by the day of the answers."""
        sql = f"SELECT {COLUMNS} FROM questionnaire WHERE person = ? ORDER BY dated, begun, id"
        return tuple(self.opened(row) for row in self._database.read(sql, [person]))

    def one(
        self, questionnaire: str, *, person: str, cursor: Cursor | None = None
    ) -> Questionnaire:
        """One of a person's questionnaires; inside a transaction with its cursor."""
        sql = f"SELECT {COLUMNS} FROM questionnaire WHERE id = ? AND person = ?"
        asked = [questionnaire, person]
        read = self._database.read
        rows = cursor.execute(sql, asked).fetchall() if cursor else read(sql, asked)
        if not rows:
            raise NotHereError(f"There is no questionnaire {questionnaire} here: unknown, or gone.")
        return self.opened(rows[0])

    def add(self, cursor: Cursor, entry: Questionnaire) -> None:
        """Enter a questionnaire."""
        row = [entry.id, entry.person, entry.sitting, entry.instrument, entry.sha256]
        row += [entry.language, entry.how, entry.begun, entry.dated, entry.done]
        row.append(self._sealed(entry))
        places = ", ".join("?" * len(row))
        cursor.execute(f"INSERT INTO questionnaire ({COLUMNS}) VALUES ({places})", row)

    def change(self, cursor: Cursor, entry: Questionnaire) -> None:
        """Store a questionnaire as it is now."""
        sql = "UPDATE questionnaire SET dated = ?, done = ?, content = ? WHERE id = ?"
        cursor.execute(sql, [entry.dated, entry.done, self._sealed(entry), entry.id])

    def drop(self, cursor: Cursor, entry: Questionnaire) -> None:
        """Take off what nobody answered."""
        cursor.execute("DELETE FROM questionnaire WHERE id = ?", [entry.id])

    def tasks(self, person: str | None = None, *, closed: bool = False) -> tuple[Task, ...]:
        """What is to be looked at, the oldest first; with `closed`, what was looked at too.

        None of whose record is locked, or whose key is not here.
        """
        every = ["TRUE" if closed else "closed IS NULL", *(["person = ?"] if person else [])]
        sql = f"SELECT {LOOK} FROM look WHERE {' AND '.join(every)} ORDER BY opened, id"
        rows = self._database.read(sql, [person] if person else [])
        return tuple(self.opened_task(row) for row in rows if self._opens(row[1]))

    def waits(self, person: str, *, questionnaire: str | None = None) -> bool:
        """Whether an answer of this person is still to be looked at; nothing is opened."""
        more, values = (" AND questionnaire = ?", [questionnaire]) if questionnaire else ("", [])
        sql = f"SELECT 1 FROM look WHERE person = ? AND closed IS NULL{more} LIMIT 1"
        return bool(self._database.read(sql, [person, *values]))

    def open_task(self, cursor: Cursor, entry: Questionnaire, item: str, answer: float) -> bool:
        """Have an answer looked at, once for each answer; gives whether a task was opened."""
        sql = f"SELECT {LOOK} FROM look WHERE questionnaire = ?"
        rows = cursor.execute(sql, [entry.id]).fetchall()
        here = [each for each in map(self.opened_task, rows) if each.item == item]
        if any(each.closed is None or each.answer == answer for each in here):
            return False
        task = Task(new_id(), entry.person, entry.id, now(), entry.instrument, item, answer)
        row = [task.id, task.person, task.questionnaire, task.opened, None, self._told(task)]
        cursor.execute(f"INSERT INTO look ({LOOK}) VALUES (?, ?, ?, ?, ?, ?)", row)
        return True

    def open_words(self, cursor: Cursor, person: str, sitting: str, about: str, words: str) -> bool:
        """Have typed words looked at; a task that waits there takes them in instead: then False."""
        sql = f"SELECT {LOOK} FROM look WHERE questionnaire = ? AND closed IS NULL"
        for row in cursor.execute(sql, [sitting]).fetchall():
            waiting = replace(self.opened_task(row), item=about, words=words)
            told = [self._told(waiting), waiting.id]
            cursor.execute("UPDATE look SET content = ? WHERE id = ?", told)
            return False
        task = Task(new_id(), person, sitting, now(), WORDS, about, 0.0, words=words)
        values = [task.id, task.person, task.questionnaire, task.opened, None, self._told(task)]
        cursor.execute(f"INSERT INTO look ({LOOK}) VALUES (?, ?, ?, ?, ?, ?)", values)
        return True

    def close_task(self, cursor: Cursor, task: Task, *, seen_by: str, done: str) -> None:
        """Note who looked at an answer, now, and what was done."""
        closed = replace(task, closed=now(), seen_by=seen_by, done=done)
        sql = "UPDATE look SET closed = ?, content = ? WHERE id = ?"
        cursor.execute(sql, [closed.closed, self._told(closed), task.id])

    def _opens(self, person: str) -> bool:
        return self._vault.has_key(person) and not self._vault.is_shut(person)

    def _sealed(self, entry: Questionnaire) -> bytes:
        corrections = [
            {"at": each.at, "reason": each.reason, "before": dict(each.before)}
            for each in entry.corrections
        ]
        told = {"answers": dict(entry.answers), "corrections": corrections}
        return self._seal(entry.person, "questionnaire", entry.id, told)

    def _told(self, task: Task) -> bytes:
        told = {"instrument": task.instrument, "item": task.item, "answer": task.answer}
        told |= {"seen_by": task.seen_by, "done": task.done}
        if task.words:
            told["words"] = task.words
        return self._seal(task.person, "look", task.id, told)

    def _seal(self, person: str, kind: str, subject: str, told: dict[str, Any]) -> bytes:
        return self._vault.seal(person, kind, subject, json.dumps(told).encode())

    def opened(self, row: Row) -> Questionnaire:
        """A row in the order of `COLUMNS`, opened."""
        entry, person, sitting, *plain, sealed = row
        instrument, sha256, language, how, begun, dated, done = plain
        told = json.loads(self._vault.open(person, "questionnaire", entry, sealed))
        corrections = tuple(Correction(**each) for each in told["corrections"])
        named = (instrument, sha256, language, how, sitting, begun, dated, done)
        return Questionnaire(entry, person, *named, told["answers"], corrections)

    def opened_task(self, row: Row) -> Task:
        """A row in the order of `LOOK`, opened."""
        task, person, questionnaire, opened, closed, sealed = row
        told = json.loads(self._vault.open(person, "look", task, sealed))
        about = (told["instrument"], told["item"], told["answer"])
        ended = (closed, told["seen_by"], told["done"], told.get("words", ""))
        return Task(task, person, questionnaire, opened, *about, *ended)
