"""The small pages on the way to the provider and back; whole in themselves."""

from __future__ import annotations

from html import escape

from workbench.access.provider.strangers import written
from workbench.lan.pages import page
from workbench.saying import _

_ON = (
    '<p><a style="color:var(--sw-sage-ink);display:inline-block;padding:.6rem 1.2rem" '
    'href="{address}">{text}</a></p>'
)


def moment(address: str) -> str:
    """Goes on by itself; the link is for a browser that does not."""
    return page(_("One moment"), _("You are being signed in."), _on(address, _("Go on")))


def done(script: str, *, aside: bool) -> str:
    """Somebody came in: here, or for a page that waits in another tab."""
    told = f'<script src="{escape(script)}"></script>'
    if aside:
        text = _("Your page goes on in the other tab. You can close this one.")
        return page(_("You are signed in"), text, told)
    return page(_("You are signed in"), _("The workbench opens."), told + _on("/", _("Go on")))


def refused(text: str) -> str:
    """Nobody came in; says why, and leads back to the door."""
    return page(_("Nobody was signed in"), text, _on("/", _("Back")))


def elsewhere(address: str) -> str:
    """The provider knows one address of ours, and this is another."""
    text = _("Your identity provider knows the workbench by another address. Open it there.")
    return page(_("Another address"), text, _on(address, address))


def stranger(host: str, code: str) -> str:
    """The provider knows whoever this is, and no account here is theirs yet."""
    text = _(
        "{host} knows you, and no account here is yours yet. Tell this code to whoever looks "
        "after the accounts, in person or by telephone. It is good for a day; then sign in again.",
        host=host,
    )
    shown = f'<p style="font:600 1.9rem monospace;color:var(--sw-ink)">{escape(written(code))}</p>'
    return page(_("Ask your administrator"), text, shown + _on("/", _("Back")))


def _on(address: str, text: str) -> str:
    return _ON.format(address=escape(address), text=escape(text))
