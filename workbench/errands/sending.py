"""A command's end of the line: the work is done here, or by the workbench that has the folder."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from engines.errors import ArchiveError
from workbench.archive import holder
from workbench.archive.holder import Holder
from workbench.archive.store import Archive
from workbench.errands import wire
from workbench.errands.known import ERRANDS, Answer, Arguments, Tell
from workbench.errands.listening import LOOPBACK


def running(folder: Path) -> Holder | None:
    """The workbench that has this very folder open and answers, if there is one.

    A copy of the folder says the same of itself, and is another practice for whoever asks.
    """
    found = holder.read(folder)
    if found is None or not found.port:
        return None
    try:
        said = _asked(found, "hello", {}, _nobody)
        same = Path(str(said.get("folder", ""))).samefile(folder)
    except (OSError, ArchiveError):
        return None
    return found if same else None


def carry_out(
    folder: Path,
    name: str,
    arguments: Arguments,
    tell: Tell,
    *,
    opening: Callable[[Path], Archive] = Archive.open,
) -> Answer:
    """Does an errand in the workbench that has the folder open, or here where none has.

    Args:
        folder: the data folder.
        name: one of `known.ERRANDS`.
        arguments: of the errand; JSON.
        tell: hears what the errand tells while it goes on.
        opening: opens the archive where it is done here.

    Raises:
        SketchwellError: what the errand refuses.
        ArchiveError: another process has the folder and does no errands; what the errand refuses
            in the workbench that is open, whatever its kind there.
    """
    owner = running(folder)
    if owner is not None:
        try:
            return _asked(owner, name, arguments, tell)
        except OSError as error:
            raise ArchiveError(
                "The workbench that is open stopped answering: look at it, then try again."
            ) from error
    with opening(folder) as archive:
        holder.write(folder, holder.here(name))
        try:
            return ERRANDS[name](archive, arguments, tell)
        finally:
            holder.clear(folder)


def _asked(owner: Holder, name: str, arguments: Arguments, tell: Tell) -> Answer:
    with closing(_line(owner)) as line:
        own = wire.nonce()
        line.say(sketchwell=wire.VERSION, nonce=own)
        said = line.hear()
        if said.get("sketchwell") != wire.VERSION:
            raise ArchiveError(
                "The workbench that is open is of another version: close it, then try again."
            )
        nonces = (own, said.get("nonce"))
        if not wire.proves(said, wire.proof(owner.token, "owner", *nonces)):
            raise ArchiveError("Something else answers in the place of the workbench.")
        proof = wire.proof(owner.token, "caller", *nonces)
        line.say(proof=proof, errand=name, arguments=dict(arguments))
        if name != "hello":
            line.patient()
        return _heard(line, tell)


def _line(owner: Holder) -> wire.Line:
    connection = socket.create_connection((LOOPBACK, owner.port), timeout=wire.HANDSHAKE_S)
    return wire.Line(connection)


def _heard(line: wire.Line, tell: Tell) -> Answer:
    while True:
        said = line.hear()
        if said.get("say") == "going":
            tell(said["told"])
        elif said.get("say") == "done":
            return said["answer"]
        else:
            raise ArchiveError(str(said.get("text", "The workbench that is open refused.")))


def _nobody(_: object) -> None:
    """Nobody wants to hear how it goes."""
