"""A person's record taken out as FHIR: by the route, and from the page."""

from __future__ import annotations

import base64
import json

import pytest
from starlette.testclient import TestClient

from engines.record import Feeling
from tests.workbench.app_pages import people, written
from tests.workbench.conftest import a_stroke
from tests.workbench.test_exchange import EACH, all_of, of_kind
from workbench.archive.consent import Said
from workbench.consent import texts
from workbench.exchange.codes import Release
from workbench.practice import Practice


@pytest.fixture
def lived(opened: Practice, person: str) -> str:
    """A person with a whole sitting: a feeling, a questionnaire, a drawing, a consent."""
    archive = opened.archive
    text = texts.text("record", "en")
    archive.consent(person, Said("record", "given", text.read, witness="Quetzal"))
    sitting = opened.tables.begin(person, "painter").sitting.id
    archive.save_feelings(sitting, before=Feeling(0.25, 0.5))
    table = opened.tables.at(sitting)
    table.draw((a_stroke(),))
    table.keep_drawing()
    laid = archive.lay_out(person, "gad7", language="en", how="paper")
    for item, value in all_of("gad7", 2).items():
        archive.answer_typed(laid.id, item, int(value), person=person)
    archive.finish_questionnaire(laid.id, person=person)
    opened.tables.end(sitting)
    return person


@EACH
def test_a_record_is_taken_out_by_the_route_and_noted(
    client: TestClient, opened: Practice, lived: str, release: Release
):
    address = f"/api/people/{lived}/fhir/{release.name}"
    bare = client.get(address)
    assert bare.status_code == 200
    assert bare.headers["content-type"].startswith("application/fhir+json")
    assert f"fhir-{release.name}.json" in bare.headers["content-disposition"]
    found = bare.json()
    assert [
        each["valueQuantity"]["value"]
        for each in of_kind(found, "Observation").values()
        if "valueQuantity" in each
    ] == [14]
    assert "Somebody" not in bare.text
    assert "Quetzal" not in bare.text
    assert of_kind(found, "DocumentReference") == {}
    (entry,) = opened.archive.audit(1)
    assert (entry.what, entry.about["with"]) == ("fhir taken out", "answers")
    whole = client.get(f"{address}?name=1&pictures=1")
    assert "Somebody" in whole.text
    (shown,) = of_kind(whole.json(), "DocumentReference").values()
    png = base64.b64decode(shown["content"][0]["attachment"]["data"])
    assert png.startswith(b"\x89PNG")
    (entry,) = opened.archive.audit(1)
    assert entry.about["with"] == "answers,name,pictures"
    (consent,) = of_kind(found, "Consent").values()
    assert "data" in json.dumps(consent["sourceAttachment"])


def test_an_unknown_release_or_person_is_answered_as_nothing(client: TestClient, person: str):
    assert client.get(f"/api/people/{person}/fhir/R4").status_code == 404
    assert client.get(f"/api/people/{'0' * 20}/fhir/R5").status_code == 404
    assert TestClient(client.app, base_url="http://localhost").get(
        f"/api/people/{person}/fhir/R5"
    ).status_code in (401, 403, 404)


def test_the_page_of_a_person_leads_to_the_file_as_it_was_chosen(person: str):
    address = f"/api/people/{person}/fhir"
    at = people(person)
    assert f'href="{address}/R4B"' in written(at)
    at.radio(f"fhir-release-{person}").set_value("R5")
    at.checkbox(f"fhir-pictured-{person}").check().run()
    assert f'href="{address}/R5?pictures=1"' in written(at)
    at.checkbox(f"fhir-named-{person}").check().run()
    assert f'href="{address}/R5?name=1&amp;pictures=1"' in written(at)
