"""Canaries: what is only one person's, how it would look in a file, and where any of it stands."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from engines.picture import png_of
from engines.record import Feeling, StrokeStep
from engines.record.marks import Mark
from engines.record.spoken import Spoken
from workbench.archive import specimens
from workbench.archive.consent import ITEMS, Read, Said
from workbench.archive.events import Did, Shown
from workbench.archive.exhibits import Label
from workbench.archive.schema import now
from workbench.archive.store import Archive

FIELDS = ("name", "notes", "goals", "note", "words", "mark", "witness", "guardian", "reason")
FIELDS += ("file", "typed", "title", "artist", "event", "followed", "deed", "shared", "spoken")
LOCKED = 2  # whose record was locked for a while, and who is erased
READ = Read(1, "0" * 64, "en")
OUTLINE = ((0.1, 0.1), (0.5, 0.1), (0.5, 0.5))


@dataclass(frozen=True)
class Canary:
    """What is only this person's: texts, and bytes out of the middle of pictures."""

    number: int

    def text(self, field: str) -> str:
        return f"Zq{field}Canary{self.number:02}Übermut"

    def picture(self, which: int) -> bytes:
        noise = np.random.default_rng([self.number, which]).integers(0, 256, (64, 64, 3))
        return png_of(noise.astype(np.uint8))

    @property
    def signs(self) -> list[bytes]:
        """How any of it would look in a file: plain, in base64, in hex, in wide letters."""
        plain = [self.text(field).encode() for field in FIELDS]
        plain += [self.picture(which)[5000:5030] for which in (0, 1)]
        wide = [self.text(field).encode("utf-16-le") for field in FIELDS]
        coded = [base64.b64encode(each)[4:-4] for each in plain]
        return [*plain, *wide, *coded, *(each.hex().encode() for each in plain)]


def live(archive: Archive, canary: Canary) -> str:
    """One person through every feature of the archive; gives the id."""
    text = canary.text
    person = archive.add_person("somebody", notes=text("notes"), goals=text("goals")).id
    archive.edit_person(person, name=text("name"))
    for item in ITEMS:
        there, guardian = text("witness"), text("guardian")
        archive.consent(person, Said(item, "given", READ, witness=there, guardian=guardian))
    for number in range(2):
        sitting = archive.begin_sitting(person, "painter").sitting.id
        archive.record(sitting, Did(StrokeStep((specimens.stroke(f"s{number}"),))))
        kept = specimens.turn(f"{person}-{number}")
        assert kept.answer is not None
        request = replace(kept.answer.request, words=text("words"))
        answer = replace(kept.answer, request=request, painted_png=canary.picture(0))
        archive.record(sitting, Shown(answer))
        archive.mark(sitting, answer.id, (Mark("m", "loop", OUTLINE, text("mark")),))
        archive.keep_turn(sitting, replace(kept, answer=answer))
        archive.keep_scan(sitting, canary.picture(1))
        wrote(archive, canary, sitting)
        archive.save_feelings(sitting, before=Feeling(0.2, 0.1))
        if number == 0:
            archive.end_sitting(sitting, after=Feeling(0.4, None))
            taken = archive.remove_note(sitting)
            archive.bring_back_removed(taken.id, person=person)
            label = Label(text("title"), text("artist"))
            archive.choose_to_show(answer.id, label, person=person)
        if number == 0 and canary.number == LOCKED:
            lock(archive, canary, person)
    answered(archive, canary, person)
    took_part(archive, canary, person)
    archive.put_away(archive.add_person(text("name")).id)
    look(archive, person)
    return person


def wrote(archive: Archive, canary: Canary, sitting: str) -> None:
    archive.write_note(sitting, canary.text("note"))
    archive.share(sitting, "topic", canary.text("shared"))
    archive.say(sitting, Spoken(f"{sitting}-1", now(), "heard", canary.text("spoken")))


def lock(archive: Archive, canary: Canary, person: str) -> None:
    archive.restrict(person, canary.text("reason"))
    archive.lift(person, canary.text("reason"))


def answered(archive: Archive, canary: Canary, person: str) -> None:
    """A questionnaire with an answer that somebody looked at, corrected, removed, brought back."""
    text = canary.text
    laid = archive.lay_out(person, "phq9", language="en", how="paper").id
    archive.answer_typed(laid, "self_harm", 1, person=person)
    archive.finish_questionnaire(laid, person=person)
    archive.correct_answers(laid, {"self_harm": 2}, text("reason"), person=person)
    for task in archive.to_look_at(person):
        seen_by, done = text("witness"), text("deed")
        archive.acknowledge(task.id, person=person, seen_by=seen_by, done=done)
    taken = archive.remove_questionnaire(laid, person=person)
    archive.bring_back_removed(taken.id, person=person)


def took_part(archive: Archive, canary: Canary, person: str) -> None:
    """In a study, with an event that was followed up, and left."""
    text = canary.text
    told = {"primary": "phq9", "people": 1, "analysis": "A mixed model."}
    part = archive.enrol(person, archive.register_study("A study", "six_and_six", **told).id)
    event = archive.note_happening(person, "distress", text("event"), day=date(2026, 3, 2))
    archive.follow_up(event.id, text("followed"), person=person, by=text("witness"), over=True)
    archive.leave_study(part.id, text("reason"), person=person)


def look(archive: Archive, person: str) -> list[object]:
    """Everything that can be looked at of one person."""
    rows = [row for row in archive.sittings() if row.person == person]
    return [
        archive.person(person),
        archive.consents(person),
        archive.enrolments(person),
        archive.happenings(person),
        archive.questionnaires(person),
        archive.looked_at(person),
        archive.glimpses(person),
        archive.notes(person),
        [(archive.shared(row.id), archive.spoken(row.id)) for row in rows],
        archive.turn_trends(person),
        [each for each in archive.exhibits() if each.person == person],
        *(archive.sitting(row.id) for row in rows),
    ]


def written(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file under these folders, and its name."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder.parent).as_posix()
            yield name, name.encode() + (path.read_bytes() if path.is_file() else b"")


def found(canaries: list[Canary], *folders: Path, more: Sequence[bytes] = ()) -> list[str]:
    """Where any canary stands that can be read, packed or not; `more` are other signs."""
    signs = [*(sign for canary in canaries for sign in canary.signs), *more]
    return [
        name
        for name, held in written(*folders)
        if (whole := unpacked(held)) and any(sign in whole for sign in signs)
    ]


def unpacked(held: bytes) -> bytes:
    """The bytes of a file, and of everything in it that was packed with gzip."""
    parts = [held]
    for hit in re.finditer(b"\x1f\x8b\x08", held):
        try:
            parts.append(zlib.decompressobj(31).decompress(held[hit.start() :], 2**24))
        except zlib.error:
            continue
    return b"".join(parts)
