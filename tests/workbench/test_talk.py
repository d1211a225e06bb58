"""What is said beside a picture, and what one screen is told first."""

from __future__ import annotations

import asyncio
import threading

import pytest

from engines.errors import NotHereError, NotSavedError, PaintingError
from engines.picture import told
from engines.wording import sentence
from workbench.table import talk
from workbench.table.telling import Changed, Frame, Saved


def frame(name: str) -> Frame:
    return Frame("live", name.encode(), name.encode())


def test_unknown_words_are_said_once():
    said = told(["quokka", "zeppelin"], ["unknown_words"])
    assert len(said) == 1
    assert "quokka, zeppelin" in said[0]


@pytest.mark.parametrize(
    ("asked", "begins"),
    [("Ein Haus am See", "The painter knows none"), ("Ein Haus am river", "The painter does not")],
)
def test_words_of_another_language_are_not_listed_one_by_one(asked: str, begins: str):
    (said,) = told(["ein", "haus", "am", "see"], ["unknown_words"], words=asked)
    assert said.startswith(begins)


def test_a_mood_is_not_called_unknown():
    mood, strange = told(["calm", "quokka"], ["unknown_words"])
    assert "calm" in mood
    assert "Light" in mood
    assert "calm" not in strange


def test_a_note_nobody_wrote_a_sentence_for_is_left_out():
    assert told([], ["not_in_wording", "painter_stuck"]) == []
    assert len(told([], ["wash_ignores_mood"])) == 1


def test_a_newer_picture_replaces_one_that_was_not_sent_yet():
    async def told() -> list[talk.Down]:
        outbox = talk.Outbox(asyncio.get_running_loop())
        for event in (frame("old"), Saved(("s1",)), frame("new")):
            outbox.put(event)
        await asyncio.sleep(0)
        return await outbox.next(None)  # type: ignore[arg-type]

    saved, picture = asyncio.run(told())
    assert saved == {"say": "saved", "strokes": ["s1"]}
    assert isinstance(picture, bytes)
    assert picture.endswith(b"newnew")


def test_a_picture_goes_before_the_state_that_was_looked_at_after_it():
    class Seen:
        def snapshot(self) -> dict[str, object]:
            return {"asked": "", "unknown": [], "notes": [], "strokes": 0}

    async def told() -> list[talk.Down]:
        outbox = talk.Outbox(asyncio.get_running_loop())
        for event in (Changed(), frame("live")):
            outbox.put(event)
        await asyncio.sleep(0)
        return await outbox.next(Seen())  # type: ignore[arg-type]

    picture, state = asyncio.run(told())
    assert isinstance(picture, bytes)
    assert isinstance(state, dict)


def test_a_table_that_is_busy_with_the_disk_stops_nobody_else():
    free = threading.Event()

    class Busy:
        def snapshot(self) -> dict[str, object]:
            assert free.wait(10)
            return {"asked": "", "unknown": [], "notes": []}

    async def told() -> list[talk.Down]:
        outbox = talk.Outbox(asyncio.get_running_loop())
        outbox.put(Changed())
        asyncio.get_running_loop().call_later(0.05, free.set)
        return await outbox.next(Busy())  # type: ignore[arg-type]

    (state,) = asyncio.run(told())
    assert isinstance(state, dict)


def test_changes_are_told_once_and_keep_the_drawing():
    outbox = talk.Outbox(asyncio.new_event_loop())
    for changed in (Changed(drawing=True), Changed()):
        outbox._take(changed)
    assert outbox._changed == Changed(drawing=True)
    outbox._loop.close()


def test_a_screen_is_told_what_went_wrong_in_its_language():
    async def told() -> list[talk.Down]:
        outbox = talk.Outbox(asyncio.get_running_loop(), language="de")
        outbox.put(talk.trouble(PaintingError(sentence("painting_failed"))))
        await asyncio.sleep(0)
        return await outbox.next(None)  # type: ignore[arg-type]

    (trouble,) = asyncio.run(told())
    text = sentence("painting_failed", "de")
    assert trouble == {"say": "trouble", "text": text, "again": False}
    assert sentence("painting_failed", "de") != sentence("painting_failed")


def test_what_a_full_disk_refused_is_worth_saying_again():
    trouble = talk.trouble(NotSavedError("The journal x.journal cannot be written: disk full."))
    assert trouble.again
    assert "as soon as there is room" in trouble.text
    assert not talk.trouble(NotHereError("no such sitting")).again
