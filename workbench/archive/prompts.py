"""What therapist and person write together in a sitting, by the names it is kept under."""

from __future__ import annotations

TALK = ("topic", "images", "colors")
"""Before one draws."""
LOOK = ("noticed", "liked", "better")
"""When one looks back."""
NOTE = "note"
PROMPTS = (*TALK, *LOOK, NOTE)
MAX_LETTERS = 2_000
