"""What is asked of the provider: where its doors are, its keys, a token for a code, a newer one.

By Authlib's OAuth2Session. Nothing follows a redirect, and each address that the provider names
must be as safe as its own. What it answers is never logged.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.jwk import KeySet
from requests import RequestException

from workbench.access.provider import tokens
from workbench.access.provider.chosen import Chosen, is_safe
from workbench.access.provider.journeys import Journey
from workbench.access.provider.refusing import ProviderError

KNOWN_S = 3600.0
# Seconds to connect, and without a byte: nobody waits longer before a password is an answer.
PATIENCE_S = (3.0, 6.0)
# So long nobody asks again where nothing answered, and so many may ask at once: whoever only
# presses the button many times must not keep the workbench waiting for somebody else's machine.
SILENT_S, AT_ONCE = 5.0, 6
MOST_BYTES = 256_000
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the provider is asked for what, as its own configuration says.

    Attributes:
        names_itself: it says which provider it is beside every code (RFC 9207).
    """

    authorization: str
    token: str
    keys: str
    method: str
    names_itself: bool


@dataclass(frozen=True, slots=True)
class Given:
    """What came for a code, or for what renews: never kept on a disk, never logged."""

    id_token: str = field(repr=False)
    renews: str | None = field(repr=False)


class Talking:
    """The conversation with one provider. Every method may be called from any thread."""

    def __init__(self, chosen: Chosen, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._chosen, self._clock = chosen, clock
        self._lock, self._room = threading.Lock(), threading.BoundedSemaphore(AT_ONCE)
        self._silent_until = 0.0
        self._doors: tuple[float, Doors] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def doors(self) -> Doors:
        """Where it is asked, looked up once an hour.

        Raises:
            ProviderError: it does not answer, or is not who it should be.
        """
        with self._lock:
            if self._doors is None or self._clock() - self._doors[0] > KNOWN_S:
                told = self._got(self._chosen.issuer.rstrip("/") + DISCOVERY)
                self._doors = self._clock(), _doors(told, self._chosen)
            return self._doors[1]

    def keys(self, *, fresh: bool = False) -> KeySet:
        """Its keys, looked up once an hour, or anew.

        Raises:
            ProviderError: it does not answer, or has none.
        """
        address = self.doors().keys
        with self._lock:
            if fresh or self._keys is None or self._clock() - self._keys[0] > KNOWN_S:
                self._keys = self._clock(), tokens.keys_of(self._got(address))
            return self._keys[1]

    def address(self, state: str, journey: Journey) -> str:
        """Where a browser goes to be asked who it is; always anew, whoever was there before."""
        with self._session(journey.back) as session:
            address, _ = session.create_authorization_url(
                self.doors().authorization,
                state=state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
                prompt="login",
            )
        return address

    def traded(self, code: str, journey: Journey) -> Given:
        """What is given for a code, once.

        Raises:
            ProviderError: "denied" where it is refused, "silent" where nothing answers.
        """
        with self._session(journey.back) as session:
            return self._given(
                lambda: session.fetch_token(
                    self.doors().token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=journey.verifier,
                    allow_redirects=False,
                )
            )

    def renewed(self, renews: str) -> Given:
        """A newer token; raises as `traded`."""
        with self._session() as session:
            door = self.doors().token
            return self._given(
                lambda: session.refresh_token(door, refresh_token=renews, allow_redirects=False)
            )

    def _session(self, back: str | None = None) -> Any:
        doors = self.doors()
        return OAuth2Session(
            self._chosen.client,
            self._chosen.secret,
            token_endpoint_auth_method=doors.method,
            scope=self._chosen.scopes,
            redirect_uri=back,
            code_challenge_method="S256",
            default_timeout=PATIENCE_S,
        )

    def _given(self, ask: Callable[[], Mapping[str, Any]]) -> Given:
        try:
            with self._asking():
                told = ask()
        except RequestException as error:
            raise ProviderError("silent") from error
        except AuthlibBaseError as error:
            raise ProviderError("denied") from error
        except (ValueError, TypeError, KeyError) as error:
            raise ProviderError("answer") from error
        token, renews = told.get("id_token"), told.get("refresh_token")
        if not isinstance(token, str):
            raise ProviderError("answer")
        return Given(token, renews if isinstance(renews, str) else None)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Room to ask, where not too many do and it did not just fail."""
        if self._clock() < self._silent_until or not self._room.acquire(blocking=False):
            raise ProviderError("silent")
        try:
            yield
        except RequestException:
            self._silent_until = self._clock() + SILENT_S
            raise
        finally:
            self._room.release()

    def _got(self, address: str) -> Mapping[str, Any]:
        try:
            plain: Any = OAuth2Session(default_timeout=PATIENCE_S)
            with self._asking(), plain as session:
                asked = {"withhold_token": True, "allow_redirects": False, "stream": True}
                with session.get(address, **asked) as answer:
                    body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                    right = answer.status_code == 200 and len(body) <= MOST_BYTES
            told = json.loads(body) if right else None
        except (RequestException, OSError) as error:
            raise ProviderError("silent") from error
        except (ValueError, RecursionError) as error:
            raise ProviderError("answer") from error
        if not isinstance(told, dict):
            raise ProviderError("silent" if not right else "answer")
        return told


def _doors(told: Mapping[str, Any], chosen: Chosen) -> Doors:
    if told.get("issuer") != chosen.issuer:
        raise ProviderError("issuer")
    named = [told.get(f"{name}_endpoint") for name in ("authorization", "token")]
    found = [each for each in (*named, told.get("jwks_uri")) if isinstance(each, str)]
    plain = chosen.issuer.startswith("http:")
    if len(found) < 3 or not all(is_safe(each) for each in found):
        raise ProviderError("answer")
    if not plain and not all(each.startswith("https:") for each in found):
        raise ProviderError("answer")
    names_itself = told.get("authorization_response_iss_parameter_supported") is True
    return Doors(found[0], found[1], found[2], _method(told, chosen), names_itself)


def _method(told: Mapping[str, Any], chosen: Chosen) -> str:
    """How the client's secret is shown: in the way that the provider takes."""
    if chosen.secret is None:
        return "none"
    taken = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    post = "client_secret_post" in taken and "client_secret_basic" not in taken
    return "client_secret_post" if post else "client_secret_basic"
