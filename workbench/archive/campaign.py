"""Kills a process that writes, again and again, and compares with what it had acknowledged.

The writer prints what it is about to do, does it, and prints `ok` once the archive has returned.
Killed and opened again, the archive must hold everything behind an `ok`. The one thing tried last
may be there or not; nothing else may differ.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from engines.record import AnswerStep, ClearStep, Feeling, History, Step, StrokeStep
from engines.record.marks import Mark, Moment
from workbench.archive import specimens
from workbench.archive.events import Did, Redid, Shown, Undid
from workbench.archive.store import Archive

Action = dict[str, Any]
CHOICES = ("stroke",) * 8 + ("undo", "undo", "redo", "clear", "show", "mark", "lay", "keep")
CHOICES += ("feel", "note", "end", "edit", "prefer", "answer")
ITEMS = ("nervous", "worry_control", "relax", "irritable", "afraid")
# What an action says, and where it is remembered.
SAID = {"feel": "before", "note": "note", "edit": "goals", "prefer": "preferred"}
MARK = Mark("m", "loop", ((0.1, 0.1), (0.9, 0.1), (0.5, 0.9)))


@dataclass(slots=True)
class Expected:
    """What the archive must hold, by a second account of the same actions."""

    history: History = field(default_factory=History)
    kept: list[str] = field(default_factory=list)
    before: float | None = None
    note: str = ""
    marks: list[str] = field(default_factory=list)
    goals: str = ""
    preferred: str = ""
    answers: dict[str, int] = field(default_factory=dict)
    open: bool = False
    ended: list[list[str]] = field(default_factory=list)

    def seen(self) -> str:
        """Everything as text, to compare."""
        steps = [_named(step) for step in self.history.done]
        undone = [_named(step) for step in self.history.undone]
        said = [self.before, self.note, sorted({*self.marks}), self.goals, self.preferred]
        said.append(sorted(self.answers.items()))
        return json.dumps([self.open, steps, undone, self.kept, said, self.ended])

    def do(self, action: Action) -> None:
        """Take one action into account."""
        kind, name = action["do"], action.get("name")
        if kind in ("begin", "end"):
            self.ended += [self.kept] if kind == "end" else []
            self.history, self.kept, self.before, self.open = History(), [], None, kind == "begin"
            self.note, self.marks = "", []
        elif kind == "keep":
            self.history = self.history.settle()
            self.kept = [*self.kept, str(name)]
        elif kind in SAID:
            setattr(self, SAID[kind], action["pleasure"] if kind == "feel" else name)
        elif kind == "answer":
            self.answers |= _answer(action)
        elif kind == "mark":
            self.marks.append(str(name))
        elif kind != "show":
            self.history = _moved(self.history, action)


def main(kills: int, *, seed: int, folder: Path) -> int:
    """Kill a writer so many times; gives the number of acknowledged actions.

    Raises:
        AssertionError: the archive held less, or something else, than was acknowledged.
    """
    chance = random.Random(seed)
    with Archive.open(folder) as archive:
        archive.add_person("Nobody", synthetic=True)
    expected, acknowledged = Expected(), 0
    for number in range(kills):
        done, tried = _killed(folder, chance, run=number)
        acknowledged += len(done)
        for action in done:
            expected.do(action)
        _compare(folder, expected, tried, run=number)
    return acknowledged


def write(folder: Path, seed: int, log: IO[str]) -> None:
    """Act at random until killed; what is tried and acknowledged goes to the log."""
    chance = random.Random(seed)
    with Archive.open(folder) as archive:
        for number in range(100_000):
            action = chosen(archive, chance, f"r{seed}-{number}")
            print(json.dumps(action), file=log, flush=True)
            act(archive, action)
            print("ok", file=log, flush=True)


def _killed(folder: Path, chance: random.Random, *, run: int) -> tuple[list[Action], Action | None]:
    """Start a writer and kill it somewhere; what it acknowledged, and what it tried last."""
    command = [sys.executable, "-m", "workbench.archive", "write", str(folder), str(run)]
    limit, pause = chance.choice((0, 3, 10, 30, 60)), chance.random() * 0.02
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        lines = list(_lines(writer.stdout, limit))
        time.sleep(pause)
        writer.kill()
        lines += (writer.stdout or ()) if writer.stdout else ()
    return _told([line.strip() for line in lines if line.endswith("\n")])


def _lines(stream: IO[str] | None, limit: int) -> Iterator[str]:
    for _ in range(limit * 2):
        line = stream.readline() if stream else ""
        if not line:
            raise AssertionError("the writer ended by itself")
        yield line


def _told(lines: list[str]) -> tuple[list[Action], Action | None]:
    actions = [json.loads(line) for line in lines if line != "ok"]
    count = lines.count("ok")
    return actions[:count], (actions[count] if len(actions) > count else None)


def _compare(folder: Path, expected: Expected, tried: Action | None, *, run: int) -> None:
    with Archive.open(folder) as archive:
        held, repairs = found(archive), archive.repairs
        archive.verify_audit()
    if held != expected.seen() and tried is not None:
        expected.do(tried)
    if held != expected.seen() or repairs:
        raise AssertionError(
            f"kill {run}: after {tried} the archive held\n{held}\ninstead of\n{expected.seen()}\n"
            f"repairs: {repairs}"
        )


def found(archive: Archive) -> str:
    """Everything that an archive holds as text, as `Expected.seen` gives it."""
    held = Expected(goals=archive.people()[0].goals)
    held.preferred = archive.preference("campaign") or ""
    for laid in archive.questionnaires(archive.people()[0].id):
        held.answers |= {item: int(value or 0) for item, value in laid.answers.items()}
    going = archive.open_sittings()
    if going:
        held.open, held.history = True, going[0].history
        held.kept = _turns(archive, going[0].sitting.id)
        held.before = going[0].sitting.before.pleasure
        held.note, held.marks = archive.note(going[0].sitting.id), [*going[0].marks]
        _check_course(held.history.done, going[0].course)
    ended = [row.id for row in archive.sittings() if row.ended is not None]
    held.ended = [_turns(archive, sitting) for sitting in ended]
    return held.seen()


def _check_course(done: tuple[Step, ...], course: tuple[Moment, ...]) -> None:
    """The page is never turned here: its steps and the course must tell the same."""
    strokes = [s.id for step in done if isinstance(step, StrokeStep) for s in step.strokes]
    told = [moment.ref for moment in course if moment.what == "stroke"]
    laid = sum(isinstance(step, AnswerStep) for step in done)
    decided = {what: sum(m.what == what for m in course) for what in ("kept", "undone")}
    if told != strokes or decided["kept"] - decided["undone"] != laid:
        raise AssertionError(f"the course tells {course}, the page is {done}")


def _turns(archive: Archive, sitting: str) -> list[str]:
    turns = archive.turns(sitting)
    for turn in turns:
        if turn != specimens.turn(turn.id):
            raise AssertionError(f"turn {turn.id} is not what was kept")
    return [turn.id for turn in turns]


def chosen(archive: Archive, chance: random.Random, name: str) -> Action:
    """Something to do next, at random."""
    going = archive.open_sittings()
    if not going:
        return {"do": "begin"}
    kind = chance.choice(CHOICES)
    history = going[0].history
    if kind == "end" and chance.random() < 0.6:
        kind = "stroke"
    if (kind == "undo" and not history.can_undo) or (kind == "redo" and not history.can_redo):
        kind = "stroke"
    shown = [*going[0].shown]
    if kind == "mark":
        kind, name = ("mark", shown[-1]) if shown else ("show", name)
    return {"do": kind, "name": name, "pleasure": round(chance.random(), 3)}


def act(archive: Archive, action: Action) -> None:
    """Do it."""
    kind, name = action["do"], action.get("name", "")
    if kind in ("begin", "edit", "prefer", "answer"):
        _beside(archive, kind, action)
        return
    sitting = archive.open_sittings()[0].sitting.id
    if kind == "keep":
        archive.keep_turn(sitting, specimens.turn(name))
    elif kind == "feel":
        archive.save_feelings(sitting, before=Feeling(action["pleasure"]))
    elif kind == "end":
        archive.end_sitting(sitting)
    elif kind == "note":
        archive.write_note(sitting, name)
    elif kind == "mark":
        archive.mark(sitting, name, (MARK,))
    elif kind == "show":
        archive.record(sitting, Shown(specimens.answer(name)))
    else:
        archive.record(sitting, _event(kind, name))


def _beside(archive: Archive, kind: str, action: Action) -> None:
    person, name = archive.people()[0].id, action.get("name", "")
    if kind == "begin":
        archive.begin_sitting(person, "painter")
    elif kind == "edit":
        archive.edit_person(person, goals=name)
    elif kind == "answer":
        asked = archive.questionnaires(person) or (
            archive.lay_out(person, "gad7", language="en", how="paper"),
        )
        for item, value in _answer(action).items():
            archive.answer_typed(asked[0].id, item, value, person=person)
    else:
        archive.set_preference("campaign", name)


def _answer(action: Action) -> dict[str, int]:
    """One item and its value, by chance as the action's number is."""
    number = round(1000 * action["pleasure"])
    return {ITEMS[number % len(ITEMS)]: number % 4}


def _event(kind: str, name: str) -> Did | Undid | Redid:
    if kind in ("undo", "redo"):
        return Undid() if kind == "undo" else Redid()
    if kind == "clear":
        return Did(ClearStep())
    return Did(AnswerStep(name) if kind == "lay" else StrokeStep((specimens.stroke(name),)))


def _moved(history: History, action: Action) -> History:
    event = _event(action["do"], action["name"])
    if isinstance(event, Did):
        return history.apply(event.step)
    return history.undo() if isinstance(event, Undid) else history.redo()


def _named(step: object) -> str:
    if isinstance(step, StrokeStep):
        stroke = step.strokes[0]
        whole = "" if stroke == specimens.stroke(stroke.id) else " changed"
        return f"stroke {stroke.id}{whole}"
    return f"answer {step.answer}" if isinstance(step, AnswerStep) else "clear"
