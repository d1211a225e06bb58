"""What happens by itself at a browser goes into the audit, past whoever only wanted to look."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from engines.errors import SketchwellError, traced
from workbench.access.door import Witness

_log = logging.getLogger(__name__)


class Noticing:
    """Writes such things down one after another, and then says that passes changed."""

    def __init__(self, witness: Witness | None, tell: Callable[[], None]) -> None:
        self._witness, self._tell = witness, tell
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="noticing")

    def __call__(self, what: str, account: str) -> None:
        """Something happened to a sign-in of this account; waits for nothing."""
        self._hand.submit(self._note, what, account)

    def _note(self, what: str, account: str) -> None:
        if self._witness is not None:
            try:
                self._witness(what, who=account, account=account)
            except SketchwellError as error:
                _log.error("Not in the audit: %s", traced(error))
        self._tell()
