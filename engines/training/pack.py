"""All icons in one file, for a machine without a network: what `prepare` made, as a .tar.xz."""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from pathlib import Path

from engines.errors import RecordError
from engines.training import icons

MOST_BYTES = 30 * 2**20
FILES = ("rgba.npy", "lines.npz", "icons.json")


def write(file: Path, cache: Path, *, most_bytes: int = MOST_BYTES) -> int:
    """Packs the rendered and traced icons.

    Args:
        file: the pack to write; a former one stays if the new one is too large.
        cache: where `icons.prepare` puts the icons.
        most_bytes: the largest pack.

    Returns:
        Its size in bytes.

    Raises:
        RecordError: the pack would be larger.
    """
    folder = icons.prepare(cache)
    part = file.with_name(f"{file.name}.part")
    with tarfile.open(part, "w:xz", preset=1) as tar:
        for name in FILES:
            tar.add(folder / name, name)
    size = part.stat().st_size
    if size > most_bytes:
        part.unlink()
        raise RecordError(
            f"The pack {file} would take {size} bytes, at most {most_bytes} are allowed: "
            "leave more icons out in engines/training/chosen.py."
        )
    part.replace(file)
    return size


def unpack(file: Path, cache: Path) -> Path:
    """Lays a pack's icons out where `icons.load` finds them, once.

    Args:
        file: what `write` wrote.
        cache: any folder; each pack gets a folder of its own in it.

    Returns:
        The folder to give to `icons.load`.

    Raises:
        RecordError: the file is not there, or is no such pack.
    """
    try:
        own = cache / hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        folder = own / "icons"
        if not (folder / "icons.json").exists():
            folder.mkdir(parents=True, exist_ok=True)
            _lay_out(file, folder)
    except (OSError, EOFError, tarfile.TarError) as error:
        raise RecordError(
            f"{file} is no pack of icons: write one with "
            "`python -m engines.training prepare --pack FILE`."
        ) from error
    return own


def _lay_out(file: Path, folder: Path) -> None:
    with tarfile.open(file, "r:xz") as tar:
        for name in FILES:
            try:
                inner = tar.extractfile(name)
            except KeyError as error:
                raise tarfile.ReadError(f"no {name}") from error
            if inner is not None:
                with (folder / name).open("wb") as out:
                    shutil.copyfileobj(inner, out)
