"""Papers that a practice needs beside the program, as Markdown with dots to fill in. Drafts."""

from __future__ import annotations

from pathlib import Path

from engines.languages import ENGLISH
from workbench.saying import later

FOLDER = Path(__file__).parent / "beside"
NAMES: dict[str, str] = {
    "client_information": later("Information for clients, in plain words"),
    "record_of_processing": later("Record of processing activities"),
    "assessment": later("Data protection impact assessment"),
}


def languages() -> tuple[str, ...]:
    """The languages that the papers are written in, English first."""
    found = sorted(folder.name for folder in FOLDER.iterdir() if any(folder.glob("*.md")))
    return tuple(sorted(found, key=lambda language: language != ENGLISH))


def text(name: str, language: str) -> str:
    """A paper as Markdown, in a language or else in English."""
    spoken = language[:2] if language[:2] in languages() else ENGLISH
    return (FOLDER / spoken / f"{name}.md").read_text(encoding="utf-8")
