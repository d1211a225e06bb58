"""A story as an illustrated booklet: a PDF with a picture and its words on each page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engines.errors import ArchiveError
from workbench import parts
from workbench.archive.sittings import picture_id
from workbench.archive.store import Archive
from workbench.looking import showing, takeaway
from workbench.pictures import file_language, picture_bytes
from workbench.reporting import gathering, sheet, writing
from workbench.saying import _, sentence, speaking
from workbench.talking import story

WHAT = "story taken out"


def file_of(archive: Archive, person: str, sitting: str) -> bytes:
    """The story of a sitting as PDF, in the person's language, and the note in the audit.

    Raises:
        ArchiveError: the sitting is not this person's, the record is locked, or no story was told.
        BackendMissingError: the library that writes PDF is not here.
    """
    whose = archive.person(person)
    row = next((each for each in archive.sittings(person) if each.id == sitting), None)
    if row is None or whose.locked:
        raise ArchiveError(f"No story of sitting {sitting} is taken out: unknown, or locked.")
    turns = [turn for turn in archive.turns(sitting) if takeaway.is_kept(turn)]
    told = story.told(archive.spoken(sitting), turns)
    if not told.begun:
        raise ArchiveError(f"No story was told in sitting {sitting}: there is nothing to take out.")
    spoken = file_language(archive, person)
    with speaking(spoken):
        title = told.title or _("A story")
        body = "".join(_body(archive, person, told, (title, parts.day(row.started))))
        page = sheet.shell(title, spoken, body, style="booklet.css", font=gathering.font)
    written = writing.to_pdf(page)
    archive.witness(WHAT, person=person, sitting=sitting)
    return written


def _body(archive: Archive, person: str, told: story.Told, head: tuple[str, str]) -> Iterator[str]:
    title, day = head
    yield f'<div class="cover"><h1>{escape(title)}</h1><p class="about">{escape(day)}</p></div>'
    number = painted = 0
    for turn, words in told.pages:
        found = picture_bytes(archive, person, picture_id(turn), "file")
        if found is None:
            continue
        number += 1
        painted += turn.answer is not None
        image = sheet.embedded("image/png", found.data, showing.described(turn), "picture")
        yield _page(_("Page {number}", number=number), image, words)
    if told.ending:
        yield _page(_("The end"), "", told.ending)
    if painted:
        yield f'<p class="closing">{escape(sentence("partly_machine_made"))}</p>'


def _page(title: str, image: str, words: tuple[str, ...]) -> str:
    text = "".join(f"<p>{escape(each)}</p>" for each in words)
    return f'<section class="page"><h2>{escape(title)}</h2>{image}{text}</section>'
