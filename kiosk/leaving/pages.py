"""The pages that a phone shows: small, whole in themselves, in the visitor's language."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape

from kiosk.saying import later, said

STYLE = (
    ":root{color-scheme:light dark}body{margin:0 auto;max-width:40rem;padding:8vw 6vw;"
    "font:1.15rem/1.5 system-ui,sans-serif;background:#efe7d8;color:#2b261f;text-align:center}"
    "h1{font:600 1.6rem/1.25 Georgia,serif}button,a{display:inline-block;font:inherit;"
    "font-weight:600;box-sizing:border-box;min-height:3.5rem;padding:.8rem 1.6rem;border:0;"
    "border-radius:1rem;"
    "background:#2f5a43;color:#fff;text-decoration:none}img{width:100%;height:auto;"
    "border-radius:.5rem;margin-top:1.5rem;-webkit-touch-callout:default}"
    "@media(prefers-color-scheme:dark){body{background:#211d18;color:#f4eee3}"
    "button,a{background:#a9d4b8;color:#16261d}}"
)
STYLE_HASH = f"sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}"
_ALTS = {
    "picture.png": later("Your drawing, with the paint"),
    "drawing.png": later("Your own drawing"),
}


def asking(language: str) -> str:
    """The page before: one button, and nothing taken yet."""
    return _page(
        language,
        later("Your picture is here"),
        (later("It can be taken once. Then the kiosk forgets it."),),
        f'<form method="post"><button>{_said(later("Take it"), language)}</button></form>',
    )


def giving(files: Mapping[str, bytes], language: str) -> str:
    """The page with the pictures inside."""
    parts = [_figure(name, data, language) for name, data in files.items()]
    hint = later("Save it now: hold a finger on a picture, or use the buttons.")
    marked = (later("The sign in the corner says: partly made by a machine."),)
    notes = (hint, *(marked if "picture.png" in files else ()))
    return _page(language, later("Your picture"), notes, "".join(parts))


def nothing(language: str) -> str:
    """Whatever is not there, was taken, or is too old."""
    text = later("A picture can be taken once, and only for ten minutes.")
    return _page(language, later("There is nothing here"), (text,))


def slower(language: str) -> str:
    """Too many requests."""
    return _page(language, later("Please wait a minute"), (later("Then try again."),))


def _figure(name: str, data: bytes, language: str) -> str:
    address = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    alt, save = _said(_ALTS[name], language), _said(later("Save"), language)
    return (
        f'<p><img src="{address}" alt="{alt}"></p>'
        f'<p><a download="sketchwell-{escape(name)}" href="{address}">{save}: {alt}</a></p>'
    )


def _page(language: str, title: str, texts: tuple[str, ...], rest: str = "") -> str:
    told = "".join(f"<p>{_said(text, language)}</p>" for text in texts)
    head = _said(title, language)
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{head}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{head}</h1>{told}{rest}</main></body></html>"
    )


def _said(text: str, language: str) -> str:
    return escape(said(text, language))
