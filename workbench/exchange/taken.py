"""What of a person's record goes into a bundle, as it was read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from workbench.archive.consent import Consent
from workbench.archive.questions import Questionnaire
from workbench.outcomes.instruments.versions import Version

When = Literal["before", "after", "picture"]


@dataclass(frozen=True, slots=True)
class Felt:
    """The Affective Slider at one moment, 0..1 each; None where a slider was not touched.

    `id` names the sitting, or the turn where it is about a picture; `at` is ISO 8601.
    """

    id: str
    at: str
    when: When
    pleasure: float | None
    arousal: float | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that was kept.

    Attributes:
        id: of the picture.
        at: when it was kept, ISO 8601.
        png: as it may leave the practice: a painted one says on itself that it is.
        painted: whether the painter had a part in it.
        words: what it is called in words.
    """

    id: str
    at: str
    png: bytes
    painted: bool
    words: str


@dataclass(frozen=True)
class Taken:
    """A person's record.

    Attributes:
        person: the id.
        name: None where it stays in the practice.
        questionnaires: begun or ended.
        versions: what can be asked today, by the instrument's name.
        felt: what the person said with the sliders.
        consents: everything that was said, oldest first.
        texts: the words that were read, by the SHA-256 of their file, where they are known.
        pictures: none where they stay in the practice.
    """

    person: str
    name: str | None
    questionnaires: tuple[Questionnaire, ...]
    versions: Mapping[str, Version]
    felt: tuple[Felt, ...]
    consents: tuple[Consent, ...]
    texts: Mapping[str, str]
    pictures: tuple[Shown, ...] = ()
