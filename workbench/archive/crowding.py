"""Fills the disk below an archive, tries every kind of write, makes room, and compares.

To be run in a folder on a small file system of its own, as `python -m workbench.archive full` makes
them: a tmpfs in a namespace of its own. Each write is either acknowledged or refused in words; what
was acknowledged is there, and once there is room everything goes on without a start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from engines.errors import ArchiveError
from engines.record import Feeling, StrokeStep
from workbench.archive import erasing, specimens, sweeping
from workbench.archive.events import Did, Shown
from workbench.archive.store import Archive

FREE = (0, 4096, 2**20, 10 * 2**20)
ROOM = 64 * 2**20
BALLAST = "ballast"
TRIES = 400
Deed = Callable[[str], object]


def main(free: tuple[int, ...] = FREE, *, deed: str = "crowd") -> str:
    """Try it with so many bytes free each; says what was refused.

    `deed` is "crowd", every kind of write, or "sweep", what is done every hour.

    Raises:
        AssertionError: something was lost, or a refusal was no sentence.
        OSError: this system lets nobody make a small file system.
    """
    return "\n".join(_elsewhere(each, deed) for each in free)


def crowd(folder: Path, free: int) -> str:
    """Do it in a folder on a small file system."""
    with Archive.open(folder / "practice") as archive:
        deeds, acknowledged = _Deeds(archive), 0
        deeds.all("before")
        _leave(folder, free)
        refused = dict.fromkeys(deeds.named, 0)
        for name, deed in deeds.named.items():
            for number in range(TRIES):
                if not _done(deed, f"{name}-{number}"):
                    refused[name] = 1
                    break
                acknowledged += 1
        for name, deed in deeds.named.items():
            acknowledged += _done(deed, f"{name}-last")
        deeds.check()
        (folder / BALLAST).unlink()
        deeds.all("after")
        deeds.check()
        held = deeds.seen()
    with Archive.open(folder / "practice") as archive:
        again = _Deeds(archive, deeds)
        again.check()
        if again.seen() != held or archive.repairs:
            raise AssertionError(f"the next start held something else, or told {archive.repairs}")
        archive.verify_audit()
    names = ", ".join(name for name, count in refused.items() if count) or "nothing"
    return f"{free} bytes free: {acknowledged} writes acknowledged, then refused: {names}; all kept"


def sweep(folder: Path, free: int) -> str:
    """Let something go for good and finish an erasing, on a full disk and once there is room."""
    with Archive.open(folder / "practice") as archive:
        archive._sweeping.close()
        person = _removed_long_ago(archive)
        erasing.mark(archive.folder)
        _leave(folder, free)
        archive._sweeping.once()
        told = archive.unswept
        if told not in ("", sweeping.FULL):
            raise AssertionError(f"a full disk was told as {told!r}")
        (folder / BALLAST).unlink()
        archive._sweeping.once()
        if archive.unswept or archive.removals(person) or archive._erasing.unfinished:
            raise AssertionError(f"it did not go on once there was room: {archive.unswept!r}")
    with Archive.open(folder / "practice") as archive:
        (row,) = archive.sittings(person)
        if [turn.id for turn in archive.turns(row.id)] != ["kept"] or archive.repairs:
            raise AssertionError(f"the next start held something else, or told {archive.repairs}")
        archive.verify_audit()
    waited = "waited, said so, and went through once there was room" if told else "went through"
    return f"{free} bytes free: what is swept every hour {waited}"


def _removed_long_ago(archive: Archive) -> str:
    """A person of whose two pictures one was taken out two days ago."""
    person = archive.add_person("Nobody", synthetic=True).id
    sitting = archive.begin_sitting(person, "painter").sitting.id
    for name in ("kept", "removed"):
        archive.keep_turn(sitting, specimens.turn(name))
    archive.end_sitting(sitting)
    archive.remove_turn("removed-answer", person=person)
    with archive._database.write() as cursor:
        before = (datetime.now(timezone.utc) - timedelta(days=2)).isoformat(timespec="milliseconds")
        cursor.execute("UPDATE removed SET noted = ?", [before])
    return person


class _Deeds:
    """Every kind of write, and what was acknowledged of it."""

    def __init__(self, archive: Archive, like: _Deeds | None = None) -> None:
        self._archive = archive
        self.strokes: list[str] = like.strokes if like else []
        self.kept: list[str] = like.kept if like else []
        self.said: dict[str, str] = like.said if like else {}
        self.people: list[str] = like.people if like else []
        if like is None:
            self.person = archive.add_person("Nobody", synthetic=True).id
            self.sitting = archive.begin_sitting(self.person, "painter").sitting.id
        else:
            self.person, self.sitting = like.person, like.sitting
        self.named: dict[str, Deed] = {
            "stroke": self._stroke,
            "answer": lambda name: archive.record(self.sitting, Shown(specimens.answer(name))),
            "turn": self._turn,
            "paper drawing": lambda _: archive.keep_scan(self.sitting, specimens.painted_png(1)),
            "note": self._note,
            "feeling": lambda _: archive.save_feelings(self.sitting, before=Feeling(0.5)),
            "person": self._person,
            "goals": self._goals,
            "preference": self._preference,
            "sitting": self._sitting,
            "copy": lambda _: archive.copies.take() or self._told(),
            "audit": lambda name: archive.witness("tried", name=name),
        }

    def all(self, name: str) -> None:
        """Do each once; none may be refused."""
        for kind, deed in self.named.items():
            deed(f"{kind}-{name}")

    def check(self) -> None:
        """Compare what the archive holds with what was acknowledged."""
        going = self._archive.open_sitting(self.sitting)
        steps = [step for step in going.history.done if isinstance(step, StrokeStep)]
        held = [stroke.id for step in steps for stroke in step.strokes]
        lost = [name for name in self.strokes if name not in held]
        turns = [turn.id for turn in self._archive.turns(self.sitting)]
        lost += [name for name in self.kept if name not in turns]
        people = [person.id for person in self._archive.people()]
        lost += [name for name in self.people if name not in people]
        said = {
            "note": self._archive.note(self.sitting),
            "goals": self._archive.person(self.person).goals,
            "preference": self._archive.preference("crowded"),
        }
        lost += [kind for kind, text in self.said.items() if said[kind] != text]
        if lost or len(set(held)) < len(held) or len(set(turns)) < len(turns):
            raise AssertionError(f"lost or doubled: {lost or held}")

    def seen(self) -> str:
        """How much there is, as text."""
        return f"{len(self._archive.people())} {len(self._archive.sittings())} {self.strokes}"

    def _stroke(self, name: str) -> None:
        self._archive.record(self.sitting, Did(StrokeStep((specimens.stroke(name),))))
        self.strokes.append(name)

    def _turn(self, name: str) -> None:
        self._archive.keep_turn(self.sitting, specimens.turn(name.replace(" ", "-")))
        self.kept.append(name)

    def _note(self, name: str) -> None:
        self._archive.write_note(self.sitting, name)
        self.said["note"] = name

    def _goals(self, name: str) -> None:
        self._archive.edit_person(self.person, goals=name)
        self.said["goals"] = name

    def _preference(self, name: str) -> None:
        self._archive.set_preference("crowded", name)
        self.said["preference"] = name

    def _person(self, name: str) -> None:
        self.people.append(self._archive.add_person(name, synthetic=True).id)

    def _sitting(self, name: str) -> None:
        person = self._archive.add_person(name, synthetic=True).id
        self.people.append(person)
        sitting = self._archive.begin_sitting(person, "traditional").sitting.id
        self._archive.end_sitting(sitting)

    def _told(self) -> None:
        if self._archive.copies.trouble:
            raise ArchiveError(self._archive.copies.trouble)


def _done(deed: Deed, name: str) -> bool:
    try:
        deed(name)
    except ArchiveError as error:
        if "full" not in str(error) and "room" not in str(error) and "space" not in str(error):
            raise AssertionError(f"{name} was refused without saying why: {error}") from error
        return False
    return True


def _leave(folder: Path, free: int) -> None:
    """Fill the disk but for so many bytes."""
    with (folder / BALLAST).open("wb") as ballast:
        while (left := _free(folder) - free) > 0:
            try:
                ballast.write(bytes(min(left, 2**20)))
                ballast.flush()
            except OSError:
                break


def _free(folder: Path) -> int:
    held = os.statvfs(folder)
    return held.f_bavail * held.f_frsize


def _elsewhere(free: int, deed: str) -> str:
    """Run `crowd` or `sweep` in a process of its own that has a small file system of its own."""
    code = f"from workbench.archive import crowding as c; import pathlib, sys; {_RUN.format(deed)}"
    script = (
        'place=$(mktemp -d) && mount -t tmpfs -o size="$1" none "$place" && shift '
        '&& "$@" "$place"; told=$?; umount "$place" && rmdir "$place"; exit $told'
    )
    made = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    command = [*made, str(ROOM + free), sys.executable, "-c", code, str(free)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        told = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
        failure = AssertionError if "Error" in told[0] else OSError
        raise failure(f"with {free} bytes free: {told[0]}")
    return run.stdout.strip()


_RUN = "sys.stdout.write(c.{}(pathlib.Path(sys.argv[2]), int(sys.argv[1])))"
