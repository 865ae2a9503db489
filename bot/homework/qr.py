"""A link as a QR picture, to show to somebody who sits opposite."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

import segno

PIXELS: Final = 12
"""Of one square: about 500 for the whole picture."""


def picture(data: Mapping[str, Any]) -> bytes:
    """The PNG of `data["link"]`. Level M: it is still read when a finger covers a corner."""
    written = BytesIO()
    segno.make_qr(data["link"], error="m").save(written, kind="png", scale=PIXELS, border=4)
    return written.getvalue()
