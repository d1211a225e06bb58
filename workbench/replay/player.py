"""The player as a Streamlit component, and what it is given: the opened sitting's strokes only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from streamlit.components.v2 import component

from engines.record import Answer
from engines.strokes import Stroke, stroke_to_wire
from workbench.modules import bundled, text_of
from workbench.pictures import address
from workbench.replay.scenes import Page, Replay, Scene
from workbench.saying import texts

AREAS = ("brush", "fill")
_VIEW = text_of("workbench", "replay", "player_view.js")
_KIT = text_of("workbench", "looking", "kit.js")
_PLAYER = component(
    "sketchwell_player",
    html='<div class="root"></div>',
    css=text_of("workbench", "looking", "kit.css") + text_of("workbench", "replay", "player.css"),
    js=bundled(
        text_of("workbench", "replay", "player_adapter.js"),
        Pad=text_of("kiosk", "static", "pad.js"),
        Kit=_KIT,
        Player=_VIEW,
    ),
)


def player(key: str, shown: dict[str, Any]) -> None:
    """Mounts the player; a rerun with the same replay leaves it where it is."""
    _PLAYER(key=f"player-{key}", data={**shown, "text": texts(_VIEW)})


def shown_of(replay: Replay, person: str, *, clock: Callable[[str], str]) -> dict[str, Any]:
    """A replay as the player takes it.

    Args:
        replay: of one of this person's sittings.
        person: their id; their pictures are fetched by it.
        clock: says a time of day.
    """
    used = {scene.ref for scene in replay.scenes if scene.what in ("answer", "kept")}
    pictures = {i: _picture(person, a) for i, a in replay.answers.items() if i in used}
    return {
        "pages": [_page(person, page) for page in replay.pages],
        "scenes": [_scene(scene, clock) for scene in replay.scenes],
        "showings": [
            {"answer": s.answer, "start": s.start_ms, "end": s.end_ms, "fate": s.fate}
            for s in replay.showings
        ],
        "pictures": pictures,
        "span": replay.span_ms,
    }


def _page(person: str, page: Page) -> dict[str, Any]:
    paper = page.paper
    return {
        "aspect": paper.aspect,
        "color": paper.color,
        "scan": f"/api/people/{person}/scans/{paper.scan}" if paper.scan else None,
        "strokes": {name: stroke_to_wire(stroke) for name, stroke in page.strokes.items()},
    }


def _scene(scene: Scene, clock: Callable[[str], str]) -> dict[str, Any]:
    return {
        "what": scene.what,
        "page": scene.page,
        "ref": scene.ref,
        "start": scene.start_ms,
        "lasts": scene.lasts_ms,
        "pause": scene.pause_ms,
        "clock": clock(scene.at) if scene.at else "",
        "layer": scene.layer,
        "gone": [*scene.gone],
    }


def _picture(person: str, answer: Answer) -> dict[str, Any]:
    return {
        "painted": address(person, answer.id, "painted"),
        "small": address(person, answer.id, "small"),
        "words": answer.request.words,
        "answered": _areas(answer.request.drawing.strokes),
    }


def _areas(strokes: Sequence[Stroke]) -> list[str]:
    """The strokes that the pad hides once a picture has answered them."""
    return [stroke.id for stroke in strokes if stroke.tool in AREAS]
