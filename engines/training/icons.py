"""Openly licensed icons: fetched from the npm registry, chosen, rendered, traced.

Sources: fluentui-emoji 1.3.0 (MIT), @iconify-json/noto 1.2.9 (Apache-2.0).
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engines.errors import BackendMissingError
from engines.training.chosen import (
    FACE_COLORS,
    FACE_YELLOWS,
    FACES,
    PEOPLE,
    TONES,
    is_denied,
    split_tone,
    words_of,
)
from engines.training.contours import Line, lines_of
from engines.training.held_out import is_held_out

SIDE_PX = 128


@dataclass(frozen=True, slots=True)
class Source:
    """A pinned npm package: its name, version, licence and the SHA-256 of its archive."""

    package: str
    version: str
    licence: str
    sha256: str

    @property
    def archive(self) -> str:
        """The file name that `npm pack` gives it."""
        return f"{self.package.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


FLUENT = Source(
    "fluentui-emoji",
    "1.3.0",
    "MIT",
    "ec892e607e854859b812c7d827801756adc19955b0ef56d4ae8afcddd19492c5",
)
NOTO = Source(
    "@iconify-json/noto",
    "1.2.9",
    "Apache-2.0",
    "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad",
)


@dataclass(frozen=True, slots=True, eq=False)
class Icons:
    """All chosen icons in memory or mapped from disk.

    Attributes:
        rgba: uint8 (n, 128, 128, 4).
        names: the plain name of each.
        words: the words of each.
        lines: the traced lines of each.
        groups: for every theme ("people", "faces", "things") the indices by plain name. Only what
            stands here is drawn from; `load` leaves held-out things out.
    """

    rgba: NDArray[Any]
    names: list[str]
    words: list[tuple[str, ...]]
    lines: list[list[Line]]
    groups: dict[str, list[list[int]]]


def fetch(source: Source, cache: Path) -> Path:
    """Brings a package's archive into the cache with `npm pack`, and checks it.

    Raises:
        BackendMissingError: npm is not here, or the package is not the pinned one.
    """
    path = cache / source.archive
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        spec = f"{source.package}@{source.version}"
        try:
            subprocess.run(["npm", "pack", spec], cwd=cache, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise BackendMissingError(
                f"The icons {spec} could not be fetched: install npm, or put "
                f"{source.archive} into {cache}."
            ) from error
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != source.sha256:
        raise BackendMissingError(f"{path} is not the pinned file (SHA-256 {found}): delete it.")
    return path


def prepare(cache: Path) -> Path:
    """Renders and traces every chosen icon once.

    Returns:
        The folder that `load` reads: `rgba.npy`, `lines.npz`, `icons.json`.
    """
    folder = cache / "icons"
    if (folder / "icons.json").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    pictures: list[NDArray[Any]] = []
    names: list[str] = []
    lines: list[list[Line]] = []
    for name, svg in _chosen(cache):
        rgba = rendered(svg)
        traced = lines_of(rgba)
        if traced:
            pictures.append(rgba)
            names.append(name)
            lines.append(traced)
    np.save(folder / "rgba.npy", np.stack(pictures))
    _save_lines(folder / "lines.npz", lines)
    (folder / "icons.json").write_text(json.dumps({"names": names}))
    return folder


def load(cache: Path, *, held_out: bool = False) -> Icons:
    """Reads what `prepare` made; the pictures stay on disk until used.

    Args:
        cache: where `prepare` put them.
        held_out: group the things that training never sees, and no others; else all others.
            People and faces are the same in both.
    """
    folder = prepare(cache)
    names: list[str] = json.loads((folder / "icons.json").read_text())["names"]
    lines = _load_lines(folder / "lines.npz")
    groups: dict[str, dict[str, list[int]]] = {"people": {}, "faces": {}, "things": {}}
    for index, name in enumerate(names):
        if is_denied(name):
            continue
        theme = "people" if name in PEOPLE else "faces" if name in FACES else "things"
        if theme == "things" and is_held_out(name) is not held_out:
            continue
        groups[theme].setdefault(name, []).append(index)
    rgba = np.load(folder / "rgba.npy", mmap_mode="r")
    chosen = {theme: list(by_name.values()) for theme, by_name in groups.items()}
    words = [words_of(name) for name in names]
    return Icons(rgba, names, words, lines, chosen)


def _chosen(cache: Path) -> Iterator[tuple[str, str]]:
    yield from _fluent(fetch(FLUENT, cache))
    yield from _noto(fetch(NOTO, cache))


def _fluent(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            match = re.fullmatch(r"package/icons/(flat|modern)/(.+)\.svg", member.name)
            if match is None:
                continue
            name, tone = split_tone(match[2])
            file = tar.extractfile(member)
            if file is not None and _wanted(name, tone):
                yield from _variants(name, file.read().decode(), flat=match[1] == "flat")


def _noto(archive: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("package/icons.json")
        if file is None:
            raise BackendMissingError(f"{archive} holds no icons.json: delete it and try again.")
        icons = json.load(file)["icons"]
    frame = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'viewBox="0 0 128 128">'
    )
    for key, icon in sorted(icons.items()):
        name, tone = split_tone(key)
        if _wanted(name, tone) and name not in FACES:
            yield name, f"{frame}{icon['body']}</svg>"


def _wanted(name: str, tone: str | None) -> bool:
    if name in PEOPLE:
        return tone in TONES
    return not is_denied(name) and tone is None


def _variants(name: str, svg: str, *, flat: bool) -> Iterator[tuple[str, str]]:
    if name not in FACES:
        yield name, svg
    elif flat:
        for color in FACE_COLORS:
            yield name, re.sub("|".join(FACE_YELLOWS), color, svg)


def rendered(svg: str) -> NDArray[Any]:
    """Rasterizes an SVG: uint8 (128, 128, 4), straight alpha, centered where it is not square."""
    import cv2
    import resvg_py

    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE_PX, height=SIDE_PX))
    bgra = np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED))
    height, width = bgra.shape[:2]
    side = max(height, width)
    square = np.zeros((side, side, 4), np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA)
    return (
        square
        if side == SIDE_PX
        else cv2.resize(square, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    )


def _save_lines(path: Path, lines: list[list[Line]]) -> None:
    flat = [line for own in lines for line in own]
    np.savez(
        path,
        points=np.concatenate([line.points for line in flat]),
        lengths=np.array([len(line.points) for line in flat]),
        colors=np.stack([line.color for line in flat]),
        flags=np.array([(line.closed, line.outer) for line in flat]),
        counts=np.array([len(own) for own in lines]),
    )


def _load_lines(path: Path) -> list[list[Line]]:
    with np.load(path) as kept:
        points = np.split(kept["points"], np.cumsum(kept["lengths"])[:-1])
        rows = zip(points, kept["colors"], kept["flags"].tolist(), strict=True)
        flat = [Line(own, color, closed, outer) for own, color, (closed, outer) in rows]
        ends = np.cumsum(kept["counts"])
    starts = np.concatenate([[0], ends[:-1]])
    return [flat[a:b] for a, b in zip(starts, ends, strict=True)]
