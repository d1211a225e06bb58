"""What a visitor reads and hears, in the language that was touched.

The page asks for all of it at once: `GET /texts/de.json` is `{"texts": {English: translated},
"pad": {key: translated}}`, the texts of the kiosk and no others; empty in English, which is the key
everywhere. In Python, `later("English")` marks a text where it is defined, and `said` gives it in a
language where it is sent or printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from engines import languages
from engines.languages import ENGLISH
from engines.languages.reviewing import reviewer
from engines.languages.sources import everything, pad_texts


def spoken() -> tuple[str, ...]:
    """The languages that a visitor can choose: a code such as "de" each, English first."""
    return languages.available("kiosk")


def later(text: str) -> str:
    """The English text as it is: marked where it is defined, looked up where it is shown."""
    return text


def said(text: str, language: str, **values: object) -> str:
    """A marked text in a language, its values filled in where its braces stand."""
    found = languages.said(text, language)
    return found.format(**values) if values else found


def unreviewed(codes: Iterable[str]) -> str:
    """What the operator is told of languages that nobody signed; nothing where all are."""
    drafts = [code for code in codes if code != ENGLISH and not reviewer(code)]
    if not drafts:
        return ""
    names = ", ".join(languages.name_of(code) for code in drafts)
    return (
        f"Nobody has reviewed what the kiosk says in {names}: python -m engines.languages review "
        f"{drafts[0]} --faces kiosk writes a page for whoever does."
    )


async def texts(request: Request) -> Response:
    """Every text of the kiosk in one language; 404 where it does not speak that."""
    code = request.path_params["code"]
    if code not in spoken():
        return PlainTextResponse("The kiosk does not speak this language.", status_code=404)
    return Response(packed(code), media_type="application/json")


@lru_cache(maxsize=8)
def packed(language: str) -> bytes:
    """The answer to `GET /texts/CODE.json`; made once a process."""
    if language == ENGLISH:
        return json.dumps({"texts": {}, "pad": {}}).encode()
    own = [each.text for each in everything(faces=("kiosk",)) if each.context is None]
    pad = {key: languages.said(text, language, context=key) for key, text in pad_texts().items()}
    told = {"texts": {text: languages.said(text, language) for text in own}, "pad": pad}
    return json.dumps(told, ensure_ascii=False).encode()
