"""Every answer vector of the questionnaires, what is missing or wrong, and item 9."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from engines.errors import InstrumentError
from workbench.outcomes import scoring
from workbench.outcomes.instruments import shipped
from workbench.outcomes.instruments.form import Instrument
from workbench.outcomes.scoring import band_of, score, to_look_at

NAMES = sorted(shipped())
# As published; see each file's bands_source.
BANDS = {
    "phq9": [5, 10, 15, 20],
    "gad7": [5, 10, 15],
    "phq4": [3, 6, 9],
}


def given(instrument: Instrument, answers) -> dict[str, object]:
    return dict(zip((item.id for item in instrument.items), answers, strict=True))


@pytest.mark.parametrize("name", ["phq4", "gad7"])
def test_every_answer_vector_is_summed_and_banded(name: str):
    instrument = shipped()[name]
    for answers in product(range(4), repeat=len(instrument.items)):
        (total, *_) = score(instrument, given(instrument, answers)).sums
        assert total.total == sum(answers)
        assert total.band is not None
        assert total.total is not None
        place = [band.name for band in total.scale.bands].index(total.band.name)
        assert place == sum(total.total >= cut for cut in BANDS[name])


def test_every_answer_vector_of_the_phq9_is_summed_and_looked_at():
    """All 4^9: an item's part does not depend on the others, so their sums are all there is.

    Each item alone gives its four parts (36 vectors), the parts of all 262,144 vectors are added
    up, and every total that comes out is reached by a vector that is scored whole.
    """
    instrument = shipped()["phq9"]
    blank = given(instrument, [0] * 9)
    for item, answer in product(instrument.items, range(4)):
        scored = score(instrument, {**blank, item.id: answer})
        assert scored.total() == answer
        assert bool(scored.looks) == (item.id == "self_harm" and answer > 0)
    totals = np.array(list(product(range(4), repeat=9)), dtype=np.int8).sum(axis=1)
    assert len(totals) == 4**9
    assert sorted(set(totals.tolist())) == list(range(28))
    for vector in some_vectors(4000):
        scored = score(instrument, given(instrument, vector))
        assert scored.total() == sum(vector)
        assert bool(scored.looks) == (vector[-1] > 0)


def some_vectors(count: int) -> list[tuple[int, ...]]:
    """Random ones, and the corners."""
    drawn = np.random.default_rng(9).integers(0, 4, (count, 9)).tolist()
    return [*map(tuple, drawn), *product((0, 3), repeat=9)]


@pytest.mark.parametrize("name", sorted(BANDS))
def test_bands_lie_where_they_were_published(name: str):
    scale = shipped()[name].scale("total")
    found = [band_of(scale, total) for total in np.arange(scale.low, scale.high + 1)]
    places = [scale.bands.index(band) for band in found if band is not None]
    cuts = [total for total in range(1, len(places)) if places[total] != places[total - 1]]
    assert len(places) == scale.high + 1
    assert cuts == BANDS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_answer_makes_its_sums_incomplete(name: str):
    instrument = shipped()[name]
    whole = given(instrument, [int(instrument.answers.high)] * len(instrument.items))
    for item in instrument.items:
        for answers in ({**whole, item.id: None}, {k: v for k, v in whole.items() if k != item.id}):
            for each in score(instrument, answers).sums:
                missing = item.id in each.scale.items
                assert each.complete is not missing
                assert (each.total is None) is missing
                assert each.answered == len(each.scale.items) - missing
                assert not (missing and each.band)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_answered_is_not_zero(name: str):
    for each in score(shipped()[name], {}).sums:
        assert (each.answered, each.total, each.band) == (0, None, None)


WRONG = ["2", "", b"1", [1], (), {}, True, False, np.True_, math.nan, math.inf, -math.inf]
WRONG += [-1, 99, 1 + 0j, object]


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_answer_is_refused(name: str, wrong: object):
    instrument = shipped()[name]
    for item in instrument.items:
        with pytest.raises(InstrumentError, match=item.id):
            score(instrument, {item.id: wrong})


@pytest.mark.parametrize("half", [1.0, 0.5, Fraction(1, 2), np.float64(2)])
def test_whole_answers_take_no_parts(half: object):
    with pytest.raises(InstrumentError, match="a whole number from 0 to 3"):
        score(shipped()["phq9"], {"mood": half})


def test_numpy_s_whole_numbers_are_numbers():
    assert score(shipped()["gad7"], given(shipped()["gad7"], np.arange(7) % 4)).total() == 9


def test_sliders_take_any_number_between_their_ends():
    scored = score(shipped()["affective_slider"], {"pleasure": 0.731, "arousal": 0})
    assert (scored.total("pleasure"), scored.total("arousal")) == (0.731, 0.0)


def test_unknown_items_are_refused():
    with pytest.raises(InstrumentError, match="phq9 has no item 'item9'"):
        score(shipped()["phq9"], {"item9": 3})


def test_reversed_items_count_from_the_other_end():
    feedback = shipped()["sitting_feedback"]
    for answers in product((0, 3, 10), repeat=4):
        expected = sum(answers[:3]) + 10 - answers[3]
        assert score(feedback, given(feedback, answers)).total() == expected


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_item_nine_is_for_a_person_at_once_even_with_the_rest_blank(answer: int):
    for found in (
        score(shipped()["phq9"], {"self_harm": answer}).looks,
        to_look_at(shipped()["phq9"], {"self_harm": answer}),
    ):
        assert [(look.instrument, look.item.id, look.answer) for look in found] == [
            ("phq9", "self_harm", answer)
        ]


def test_item_nine_is_heard_where_other_answers_are_refused():
    answers = {"self_harm": 1, "mood": "often", "sleep": math.nan}
    with pytest.raises(InstrumentError):
        score(shipped()["phq9"], answers)
    assert len(to_look_at(shipped()["phq9"], answers)) == 1


def test_item_nine_itself_is_never_guessed():
    for wrong in (4, -1, True, "1", 1.0):
        with pytest.raises(InstrumentError, match="self_harm"):
            to_look_at(shipped()["phq9"], {"self_harm": wrong})


def test_zero_never_says_that_there_is_no_risk():
    """Nothing in a result could be shown as “no risk”: no flag, no level, no word of it."""
    scored = score(shipped()["phq9"], given(shipped()["phq9"], [0] * 9))
    assert scored.looks == ()
    names = {
        each.name
        for kind in (scoring.Scored, scoring.Sum, scoring.Look)
        for each in dataclasses.fields(kind)
    }
    assert not {"risk", "safe", "level", "alarm", "clear"} & names
    assert scored.sums[0].band is not None
    assert scored.sums[0].band.name == "minimal"


def test_only_the_phq9_s_ninth_item_asks_for_a_person():
    asking = {
        (n, item.id) for n in NAMES for item in shipped()[n].items if item.look_above is not None
    }
    assert asking == {("phq9", "self_harm")}
    assert shipped()["phq9"].items[8].id == "self_harm"
    assert shipped()["phq9"].attended
