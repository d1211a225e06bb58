"""The ways to keep the practice's key, as a page says them."""

from __future__ import annotations

from workbench.archive.unlocking.lock import Way
from workbench.saying import later

WAYS: dict[Way, str] = {
    "keyring": later("With this machine's account"),
    "passphrase": later("With a passphrase"),
    "file": later("In a file beside the data"),
}
KEPT: dict[Way, str] = {
    "keyring": later("It opens when somebody signs in to this machine."),
    "passphrase": later("Somebody types the passphrase whenever Sketchwell starts."),
    "file": later(
        "It lies in a file beside the data: whoever copies the folder can read everything. Keep it "
        "another way before real clients come."
    ),
}
