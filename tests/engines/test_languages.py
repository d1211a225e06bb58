"""Languages: one file each, complete, with the same braces as in English; English where not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from engines import languages, wording
from engines.errors import SettingsError
from engines.languages import __main__, checking, dates, reviewing, sources

OTHERS = languages.available()[1:]
MOMENT = datetime(2026, 5, 3, 18, 5)  # noqa: DTZ001 - a wall clock


@pytest.mark.parametrize("language", OTHERS)
def test_languages_catalogs_are_whole_and_fit_the_sources(language: str):
    found = checking.faults(language)
    assert found == [], "bring it up with `python -m engines.languages extract`, then translate"


@pytest.mark.parametrize("language", OTHERS)
def test_languages_catalogs_are_drafts_until_a_named_person_signs(language: str):
    header = languages.catalog_of(language).header_comment
    assert wording.DRAFT_MARK in header
    assert "# Reviewed by:\n" in header


def test_languages_know_their_names_and_fit_a_browser_s_tag():
    assert languages.available()[:2] == ("en", "de")
    assert [languages.name_of(each) for each in ("en", "de", "fr")][1:] == ["Deutsch", "Français"]
    assert languages.nearest("fr-CH", "kiosk") == "fr"
    tags = ("de-AT", "de_CH", "EN-us", "tlh", "", None)
    assert [languages.nearest(tag) for tag in tags] == ["de", "de", "en", None, None, None]


def test_languages_without_a_catalog_are_refused_by_name():
    with pytest.raises(SettingsError, match="no language 'tlh'; there are en, de"):
        languages.said("Kept", "tlh")


def test_a_text_without_a_translation_stays_english():
    assert languages.said("No catalog has this.", "de") == "No catalog has this."
    assert languages.said("Pen", "de", context="no such key") == "Pen"
    assert languages.said("Pen", "de", context="tool.pen") == "Stift"


def test_counted_texts_take_the_form_of_their_number():
    forms = [languages.counted("a", "many", count, language="en") for count in (0, 1, 2)]
    assert forms == ["many", "a", "many"]


def test_sentences_are_said_and_told_again_in_another_language():
    english = wording.sentence("painter_stuck", seconds="20")
    german = wording.sentence("painter_stuck", "de", seconds="20")
    assert german != english
    assert wording.retold(english, "de") == german
    assert wording.retold("Something else.", "de") == "Something else."


def test_days_and_numbers_are_written_as_the_language_does():
    assert [dates.day(MOMENT, each) for each in ("en", "de")] == ["3 May 2026", "3. Mai 2026"]
    assert dates.clock(MOMENT, "de") == "18:05"
    numbers = [dates.number(1234.5, each, digits=1) for each in ("en", "de")]
    assert numbers == ["1,234.5", "1.234,5"]


def test_python_texts_are_found_and_what_cannot_be_is_said():
    source = (
        '_("One" " two {n}", n=1)\nngettext("{count} a", "{count} b", 2)\nlater("L")\n_(X[1])\n'
    )
    found = sources.python_texts(source, "here.py")
    assert [(each.text, each.many) for each in found] == [
        ("One two {n}", None),
        ("{count} a", "{count} b"),
        ("L", None),
    ]
    with pytest.raises(ValueError, match=r"here.py:1: _\(\) is not called with a literal"):
        sources.python_texts('_(f"{name} came")', "here.py")


def test_errors_that_a_person_may_read_are_found():
    source = 'raise PinError("Choose another.") from error\nraise E(f"not {this}")\nraise\n'
    assert [each.text for each in sources.error_texts(source, "here.py")] == ["Choose another."]


def test_javascript_texts_are_found_wherever_t_is_called():
    source = 't("A \\"b\\" {n}", { n }); `x ${t("in")}`; x.t("no"); get("no"); t("a" + "b");'
    source += 'this.t("own"); t(kind === "loop" ? "One" : "Two"); t(name);'
    assert sources.texts_of(source) == ['A "b" {n}', "in", "ab", "own", "One", "Two"]


def test_the_pad_s_own_texts_are_found_by_key():
    found = sources.pad_texts()
    assert found["tool.pen"] == "Pen"
    assert found["pad.keys"].endswith("Control Y brings back.")


PLANTED = {
    "empty": ({"id": "Kept", "string": ""}, "not translated: 'Kept'"),
    "a brace lost": ({"id": "{n} of {m}", "string": "{n} von"}, "other braces"),
    "a brace invented": ({"id": "Kept", "string": "{was}"}, "other braces"),
    "one plural form": (
        {"id": ("{count} a", "{count} b"), "string": ("{count}", "")},
        "translated",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_faulty_translation_is_named(name: str):
    given, told = PLANTED[name]
    message = Catalog(locale="de").add(**given)  # pyright: ignore[reportArgumentType]
    (fault,) = checking.message_faults(message)
    assert told in fault


def test_a_form_for_one_may_leave_the_number_out():
    texts = ("{count} sitting", "{count} sittings")
    message = Catalog(locale="de").add(texts, ("eine Sitzung", "{count} Sitzungen"))
    assert [*checking.message_faults(message)] == []


def test_a_face_offers_only_what_is_translated_for_it():
    assert languages.available("kiosk") == ("en", "de", "es", "fr")
    assert languages.available("workbench") == ("en", "de")
    assert languages.nearest("fr-CH", "workbench") is None
    assert {code: languages.faces_of(code) for code in ("de", "fr")} == {
        "de": ("workbench", "kiosk"),
        "fr": ("kiosk",),
    }


def test_a_catalog_of_the_kiosk_holds_its_texts_alone():
    own, whole = sources.template(faces=["kiosk"]), sources.template()
    assert {str(each.id) for each in own} < {str(each.id) for each in whole}
    places = {place for each in own for place, _ in each.locations}
    assert {place.split("/")[0] for place in places if place != sources.WORDING} == {"kiosk"}
    assert own.get("A falling line is not proof that anything worked.") is None


def test_a_text_of_both_faces_is_one_entry(tmp_path: Path):
    for place in ("engines/wording.py", "kiosk/static/pad.js", "kiosk/asked.py", *sources.TOLD):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("", encoding="utf-8")
    for face in ("workbench", "kiosk"):
        (tmp_path / face).mkdir(exist_ok=True)
        (tmp_path / face / "saying.js").write_text('t("Keep")', encoding="utf-8")
    (tmp_path / "kiosk/asked.py").write_text('sentence("one", code)', encoding="utf-8")
    table = 'SENTENCES: dict[str, str] = {"one": "First.", "two": "Second."}'
    (tmp_path / "engines/wording.py").write_text(table, encoding="utf-8")
    of = {face: sources.template(tmp_path, faces=[face]) for face in ("workbench", "kiosk")}
    assert {str(each.id) for each in of["kiosk"] if each.id} == {"Keep", "First."}
    assert {str(each.id) for each in of["workbench"] if each.id} == {"Keep", "First.", "Second."}
    places = [("workbench/saying.js", 0), ("kiosk/saying.js", 0)]
    assert sources.template(tmp_path)["Keep"].locations == places


def test_a_face_that_there_is_not_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = (languages.HERE / "fr.po").read_text(encoding="utf-8")
    (tmp_path / "fr.po").write_text(text.replace("Faces: kiosk", "Faces: kiosc"), encoding="utf-8")
    monkeypatch.setattr(languages, "HERE", tmp_path)
    assert checking.faults("fr", wanted=Catalog())[0] == "fr: there is no face 'kiosc'"


def test_a_new_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(__main__, "HERE", tmp_path)
    assert __main__.main(["add", "it", "--faces", "kiosk"]) == 0
    text = (tmp_path / "it.po").read_text(encoding="utf-8")
    head = "# Sketchwell: Italiano.\n# Faces: kiosk\n# Sketchwell draft, not yet reviewed\n"
    assert text.startswith(head)
    assert 'msgctxt "tool.pen"\nmsgid "Pen"\nmsgstr ""' in text
    assert __main__.main(["add", "de"]) == 2


def test_a_reviewer_gets_every_text_beside_its_translation(tmp_path: Path):
    to = tmp_path / "page.html"
    assert __main__.main(["review", "fr", "--out", str(to)]) == 0
    text = to.read_text(encoding="utf-8")
    assert "Sketchwell draft, not yet reviewed" in text
    own = {(each.context, each.text) for each in sources.everything(faces=["kiosk"])}
    assert text.count("<tr><td>") == len(own)
    assert "<td>Pen<br><small>tool.pen</small></td><td>Stylo</td><td></td>" in text
    assert __main__.main(["review", "tlh", "--out", str(to)]) == 2


def test_a_language_names_who_reviewed_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = (languages.HERE / "fr.po").read_text(encoding="utf-8")
    signed = text.replace("# Reviewed by:\n", "# Reviewed by: A <Reader>\n", 1)
    assert reviewing.reviewer("fr") == reviewing.reviewer("en") == ""
    (tmp_path / "fr.po").write_text(signed, encoding="utf-8")
    monkeypatch.setattr(languages, "HERE", tmp_path)
    assert reviewing.reviewer("fr") == "A <Reader>"
    assert "Reviewed by A &lt;Reader&gt;." in reviewing.page("fr")
