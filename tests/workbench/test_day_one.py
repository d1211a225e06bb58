"""A practice's first day, without a browser: settings, help and tour, in English and German."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engines import wording
from workbench import state
from workbench.guide import backing
from workbench.guide.topics import EVERY, sketch_address
from workbench.practice import Practice
from workbench.saying import speaking

APP = Path(__file__).resolve().parents[2] / "workbench" / "app.py"
SETTINGS, HELP = "views/settings.py", "views/help.py"


@pytest.fixture(autouse=True)
def nothing_preferred(opened: Practice):
    for name in ("language", "tour", "help_card"):
        opened.archive.set_preference(name, None)


def page(path: str) -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60).run().switch_page(path).run()


def written(at: AppTest) -> str:
    kinds = ("html", "title", "header", "success", "warning", "caption")
    return " ".join(str(getattr(each, "value", "")) for kind in kinds for each in at.get(kind))


def tour(at: AppTest) -> list[str]:
    return [
        each.proto.component_name for each in at.get("bidi_component") if "tour" in str(each.key)
    ]


@pytest.mark.parametrize(("language", "title"), [("en", "Settings"), ("de", "Einstellungen")])
def test_settings_speak_the_practice_s_language(opened: Practice, language: str, title: str):
    opened.archive.set_preference("language", language)
    at = page(SETTINGS)
    assert not at.exception
    assert at.title[0].value == title
    assert wording.sentence("not_reviewed", language) in written(at)
    assert 'class="sw-standing"' not in written(at)  # nobody here is made up


def test_choosing_a_language_turns_every_page(opened: Practice):
    at = page(SETTINGS)
    at = at.button_group(key="choose-language").set_value("de").run()
    assert opened.archive.preference("language") == "de"
    assert at.title[0].value == "Einstellungen"
    assert page(HELP).title[0].value == "Hilfe"


def test_the_help_card_is_kept(opened: Practice):
    at = page("views/safety.py")
    at.text_area(key="write-help-card").set_value("Ring room 3. ").run()
    assert opened.archive.preference("help_card") == "Ring room 3."
    assert page("views/safety.py").text_area(key="write-help-card").value == "Ring room 3."


def test_the_pin_is_chosen_and_changed_only_by_who_knows_it(opened: Practice):
    at = page(SETTINGS)
    at.text_input(key="new-pin").set_value("2468")
    at.text_input(key="again-pin").set_value("2468")
    at = submit(at)
    assert opened.passes.pin.matches("2468")
    assert "The PIN is set" in written(at)
    at.text_input(key="old-pin").set_value("1111")
    at.text_input(key="new-pin").set_value("1357")
    at.text_input(key="again-pin").set_value("1357")
    assert "not the PIN so far" in written(submit(at))


def submit(at: AppTest) -> AppTest:
    return next(each for each in at.button if "PIN" in each.label).click().run()


def test_settings_say_where_each_value_comes_from(opened: Practice):
    said = written(page(SETTINGS))
    assert "Who answers<br><code>painter</code>" in said
    assert "the command line" in said
    assert str(opened.settings.data) in said


def test_a_backup_is_made_from_the_page(opened: Practice, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("stick")
    at = page(SETTINGS)
    at.selectbox(key="backup-place").set_value("").run()
    at.text_input(key="backup-folder").set_value(str(folder))
    at.text_input(key="backup-passphrase").set_value("harbor violin paper cloud")
    at.text_input(key="backup-again").set_value("harbor violin paper cloud").run()
    assert "Hard to guess" in written(at)
    at.button(key="back-up").click().run()
    assert state.backing().wait(60)
    assert "The backup is whole" in written(page(SETTINGS))
    assert [path.suffix for path in folder.iterdir()] == [".backup"]
    assert opened.archive.preference(backing.LAST)


@pytest.mark.parametrize("language", ["en", "de"])
def test_help_explains_every_topic_in_its_language(opened: Practice, language: str):
    opened.archive.set_preference("language", language)
    said = written(page(HELP))
    with speaking(language):
        assert wording.sentence("what_it_is_not", language) in said
    assert said.count('class="sw-topic"') == len(EVERY) + 1
    assert "archive.duckdb" in said


def test_every_topic_has_a_sketch_of_its_own_in_the_page():
    assert all(sketch_address(each.sketch).startswith("data:image/svg") for each in EVERY)


def test_the_tour_comes_by_itself_in_a_new_practice_and_not_again(opened: Practice):
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    assert tour(at)
    opened.archive.set_preference("tour", "seen")
    assert tour(AppTest.from_file(str(APP), default_timeout=60).run()) == []


def test_a_tour_that_came_by_itself_stays_until_it_is_closed(opened: Practice):
    AppTest.from_file(str(APP), default_timeout=60).run()
    person = opened.archive.add_person("Robin", synthetic=True)
    assert tour(AppTest.from_file(str(APP), default_timeout=60).run())
    sitting = opened.tables.begin(person.id, "painter").sitting
    assert tour(AppTest.from_file(str(APP), default_timeout=60).run()) == []
    assert tour(page(HELP))
    opened.tables.end(sitting.id)


def test_where_people_are_the_tour_is_only_offered(opened: Practice):
    opened.archive.add_person("Somebody")
    at = AppTest.from_file(str(APP), default_timeout=60).run()
    assert tour(at) == []
    assert tour(at.button(key="take-tour").click().run())
    at = page(HELP)
    assert tour(at.button(key="tour").click().run())
