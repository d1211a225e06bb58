"""`python -m kiosk doctor`: what stands in the way of a visit, in plain words."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from engines.doctor import Finding
from engines.settings import Settings
from engines.studio import settled
from kiosk.operating import browser, machine, painter, screen, standing
from kiosk.site.files import InForce

MARKS = {"ok": "   ", "note": " - ", "problem": " ! "}


def examine(chosen: Settings, in_force: InForce, say: Callable[[str], None]) -> list[Finding]:
    """Looks at everything; takes half a minute, most of it for the painter and the browser.

    Args:
        chosen: the painter and how it runs, as in the settings of the engines.
        in_force: the operator's settings.
        say: is told what is being tried.
    """
    at = datetime.now().astimezone()
    found = standing.findings(in_force, chosen.data, at)
    say("looking which runtime is quickest here, and painting with it")
    painted, painter_mb = painter.findings(settled(chosen))
    say("asking the browser")
    return [
        *found,
        *painted,
        *browser.findings(),
        machine.memory(painter_mb),
        machine.swap(),
        machine.clock(at),
        screen.density(in_force.site.px_per_mm),
        screen.touch(),
        *_ports(chosen, in_force),
    ]


def lines(found: Sequence[Finding]) -> Iterator[str]:
    """What is printed: one line a finding, and how it stands in all."""
    for each in found:
        yield f"{MARKS[each.standing]}{each.what}: {each.text}"
    problems = [each.what for each in found if each.standing == "problem"]
    if problems:
        yield f"Not ready for visitors yet: {', '.join(problems)}."
    else:
        yield "Nothing stands in the way of a visit."


def is_ready(found: Sequence[Finding]) -> bool:
    """Whether no problem is left."""
    return all(each.standing != "problem" for each in found)


def _ports(chosen: Settings, in_force: InForce) -> Iterator[Finding]:
    link = in_force.site.link
    if link is not None and link.port == chosen.kiosk_port:
        text = f"links and kiosk both want {link.port}: give take.link another port"
        yield Finding("port", "problem", text)
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", chosen.kiosk_port)) == 0
    text = "something answers there: the kiosk, if it is running" if taken else "free"
    yield Finding(f"port {chosen.kiosk_port}", "ok", text)
