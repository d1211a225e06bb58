"""Certificates by which browsers of a practice's own network know its workbench.

A certificate that is made here is signed by its own key, so a browser warns at its first visit:
people compare the fingerprint, which is what they then trust. ECDSA on P-256 with SHA-256, which
every browser speaks; for one server and nothing else (no authority that could vouch for others).

Source: Cooper et al., 2008, RFC 5280, https://www.rfc-editor.org/rfc/rfc5280; names that browsers
look at: Saint-Andre and Salz, 2023, RFC 9525, section 6, https://www.rfc-editor.org/rfc/rfc9525
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engines.errors import SealError

DAYS = 397
"""How long one is good for. Source: CA/Browser Forum, Baseline Requirements 2.0.0, section 6.3.2"""
_EARLY = timedelta(hours=1)
"""Clocks of tablets are not all right: it counts from a little before it was made."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    Attributes:
        names: host names and addresses that it is for, as a browser would ask for them.
        begins: from when it counts, in UTC.
        ends: until when, in UTC.
        fingerprint: SHA-256 of it, 64 hexadecimal digits.
        self_signed: whether nobody else vouches for it.
    """

    names: tuple[str, ...]
    begins: datetime
    ends: datetime
    fingerprint: str
    self_signed: bool

    @property
    def grouped(self) -> str:
        """The fingerprint as people compare it and browsers show it: pairs with colons."""
        pairs = (self.fingerprint[at : at + 2] for at in range(0, len(self.fingerprint), 2))
        return ":".join(pairs).upper()


@dataclass(frozen=True, slots=True)
class Made:
    """A fresh certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes = field(repr=False)


def make(names: Sequence[str], *, now: datetime, days: int = DAYS) -> Made:
    """Makes a key and a certificate signed with it.

    Args:
        names: host names and IP addresses that it is for; at least one.
        now: with its time zone; it counts from an hour before.
        days: until it ends.

    Raises:
        SealError: no name, or one that no certificate can hold.
    """
    if not names:
        raise SealError("A certificate needs a name or an address: give one at least.")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sketchwell")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(timezone.utc) - _EARLY)
        .not_valid_after(now.astimezone(timezone.utc) + timedelta(days=days))
    )
    for extension, critical in _extensions(names, key.public_key()):
        builder = builder.add_extension(extension, critical=critical)
    signed = builder.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return Made(signed.public_bytes(serialization.Encoding.PEM), private)


def read(certificate: bytes) -> Certificate:
    """Reads what a certificate says; of a chain, the first, which is the server's.

    Args:
        certificate: PEM.

    Raises:
        SealError: it is none, or names nothing that a browser could ask for.
    """
    found = _first(certificate)
    try:
        listed = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise SealError(
            "The certificate names no host (no subject alternative name): browsers refuse it. "
            "Make another one."
        ) from None
    addresses = [str(each) for each in listed.get_values_for_type(x509.IPAddress)]
    return Certificate(
        names=(*listed.get_values_for_type(x509.DNSName), *addresses),
        begins=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
        fingerprint=found.fingerprint(hashes.SHA256()).hex(),
        self_signed=found.issuer == found.subject,
    )


def check_pair(certificate: bytes, key: bytes) -> None:
    """Refuses a private key that does not belong to the certificate.

    Args:
        certificate: PEM.
        key: PEM, not encrypted.

    Raises:
        SealError: it is no such key, or another certificate's.
    """
    try:
        private = serialization.load_pem_private_key(key, password=None)
    except (ValueError, TypeError) as error:
        raise SealError(
            "The certificate's key cannot be read: it must be PEM, and not under a password."
        ) from error
    if _public(private.public_key()) != _public(_first(certificate).public_key()):
        raise SealError("The certificate and the key do not belong together: name its own key.")


def _first(certificate: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(certificate)
    except ValueError as error:
        raise SealError("The certificate cannot be read: it must be a PEM file.") from error


def _extensions(
    names: Sequence[str], public: ec.EllipticCurvePublicKey
) -> list[tuple[x509.ExtensionType, bool]]:
    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return [
        (x509.SubjectAlternativeName([_named(name) for name in names]), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.KeyUsage(digital_signature=True, **usage), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (x509.SubjectKeyIdentifier.from_public_key(public), False),
    ]


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return x509.DNSName(name)
    except ValueError as error:
        raise SealError(
            f"The name {name!r} cannot stand in a certificate: give one in plain letters."
        ) from error


def _public(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
