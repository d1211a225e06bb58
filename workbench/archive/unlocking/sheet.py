"""A recovery sheet on its way: printed, then tried, and only then does it count."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from engines.errors import SealError
from workbench.archive.unlocking import codes

ASKED = 2


def _places() -> tuple[int, ...]:
    return tuple(sorted(secrets.SystemRandom().sample(range(codes.GROUPS), ASKED)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A code that opens nothing yet. `places` are the groups that are to be typed back, from 0."""

    code: str = field(default_factory=codes.new_code, repr=False)
    places: tuple[int, ...] = field(default_factory=_places)

    @property
    def groups(self) -> tuple[str, ...]:
        """The code's groups as they stand on the sheet."""
        return codes.groups(self.code)

    def tried(self, typed: Sequence[str]) -> str:
        """The code, once the asked groups were typed back from paper.

        Raises:
            SealError: they were not.
        """
        wanted = [self.groups[place] for place in self.places]
        if [codes.plain(text) for text in typed] != wanted:
            numbers = " and ".join(str(place + 1) for place in self.places)
            raise SealError(
                f"Groups {numbers} do not stand like that on the sheet: type them from the paper."
            )
        return self.code
