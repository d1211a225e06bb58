"""Every sentence that a person may read about a picture, a painting or a score.

Sketchwell draft, not yet reviewed. Author and review stay empty until a named person of the
practice signs; a therapist should be able to read this page from top to bottom.

Rules for a sentence: plain words, no verdict, no cheering, nothing about what a drawing says of the
person who drew it. Values stand in braces.
"""

from __future__ import annotations

import re
import string

from engines.languages import ENGLISH, said

AUTHOR = ""
REVIEWED_BY = ""
REVIEWED_ON = ""
DRAFT_MARK = "Sketchwell draft, not yet reviewed"

SENTENCES: dict[str, str] = {
    # What Sketchwell is. These hold everywhere: in the README, in the product, in every report.
    "what_it_is": "Sketchwell is a creative tool and a record.",
    "what_it_is_not": (
        "It does not diagnose, predict, treat or monitor any condition, and it is not for "
        "emergencies."
    ),
    "what_scores_are": "Scores are sums of a person's own answers.",
    "not_reviewed": (
        "Nobody outside has reviewed yet how this program protects what it keeps. Its file "
        "SECURITY.md says what is protected, what is not, and how each was tested."
    ),
    "synthetic_people": "Everybody in this demo practice is made up. The painters really painted.",
    "partly_machine_made": (
        "Partly made by a machine: the lines are the person's, the paint is not."
    ),
    # Under every chart.
    "falling_line": "A falling line is not proof that anything worked.",
    "said": "Said: what the person reported about themselves.",
    "seen": "Seen: a description of the pictures, not of the person.",
    "no_answer": "No answer was given here. That is not the same as zero.",
    "too_few_answers": "There are too few answers here to show a course.",
    # What the operator reads of the help card (engines/safety).
    "help_card_good": (
        "The help card is signed; its numbers were checked on {checked} and are shown until {last}."
    ),
    "help_card_missing": (
        "There is no help card {path}, so only the emergency number and “ask staff” are shown: "
        "python -m engines helpcard new begins one."
    ),
    "help_card_unreadable": (
        "The help card {path} cannot be read, so only the emergency number and “ask staff” are "
        "shown: {why}."
    ),
    "help_card_unsigned": (
        "The help card {path} is not signed on this machine, so only the emergency number and “ask "
        "staff” are shown: call every number, then run python -m engines helpcard sign."
    ),
    "help_card_changed": (
        "The help card {path} does not fit its signature, so only the emergency number and “ask "
        "staff” are shown: {why}. Look at it, then run python -m engines helpcard sign."
    ),
    "help_card_stale": (
        "The help card's numbers were last checked on {checked}, too long ago to be shown: call "
        "every number, write the new day into {path}, then run python -m engines helpcard sign."
    ),
    "help_card_ahead": (
        "The help card was checked on {checked}, but this machine's clock says {today}; until the "
        "clock is set, only the emergency number and “ask staff” are shown."
    ),
    # While somebody waits for the painter.
    "painting_failed": "The painter could not finish this one. Your drawing is as you left it.",
    "painter_stuck": (
        "The painter gave no sign of life for {seconds} seconds and was started again. Your "
        "drawing is as you left it; you can ask again."
    ),
    "painter_crashed": (
        "The painter stopped twice on this drawing and was started again. Your drawing is as you "
        "left it."
    ),
    "painter_does_not_start": (
        "The painter does not start on this machine. Drawing goes on without it; "
        "'python -m engines doctor' says more."
    ),
    # Beside a picture: what the painter could not do, and what it did instead.
    "painter_fallback": (
        "Another painter than the one asked for painted this, because that one cannot run here."
    ),
    "wash_ignores_words": "The wash paints with your own colors only; it did not use the words.",
    "wash_ignores_mood": "The wash paints with your own colors only; it did not use the mood.",
    "unknown_words": "The painter does not know these words and left them out: {words}.",
    "mood_words": "The painter does not know these as words, only as a light: {words}. "
    "Choose it under Light.",
    "no_known_words": "The painter knows none of these words; it went by the drawing alone.",
    "words_cut": "That was more than the painter can take in; what came last was left out.",
    "family_left_out": "The painter leaves some words out here; the rest is painted.",
    "no_room": "There was no room left for everything that was asked for.",
    "hint_adds_nothing": "A hint adds nothing new: choose together or transform for that.",
    "empty_drawing": "There are no marks on the page yet, so there is nothing to answer.",
}


def sentence(key: str, language: str = ENGLISH, **values: object) -> str:
    """Gives a sentence with its values filled in.

    Args:
        key: a key of `SENTENCES`; a painter's notes are such keys.
        language: one of `engines.languages.available()`; untranslated sentences stay English.
        **values: exactly the names that stand in the sentence's braces.

    Raises:
        ValueError: there is no such sentence, or the values do not fit it.
    """
    if key not in SENTENCES:
        raise ValueError(f"There is no sentence {key!r}; add it to engines/wording.py.")
    wanted = fields(key)
    if values.keys() != wanted:
        raise ValueError(f"The sentence {key!r} takes {sorted(wanted)}, not {sorted(values)}.")
    return said(SENTENCES[key], language).format(**values)


def retold(text: str, language: str) -> str:
    """Gives a sentence that was said in English, as the painting process says it, in a language.

    Args:
        text: what `sentence` gave; a text that is none of ours comes back as it is.
        language: one of `engines.languages.available()`.
    """
    for known in SENTENCES.values():
        found = re.fullmatch(_pattern(known), text)
        if found:
            return said(known, language).format(**found.groupdict())
    return said(text, language)


def _pattern(text: str) -> str:
    parts = string.Formatter().parse(text)
    return "".join(
        re.escape(plain) + (f"(?P<{name}>.+)" if name else "") for plain, name, *_ in parts
    )


def fields(key: str) -> set[str]:
    """The names that stand in a sentence's braces."""
    return {name for _, name, _, _ in string.Formatter().parse(SENTENCES[key]) if name}


def standing_sentences(language: str = ENGLISH) -> tuple[str, ...]:
    """What every face, the README and every report say of the product."""
    return tuple(
        sentence(key, language) for key in ("what_it_is", "what_it_is_not", "what_scores_are")
    )
