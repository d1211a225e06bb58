"""What was said in a sitting, as staff read it: who said what, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from engines.record import Turn
from engines.record.spoken import Spoken, Who
from workbench import parts
from workbench.looking.showing import described
from workbench.saying import _, later
from workbench.talking.story import Told

WHO: dict[Who, str] = {
    "client": later("The person wrote"),
    "heard": later("The person said"),
    "card": later("Card"),
    "edit": later("Therapist"),
    "draft": later("Draft of a language model"),
}


def thread(lines: Iterable[Spoken], *, upward: bool = False) -> str:
    """Lines as HTML; `upward` keeps the newest in sight where there is little room."""
    shown = [_line(line) for line in lines]
    kind = "sw-thread upward" if upward else "sw-thread"
    rows = reversed(shown) if upward else shown
    return f'<div class="{kind}"><ol>{"".join(rows)}</ol></div>' if shown else ""


def lines(spoken: Iterable[Spoken]) -> Iterator[str]:
    """The same as plain lines."""
    return (f"{_about(line)} · {line.text}" for line in spoken)


def storied(told: Told, address: Callable[[Turn], str]) -> str:
    """A story as HTML: its title, each picture with its words, its ending."""
    pages = "".join(
        f'<figure><img src="{escape(address(turn))}" alt="{escape(described(turn))}" '
        f'loading="lazy"><figcaption>{_paragraphs(words)}</figcaption></figure>'
        for turn, words in told.pages
    )
    title = f"<h4>{escape(told.title)}</h4>" if told.title else ""
    return f'<div class="sw-story">{title}{pages}{_paragraphs(told.ending)}</div>'


def _paragraphs(words: Iterable[str]) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in words)


def _about(line: Spoken) -> str:
    return f"{_(WHO[line.who])} · {parts.clock(line.at)}"


def _line(line: Spoken) -> str:
    kind = "own" if line.from_client else "other"
    return f'<li class="{kind}"><small>{escape(_about(line))}</small>{escape(line.text)}</li>'
