"""The table of an open sitting: the pad, or the simple canvas; and drawings of other apps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from engines.errors import SketchwellError
from engines.strokes import Imported, from_fabric
from workbench import parts, practice, state
from workbench.archive.events import OpenSitting
from workbench.desk.pad import desk
from workbench.drawable import fabric
from workbench.drawable.opening import read_drawing
from workbench.saying import _, ngettext, retold
from workbench.table.following import follow
from workbench.table.live import Table
from workbench.tailored import Tailored
from workbench.views.marking import the_canvas

WIDTH_PX = 960
TROUBLE = "canvas-trouble"
UPLOADED = "uploaded-drawing"


def table(sitting: OpenSitting, limits: Tailored, *, client: bool = False) -> None:
    """What lies on the table: the pad, or the simple canvas beside the desk."""
    laid = practice.current().tables.at(sitting.sitting.id)
    canvas = the_canvas() if laid.surface == "canvas" else None
    if canvas is None:
        if laid.surface == "canvas":
            parts.note(_("The simple canvas cannot be used here. The pad draws as ever."))
        desk(sitting, limits, client=client)
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(key="simple-canvas"):
        _canvas_side(canvas, laid, limits)
    with right:
        desk(sitting, limits, client=client, surface="canvas")


def _canvas_side(canvas: Any, laid: Table, limits: Tailored) -> None:
    drawing = laid.drawing
    size = (WIDTH_PX, round(WIDTH_PX / drawing.paper.aspect))
    page = st.container()
    hand = canvas.pen(f"pen-{laid.id}", limits.colors)
    key, begun = _laid(canvas, laid, size)
    sheet = canvas.Sheet(size, color=drawing.paper.color)
    with page:
        canvas.draw_on(key, sheet, begun, hand=hand, drawn=partial(_drawn, laid.id, size))
    if problem := state.noted(TROUBLE):
        parts.note(retold(problem))
    with st.container(horizontal=True, vertical_alignment="center", key="undo-line"):
        can_undo = bool(laid.snapshot()["canUndo"])
        st.button(
            _("Undo"),
            icon=":material/undo:",
            key="simple-undo",
            disabled=not can_undo,
            # by its id: whoever taps is asked again whether they may
            on_click=lambda: practice.current().tables.at(laid.id).undo(),
        )
        parts.quiet(_("This canvas keeps your lines, but no time and no pressure."))


def _laid(canvas: Any, laid: Table, size: fabric.Size) -> tuple[str, Mapping[str, Any]]:
    """The canvas on the page and what it began with; a fresh one where the page changed else."""
    name = f"simple-{laid.id}"
    ids = tuple(stroke.id for stroke in laid.drawing.strokes)
    number, begun, known = state.noted(name) or (0, None, ())
    if begun is None or known != ids or not canvas.is_laid(f"{name}-{number}"):
        number, begun = number + 1, fabric.fabric_from_drawing(laid.drawing, size)
        state.note(name, (number, begun, ids))
    return f"{name}-{number}", begun


def _drawn(sitting_id: str, size: fabric.Size, json_data: Mapping[str, Any]) -> None:
    laid = practice.current().tables.at(sitting_id)
    name = f"simple-{laid.id}"
    number, begun, _known = state.noted(name) or (0, None, ())
    state.note(TROUBLE, None)
    try:
        follow(laid, from_fabric(json_data, size).drawing)
    except SketchwellError as error:
        state.note(TROUBLE, str(error))
    ids = tuple(stroke.id for stroke in laid.drawing.strokes)
    state.note(name, (number, begun, ids))


def open_drawing(sitting: OpenSitting) -> None:
    """A drawing of another app, put on a new page; says what of it is lost."""
    given = st.file_uploader(
        _("Open a drawing from another app"),
        type=["json"],
        key=UPLOADED,
        help=_("A JSON file of an app with a drawing canvas, or a drawing saved by Sketchwell."),
    )
    if given is None:
        return
    try:
        found = read_drawing(given.getvalue())
    except SketchwellError as error:
        parts.calm_error(retold(str(error)))
        return
    lines = len(found.drawing.strokes)
    parts.quiet(ngettext("{count} line was found.", "{count} lines were found.", lines))
    if found.lost:
        parts.listed(_("This is lost"), [_(what) for what in found.lost])
    put = partial(_put, sitting.sitting.id, found)
    label = _("Put it on a new page")
    st.button(label, type="primary", key="put-drawing", disabled=lines == 0, on_click=put)


def _put(sitting_id: str, found: Imported) -> None:
    laid = practice.current().tables.at(sitting_id)
    laid.turn_page(found.drawing.paper)
    laid.draw(found.drawing.strokes)


def other_ways(sitting: OpenSitting) -> None:
    """What is needed seldom: the other surface, a drawing from elsewhere."""
    # Under another name on the other surface: it would stay open over the page otherwise.
    laid = practice.current().tables.at(sitting.sitting.id).surface
    with (
        st.container(key="other-ways", width="content"),
        st.popover(_("Other ways to draw"), key=f"other-ways-{laid}"),
    ):
        choose_surface(sitting)
        open_drawing(sitting)


def choose_surface(sitting: OpenSitting) -> None:
    """The other surface, on a new page: what a canvas cannot show stays on the old one."""
    laid = practice.current().tables.at(sitting.sitting.id)
    to_canvas = laid.surface == "pad"
    label = _("Draw on the simple canvas") if to_canvas else _("Draw on the pad")
    st.button(
        label, key="surface", on_click=partial(_switch, laid.id, "canvas" if to_canvas else "pad")
    )


def _switch(sitting_id: str, surface: str) -> None:
    laid = practice.current().tables.at(sitting_id)
    if surface == "canvas":
        laid.turn_page(laid.drawing.paper)
    laid.set_options({"surface": surface})
