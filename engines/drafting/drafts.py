"""A draft, or the card: what a language model wrote passes the gate, or nobody sees it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from engines.dialogue import gate
from engines.drafting import asking
from engines.drafting.asking import Ask
from engines.drafting.endpoint import Call, Endpoint, answer

TRIES = 2
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Draft:
    """What came of one wish.

    Attributes:
        text: the draft; empty where the card is used instead.
        broken: for each try that failed, the rules that it broke, by their kinds; no word of it.
        model: which wrote it.
        took_s: how long all tries took.
    """

    text: str
    broken: tuple[tuple[str, ...], ...]
    model: str
    took_s: float

    @property
    def is_card(self) -> bool:
        """Whether nothing passed, so that the card is what there is."""
        return not self.text


def draft(ask: Ask, endpoint: Endpoint, call: Call | None = None) -> Draft:
    """Asks for a draft; what breaks a rule is asked for once more, then the card is used.

    Args:
        ask: what is wanted.
        endpoint: who is asked.
        call: to stop it by; one of its own where it is None.

    Raises:
        DraftError: nobody answers, or not in time.
        Cancelled: the call was stopped.
        SettingsError: there is no prompt for that mode or language.
    """
    began, call = time.monotonic(), call or Call(endpoint)
    broken: list[tuple[str, ...]] = []
    for _ in range(TRIES):
        asked = asking.messages(ask, broken[-1] if broken else ())
        told = answer(call, asked, asking.SCHEMA)
        text = told.get("line") if isinstance(told, dict) else None
        kinds = _broken(text, ask.language)
        if not kinds and isinstance(text, str):
            return Draft(text.strip(), tuple(broken), endpoint.model, time.monotonic() - began)
        broken.append(kinds)
    return Draft("", tuple(broken), endpoint.model, time.monotonic() - began)


def _broken(text: object, language: str) -> tuple[str, ...]:
    if not isinstance(text, str):
        return (UNREADABLE,)
    return tuple(dict.fromkeys(fault.kind for fault in gate.faults(text, language)))
