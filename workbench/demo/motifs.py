"""What the demo people draw, by name: around a place, at a size, in a color."""

from __future__ import annotations

from collections.abc import Callable

from workbench.demo import grounds, skies
from workbench.demo.hand import Hand

Motif = Callable[[Hand, float, float, float, str], None]

MOTIFS: dict[str, Motif] = {
    "sun": skies.sun,
    "moon": skies.moon,
    "house": grounds.house,
    "tree": grounds.tree,
    "bare_tree": grounds.bare_tree,
    "hills": grounds.hills,
    "mountain": grounds.mountain,
    "sea": grounds.sea,
    "boat": grounds.boat,
    "flower": grounds.flower,
    "cloud": skies.cloud,
    "rain": skies.rain,
    "path": grounds.path,
    "bird": skies.bird,
    "figure": grounds.figure,
    "window": grounds.window,
    "spiral": skies.spiral,
    "scribble": skies.scribble,
    "wash": skies.wash,
    "heart": skies.heart,
}
