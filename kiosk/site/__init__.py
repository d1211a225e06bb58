"""The place where the kiosk stands: its operator's settings, help card, and what it is told.

`python -m kiosk new-settings` writes a file to fill in; `files.read` reads it. A file that cannot
be used never stops a kiosk: the last good one, or the defaults, hold instead, and the operator is
told.
"""  # noqa: A005 - a site is what the house calls it, and nobody imports it by that name alone
