"""Why a sign-in by the provider came to nothing: a word for the audit, a sentence for a person."""

from __future__ import annotations

from typing import Literal

from engines.errors import RequestError
from workbench.saying import later

Why = Literal[
    "state", "denied", "nonce", "issuer", "audience", "expired", "early", "signature", "key",
    "answer", "again", "silent", "closed", "another",
]  # fmt: skip
BEGIN_AGAIN = later("This sign-in is over, or it was begun in another browser. Begin again.")
UNTRUSTED = later(
    "What the identity provider said could not be trusted, so nobody was signed in. Begin again; "
    "if it stays so, tell whoever looks after the workbench."
)
TOLD: dict[str, str] = {
    "state": BEGIN_AGAIN,
    "denied": later("The identity provider did not let you in. Passwords still work."),
    "again": later(
        "The identity provider did not ask who you are. Sign out there, then begin again."
    ),
    "silent": later("The identity provider does not answer just now. Passwords still work."),
    "closed": later("Your account here is disabled. Ask whoever looks after the accounts."),
    "another": later("That is not whoever locked this page. Sign out there, then begin again."),
}


class ProviderError(RequestError):
    """A sign-in by the provider came to nothing.

    Attributes:
        why: which check failed, for the audit.
    """

    def __init__(self, why: Why) -> None:
        super().__init__(TOLD.get(why, UNTRUSTED))
        self.why = why
