"""The help card: whom to call, as the site signed it, and only while it can be trusted.

A card is a TOML file beside its signature (`help_card.toml`, `help_card.toml.sig`). The signature
is this machine's own, so that nobody who can merely write files changes a number. Phone numbers go
stale: 180 days after somebody called them all, they are no longer shown. Whatever is wrong, `read`
gives a card: the emergency number and "ask staff", and a sentence for the operator.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from engines.errors import SealError, SettingsError
from engines.languages import ENGLISH
from engines.safety.card_format import MOST_BYTES, HelpCard, parse
from engines.sealing.signing import known_key, machine_key
from engines.wording import sentence

Standing = Literal["good", "missing", "unreadable", "unsigned", "changed", "stale", "ahead"]
FILE = "help_card.toml"
SIGNATURE = ".sig"
PURPOSE = "help card 1"
TRUSTED_DAYS = 180
# A card checked today in a time zone ahead of this machine's is not from the future.
_AHEAD = timedelta(days=1)
SHIPPED = Path(__file__).parent / FILE


@dataclass(frozen=True, slots=True)
class Shown:
    """The card that may be shown, and what the operator must know of it.

    Attributes:
        card: whole where `standing` is "good", else emergency number and "ask staff" only.
        standing: why; "ahead" means that the machine's clock is behind the card's date.
        values: what `told` says, in words.
    """

    card: HelpCard
    standing: Standing
    values: Mapping[str, object]

    def told(self, language: str = ENGLISH) -> str:
        """A sentence for the operator."""
        return sentence(f"help_card_{self.standing}", language, **self.values)


@cache
def shipped() -> HelpCard:
    """The card that ships: nothing but what is certain."""
    return parse(SHIPPED.read_bytes())


def read(path: Path, *, keys: Path, today: date) -> Shown:
    """Reads the site's card; whatever is wrong with it, something may be shown.

    Args:
        path: the card; its signature lies beside it.
        keys: the practice's folder, where this machine's key is.
        today: the day on the wall.
    """
    try:
        data = _bytes(path)
    except FileNotFoundError:
        return _fallen("missing", path=path)
    except (OSError, SettingsError) as error:
        return _fallen("unreadable", path=path, why=error)
    refused = _unproved(path, data, keys)
    if refused is not None:
        return refused
    try:
        return _dated(parse(data), path, today)
    except SettingsError as error:
        return _fallen("unreadable", path=path, why=error)


def sign(path: Path, *, keys: Path, today: date) -> HelpCard:
    """Signs a card with this machine's key, beside it.

    Raises:
        SettingsError: it cannot be read, or lacks what a signed card needs: site, who called every
            number and when, a source for every line.
        SealError: this machine's key cannot be used.
        OSError: the signature cannot be written.
    """
    try:
        data = _bytes(path)
        card = parse(data)
        _check_whole(card, today)
    except SettingsError as error:
        raise SettingsError(f"The help card {path} cannot be signed: {error}.") from error
    aside = path.with_name(f".{path.name}{SIGNATURE}.new")
    aside.write_text(machine_key(keys).sign(data, purpose=PURPOSE), encoding="ascii")
    aside.replace(path.with_name(path.name + SIGNATURE))
    return card


def _bytes(path: Path) -> bytes:
    """A card's bytes; a pipe, which would never end, or a file too large is not even begun."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise SettingsError("it is no file")
    if found.st_size > MOST_BYTES:
        raise SettingsError(f"it has {found.st_size} bytes, at most {MOST_BYTES} make a help card")
    return path.read_bytes()


def _check_whole(card: HelpCard, today: date) -> None:
    if not card.site or not card.checked_by or card.checked_on is None:
        raise SettingsError("it needs site, checked_by and checked_on")
    if card.checked_on > today + _AHEAD:
        raise SettingsError(f"checked_on is {card.checked_on}, which is still to come")
    if _last_day(card.checked_on) < today:
        raise SettingsError(f"checked_on is {card.checked_on}: call every number again first")
    unsourced = [line.name for line in card.lines if not line.source]
    if unsourced:
        raise SettingsError(f"these lines have no source: {', '.join(unsourced)}")


def _unproved(path: Path, data: bytes, keys: Path) -> Shown | None:
    try:
        signature = path.with_name(path.name + SIGNATURE).read_text(encoding="ascii")
        key = known_key(keys)
    except (OSError, UnicodeDecodeError, SealError):
        return _fallen("unsigned", path=path)
    if key is None:
        return _fallen("unsigned", path=path)
    try:
        key.check(data, signature, purpose=PURPOSE)
    except SealError as error:
        return _fallen("changed", path=path, why=error)
    return None


def _dated(card: HelpCard, path: Path, today: date) -> Shown:
    checked = card.checked_on
    if checked is None:
        return _fallen("unsigned", path=path)
    # Whoever reads a language that the site left out is told to ask staff in that language.
    whole = replace(card, ask_staff={**shipped().ask_staff, **card.ask_staff})
    bare = replace(whole, lines=())
    if checked > today + _AHEAD:
        return Shown(bare, "ahead", {"checked": checked, "today": today})
    if _last_day(checked) < today:
        return Shown(bare, "stale", {"checked": checked, "path": path})
    return Shown(whole, "good", {"checked": checked, "last": _last_day(checked)})


def _last_day(checked_on: date) -> date:
    return checked_on + timedelta(days=TRUSTED_DAYS)


def _fallen(standing: Standing, **values: object) -> Shown:
    return Shown(shipped(), standing, values)
