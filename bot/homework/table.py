"""What was shared, as a table for a spreadsheet. No cell can be taken for a formula."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, also in its wide form."""


def table(data: Mapping[str, Any]) -> bytes:
    """The CSV of `data["rows"]`, with a mark in front by which spreadsheets know UTF-8."""
    written = StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    for row in data["rows"]:
        rows.writerow([plain(cell) for cell in row])
    return written.getvalue().encode("utf-8-sig")


def plain(cell: object) -> str:
    """A cell that is words and nothing else: an apostrophe keeps a formula from being one."""
    text = str(cell).replace("\0", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
