"""What may be kept of a fetched file: safetensors and plain text. Code is refused, however named.

A pickle runs code as it is read (so do the zip files that torch writes around one): refused by name
and, under a harmless name, by its first bytes.
"""

from __future__ import annotations

import json
from pathlib import Path

from engines.errors import FetchError

TEXTS = (".json", ".txt")
TENSORS = ".safetensors"
# A header of this size names over half a million tensors; safetensors' own reader stops there, too.
# Source: https://github.com/huggingface/safetensors, MAX_HEADER_SIZE
MOST_HEADER = 100_000_000
MOST_TEXT = 32 * 2**20
BITS = {"F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "I32": 32, "I16": 16, "I8": 8}
BITS |= {"U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8, "F8_E4M3": 8, "F8_E5M2": 8}
_ZIP = b"PK\x03\x04"
_PICKLED = tuple(bytes((0x80, version)) for version in range(2, 6))


def check_name(name: str) -> None:
    """Refuses a file by its name.

    Raises:
        FetchError: it is neither safetensors nor text, or its path leads out of the folder.
    """
    path = Path(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise FetchError(f"The file name {name!r} leads out of the model's folder: refused.")
    if path.suffix not in (TENSORS, *TEXTS):
        raise FetchError(
            f"{name!r} is refused: a model may hold {TENSORS} and {', '.join(TEXTS)} only. "
            "Pickles (.bin, .pt, .pth, .ckpt) run code as they are read: convert them first."
        )


def check(path: Path, name: str) -> None:
    """Refuses a file by what is in it.

    Args:
        path: where it lies now.
        name: what it is to be called; says what it should be.

    Raises:
        FetchError: a pickle, or no safetensors, JSON or text although it is called so.
    """
    check_name(name)
    with path.open("rb") as stream:
        start = stream.read(64)
    if start.startswith((_ZIP, *_PICKLED)):
        raise FetchError(
            f"{name!r} is called {Path(name).suffix}, but its first bytes are those of a pickle: "
            "refused, because reading one runs code."
        )
    if Path(name).suffix == TENSORS:
        _check_tensors(path, name)
    else:
        _check_text(path, name)


def _check_text(path: Path, name: str) -> None:
    if path.stat().st_size > MOST_TEXT:
        raise FetchError(f"{name!r} has {path.stat().st_size:,} bytes: too many for plain text.")
    try:
        text = path.read_bytes().decode("utf-8")
        if "\0" in text:
            raise FetchError(f"{name!r} is called text and holds a zero byte: refused.")
        if name.endswith(".json"):
            json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FetchError(f"{name!r} is not the text it is called: {error}.") from error


def _check_tensors(path: Path, name: str) -> None:
    """The layout: eight bytes of length, a JSON header, tensors that fill the rest without gaps.

    Source: https://github.com/huggingface/safetensors#format
    """
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            if not 2 <= length <= min(MOST_HEADER, size - 8):
                raise FetchError(f"{name!r} is no safetensors file: its header has no length.")
            header = json.loads(stream.read(length).decode("utf-8"))
        header.pop("__metadata__", None)
        spans = sorted(_span(each) for each in header.values())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FetchError(f"{name!r} is no safetensors file: {type(error).__name__}.") from error
    end = 0
    for start, stop in spans:
        if start != end:
            raise FetchError(f"{name!r} is damaged: there is a hole in it at byte {end}.")
        end = stop
    if end + 8 + length != size:
        raise FetchError(
            f"{name!r} is damaged: its header speaks of {end + 8 + length:,} bytes, "
            f"the file has {size:,}."
        )


def _span(tensor: dict[str, object]) -> tuple[int, int]:
    start, stop = tensor["data_offsets"]  # type: ignore[misc]
    bits = BITS[tensor["dtype"]]  # type: ignore[index]
    for side in tensor["shape"]:  # type: ignore[attr-defined]
        bits *= side
    if not 0 <= start <= stop or (stop - start) * 8 != bits:
        raise ValueError("a tensor's shape and place do not fit")
    return start, stop
