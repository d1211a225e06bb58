"""The two small pages that a device meets before it is in a sitting; whole in themselves."""

from __future__ import annotations

import re
from html import escape

from workbench.modules import text_of
from workbench.saying import _, language

_TOKENS = re.search(r":root \{[^}]*\}", text_of("workbench", "frame.css"))
_FACES = (
    ("Atkinson", "atkinson-hyperlegible-next-latin-wght-normal", "200 800"),
    ("Literata", "literata-latin-wght-normal", "200 900"),
)
_STYLE = (
    (_TOKENS[0] if _TOKENS else "")
    + "".join(
        f"@font-face{{font-family:{name};font-weight:{weights};font-display:swap;"
        f'src:url("/app/static/fonts/{file}.woff2") format("woff2")}}'
        for name, file, weights in _FACES
    )
    + "body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--sw-ground);"
    "color:var(--sw-ink);font:1.15rem/1.5 Atkinson,system-ui,sans-serif;text-align:center}"
    "main{padding:2rem 1.5rem;max-width:26rem}"
    "img{width:9.5rem;height:auto;margin-bottom:2.2rem}"
    "h1{font:550 1.7rem/1.25 Literata,Georgia,serif;margin:0 0 .8rem}"
    "p{color:var(--sw-soft-ink);margin:0 0 1.6rem}"
    "button{font:inherit;font-weight:600;min-height:3.5rem;padding:.7rem 2.2rem;border:0;"
    "border-radius:999px;background:var(--sw-sage);color:var(--sw-on-sage);cursor:pointer}"
    "button:focus-visible{outline:3px solid var(--sw-sage);outline-offset:3px}"
)


def asking() -> str:
    """The page that a code leads to: one button, and the code is not used up yet."""
    text = _("You can draw on this device, together with your therapist.")
    button = f'<form method="post"><button>{escape(_("Begin"))}</button></form>'
    return page(_("Come to the table"), text, button)


def over() -> str:
    """Whatever is no good code, or none any more."""
    text = _("A code is good for two minutes, and for one device. Ask for a new one.")
    return page(_("This code is over"), text)


def slower() -> str:
    """Too many wrong codes came within a minute."""
    return page(_("Please wait a minute"), _("Then try again with a new code."))


def page(title: str, text: str, rest: str = "") -> str:
    """A page of a heading and a sentence; `rest` is HTML."""
    return (
        f'<!doctype html><html lang="{escape(language())}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="/app/static/icon.png"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><main>"
        '<picture><source srcset="/app/static/logo-dark.png" media="(prefers-color-scheme: dark)">'
        '<img src="/app/static/logo.png" alt="Sketchwell"></picture>'
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{rest}</main></body></html>"
    )
