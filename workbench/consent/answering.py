"""What a person reads and answers at their own view: the four items, by themselves.

The person sits at a table that is handed over, or at a device that joined it. What is said is about
whose sitting that is, and about nobody else; it counts at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from engines import languages
from engines.errors import RequestError
from workbench import parts
from workbench.archive.consent import DEEDS, ITEMS, WISHES, Deed, Item, Read, Said, Wish
from workbench.consent import standing, texts
from workbench.consent.standing import NAMES, STATES, Standing
from workbench.consent.texts import Text
from workbench.practice import Practice
from workbench.saying import _, later, ngettext, speaking

OTHER_TEXT = later("The text has changed meanwhile: please read it again.")
UNKNOWN = later("This cannot be answered here: open “What I agree to” again.")
YES = later("You said yes. You can take it back here at any time.")
NOT_NOW = later("You said “not now”. Your therapy goes on, and you can say yes later.")
DONE: dict[Item, tuple[str, ...]] = {
    "record": (
        later("You took it back. Today goes on until it is ended; no new sitting begins here."),
        later("Your therapist sees it, and tells you what becomes of the record so far."),
    ),
    "painter": (later("You took it back. The painter has stopped. Drawing goes on."),),
    "research": (
        later("You took it back. From now on nothing of yours is put together for research."),
    ),
    "exhibition": (
        later("You took it back. From now on no picture of yours is given out to be shown."),
    ),
}
WISHED: dict[Wish, str] = {
    "": "",
    "stay": later("The pictures so far stay in your record."),
    "go": later(
        "Your therapist sees that you want the pictures so far taken out, and tells you when it "
        "is done."
    ),
}


def spoken(served: Practice, sitting: str, asked: str | None) -> str:
    """The language to read in: asked for, or the person's own, where there are texts in it."""
    person = served.archive.person(_whose(served, sitting))
    wished = (asked, person.tailored.language, served.archive.preference("language"))
    known = texts.languages()
    return next((each[:2] for each in wished if each and each[:2] in known), known[0])


def shown(served: Practice, sitting: str, language: str) -> dict[str, Any]:
    """The four items as they stand for whose sitting this is, ready for JSON."""
    person = _whose(served, sitting)
    with speaking(language):
        items = [_item(each, language) for each in standing.of(served.archive, person)]
        return {
            "language": language,
            "languages": [[each, languages.name_of(each)] for each in texts.languages()],
            "guardian": served.archive.person(person).tailored.guardian,
            "pictures": len(served.archive.painted(person)),
            "items": items,
        }


def say(served: Practice, sitting: str, given: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Enters what the person says now, and gives what was done about it, and how all stands.

    Raises:
        RequestError: not what the view asks; the text is not the newest.
        ArchiveError: a guardian is missing, or there is nothing to take back.
    """
    person, said = _whose(served, sitting), _said(given, language)
    served.archive.consent(person, said)
    served.tables.agreed(person)
    if said.pictures == "go":
        served.tables.at(sitting).show(None)
    with speaking(language):
        done = [_(each) for each in _done(said)]
        if said.item == "exhibition" and said.deed == "withdrawn":
            done += _out(len(served.archive.shown_outside(person)))
    return {"done": done, **shown(served, sitting, language)}


def _said(given: Mapping[str, Any], language: str) -> Said:
    item, deed = given.get("item"), given.get("deed")
    wish, guardian = given.get("pictures", ""), given.get("guardian", "")
    if item not in ITEMS or deed not in DEEDS or wish not in WISHES:
        raise RequestError(UNKNOWN)
    text = texts.text(cast(Item, item), language).read
    if Read(given.get("version", 0), given.get("sha256", ""), language) != text:
        raise RequestError(OTHER_TEXT)
    wish = cast(Wish, wish if (item, deed) == ("painter", "withdrawn") else "")
    guardian = guardian.strip() if isinstance(guardian, str) and deed == "given" else ""
    about, what = cast(Item, item), cast(Deed, deed)
    return Said(about, what, text, "own", guardian=guardian, pictures=wish)


def _done(said: Said) -> tuple[str, ...]:
    if said.deed == "withdrawn":
        return tuple(filter(None, (*DONE[said.item], WISHED[said.pictures])))
    if said.deed == "given":
        return (YES,)
    off = (later("The painter is off. Drawing goes on."),) if said.item == "painter" else ()
    return (NOT_NOW, *off)


def _out(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext(
            "{count} picture of yours was given out: your therapist sees that it is to come back.",
            "{count} pictures of yours were given out: your therapist sees they are to come back.",
            count,
        )
    ]


def _item(stood: Standing, language: str) -> dict[str, Any]:
    text = texts.text(stood.item, language)
    return {
        "item": stood.item,
        "name": _(NAMES[stood.item]),
        "state": stood.state,
        "said": _(STATES[stood.state]),
        "since": parts.day(stood.newest.at) if stood.newest else "",
        "waits": stood.waits,
        "anew": stood.anew,
        "back": stood.state in ("given", "made_up"),
        **_read(text),
    }


def _read(text: Text) -> dict[str, Any]:
    return {
        "version": text.read.version,
        "sha256": text.read.sha256,
        "title": text.title,
        "about": [*text.about],
        "turning": text.turning,
        "after": [*text.after],
        "question": text.question,
        "sound": texts.sound(text),
    }


def _whose(served: Practice, sitting: str) -> str:
    return served.archive.open_sitting(sitting).sitting.person
