"""What a painter can be asked for: things and scenery, their names in four languages, their shapes.

All of it is one data file, `things.toml`, which a therapist can read and correct. `read` turns what
a person wrote into wishes; `groups` lists everything for people who would rather point.
"""

from __future__ import annotations

from engines.lexicon.entries import LANGUAGES as LANGUAGES
from engines.lexicon.entries import Group as Group
from engines.lexicon.entries import Place as Place
from engines.lexicon.entries import Scenery as Scenery
from engines.lexicon.entries import Thing as Thing
from engines.lexicon.entries import Word as Word
from engines.lexicon.entries import groups as groups
from engines.lexicon.entries import sceneries as sceneries
from engines.lexicon.entries import things as things
from engines.lexicon.hearing import read as read
from engines.lexicon.shapes import SIDE_PX as SIDE_PX
from engines.lexicon.shapes import picture_png as picture_png
from engines.lexicon.shapes import shape as shape
from engines.lexicon.wishes import Heard as Heard
from engines.lexicon.wishes import Side as Side
from engines.lexicon.wishes import Wish as Wish
