"""A mode back into its files, and the changes that a therapist makes to one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engines.dialogue.cards import Card, Lists, Mode
from engines.dialogue.mode_files import FORMAT, MODE
from engines.errors import SettingsError

TEXTS = ("name", "purpose", "not_for", "opening", "closing")


def files_of(mode: Mode) -> dict[str, str]:
    """The files that `mode_files.read` gives this mode for, by name."""
    told = {f"{language}.toml": "\n".join(_told(mode, language)) for language in mode.languages}
    return {MODE: "\n".join(_built(mode)), **told}


def with_text(mode: Mode, name: str, language: str, text: str) -> Mode:
    """The mode with another purpose, opening and so on.

    Args:
        mode: stays as it is.
        name: one of `TEXTS`.
        language: one of the mode's.
        text: in one line.
    """
    return replace(mode, **{name: {**getattr(mode, name), language: text}})


def with_card(
    mode: Mode,
    name: str,
    language: str,
    *,
    says: Sequence[str],
    heard: Sequence[str],
) -> Mode:
    """The mode with a card worded otherwise; a card that is not there yet begins at the end.

    A new card has the same texts in every language until somebody writes them there.
    """
    card = mode.cards.get(name) or Card(name, (), _all(mode, says), _all(mode, heard))
    says_now = {**card.says, language: tuple(says)}
    heard_now = {**card.heard, language: tuple(heard)}
    cards = {**mode.cards, name: replace(card, says=says_now, heard=heard_now)}
    return replace(mode, cards=cards)


def without_card(mode: Mode, name: str) -> Mode:
    """The mode without a card, nowhere named any more.

    Raises:
        SettingsError: it is the neutral card, which every mode needs.
    """
    if name == mode.neutral:
        raise SettingsError("This card is shown when nothing fits: a mode needs it.")
    kept = (card for card in mode.cards.values() if card.id != name)
    cards = {card.id: replace(card, then=_without(card.then, name)) for card in kept}
    return replace(mode, cards=cards, first=_without(mode.first, name))


def _without(names: Iterable[str], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)


def _all(mode: Mode, texts: Sequence[str]) -> Lists:
    return dict.fromkeys(mode.languages, tuple(texts))


def _built(mode: Mode) -> Iterator[str]:
    day = mode.reviewed_on
    yield from _rows(
        {"format": FORMAT, "version": mode.version, "author": mode.author}
        | {"reviewed_by": mode.reviewed_by, "reviewed_on": "" if day is None else day}
        | {"neutral": mode.neutral, "first": mode.first, "sources": mode.sources}
    )
    for card in mode.cards.values():
        yield f"\n[card.{card.id}]"
        if card.then:
            yield from _rows({"then": card.then})
    for sheet in mode.sheets.values():
        yield f"\n[sheet.{sheet.id}]"
        yield from _rows({"kind": sheet.kind})
        if sheet.seconds:
            yield from _rows({"seconds": sheet.seconds})
    yield ""


def _told(mode: Mode, language: str) -> Iterator[str]:
    yield from _rows({name: getattr(mode, name)[language] for name in TEXTS})
    for card in mode.cards.values():
        yield f"\n[card.{card.id}]"
        yield from _rows({"heard": card.heard[language], "says": card.says[language]})
    for sheet in mode.sheets.values():
        yield f"\n[sheet.{sheet.id}]"
        yield from _rows({"title": sheet.title[language], "lines": sheet.lines[language]})
    yield ""


def _rows(values: Mapping[str, object]) -> Iterator[str]:
    return (f"{name} = {_value(value)}" for name, value in values.items())


def _value(value: object) -> str:
    # TOML's strings and lists of them are written as JSON's, a day is written bare.
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        if any(isinstance(each, str) for each in value) and len(value) > 2:
            return "[\n" + "".join(f"    {_value(each)},\n" for each in value) + "]"
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return str(value)
