"""Where the workbench listens, by which names, and with what TLS: one of it a process."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from engines.errors import SettingsError
from engines.settings import Settings
from workbench.lan import addresses, tls
from workbench.lan.tls import Tls

LOOPBACK = "127.0.0.1"
MADE = "made"


@dataclass(frozen=True, slots=True)
class Hosting:
    """Where browsers reach the workbench.

    Attributes:
        address: that it listens on.
        port: of it.
        hosts: what a browser may call this machine; anything else is refused.
        tls: what it speaks TLS with; None on this machine alone.
    """

    address: str
    port: int
    hosts: tuple[str, ...]
    tls: Tls | None = None

    @property
    def lan(self) -> bool:
        """Whether other devices reach it."""
        return self.tls is not None

    @property
    def origin(self) -> str:
        """The address that people are told, without a path."""
        host = f"[{self.hosts[0]}]" if ":" in self.hosts[0] else self.hosts[0]
        return f"{'https' if self.lan else 'http'}://{host}:{self.port}"


def here(port: int) -> Hosting:
    """This machine alone."""
    return Hosting(LOOPBACK, port, (LOOPBACK, "localhost", "::1"))


def of(settings: Settings, *, demo: bool) -> Hosting:
    """What the settings ask for.

    Raises:
        SettingsError: an address that is not this machine's or not private, a certificate that
            will not do, or the demo, which signs nobody in.
    """
    if settings.lan == addresses.OFF:
        return here(settings.port)
    if demo:
        raise SettingsError(
            f"The setting lan is {settings.lan!r}, and the demo practice signs nobody in: it is "
            "for this machine alone. Leave lan away, or leave --demo away."
        )
    address = addresses.chosen(settings.lan)
    found = _tls(settings, address)
    hosts = tuple(name for name in found.told.names if "*" not in name)
    return Hosting(address, settings.port, _first(hosts, address), found)


def _tls(settings: Settings, address: str) -> Tls:
    now = datetime.now(timezone.utc)
    given = (settings.certificate, settings.certificate_key)
    if given == (MADE, MADE):
        return tls.made_here(settings.data, addresses.names(address), now=now)
    if MADE in given:
        raise SettingsError(
            "The settings certificate and certificate_key belong together: set both, or neither."
        )
    certificate, key = (Path(each).expanduser() for each in given)
    return tls.own(certificate, key, now=now)


def _first(hosts: tuple[str, ...], address: str) -> tuple[str, ...]:
    """The name that people are told first: the address where the certificate has it."""
    plain = tuple(_plain(host) for host in hosts)
    return (address, *(each for each in plain if each != address)) if address in plain else plain


def _plain(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()


_open: list[Hosting] = []


def current() -> Hosting:
    """Where the workbench of this process listens; this machine alone unless it is said."""
    return _open[-1] if _open else here(8501)


@contextmanager
def opened(hosting: Hosting) -> Iterator[Hosting]:
    """Says where it listens, as long as it is entered."""
    _open.append(hosting)
    try:
        yield hosting
    finally:
        _open.remove(hosting)
