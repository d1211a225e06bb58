"""python -m engines.languages extract | check | add LANGUAGE | review LANGUAGE."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from babel import UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from engines.errors import SettingsError, SketchwellError
from engines.languages import FACES, HERE, available, catalog_of, faces_of, name_of, reviewing
from engines.languages.checking import faults
from engines.languages.sources import template

HEADER = """\
# Sketchwell: {name}.
# Faces: {faces}
# Sketchwell draft, not yet reviewed
# Reviewed by:
# Reviewed on:
#"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 1 where `check` finds something missing."""
    asked = _parser().parse_args(arguments)
    try:
        return COMMANDS[asked.command](asked)
    except (SketchwellError, ValueError, OSError) as error:
        print(f"Sketchwell: {error}", file=sys.stderr)
        return 2


def written(language: str, catalog: Catalog) -> None:
    """Writes a catalog to its file, one text a paragraph, without line numbers that would churn."""
    with (HERE / f"{language}.po").open("wb") as file:
        write_po(file, catalog, width=100, include_lineno=False, include_previous=False)


def _extract(_: argparse.Namespace) -> int:
    for language in available()[1:]:
        catalog, found = catalog_of(language), template(faces=faces_of(language))
        catalog.update(found, no_fuzzy_matching=True, update_creation_date=False)
        written(language, catalog)
        empty = sum(1 for message in catalog if message.id and not _filled(message.string))
        print(f"{language}: {len(catalog)} texts, {empty} without a translation")
    return 0


def _filled(string: str | Sequence[str] | None) -> bool:
    return bool(string) and (isinstance(string, str) or all(string))


def _check(_: argparse.Namespace) -> int:
    found = [fault for language in available()[1:] for fault in faults(language)]
    for fault in found:
        print(fault)
    return 1 if found else 0


def _add(asked: argparse.Namespace) -> int:
    if asked.language in available():
        raise SettingsError(f"The language {asked.language!r} is there already.")
    try:
        header = HEADER.format(name=name_of(asked.language), faces=", ".join(asked.faces))
    except (UnknownLocaleError, ValueError) as error:
        raise SettingsError(f"{asked.language!r} is no language: write a code, as fr.") from error
    now = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    catalog = Catalog(
        locale=asked.language,
        header_comment=header,
        project="Sketchwell",
        version="0.1.0",
        msgid_bugs_address="none",
        revision_date=now,
        last_translator="nobody yet",
        language_team="none",
        fuzzy=False,
    )
    catalog.update(template(faces=asked.faces), no_fuzzy_matching=True)
    written(asked.language, catalog)
    print(f"engines/languages/{asked.language}.po is there: translate it with any PO editor.")
    return 0


def _review(asked: argparse.Namespace) -> int:
    text = reviewing.page(asked.language, faces=asked.faces)
    to = asked.out or Path(f"{asked.language}.html")
    to.write_text(text, encoding="utf-8")
    print(f"{to}: open it in a browser, or print it.")
    return 0


COMMANDS = {"extract": _extract, "check": _check, "add": _add, "review": _review}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.languages")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("extract", help="bring every catalog up to the sources")
    commands.add_parser("check", help="say what is missing or does not fit")
    adding = commands.add_parser("add", help="begin the catalog of a language")
    adding.add_argument("language", help="its code, such as it")
    adding.add_argument("--faces", nargs="+", choices=FACES, default=FACES, help="else all")
    reading = commands.add_parser("review", help="write a page with English beside a language")
    reading.add_argument("language", help="its code")
    reading.add_argument("--out", type=Path, metavar="FILE", help="else LANGUAGE.html, here")
    reading.add_argument("--faces", nargs="+", choices=FACES, help="else all that it has")
    return parser


if __name__ == "__main__":
    sys.exit(main())
