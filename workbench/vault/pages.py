"""The pages before a practice is open: whole in themselves, and all that is reached then.

They are no Streamlit pages: until the practice is open nothing of it runs, and what is typed here
is remembered by nobody.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape

from workbench.archive.unlocking.lock import Way
from workbench.modules import text_of
from workbench.saying import _, language, sentence
from workbench.vault.doorway import Doorway, Draft
from workbench.vault.sheets import code_svg

_TOKENS = re.search(r":root \{[^}]*\}", text_of("workbench", "frame.css"))
STYLE = (_TOKENS[0] if _TOKENS else "") + text_of("workbench", "vault", "pages.css")
SCRIPT = text_of("workbench", "vault", "pages.js")
_HASH = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'sha256-{_HASH}'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def locked(doorway: Doorway, *, said: str = "") -> str:
    """Asks for the passphrase or the recovery code."""
    if doorway.has_passphrase:
        label = _("Passphrase")
        hint = _("The recovery code from the sheet works too.") if doorway.has_sheet else ""
    else:
        label = _("Recovery code")
        hint = _("This machine's keyring does not have the key: type all groups of the sheet.")
    body = (
        f"<p>{escape(_('It is locked until somebody of the practice opens it.'))}</p>{_told(said)}"
        f'<form method="post" action="/unlock">{_secret("words", label, now=True)}'
        f'{_hint(hint)}<p class="row">'
        f"<button>{escape(_('Unlock'))}</button>{_waiting()}</p></form>"
    )
    return _page(_("This practice is locked"), body)


def _hint(text: str) -> str:
    return f'<p class="hint">{escape(text)}</p>' if text else ""


def first(doorway: Doorway, *, said: str = "") -> str:
    """Asks how the master key of a new practice is kept."""
    choices = "".join(_choice(way, checked=way == doorway.ways[0]) for way in doorway.ways)
    told = _(
        "Everything is encrypted under one key. Where should this machine keep it? You can change "
        "that later, under Settings."
    )
    long = _("15 letters or more, such as four words that do not belong together.")
    body = (
        f'<p>{escape(told)}</p>{_told(said)}<form method="post" action="/first">{choices}'
        f'<fieldset class="words"><legend>{escape(_("The passphrase"))}</legend>'
        f"{_secret('passphrase', long)}"
        f"{_secret('again', _('Once more'))}</fieldset>"
        f"<button>{escape(_('Next: the recovery sheet'))}</button></form>"
        f'<p class="hint">{escape(sentence("not_reviewed"))}</p>'
    )
    return _page(_("A new practice"), body)


def sheet(draft: Draft, *, said: str = "") -> str:
    """Shows the recovery sheet for printing; hidden again, it asks for two of its groups."""
    groups = "".join(f"<li>{escape(group)}</li>" for group in draft.sheet.groups)
    asked = "".join(
        f"<label>{escape(_('Group {number}', number=place + 1))}"
        f'<input name="group{place}" autocomplete="off" required maxlength="12"></label>'
        for place in draft.sheet.places
    )
    told = _(
        "Print this page, or copy the nine groups by hand. Whoever has them and this machine's "
        "data can read everything: keep the paper where you keep contracts. It is the only way "
        "back in when the passphrase is forgotten. For a lost machine you need a backup and a "
        "key copy as well."
    )
    then = _("The sheet is hidden now: type two of its groups from the paper.")
    body = (
        f'<section data-step="shown" tabindex="-1"{" hidden" if said else ""}>'
        f'<p>{escape(told)}</p><ol class="code">{groups}</ol>{code_svg(draft.sheet)}'
        f'<p class="screen row">{_button("print", _("Print"), quiet=True)}'
        f"{_button('typed', _('It is on paper'))}</p></section>"
        f'<section data-step="typed" class="screen" tabindex="-1"{"" if said else " hidden"}>'
        f"<p>{escape(then)}</p>{_told(said)}"
        f'<form method="post" action="/sheet"><input type="hidden" name="token" '
        f'value="{escape(draft.token)}">{asked}<p class="row">'
        f"<button>{escape(_('Open the practice'))}</button>{_waiting()}"
        f"{_button('shown', _('Show it again'), quiet=True)}</p></form></section>"
    )
    return _page(_("Your recovery sheet"), body)


def elsewhere() -> str:
    """What another device sees of a practice that was not set up yet."""
    told = _("A new practice is set up on the machine that keeps it. Open this page there.")
    return _page(_("Not yet"), f"<p>{escape(told)}</p>")


def _choice(way: Way, *, checked: bool) -> str:
    name, told = {
        "keyring": (
            _("With this machine's account"),
            _("It opens when you sign in to this machine, and asks for nothing more."),
        ),
        "passphrase": (
            _("With a passphrase"),
            _("Somebody types it whenever Sketchwell starts. Nobody who takes the machine has it."),
        ),
        "file": (
            _("In a file beside the data"),
            _("Only to try things out: whoever copies the folder can read everything."),
        ),
    }[way]
    return (
        f'<label class="way"><input type="radio" name="way" value="{way}"'
        f"{' checked' if checked else ''}><span><b>{escape(name)}</b> {escape(told)}</span></label>"
    )


def _secret(name: str, label: str, *, now: bool = False) -> str:
    kind = "current-password" if now else "new-password"
    focus = " autofocus required" if now else ""
    return (
        f'<label>{escape(label)}<input type="password" name="{name}" autocomplete="{kind}"'
        f' maxlength="1024"{focus}></label>'
    )


def _button(press: str, label: str, *, quiet: bool = False) -> str:
    look = ' class="quiet"' if quiet else ""
    return f'<button type="button" data-press="{press}"{look}>{escape(label)}</button>'


def _waiting() -> str:
    """Shown once a form was sent: opening costs a second of work, and more on a busy machine."""
    told = escape(_("One moment"))
    return f'<span class="waiting" role="status" data-told="{told}"></span>'


def _told(said: str) -> str:
    return f'<p class="said" role="alert">{escape(said)}</p>' if said else ""


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{escape(language())}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="/app/static/icon.png"><title>{escape(title)} · Sketchwell</title>'
        f"<style>{STYLE}</style></head><body><main>"
        '<picture><source srcset="/app/static/logo-dark.png" media="(prefers-color-scheme: dark)">'
        '<img class="logo" src="/app/static/logo.png" alt="Sketchwell"></picture>'
        f"<h1>{escape(title)}</h1>{body}</main><script>{SCRIPT}</script></body></html>"
    )
