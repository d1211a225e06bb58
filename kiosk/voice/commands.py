"""`python -m kiosk voice make | check`: what the page says aloud, spoken once and kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from engines import settings
from engines.errors import SketchwellError
from engines.voice.making import make, manner, speaking
from engines.voice.speakers import SPEAKERS, speaker
from kiosk.saying import spoken as languages
from kiosk.site import card, files
from kiosk.site.values import Site
from kiosk.voice.making import SHIPPED, missing, wanted
from kiosk.voice.routes import folder_of
from kiosk.voice.sayable import card_texts, speaker_of

_SHOWN = 5


def main(arguments: Sequence[str]) -> int:
    """Runs one command.

    Returns:
        The exit status: 0 done, 1 where `check` finds something that cannot be said, 2 an error.
    """
    asked = _parser().parse_args(arguments)
    try:
        chosen = settings.load({})
        site = files.read(chosen.data, file=asked.settings).site
        folder = asked.out or folder_of(chosen.data)
        run = {"make": _make, "check": _check}[asked.command]
        return run(asked, folder, _own(site, chosen.data, folder))
    except (SketchwellError, OSError) as error:
        print(f"python -m kiosk voice: {error}", file=sys.stderr)
        return 2


def unsaid(site: Site, data: Path) -> str:
    """What the operator must know of missing speech, one sentence; empty where all can be said."""
    folder = folder_of(data)
    own = _own(site, data, folder)
    counts = {code: len(missing(code, folder, own.get(code, ()))) for code in site.languages}
    told = ", ".join(f"{count} in {code}" for code, count in counts.items() if count)
    return told and f"Texts that cannot be said aloud: {told}. Run python -m kiosk voice make."


def _own(site: Site, data: Path, folder: Path) -> Mapping[str, tuple[str, ...]]:
    if folder.resolve() == SHIPPED.resolve():
        return {}
    at = datetime.now().astimezone()
    shown = card.shown_at(site.help_card, data, at)
    return {code: card_texts(card.told(shown.card, code, at)) for code in site.languages}


def _make(asked: argparse.Namespace, folder: Path, own: Mapping[str, Sequence[str]]) -> int:
    by = speaker(asked.speaker)
    for code in languages():
        texts = wanted(code, folder, own.get(code, ()))
        tongue = partial(speaker_of, language=code)
        made = make(code, texts, folder, by=manner(by), speak=speaking(by), spoken_in=tongue)
        size = made.path.stat().st_size / 1e6
        print(f"{code}: {made.texts} texts, {made.fresh} spoken now, {size:.1f} MB in {made.path}")
    return 0


def _check(_: argparse.Namespace, folder: Path, own: Mapping[str, Sequence[str]]) -> int:
    lacks = {code: missing(code, folder, own.get(code, ())) for code in languages()}
    for code, texts in lacks.items():
        if texts:
            some = ", ".join(repr(text) for text in texts[:_SHOWN])
            print(f"{code}: {len(texts)} texts cannot be said, such as {some}")
    if any(lacks.values()):
        print("Run python -m kiosk voice make.")
        return 1
    print("Everything can be said.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk voice", description=__doc__)
    parser.add_argument("command", choices=["make", "check"])
    parser.add_argument(
        "--out", type=Path, metavar="DIR",
        help=f"the recordings' folder: {SHIPPED} for what ships; else the site's own",
    )  # fmt: skip
    parser.add_argument("--speaker", choices=list(SPEAKERS), default=next(iter(SPEAKERS)))
    parser.add_argument("--settings", type=Path, metavar="FILE", help=f"else {files.FILE}")
    return parser
