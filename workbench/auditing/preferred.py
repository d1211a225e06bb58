"""What an audit entry says of a preference: in the words of Settings, or what the program keeps."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.asking import paths
from workbench.consent.standing import NAMES
from workbench.saying import _, later

CHOSEN = later("{who} changed a setting of the practice ({name})")
# A preference of the practice, as the page calls it where it is chosen.
SETTINGS: Mapping[str, str] = {
    "language": later("Language"),
    "help_card": later("Help card"),
    "help_card_checked": later("Help card: who called its numbers"),
    "estimates": later("Estimates"),
    "retention_years": later("Years after the last sitting"),
    "second_place": later("A folder on a second disk"),
    "idle_minutes": later("Locked by itself"),
}
GROUND, WAY = "basis_", "way_"
PIN = later("{who} changed the PIN of {account}")
PIN_OF = "pin-"
# What nobody chooses: the program keeps it, so that a start comes up as it was left.
KEPT: Mapping[str, str] = {
    "asked_for": later("Sketchwell noted where a person was asked for ({who})"),
    "handed_over": later("Sketchwell noted which tables are handed over ({who})"),
    "handed_over_by": later("Sketchwell noted who handed a table over ({who})"),
    "hidden": later("Sketchwell noted which pages are hidden ({who})"),
    "kiosk_key": later("Sketchwell made the key that kiosks seal with ({who})"),
    "last_backup": later("Sketchwell noted when a backup was made ({who})"),
    "mended_read": later("{who} read what had to be mended"),
    "pass_key": later("Sketchwell made the key that browsers' passes are signed with ({who})"),
    "picture_key": later("Sketchwell made the key that pictures are signed with ({who})"),
    "pin": later("{who} changed the PIN"),
    "tour": later("{who} began or closed the tour"),
}


def told(name: str) -> tuple[str, str]:
    """The sentence about this preference, and what stands in it as `{name}`."""
    if name.startswith(PIN_OF):
        return PIN, ""
    if name in KEPT:
        return KEPT[name], ""
    return CHOSEN, _named(name)


def account(name: str) -> str | None:
    """Whose preference it is, where it is an account's own."""
    return name.removeprefix(PIN_OF) if name.startswith(PIN_OF) else None


def _named(name: str) -> str:
    purposes = {f"{GROUND}{item}": purpose for item, purpose in NAMES.items()}
    if name in purposes:
        return _("Legal ground: {purpose}", purpose=_(purposes[name]))
    if name.startswith(WAY):
        return _("What to do: {about}", about=_(paths.NAMED[name.removeprefix(WAY)]))
    return _(SETTINGS[name]) if name in SETTINGS else name
