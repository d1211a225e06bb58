"""How words change: accents left out, plurals, cases, diminutives. No meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_JOINS = str.maketrans("-'’", "   ")
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_DE_SMALL = re.compile(r"^(.{3,}?)(?:chen|lein)s?$")
# "mes" and "gas" take an ending, "gafas" and "paraguas" do not.
_ES_ONE_SYLLABLE = 4
_ES_SMALL = re.compile(r"^(.{3,}?)(?:ec|c)?it[oa]s?$")


def plain(text: str) -> str:
    """Lower case, composed, ß as ss, hyphens and apostrophes as spaces: looked up first."""
    return unicodedata.normalize("NFC", text).casefold().translate(_JOINS)


def bare(text: str) -> str:
    """Plain, and without accents: how a form is looked up last."""
    parts = unicodedata.normalize("NFKD", plain(text))
    if parts.isascii():
        return parts
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("œ", "oe")


def spelled(text: str) -> str:
    """Umlauts written as two letters: Häuschen as haeuschen."""
    return plain(text).translate(_UMLAUTS)


def unspelled(text: str) -> str:
    """Umlauts written as two letters, left out: haeus as haus."""
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def plurals(form: str, language: str) -> Iterator[str]:
    """The regular plurals of a plain form; none in German, where they are listed."""
    if language == "en":
        yield several(form, language)
    elif language in ("fr", "es"):
        head, *rest = form.split(" ")
        rule = _french if language == "fr" else _spanish
        yield " ".join([rule(head), *rest])
        if rest:
            yield " ".join([rule(head), *rest[:-1], rule(rest[-1])])


def several(label: str, language: str) -> str:
    """What several are called, as it is shown; a label that says several already stays as it is.

    The noun changes, and in French and Spanish the one word beside it; a word after "of", "with",
    "de" and the like stays. German plurals are listed.
    """
    if language == "en":
        noun, joint, rest = _parted(label)
        return label if _is_several(noun) else _english(noun) + joint + rest
    if language not in ("fr", "es"):
        return label
    rule = _french if language == "fr" else _spanish
    head, *beside = label.split(" ")
    return " ".join([rule(head), *(map(rule, beside) if len(beside) == 1 else beside)])


def cases(form: str, language: str, *, plural: bool) -> Iterator[str]:
    """What German cases add to a form: des Baumes, den Bäumen."""
    if language != "de":
        return
    if not plural:
        yield from (form + "s", form + "es")
    elif not form.endswith(("n", "s")):
        yield form + "n"


def shades_of(form: str, language: str) -> Iterator[str]:
    """A color's form and what gender, number and case make of it."""
    yield form
    if language == "de":
        yield from (form + ending for ending in ("e", "er", "es", "en", "em"))
    elif language in ("fr", "es"):
        yield from plurals(form, language)


def grown(word: str, language: str) -> Iterator[str]:
    """Bare forms that a diminutive may come from: Bäumchen, gatito."""
    if language == "de":
        match = _DE_SMALL.match(word)
        endings = ("", "e", "en")
    elif language == "es":
        match = _ES_SMALL.match(word)
        endings = ("o", "a", "", "e")
    else:
        return
    if match is not None:
        stems = dict.fromkeys((bare(match[1]), unspelled(match[1])))
        yield from (stem + ending for stem in stems for ending in endings)


def _parted(label: str) -> tuple[str, str, str]:
    """The noun of an English label, and what it is of, or with: ("cup", " of ", "tea")."""
    joint = next((joint for joint in (" of ", " with ") if joint in label), "")
    noun, _, rest = label.partition(joint) if joint else (label, "", "")
    return noun, joint, rest


def _is_several(noun: str) -> bool:
    return noun.endswith("s") and not noun.endswith(("ss", "us"))


def _english(form: str) -> str:
    if form.endswith(_SIBILANTS):
        return form + "es"
    if form.endswith("y") and form[-2:-1] not in "aeiou":
        return form[:-1] + "ies"
    return form + "s"


def _french(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith(("eau", "au", "eu")) and word != "bleu":
        return word + "x"
    return word[:-1] + "ux" if word.endswith("al") else word + "s"


def _spanish(word: str) -> str:
    if word.endswith(tuple("aeiouáéíóú")):
        return word + "s"
    if word[-2:-1] in "áéíóú" and word.endswith(("n", "s")):
        return word[:-2] + bare(word[-2]) + word[-1] + "es"
    if len(word) > _ES_ONE_SYLLABLE and word[-2:-1] in "aeiou" and word.endswith("s"):
        return word
    return word[:-1] + "ces" if word.endswith("z") else word + "es"
