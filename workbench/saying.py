"""Every text on the therapists' and the clients' pages, in the page's language."""

from __future__ import annotations


def _(text: str, **values: object) -> str:
    """A text in the page's language, its values filled in where its braces stand."""
    return text.format(**values) if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """The same for a counted thing; `{count}` stands for the number."""
    return (one if count == 1 else many).format(count=count, **values)
