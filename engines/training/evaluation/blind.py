"""Which of two painters is preferred, by somebody who cannot know which is which.

`ask` writes a folder: `compare.html` (the drawing and two answers, shuffled, keys 1, 2, 0) or
numbered contact sheets, and `key.json`, which says what was where. The key is sealed by being
coded, so that a glance at it gives nothing away; who judges must not run `count`.
"""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from zlib import compress, decompress

import numpy as np
from numpy.typing import NDArray

from engines.errors import RecordError
from engines.picture import PictureRequest
from engines.picture.overlay import laid_over
from engines.sketch import lines_rgba, rasterize
from engines.training.evaluation.cases import Case
from engines.training.evaluation.lineup import Bytes, Lineup
from engines.training.evaluation.tables import wilson

KEY, PAGE = "key.json", "compare.html"
SIZE, SHOWN = 512, 400
SHEET_ROWS, SHEET_PX, GAP = 3, 360, 16
LEFT, RIGHT, NEITHER = 1, 2, 0


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """One question: `first` tells whether painter a is on the left; `words` were asked for."""

    number: int
    words: str
    drawing: Bytes
    left: Bytes
    right: Bytes
    first: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What was answered.

    Attributes:
        group: "all", or the questions with or without words.
        for_a, for_b, neither: answers.
        share_b: of those who preferred one, for b; 0.5 where nobody did.
        low, high: its 95 % interval (Wilson, 1927).
    """

    group: str
    for_a: int
    for_b: int
    neither: int
    share_b: float
    low: float
    high: float


def pairs_of(
    cases: Sequence[Case], lineup: Lineup, names: tuple[str, str], *, count: int, seed: int
) -> list[Pair]:
    """Paints the questions, in shuffled order and on shuffled sides, with the person's lines.

    Args:
        cases: drawings to choose from, none twice.
        lineup: open painters.
        names: a and b.
        count: how many questions, at most as many as there are cases.
        seed: decides order, sides and the painters' seeds.
    """
    rng = np.random.default_rng([seed, 11])
    chosen = [cases[at] for at in rng.permutation(len(cases))[:count]]
    firsts = rng.permutation(np.arange(len(chosen)) % 2 == 0).tolist()  # each side equally often
    made = []
    for number, (case, first) in enumerate(zip(chosen, firsts, strict=True), 1):
        request = PictureRequest(
            case.drawing, words=case.words, size=SIZE, seed=int(rng.integers(2**31))
        )
        lines = lines_rgba(case.drawing, SIZE)
        seen = [
            laid_over(lineup[name](request), lines, paper=case.drawing.paper.color)
            for name in names
        ]
        left, right = seen if first else seen[::-1]
        drawing = np.round(rasterize(case.drawing, SIZE).rgb * 255).astype(np.uint8)
        made.append(Pair(number, case.words, drawing, left, right, bool(first)))
    return made


def write(pairs: Sequence[Pair], names: tuple[str, str], out: Path, *, sheets: bool) -> None:
    """Writes the questions as a page or as sheets, and the key beside them."""
    out.mkdir(parents=True, exist_ok=True)
    where = {p.number: {"first": p.first, "words": bool(p.words)} for p in pairs}
    key = {"a": names[0], "b": names[1], "questions": where}
    sealed = b64encode(compress(json.dumps(key).encode())).decode("ascii")
    (out / KEY).write_text(json.dumps({"sealed": sealed}))
    if not sheets:
        (out / PAGE).write_text(_page(pairs), encoding="utf-8")
        return
    for at in range(0, len(pairs), SHEET_ROWS):
        part = pairs[at : at + SHEET_ROWS]
        path = out / f"sheet-{part[0].number:03d}-{part[-1].number:03d}.png"
        path.write_bytes(_packed(_sheet(part), "PNG"))


def count(folder: Path, answers: Path | Mapping[str, int]) -> tuple[tuple[str, str], list[Count]]:
    """Opens the key and counts.

    Args:
        folder: what `write` wrote.
        answers: question number -> 1 left, 2 right, 0 neither; or a JSON file of that.

    Returns:
        The painters a and b; the counts of all questions, of those with words, of those without.

    Raises:
        RecordError: there is no key, or an answer belongs to no question or is none.
    """
    key = _key(folder)
    given = json.loads(answers.read_text()) if isinstance(answers, Path) else answers
    asked: dict[str, dict[str, bool]] = key["questions"]
    chosen: list[tuple[bool, str]] = []
    for number, value in given.items():
        if number not in asked or value not in (LEFT, RIGHT, NEITHER):
            raise RecordError(f"answer {number}: {value!r}: give 0, 1 or 2 to a question asked")
        side = "a" if (value == LEFT) is asked[number]["first"] else "b"
        chosen.append((asked[number]["words"], "neither" if value == NEITHER else side))
    groups = {
        "all": [side for _, side in chosen],
        "with words": [side for words, side in chosen if words],
        "without words": [side for words, side in chosen if not words],
    }
    return (key["a"], key["b"]), [_tally(name, own) for name, own in groups.items() if own]


def _tally(group: str, sides: Sequence[str]) -> Count:
    for_a, for_b, neither = (sides.count(side) for side in ("a", "b", "neither"))
    told = for_a + for_b
    low, high = wilson(for_b, told) if told else (0.0, 1.0)
    return Count(group, for_a, for_b, neither, for_b / told if told else 0.5, low, high)


def _key(folder: Path) -> dict[str, Any]:
    try:
        sealed = json.loads((folder / KEY).read_text())["sealed"]
    except (OSError, ValueError, KeyError) as error:
        raise RecordError(f"{folder} holds no {KEY}: name the folder that was written") from error
    return json.loads(decompress(b64decode(sealed)))


def _page(pairs: Sequence[Pair]) -> str:
    frame = (files("engines.training.evaluation") / "blind.html").read_text(encoding="utf-8")
    told = [
        {"number": str(pair.number), "words": pair.words}
        | {name: _address(getattr(pair, name)) for name in ("drawing", "left", "right")}
        for pair in pairs
    ]
    return frame.replace("@PAIRS@", json.dumps(told).replace("</", "<\\/"))


def _address(pixels: Bytes) -> str:
    packed = _packed(_fitted(pixels, SHOWN), "JPEG")
    return f"data:image/jpeg;base64,{b64encode(packed).decode('ascii')}"


def _packed(pixels: Bytes, kind: str) -> bytes:
    from PIL import Image

    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, kind, quality=88)
    return packed.getvalue()


def _fitted(pixels: Bytes, side: int) -> Bytes:
    import cv2

    scale = side / max(pixels.shape[:2])
    size = (round(pixels.shape[1] * scale), round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sheet(pairs: Sequence[Pair]) -> Bytes:
    """Rows of number, drawing, left, right."""
    import cv2

    wide = 70 + 3 * (SHEET_PX + GAP)
    sheet: NDArray[Any] = np.full((len(pairs) * (SHEET_PX + GAP) + GAP, wide, 3), 235, np.uint8)
    for row, pair in enumerate(pairs):
        top = GAP + row * (SHEET_PX + GAP)
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(sheet, str(pair.number), (8, top + 40), font, 1.0, (30, 30, 30), 2)
        if pair.words:
            low = (70, top + SHEET_PX + 13)
            cv2.putText(sheet, f"asked for: {pair.words}", low, font, 0.45, (30, 30, 30), 1)
        for column, pixels in enumerate((pair.drawing, pair.left, pair.right)):
            small = _fitted(pixels, SHEET_PX)
            left = 70 + column * (SHEET_PX + GAP)
            sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
    return sheet
