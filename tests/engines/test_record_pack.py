from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from engines.errors import RecordError
from engines.picture import PictureRequest, Provenance, Region, png_of
from engines.record import (
    Answer,
    AnswerStep,
    ClearStep,
    Feeling,
    Sitting,
    StrokeStep,
    Turn,
    step_from_wire,
    step_to_wire,
)
from engines.record import pack as record_pack
from engines.strokes import Drawing, Paper, Point, Stroke

WHEN = "2026-03-02T10:00:00+00:00"


def drawing(count: int = 3) -> Drawing:
    points = (Point(0.1, 0.2), Point(0.1 + 1e-9, 0.3, 8.0, 0.25, None, -3.5))
    lines = (Stroke(f"s{n}", "pen", "#102030", 0.01, "pen", points) for n in range(count))
    return Drawing(Paper(4 / 3, "#fffff0", "a" * 64), tuple(lines))


def png(gray: int = 9) -> bytes:
    import numpy as np

    return png_of(np.full((64, 64, 3), gray, np.uint8))


def turn(name: str = "turn-1") -> Turn:
    region = Region("b" * 64, png(200))
    request = PictureRequest(drawing(2), words="ein Häuschen", mood="calm", seed=7, region=region)
    made = Provenance("house", "w1", "onnxruntime", "fp32", ("Häuschen",), ("painter.fallback",))
    answer = Answer(f"{name}-answer", request, made, png(), 0.4)
    measures = {"strokes": 3.0, "warmth": None}
    return Turn(name, WHEN, drawing(), answer, "put_back", Feeling(0.25, None), measures)


def sitting() -> Sitting:
    plain = Turn("turn-2", WHEN, drawing(1), None, None)
    turns = (turn(), plain)
    return Sitting("sitting-1", "person-1", "painter", WHEN, None, Feeling(), Feeling(1, 0), turns)


def altered(packed: bytes, change) -> bytes:
    """The packed record with its JSON changed."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "record.json":
                document = json.loads(content)
                changed = change(document)
                content = json.dumps(document if changed is None else changed).encode()
            new.writestr(name, content)
    return held.getvalue()


def test_unpacking_gives_back_what_was_packed():
    assert record_pack.unpack(record_pack.pack(sitting())) == sitting()
    assert record_pack.unpack_turn(record_pack.pack_turn(turn())) == turn()
    answer = turn().answer
    assert answer is not None
    assert record_pack.unpack_answer(record_pack.pack_answer(answer)) == answer


def test_the_same_record_gives_the_same_bytes():
    assert record_pack.pack(sitting()) == record_pack.pack(sitting())


def test_strokes_and_pictures_are_packed_once():
    once = replace(sitting(), turns=(turn(),))
    twice = replace(sitting(), turns=(turn(), turn("turn-9")))
    assert len(record_pack.pack(twice)) < len(record_pack.pack(once)) + 400


def test_a_picture_kept_apart_stays_empty():
    answer = turn().answer
    assert answer is not None
    bare = replace(turn(), answer=replace(answer, painted_png=b""))
    assert record_pack.unpack_turn(record_pack.pack_turn(bare)) == bare


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: {**d, "format": 99}, "format 99"),
        (lambda d: {**d, "format": "1"}, "format is '1'"),
        (lambda d: {**d, "format": 0}, "format is 0"),
        (lambda d: {**d, "kind": "turn"}, "packed turn, not a sitting"),
        (lambda d: {**d, "more": 1}, "unknown field 'more'"),
        (lambda d: d["sitting"].pop("before") and None, "before is missing"),
        (lambda d: d["sitting"].update(id="../key"), r"sitting.id is '../key'"),
        (lambda d: d["sitting"].update(started="2026-03-02T10:00:00"), "sitting.started"),
        (lambda d: d["sitting"]["after"].update(pleasure=1.5), "after.pleasure is 1.5"),
        (lambda d: d["sitting"]["after"].update(pleasure=float("nan")), "after.pleasure is nan"),
        (lambda d: d["sitting"]["turns"][0]["measures"].update(warmth=1e400), "warmth is inf"),
        (lambda d: d["sitting"]["turns"][0].update(decision="liked"), "decision is 'liked'"),
        (lambda d: d["sitting"]["turns"][0]["drawing"].update(strokes=[99]), "strokes is 99"),
        (lambda d: d["sitting"]["turns"][0]["answer"].update(painted_png=9), "painted_png is 9"),
        (lambda d: d["sitting"]["turns"][0]["answer"]["request"].update(size=7), "size is 7"),
        (lambda d: d["strokes"][0].update(tool="laser"), "tool is 'laser'"),
        (lambda _: [], "format is None"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(change, told):
    with pytest.raises(RecordError, match=told):
        record_pack.unpack(altered(record_pack.pack(sitting()), change))


@pytest.mark.parametrize("packed", [b"", b"PK\x03\x04", b"{}", bytes(500)])
def test_what_was_never_packed_is_refused(packed):
    with pytest.raises(RecordError, match="no packed record"):
        record_pack.unpack(packed)


def test_a_damaged_byte_never_passes_unseen():
    packed = record_pack.pack(sitting())
    for place in range(0, len(packed), 7):
        changed = bytearray(packed)
        changed[place] ^= 0x10
        try:
            assert record_pack.unpack(bytes(changed)) == sitting()
        except RecordError:
            continue


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("record.json", b"0" * 2_000_000)
    monkeypatch.setattr(record_pack, "MAX_PACKED_BYTES", 1_000_000)
    with pytest.raises(RecordError, match="2000000 bytes in all"):
        record_pack.unpack(held.getvalue())


def test_a_huge_picture_is_refused_by_its_header():
    huge = bytearray(png())
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    answer = turn().answer
    assert answer is not None
    packed = record_pack.pack_answer(replace(answer, painted_png=bytes(huge)))
    with pytest.raises(RecordError, match="60000 x 60000"):
        record_pack.unpack_answer(packed)


def test_strange_files_inside_are_refused():
    held = io.BytesIO(record_pack.pack(sitting()))
    with zipfile.ZipFile(held, "a") as packed:
        packed.writestr("../../etc/passwd", b"x")
    with pytest.raises(RecordError, match="files that no record has"):
        record_pack.unpack(held.getvalue())


@pytest.mark.parametrize(
    "step",
    [StrokeStep(drawing().strokes), ClearStep(), AnswerStep("answer-1"), AnswerStep(None)],
    ids=["stroke", "clear", "kept", "put back"],
)
def test_a_step_survives_the_wire(step):
    assert step_from_wire(json.loads(json.dumps(step_to_wire(step)))) == step


@pytest.mark.parametrize(
    ("wire", "told"),
    [
        ([], "must be an object"),
        ({"do": "jump"}, "step.do is 'jump'"),
        ({"do": "stroke"}, "step.strokes is None"),
        ({"do": "stroke", "strokes": []}, "at least one stroke"),
        ({"do": "stroke", "strokes": [{}]}, "stroke"),
        ({"do": "answer", "answer": "a/b"}, "step.answer is 'a/b'"),
    ],
)
def test_a_strange_step_is_refused(wire, told):
    with pytest.raises(RecordError, match=told):
        step_from_wire(wire)
