"""Marks on a kept picture with the canvas: loops, rectangles, polygons, labels, and their list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st

from engines.record import Turn
from engines.record.marks import Mark
from engines.sketch.scans import Scan
from workbench import frames, parts, practice, state
from workbench.drawable import fabric
from workbench.paper.papers import below
from workbench.saying import _, later

WIDTH_PX = 840
TOOLS = {
    "freedraw": later("Loop"),
    "rect": later("Rectangle"),
    "polygon": later("Polygon"),
    "labeled_rect": later("Label"),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """The picture that is marked, by ids. What is known of it is asked for when it is needed."""

    person: str
    sitting: str
    picture: str

    def turn(self) -> Turn:
        """Its turn as it stands now."""
        return practice.current().archive.turn(self.picture, person=self.person)

    def paper(self, turn: Turn) -> Scan | None:
        """The paper drawing below it, if one is."""
        return below(practice.current().archive, self.person, turn.drawing)

    def keep(self, marks: tuple[Mark, ...]) -> None:
        """Saves these marks instead of those that it had."""
        practice.current().archive.mark(self.sitting, self.picture, marks)

    def keep_anew(self, marks: tuple[Mark, ...]) -> None:
        """Saves marks and lays a fresh canvas, which shows them."""
        self.keep(marks)
        number, _begun = state.noted(f"marks-{self.picture}") or (0, None)
        state.note(f"marks-{self.picture}", (number, None))


def with_shapes(canvas: Any, marked: Marked) -> None:
    """The canvas over the picture, and its marks; `canvas` is `workbench.drawable.canvas`."""
    turn = marked.turn()
    if turn.answer is None:
        return
    picture = frames.picture_of(turn.answer, scan=marked.paper(turn)).composite()
    size = (WIDTH_PX, round(WIDTH_PX * picture.shape[0] / picture.shape[1]))
    left, right = st.columns([7, 4], gap="large")
    with left:
        hand = _hand(canvas)
        key, begun = _laid(canvas, marked, turn.marks, size)
        jpeg = frames.jpeg(picture, quality=frames.FINAL_QUALITY)
        numbers = tuple(fabric.number_at(mark) for mark in turn.marks)
        sheet = canvas.Sheet(size, picture_jpeg=jpeg, numbers=numbers)
        canvas.draw_on(key, sheet, begun, hand=hand, drawn=partial(_drawn, marked, size))
        parts.quiet(_("By touch the canvas takes loops only; shapes and labels need a mouse."))
    with right:
        _listed(marked, turn.marks)


def _hand(canvas: Any) -> Any:
    tool = st.segmented_control(
        _("Tool"),
        options=list(TOOLS),
        format_func=lambda each: _(TOOLS[each]),
        default="freedraw",
        required=True,
        label_visibility="collapsed",
        key="mark-tool",
    )
    label = ""
    if tool == "labeled_rect":
        label = st.text_input(_("What the label says"), max_chars=100, key="mark-label")
    return canvas.Hand(tool=tool or "freedraw", label=label)


def _laid(
    canvas: Any, marked: Marked, marks: tuple[Mark, ...], size: fabric.Size
) -> tuple[str, Mapping[str, Any]]:
    """The key of the canvas on the page and what it began with; a fresh one has the marks now."""
    name = f"marks-{marked.picture}"
    number, begun = state.noted(name) or (0, None)
    if begun is None or not canvas.is_laid(f"{name}-{number}"):
        number, begun = number + 1, fabric.fabric_from_marks(marks, size)
        state.note(name, (number, begun))
    return f"{name}-{number}", begun


def _drawn(marked: Marked, size: fabric.Size, json_data: Mapping[str, Any]) -> None:
    marks, lost = fabric.marks_from_fabric(json_data, size)
    state.note(f"marks-lost-{marked.picture}", lost)
    marked.keep(fabric.merged(marked.turn().marks, marks))


def _listed(marked: Marked, marks: tuple[Mark, ...]) -> None:
    for what in state.noted(f"marks-lost-{marked.picture}") or ():
        parts.note(_("This cannot be a mark: {what}.", what=_(what)))
    if not marks:
        parts.quiet(_("No marks yet. Draw a loop round the part that is wrong."))
        return
    for number, mark in enumerate(marks, 1):
        _row(marked, marks, mark, number)
    with st.container(key="undo-mark"):
        undo = partial(marked.keep_anew, marks[:-1])
        st.button(_("Undo the last mark"), icon=":material/undo:", on_click=undo)


def _row(marked: Marked, marks: tuple[Mark, ...], mark: Mark, number: int) -> None:
    words = f"mark-words-{mark.id}"
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"mark-{mark.id}"):
        st.text_input(
            _("What is wrong at {number}?", number=number),
            value=mark.words,
            max_chars=400,
            key=words,
            on_change=partial(_say, marked, mark.id, words),
        )
        rest = tuple(each for each in marks if each.id != mark.id)
        st.button(
            "",
            icon=":material/close:",
            help=_("Remove mark {number}", number=number),
            key=f"mark-away-{mark.id}",
            on_click=partial(marked.keep_anew, rest),
        )


def _say(marked: Marked, mark_id: str, key: str) -> None:
    said = str(state.widget(key) or "")
    marks = marked.turn().marks
    marked.keep(tuple(replace(m, words=said) if m.id == mark_id else m for m in marks))
