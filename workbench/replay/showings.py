"""How long each answer was there, and what became of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.replay.scenes import Fate, Scene, Showing

ENDS = ("page", "cleared", "answer")
_FATES: Mapping[str, Fate] = {"kept": "kept", "put_back": "put_back", "undone": "undone"}


def showings_of(scenes: Sequence[Scene]) -> tuple[Showing, ...]:
    """One showing for each time that an answer was put in front of the person.

    It lies there until the page is turned or cleared or another answer comes; one that was put back
    is there until then, unless that is undone.
    """
    found = []
    for place, scene in enumerate(scenes):
        if scene.what == "answer":
            found.append(_showing(scene, scenes[place + 1 :]))
    return tuple(found)


def _showing(shown: Scene, later: Sequence[Scene]) -> Showing:
    fate: Fate = "open"
    left: int | None = None
    for scene in later:
        if scene.what in ENDS:
            return Showing(shown.ref, shown.start_ms, left or scene.start_ms, fate)
        if scene.ref == shown.ref and scene.what in ("kept", "put_back", "undone"):
            fate = _FATES[scene.what]
            left = scene.end_ms if fate == "put_back" else None
    last = later[-1].end_ms if later else shown.end_ms
    return Showing(shown.ref, shown.start_ms, left or last, fate)
