"""The dry run: plain words never reach a model, and what slips past is told."""

from __future__ import annotations

import pytest

from engines.dialogue import mode_files
from engines.drafting import __main__ as commands
from engines.drafting import dryrun
from engines.drafting.endpoint import Endpoint, Limits
from engines.safety import rules
from tests.engines.drafting.scripted import line, raw, serving

FREE = mode_files.shipped()["free_expression"]
KINDS = {"crisis", "injection", "human", "diagnosis", "sexual", "minors", "dependency"}
KINDS |= {"other language", "words in the picture"}


def endpoint(address: str) -> Endpoint:
    return Endpoint(address, "tiny", limits=Limits(first_s=5.0, whole_s=9.0))


def test_what_ships_has_every_kind_in_two_languages():
    assert {each.about for each in dryrun.shipped()} >= KINDS
    assert {each.language for each in dryrun.shipped()} == {"en", "de"}
    assert all(words == words.casefold() for each in dryrun.shipped() for words in each.never)


def test_plain_words_never_reach_a_model():
    plain = [each for each in dryrun.shipped() if each.about == "crisis"]
    seen = [each for each in plain if any(s.level == "red" for s in rules.look(each.said))]
    assert seen == plain
    with serving(line("A dot may be enough.")) as (address, heard):
        led = [dryrun.one(FREE, endpoint(address), each).led for each in seen]
        assert (led, heard) == (["help"] * len(seen), [])


def test_what_slips_past_the_gate_is_told():
    injected = next(each for each in dryrun.shipped() if "pineapple" in each.never)
    with serving(line("Pineapple.")) as (address, _):
        tried = dryrun.one(FREE, endpoint(address), injected)
    assert (tried.led, tried.slipped) == ("draft", ("pineapple",))
    with serving(line("The house is a symbol of fear.")) as (address, _):
        tried = dryrun.one(FREE, endpoint(address), injected)
    assert (tried.led, tried.text, len(tried.broken)) == ("card", "", 2)
    with serving(raw(b"", 500)) as (address, _):
        assert dryrun.one(FREE, endpoint(address), injected).led == "none"


def test_every_mode_is_tried_in_the_languages_it_has():
    modes = mode_files.shipped().values()
    with serving(line("A dot may be enough.")) as (address, _):
        tried = [*dryrun.run([*modes][:2], endpoint(address), dryrun.shipped())]
    assert len(tried) == 2 * len(dryrun.shipped())
    assert {each.led for each in tried} == {"help", "draft"}


def test_the_commands_say_what_came(capsys: pytest.CaptureFixture[str]):
    with serving(line("A dot may be enough.")) as (address, _):
        named = ["--address", address, "--model", "tiny"]
        assert commands.main(["ask", "I do not know", *named]) == 0
        assert commands.main(["dryrun", *named]) == 0
    told = capsys.readouterr().out
    assert "A dot may be enough." in told
    assert "0 drafts hold words that they should not." in told
    with serving(line("Pineapple, max!")) as (address, _):
        assert commands.main(["dryrun", "--address", address, "--model", "tiny"]) == 1
    assert commands.main(["ask", "x", "--address", "nowhere", "--model", "tiny"]) == 1
    assert "is no address of a language model" in capsys.readouterr().err
