"""What a language model is asked: the practice's rules, a card as skeleton, the person's words.

Prompts are data files: `prompts/rules.toml` for all modes and one file a mode, in every language
that is drafted in. What a person said goes in as quoted JSON, never as an instruction; the picture
is told by what was asked for and what can be measured in it, never by a meaning.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engines.dialogue.cards import Card
from engines.dialogue.gate import MOST_LETTERS
from engines.errors import SettingsError
from engines.record.spoken import Spoken

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOME = Path(__file__).with_name("prompts")
RULES = "rules"
MOST_LINES = 8
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"line": {"type": "string", "minLength": 1, "maxLength": MOST_LETTERS}},
    "required": ["line"],
    "additionalProperties": False,
}
"""Of the answer: one line, nothing beside it."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One draft that is wanted.

    Attributes:
        mode: the id of the way of talking.
        language: to be written in.
        card: which would be shown otherwise: the draft keeps to its matter.
        said: what was said so far, in order; the newest `MOST_LINES` count.
        picture: what was asked for and what can be seen, in plain sentences; empty where nothing.
    """

    mode: str
    language: str
    card: Card
    said: Sequence[Spoken] = ()
    picture: str = ""


def messages(ask: Ask, broken: Sequence[str] = ()) -> tuple[dict[str, str], ...]:
    """Gives the messages of one call.

    Args:
        ask: what is wanted.
        broken: the rules that a first try broke, by their kinds.

    Raises:
        SettingsError: the mode has no prompt, or none in that language.
    """
    rules, mode = _texts(RULES, ask.language), _texts(ask.mode, ask.language)
    told = {
        "card": list(ask.card.says.get(ask.language, ())),
        "picture": ask.picture,
        "said": [_quoted(line) for line in [*ask.said][-MOST_LINES:]],
    }
    system = "\n".join((rules["who"], mode["aim"], rules["must"], rules["quotes"]))
    asked = [
        {"role": "system", "content": system},
        {"role": "user", "content": json.dumps(told, ensure_ascii=False)},
    ]
    if broken:
        again = rules["again"].format(rules=", ".join(broken))
        asked.append({"role": "user", "content": again})
    return tuple(asked)


def languages(mode: str) -> tuple[str, ...]:
    """The languages that drafts of a mode can be written in; none where it has no prompt."""
    try:
        both = _file(mode).keys() & _file(RULES).keys()
    except SettingsError:
        return ()
    return tuple(sorted(each for each in both if isinstance(_file(mode)[each], dict)))


def _quoted(line: Spoken) -> dict[str, str]:
    return {"by": "person" if line.from_client else "therapist", "words": line.text}


def _texts(name: str, language: str) -> Mapping[str, str]:
    found = _file(name).get(language)
    if not isinstance(found, dict):
        raise SettingsError(f"There is no prompt for {name} in {language}: the cards go on alone.")
    return found


@cache
def _file(name: str) -> Mapping[str, Any]:
    path = HOME / f"{name}.toml"
    if not name.isidentifier() or not path.is_file():
        raise SettingsError(f"There is no prompt for {name!r}: the cards go on alone.")
    return tomllib.loads(path.read_text(encoding="utf-8"))
