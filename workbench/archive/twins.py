"""Small files that lie twice: where one is missing or harmed, the other one counts and mends it.

Each copy must tell by itself whether it is whole, by a checksum or because it opens. Of two whole
ones that differ, as a kill between the two writes leaves them, the first counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from workbench.archive import disk

TWIN, HARMED = ".twin", ".harmed"
Whole = Callable[[bytes], bool]


def twin_of(path: Path) -> Path:
    """Where a file's second copy lies."""
    return path.with_name(f"{path.name}{TWIN}")


def present(path: Path) -> bool:
    """Whether either copy is there."""
    return path.exists() or twin_of(path).exists()


def write(path: Path, content: bytes) -> None:
    """Write both, each in one step and synced.

    A file that is replaced changes last: what refuses or ends the first write leaves it as it was.
    """
    both = (path, twin_of(path))
    for each in reversed(both) if path.exists() else both:
        disk.write_whole(each, content)


def read(path: Path, whole: Whole) -> bytes:
    """What the file holds: the first whole copy's content; where neither is, the first one's.

    Raises:
        FileNotFoundError: neither is there.
    """
    held = [*_held(path).values()]
    if not held:
        raise FileNotFoundError(path)
    return next((content for content in held if whole(content)), held[0])


def mend(path: Path, whole: Whole) -> str | None:
    """Make both copies whole again, if one is; says in a sentence what was harmed or missing.

    Harmed ones are kept under another name. A missing second copy is made without a word: a kill
    leaves that, and so does a version that kept one.
    """
    held = _held(path)
    good = next((content for content in held.values() if whole(content)), None)
    if good is None:
        return None
    harmed = [each for each, content in held.items() if content != good and not whole(content)]
    for each in harmed:
        _set_aside(path, held[each])
    for each in (path, twin_of(path)):
        if held.get(each) != good:
            disk.write_whole(each, good)
    if not harmed and path in held:
        return None
    what, kept = ("damaged", f" What was damaged lies in {path.parent}.")
    if not harmed:
        what, kept = "missing", ""
    return f"The file {path.name} was {what}, and made anew from its twin: nothing is lost.{kept}"


def harmed(path: Path) -> Iterable[Path]:
    """The harmed copies of a file that were kept."""
    return path.parent.glob(f"{path.name}{HARMED}-*")


def _held(path: Path) -> dict[Path, bytes]:
    return {each: each.read_bytes() for each in (path, twin_of(path)) if each.exists()}


def _set_aside(path: Path, content: bytes) -> None:
    number = 1 + max((int(each.suffix.rpartition("-")[2]) for each in harmed(path)), default=0)
    disk.write_whole(path.with_name(f"{path.name}{HARMED}-{number}"), content)
