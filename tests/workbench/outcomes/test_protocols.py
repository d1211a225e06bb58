"""Protocols: files read strictly, what is due today, deviations, lots that can be checked."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.errors import AnalysisError, InstrumentError
from workbench.outcomes import instruments, protocols
from workbench.outcomes.protocols import lots, plans
from workbench.outcomes.protocols.due import Answered, Course, Held, deviations, strip, today
from workbench.outcomes.protocols.form import Protocol
from workbench.outcomes.protocols.lots import Lots

FIRST = date(2026, 3, 2)
RECALL = {name: each.recall_days for name, each in instruments.shipped().items()}
SIX = protocols.shipped()["six_and_six"]

FIXED = (1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 1)
FIXED_COMMITMENT = "d9c0b5ca982859dc697883dd148a45e2d1be0cd17385d971a1658143c77e9d13"


def after(days: int) -> date:
    return FIRST + timedelta(days)


def course(protocol: Protocol = SIX, held: int = 0, **told: object) -> Course:
    arm = protocol.arms()[0]
    sittings = tuple(Held(after(7 * n), "painter" in arm[n].media) for n in range(held))
    return replace(Course(protocol, arm, FIRST, sittings, recall=RECALL), **told)  # type: ignore[arg-type]


def written(folder: Path, old: str, new: str, name: str = "six_and_six") -> Path:
    text = (protocols.HOME / f"{name}.toml").read_text().replace(f'"{name}"', '"ours"', 1)
    assert old in text
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text(text.replace(old, new, 1))
    return folder


@pytest.mark.parametrize(
    ("name", "courses"),
    [
        ("six_and_six", ["traditional 6, painter 6"]),
        ("six_and_six_crossover", ["traditional 6, painter 6", "painter 6, traditional 6"]),
        ("three_arms", ["paper 12", "digital 12", "painter 12"]),
        ("free_practice", [""]),
    ],
)
def test_protocols_that_ship_have_the_arms_that_they_say(name: str, courses: list[str]):
    found = protocols.shipped()[name].arms()
    told = [Counter(slot.phase for slot in arm) for arm in found]
    assert [", ".join(f"{phase} {n}" for phase, n in each.items()) for each in told] == courses


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("every_days = 14", "every_days = 13", "look back on 14 days"),
        ('instrument = "phq9"', 'instrument = "phq8"', "no instrument “phq8”"),
        ('instrument = "gad7"', 'instrument = "phq9"', "phq9 twice"),
        ('order = "fixed"', 'order = "random"', "Write one of fixed"),
        ('order = "fixed"', 'order = "start"', "earliest is missing"),
        ("sittings = 6\n", "", "has no sittings"),
        ("sittings = 6", "sittings = 0", "Write 1 to 200"),
        ('"paper", "digital"', '"paper", "clay"', "clay"),
        ("limit = 3", "limit = 0", "Write 1 or more"),
        ('languages = ["en", "de"]', 'languages = ["en"]', "nobody knows de"),
        ('order = "fixed"', 'order = "fixed"\nseed = 1', "nobody knows seed"),
    ],
)
def test_a_file_that_is_unclear_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
):
    with pytest.raises(InstrumentError, match=said) as told:
        protocols.of_practice(written(tmp_path, old, new), instruments.shipped())
    assert "ours.toml" in str(told.value)


def test_a_beginning_that_is_drawn_and_abab_lay_out_their_sittings(tmp_path: Path):
    drawn = 'order = "start"\nearliest = 4\nlatest = 8'
    path = written(tmp_path, 'order = "fixed"', drawn)
    arms = protocols.of_practice(path, instruments.shipped())["ours"].arms()
    assert [sum(slot.phase == "traditional" for slot in arm) for arm in arms] == [4, 5, 6, 7, 8]
    assert {len(arm) for arm in arms} == {12}
    path = written(tmp_path, 'order = "fixed"', 'order = "abab"')
    (arm,) = protocols.of_practice(path, instruments.shipped())["ours"].arms()
    assert [arm[at].phase[0] for at in (0, 6, 12, 18)] == ["t", "p", "t", "p"]


def test_what_is_due_before_the_first_sitting_and_in_the_middle():
    begun = today(course(), FIRST)
    assert begun.sitting == SIX.arms()[0][0]
    assert begun.measures == ("phq9", "gad7", "sitting_feedback")
    middle = course(held=6, answered=[Answered("phq9", after(28))])
    found = today(middle, after(41))
    assert (found.sitting.number, found.sitting.media) == (7, ("painter",))  # type: ignore[union-attr]
    assert found.later == (("phq9", after(42)),)
    assert "phq9" in today(middle, after(42)).measures
    assert not found.done


def test_after_the_last_sitting_each_measure_is_due_once_more_and_then_nothing():
    asked = [Answered(name, after(70)) for name in ("phq9", "gad7")]
    found = today(course(held=12, answered=asked), after(77))
    assert (found.sitting, found.measures, found.done) == (None, (), False)
    assert dict(found.later) == {"phq9": after(84), "gad7": after(84)}
    last = [*asked, *(Answered(each.instrument, after(84)) for each in asked)]
    assert today(course(held=12, answered=last), after(84)).done


def test_a_missed_sitting_is_made_up_or_uses_its_place_as_the_file_says():
    missed = course(held=2, missed=[after(10)])
    assert [each.standing for each in strip(missed)] == ["held", "held", "missed", *["coming"] * 10]
    strict = replace(missed, protocol=replace(SIX, make_up=False))
    assert [each.standing for each in strip(strict)][2:] == ["missed", *["coming"] * 9]
    assert today(strict, after(11)).sitting.number == 4  # type: ignore[union-attr]


def test_rules_that_say_stop_and_look():
    gaps = [after(8), after(9), after(10)]
    assert [each.kind for each in today(course(held=2, missed=gaps), after(11)).stops] == [
        "missed_in_row"
    ]
    assert today(course(held=3, missed=gaps), after(15)).stops == ()
    assert [each.kind for each in today(course(adverse_open=1), FIRST).stops] == ["adverse"]


def test_who_left_has_nothing_due():
    found = today(course(held=3, ended=after(20)), after(20))
    assert (found.sitting, found.measures, found.later, found.done) == (None, (), (), True)


def test_deviations_are_named_with_their_day():
    sittings = (Held(FIRST, painter=True), *(Held(after(n), n > 5) for n in range(1, 13)))
    asked = [Answered("phq9", after(day)) for day in (0, 10, 60)]
    found = deviations(replace(course(), held=sittings, answered=asked))
    assert [(each.kind, each.day) for each in found] == [
        ("wrong_medium", FIRST),
        ("measure_early", after(10)),
        ("beyond_the_end", after(12)),
        ("measure_late", after(60)),
    ]


def test_free_practice_asks_for_nothing_and_nothing_deviates():
    free = Course(protocols.shipped()["free_practice"], (), FIRST, (Held(FIRST, painter=True),))
    found = today(free, after(3))
    assert (found.sitting, found.measures, found.done, deviations(free)) == (None, (), False, ())


@given(
    st.lists(st.integers(0, 120), max_size=8),
    st.integers(0, 12),
    st.lists(st.integers(0, 120), max_size=4),
    st.integers(0, 140),
)
def test_phq9_is_never_due_within_14_days_of_an_answer(
    days: list[int], held: int, missed: list[int], on: int
):
    """Whoever asked for it, whenever, whatever else happened; from before the enrolment too."""
    asked = [Answered("phq9", after(day - 20)) for day in days]
    found = today(course(held=held, answered=asked, missed=[*map(after, missed)]), after(on))
    past = [each.day for each in asked if each.day <= after(on)]
    if past and (after(on) - max(past)).days < 14:
        assert "phq9" not in found.measures


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.integers(2, 5))
def test_lots_are_balanced_in_every_block_and_verify(seed: bytes, arms: int):
    made = Lots(seed, plans.sha256("a plan"), arms)
    blocks = made.blocks()
    for _ in range(10):
        counts = Counter(next(blocks))
        assert len(counts) == arms
        assert len(set(counts.values())) == 1
    lots.check(made, made.commitment, made.drawn(30))


def test_another_seed_or_another_lot_is_found():
    made = lots.fresh(plans.sha256("a plan"), 2)
    told, given_out = made.commitment, made.drawn(20)
    with pytest.raises(AnalysisError, match="does not fit"):
        lots.check(lots.fresh(made.plan, 2), told, given_out)
    swapped = (*given_out[:6], 1 - given_out[6], *given_out[7:])
    with pytest.raises(AnalysisError, match="Lot 7"):
        lots.check(made, told, swapped)
    with pytest.raises(AnalysisError, match="32 bytes"):
        Lots(b"short", made.plan, 2)


def test_a_list_never_changes_with_the_program():
    """A study that was begun is checked years later: these lots are fixed."""
    made = Lots(bytes(range(32)), "0" * 64, 2)
    assert made.drawn(16) == FIXED
    assert made.commitment == FIXED_COMMITMENT


def test_every_arm_is_as_likely_first():
    firsts = Counter(Lots(bytes([n % 256, n // 256] * 16), "p", 3).drawn(1)[0] for n in range(3000))
    assert all(900 < firsts[arm] < 1100 for arm in range(3))


def test_a_plan_is_the_same_text_for_the_same_study_and_names_its_outcome():
    told = {"primary": "phq9", "people": 30, "analysis": "value ~ time + phase"}
    one = plans.plan("Spring", SIX, **told)  # type: ignore[arg-type]
    assert one == plans.plan(" Spring ", SIX, **told)  # type: ignore[arg-type]
    assert json.loads(one)["protocol"]["phases"][1]["name"] == "painter"
    other = plans.plan("Spring", SIX, **{**told, "people": 31})  # type: ignore[arg-type]
    assert plans.sha256(one) != plans.sha256(other)
    with pytest.raises(AnalysisError, match="is not measured"):
        plans.plan("Spring", SIX, **{**told, "primary": "phq4"})  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="needs a title"):
        plans.plan(" ", SIX, **told)  # type: ignore[arg-type]
