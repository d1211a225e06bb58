"""Signed credentials in pictures that leave: that a machine had a part in them (C2PA 2.2).

A practice has a chain of two certificates of its own, made once, valid without any network. Whoever
checks a picture sees that nothing was changed since, and that no public list vouches for the
signer ("signing credential untrusted"): nobody outside has a part in it. Nothing of a person is
inside, and no time; the chain is the same in every picture of one practice.

Sources: C2PA, 2025, Content Credentials 2.2, sections 13 (certificates) and 18 (actions),
https://spec.c2pa.org; the kind of source: IPTC, digital source type,
http://cv.iptc.org/newscodes/digitalsourcetype; certificates: RFC 5280.
"""

from __future__ import annotations

import importlib
import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from engines.errors import BackendMissingError, SealError

LIBRARY = "c2pa"
# A picture has no trusted time, so its chain has to outlive it.
YEARS = 30
MADE_WITH_A_MACHINE = (
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
)
NOT_HERE = "Pictures are signed before they leave, and c2pa-python is not here: pip install it."
_EARLY = timedelta(hours=1)
_KEY_END = b"-----END PRIVATE KEY-----\n"
_PEM = serialization.Encoding.PEM


@dataclass(frozen=True, slots=True)
class Credential:
    """A chain of certificates, the signer's first, and the signer's private key, all PEM."""

    chain: bytes
    key: bytes = field(repr=False)

    def to_text(self) -> str:
        """As a practice keeps it: the key, then the chain."""
        return (self.key + self.chain).decode()

    @staticmethod
    def from_text(text: str) -> Credential:
        """What `to_text` gave.

        Raises:
            SealError: it is no such text.
        """
        key, end, chain = text.encode().partition(_KEY_END)
        if not end or chain.count(b"BEGIN CERTIFICATE") != 2:
            raise SealError("The key that pictures are signed with cannot be read.")
        return Credential(chain, key + end)


def make(*, now: datetime) -> Credential:
    """Makes a chain of its own: a root that signs one signer of pictures, ECDSA on P-256.

    The root's key is forgotten: nothing else is ever signed with it.

    Args:
        now: with its time zone; the chain counts from an hour before.
    """
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("Sketchwell, a practice of its own", root_key, None, root_key, now)
    signer = _certificate("Sketchwell, pictures", key, root, root_key, now)
    private = key.private_bytes(
        _PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Credential(signer.public_bytes(_PEM) + root.public_bytes(_PEM), private)


def credited(png: bytes, credential: Credential) -> bytes:
    """The same picture with a signed statement that a machine had a part in it.

    Args:
        png: the picture; its pixels and texts stay as they are.
        credential: whose.

    Raises:
        BackendMissingError: c2pa-python is not here.
        SealError: the picture cannot be signed.
    """
    library = _library()
    action = {"action": "c2pa.created", "digitalSourceType": MADE_WITH_A_MACHINE}
    manifest = {
        "claim_generator_info": [{"name": "Sketchwell"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    told = library.C2paSignerInfo(b"es256", credential.chain, credential.key, None)
    signed = io.BytesIO()
    try:
        with (
            library.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}}) as settings,
            library.Context(settings) as context,
            library.Signer.from_info(told) as signer,
            library.Builder(json.dumps(manifest), context) as builder,
        ):
            builder.sign(signer, "image/png", io.BytesIO(png), signed)
    except library.C2paError as error:
        raise SealError(f"The picture could not be signed: {error}") from error
    return signed.getvalue()


@dataclass(frozen=True, slots=True)
class Told:
    """What a picture's credential says.

    Attributes:
        intact: whether nothing was changed since it was signed.
        source: the kind of source, an address of the IPTC's list.
        signer: who signed, as the certificate calls it.
    """

    intact: bool
    source: str
    signer: str


def read(png: bytes) -> Told | None:
    """What a picture says of itself; None where it carries no credential.

    Raises:
        BackendMissingError: c2pa-python is not here.
    """
    library = _library()
    offline = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
    try:
        with (
            library.Settings.from_dict(offline) as settings,
            library.Context(settings) as context,
            library.Reader("image/png", io.BytesIO(png), context=context) as reader,
        ):
            manifest: dict[str, Any] = reader.get_active_manifest() or {}
            state = reader.get_validation_state()
    except library.C2paError.ManifestNotFound:
        return None
    actions = manifest["assertions"][0]["data"]["actions"]
    signed = manifest.get("signature_info", {})
    source = str(actions[0].get("digitalSourceType", ""))
    return Told(state in ("Valid", "Trusted"), source, str(signed.get("common_name", "")))


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Certificate | None,
    issuer_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    root, at = issuer is None, now.astimezone(timezone.utc)
    called = [(NameOID.ORGANIZATION_NAME, "Sketchwell"), (NameOID.COMMON_NAME, name)]
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in called])
    public, by = key.public_key(), issuer_key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLY)
        .not_valid_after(at + timedelta(days=365 * YEARS))
        .add_extension(
            x509.BasicConstraints(ca=root, path_length=0 if root else None), critical=True
        )
        .add_extension(_usage(root=root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
    )
    if not root:
        # The purpose that C2PA's default list takes for signers of claims.
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, root: bool) -> x509.KeyUsage:
    """A root signs certificates, a signer of pictures data; neither does anything else."""
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    none = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=not root, key_cert_sign=root, crl_sign=root, **none)


def _library() -> Any:
    try:
        return importlib.import_module(LIBRARY)
    except (ImportError, OSError) as error:
        raise BackendMissingError(NOT_HERE) from error
