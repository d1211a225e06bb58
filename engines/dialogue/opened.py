"""The choosers of this process: one a mode, made when it is first asked for, kept while it stands.

A mode's vectors that no file keeps are made then, 30 ms a sentence; of the modes that ship all are
kept.
"""

from __future__ import annotations

import threading

from engines.dialogue.cards import Mode
from engines.dialogue.choosing import Chooser
from engines.embedding.model import Embedding, shared
from engines.errors import BackendMissingError

_choosers: dict[str, Chooser] = {}
_lock = threading.Lock()


def chooser(mode: Mode) -> Chooser:
    """Gives the mode's chooser: by meaning, or by pieces of words where the embedding is not here.

    Which of the two is `Chooser.by_meaning`; whoever shows its cards says so.
    """
    with _lock:
        held = _choosers.get(mode.id)
        if held is None or held.mode != mode:
            held = _choosers[mode.id] = Chooser(mode, embedding())
        return held


def embedding() -> Embedding | None:
    """The sentence embedding of this process; None where it is not here."""
    try:
        return shared()
    except BackendMissingError:
        return None
