"""What the help says, topic by topic. Sketchwell draft, not yet reviewed."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache

from workbench.modules import text_of
from workbench.saying import later


@dataclass(frozen=True, slots=True)
class Topic:
    """A title, a few sentences, and one of our own sketches (a file in `static/help`)."""

    title: str
    text: str
    sketch: str


FIRST = (
    Topic(
        later("A person, then a sitting"),
        later(
            "In the studio, choose who is here, or add somebody: a name or a code, as your "
            "practice does it. Say whether the painter takes part, and begin the sitting. The two "
            "sliders before it are for the person to move; what is left out stays left out."
        ),
        "people",
    ),
    Topic(
        later("Draw, and be answered"),
        later(
            "Draw with a pen, a finger, the mouse or the keys. A few words may say what should be "
            "added, such as “a tree and two birds”; who would rather point chooses from pictures. "
            "The painter lays its colors under the lines, and the lines stay on top. Keep "
            "the answer, ask for another, or put it back: the drawing alone is always one tap away."
        ),
        "table",
    ),
    Topic(
        later("How far the painter may go"),
        later(
            "A hint is a touch of color. Together, the lines lead and the painter fills in. "
            "Transform goes furthest. The painter never cheers a drawing up: without a chosen "
            "light it stays close to the person's own colors."
        ),
        "influence",
    ),
)

TOGETHER = (
    Topic(
        later("Talk around the picture"),
        later(
            "“Talk” opens beside the pad. Write down what was said, and three cards that fit lie "
            "in your hand: show one, take other words, change it, or say nothing. The person reads "
            "it at their own view and may write back. Only modes that you signed have cards."
        ),
        "talk",
    ),
    Topic(
        later("Hand over"),
        later(
            "“Hand over” leaves only what the client needs: the page, the picture, words, feelings "
            "and “I need a person”, and what you wrote together. No notes of yours, no names, no "
            "other people, no way back in the browser. You come back with your PIN."
        ),
        "handover",
    ),
    Topic(
        later("Hide everything"),
        later(
            "F9, or “Hide” at the top, hides the whole screen at once, whatever page you are on. "
            "Nothing is lost; your PIN brings it back."
        ),
        "hide",
    ),
    Topic(
        later("What did it get wrong?"),
        later(
            "Draw a loop round a place in the picture and say in your own words what is wrong "
            "there. That place alone can be painted again with other words; the rest stays as it "
            "is. The marks are kept with the picture."
        ),
        "marks",
    ),
    Topic(
        later("A drawing on paper"),
        later(
            "Take a photo of it, or scan it. The sheet is found on the table and straightened; "
            "you can move its corners. It becomes the paper under new lines, and the painter can "
            "answer it. Where and when the photo was taken is not kept."
        ),
        "paper",
    ),
    Topic(
        later("A table for one person"),
        later(
            "Under People you set what lies on somebody's table: tools, colors, language, the hand "
            "that draws, how far the painter may go, or no painter at all. You may want to see "
            "every answer before the person does: it then waits for you."
        ),
        "tailor",
    ),
)

AFTERWARDS = (
    Topic(
        later("Look back on a sitting"),
        later(
            "Under Sittings lies everything that was kept: drawings, pictures, words, feelings and "
            "marks. Two pictures can be laid side by side. A replay shows a drawing grow line by "
            "line, and who made what. Your note on a sitting is sealed; the client never sees it. "
            "What stands under “Talk” and “Look back together” the client may read."
        ),
        "replay",
    ),
    Topic(
        later("Read the trends with care"),
        later(
            "Said is what a person told about themselves; seen describes the pictures, not the "
            "person. A gap is a gap: nothing is guessed. A falling line is not proof that anything "
            "worked."
        ),
        "trends",
    ),
    Topic(
        later("Put away, or erase"),
        later(
            "Somebody who no longer comes can be put away: the lists hide them, everything stays, "
            "and they can be brought back. Erasing destroys the person's own key, and nobody can "
            "read that person's things any more: a backup from before brings them back no more. A "
            "key copy that lies elsewhere still has the key; write a new one and destroy the old."
        ),
        "people",
    ),
)

TROUBLE = (
    Topic(
        later("“Not saved yet” does not go away"),
        later(
            "The line to this machine's workbench is cut. Keep the page open: the lines wait in it "
            "and are saved once the workbench is there again. If it was closed, start it again."
        ),
        "stored",
    ),
    Topic(
        later("The painter does not answer"),
        later(
            "Drawing goes on without it. After a while it is started again by itself. If it never "
            "starts, Settings, Painters, and the command “python -m engines doctor” say what is "
            "missing."
        ),
        "table",
    ),
    Topic(
        later("The PIN is forgotten"),
        later(
            "Whoever may start the workbench on this machine can take the PIN away: close the "
            "workbench and start it once with “python -m workbench --new-pin”. It takes every "
            "table back; the next hand-over asks for a new PIN."
        ),
        "handover",
    ),
)

BACKUPS = Topic(
    later("What a backup holds"),
    later(
        "Everything about your people, sealed with a passphrase that only you know, and no key: it "
        "opens with a key copy, which you write under Settings and keep in another place. Large "
        "painters are left out, they can be fetched again. Nobody can open it without both, not "
        "even we. Keep it on a stick or a second disk, locked away, not beside this machine."
    ),
    "backup",
)

EVERY = (*FIRST, *TOGETHER, *AFTERWARDS, *TROUBLE, BACKUPS)


@lru_cache(maxsize=32)
def sketch_address(name: str) -> str:
    """One of our sketches as an address that holds the picture itself."""
    svg = text_of("workbench", "static", "help", f"{name}.svg").encode()
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode('ascii')}"
