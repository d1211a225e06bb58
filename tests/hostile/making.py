"""python -m tests.hostile.making: writes the corpus, small files that mean harm, beside this file.

The same bytes each time. `CORPUS` says what each is; the tests put every one of them to every door.
"""

from __future__ import annotations

import io
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"
MOST_BYTES = 200_000
DEEP = 4_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


def png(width: int, height: int, content: bytes) -> bytes:
    """A PNG that claims this size over this content."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", content), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def zeros(size: int) -> bytes:
    """So many zeros, packed: a thousandth of it."""
    packing = zlib.compressobj(9)
    return b"".join(packing.compress(bytes(2**20)) for _ in range(size >> 20)) + packing.flush()


def zipped(*files: tuple[str, bytes], claim: int | None = None) -> bytes:
    """A zip file of these; `claim` is the size that it says its first file has."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, content in files:
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED, 9)
    made = held.getvalue()
    if claim is None:
        return made
    size = struct.pack("<I", len(files[0][1]))
    return made.replace(size, struct.pack("<I", claim))


def listed(*files: tuple[str, int], content: bytes = b"") -> bytes:
    """What a backup holds, with this list at its head."""
    told = json.dumps({"format": 1, "made": "2026", "files": [list(file) for file in files]})
    return len(told).to_bytes(4, "big") + told.encode() + content


def nested(opening: str, closing: str, inner: str = "") -> bytes:
    """JSON that goes very deep."""
    return f"{opening * DEEP}{inner}{closing * DEEP}".encode()


def said(**fields: object) -> bytes:
    return json.dumps(fields).encode()


