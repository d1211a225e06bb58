"""The pictures that come with the kiosk: small ones to point at, and those of the idle screen.

To point at there is one drawing in every look, light and measure of help. The idle screen draws
each of its own drawings and shows the painted layer under it. `python -m kiosk looks` paints all of
them anew, for new weights or other drawings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from engines import strokes
from engines.picture import INFLUENCES, MOODS, STYLES, PictureRequest
from engines.settings import Settings
from engines.strokes import Drawing
from engines.studio import Studio

FOLDER = Path(__file__).parent / "static" / "looks"
SIZE, QUALITY, SEED = (320, 240), 82, 7
# Asked for where the pictures are to show how far the painter goes.
WORDS = "forest, birds"

IDLE_FOLDER = Path(__file__).parent / "static" / "idle"
# The drawings of the idle screen (static/idle/NAME.json, drawn for it), and how each is answered.
IDLE: Mapping[str, Mapping[str, Any]] = {
    "bird": {"style": "watercolor"},
    "boat": {"style": "gouache", "mood": "warm"},
    "house": {"style": "pastel"},
    "swirl": {"style": "night"},
}
# Large enough for a screen of 1920 pixels, in at most 60 kB.
IDLE_PAINTED, IDLE_SIZE, IDLE_QUALITY = 1024, (880, 660), 68


def paint(drawing: Drawing, settings: Settings, folder: Path = FOLDER) -> list[Path]:
    """Paints every picture.

    Returns:
        The JPEG files, 320 by 240 pixels each.
    """
    folder.mkdir(exist_ok=True)
    way: dict[str, Any] = {"runtime": settings.runtime, "precision": settings.precision}
    made = []
    with Studio(settings) as studio:
        for name, choices in _choices():
            request = PictureRequest(drawing, painter=settings.painter, seed=SEED, **way, **choices)
            picture = Image.fromarray(studio.paint(request).composite())
            made.append(folder / f"{name}.jpg")
            picture.resize(SIZE, Image.Resampling.LANCZOS).save(made[-1], quality=QUALITY)
    return made


def paint_idle(settings: Settings, folder: Path = IDLE_FOLDER) -> list[Path]:
    """Paints the answer to every drawing of the idle screen; the page lays the lines over it.

    Returns:
        The JPEG files, 880 by 660 pixels each: the painted layer alone.
    """
    way: dict[str, Any] = {"runtime": settings.runtime, "precision": settings.precision}
    made = []
    with Studio(settings) as studio:
        for name, choices in IDLE.items():
            drawing = strokes.parse((IDLE_FOLDER / f"{name}.json").read_bytes())
            request = PictureRequest(
                drawing, painter=settings.painter, seed=SEED, size=IDLE_PAINTED, **way, **choices
            )
            picture = Image.fromarray(studio.paint(request).painted)
            made.append(folder / f"{name}.jpg")
            small = picture.resize(IDLE_SIZE, Image.Resampling.LANCZOS)
            small.save(made[-1], quality=IDLE_QUALITY, optimize=True, progressive=True)
    return made


def _choices() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((f"style-{style}", {"style": style}) for style in STYLES)
    yield from ((f"mood-{mood or 'none'}", {"mood": mood}) for mood in (None, *MOODS))
    yield from ((f"influence-{step}", {"influence": step, "words": WORDS}) for step in INFLUENCES)
