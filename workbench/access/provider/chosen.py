"""The identity provider that the settings name, and whether it can be used. Loads no library."""

from __future__ import annotations

import ipaddress
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from engines.errors import BackendMissingError, SettingsError
from engines.settings import Settings

if TYPE_CHECKING:
    from workbench.access.provider.entering import Provider
    from workbench.handing.entrance import Entrance

OFF, NONE = "off", "none"
# With a subject, which has 255 at most, an address of this length fits what an account keeps.
MOST_ISSUER, MOST_SECRET = 140, 4096
LIBRARIES = ("authlib", "joserfc", "requests")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the practice set.

    Attributes:
        issuer: the provider's address, as its tokens say it.
        client: what the workbench is called there.
        secret: what proves that; None where the provider knows a public client.
        scopes: what is asked for, "openid" among it.
    """

    issuer: str
    client: str
    secret: str | None = field(repr=False)
    scopes: str = "openid"

    @property
    def host(self) -> str:
        """How people read the provider."""
        return urlsplit(self.issuer).hostname or self.issuer


def of(settings: Settings) -> Chosen | None:
    """The provider that is set, or None.

    Raises:
        SettingsError: the address is not https, the name is missing, or the secret's file cannot
            be read or may be read by others.
    """
    if settings.oidc == OFF:
        return None
    if not is_safe(settings.oidc) or not _is_issuer(settings.oidc):
        raise SettingsError(
            f"The setting oidc is {settings.oidc!r}: it must be the provider's own address, "
            f"https://..., without ? or #, {MOST_ISSUER} characters at most."
        )
    if settings.oidc_client == NONE:
        raise SettingsError(
            "The setting oidc_client is missing: name the workbench as it is there."
        )
    scopes = settings.oidc_scopes.split()
    if "openid" not in scopes:
        raise SettingsError(f"The setting oidc_scopes is {scopes}: openid must be among them.")
    secret = _secret(settings.oidc_secret)
    return Chosen(settings.oidc, settings.oidc_client, secret, " ".join(scopes))


def is_safe(address: str) -> bool:
    """Whether what goes there is read by nobody on the way: over TLS, or on this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if not host or parts.username is not None or parts.scheme not in ("https", "http"):
            return False
        return parts.scheme == "https" or host == "localhost" or _is_loopback(host)
    except ValueError:
        return False


@contextmanager
def opening(settings: Settings, entrance: Entrance | None) -> Iterator[Provider | None]:
    """The provider, as long as it is entered; None, and nothing loaded, where none is set.

    Raises:
        SettingsError: as `of`.
        BackendMissingError: a library is not installed.
    """
    chosen = of(settings) if entrance is not None else None
    if chosen is None or entrance is None:
        yield None
        return
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise BackendMissingError(
            f"The setting oidc needs {', '.join(missing)}: pip install '.[oidc]'."
        )
    from workbench.access.provider.entering import Provider

    provider = Provider(chosen, entrance.kept.accounts, entrance.sign_ins)
    try:
        yield provider
    finally:
        provider.close()


def _is_issuer(address: str) -> bool:
    plain = address.isascii() and address.isprintable() and not set(address) & set(" ?#\\")
    return plain and len(address) <= MOST_ISSUER


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret(named: str) -> str | None:
    if named == NONE:
        return None
    path = Path(named).expanduser()
    try:
        if sys.platform != "win32" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise SettingsError(f"Others may read {path} (oidc_secret): run chmod 600 on it.")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = type(error).__name__
        raise SettingsError(f"The file {path} (oidc_secret) cannot be read: {why}.") from None
    if not 1 <= len(text) <= MOST_SECRET or not text.isprintable():
        raise SettingsError(f"The file {path} (oidc_secret) must hold one line: the secret.")
    return text
