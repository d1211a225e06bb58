"""Questionnaires in FHIR: the questions, the answers as given, and a sum for each scale.

A sum that lacks an answer has no value, and says why; what was left out is not there, never zero.
Answers to questions that were changed since stand under their names alone, without words or sums.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.archive.questions import Questionnaire
from workbench.exchange import codes
from workbench.exchange.codes import Release, Resource
from workbench.exchange.taken import Taken
from workbench.outcomes import scoring
from workbench.outcomes.instruments.form import Instrument, Item
from workbench.outcomes.instruments.versions import Version

_BOUND = "http://hl7.org/fhir/StructureDefinition/{}Value"


def resources(taken: Taken, patient: str, release: Release) -> Iterator[Resource]:
    """The questions that were asked, then what was answered, in the order of the answers."""
    known = {entry.id: _version(taken, entry) for entry in taken.questionnaires}
    asked = {
        (each.sha256, entry.language): each
        for entry in taken.questionnaires
        if (each := known[entry.id]) is not None
    }
    for (_, language), version in asked.items():
        yield _questionnaire(version, language, release)
    for entry in taken.questionnaires:
        version = known[entry.id]
        yield _response(entry, version, patient, release)
        if entry.done is not None and version is not None:
            yield from _sums(entry, version.instrument, patient)


def canonical(sha256: str, language: str) -> str:
    """What names the questions as they were asked."""
    return codes.urn("Questionnaire", f"{sha256}-{language}")


def link(item: Item) -> str:
    """What an item is called within its questionnaire, as LOINC's own forms do it."""
    return f"/{item.loinc}" if item.loinc else item.id


def _version(taken: Taken, entry: Questionnaire) -> Version | None:
    version = taken.versions.get(entry.instrument)
    return version if version is not None and version.sha256 == entry.sha256 else None


def _questionnaire(version: Version, language: str, release: Release) -> Resource:
    instrument = version.instrument
    panel = codes.PANELS.get(instrument.name)
    rights = f"{instrument.licence.text} {instrument.licence.holder} {instrument.licence.source}"
    return {
        "resourceType": "Questionnaire",
        "id": f"{version.sha256[:24]}-{language}",
        "language": language,
        "url": canonical(version.sha256, language),
        "version": version.sha256[:16],
        "title": instrument.title[language],
        "status": "active",
        "subjectType": ["Patient"],
        "description": instrument.instruction[language],
        "copyright": f"{rights}\n\n{codes.NOTICE}" if panel else rights,
        **({"code": [codes.coding(codes.LOINC, panel)]} if panel else {}),
        "item": [_question(instrument, item, language, release) for item in instrument.items],
    }


def _question(instrument: Instrument, item: Item, language: str, release: Release) -> Resource:
    text = item.text[language]
    own = _own(instrument, item.id, text)
    code = codes.coding(codes.LOINC, item.loinc) if item.loinc else own
    told: Resource = {"linkId": link(item), "code": [code], "text": text}
    allowed = instrument.answers
    if allowed.labels:
        values = range(int(allowed.low), int(allowed.high) + 1)
        options = [_chosen(instrument, item, value, language, release) for value in values]
        return {
            **told,
            "type": release.choice,
            "required": False,
            "answerOption": [{"valueCoding": each} for each in options],
        }
    kind, value = ("integer", "valueInteger") if allowed.whole else ("decimal", "valueDecimal")
    bounds = (("min", allowed.low), ("max", allowed.high))
    return {
        "extension": [
            {"url": _BOUND.format(end), value: codes.number(bound)} for end, bound in bounds
        ],
        **told,
        "type": kind,
        "required": False,
    }


def _response(
    entry: Questionnaire, version: Version | None, patient: str, release: Release
) -> Resource:
    ended = "amended" if entry.corrections else "completed"
    answers = _answers(entry, version, release)
    return {
        "resourceType": "QuestionnaireResponse",
        "id": entry.id,
        "language": entry.language,
        "questionnaire": canonical(entry.sha256, entry.language),
        "status": "in-progress" if entry.done is None else ended,
        "subject": {"reference": patient},
        "authored": entry.dated,
        "source": {"reference": patient},
        **({"item": answers} if answers else {}),
    }


def _answers(entry: Questionnaire, version: Version | None, release: Release) -> list[Resource]:
    if version is None:
        return [
            {"linkId": name, "answer": [{"valueDecimal": codes.number(value)}]}
            for name, value in entry.answers.items()
        ]
    instrument = version.instrument
    return [
        {
            "linkId": link(item),
            "text": item.text[entry.language],
            "answer": [_answer(instrument, item, entry.answers[item.id], entry.language, release)],
        }
        for item in instrument.items
        if item.id in entry.answers
    ]


def _answer(
    instrument: Instrument, item: Item, value: float, language: str, release: Release
) -> Resource:
    if instrument.answers.labels:
        return {"valueCoding": _chosen(instrument, item, value, language, release)}
    if instrument.answers.whole:
        return {"valueInteger": int(value)}
    return {"valueDecimal": codes.number(value)}


def _chosen(
    instrument: Instrument, item: Item, value: float, language: str, release: Release
) -> Resource:
    """An answer by its code, what it counts, and the words in which it was read."""
    counts = {"url": release.weight, "valueDecimal": codes.number(value)}
    label = instrument.answers.labels[language][int(value - instrument.answers.low)]
    if not (item.loinc and instrument.name in codes.PANELS):
        own = _own(instrument, f"answer.{codes.number(value)}", label)
        return {"extension": [counts], **own}
    code, display = codes.ANSWERS[value]
    found: Resource = {"extension": [counts], **codes.coding(codes.LOINC, code, display)}
    return found if label == display else {**found, "_display": _translated(label, language)}


def _translated(label: str, language: str) -> Resource:
    told = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": label}]
    return {"extension": [{"extension": told, "url": codes.TRANSLATION}]}


def _sums(entry: Questionnaire, instrument: Instrument, patient: str) -> Iterator[Resource]:
    for each in scoring.score(instrument, _whole(entry, instrument)).sums:
        scale, title = each.scale, instrument.title[entry.language]
        own = _own(instrument, scale.name, f"{title}: {scale.name}")
        code = codes.coding(codes.LOINC, scale.loinc) if scale.loinc else own
        told: Resource
        if each.total is None:
            text = f"incomplete: {each.answered} of {len(scale.items)} items were answered"
            told = {"dataAbsentReason": codes.missing("not-performed", text)}
        else:
            told = {"valueQuantity": codes.quantity(each.total, "{score}")}
        if each.band is not None:
            band = f"{each.band.text[entry.language]} ({scale.bands_source})"
            told["interpretation"] = [codes.concept(text=band)]
        yield {
            "resourceType": "Observation",
            "id": f"{entry.id}-{scale.name.replace('_', '.')}",
            "status": "amended" if entry.corrections else "final",
            "category": [codes.concept(codes.coding(codes.SURVEY, "survey", "Survey"))],
            "code": codes.concept(code, text=f"{title}: {scale.name}"),
            "subject": {"reference": patient},
            "effectiveDateTime": entry.dated,
            **told,
            "derivedFrom": [{"reference": codes.urn("QuestionnaireResponse", entry.id)}],
        }


def _whole(entry: Questionnaire, instrument: Instrument) -> dict[str, float | int]:
    """The answers as the scoring takes them: whole where they have to be."""
    whole = instrument.answers.whole
    return {name: int(each) if whole else each for name, each in entry.answers.items()}


def _own(instrument: Instrument, name: str, display: str) -> dict[str, str]:
    return codes.coding(codes.OURS, f"{instrument.name}.{name}", display)
