"""`python -m kiosk.deploy.waiting PORT`: until the server answers; else a browser shows an error.

Nothing else is loaded for it: it stands between a start of the machine and the first screen.
"""

from __future__ import annotations

import sys
import time
import urllib.error
import urllib.request

LIMIT_S = 120.0
EVERY_S = 0.2


def answers(port: int, *, limit_s: float = LIMIT_S) -> bool:
    """Whether the page was served within that time."""
    until_s = time.monotonic() + limit_s
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            if time.monotonic() >= until_s:
                return False
            time.sleep(EVERY_S)


if __name__ == "__main__":
    if not answers(int(sys.argv[1])):
        sys.exit(f"The kiosk's server does not answer on port {sys.argv[1]}.")
