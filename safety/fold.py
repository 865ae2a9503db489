"""One word as people type it, to the plain form in which words are compared."""

import re
import unicodedata
from typing import Final

INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"
)
"""Characters that take no room: they hide a word from a search but not from a reader."""

APOSTROPHES: Final = "'`´‘’‛′ʹʻʼʽˈ＇՚׳\u07f4\u07f5"
MARKS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
)
"""Accents, and the vowel points that Arabic and Hebrew mostly leave out."""

NUKTA: Final = "\u093c"
"""The dot of Devanagari that most people leave out."""

_ALIKE: Final = ("ىیةکґँ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "ييهكгं" + "0123456789" * 3)
"""Letters that are written for each other in Arabic, Ukrainian and Hindi; digits of these."""

_LETTERS: Final = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"} | dict(
    zip(*_ALIKE, strict=True)
)
_CHANGED: Final = re.compile(
    f"[{INVISIBLE}{APOSTROPHES}{MARKS}{NUKTA}\u0640]+|[{''.join(_LETTERS)}]"
)
"""What is dropped, and letters that become others."""


def fold(word: str) -> str:
    """Case, accents, apostrophes and invisible characters off; ligatures and width undone.

    Marks that carry a vowel, as in Devanagari, stay: without them words become others.

    Returns:
        The folded word; empty if nothing of it was a letter or a digit.
    """
    if word.isascii():
        if word.isalnum():
            return word.lower()
        return word.lower().replace("'", "").replace("`", "")
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    text = _CHANGED.sub(lambda found: _LETTERS.get(found[0], ""), text)
    text = "".join(unicodedata.normalize("NFC", text).split())
    return text.replace(".", "").replace("?", "")
