"""A folder of help lines of one's own, to damage and to date."""

from pathlib import Path
from typing import Final

HEAD: Final = "country: GB\nlines:\n"
ROW: Final = """\
  - name: Samaritans
    category: suicide
    dial: "116 123"
    hours: "24/7"
    sources: [somebody]
    verified_on: null
"""


def write(folder: Path, name: str, text: str) -> Path:
    """A file in a folder of resources, such as `countries/GB.yaml`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def britain(folder: Path, *rows: str) -> Path:
    """A folder with one country and these rows."""
    return write(folder, "countries/GB.yaml", HEAD + "".join(rows or (ROW,)))
