"""The crisis rules: what they see and leave, whatever is typed, in time that is linear in it."""

from __future__ import annotations

import logging
import random
import sys
from collections.abc import Callable

import pytest

from engines.errors import SettingsError
from engines.lexicon.entries import content
from engines.lexicon.index import noun_forms
from engines.safety import rules
from engines.safety.rulebook import HOME, read, rulebook
from tests.engines.safety.measuring import LANGUAGES, seen, share

TOY = """
[words]
i = "i, me"
[signs]
die = "die, pass away, tö*"
[ordinary]
words = "diet"
[[rule]]
name = "toy"
level = "red"
about = "self_harm"
says = "a toy"
any = [{pattern!r}]
[[guard]]
name = "idiom"
makes = "none"
says = "a toy"
any = ["{{die}} of laughter"]
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_were_tuned_on_are_seen(language: str):
    red, reds = share("development", language, "red")
    amber, ambers = share("development", language, "amber")
    false, ordinary = share("development", language, "none")
    assert reds - red <= 1
    assert ambers - amber <= 2
    assert false / ordinary <= 0.03


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_never_tuned_on_are_mostly_seen_and_ordinary_ones_left(language: str):
    red, reds = share("held_out", language, "red")
    amber, ambers = share("held_out", language, "amber")
    false, ordinary = share("held_out", language, "none")
    assert red / reds >= 0.93
    assert amber / ambers >= 0.85
    assert false / ordinary <= 0.03


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO DIE",
        "i  w a n t  t o  d i e",
        "i want to d.i.e",
        "I. Want. To. Die.",
        "i want to diiiiiie",
        "1 w4nt t0 d13",
        "iwanttodie",
        "#iwanttodie",
        "i_want_to_die",
        "i want to d\u200bie",
        "і wаnt tо dіе",
        "𝓘 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓭𝓲𝓮",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "i want to 💀",
        "i want\nto\ndie",
        "k*ll myself",
        "I feel sucidal",
        "Ich möchte sterben",
        "Ich moechte sterben",
        "Ich mochte sterben",
        "j ai envie de mourir",
        "jai envie de mourir",
        "J’ai envie de mourir",
        "quiero morirme",
        "A nice tree. And a bird! I want to die. Thank you.",
        "I'm fine ich will sterben de verdad",
    ],
)
def test_a_wish_to_die_is_seen_however_it_is_typed(text: str):
    assert seen(text) == "red"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("I'm dying to see you", "none"),
        ("I'm dying to see you and then I will kill myself", "red"),
        ("I don't want to die", "amber"),
        ("I don't want my cat to die", "none"),
        ("I took pills", "red"),
        ("I took my pills this morning", "none"),
        ("Help!", "amber"),
        ("help me draw a cat", "none"),
        ("I don't want to live", "red"),
        ("I would never kill myself", "amber"),
        ("My brother wants to die", "amber"),
        ("Romeo kills himself", "none"),
        ("ich sterbe vor Hunger", "none"),
        ("Die Katze will mit", "none"),
        ("je meurs de faim", "none"),
        ("me muero de risa", "none"),
        ("He hit me with a pillow", "none"),
    ],
)
def test_idioms_denials_and_others_are_told_apart(text: str, level: str):
    assert seen(text) == level


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("en", "I want a {thing} and I will paint it"),
        ("de", "ich will die {thing}"),
        ("de", "Mama hat die {thing} gern, ich auch"),
        ("fr", "je veux la {thing} de mon ami"),
        ("es", "me voy a la {thing}, quiero la {thing}"),
    ],
)
def test_wishing_for_a_thing_is_ordinary_in_every_language(language: str, wish: str):
    rows = [item for kind in ("thing", "scenery") for item in content()[kind].values()]
    first = (next(iter(noun_forms(row[language], language)))[0] for row in rows)
    texts = [wish.format(thing=thing) for thing in first]
    assert [text for text in texts if rules.look(text)] == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("my dad hits me", "abuse"),
        ("I'm going to kill him", "harm_to_others"),
        ("I make myself throw up", "eating"),
        ("I cut myself again", "self_harm"),
    ],
)
def test_each_kind_goes_its_own_way(text: str, about: str):
    assert [sign.about for sign in rules.look(text)][:1] == [about]


def test_a_sign_has_its_place_in_the_text_as_typed_and_no_word_of_it():
    text = "  Grüße! Ich möchte STERBEN."
    (sign, *_) = rules.look(text)
    assert text[sign.start : sign.end] == "möchte STERBEN"
    assert "sterben" not in repr(sign).lower()


def test_nothing_typed_is_logged_or_kept(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    before = repr(vars(rulebook().vocabulary))
    rules.look("I want to die, canary-4711 xqzw")
    assert caplog.records == []
    assert repr(vars(rulebook().vocabulary)) == before


@pytest.mark.parametrize("text", ["", " ", "\n", "!!!", "\u200b", "💀", "'", "\ud800", "a\x00b"])
def test_what_is_no_text_has_no_sign(text: str):
    assert rules.look(text) == ()


def test_noise_is_read_without_an_error():
    chance = random.Random(4)
    letters = "aeinst 'i1!*@.-|öß💀\u0301\u200bаﷺ\n\ud83d"
    for _ in range(200):
        for sign in rules.look(text := "".join(chance.choices(letters, k=80))):
            assert 0 <= sign.start < sign.end <= len(text)


def _steps(text: str) -> int:
    """How many functions Python enters to read a text."""
    count = 0

    def entered(_frame: object, event: str, _given: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(entered)
    try:
        rules.look(text)
    finally:
        sys.setprofile(before)
    return count


def _soup(count: int) -> str:
    words = random.Random(1).choices(sorted(rulebook().triggers), k=60)
    return (" ".join(words) + " ") * (count // 500)


@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: ("i want " * n)[:n],
        lambda n: ("k i l l " * n)[:n],
        lambda n: ("s*" * n)[:n],
        lambda n: ("a!" * n)[:n],
        lambda n: ("iwanttodiexx " * n)[:n],
        lambda n: ("selbstmorx " * n)[:n],
        lambda n: "die\u0301\u0302" * (n // 5),
        lambda n: "a" * n,
        lambda n: ("i. " * n)[:n],
        _soup,
    ],
)
def test_time_grows_no_faster_than_a_hostile_text(hostile: Callable[[int], str]):
    short, long = _steps(hostile(1000)), _steps(hostile(4000))
    assert long <= 4.6 * short + 1000


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("{i} .. {die}", "I may well just die", True),
        ("{i} .. {die}", "I may one day well just die", False),
        ("{i} ... {die}", "I may one day well just die", True),
        ("{i} [really] {die}", "I really die", True),
        ("{i} [really] {die}", "I hardly die", False),
        ("now/then {die}", "then pass away", True),
        ("{die} |", "die, my love", True),
        ("{die} |", "die my love", False),
        ("{die}", "toericht", True),
        ("{die}", "I. Then die of laughter.", False),
        ("{i} .. {die}", "I. You die now.", False),
    ],
)
def test_a_pattern_reads_as_it_is_written(pattern: str, text: str, found: bool):
    assert bool(rules.look(text, rules=read({"toy": TOY.format(pattern=pattern)}))) is found


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("{nothing}", "names the list 'nothing'"), (".. [die]", "fits anything"), ("[{i}]", "fits")],
)
def test_a_wrong_pattern_is_refused_with_its_file(pattern: str, told: str):
    with pytest.raises(SettingsError, match=told) as caught:
        read({"toy": TOY.format(pattern=pattern)})
    assert "toy.toml" in str(caught.value)


def test_every_language_has_its_rules_and_nobody_is_invented():
    assert {path.stem for path in HOME.glob("*.toml")} == set(LANGUAGES)
    names = [rule.name for rule in rulebook().rules]
    assert len(names) == len(set(names))
    for path in HOME.glob("*.toml"):
        assert 'reviewed_by = ""' in path.read_text(encoding="utf-8")
