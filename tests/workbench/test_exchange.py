"""A person's record as FHIR: read by another library, checked by our own, taken out."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from workbench.archive.consent import Consent, Read, Said
from workbench.archive.questions import Correction, Questionnaire
from workbench.consent import texts
from workbench.exchange import bundle, checking, codes
from workbench.exchange.codes import R4B, R5, Release
from workbench.exchange.taken import Felt, Shown, Taken
from workbench.outcomes.instruments.versions import versions

AT = "2026-11-23T09:30:00.000+00:00"
PERSON = "a1b2c3d4e5f6a7b8c9d0"
KNOWN = versions(Path("nowhere"))
PHQ9 = KNOWN["phq9"].instrument
HOMES = {"R4B": "fhir.resources.R4B", "R5": "fhir.resources"}
EACH = pytest.mark.parametrize("release", [R4B, R5], ids=lambda each: each.name)


def asked(name: str, answers: Mapping[str, float], **more: Any) -> Questionnaire:
    told = {"sha256": KNOWN[name].sha256, "language": "en", "done": AT, **more}
    entry = f"{name.replace('_', '')}{len(answers):02}"
    how: dict[str, Any] = {"how": "own", "sitting": None, "begun": AT, "dated": AT}
    return Questionnaire(entry, PERSON, name, answers=answers, **how, **told)


def all_of(name: str, value: float) -> dict[str, float]:
    return {item.id: value for item in KNOWN[name].instrument.items}


def a_record() -> Taken:
    text = texts.text("record", "en")
    said = [
        ("record", "given", text.read),
        ("painter", "given", Read(1, "f" * 64, "de")),
        ("painter", "withdrawn", Read(1, "f" * 64, "de")),
        ("research", "not_now", Read(1, "e" * 64, "en")),
    ]
    short = {item: value for item, value in all_of("gad7", 1).items() if item != "afraid"}
    fixed = (Correction(AT, "misheard", {}),)
    return Taken(
        person=PERSON,
        name="Ocelot",
        questionnaires=(
            asked("phq9", all_of("phq9", 3)),
            asked("gad7", short, language="de"),
            asked("phq4", all_of("phq4", 2), corrections=fixed),
            asked("sitting_feedback", all_of("sitting_feedback", 7)),
            asked("affective_slider", {"pleasure": 0.25}),
            asked("gad7", {"nervous": 0}, done=None),
            asked("phq9", {"interest": 1}, sha256="0" * 64),
        ),
        versions=KNOWN,
        felt=(Felt("s1", AT, "before", 0.5, None), Felt("t1", AT, "picture", 0.0, 1.0)),
        consents=tuple(
            Consent(f"c{place}", PERSON, AT, Said(item, deed, read))  # type: ignore[arg-type]
            for place, (item, deed, read) in enumerate(said)
        ),
        texts={text.read.sha256: "the words"},
        pictures=(
            Shown("p1", AT, b"\x89PNG", True, "A picture: a tree"),
            Shown("p2", AT, b"\x89PNGs", False, "A drawing"),
        ),
    )


@pytest.fixture(scope="module", params=[R4B, R5], ids=lambda each: each.name)
def made(request: pytest.FixtureRequest) -> tuple[Release, dict[str, Any]]:
    return request.param, json.loads(bundle.written(a_record(), request.param, at=AT))


def of_kind(found: Mapping[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    resources = [each["resource"] for each in found["entry"]]
    return {each["id"]: each for each in resources if each["resourceType"] == kind}


def test_another_library_reads_every_resource_and_gives_it_back_as_it_was(
    made: tuple[Release, dict[str, Any]],
):
    release, found = made
    for resource in (found, *(each["resource"] for each in found["entry"])):
        kind = resource["resourceType"]
        module = import_module(f"{HOMES[release.name]}.{kind.lower()}")
        read = getattr(module, kind).model_validate(resource)
        assert read.model_dump(mode="json").keys() == resource.keys()
        assert strange(read) == []


def strange(value: Any, path: str = "") -> list[str]:
    """Codes that the specification does not list, as that library has written them down."""
    if isinstance(value, list):
        return [each for part in value for each in strange(part, path)]
    if not hasattr(type(value), "model_fields"):
        return []
    found: list[str] = []
    for name, field in type(value).model_fields.items():
        given, more = getattr(value, name), field.json_schema_extra
        listed = more.get("enum_values") if isinstance(more, dict) else None
        closed = isinstance(listed, list) and "+" not in listed  # "+": and more
        if given is not None and closed and given not in listed:
            found.append(f"{path}.{field.alias}: {given} of {listed}")
        found += strange(given, f"{path}.{field.alias}")
    return found


def test_a_total_has_the_code_of_a_total_and_never_that_of_an_item(
    made: tuple[Release, dict[str, Any]],
):
    _, found = made
    sums = of_kind(found, "Observation")
    total = sums["phq909-total"]
    assert total["code"]["coding"] == [{"system": codes.LOINC, "code": "44261-6"}]
    assert total["valueQuantity"] == {
        "value": 27,
        "unit": "{score}",
        "system": codes.UCUM,
        "code": "{score}",
    }
    assert total["interpretation"][0]["text"].startswith("severe (")
    items = {item.loinc for each in KNOWN.values() for item in each.instrument.items}
    coded = {each["code"] for one in sums.values() for each in one["code"]["coding"]}
    assert "44260-8" in items
    assert not coded & items
    assert sums["phq404-anxiety"]["valueQuantity"]["value"] == 4
    assert sums["phq404-anxiety"]["status"] == "amended"


def test_a_sum_that_lacks_an_answer_says_so_and_is_never_zero(
    made: tuple[Release, dict[str, Any]],
):
    _, found = made
    total = of_kind(found, "Observation")["gad706-total"]
    assert "valueQuantity" not in total
    assert total["dataAbsentReason"]["coding"][0]["code"] == "not-performed"
    assert total["dataAbsentReason"]["text"] == "incomplete: 6 of 7 items were answered"
    answered = of_kind(found, "QuestionnaireResponse")["gad706"]["item"]
    assert len(answered) == 6
    assert "/69736-7" not in {each["linkId"] for each in answered}
    feeling = of_kind(found, "Observation")["s1-before"]["component"]
    assert feeling[0]["valueQuantity"]["value"] == 0.5
    assert feeling[1]["dataAbsentReason"]["coding"][0]["code"] == "unknown"


def test_answers_have_loincs_codes_what_they_count_and_the_words_that_were_read(
    made: tuple[Release, dict[str, Any]],
):
    release, found = made
    answers = of_kind(found, "QuestionnaireResponse")
    ninth = answers["phq909"]["item"][8]
    assert (ninth["linkId"], ninth["text"][:8]) == ("/44260-8", "Thoughts")
    assert ninth["answer"][0]["valueCoding"] == {
        "extension": [{"url": release.weight, "valueDecimal": 3}],
        "system": codes.LOINC,
        "code": "LA6571-9",
        "display": "Nearly every day",
    }
    german = answers["gad706"]["item"][0]["answer"][0]["valueCoding"]
    assert german["display"] == "Several days"
    assert "An einzelnen Tagen" in json.dumps(german["_display"], ensure_ascii=False)
    assert answers["gad701"]["status"] == "in-progress"
    assert "gad701-total" not in of_kind(found, "Observation")
    assert answers["phq404"]["status"] == "amended"
    changed = answers["phq901"]["item"]
    assert changed == [{"linkId": "interest", "answer": [{"valueDecimal": 1}]}]
    form = next(e for e in of_kind(found, "Questionnaire").values() if e["title"] == "PHQ-9")
    assert form["code"] == [{"system": codes.LOINC, "code": "44249-1"}]
    assert codes.NOTICE in form["copyright"]
    assert form["item"][0]["type"] == {"R4B": "choice", "R5": "coding"}[release.name]


def test_what_was_agreed_to_says_what_counts_now_and_which_words_were_read(
    made: tuple[Release, dict[str, Any]],
):
    release, found = made
    said = of_kind(found, "Consent")
    no = {"R4B": "rejected", "R5": "not-done"}[release.name]
    assert [each["status"] for each in said.values()] == ["active", "inactive", "inactive", no]
    read = said["c0"]["sourceAttachment"]
    read = read if release is R4B else read[0]
    assert base64.b64decode(read["data"]) == b"the words"
    unknown = said["c1"]["sourceAttachment"]
    unknown = unknown if release is R4B else unknown[0]
    assert "data" not in unknown
    assert f"SHA-256 {'f' * 64}" in unknown["title"]
    decided = [
        each["provision"]["type"] if release is R4B else each["decision"] for each in said.values()
    ]
    assert decided == ["permit", "permit", "deny", "deny"]


def test_pictures_say_whether_the_painter_had_a_part_in_them(
    made: tuple[Release, dict[str, Any]],
):
    release, found = made
    shown = of_kind(found, "DocumentReference")
    kinds = [each["type"]["coding"][0]["code"] for each in shown.values()]
    assert kinds == ["picture.painted", "picture.drawn"]
    attached = shown["p2-picture"]["content"][0]["attachment"]
    assert base64.b64decode(attached["data"]) == b"\x89PNGs"
    assert attached["size"] == {"R4B": 5, "R5": "5"}[release.name]
    (meant,) = of_kind(found, "CodeSystem").values()
    words = {each["code"]: each["display"] for each in meant["concept"]}
    assert "partly machine-made" in words["picture.painted"]
    assert words["phq4.answer.2"] == "More than half the days"


@EACH
def test_nobody_is_named_who_was_not_asked_for(release: Release):
    whole = bundle.bundle(a_record(), release, at=AT)
    (patient,) = of_kind(whole, "Patient").values()
    assert patient["name"] == [{"text": "Ocelot"}]
    taken = a_record()
    bare = Taken(taken.person, None, (), KNOWN, (), (), {})
    found = bundle.bundle(bare, release, at=AT)
    assert [each["resource"]["resourceType"] for each in found["entry"]] == ["Patient"]
    assert "Ocelot" not in json.dumps(found)
    assert checking.faults(found, release) == ()


def test_the_same_record_has_the_same_addresses_each_time():
    one, other = (bundle.bundle(a_record(), R5, at=at) for at in (AT, "2027-01-01T00:00:00Z"))
    assert [e["fullUrl"] for e in one["entry"]] == [e["fullUrl"] for e in other["entry"]]
