"""The addresses of this machine, and which of them a practice's own network may use."""

from __future__ import annotations

import ipaddress
import re
import socket

from engines.errors import SettingsError

AUTO, OFF = "auto", "off"
# Connecting a datagram socket sends nothing: it only chooses the way out. Addresses for documents.
# Source: Arkko et al., 2010, RFC 5737; Huston et al., 2004, RFC 3849
_FAR = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
_NAME = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.ASCII)


def chosen(wanted: str) -> str:
    """The address that the setting `lan` means.

    Args:
        wanted: an address of this machine, or "auto" for the one that leads to the network.

    Raises:
        SettingsError: no such address here, or one that the whole internet can reach.
    """
    if wanted == AUTO:
        found = own()
        if not found:
            raise SettingsError(
                "The setting lan is 'auto', and this machine is on no network now: connect it, or "
                "name its address."
            )
        return found[0]
    address = _read(wanted)
    if not _is_here(str(address)):
        raise SettingsError(
            f"The setting lan is {wanted!r}, which is no address of this machine. It has: "
            f"{', '.join(own()) or 'none on a network'}."
        )
    return str(address)


def own() -> tuple[str, ...]:
    """This machine's private addresses, the one that leads to the network first."""
    found = [_way_out(family, far) for family, far in _FAR]
    try:
        named = socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM)
        found += [str(each[4][0]).partition("%")[0] for each in named]
    except OSError:
        pass
    private = (each for each in found if each and _fault(ipaddress.ip_address(each)) is None)
    return tuple(dict.fromkeys(private))


def names(address: str) -> tuple[str, ...]:
    """What browsers of the network may call this machine: its address first, then its name."""
    host = socket.gethostname().lower().partition(".")[0]
    if not _NAME.fullmatch(host) or host == "localhost":
        return (address,)
    return address, host, f"{host}.local"


def _read(wanted: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address(wanted)
    except ValueError:
        raise SettingsError(
            f"The setting lan is {wanted!r}: give an address of this machine "
            f"({', '.join(own()) or 'it is on no network now'}), auto, or off."
        ) from None
    fault = _fault(address)
    if fault is not None:
        raise SettingsError(f"The setting lan is {wanted!r}: {fault}.")
    return address


def _fault(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str | None:
    if address.is_unspecified:
        return "that is every address at once; name the one of the practice's own network"
    if address.is_loopback or address.is_multicast or address.is_link_local:
        return "no other device reaches that; name the address on the practice's own network"
    if address.is_global:
        return "the whole internet can reach that; the workbench is for a practice's own network"
    return None


def _is_here(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as asked:
            asked.bind((address, 0))
    except OSError:
        return False
    return True


def _way_out(family: socket.AddressFamily, far: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((far, 9))
            return str(asked.getsockname()[0])
    except OSError:
        return None
