"""A practice whose staff may sign in with a tiny identity provider, and browsers that try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from engines.sealing.passwords import Cost
from engines.settings import Settings, load
from tests.workbench.identity import CLIENT, SECRET, SUBJECT, Identity, providing
from tests.workbench.lines import HOST
from workbench import practice
from workbench.access.accounts import Account
from workbench.access.provider.entering import Provider
from workbench.asgi import routes
from workbench.handing.entrance import Entrance
from workbench.handing.passes import COOKIE
from workbench.practice import Practice
from workbench.routes.guard import Guard

PASSWORD = "velvet otter mends clocks"
WAY = "/api/pass/provider"
OURS = {"Origin": HOST}


@dataclass(frozen=True)
class Provided:
    """The practice, its provider, an account that is joined to somebody there, and its browsers."""

    served: Practice
    identity: Identity
    ruth: Account
    stack: ExitStack

    @property
    def entered(self) -> Entrance:
        assert self.served.passes.entrance is not None
        return self.served.passes.entrance

    @property
    def provider(self) -> Provider:
        assert self.served.provider is not None
        return self.served.provider

    def browser(self) -> TestClient:
        """Another browser that opened the workbench."""
        app = Starlette(routes=routes(), middleware=[Middleware(Guard)])
        made = TestClient(app, base_url=HOST, follow_redirects=False)
        made.cookies.set(COOKIE, self.served.passes.issue(), domain="127.0.0.1", path="/")
        return self.stack.enter_context(made)

    def tried(self, client: TestClient, query: str = "") -> Any:
        """The whole way to the provider and back."""
        return back(client, self.identity.authorized(sent(client, query)))

    def audited(self, count: int = 1) -> list[tuple[str, str]]:
        """The newest entries of the audit, and which check it was that failed."""
        found = [(each.what, json.loads(each.subject)) for each in self.served.archive.audit(count)]
        return [(what, told.get("way", "").removeprefix(f"{WAY}: ")) for what, told in found]

    def refused(self, client: TestClient, answer: Any, why: str) -> None:
        """Nobody came in, a sentence says so, and the audit knows which check it was."""
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        assert "Nobody was signed in" in answer.text
        assert standing(client)["scope"] == "signed-out"
        assert self.audited() == [("refused", why)]


def sent(client: TestClient, query: str = "") -> dict[str, str]:
    """What a browser brings to the provider."""
    answer = client.get(WAY + query)
    assert answer.status_code == 303, answer.text
    return plain(urlsplit(answer.headers["location"]).query)


def back(client: TestClient, address: str) -> Any:
    """What a browser is answered that the provider sent back."""
    came = urlsplit(address)
    bare = TestClient(client.app, base_url=HOST)  # as from another site: without our cookie
    moment = bare.get(f"{came.path}?{came.query}")
    assert moment.status_code == 200
    assert "set-cookie" not in moment.headers
    return client.get(moment.headers["refresh"].removeprefix("0;url="))


def plain(query: str) -> dict[str, str]:
    return {name: each[0] for name, each in parse_qs(query).items()}


def standing(client: TestClient) -> dict[str, Any]:
    return client.get("/api/pass").json()


def settings_of(folder: Path, issuer: str) -> Settings:
    (secret := folder / "oidc.secret").write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    told = {"oidc": issuer, "oidc_client": CLIENT, "oidc_secret": str(secret)}
    return load({"data": str(folder), "painter": "wash", "size": 256, **told})


@contextmanager
def provided(folder: Path) -> Iterator[Provided]:
    """Serves such a practice."""
    with ExitStack() as stack:
        identity = stack.enter_context(providing())
        settings = settings_of(folder, identity.issuer)
        served = stack.enter_context(practice.serving(settings, demo=False))
        assert served.passes.entrance is not None
        served.passes.entrance.door.cost = Cost(32, 1, 1)
        staff = served.passes.entrance.staff
        made = staff.first("Ruth", "ruth", PASSWORD, therapist=True)
        ruth = staff.set_subject(made.id, f"{identity.issuer} {SUBJECT}")
        yield Provided(served, identity, ruth, stack)


def as_before(held: Provided) -> Provided:
    """For the next test: an honest provider, and refusals that are told one by one."""
    held.identity.be_honest()
    held.served.witness._measures.clear()
    return held
