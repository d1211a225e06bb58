"""What an ID token must be. The signature and the claims are joserfc's; what is demanded is here.

Source: OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2,
https://openid.net/specs/openid-connect-core-1_0.html; RFC 8725, 3.1 (which algorithms),
https://www.rfc-editor.org/rfc/rfc8725
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ConflictAlgorithmError,
    InvalidKeyIdError,
    JoseError,
    KeyParameterError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet

from workbench.access.provider.chosen import Chosen
from workbench.access.provider.refusing import ProviderError, Why

# Signatures by a key that only the provider has: neither "none" nor a shared secret (HS...).
ALGORITHMS = tuple(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512))
ASYMMETRIC = ("RSA", "EC")
SKEW_S = 60
MOST_TOKEN, MOST_SUBJECT = 32_000, 255
_WHYS: dict[str, Why] = {
    "iss": "issuer",
    "aud": "audience",
    "exp": "expired",
    "nonce": "nonce",
    "iat": "early",
    "nbf": "early",
}
_UNSIGNED = (
    BadSignatureError,
    ConflictAlgorithmError,
    KeyParameterError,
    UnsupportedAlgorithmError,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a token says that is used here; nothing else of it is kept.

    Attributes:
        subject: who it is at the provider.
        ends: when the token ends, in seconds since 1970.
        asked: when the provider last asked who it is, likewise; None where it does not say.
    """

    subject: str
    ends: float
    asked: float | None = None


def keys_of(told: Mapping[str, Any]) -> KeySet:
    """The keys of a JWKS that can prove something here: public ones, for signatures.

    Raises:
        ProviderError: there is none, or it is no such set.
    """
    held = told.get("keys")
    rows = [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []
    fit = [row for row in rows if row.get("kty") in ASYMMETRIC and row.get("use", "sig") == "sig"]
    try:
        return KeySet.import_key_set({"keys": fit})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise ProviderError("key") from error


def read(token: str, keys: KeySet, chosen: Chosen, *, nonce: str, now: float, first: bool) -> Said:
    """What a token says, if it is the provider's, for us, of this journey, and not over.

    Args:
        token: as the token endpoint gave it.
        keys: the provider's.
        chosen: issuer and client that it must name.
        nonce: of the journey that it began with.
        now: seconds since 1970.
        first: whether it must say the nonce; one that renews may leave it out.

    Raises:
        ProviderError: it is not; `why` says which of it.
    """
    if len(token) > MOST_TOKEN:
        raise ProviderError("answer")
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
        _registry(chosen, nonce=nonce, now=now, first=first).validate(claims)
        return _said(claims, chosen, now=now)
    except (JoseError, ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as error:
        raise ProviderError(_why(error)) from error


def _registry(chosen: Chosen, *, nonce: str, now: float, first: bool) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now),
        leeway=SKEW_S,
        iss={"essential": True, "value": chosen.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": chosen.client},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": first, "value": nonce},
    )


def _said(claims: Mapping[str, Any], chosen: Chosen, *, now: float) -> Said:
    """The parts that are used, after what the registry leaves open was looked at too."""
    others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", None if others else chosen.client)
    if party != chosen.client:
        raise ProviderError("audience")
    # Our clock alone says when it is over: no leeway here.
    if not claims["exp"] > now:
        raise ProviderError("expired")
    subject, asked = claims["sub"], claims.get("auth_time")
    plain = subject.isascii() and subject.isprintable() and subject == subject.strip()
    if not plain or not 1 <= len(subject) <= MOST_SUBJECT:
        raise ProviderError("answer")
    known = float(asked) if isinstance(asked, int | float) else None
    return Said(subject, float(claims["exp"]), known)


def _why(error: Exception) -> Why:
    if isinstance(error, InvalidKeyIdError):
        return "key"
    if isinstance(error, _UNSIGNED):
        return "signature"
    if isinstance(error, ClaimError):
        names = str(error.claim).split(",")
        found: list[Why] = [_WHYS[name] for name in names if name in _WHYS]
        return found[0] if found else "answer"
    return "answer"
