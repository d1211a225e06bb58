"""`python -m workbench keys`: how the master key is kept, key copies, recovery sheet, a new key."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.archive.store import Archive
from workbench.archive.unlocking import arranging
from workbench.archive.unlocking import lock as locks
from workbench.archive.unlocking.sheet import Sheet
from workbench.vault import sheets, words
from workbench.vault.options import WAYS

Errand = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


def run(asked: argparse.Namespace, errand: Errand) -> str:
    """Does one deed; `errand` does the work, here or in the workbench that has the folder."""
    return _DEEDS[asked.deed](asked, errand)


def opening(folder: Path, known: str = "") -> Archive:
    """Opens an archive, and asks for words where it is locked and none are known yet."""
    if arranging.door(folder) != "locked":
        return Archive.open(folder)
    return Archive.open(folder, known or words.asked("Passphrase or recovery code"))


def proof(asked: argparse.Namespace, folder: Path) -> str:
    """What shows that somebody may change keys: the words until now, where a passphrase opens it.

    The workbench that has the folder open asks for the same: an open one gives no keys away.
    """
    lock = locks.read(folder)
    if lock is None or lock.way != "passphrase" or (asked.deed == "show" and not asked.unlock):
        return ""
    return words.asked("Passphrase or recovery code until now", file=asked.unlock)


def _show(_: argparse.Namespace, errand: Errand) -> str:
    told = errand("keys-show", {})
    lines = [f"The master key is kept {WAYS[told['way']]}."]
    lines.append(
        "A recovery sheet opens it too."
        if told["sheet"]
        else "There is no recovery sheet: make one with python -m workbench keys sheet FILE.html"
    )
    lines += [f"Key copy: {path}" for path in told["copies"]]
    lines += [f"Not reached at the last erasing: {path}" for path in told["unreached"]]
    return "\n".join(lines)


def _keep(asked: argparse.Namespace, errand: Errand) -> str:
    passphrase = None
    if asked.way == "passphrase":
        passphrase = words.asked("New passphrase", twice=True)
    errand("keys-keep", {"way": asked.way, "passphrase": passphrase})
    return f"The master key is kept {WAYS[asked.way]}."


def _passphrase(_: argparse.Namespace, errand: Errand) -> str:
    passphrase = words.asked("New passphrase", twice=True)
    errand("keys-passphrase", {"passphrase": passphrase})
    return "The new passphrase opens the practice, and the old one does not."


def _sheet(asked: argparse.Namespace, errand: Errand) -> str:
    sheet = Sheet()
    sheets.write(sheet, asked.file)
    places = [str(place + 1) for place in sheet.places]
    typed = [
        words.asked(f"Print {asked.file}. Group {place}, as it stands on paper") for place in places
    ]
    try:
        code = sheet.tried(typed)
    except BaseException:
        sheets.remove(asked.file)
        raise
    errand("keys-sheet", {"code": code})
    sheets.remove(asked.file)
    return "The sheet opens the practice from now on. Its file was removed: keep the paper."


def _copy(asked: argparse.Namespace, errand: Errand) -> str:
    told = {"file": str(asked.file.absolute()), "passphrase": ""}
    given = asked.passphrase_file
    if asked.own_passphrase or given is not None:
        told["passphrase"] = words.asked("Passphrase of the key copy", twice=True, file=given)
    errand("keys-copy", told)
    return f"{asked.file} is the key copy. Keep it apart from the backups: together they open all."


def _rotate(_: argparse.Namespace, errand: Errand) -> str:
    missed = errand("keys-rotate", {})["unreached"]
    lines = ["Everything is sealed under a new master key. Passphrase and sheet stay good."]
    lines += [f"Out of reach, and with the old key still: {path}" for path in missed]
    return "\n".join(lines)


_DEEDS: dict[str, Callable[[argparse.Namespace, Errand], str]] = {
    "show": _show,
    "keep": _keep,
    "passphrase": _passphrase,
    "sheet": _sheet,
    "copy": _copy,
    "rotate": _rotate,
}
