"""What therapist and person wrote together, in words and as a page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from workbench.saying import _, later

ASKED = {
    "topic": later("What is it about today?"),
    "images": later("Which images come to mind?"),
    "colors": later("Which colors?"),
    "noticed": later("What do I notice and feel in this picture?"),
    "liked": later("What do I like, and what not?"),
    "better": later("What would say it better?"),
    "note": later("What we want to remember"),
}
"""By prompt (`archive.prompts`): what is asked, in the words of whoever answers."""


def told(written: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each question with what stands under it; what was left out is left out."""
    return ((_(ASKED[prompt]), text) for prompt, text in written.items())


def html(written: Mapping[str, str]) -> str:
    """The same as a list in HTML."""
    rows = (f"<dt>{escape(asked)}</dt><dd>{escape(text)}</dd>" for asked, text in told(written))
    return f'<dl class="sw-together">{"".join(rows)}</dl>'
