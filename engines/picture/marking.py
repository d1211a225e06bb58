"""The mark that a picture is partly machine-made: a sign that people see, notes that machines read.

Only what leaves carries it: the picture on the table has none, and the person's own drawing never.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

# Source: IPTC, Digital Source Type vocabulary: a mix with material made by a trained model.
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
# Source: European Commission, code of practice on marking AI-generated content, 2026: the letters
# of the language, with a sign that tells "partly" from "wholly".
LETTERS = {"de": "KI", "en": "AI", "es": "IA", "fr": "IA"}
XMP = "XML:com.adobe.xmp"
_SHARE = 1 / 34  # the sign's height in shares of the picture's long side
_LEAST_PX, _SMOOTH = 12, 4
_INK, _GROUND = (44, 38, 32, 235), (255, 255, 255, 205)


def notes_of(painter: str, weights: str, picture_id: UUID) -> dict[str, str]:
    """What a marked file says about itself, by the names of its PNG texts.

    Args:
        painter: who painted.
        weights: revision of the painter's weights.
        picture_id: a random id, of nothing else.
    """
    return {
        "Comment": "Partly machine-made: a person's drawing, painted over by Sketchwell",
        "Painter": painter,
        "Weights": weights,
        "Picture-Id": str(picture_id),
        XMP: (
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="" '
            'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
            f'Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>'
            "</rdf:RDF></x:xmpmeta>"
        ),
    }


def signed(pixels: Bytes, language: str = "en") -> Bytes:
    """A picture with the small sign in its lower right corner.

    Args:
        pixels: uint8 (H, W, 3), sRGB; left as they are.
        language: whose letters for "artificial intelligence" are taken; English for one unknown.
    """
    from PIL import Image

    sign = _sign(max(_LEAST_PX, round(max(pixels.shape[:2]) * _SHARE)), LETTERS.get(language, "AI"))
    image = Image.fromarray(pixels).convert("RGBA")
    gap = sign.height // 3
    at = (image.width - sign.width - gap, image.height - sign.height - gap)
    image.alpha_composite(sign, (max(0, at[0]), max(0, at[1])))
    return np.asarray(image.convert("RGB"))


def _sign(high: int, letters: str) -> Any:
    """A half-filled circle (half by hand, half by machine) and the letters, on a light ground."""
    from PIL import Image, ImageDraw, ImageFont

    tall = high * _SMOOTH
    font = ImageFont.load_default(tall * 0.62)
    wide = round(tall * 1.2 + font.getlength(letters) + tall * 0.4)
    image = Image.new("RGBA", (wide, tall), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((0, 0, wide - 1, tall - 1), tall / 2, fill=_GROUND)
    left, right = tall * 0.24, tall * 0.76
    circle = (left + tall * 0.12, left, right + tall * 0.12, right)
    draw.ellipse(circle, outline=_INK, width=max(1, round(tall * 0.06)))
    draw.pieslice(circle, 90, 270, fill=_INK)
    draw.text((tall * 1.1, tall * 0.53), letters, font=font, fill=_INK, anchor="lm")
    return image.resize((wide // _SMOOTH, high), Image.Resampling.LANCZOS)
