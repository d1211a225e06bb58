"""The certificate that the workbench shows on the network: the practice's own, or one made here."""

from __future__ import annotations

import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engines.errors import SealError, SettingsError
from engines.sealing import certificates
from engines.sealing.certificates import Certificate
from workbench.archive import disk

FOLDER, CERTIFICATE, KEY = "lan", "certificate.pem", "key.pem"
EARLY = timedelta(days=30)
"""One that was made here is made anew when it has less left than this."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Tls:
    """What the server speaks TLS with.

    Attributes:
        certificate: PEM file, a chain where it has one.
        key: PEM file; only its owner may read it.
        told: what the certificate says.
        made: whether it was made here.
    """

    certificate: Path
    key: Path
    told: Certificate
    made: bool


def made_here(folder: Path, names: Sequence[str], *, now: datetime) -> Tls:
    """The certificate in the data folder; made where there is none that is good for these names.

    Args:
        folder: the practice's data folder.
        names: what browsers may call this machine.
        now: with its time zone; what ends within `EARLY` of it is made anew.

    Raises:
        ArchiveError: it cannot be written.
    """
    place = disk.make_folder(folder / FOLDER)
    paths = place / CERTIFICATE, place / KEY
    told = _good(*paths, names, now=now)
    if told is None:
        fresh = certificates.make(names, now=now)
        # The key first: a certificate that has no key of its own is made anew at the next start.
        disk.write_whole(paths[1], fresh.key)
        disk.write_whole(paths[0], fresh.certificate)
        told = certificates.read(fresh.certificate)
    return Tls(*paths, told, made=True)


def own(certificate: Path, key: Path, *, now: datetime) -> Tls:
    """The practice's own certificate.

    Raises:
        SettingsError: a file cannot be read, others may read the key, it has ended or has not
            begun, names no host, or the key is another's.
    """
    try:
        told = certificates.read(certificate.read_bytes())
        certificates.check_pair(certificate.read_bytes(), key.read_bytes())
    except OSError as error:
        raise SettingsError(f"The certificate cannot be read: {error}.") from error
    except SealError as error:
        raise SettingsError(f"{certificate}: {error}") from error
    if sys.platform != "win32" and key.stat().st_mode & _OTHERS:
        raise SettingsError(f"Others may read the certificate's key {key}: run chmod 600 on it.")
    if not told.begins <= now < told.ends:
        raise SettingsError(
            f"The certificate {certificate} counts from {told.begins:%Y-%m-%d} to "
            f"{told.ends:%Y-%m-%d}: name one that counts today."
        )
    if all("*" in name for name in told.names):
        raise SettingsError(
            f"The certificate {certificate} names {', '.join(told.names) or 'no host'}: name one "
            "that says what this machine is called."
        )
    return Tls(certificate, key, told, made=False)


def _good(
    certificate: Path, key: Path, names: Sequence[str], *, now: datetime
) -> Certificate | None:
    """What lies there, if it will do."""
    try:
        content, private = certificate.read_bytes(), key.read_bytes()
        told = certificates.read(content)
        certificates.check_pair(content, private)
    except (OSError, SealError):
        return None
    if sys.platform != "win32" and key.stat().st_mode & _OTHERS:
        return None
    lasts = told.begins <= now < told.ends - EARLY
    return told if lasts and set(told.names) == set(names) else None
