"""`python -m engines.dialogue`: check modes, measure how cards are chosen, speak exercises."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engines.dialogue import aloud, checking, evaluating, heard, mode_files
from engines.dialogue.library import Library
from engines.embedding.model import shared
from engines.errors import SketchwellError
from engines.voice import recordings
from engines.voice.making import make, manner, speaking
from engines.voice.speakers import SPEAKERS, speaker


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 1 where something is wrong with what it was given."""
    parser = argparse.ArgumentParser(prog="python -m engines.dialogue", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    check = commands.add_parser("check", help="say what is wrong with modes")
    check.add_argument("folder", nargs="*", type=Path, help="a mode's folder (those that ship)")
    check.set_defaults(run=_check)
    evaluate = commands.add_parser("evaluate", help="how often the right card is chosen")
    evaluate.set_defaults(run=lambda _: _evaluate())
    keep = commands.add_parser("keep", help="make the vectors of the cards that ship anew")
    keep.set_defaults(run=lambda _: _keep())
    speak = commands.add_parser("speak", help="speak what is not spoken yet, to be read aloud")
    speak.add_argument("--data", type=Path, help="a practice's folder (what ships)")
    speak.add_argument("--cards", action="store_true", help="with --data: cards and lessons too")
    speak.add_argument("--speaker", choices=list(SPEAKERS), default=next(iter(SPEAKERS)))
    speak.set_defaults(run=_speak)
    asked = parser.parse_args(argv)
    try:
        return int(asked.run(asked))
    except SketchwellError as error:
        print(error, file=sys.stderr)
        return 1


def _check(asked: argparse.Namespace) -> int:
    wrong = 0
    for folder in asked.folder or [mode_files.HOME / name for name in mode_files.IDS]:
        mode = mode_files.read(folder)
        found = checking.faults(mode)
        print(f"{mode.id}: {len(mode.cards)} cards, {len(mode.sheets)} sheets, {len(found)} wrong")
        print("".join(f"  {fault}\n" for fault in found), end="")
        wrong += len(found)
    return 1 if wrong else 0


def _evaluate() -> int:
    print("\n".join(evaluating.report()))
    return 0


def _keep() -> int:
    texts = (
        text
        for mode in mode_files.shipped().values()
        for card in mode.cards.values()
        for texts in card.heard.values()
        for text in texts
    )
    print(f"{heard.FILE}: {heard.keep(texts, shared())} sentences")
    return 0


def _speak(asked: argparse.Namespace) -> int:
    by, data = speaker(asked.speaker), asked.data
    shipped = mode_files.shipped().values()
    held = () if data is None else Library(data).all()
    modes = [each.mode for each in held if each.mode] if data else [*shipped]
    folder = aloud.SHIPPED if data is None else data / aloud.FOLDER
    for language in sorted({each for mode in modes for each in mode.languages}):
        texts = aloud.texts(modes, language, cards=asked.cards and data is not None)
        if data is not None:
            there = recordings.read(aloud.SHIPPED, language).texts
            texts = tuple(text for text in texts if text not in there)
        made = make(language, texts, folder, by=manner(by), speak=speaking(by))
        size = made.path.stat().st_size / 1e6
        print(f"{made.path}: {made.texts} texts, {made.fresh} spoken now, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
