"""Typed letters, made plain: case, accents, look-alikes and invisible signs gone, places kept.

People write "tóten", "K1LL", "ѕuicide" with a Cyrillic s, or a zero-width space in the middle of a
word, by habit or to slip past a filter. Here all of that becomes the letters a reader sees. What
each plain letter stood for is kept as its place in the text, so that a span can be given back.

Source: Unicode Technical Standard 39, section 4 (confusable characters), of which `LOOK_ALIKES`
takes the letters that pass for Latin ones: https://www.unicode.org/reports/tr39/
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_PAIRS = """
аa вb еe ёe кk мm нh оo рp сc тt уy хx іi їi јj ѕs ԁd ԛq ԝw ҽe һh ӏl ɡg ґr пn гr иu бb
αa βb γy δd εe ζz ηn θo ιi κk λl μu νv ξx οo πn ρp σo ςc τt υu χx ωw άa έe ήn ίi όo ύu ώw
ıi łl đd øo ħh ɑa ɩi ɪi ʏy ʀr ɴn ʟl ʙb ɢg ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜱs ꜰf ʜh
"""
LOOK_ALIKES = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}
# Letters in squares and circles, as flags and buttons are made of.
LOOK_ALIKES |= {
    start + n: chr(ord("a") + n) for start in (0x1F1E6, 0x1F150, 0x1F170) for n in range(26)
}
LOOK_ALIKES |= {ord("œ"): "oe", ord("æ"): "ae", ord("ß"): "ss"}
LOOK_ALIKES |= dict.fromkeys(map(ord, "’‘ʼ`´＇"), "'") | dict.fromkeys(map(ord, "‐‑−"), "-")
_INVISIBLE = ("M", "Cf")
# A ligature of four letters (ffi has three); a few signs stand for whole sentences.
_MOST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain letters.

    Attributes:
        text: lower case, without accents; never shown, never kept.
        places: for each of its letters, the index in the text as it was typed.
    """

    text: str
    places: range | list[int]


def plain(text: str) -> Plain:
    """Makes a text plain, in time that grows with its length alone."""
    if text.isascii():
        return Plain(text.lower(), range(len(text)))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for bare in _bare(letter):
            letters.append(bare)
            places.append(place)
    return Plain("".join(letters), places)


def spellings(word: str) -> set[str]:
    """How a word of a data file may be typed: without its accents, or its umlauts as ae, oe, ue."""
    lower = unicodedata.normalize("NFC", word).lower()
    written = lower.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {plain(lower).text, plain(written).text}


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    known = LOOK_ALIKES.get(ord(letter)) or LOOK_ALIKES.get(ord(letter.lower()[0]))
    if known is not None:
        return known
    apart = unicodedata.normalize("NFKD", letter).casefold()
    seen = [each for each in apart if not unicodedata.category(each).startswith(_INVISIBLE)]
    return "".join(LOOK_ALIKES.get(ord(each), each) for each in seen[:_MOST_LETTERS])
