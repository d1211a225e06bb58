"""What breaks a rule of FHIR is found before it leaves; our value sets are the specification's."""

from __future__ import annotations

import copy
from importlib import import_module
from typing import Any

import pytest

from engines.errors import RecordError
from tests.workbench.test_exchange import AT, HOMES, a_record, of_kind
from workbench.exchange import bundle, checking, codes
from workbench.exchange.codes import R4B, R5


def test_our_own_value_sets_are_those_of_the_specification():
    for release, sets in checking.VALUES.items():
        for path, ours in sets.items():
            kind, *names = path.split(".")
            model = getattr(import_module(f"{HOMES[release]}.{kind.lower()}"), kind)
            for place, name in enumerate(names):
                field = next(each for each in model.model_fields.values() if each.alias == name)
                if place < len(names) - 1:
                    part = f"{kind}{''.join(each.title() for each in names[: place + 1])}"
                    home = import_module(f"{HOMES[release]}.{kind.lower()}")
                    model = getattr(home, part)
            listed = (field.json_schema_extra or {}).get("enum_values")  # type: ignore[union-attr]
            named = set(listed or ()) - {"+"}  # "+": and more, which that library leaves out
            assert ours == named or (ours > named and named != set(listed or ())), (release, path)


def broken(path: str, value: Any) -> dict[str, Any]:
    """The record in R5 with one value changed, by the kind, the id and the way to it."""
    found = copy.deepcopy(bundle.bundle(a_record(), R5, at=AT))
    kind, identity, *way = path.split("/")
    place: Any = of_kind(found, kind)[identity]
    for step in way[:-1]:
        place = place[int(step) if step.isdigit() else step]
    if value is None:
        del place[way[-1]]
    else:
        place[way[-1]] = value
    return found


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("QuestionnaireResponse/phq909/status", "bogus", "is 'bogus', not one of"),
        ("QuestionnaireResponse/phq909/questionnaire", None, "has no questionnaire"),
        ("QuestionnaireResponse/phq909/subject/reference", "urn:uuid:1", "not in the bundle"),
        ("QuestionnaireResponse/phq909/authored", "yesterday", "no time with its offset"),
        ("QuestionnaireResponse/phq909/item/1/linkId", "/44250-9", "answers /44250-9 twice"),
        ("QuestionnaireResponse/phq909/item", [], "is empty"),
        (
            "QuestionnaireResponse/phq909/item/0/answer/0/valueCoding/code",
            "LA6572-7",
            "LA6572-7, not of LL358-3",
        ),
        ("Observation/phq909-total/code/coding/0/code", "44260-8", "not the code of a sum"),
        ("Observation/phq909-total/valueQuantity", None, "neither a value nor a reason"),
        ("Observation/phq909-total/valueQuantity/code", "points", "'points' is no code of"),
        ("Observation/phq909-total/id", "phq9_total", "its id holds other than"),
        ("Observation/gad706-total/dataAbsentReason/coding/0/code", "zero", "'zero' is no code"),
        ("Consent/c0/status", "rejected", "not one of active"),
        ("Consent/c0/decision", "allow", "is 'allow', not one of deny, permit"),
        ("Consent/c0/date", AT, "no day"),
        ("DocumentReference/p1-picture/type/coding/0/system", "http://x.org", "not known here"),
    ],
)
def test_what_breaks_a_rule_is_found_with_its_place(path: str, value: Any, told: str):
    (fault, *_) = checking.faults(broken(path, value), R5)
    assert told in fault
    assert f"{path.split('/')[0]} " in fault or "reference" in path


def test_nothing_that_breaks_a_rule_is_written(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(codes.PANELS, "phq4", "1-1")  # type: ignore[arg-type]
    monkeypatch.setattr(codes, "SURVEY", "http://nowhere.org/survey")
    with pytest.raises(RecordError, match=r"not written as FHIR R4B: Observation .* And \d+ more"):
        bundle.written(a_record(), R4B, at=AT)
