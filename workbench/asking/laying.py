"""A questionnaire as a screen needs it: its questions, what may be answered, and what was.

Never a sum, a band or what an answer leads to: at the person's own view nobody is told a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engines.errors import NotHereError, RequestError
from workbench.archive.questions import Questionnaire
from workbench.archive.store import Archive
from workbench.outcomes.instruments.form import Instrument
from workbench.outcomes.instruments.versions import Version
from workbench.saying import later

USUAL = ("phq9", "gad7", "phq4", "sitting_feedback")
UNKNOWN = later("This cannot be answered here: lay the questions out again.")


def offered(archive: Archive) -> Mapping[str, Version]:
    """What can be asked on screen: instruments of whole numbers, the usual ones first.

    The Affective Slider is not among them: its two sliders stand at every sitting already.
    """
    found = archive.instruments().items()
    cards = [(name, each) for name, each in found if each.instrument.answers.whole]
    usual = {name: place for place, name in enumerate(USUAL)}
    return dict(sorted(cards, key=lambda pair: (usual.get(pair[0], len(usual)), pair[0])))


def spoken(instrument: Instrument, *wanted: str | None) -> str:
    """The first of these languages that the instrument is in, else its first."""
    known = tuple(instrument.languages)
    return next((each[:2] for each in wanted if each and each[:2] in known), known[0])


def before_the_person(archive: Archive, sitting: str) -> dict[str, Any]:
    """What lies before the person in this sitting and is not ended, ready for JSON."""
    known = archive.instruments()
    lying = (each for each in archive.own_questionnaires(sitting) if each.done is None)
    return {"asked": [told(each, known) for each in lying if fits(each, known)]}


def fits(entry: Questionnaire, known: Mapping[str, Version]) -> bool:
    """Whether the questions are still those that were answered."""
    version = known.get(entry.instrument)
    return version is not None and version.sha256 == entry.sha256


def told(entry: Questionnaire, known: Mapping[str, Version]) -> dict[str, Any]:
    """One questionnaire with its answers so far, ready for JSON."""
    instrument, spoken_in = known[entry.instrument].instrument, entry.language
    allowed = instrument.answers
    values = list(range(int(allowed.low), int(allowed.high) + 1))
    return {
        "id": entry.id,
        "title": instrument.title[spoken_in],
        "instruction": instrument.instruction[spoken_in],
        "language": spoken_in,
        "items": [{"id": each.id, "text": each.text[spoken_in]} for each in instrument.items],
        "values": values,
        "labels": list(allowed.labels.get(spoken_in, ())),
        "ends": list(allowed.ends.get(spoken_in, ())),
        "answers": dict(entry.answers),
    }


def own(archive: Archive, sitting: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps what a person answers at their own view, or ends the questionnaire.

    Raises:
        RequestError: not what the view asks.
        ArchiveError, InstrumentError: it is ended, unknown, or no answer.
    """
    questionnaire = _text(given, "questionnaire")
    if given.get("done") is True:
        archive.finish_own(sitting, questionnaire)
    else:
        archive.answer_own(sitting, questionnaire, _text(given, "item"), _value(given))
    return before_the_person(archive, sitting)


def typed(
    archive: Archive, person: str, questionnaire: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Keeps an answer that is typed in from paper.

    Raises:
        RequestError: not what the sheet sends.
        ArchiveError, InstrumentError: it is ended, unknown, or no answer.
    """
    item = _text(given, "item")
    archive.answer_typed(questionnaire, item, _value(given), person=person)
    waits = any(each.questionnaire == questionnaire for each in archive.to_look_at(person))
    return {"look": waits}


def entry_of(archive: Archive, person: str, questionnaire: str) -> Questionnaire:
    """One of a person's questionnaires.

    Raises:
        NotHereError: there is none.
    """
    found = (each for each in archive.questionnaires(person) if each.id == questionnaire)
    entry = next(found, None)
    if entry is None:
        raise NotHereError(f"There is no questionnaire {questionnaire} here: unknown, or gone.")
    return entry


def _text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str) or not found:
        raise RequestError(UNKNOWN)
    return found


def _value(given: Mapping[str, Any]) -> float | None:
    found = given.get("value")
    if "value" not in given or not (found is None or isinstance(found, int | float)):
        raise RequestError(UNKNOWN)
    return found
