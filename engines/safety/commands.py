"""`python -m engines helpcard`: check, sign, begin a card. What stands is printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engines import settings
from engines.errors import SettingsError
from engines.safety import help_card
from engines.safety.card_format import HelpCard, said_in
from engines.safety.help_card import Shown


def add(parser: argparse.ArgumentParser) -> None:
    """Adds the commands to `python -m engines helpcard`; without a further word it checks."""
    parser.set_defaults(file=None)
    commands = parser.add_subparsers(metavar="ACTION", help="check, else one of")
    for name, run in (("check", checked), ("sign", signed), ("new", begun)):
        _command(commands, name, run)


def checked(asked: argparse.Namespace) -> int:
    """Says what the site's help card shows today, and why; 1 where that is not all of it."""
    shown = help_card.read(_file(asked), keys=_keys(), today=_today())
    if asked.json:
        print(json.dumps(_json(shown), indent=2, default=str))
    else:
        print("\n".join(_lines(shown.card)))
        print(shown.told())
    return 0 if shown.standing == "good" else 1


def signed(asked: argparse.Namespace) -> int:
    """Signs the help card with this machine's key, after somebody called every number."""
    help_card.sign(_file(asked), keys=_keys(), today=_today())
    return checked(asked)


def begun(asked: argparse.Namespace) -> int:
    """Writes a help card to fill in; never over one that is there."""
    path = _file(asked)
    if path.exists():
        raise SettingsError(f"The help card {path} is there already: edit it, or name another.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(help_card.SHIPPED.read_bytes())
    if asked.json:
        print(json.dumps({"file": str(path)}))
    else:
        print(f"{path}: fill it in, call every number, then python -m engines helpcard sign {path}")
    return 0


def _command(commands: Any, name: str, run: Callable[..., int]) -> None:
    text = (run.__doc__ or "").strip()
    parser = commands.add_parser(name, help=text, description=text)
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="else the practice's own"
    )
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.set_defaults(run=run)


def _file(asked: argparse.Namespace) -> Path:
    return asked.file or _keys() / help_card.FILE


def _keys() -> Path:
    return settings.load().data


def _today() -> date:
    return datetime.now().astimezone().date()


def _lines(card: HelpCard) -> list[str]:
    where = said_in(card.where, "en")
    rows = [f"{card.emergency}  emergency{f' ({where})' if where else ''}"]
    rows += [f"{language}: {text}" for language, text in card.ask_staff.items()]
    for line in card.lines:
        hours = ", ".join(each.said("en") for each in line.hours) or "day and night"
        rows.append(f"{line.number}  {line.name} ({', '.join(line.languages)}), {hours}")
    return rows


def _json(shown: Shown) -> dict[str, object]:
    card = shown.card
    lines = [{"name": e.name, "number": e.number, "languages": e.languages} for e in card.lines]
    return {
        "standing": shown.standing,
        "told": shown.told(),
        "emergency": card.emergency,
        "ask_staff": dict(card.ask_staff),
        "lines": lines,
        "site": card.site,
        "checked_on": card.checked_on,
    }
