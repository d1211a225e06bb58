"""What a practice signs painted pictures with as they leave: made once, kept as a preference."""

from __future__ import annotations

from datetime import datetime, timezone
from threading import Lock

from engines.sealing import credentials
from engines.sealing.credentials import Credential
from workbench.archive.acting import PRACTICE
from workbench.archive.rows import Rows

KEY = "picture_key"
_making = Lock()


def credential(rows: Rows) -> Credential:
    """The practice's own, made when the first picture leaves. It goes into backups with the rest.

    Raises:
        SealError: what is kept cannot be read.
    """
    with _making:
        held = rows.preferences.value(KEY)
        if held is not None:
            return Credential.from_text(held)
        made = credentials.make(now=datetime.now(timezone.utc))
        rows.preferences.set(KEY, made.to_text(), who=PRACTICE)
        return made
