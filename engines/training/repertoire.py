"""Every figure by its name, and what else a person may call it."""

from __future__ import annotations

from engines.training.creatures import bird, blob, butterfly, cat, fish, snowman
from engines.training.figures import (
    Figure,
    cloud,
    flower,
    heart,
    house,
    moon,
    pine,
    star,
    sun,
    tree,
)
from engines.training.people import face, stick_person
from engines.training.places import (
    apple,
    balloon,
    boat,
    bush,
    car,
    castle,
    cup,
    fence,
    mushroom,
    rainbow,
)

GROUND_FIGURES: dict[str, Figure] = {
    "house": house,
    "tree": tree,
    "pine": pine,
    "flower": flower,
    "person": stick_person,
    "cat": cat,
    "snowman": snowman,
    "car": car,
    "fence": fence,
    "mushroom": mushroom,
    "castle": castle,
    "bush": bush,
}
SKY_FIGURES: dict[str, Figure] = {
    "sun": sun,
    "cloud": cloud,
    "moon": moon,
    "star": star,
    "bird": bird,
    "rainbow": rainbow,
    "balloon": balloon,
    "butterfly": butterfly,
}
LOOSE_FIGURES: dict[str, Figure] = {
    "face": face,
    "heart": heart,
    "fish": fish,
    "cup": cup,
    "apple": apple,
    "blob": blob,
    "boat": boat,
}
# How much oftener than the others a figure comes: what people draw most.
OFTEN = {
    "house": 2.5, "tree": 2.5, "person": 4.0, "flower": 2.0, "cat": 2.5, "face": 4.0, "sun": 3.0,
    "cloud": 2.0, "heart": 1.5, "bird": 1.5, "fish": 1.5,
}  # fmt: skip
MORE_WORDS: dict[str, tuple[str, ...]] = {
    "house": ("home",),
    "person": ("man", "woman", "child", "friend"),
    "pine": ("tree", "forest"),
    "tree": ("forest",),
    "cat": ("dog", "kitten"),
    "blob": (),
    "bush": ("plant",),
    "mountains": ("mountain", "hill"),
    "boat": ("sailboat", "ship"),
    "face": ("portrait",),
    "flower": ("rose", "garden"),
    "cup": ("tea", "coffee"),
    "sun": ("sunshine",),
    "rain": ("raining",),
}
