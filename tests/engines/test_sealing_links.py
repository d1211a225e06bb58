"""Tokens of links, and boxes for a practice."""

import pytest

from engines.errors import SealError
from engines.sealing import boxes, links

CONTEXT = ("kiosk", "sitting")


def test_links_tokens_are_long_and_each_is_new():
    tokens = {links.new_token() for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 28 and set(token) <= {*links.ALPHABET} for token in tokens)
    assert len(links.ALPHABET) ** links.LETTERS >= 2**128


def test_links_id_and_key_come_from_the_token_and_not_from_each_other():
    token = links.new_token()
    made = links.keys_of(token)
    assert made == links.keys_of(links.grouped(token).upper())
    assert made.id != made.key
    assert made.finds(links.keys_of(token).id)
    assert not made.finds(links.keys_of(links.new_token()).id)
    assert made.key.hex() not in repr(made)


@pytest.mark.parametrize("told", ["", "../../etc/passwd", "o" * 28, "a" * 10_000, "é" * 28])
def test_links_what_is_no_token_finds_nothing(told):
    nothing = links.keys_of("no token at all")
    assert links.keys_of(told) == nothing
    assert not nothing.finds(links.keys_of(links.new_token()).id)


def test_boxes_open_for_the_practice_and_for_no_other():
    ours, theirs = boxes.new_private(), boxes.new_private()
    box = boxes.seal_to(boxes.public_of(ours), b"a drawing", context=CONTEXT)
    assert b"a drawing" not in box
    assert boxes.open_box(ours, box, context=CONTEXT) == b"a drawing"
    for key, context in ((theirs, CONTEXT), (ours, ("kiosk", "other"))):
        with pytest.raises(SealError, match="does not open here"):
            boxes.open_box(key, box, context=context)


def test_boxes_are_different_each_time():
    public = boxes.public_of(boxes.new_private())
    one, other = (boxes.seal_to(public, b"same", context=CONTEXT) for _ in range(2))
    assert one[4:36] != other[4:36]
    assert one[36:] != other[36:]


@pytest.mark.parametrize("place", [5, 40, -1])
def test_boxes_that_were_changed_do_not_open(place):
    private = boxes.new_private()
    box = bytearray(boxes.seal_to(boxes.public_of(private), b"a drawing", context=CONTEXT))
    box[place] ^= 1
    with pytest.raises(SealError):
        boxes.open_box(private, bytes(box), context=CONTEXT)


@pytest.mark.parametrize(
    ("box", "says"),
    [(b"", "not sealed at a kiosk"), (b"SWX\x02" + bytes(99), "version 2"), (b"PK" * 99, "sealed")],
)
def test_boxes_refuse_what_is_none(box, says):
    with pytest.raises(SealError, match=says):
        boxes.open_box(boxes.new_private(), box, context=CONTEXT)


def test_boxes_a_public_key_of_zeros_is_refused():
    with pytest.raises(SealError, match="none that anything"):
        boxes.seal_to(bytes(32), b"", context=CONTEXT)


def test_boxes_public_keys_are_a_line_that_notices_a_slip():
    public = boxes.public_of(boxes.new_private())
    line = boxes.to_line(public)
    assert boxes.from_line(f"# Practice at the Mill\n\n{line}") == public
    digits = line.split()[1]
    slipped = line.replace(digits, digits[1:] + digits[0])
    for wrong in (slipped, "", "ssh-ed25519 AAAA", line + line):
        with pytest.raises(SealError, match="was mistyped"):
            boxes.from_line(wrong)
