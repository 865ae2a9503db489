"""Words as a mask to paint with, where a font on this machine has their letters.

Pillow's own font has only unaccented Latin letters. DejaVu Sans, which Debian and most Linux
systems have, has Latin, Greek, Cyrillic, Hebrew and Arabic; it is used where it is there. A word
that neither has is not drawn at all: better no word than a row of boxes.
"""

import unicodedata
from functools import cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont, features

COMMON: Final = "DejaVuSans.ttf"
SMALLEST: Final = 14
MISSING: Final = "\uffff"


@cache
def label(text: str, size: int, width: int) -> Image.Image | None:
    """The words as a mask, smaller where they are long; None where they cannot be drawn well.

    Args:
        text: One line.
        size: The height of the letters, in pixels.
        width: The widest the mask may be, in pixels.
    """
    if not text.strip():
        return None
    for pixels in range(size, SMALLEST - 1, -1):
        font = _font(text, pixels)
        if font is None:
            return None
        left, top, right, bottom = (round(one) for one in font.getbbox(text))
        if right - left <= width:
            mask = Image.new("L", (right - left + 2, bottom - top + 2))
            ImageDraw.Draw(mask).text((1 - left, 1 - top), text, fill=255, font=font)
            return mask
    return None


def _font(text: str, size: int) -> ImageFont.FreeTypeFont | None:
    own = ImageFont.load_default(size)
    if isinstance(own, ImageFont.FreeTypeFont) and _covers(own, text):
        return own
    try:
        common = ImageFont.truetype(COMMON, size)
    except OSError:
        return None
    right_to_left = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    if right_to_left and not (features.check("raqm") and features.check("fribidi")):
        return None
    return common if _covers(common, text) else None


def _covers(font: ImageFont.FreeTypeFont, text: str) -> bool:
    """Whether every letter has a shape of its own, not the box of an unknown one."""
    unknown = bytes(font.getmask(MISSING)), font.getlength(MISSING)
    letters = {letter for letter in text if not letter.isspace()}
    return all((bytes(font.getmask(one)), font.getlength(one)) != unknown for one in letters)
