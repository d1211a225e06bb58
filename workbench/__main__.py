"""python -m workbench: serve, back-up, restore, keys, kiosk-key, verify, doctor, bench."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.errors import ArchiveError, SettingsError, SketchwellError
from engines.sealing import check_passphrase
from engines.settings import load
from workbench import options
from workbench.vault import words


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand; `serve` where none is named."""
    asked = options.read(list(sys.argv[1:] if arguments is None else arguments))
    os.umask(0o077)  # the database's own files too are nobody else's, wherever the folder lies
    try:
        return _COMMANDS[asked.command](asked)
    except KeyboardInterrupt:
        return 0
    except SketchwellError as error:
        print(f"Sketchwell: {error}", file=sys.stderr)
        return 2


def serve(asked: argparse.Namespace) -> int:
    """Opens the practice and serves the workbench until it is stopped."""
    from workbench import starting

    return starting.serve(asked)


def back_up(asked: argparse.Namespace) -> int:
    """Writes everything of a practice into one file under a passphrase."""
    folder = _of_a_practice(asked)
    secret = words.asked("Passphrase of the backup", twice=True, file=asked.passphrase_file)
    check_passphrase(secret)
    told = {"file": str(asked.file.absolute()), "passphrase": secret}
    _errand(folder, "back-up", told, doing="Backing up", known=_known(asked))
    print(
        f"Everything but the keys is in {asked.file}, and was read back. It opens with its "
        "passphrase and a key copy together: python -m workbench keys copy FILE.keys"
    )
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Makes a practice's folder of a backup, and says what it holds."""
    from workbench.vault import restoring

    if asked.dry_run:
        return _rehearse(asked)
    here = Path(load({}).data)
    print(restoring.restore(asked, _folder(asked), here=here, told=_told("Restoring")))
    return 0


def keys(asked: argparse.Namespace) -> int:
    """Says or changes how the master key is kept."""
    from workbench.vault import commands

    folder = _of_a_practice(asked)
    known = commands.proof(asked, folder)
    print(
        commands.run(
            asked,
            lambda name, told: _errand(folder, name, {**told, "before": known}, known=known),
        )
    )
    return 0


def _rehearse(asked: argparse.Namespace) -> int:
    from workbench.archive import rehearsal, restoring
    from workbench.vault.restoring import keys_of

    passphrase = words.asked("Passphrase of the backup", file=asked.passphrase_file)
    held = rehearsal.rehearse(
        asked.file,
        passphrase=passphrase,
        keys=keys_of(asked),
        ledgers=restoring.beside(asked.keys, Path(load({}).data)),
        progress=_told("Reading"),
    )
    print(
        f"{asked.file} would bring back: people: {held.people}, sittings: {held.sittings} "
        f"({held.going} still open), kept turns: {held.turns}.\n"
        f"Its newest change: {held.newest}. Version of its tables: {held.version}. "
        f"Its audit is whole: {held.entries} entries. Nothing was kept or changed."
    )
    print("".join(f"{each}\n" for each in held.repairs), end="")
    return 0


def kiosk_key(asked: argparse.Namespace) -> int:
    """Writes the key that a kiosk seals with for this practice; it opens nothing."""
    line = _errand(_of_a_practice(asked), "kiosk-key", {}, known=_known(asked))["line"]
    told = "# A practice's public key. A kiosk seals with it for this practice; it opens nothing.\n"
    try:
        asked.file.write_text(told + line, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"The file {asked.file} cannot be written: {error}.") from error
    print(f"{asked.file} is the key for a kiosk's operator. It is no secret.")
    return 0


def verify(asked: argparse.Namespace) -> int:
    """Checks the whole audit, and names the first entry that is not as it was written."""
    from workbench.auditing import taking_out

    head = taking_out.head_in(asked.head).to_text() if asked.head else ""
    found = _errand(_of_a_practice(asked), "verify", {"head": head}, known=_known(asked))
    print("\n".join([*found["faults"], *found["notes"]]) or "Nobody changed the audit.")
    print(f"Entries: {found['entries']}.")
    return 1 if found["faults"] else 0


def doctor(asked: argparse.Namespace) -> int:
    """Says what stands open on this machine; gives 1 where something does."""
    from workbench.checkup import findings, looking

    found = looking.from_outside(load({"data": asked.data and str(asked.data)}))
    print("\n".join(findings.lines(found)))
    return findings.code(found)


def measure(asked: argparse.Namespace) -> int:
    """Measures the whole workbench in a browser, on a demo practice of its own."""
    from workbench import bench

    found = bench.report(rounds=asked.rounds, say=lambda doing: print(f"{doing} ...", flush=True))
    print(json.dumps(found) if asked.json else bench.table(found))
    return 0


def _errand(
    folder: Path, name: str, arguments: Mapping[str, Any], *, doing: str = "", known: str = ""
) -> Mapping[str, Any]:
    """Does it here, or asks the workbench that has the folder open.

    `doing` tells how far it is; `known` are the words that open the archive, where somebody typed
    them already.
    """
    from workbench.errands import sending
    from workbench.vault.commands import opening

    told = _told(doing) if doing else lambda _: None
    return sending.carry_out(
        folder,
        name,
        arguments,
        lambda going: told(float(going.get("share", 0.0))),
        opening=lambda found: opening(found, known),
    )


def _known(asked: argparse.Namespace) -> str:
    """The words that open the practice, where a file was named that has them."""
    return words.first_line(asked.unlock) if asked.unlock else ""


def _of_a_practice(asked: argparse.Namespace) -> Path:
    from workbench.archive.database import DATABASE_FILE

    folder = _folder(asked)
    if not (folder / DATABASE_FILE).exists():
        raise ArchiveError(f"There is no practice in {folder}: name its folder with --data DIR.")
    return folder


def _folder(asked: argparse.Namespace) -> Path:
    return Path(load({"data": asked.data and str(asked.data)}).data)


def _told(doing: str) -> Callable[[float], None]:
    """Tells on the terminal how far it is; says nothing where there is none."""

    def told(share: float) -> None:
        end = "\n" if share >= 1.0 else ""
        print(f"\r{doing}: {share:4.0%}", end=end, file=sys.stderr, flush=True)

    return told if sys.stderr.isatty() else lambda _: None


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "serve": serve,
    "back-up": back_up,
    "restore": restore,
    "keys": keys,
    "kiosk-key": kiosk_key,
    "verify": verify,
    "doctor": doctor,
    "bench": measure,
}


if __name__ == "__main__":
    sys.exit(main())
