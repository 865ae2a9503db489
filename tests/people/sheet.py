"""Every picture of progress in every case, to look at: `python -m tests.people.sheet FOLDER`.

Each is shown as a phone shows it: 320 and 390 pixels wide, light and dark, with its words, in
English and in Spanish. `FOLDER/index.html` has them all.
"""

import html
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.flow.library import Library
from bot.flow.workspace import open_workspace
from bot.people.charts import DRAWN
from bot.people.progress import look
from bot.people.progress_views import Viewer
from tests.flowkit import FLOWS
from tests.people.lives import LIVES

PHONES: Final = ((320, "#ffffff", "#111111"), (390, "#0e1621", "#f0f0f0"))
"""Width, ground and ink of a light and of a dark chat."""


def sheet(folder: Path, library: Library) -> Iterator[str]:
    """Draws all cases into a folder; gives the HTML of each."""
    for name, (span, life) in LIVES.items():
        for lang in ("en", "es"):
            progress = look(library.newest(), *life)
            views = Viewer(
                library, lang, "Europe/Madrid", library.phrases.say(f"progress_{span}", lang)
            ).all(progress)
            for view in views:
                picture = f"{name}-{lang}-{view.key.replace(':', '-')}.png"
                (folder / picture).write_bytes(DRAWN[view.draw](view.data))
                bubbles = "".join(
                    f'<div style="width:{width - 60}px;background:{ground};color:{ink};'
                    f'padding:12px 48px 12px 12px;font:15px sans-serif;white-space:pre-wrap">'
                    f'<img src="{picture}" style="width:100%;border-radius:12px"><br>'
                    f"{html.escape(view.text)}</div>"
                    for width, ground, ink in PHONES
                )
                yield f'<h3>{picture}</h3><div style="display:flex">{bubbles}</div>'


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.mkdir(parents=True, exist_ok=True)
    shown = "\n".join(sheet(where, open_workspace(FLOWS).library()))
    (where / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{shown}")
