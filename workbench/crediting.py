"""Painted pictures as they leave the practice: their sign, texts inside, a signed credential."""

from __future__ import annotations

from engines.picture import Picture
from engines.sealing import credentials
from engines.sealing.credentials import Credential


def leaving(picture: Picture, credential: Credential, *, language: str) -> bytes:
    """A painted picture as PNG that says on itself, inside and under a signature what it is.

    Args:
        picture: as it is shown.
        credential: of the practice (`Archive.credential`).
        language: of the sign.

    Raises:
        BackendMissingError: c2pa-python is not here.
        SealError: it cannot be signed.
    """
    return credentials.credited(picture.to_png(mark=True, language=language), credential)
