"""Canaries in everything of thirty people, every feature used, every byte that was written read.

    python -m tests.workbench.planting --people 30

The workbench as its command starts it, a Chromium with a profile on the disk, and a home and a
folder for temporary files of their own. Everybody's pages are opened, everybody's addresses asked
for, something is written and uploaded for each; the first one is drawn with. Then everything stops,
and is searched: what was exported on purpose is all that may hold anything of anybody. One person
is erased; a backup from before brings everybody back but that one.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_FLAGS, chromium_path
from tests.workbench import tapping, walking
from tests.workbench.browsing import WAIT_MS, enter, free_port, seen, serving, settled
from tests.workbench.canaries import LOCKED, Canary, found, live, look
from workbench.archive import backup, keycopies
from workbench.archive.events import sha256
from workbench.archive.store import Archive

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORDS = "four words that belong"
PAGES, EVERYBODYS = ("studio", "people", "sittings", "trends", "exhibition"), ("sittings",)
FULL = 3  # of whom every page is looked at
AROUND = ("supervision", "audit", "research", "assigning", "painters", "settings", "account")
CORNERS = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]]
KINDS = ("picture", "painted", "drawing", "small", "file")
# Asked by the page itself, so that the browser keeps what it would keep.
ASK = """async ([method, address, body, file]) => {
  const sent = file ? new File([Uint8Array.from(body)], file) : body && JSON.stringify(body);
  const told = await fetch(address, { method, body: sent || undefined });
  await told.arrayBuffer();
  return told.status;
}"""
# What the browser's disk holds is in a file that names its address.
PRIVATE = ("/api/", "/media/", "/join/")


@dataclass
class Practice:
    """Where everything of one run lies, and whom it is about."""

    root: Path
    canaries: list[Canary]
    people: dict[str, list[str]] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def place(self, name: str) -> Path:
        path = self.root / name
        path.mkdir(exist_ok=True)
        return path

    @property
    def everywhere(self) -> tuple[Path, ...]:
        names = ("practice", "copies", "tmp", "home", "profile")
        return tuple(self.place(name) for name in names)


def main(people: int, *, folder: Path) -> str:
    """Plants, uses, stops, searches, erases, restores, searches; says what was seen."""
    practice = Practice(folder, [Canary(number) for number in range(people)])
    began = time.monotonic()
    with Archive.open(practice.place("practice")) as archive:
        for canary in practice.canaries:
            person = live(archive, canary)
            rows = [row for row in archive.sittings() if row.person == person]
            practice.people[person] = [row.id for row in sorted(rows, key=lambda row: row.number)]
    with _alone(practice):
        _used(practice)
    _none(practice, "after everything stopped")
    _erased(practice)
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    told = ", ".join(f"{count} x {status}" for status, count in sorted(practice.asked.items()))
    return (
        f"{people} people, {len(files)} files of {size:.0f} MB searched, addresses asked for: "
        f"{told}; nothing of anybody outside the exports; one erased and gone from the older "
        f"backup too, {people - 1} as they were, the audit whole; {time.monotonic() - began:.0f} s"
    )


@contextmanager
def _alone(practice: Practice) -> Iterator[None]:
    """Whatever is started meanwhile has a home and temporary files of its own."""
    before = dict(os.environ)
    os.environ["HOME"] = str(practice.place("home"))
    os.environ["TMPDIR"] = str(practice.place("tmp"))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _used(practice: Practice) -> None:
    with (
        serving(practice.port, practice.place("practice")) as (address, _),
        sync_playwright() as driver,
    ):
        context = driver.chromium.launch_persistent_context(
            practice.place("profile"),
            executable_path=chromium_path(),
            args=list(CHROMIUM_FLAGS),
            viewport={"width": 1280, "height": 800},
            downloads_path=practice.place("exports"),
        )
        _walked(practice, context.new_page(), address)
        _none(practice, "while everything ran")
        context.close()


def _walked(practice: Practice, page: Page, address: str) -> None:
    enter(page, address)
    _looked(page, address)
    first = next(iter(practice.people))
    _drawn(page, f"{address}/studio?person={first}", practice.canaries[0])
    _replayed(page, f"{address}/sittings?person={first}")
    for canary, (person, sittings) in zip(practice.canaries, practice.people.items(), strict=True):
        for name in PAGES if canary.number < FULL else EVERYBODYS:
            _looked(page, f"{address}/{name}?person={person}")
            if name == "sittings":
                seen(page.locator(".sw-who .name", has_text=canary.text("name")))
        _asked(practice, page, canary, person, sittings)
    for name in AROUND:
        _looked(page, f"{address}/{name}")


def _looked(page: Page, address: str) -> None:
    page.goto(address)
    settled(page)


def _asked(
    practice: Practice, page: Page, canary: Canary, person: str, sittings: list[str]
) -> None:
    """Everything that has an address of its own, and what is written and sent up there."""
    ended, going = sittings
    about = f"/api/people/{person}"
    pictures = [f"{about}/pictures/{person}-{n}-answer/{kind}" for n in (0, 1) for kind in KINDS]
    scan = sha256(canary.picture(1))
    shown = [*pictures, f"{about}/scans/{scan}", f"{about}/scans/{scan}?layer=lines"]
    shown += [f"{about}/sittings/{ended}/pictures.zip", "/api/audit.csv", "/api/audit.json"]
    shown += ["/api/research/sittings.csv"]
    photo = list(walking.photo() + canary.text("file").encode())
    file, typed = f"{canary.text('file')}.png", {"value": canary.text("typed")}
    for method, where, body, named in (
        *(("GET", each, None, "") for each in shown),
        ("PUT", f"{about}/goals", typed, ""),
        ("PUT", f"/api/sittings/{ended}/note", typed, ""),
        ("POST", f"/api/sittings/{going}/paper/photo", photo, file),
        ("POST", f"/api/sittings/{going}/paper/tried", {"corners": CORNERS, "colors": True}, ""),
        ("POST", f"/api/sittings/{going}/paper/drop", {}, ""),
    ):
        status = page.evaluate(ASK, [method, where, body, named])
        practice.asked[status] = practice.asked.get(status, 0) + 1
        if status not in (200, 204):
            sys.stderr.write(f"{status} {method} {where}\n")


def _drawn(page: Page, address: str, canary: Canary) -> None:
    """Somebody at the table: a line, an answer, a picture kept, a note."""
    _looked(page, address)
    walking.answered(page)
    page.locator("[data-do=keep]").click()
    page.locator("[data-do=felt-done]").click(timeout=WAIT_MS)
    note = tapping.popped(page, "quick-note").locator("textarea").first
    note.fill(canary.text("typed"))
    tapping.away(page)
    tapping.written_together(page, canary.text("shared"))
    talk = tapping.talked(page)
    talk.locator("[class*=st-key-heard-] textarea").fill(canary.text("spoken"))
    talk.locator("[data-testid=stFormSubmitButton] button").click()
    talk.locator(".sw-thread li").first.wait_for(timeout=WAIT_MS)


def _replayed(page: Page, address: str) -> None:
    _looked(page, address)
    page.locator(".tile, .line").first.click(timeout=WAIT_MS)
    page.locator(".st-key-to-replay button").click(timeout=WAIT_MS)
    page.locator(".player .sheet").first.wait_for(timeout=WAIT_MS)
    settled(page)


def _erased(practice: Practice) -> None:
    """Erase one, restore what was saved before, compare everybody."""
    copies, gone = practice.place("copies"), [*practice.people][LOCKED]
    with Archive.open(practice.place("practice")) as archive:
        before = {person: look(archive, person) for person in practice.people}
        archive.back_up(copies / "older.backup", passphrase=WORDS)
        archive.copy_keys(copies / "practice.keys", passphrase=WORDS)
        archive.erase(gone)
    keys = keycopies.opened(copies / "practice.keys", WORDS)
    new = practice.root / "new"
    master = backup.restore(copies / "older.backup", new, passphrase=WORDS, keys=keys)
    with Archive.open(new, master) as archive:
        kept = {person.id for person in archive.people()}
        changed = [p for p in {*practice.people} - {gone} if look(archive, p) != before[p]]
        if gone in kept or changed or not archive.check_audit().whole:
            raise AssertionError(f"erased: {gone in kept}, changed: {changed}, or the audit")
    _none(practice, "after the restoring", more=(new,))


def _none(practice: Practice, when: str, *, more: tuple[Path, ...] = ()) -> None:
    """Nothing of anybody stands anywhere; and the search would have found it."""
    control = practice.place("control") / "planted"
    control.write_bytes(gzip.compress(practice.canaries[-1].text("name").encode()))
    if found(practice.canaries, control.parent) != ["control/planted"]:
        raise AssertionError("the search finds nothing at all")
    places = (*practice.everywhere, *more)
    read = found(practice.canaries, *places)
    private = [f"http://127.0.0.1:{practice.port}{path}".encode() for path in PRIVATE]
    read += found([], practice.place("profile"), more=private)
    if read:
        raise AssertionError(f"{when}, somebody can be read in {sorted({*read})}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="an empty one, to look into")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        told = main(asked.people, folder=asked.keep or Path(place))
    sys.stdout.write(f"{told}\n")
