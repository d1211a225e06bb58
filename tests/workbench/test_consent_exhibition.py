"""Pictures for an exhibition: only with consent, with the label that was chosen, and back again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from engines.errors import ArchiveError, NotHereError
from tests.workbench.conftest import Heard, a_stroke
from workbench.archive import specimens
from workbench.archive.consent import Deed, Said
from workbench.archive.exhibits import Label
from workbench.archive.sittings import picture_id
from workbench.archive.store import Archive
from workbench.consent import exhibition, texts
from workbench.practice import Practice
from workbench.table.telling import Frame

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
ADDRESS = exhibition.ADDRESS


def show(opened: Practice, person: str, deed: Deed = "given") -> None:
    opened.archive.consent(person, Said("exhibition", deed, texts.text("exhibition", "en").read))


@pytest.fixture
def mara(opened: Practice) -> Iterator[str]:
    """Somebody who agreed to showing pictures."""
    person = opened.archive.add_person("Mara Exhibited", synthetic=True).id
    show(opened, person)
    yield person
    for each in opened.archive.exhibits():  # the module's practice is one
        done = opened.archive.came_back if each.out else opened.archive.show_after_all_not
        done(each.id, person=each.person)


def a_picture(opened: Practice, person: str, *, painted: bool = False) -> str:
    table, told = opened.tables.at(opened.tables.begin(person, "painter").sitting.id), Heard()
    table.listen(told)
    table.draw((a_stroke(),))
    if painted:
        table.ask()
        final = told.wait_for(lambda event: isinstance(event, Frame) and event.stage == "final")
        table.keep(str(final.answer))  # type: ignore[union-attr]
    else:
        table.keep_drawing()
    opened.tables.end(table.id)
    return opened.archive.turns(table.id)[0].id


def test_what_is_taken_out_is_marked_labelled_and_names_nobody_unasked(
    opened: Practice, client: TestClient, mara: str
):
    drawn, painted = a_picture(opened, mara), a_picture(opened, mara, painted=True)
    opened.archive.choose_to_show(drawn, Label("The lake"), person=mara)
    opened.archive.choose_to_show(painted, Label("", "M. E."), person=mara)
    got = client.get(f"{ADDRESS}?language=en")
    assert got.status_code == 200
    with zipfile.ZipFile(io.BytesIO(got.content)) as taken:
        assert taken.namelist() == ["01.png", "02.png", "labels.txt"]
        labels = taken.read("labels.txt").decode()
        marks = [Image.open(io.BytesIO(taken.read(name))).info for name in taken.namelist()[:2]]
    assert "The lake\nAnonymous\nDrawn by hand." in labels
    assert "Without a title\nM. E.\nPartly made by a machine" in labels
    assert b"Mara" not in got.content
    assert not marks[0]
    assert "machine" in " ".join(map(str, marks[1].values())).lower()
    assert {each.picture for each in opened.archive.shown_outside(mara)} == {drawn, painted}


def test_nothing_is_chosen_or_given_out_without_consent(
    opened: Practice, client: TestClient, mara: str, person: str
):
    picture = a_picture(opened, person)
    with pytest.raises(ArchiveError, match="not agreed to"):
        opened.archive.choose_to_show(picture, Label(), person=person)
    entry = opened.archive.choose_to_show(a_picture(opened, mara), Label(), person=mara)
    show(opened, mara, "withdrawn")
    assert client.get(ADDRESS).status_code == 404
    with pytest.raises(ArchiveError, match="not agreed to"):
        opened.archive.give_out(entry.id, person=mara)
    assert opened.archive.shown_outside(mara) == ()
    show(opened, mara)  # whoever agrees again is asked about each picture again
    assert exhibition.hanging(opened.archive).standing == ()


def test_what_had_gone_out_is_listed_to_take_down_until_it_is_back(
    opened: Practice, client: TestClient, mara: str
):
    entry = opened.archive.choose_to_show(a_picture(opened, mara), Label("Lake"), person=mara)
    assert client.get(ADDRESS).status_code == 200
    show(opened, mara, "withdrawn")
    (down,) = exhibition.hanging(opened.archive).down
    assert (down.id, down.label) == (entry.id, Label("Lake"))
    assert down.out is not None
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/exhibition.py").run()
    assert "To take down: 1 picture" in " ".join(
        str(getattr(each, "value", "")) for each in at.get("html")
    )
    at.button(key=f"done-{entry.id}").click().run()
    assert exhibition.hanging(opened.archive).down == ()
    noted = [each.what for each in opened.archive.audit(12)]
    assert {"picture chosen to show", "picture given out", "picture came back"} <= {*noted}


def test_a_locked_record_is_to_be_taken_down_too_and_says_nothing(opened: Practice, mara: str):
    entry = opened.archive.choose_to_show(a_picture(opened, mara), Label("Lake"), person=mara)
    opened.archive.give_out(entry.id, person=mara)
    opened.archive.restrict(mara, "asked to be erased")
    (down,) = exhibition.hanging(opened.archive).down
    assert (down.id, down.label) == (entry.id, None)
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/exhibition.py").run()
    assert not at.exception
    assert "Mara" not in " ".join(str(getattr(each, "value", "")) for each in at.get("html"))


def test_a_picture_is_chosen_on_the_page_and_nothing_is_ticked_beforehand(
    opened: Practice, mara: str
):
    picture = a_picture(opened, mara)
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    at = at.switch_page("views/exhibition.py").run()
    at = at.selectbox(key="exhibit-who").set_value(mara).run()
    at = at.button(key=f"take-{picture}").click().run()
    assert at.radio(key="exhibit-named").value is None
    assert not at.checkbox(key="exhibit-asked").value
    assert at.button(key="exhibit-add").disabled
    at.text_input(key="exhibit-title").set_value("The lake")
    at.checkbox(key="exhibit-asked").check()
    at = at.radio(key="exhibit-named").set_value(False).run()
    at = at.button(key="exhibit-add").click().run()
    (entry,) = opened.archive.exhibits()[-1:]
    assert (entry.picture, entry.label) == (picture, Label("The lake", ""))
    at = at.button(key="labels").click().run()
    printed = " ".join(str(getattr(each, "value", "")) for each in at.get("html"))
    assert "The lake" in printed
    assert "Anonymous" in printed


def test_a_picture_removed_from_its_sitting_leaves_the_list(opened: Practice, mara: str):
    picture = a_picture(opened, mara)
    entry = opened.archive.choose_to_show(picture, Label(), person=mara)
    with pytest.raises(ArchiveError, match="on the list already"):
        opened.archive.choose_to_show(picture, Label(), person=mara)
    opened.archive.remove_turn(picture, person=mara)
    assert exhibition.cards(opened.archive) == ()
    opened.archive.show_after_all_not(entry.id, person=mara)


def test_erasing_takes_the_list_along_and_nobody_reaches_anothers(tmp_path: Path):
    with Archive.open(tmp_path) as archive:
        ada, ben = (archive.add_person(name, synthetic=True).id for name in ("Ada", "Ben"))
        for person in (ada, ben):
            read = texts.text("exhibition", "en").read
            archive.consent(person, Said("exhibition", "given", read))
        picture = kept(archive, ada)
        with pytest.raises(ArchiveError, match="letters"):
            archive.choose_to_show(picture, Label("x" * 200), person=ada)
        entry = archive.choose_to_show(picture, Label("Title", "Ada"), person=ada)
        for call in (archive.give_out, archive.came_back, archive.show_after_all_not):
            with pytest.raises(NotHereError):
                call(entry.id, person=ben)
        with pytest.raises(NotHereError):
            archive.choose_to_show(picture, Label(), person=ben)
        archive.erase(ada)
        assert archive.exhibits() == ()


def kept(archive: Archive, person: str) -> str:
    sitting = archive.begin_sitting(person, "traditional").sitting.id
    archive.keep_turn(sitting, specimens.turn(f"{sitting}-t"))
    archive.end_sitting(sitting)
    return picture_id(archive.sitting(sitting).turns[0])
