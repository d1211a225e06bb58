"""What a visitor takes home, made of what the table showed last: pictures, a page, a sealed file.

The paint is the painter's; the lines are drawn again, larger and crisp, from the strokes. Whatever
holds paint carries the mark that it is partly machine-made; the drawing alone is the person's own
and carries none. No file holds words or strokes but the sealed one, which is a record.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cache
from typing import Literal, get_args
from uuid import uuid4

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines import sketch
from engines.picture import Picture, PictureRequest, Provenance, png_of
from engines.record import Answer, Sitting, Turn
from engines.record import pack as packing
from engines.sealing import boxes, credentials
from engines.sealing.credentials import Credential
from kiosk.site.values import PaperSize

Bytes = NDArray[np.uint8]
What = Literal["both", "drawing"]
WHATS: tuple[What, ...] = get_args(What)
# Long side: on A4 between its margins that is 192 dots an inch, and three megabytes as PNG.
LONG_SIDE, SHOWN = 1440, 960
_DPI, _MARGIN_MM, _MM_AN_INCH = 192, 10, 25.4
_PAPERS_MM: dict[PaperSize, tuple[float, float]] = {"A4": (210, 297), "Letter": (215.9, 279.4)}
_SCREEN_QUALITY, _PAGE_QUALITY = 88, 93


@dataclass(frozen=True, slots=True, eq=False)
class Keepsake:
    """What there is to take home.

    Attributes:
        request: what is on the page now, as the painter is asked for it.
        painted: uint8 (H, W, 3), the paint that was shown last.
        provenance: whose paint that is.
        language: of the sign on it.
    """

    request: PictureRequest
    painted: Bytes
    provenance: Provenance
    language: str = "en"

    def picture(self, long_side: int = LONG_SIDE) -> Picture:
        """The paint, grown to this size, under the person's lines drawn at this size."""
        lines = sketch.lines_rgba(self.request.drawing, long_side)
        high, wide = lines.shape[:2]
        grown = cv2.resize(self.painted, (wide, high), interpolation=cv2.INTER_CUBIC)
        request = replace(self.request, size=long_side, region=None)
        return Picture(request, np.asarray(grown, np.uint8), lines, self.provenance)

    def drawing(self, long_side: int = LONG_SIDE) -> Bytes:
        """The drawing on its paper alone, uint8 (H, W, 3)."""
        rgb = sketch.rasterize(self.request.drawing, long_side).rgb
        return np.rint(rgb * 255).astype(np.uint8)

    def on_screen(self) -> dict[str, bytes]:
        """Picture and drawing as JPEG, for this screen alone: nothing is marked."""
        picture = self.picture(SHOWN).composite()
        shown = {"picture": picture, "drawing": self.drawing(SHOWN)}
        return {name: _saved(pixels, "JPEG", _SCREEN_QUALITY) for name, pixels in shown.items()}

    def files(self, what: What) -> dict[str, bytes]:
        """The PNG files by name: the picture, marked and signed, and the drawing, or it alone.

        Raises:
            BackendMissingError: c2pa-python is not here.
        """
        files = {"drawing.png": png_of(self.drawing())}
        if what == "both":
            marked = self.picture().to_png(mark=True, language=self.language)
            files = {"picture.png": credentials.credited(marked, _credential()), **files}
        return files

    def page(self, what: What, paper: PaperSize) -> bytes:
        """A page to print, PDF: the picture with the drawing small beneath it, or the drawing."""
        wide, high = (round(mm / _MM_AN_INCH * _DPI) for mm in _PAPERS_MM[paper])
        page = Image.new("RGB", (wide, high), "white")
        room = wide - 2 * round(_MARGIN_MM / _MM_AN_INCH * _DPI)
        images = [Image.fromarray(self.drawing())]
        if what == "both":
            png = self.picture().to_png(mark=True, language=self.language)
            images = [Image.open(io.BytesIO(png)), images[0]]
        _place(page, images, room)
        written = io.BytesIO()
        page.save(written, "PDF", resolution=_DPI, quality=_PAGE_QUALITY)
        return written.getvalue()

    def sealed(self, public: bytes) -> bytes:
        """A sitting of one turn that nobody but the owner of this public key can open."""
        return boxes.seal_to(public, packing.pack(self._sitting()), context=boxes.FROM_A_KIOSK)

    def _sitting(self) -> Sitting:
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        answer = Answer(str(uuid4()), self.request, self.provenance, png_of(self.painted))
        turn = Turn(str(uuid4()), now, self.request.drawing, answer, "kept")
        return Sitting(str(uuid4()), str(uuid4()), "painter", now, ended=now, turns=(turn,))


@cache
def _credential() -> Credential:
    """This run's own, kept nowhere: pictures of two runs do not tell that it was one kiosk."""
    return credentials.make(now=datetime.now(timezone.utc))


def _place(page: Image.Image, images: list[Image.Image], room: int) -> None:
    """The first image as wide as there is room, the others half as wide; all in the middle."""
    widths = [room, *(room // 2 for _ in images[1:])]
    fit = [
        each.resize((wide, round(each.height * wide / each.width)), Image.Resampling.LANCZOS)
        for each, wide in zip(images, widths, strict=True)
    ]
    gap = page.width // 20
    top = (page.height - sum(each.height for each in fit) - gap * (len(fit) - 1)) // 2
    for each in fit:
        page.paste(each, ((page.width - each.width) // 2, top))
        top += each.height + gap


def _saved(pixels: Bytes, kind: str, quality: int) -> bytes:
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, kind, quality=quality)
    return written.getvalue()
