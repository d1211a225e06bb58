"""The small pictures to point at: one drawing in every look, light and measure of help.

`python -m kiosk looks` paints them anew, for new weights or another drawing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from engines.picture import INFLUENCES, MOODS, STYLES, PictureRequest
from engines.settings import Settings
from engines.strokes import Drawing
from engines.studio import Studio

FOLDER = Path(__file__).parent / "static" / "looks"
SIZE, QUALITY, SEED = (320, 240), 82, 7
# Asked for where the pictures are to show how far the painter goes.
WORDS = "forest, birds"


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


def _choices() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((f"style-{style}", {"style": style}) for style in STYLES)
    yield from ((f"mood-{mood or 'none'}", {"mood": mood}) for mood in (None, *MOODS))
    yield from ((f"influence-{step}", {"influence": step, "words": WORDS}) for step in INFLUENCES)
