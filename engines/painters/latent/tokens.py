"""Words as the numbers that a text encoder takes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 77
FILE = "tokenizer.json"
Tokens = tuple[NDArray[np.int64], bool]


def tokenizer_of(base: Path) -> Callable[[str], Tokens]:
    """A text as (1, 77) int64 token ids, and whether all of it fitted.

    Args:
        base: with `tokenizer.json` as `keep` wrote it, which needs no transformers; else a folder
            in the hub's layout, with `tokenizer/`.

    Raises:
        OSError: there is no tokenizer in it.
        ImportError: what reads it is not installed.
    """
    known = _kept(base / FILE) if (base / FILE).is_file() else _read(base / "tokenizer")

    def tokens(text: str) -> Tokens:
        found = known.encode(text)
        return np.array([found.ids], np.int64), not found.overflowing

    return tokens


def keep(source: Path, into: Path) -> None:
    """Writes the tokenizer of a folder as one file, its filling and cutting to 77 included."""
    _read(source).save(str(into / FILE))


def _kept(path: Path) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def _read(folder: Path) -> Any:
    kind: Any = importlib.import_module("transformers").CLIPTokenizerFast
    found = kind.from_pretrained(folder, local_files_only=True)
    known = found.backend_tokenizer
    known.enable_truncation(MOST)
    # Stable Diffusion 2 fills up with "!", 1.5 with the end of the text.
    known.enable_padding(length=MOST, pad_id=found.pad_token_id, pad_token=found.pad_token)
    return known
