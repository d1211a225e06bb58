"""Printing by CUPS: the page goes through a pipe, and what becomes of it is watched for a while.

No file of ours is made. CUPS keeps the job in its spool until it is printed: where that lies, and
that nothing is kept afterwards, is for `cupsd` to be told (see the README of this package). A job
that the printer could not take is withdrawn when nobody waits for it any more, so that no
visitor's picture comes out before the eyes of the next.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from engines.settings import child_environment
from kiosk.site.values import Printing

State = Literal["sent", "printed", "paper", "gone", "failed"]
Job = tuple[State, str | None]
ANSWER_S, LOOK_S, WATCH_S, WITHDRAW_S = 10.0, 2.0, 90.0, 180.0
_JOB = re.compile(r"request id is (\S+-\d+) ")
_NO_PAPER = re.compile(r"media-(empty|needed|jam)|out of paper", re.IGNORECASE)
_NO_PRINTER = re.compile(
    r"not exist|unknown|no such|not responding|unable to connect|refused", re.I
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Ran:
    code: int
    told: str


class Printer:
    """One printer of this machine.

    Args:
        printing: which, and what paper lies in it.
    """

    def __init__(self, printing: Printing) -> None:
        self._name, self._paper = printing.printer, printing.paper

    async def print(self, pdf: bytes) -> Job:
        """Sends a page on its way.

        Returns:
            What became of it so far, and the job's name where there is one: "sent"; "gone" where
            there is no such printer or no CUPS; else "failed".
        """
        options = ("-o", f"media={self._paper}", "-o", "fit-to-page", "-t", "Sketchwell")
        ran = await _run("lp", "-d", self._name, *options, "--", "-", data=pdf)
        job = _JOB.search(ran.told)
        if ran.code == 0 and job is not None:
            return "sent", job[1]
        return "gone" if _NO_PRINTER.search(ran.told) else "failed", None

    async def stands(self) -> State | None:
        """What keeps the printer from printing; None where nothing is known to."""
        ran = await _run("lpstat", "-l", "-p", self._name)
        if ran.code != 0 or " disabled since " in ran.told:
            return "gone"
        return "paper" if _NO_PAPER.search(ran.told) else None

    async def watch(self, job: str) -> AsyncIterator[State]:
        """Tells what changes until the page is out or nobody need wait: "printed" or "paper"."""
        told: State = "sent"
        for _ in range(round(WATCH_S / LOOK_S)):
            await asyncio.sleep(LOOK_S)
            waits = await self._waits(job)
            now: State = "printed" if not waits else await self.stands() or "sent"
            if now != told:
                told = now
                yield told
            if told in ("printed", "gone"):
                return

    async def withdraw(self, job: str) -> None:
        """After a while, takes back what could not be printed."""
        await asyncio.sleep(WITHDRAW_S)
        if await self._waits(job):
            _log.warning("%s is not printed after %.0f s: withdrawn", job, WITHDRAW_S)
            await _run("cancel", "-x", job)

    async def _waits(self, job: str) -> bool:
        ran = await _run("lpstat", "-W", "not-completed", "-o", self._name)
        return job in ran.told.split()


async def _run(*command: str, data: bytes = b"") -> _Ran:
    """Runs a command of CUPS; what it says, in English. 127 where it is not there."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=pipe,
            stdout=pipe,
            stderr=asyncio.subprocess.STDOUT,
            env=child_environment(LC_ALL="C"),
        )
    except OSError as error:
        _log.error("%s: %s", command[0], error.strerror)
        return _Ran(127, "no such command")
    try:
        told, _ = await asyncio.wait_for(process.communicate(data), ANSWER_S)
    except asyncio.TimeoutError:
        _log.error("%s did not answer within %.0f s", command[0], ANSWER_S)
        return _Ran(124, "not responding")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _Ran(process.returncode or 0, told.decode(errors="replace"))
