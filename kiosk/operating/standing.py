"""How the site stands, for the operator's page and the doctor: settings, help card, reviews, ways.

Each is a `Finding` in plain words: "ok", "note" where something is left to do, "problem" where a
visitor gets less than the operator meant.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from engines.doctor import Finding, Standing
from engines.errors import SealError
from engines.languages import name_of
from engines.languages.reviewing import reviewer
from engines.safety.reviewing import unreviewed
from engines.sealing import boxes
from engines.settings import child_environment
from kiosk.deploy import engine, machine
from kiosk.site.card import shown_at
from kiosk.site.files import InForce
from kiosk.site.values import Linking, Sealed, Site
from kiosk.voice.commands import unsaid

_LPSTAT_S = 5
_ENGLISH = "en"


def findings(in_force: InForce, data: Path, at: datetime) -> list[Finding]:
    """Everything that the operator can mend.

    Args:
        in_force: the settings that hold.
        data: the data folder.
        at: the time on the wall.
    """
    return [
        settings(in_force),
        help_card(in_force.site, data, at),
        *reviews(in_force.site),
        speech(in_force.site, data),
        *ways_home(in_force.site),
        *screen(),
        *engine_built(),
    ]


def settings(in_force: InForce) -> Finding:
    """Whether the operator's file is what holds."""
    return Finding("settings file", "problem" if in_force.fault else "ok", in_force.told())


def help_card(site: Site, data: Path, at: datetime) -> Finding:
    """What somebody who needs a person is shown."""
    shown = shown_at(site.help_card, data, at)
    good = shown.standing == "good"
    return Finding("help card", "ok" if good else "problem", shown.told())


def reviews(site: Site) -> Iterator[Finding]:
    """What nobody signed: translations, and the words that look for a sign of crisis."""
    for code in site.languages:
        if code == _ENGLISH:
            continue
        by = reviewer(code)
        how = f"python -m engines.languages review {code} --faces kiosk writes a page for that"
        text = f"reviewed by {by}" if by else f"a draft that nobody has reviewed: {how}"
        yield Finding(f"texts in {name_of(code)}", "ok" if by else "note", text)
    drafts = unreviewed() if site.typing else ()
    if drafts:
        text = f"visitors may type, and nobody has reviewed {', '.join(drafts)}"
        yield Finding("signs of crisis", "note", f"{text}: read engines/safety/README.md")


def speech(site: Site, data: Path) -> Finding:
    """Whether every text can be said aloud."""
    lack = unsaid(site, data)
    return Finding("speech", "note" if lack else "ok", lack or "every text can be said aloud")


def ways_home(site: Site) -> Iterator[Finding]:
    """Whether what is switched on for taking a picture home is there."""
    if site.print is not None:
        yield _printer(site.print.printer)
    if site.link is not None:
        yield _link(site.link)
    if site.sealed is not None:
        yield _sealing(site.sealed)
    if not site.take:
        yield Finding("taking home", "note", "off: see take. in the settings")


def _sealing(sealed: Sealed) -> Finding:
    try:
        boxes.from_line(sealed.key.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, SealError) as error:
        text = f"nothing can be sealed with the key {sealed.key}: {error}"
        return Finding("sealing", "problem", text)
    if sealed.folder is not None and not os.access(sealed.folder, os.W_OK):
        text = f"sealed files cannot be put into {sealed.folder}: is the stick there, and writable?"
        return Finding("sealing", "problem", text)
    return Finding("sealing", "ok", f"the key {sealed.key} is there")


def screen(root: Path = machine.HERE) -> Iterator[Finding]:
    """What shows the page, where `kiosk/deploy` installed it; nothing elsewhere."""
    name, meant = machine.shown_by(root)
    if name and meant:
        yield Finding("screen", "ok", f"{name} shows the page")
    elif name:
        text = f"cage could not start and {name} took over"
        why = "journalctl --namespace sketchwell -u sketchwell-browser says why"
        yield Finding("screen", "note", f"{text}: {why}")


def engine_built(folder: Path = engine.RUN) -> Iterator[Finding]:
    """How far the painter's engine is, where a board builds one; nothing elsewhere."""
    told = engine.read_progress(folder)
    if told.state == "none":
        return
    standings: dict[str, Standing] = {"ready": "ok", "failed": "problem"}
    standing: Standing = standings.get(told.state, "note")
    percent = "" if told.percent is None else f" {told.percent} %."
    text = f"{told.model}: {told.state}.{percent} {told.said}"
    yield Finding("engine", standing, text)


def _link(link: Linking) -> Finding:
    if link.address.startswith("127.") or link.address == "::1":
        text = f"no phone reaches {link.address}, which is this machine's name for itself"
        return Finding("links", "problem", text)
    family = socket.AF_INET6 if ":" in link.address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((link.address, 0))
    except OSError as error:
        text = f"{link.address} is not this machine's address now ({error.strerror})"
        return Finding("links", "problem", f"{text}: there are no links; see ip address")
    return Finding("links", "ok", f"phones are sent to {link.url}")


def unopened(site: Site, opened: Collection[str]) -> Iterator[Finding]:
    """Which ways home the running kiosk could not open at its start."""
    for way in site.take:
        if way not in opened:
            text = "switched on, and could not be opened at the start: no visitor sees it"
            yield Finding(f"taking home: {way}", "problem", f"{text}; the log says why")


def _printer(name: str) -> Finding:
    if shutil.which("lpstat") is None:
        return Finding("printer", "problem", "CUPS is not installed: sudo apt-get install cups")
    try:
        done = subprocess.run(
            ["lpstat", "-p", name],
            env=child_environment(LC_ALL="C"),
            capture_output=True,
            text=True,
            timeout=_LPSTAT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finding("printer", "problem", "CUPS does not answer: systemctl status cups")
    said = (done.stdout or done.stderr).strip().splitlines()
    line = said[0] if said else "nothing was said"
    ready = done.returncode == 0 and "disabled" not in line
    return Finding("printer", "ok" if ready else "problem", f"{name}: {line}")
