"""The workbench's end of the line: it says in the folder where it listens, and does errands."""

from __future__ import annotations

import logging
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from engines.errors import ArchiveError, SketchwellError, traced
from workbench.archive import disk, holder
from workbench.archive.store import Archive
from workbench.errands import wire
from workbench.errands.known import ERRANDS

LOOPBACK = "127.0.0.1"
AT_ONCE, CALLERS = 4, 16
_log = logging.getLogger(__name__)


class Listening:
    """Does errands for commands, and says in the folder who holds it, as long as it is entered.

    Args:
        folder: the data folder, made where it is not there.
        address: where a browser sees this workbench.
        archive: gives the open archive; what it raises is told to whoever asked.
    """

    def __init__(self, folder: Path, *, address: str, archive: Callable[[], Archive]) -> None:
        self._folder, self._address, self._archive = folder, address, archive
        self._token = secrets.token_hex(32)
        self._room = threading.Semaphore(AT_ONCE)
        self._callers = threading.Semaphore(CALLERS)
        self._socket = socket.socket()

    def __enter__(self) -> Listening:
        disk.make_folder(self._folder)
        self._socket.bind((LOOPBACK, 0))
        self._socket.listen(AT_ONCE)
        port = self._socket.getsockname()[1]
        said = holder.here(holder.WORKBENCH, address=self._address, port=port, token=self._token)
        holder.write(self._folder, said)
        threading.Thread(target=self._accept, name="errands", daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        holder.clear(self._folder)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if not self._callers.acquire(blocking=False):
                connection.close()
                continue
            connection.settimeout(wire.HANDSHAKE_S)
            work = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            work.start()

    def _serve(self, connection: socket.socket) -> None:
        line = wire.Line(connection)
        # Whoever dawdles before the proof keeps no place from others.
        patience = threading.Timer(wire.HANDSHAKE_S, line.break_off)
        patience.start()
        try:
            asked = self._proven(line)
            patience.cancel()
            if asked is not None:
                self._answer(line, asked)
        except (OSError, SketchwellError):
            _log.info("A command went away, or was none.")
        except Exception as error:  # noqa: BLE001 - a thread of its own: logged by its kind
            _log.error("An errand's line failed: %s", traced(error))
        finally:
            patience.cancel()
            line.close()
            self._callers.release()

    def _proven(self, line: wire.Line) -> dict[str, Any] | None:
        """What a caller asks who proved that they know the token."""
        said, own = line.hear(), wire.nonce()
        if said.get("sketchwell") != wire.VERSION:
            line.say(sketchwell=wire.VERSION)
            return None
        nonces = (said.get("nonce"), own)
        line.say(
            sketchwell=wire.VERSION, nonce=own, proof=wire.proof(self._token, "owner", *nonces)
        )
        asked = line.hear()
        return asked if wire.proves(asked, wire.proof(self._token, "caller", *nonces)) else None

    def _answer(self, line: wire.Line, asked: dict[str, Any]) -> None:
        name, arguments = asked.get("errand"), asked.get("arguments")
        try:
            if name == "hello":
                line.say(say="done", answer={"folder": str(self._folder.absolute())})
                return
            if name not in ERRANDS or not isinstance(arguments, dict):
                raise ArchiveError(
                    f"The workbench that is open does not know {name!r}: it may be an older one. "
                    "Close it, and start it again."
                )
            tell = line.say
            with self._room:
                answer = ERRANDS[name](
                    self._archive(), arguments, lambda told: tell(say="going", told=dict(told))
                )
            line.say(say="done", answer=dict(answer))
        except SketchwellError as error:
            line.say(say="refused", text=str(error))
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - said calmly, logged by its kind
            _log.error("An errand failed: %s", traced(error))
            line.say(say="refused", text="That failed in the workbench that is open: see its log.")
