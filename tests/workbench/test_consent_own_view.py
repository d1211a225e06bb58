"""A person's own view of consent: read and answered in their sitting, for themselves alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from engines.errors import ArchiveError, NotHereError, RequestError
from tests.workbench.conftest import Heard, a_stroke
from tests.workbench.lines import HOST
from tests.workbench.reading_aloud import told
from workbench.access.accounts import DEMO
from workbench.access.asking import asked_by
from workbench.archive.consent import ITEMS, Item, Said
from workbench.consent import pictures, texts
from workbench.handing.passes import COOKIE, Pass
from workbench.handing.standing import standing
from workbench.practice import Practice
from workbench.tailored import Tailored


@pytest.fixture
def real(opened: Practice) -> str:
    """Somebody who is not made up, and has agreed to a record alone."""
    person = opened.archive.add_person("Somebody real").id
    opened.archive.consent(person, Said("record", "given", texts.text("record", "en").read))
    return person


@pytest.fixture
def agreed(opened: Practice, real: str) -> None:
    """The painter is agreed to before the sitting begins, so that it paints there."""
    opened.archive.consent(real, Said("painter", "given", texts.text("painter", "en").read))


@pytest.fixture
def going(opened: Practice, real: str) -> str:
    allowed = opened.archive.allows(real, "painter")
    return opened.tables.begin(real, "painter" if allowed else "traditional").sitting.id


@pytest.fixture
def own(client: TestClient, opened: Practice, going: str) -> Iterator[TestClient]:
    """The tablet of the person in that sitting, which joined by a code."""
    key = opened.passes.issue_guest()
    opened.passes.guests.join(opened.passes.guests.invite(going), key.partition(".")[0])
    with TestClient(client.app, base_url=HOST, cookies={COOKIE: key}) as browser:
        yield browser
    opened.passes.guests.dismiss(going)


def looked(browser: TestClient, sitting: str, language: str = "en") -> dict[str, Any]:
    return browser.get(f"/api/sittings/{sitting}/consent?language={language}").json()


def said(browser: TestClient, sitting: str, item: Item, deed: str, **more: Any) -> Any:
    language = more.pop("language", "en")
    read = texts.text(item, language).read
    given = {"item": item, "deed": deed, "version": read.version, "sha256": read.sha256}
    given |= more.pop("wrong", more)
    address = f"/api/sittings/{sitting}/consent?language={language}"
    return browser.post(address, json=given, headers={"origin": HOST})


def test_four_items_are_read_in_either_language_and_none_is_given_beforehand(
    own: TestClient, going: str
):
    for language in texts.languages():
        found = looked(own, going, language)
        assert [each["item"] for each in found["items"]] == [*ITEMS]
        assert [each["waits"] for each in found["items"]] == [False, True, True, True]
        for each in found["items"]:
            text = texts.text(each["item"], language)
            assert (each["question"], each["sha256"]) == (text.question, text.read.sha256)


def test_what_is_said_there_counts_at_once_and_names_who_entered_it(
    opened: Practice, own: TestClient, going: str, real: str
):
    answer = said(own, going, "painter", "given", language="de").json()
    assert answer["done"] == [answer["done"][0]]
    assert opened.archive.allows(real, "painter")
    entry = opened.archive.consents(real)[-1]
    assert (entry.said.how, entry.sitting, entry.said.read.language) == ("own", going, "de")
    noted = opened.archive.audit(1)[0]
    assert (noted.who, noted.what) == ("client", "consent given")
    assert set(noted.about) == {"person", "item", "text"}
    told_of = standing(opened, Pass("b", "whole"))["answered"]
    assert {"sitting": going, "person": real, "name": "Somebody real"} in told_of


@pytest.mark.usefixtures("agreed")
def test_taking_the_painter_back_stops_it_and_the_wish_is_carried_out_by_the_therapist(
    opened: Practice, own: TestClient, going: str, real: str
):
    painted_one(opened, going)
    assert looked(own, going)["pictures"] == 1
    answer = said(own, going, "painter", "withdrawn", pictures="go").json()
    assert "The painter has stopped" in answer["done"][0]
    assert "taken out" in answer["done"][1]
    table = opened.tables.at(going)
    with pytest.raises(RequestError, match="not agreed to"):
        table.ask()
    assert table.snapshot()["showing"] is None
    drawing = table.drawing
    opened.tables.end(going)
    assert pictures.wished_gone(opened.archive, real) == 1
    assert pictures.take_out(opened.archive, real) == 1
    assert pictures.wished_gone(opened.archive, real) == 0
    turns = opened.archive.turns(going)
    assert [(turn.answer, turn.drawing) for turn in turns] == [(None, drawing)]
    assert len(opened.archive.removals(real)) == 1  # and can be brought back for a day


def painted_one(opened: Practice, sitting: str) -> None:
    heard, table = Heard(), opened.tables.at(sitting)
    table.listen(heard)
    table.draw((a_stroke(),))
    table.ask()
    final = heard.wait_for(lambda event: getattr(event, "stage", None) == "final")
    table.keep(str(final.answer))  # type: ignore[union-attr]


@pytest.mark.usefixtures("agreed")
def test_nothing_is_taken_out_where_the_pictures_are_to_stay(
    opened: Practice, own: TestClient, going: str, real: str
):
    painted_one(opened, going)
    assert (
        "stay in your record"
        in said(own, going, "painter", "withdrawn", pictures="stay").json()["done"][1]
    )
    opened.tables.end(going)
    assert pictures.wished_gone(opened.archive, real) == 0


def test_a_guardian_is_named_where_one_is_needed_and_never_for_a_no(
    opened: Practice, own: TestClient, going: str, real: str
):
    opened.archive.tailor(real, Tailored(guardian=True))
    assert looked(own, going)["guardian"]
    assert said(own, going, "research", "given").status_code == 422
    assert said(own, going, "research", "given", guardian="  ").status_code == 422
    assert said(own, going, "research", "not_now").json()["ok"]
    assert said(own, going, "research", "given", guardian="Ada, mother").json()["ok"]
    assert opened.archive.consents(real)[-1].said.guardian == "Ada, mother"
    assert said(own, going, "research", "withdrawn").json()["ok"]
    read = texts.text("painter", "en").read
    with pytest.raises(ArchiveError, match="guardian"):
        opened.archive.consent(real, Said("painter", "given", read, witness="Ruth"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "0" * 64},
        {"version": 2},
        {"item": "everything"},
        {"item": ["record"]},
        {"deed": "granted"},
        {"deed": {}},
        {"pictures": "gone"},
        {"guardian": "x" * 500},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_no_view_of_ours_says_is_refused(
    opened: Practice, own: TestClient, going: str, real: str, wrong: dict[str, Any]
):
    before = len(opened.archive.consents(real))
    assert said(own, going, "research", "given", wrong=wrong).status_code == 422
    assert len(opened.archive.consents(real)) == before


def test_nobody_answers_for_somebody_else_or_from_elsewhere(
    opened: Practice, client: TestClient, own: TestClient, going: str, person: str
):
    other = opened.tables.begin(person, "painter").sitting.id
    before = len(opened.archive.consents(person))
    assert said(own, other, "research", "given").status_code == 404
    assert own.get(f"/api/sittings/{other}/consent").status_code == 404
    # A therapist's browser answers on the person's page, never as if it were the person's.
    assert said(client, going, "research", "given").status_code == 404
    address = f"/api/sittings/{going}/consent"
    strange = {"origin": "http://elsewhere.example"}
    assert own.post(address, json={}, headers=strange).status_code == 403
    assert own.post(address, content=b"{", headers={"origin": HOST}).status_code == 422
    assert own.post(address, content=b"x" * 9000, headers={"origin": HOST}).status_code == 422
    assert len(opened.archive.consents(person)) == before


def test_neither_side_can_enter_what_only_the_other_says(
    opened: Practice, own: TestClient, real: str
):
    read = texts.text("research", "en").read
    seen = opened.passes.of(own.cookies[COOKIE])
    with asked_by(seen), pytest.raises(NotHereError):
        opened.within(seen).archive.consent(real, Said("research", "given", read, "paper"))
    staff = opened.within(Pass("b", "whole", account=DEMO))
    with pytest.raises(NotHereError):
        staff.archive.consent(real, Said("research", "given", read, "own"))


def test_once_the_sitting_is_over_there_is_nothing_to_answer(
    opened: Practice, own: TestClient, going: str
):
    opened.tables.end(going)
    assert own.get(f"/api/sittings/{going}/consent").status_code == 404


@pytest.mark.parametrize("language", texts.languages())
@pytest.mark.parametrize("item", ITEMS)
def test_every_text_can_be_listened_to(item: Item, language: str):
    text = texts.text(item, language)
    address = texts.sound(text)
    assert address is not None
    data = (texts.SOUNDS.parent / address.removeprefix("/app/static/")).read_bytes()
    assert data[:4] == b"OggS"
    # At 12 kbit/s and 150 words a minute a word has about 600 bytes.
    assert len(data) > 300 * len(" ".join(told(text)).split()), "the whole text, not its beginning"
