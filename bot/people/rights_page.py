"""Makes the files of an export from the data that waited in the outbox.

The page needs nothing from anywhere: no script, no font, no picture that is not in it. It reads
on a phone, on paper, and in the dark.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib import import_module
from typing import Any, Final

STYLE: Final = """
:root{color-scheme:light dark;--line:#8884;--soft:#8882}
body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2.2rem 0 .6rem}
table{width:100%;border-collapse:collapse}
td,th{padding:.45rem .6rem .45rem 0;border-top:1px solid var(--line);vertical-align:top;
text-align:left;overflow-wrap:anywhere;white-space:pre-line;font-weight:400}
th{border:0;opacity:.7}td:first-child{min-width:6.5rem}td.day{white-space:nowrap;opacity:.7}
img{width:100%;max-width:28rem;height:auto;border-radius:.6rem}
figure{margin:1.2rem 0}figcaption{white-space:pre-line;margin-top:.4rem}
details{margin-top:2.5rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;
background:var(--soft);padding:1rem;border-radius:.6rem}
@media(max-width:30rem){tr{display:block;border-top:1px solid var(--line);padding:.5rem 0}
td{display:block;border:0;padding:.05rem 0}tr:has(th){display:none}td.day{white-space:normal}}
@media print{details{display:none}}
"""


def data(export: Mapping[str, Any]) -> bytes:
    """The data as JSON."""
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def page(export: Mapping[str, Any]) -> bytes:
    """The data as a page to read."""
    title = escape(export["title"])
    parts = [
        f'<!doctype html><html lang="{escape(export["lang"])}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{escape(export['intro'])}</p>",
    ]
    for section in export["sections"]:
        parts.append(f"<h2>{escape(section['title'])}</h2>")
        parts += _table(section)
        parts += [_figure(one) for one in section.get("pictures", ())]
    raw = escape(json.dumps(export["data"], ensure_ascii=False, indent=1), quote=False)
    parts.append(f"<details><summary>{escape(export['more'])}</summary><pre>{raw}</pre></details>")
    return "\n".join([*parts, "</body></html>"]).encode()


def _table(section: Mapping[str, Any]) -> Iterator[str]:
    rows = section.get("rows")
    if not rows:
        return
    yield "<table>"
    if section.get("head"):
        yield "<tr>" + "".join(f"<th>{escape(one)}</th>" for one in section["head"]) + "</tr>"
    for row in rows:
        first, *rest = row
        day = ' class="day"' if len(row) > 2 else ""
        cells = [f"<td{day}>{escape(first)}</td>", *(f"<td>{escape(one)}</td>" for one in rest)]
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</table>"


def _figure(picture: Mapping[str, Any]) -> str:
    charts = import_module("bot.people.charts")
    drawn = base64.b64encode(getattr(charts, picture["draw"])(picture["data"])).decode()
    return (
        f'<figure><img alt="" src="data:image/png;base64,{drawn}">'
        f"<figcaption>{escape(picture['text'])}</figcaption></figure>"
    )
