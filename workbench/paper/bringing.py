"""Photos of paper drawings on their way in: in memory alone, until the drawing lies on the table.

A photo never reaches a disk, a log or Streamlit. It is dropped once its drawing is used or put
away, when another takes its place, and after a while without a touch. What is kept is the scan.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.errors import DrawingError, RequestError
from engines.fields import Check
from engines.picture import pixels_of
from engines.sketch.pages import OUTSIDE, WHOLE, Corners, find_page
from engines.sketch.photos import MAX_PHOTO_BYTES, read_photo
from engines.sketch.scans import scan_of
from workbench import frames
from workbench.archive.store import Archive
from workbench.table.tables import Tables

SHOWN_PX, TRIED_PX = 1400, 900
KEPT_S = 20 * 60.0
MOST = 4
MAX_BYTES, MAX_ASKED = MAX_PHOTO_BYTES, 4096
_check = Check(RequestError, "the corners")


@dataclass(slots=True, eq=False)
class _Photo:
    """One photo: as it came, and small enough to show."""

    full: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    touched_s: float = field(default_factory=time.monotonic)


class Photos:
    """The photos by the sittings they are for. Every method may be called on any thread."""

    def __init__(self, *, kept_s: float = KEPT_S) -> None:
        self._kept_s = kept_s
        self._lock = threading.Lock()
        self._photos: dict[str, _Photo] = {}
        self._coming: dict[str, object] = {}
        self._due: threading.Timer | None = None

    def take(self, sitting: str, photo: bytes) -> dict[str, Any]:
        """Takes a photo in and looks for the sheet.

        It is not kept where its sitting let go of it, or took another, while it was looked at.

        Returns:
            For JSON: the photo as a small JPEG (base64), four corners in shares of it, and whether
            they are sure; where they are not, they are the photo's own.

        Raises:
            DrawingError: these bytes are no photo that can be read.
        """
        coming = object()
        with self._lock:
            self._coming[sitting] = coming
        full = read_photo(photo)
        shown = _shrunk(full, SHOWN_PX)
        found = find_page(full)
        self._clear(keep=MOST - 1)
        with self._lock:
            if self._coming.get(sitting) is coming:
                self._photos[sitting] = _Photo(full, shown)
                del self._coming[sitting]
        self._look_later()
        return {
            "photo": base64.b64encode(frames.jpeg(shown)).decode("ascii"),
            "corners": [[*place] for place in (found or WHOLE).places],
            "sure": found is not None,
        }

    def tried(self, sitting: str, asked: bytes) -> bytes:
        """The drawing as it would lie on the table, small, as JPEG."""
        corners, colors = _asked(asked)
        shown = self._photo(sitting).shown
        scan, _ = scan_of(shown, corners, colors=colors, long_side=TRIED_PX)
        return frames.jpeg(pixels_of(scan.png))

    def use(self, sitting: str, asked: bytes, *, archive: Archive, tables: Tables) -> None:
        """Keeps the drawing and lays it on the table as a fresh page; the photo is dropped.

        Raises:
            DrawingError: the photo is gone, or the corners make no page.
        """
        corners, colors = _asked(asked)
        scan, paper = scan_of(self._photo(sitting).full, corners, colors=colors)
        table = tables.at(sitting)
        archive.keep_scan(sitting, scan.png)
        table.turn_page(paper)
        table.answers.soon()
        self.drop(sitting)

    def drop(self, sitting: str) -> None:
        """Lets go of a sitting's photo, if there is one."""
        with self._lock:
            self._coming.pop(sitting, None)
            self._photos.pop(sitting, None)
        self._clear(keep=MOST)

    def close(self) -> None:
        """Lets go of every photo."""
        with self._lock:
            self._coming.clear()
            self._photos.clear()
        self._look_later()

    def _photo(self, sitting: str) -> _Photo:
        self._clear(keep=MOST)
        with self._lock:
            photo = self._photos.get(sitting)
        if photo is None:
            raise DrawingError("The photo is no longer here: choose it once more.")
        photo.touched_s = time.monotonic()
        return photo

    def _clear(self, *, keep: int) -> None:
        """Drops what nobody touched for a while, and the oldest beyond so many."""
        with self._lock:
            young = time.monotonic() - self._kept_s
            order = sorted(self._photos.items(), key=lambda each: -each[1].touched_s)
            fresh = [(name, photo) for name, photo in order if photo.touched_s > young]
            self._photos = dict(fresh[:keep])

    def _look_later(self) -> None:
        """Sees to it that a photo nobody touches goes, also where nobody ever asks again."""
        with self._lock:
            if self._due is not None:
                self._due.cancel()
            self._due = threading.Timer(self._kept_s, self._tidy) if self._photos else None
            if self._due is not None:
                self._due.daemon = True
                self._due.start()

    def _tidy(self) -> None:
        self._clear(keep=MOST)
        self._look_later()


def _asked(asked: bytes) -> tuple[Corners, bool]:
    """What a screen asks: four corners from the page's own top left, and whether colors stay."""
    read = _check.loaded(asked, max_bytes=MAX_ASKED)
    given = _check.fields(read, "request", needed=("corners", "colors"))
    corners = _check.sequence(given["corners"], "corners")
    if len(corners) != 4:
        raise RequestError(f"There are {len(corners)} corners: a page has four.")
    places = tuple(_place(place, n) for n, place in enumerate(corners))
    return Corners(places, 1.0), given["colors"] is not False


def _place(place: object, number: int) -> tuple[float, float]:
    both = _check.sequence(place, f"corners[{number}]")
    if len(both) != 2:
        _check.refuse(f"corners[{number}]", place, "must be two numbers")
    x, y = both
    low, high = -OUTSIDE, 1 + OUTSIDE
    return (
        _check.number(x, f"corners[{number}].x", low, high),
        _check.number(y, f"corners[{number}].y", low, high),
    )


def _shrunk(pixels: NDArray[np.uint8], long_side: int) -> NDArray[np.uint8]:
    image = Image.fromarray(pixels)
    image.thumbnail((long_side, long_side), Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(image)
