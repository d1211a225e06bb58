"""The part of an archive that knows which pictures leave the practice to be shown."""

from __future__ import annotations

from engines.errors import ArchiveError, NotHereError
from workbench.archive.acting import PRACTICE
from workbench.archive.consent import Consent, Said
from workbench.archive.exhibits import Exhibit, Label
from workbench.archive.keeping import Keeping
from workbench.saying import later

NOT_AGREED = later("Showing pictures was not agreed to, or was taken back: nothing is given out.")
CHOSEN = later("This picture is on the list already.")
WENT_OUT = later("This picture was given out: say when it is back.")


class Exhibiting(Keeping):
    """Chosen with a label, given out, back again. Nothing goes out without consent."""

    def exhibits(self) -> tuple[Exhibit, ...]:
        """Everything that was ever chosen to be shown, the oldest first."""
        return self._rows.exhibits.all()

    def consent(self, person: str, said: Said, *, who: str = PRACTICE) -> Consent:
        """As `Keeping.consent`; what was chosen and never given out is off the list with a no."""
        entry = super().consent(person, said, who=who)
        if said.item == "exhibition" and said.deed != "given":
            for each in self._rows.exhibits.of(person):
                if each.out is None:
                    self._rows.exhibits.drop(each, who=who)
        return entry

    def shown_outside(self, person: str) -> tuple[Exhibit, ...]:
        """The pictures of a person that were given out and have not come back."""
        return tuple(each for each in self._rows.exhibits.of(person) if each.outside)

    def choose_to_show(
        self, picture: str, label: Label, *, person: str, who: str = PRACTICE
    ) -> Exhibit:
        """Put a picture on the list that the person was asked about and said yes to.

        Raises:
            ArchiveError: showing was not agreed to, or the picture is on the list already.
        """
        self._check_agreed(person)
        self._rows.sittings.turn(picture, person=person)
        here = (each for each in self._rows.exhibits.of(person) if each.back is None)
        if any(each.picture == picture for each in here):
            raise ArchiveError(CHOSEN)
        return self._rows.exhibits.add(person, picture, label, who=who)

    def show_after_all_not(self, exhibit: str, *, person: str, who: str = PRACTICE) -> None:
        """Take a picture off the list that never left the practice."""
        entry = self._exhibit(exhibit, person)
        if entry.out is not None:
            raise ArchiveError(WENT_OUT)
        self._rows.exhibits.drop(entry, who=who)

    def give_out(self, exhibit: str, *, person: str, who: str = PRACTICE) -> Exhibit:
        """Note that a picture leaves the practice now; the first time counts.

        Raises:
            ArchiveError: showing was not agreed to, or was taken back.
        """
        self._check_agreed(person)
        entry = self._exhibit(exhibit, person)
        if entry.out is not None:
            return entry
        return self._rows.exhibits.mark(entry, "given_out", who=who)

    def came_back(self, exhibit: str, *, person: str, who: str = PRACTICE) -> Exhibit:
        """Note that a picture that was given out is back, or was taken down."""
        entry = self._exhibit(exhibit, person)
        return self._rows.exhibits.mark(entry, "back", who=who) if entry.outside else entry

    def _check_agreed(self, person: str) -> None:
        if person not in self.everybody_who("exhibition"):
            raise ArchiveError(NOT_AGREED)

    def _exhibit(self, exhibit: str, person: str) -> Exhibit:
        found = (each for each in self._rows.exhibits.of(person) if each.id == exhibit)
        entry = next(found, None)
        if entry is None:
            raise NotHereError(f"There is no exhibit {exhibit} here: unknown, or taken off.")
        return entry