CORPUS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("nothing at all", lambda: b""),
    "zero": ("one zero byte", lambda: b"\x00"),
    "noise": ("bytes without any sense", lambda: bytes((n * 131 + 7) % 256 for n in range(512))),
    "png-huge": ("a PNG that claims 60,000 x 60,000", lambda: png(60_000, 60_000, zeros(2**20))),
    "png-square-bomb": ("24 MB of black in 24 kB", lambda: png(2900, 2900, zeros(25 * 2**20))),
    "png-negative": ("a PNG with a side of 2**32-1", lambda: png(2**32 - 1, 1, b"")),
    "png-short": ("a PNG without its pixels", lambda: png(800, 800, b"x")),
    "png-line": ("a PNG 1 pixel high", lambda: png(50_000, 1, zeros(2**20))),
    "jpeg-cut": ("the beginning of a JPEG", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" * 3),
    "zip-bomb": ("20 MB in 20 kB", lambda: zipped(("record.json", bytes(20 * 2**20)))),
    "zip-lying": (
        "more than its head says",
        lambda: zipped(("record.json", b" " * 2**22), claim=64),
    ),
    "zip-path": ("a file that climbs out", lambda: zipped(("../../record.json", b"{}"))),
    "zip-root": ("a file at an absolute place", lambda: zipped(("/etc/passwd", b"x"))),
    "zip-twice": ("one name, two files", lambda: zipped(("record.json", b"{}"), ("1.png", b"x"))),
    "zip-many": ("300 files", lambda: zipped(*((f"{n}.png", b"") for n in range(300)))),
    "zip-deep": ("JSON that goes very deep", lambda: zipped(("record.json", nested("[", "]")))),
    "zip-nan": (
        "numbers that are none",
        lambda: zipped(("record.json", b'{"format": NaN, "kind": "sitting"}')),
    ),
    "zip-float-format": (
        "a format that is none",
        lambda: zipped(("record.json", b'{"format":1e999,"kind":"sitting","sitting":{}}')),
    ),
    "zip-old": (
        "an old format with wrong types",
        lambda: zipped(
            ("record.json", said(format=1, kind="sitting", sitting={"turns": {}}, strokes=[]))
        ),
    ),
    "list-long": ("a backup whose list says 4 GB", lambda: b"\xff\xff\xff\xff{}"),
    "list-path": (
        "a backup's file that climbs out",
        lambda: listed(("archive.duckdb", 0), ("master.key", 0), ("journal/../../x", 0)),
    ),
    "list-root": (
        "a backup's file at an absolute place",
        lambda: listed(("archive.duckdb", 0), ("master.key", 0), ("/tmp/x", 0)),
    ),
    "list-drive": (
        "a backup's file on another drive",
        lambda: listed(("archive.duckdb", 0), ("master.key", 0), ("journal/C:\\x", 0)),
    ),
    "list-negative": ("a backup's file of less than nothing", lambda: listed(("master.key", -1))),
    "list-size": (
        "a backup's file of 2**59 bytes",
        lambda: listed(("archive.duckdb", 2**59), ("master.key", 0)),
    ),
    "list-twice": (
        "a backup's file twice",
        lambda: listed(("archive.duckdb", 0), ("master.key", 0), ("master.key", 0)),
    ),
    "deep-list": ("lists in lists", lambda: nested("[", "]")),
    "deep-object": ("objects in objects", lambda: nested('{"a":', "}", "1")),
    "deep-value": ("a value that goes deep", lambda: b'{"value":' + nested("[", "]") + b"}"),
    "deep-do": ("a deed that goes deep", lambda: b'{"do":' + nested("[", "]") + b"}"),
    "nan": ("a number that is none", lambda: b"NaN"),
    "infinite": ("a number without end", lambda: b'{"value": 1e999, "width": 1e999, "height": 1}'),
    "canvas-infinite": (
        "a canvas without end",
        lambda: b'{"objects": [], "width": 1e999, "height": 1e999}',
    ),
    "canvas-nan": (
        "a canvas of no size with a line from nowhere",
        lambda: b'{"objects":[{"type":"path","path":[["M",NaN,0],["L",1e999,1]]}]}',
    ),
    "canvas-types": (
        "a canvas of wrong types",
        lambda: said(objects=[None, 1, "x", [], {"type": []}, {"type": "rect", "left": {}}]),
    ),
    "canvas-huge": (
        "a canvas of huge numbers",
        lambda: said(objects=[{"type": "rect", "left": 10**400, "width": 10**400}]),
    ),
    "integer": ("a number of 5,000 digits", lambda: b'{"value": ' + b"9" * 5000 + b"}"),
    "twice": ("a field twice", lambda: b'{"do": "undo", "do": "clear", "value": 1, "value": 2}'),
    "do-list": ("a deed that is a list", lambda: said(do=["draw"], strokes=[1])),
    "do-object": ("a deed that is an object", lambda: said(do={"draw": 1})),
    "draw-null": ("strokes that are none", lambda: said(do="draw", strokes=[None, 1, "x", []])),
    "page-text": ("a page as wide as a text", lambda: said(do="page", aspect="wide")),
    "page-list": ("a page as wide as a list", lambda: said(do="page", aspect=[1])),
    "page-infinite": ("a page without end", lambda: b'{"do": "page", "aspect": 1e999}'),
    "page-zero": ("a page without width", lambda: said(do="page", aspect=0)),
    "undo-ids": ("an undo of a number", lambda: said(do="undo", ids=5, again=True)),
    "repaint-words": ("words that are a list", lambda: said(do="repaint", marks=[], words=[1])),
    "options-types": (
        "options of wrong types",
        lambda: said(do="options", words=[], style={}, mood=1, influence=[], live="x"),
    ),
    "show-list": ("a list to show", lambda: said(do="show", answer=[[]])),
    "feel-nan": ("a feeling that is no number", lambda: b'{"do":"feel","turn":{},"pleasure":NaN}'),
    "corners-none": ("no corners", lambda: said(corners=None, colors=True)),
    "corners-number": ("a number of corners", lambda: said(corners=4, colors=[])),
    "corners-odd": ("corners of three", lambda: said(corners=[[0, 0, 0]] * 4, colors=True)),
    "corners-nan": (
        "corners nowhere",
        lambda: b'{"corners":[[NaN,0],[1,0],[1,1],[0,1]]}',
    ),
    "half-letter": ("half of a letter", lambda: b'{"value": "\\ud800", "do": "\\udfff"}'),
    "half-letter-raw": ("half of a letter, as it is", lambda: b"Anna \xed\xa0\x80"),
    "right-to-left": ("letters that turn a line around", lambda: "Anna \u202ennA\u2066".encode()),
    "controls": ("letters that no screen shows", lambda: b"Anna\x00\x1b[31m\x07\r\nBen"),
    "html": (
        "a name that is a page",
        lambda: b"<script>a()</script><img src=x onerror=a()>",
    ),
    "formula": ("a name that is a formula", lambda: b'=HYPERLINK("http://x","y")'),
    "long": ("16 kB of one letter", lambda: b"a" * 16_000),
    "long-value": ("a value of 16 kB", lambda: said(value="a" * 16_000)),
    "toml-deep": ("settings that go deep", lambda: b"a = " + b"[" * 5000),
    "toml-types": ("settings of wrong types", lambda: b"port = inf\ndata = 1\nsize = -1\n"),
    "toml-bytes": ("settings that are no text", lambda: b'data = "\xff\xfe"\n'),
    "head": (
        "a head that nobody signed",
        lambda: b'{"at":"","entries":1,"format":1,"hash":""}\nx',
    ),
}


def main() -> int:
    """Writes every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, (_, make) in CORPUS.items():
        (FOLDER / name).write_bytes(make())
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    sys.stdout.write(f"{len(CORPUS)} files, {size} bytes of at most {MOST_BYTES}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
