"""One sign-in by the provider from beginning to end: sent there, come back, known or a stranger."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workbench.access.accounts import Account
from workbench.access.door import Directory
from workbench.access.provider import tokens
from workbench.access.provider.chosen import Chosen
from workbench.access.provider.journeys import Journey, Journeys
from workbench.access.provider.refusing import ProviderError
from workbench.access.provider.renewing import Held, Renewed, Renewing
from workbench.access.provider.strangers import Strangers
from workbench.access.provider.talking import Talking
from workbench.access.provider.tokens import Said
from workbench.handing.sign_ins import SignIns

BACK = "/api/pass/provider/back"


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody came back from the provider, who said who it is.

    Attributes:
        journey: that is over now.
        subject: issuer and subject, as an account keeps them.
        account: whose that is here, in use or disabled; None is a stranger.
        lasts_s: for how many seconds the token says so.
        renews: what the provider is asked with again.
    """

    journey: Journey
    subject: str
    account: Account | None
    lasts_s: float
    renews: str | None = field(repr=False)


class Provider:
    """The practice's identity provider. Every method may be called from any thread."""

    def __init__(
        self,
        chosen: Chosen,
        accounts: Directory,
        sign_ins: SignIns,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.chosen = chosen
        self.talking = Talking(chosen)
        self.strangers = Strangers()
        self.renewing = Renewing(sign_ins, self._renewed, clock=clock)
        self._accounts, self._clock = accounts, clock
        self._journeys = Journeys(clock)

    def begin(self, browser: str, origin: str, *, aside: bool) -> str:
        """Where this browser goes to be asked who it is.

        Raises:
            ProviderError: the provider does not answer.
        """
        self.talking.doors()  # before anything is remembered
        state, journey = self._journeys.begin(browser, origin + BACK, aside=aside)
        return self.talking.address(state, journey)

    def end(self, browser: str, told: Mapping[str, str]) -> Came:
        """Who came back to this browser, with what the provider told on the way.

        Raises:
            ProviderError: nobody who could be let in; `why` says which check failed.
        """
        journey = self._journeys.end(told.get("state", ""), browser)
        self._check_issuer(told.get("iss", ""))
        if told.get("error") or not told.get("code"):
            raise ProviderError("denied")
        given = self.talking.traded(told["code"], journey)
        said = self._read(given.id_token, journey.nonce, first=True)
        if said.asked is not None and said.asked < journey.since - tokens.SKEW_S:
            raise ProviderError("again")
        subject = f"{self.chosen.issuer} {said.subject}"
        account = next((each for each in self._accounts.all() if each.subject == subject), None)
        return Came(journey, subject, account, said.ends - self._clock(), given.renews)

    def hold(self, browser: str, came: Came) -> None:
        """Ends the sign-in of this browser with its token, unless the provider says it again."""
        told = self._clock() + came.lasts_s, came.renews
        self.renewing.hold(browser, came.subject, came.journey.nonce, told)

    def close(self) -> None:
        """Forgets everything."""
        self.renewing.close()

    def _check_issuer(self, named: str) -> None:
        if (named or self.talking.doors().names_itself) and named != self.chosen.issuer:
            raise ProviderError("issuer")

    def _renewed(self, held: Held) -> Renewed:
        given = self.talking.renewed(held.renews or "")
        said = self._read(given.id_token, held.nonce, first=False)
        if f"{self.chosen.issuer} {said.subject}" != held.subject:
            raise ProviderError("another")
        return said.ends, given.renews

    def _read(self, token: str, nonce: str, *, first: bool) -> Said:
        """What a token says; a key that is not known yet is looked up anew, once."""
        asked = {"nonce": nonce, "now": self._clock(), "first": first}
        try:
            return tokens.read(token, self.talking.keys(), self.chosen, **asked)
        except ProviderError as error:
            if error.why != "key":
                raise
        return tokens.read(token, self.talking.keys(fresh=True), self.chosen, **asked)
