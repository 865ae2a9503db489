"""`mooring flows list`, `schema` and `graph`."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

import click
from rich.table import Table
from rich.text import Text

from bot.cli.common import console, find, flows_dir
from bot.flow.check.care import spoken
from bot.flow.graph import mermaid
from bot.flow.programme import FOLDER, programme_texts
from bot.flow.readability import grade
from bot.flow.revision import content_hash
from bot.flow.schema import FILES, schema_text
from bot.flow.serving import review_of
from bot.flow.texts import FlowText, texts_of
from bot.flow.workspace import Entry, Programme, Workspace, open_workspace

Row: TypeAlias = dict[str, str | int | float]


@click.command("list")
@flows_dir
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.option(
    "--unreviewed", is_flag=True, help="Only flows that no clinician has read as they are."
)
@click.option("--grades", is_flag=True, help="Reading grades by pack, in place of the list.")
def list_flows(root: Path, *, as_json: bool, unreviewed: bool, grades: bool) -> None:
    """List all flows and programmes: pack, length, and whether a clinician has read them."""
    workspace = open_workspace(root)
    if grades:
        _print(reading_grades(workspace), as_json=as_json)
        return
    flows = [_row(entry) for entry in workspace.entries if entry.flow]
    plans = [_plan(plan, workspace) for plan in workspace.programmes if plan.file]
    flows.sort(key=lambda row: (row["pack"], row["flow"]))
    rows = [row for row in (*flows, *plans) if not unreviewed or row["review"] != "read"]
    _print(rows, as_json=as_json)


def _print(rows: list[Row], *, as_json: bool) -> None:
    """Rows of the same columns, as JSON or as a table with the first row's names."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for name, value in rows[0].items() if rows else ():
        justify: Literal["left", "right"] = "left" if isinstance(value, str) else "right"
        table.add_column(
            "min" if name == "minutes" else name,
            justify=justify,
            no_wrap=name in {"flow", "programme"},
        )
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row.values()))
    console().print(table)


def _row(entry: Entry) -> Row:
    flow = entry.flow
    assert flow is not None  # noqa: S101  (the caller has looked)
    return {
        "flow": flow.flow,
        "pack": flow.pack,
        "minutes": flow.minutes,
        "title": flow.title,
        "review": review_of(flow),
        "content": content_hash(flow),
        "findings": len(entry.findings),
    }


def _plan(plan: Programme, workspace: Workspace) -> Row:
    """A programme in the columns of a flow; its minutes are those of all its days."""
    file = plan.file
    assert file is not None  # noqa: S101  (the caller has looked)
    entries = [workspace.flow(day.flow) for day in file.days]
    return {
        "programme": file.programme,
        "pack": FOLDER,
        "minutes": sum(entry.flow.minutes for entry in entries if entry and entry.flow),
        "title": file.title,
        "review": review_of(file),
        "content": content_hash(file),
        "findings": len(plan.findings),
    }


def reading_grades(workspace: Workspace) -> list[Row]:
    """For each pack: its grade over all texts, the limit, and the flow that is hardest to read.

    Flesch-Kincaid knows English only, so flows in other languages are left out.
    """
    flows = [one.flow for one in workspace.entries if one.flow and one.flow.language == "en"]
    said: list[tuple[str, str, list[str]]]
    said = [(flow.pack, flow.flow, _spoken(texts_of(flow))) for flow in flows]
    plans = [one.file for one in workspace.programmes if one.file and one.file.language == "en"]
    said += [(FOLDER, plan.programme, _spoken(programme_texts(plan))) for plan in plans]
    rows: list[Row] = []
    for pack in dict.fromkeys(pack for pack, _, _ in said):
        here = {name: texts for one, name, texts in said if one == pack}
        hardest = max(here, key=lambda name: grade(here[name]))
        rows.append(
            {
                "pack": pack,
                "flows": len(here),
                "texts": sum(map(len, here.values())),
                "grade": round(grade([text for texts in here.values() for text in texts]), 2),
                "limit": workspace.care.grade(pack),
                "hardest": hardest,
                "its grade": round(grade(here[hardest]), 2),
            }
        )
    return rows


def _spoken(texts: Iterable[FlowText]) -> list[str]:
    return [text.text for text in spoken(texts)]


@click.command()
@flows_dir
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if the files are not current."
)
def schema(root: Path, *, check: bool) -> None:
    """Write the JSON Schemas that editors use for completion."""
    stale = []
    for name in FILES:
        path, text = root / name, schema_text(name)
        current = path.is_file() and path.read_bytes() == text.encode()
        if not current and not check:
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {path}")
        elif not current:
            stale.append(path)
            click.echo(f"{path} is not current; run `mooring flows schema`")
    sys.exit(1 if stale else 0)


@click.command()
@flows_dir
@click.argument("flow_id", metavar="FLOW")
def graph(root: Path, flow_id: str) -> None:
    """Draw FLOW as a Mermaid flowchart."""
    entry = find(open_workspace(root), flow_id)
    assert entry.flow is not None  # noqa: S101  (find has looked)
    click.echo(mermaid(entry.flow), nl=False)
    hint = "Paste it between ```mermaid and ``` on GitHub, or into any Mermaid viewer."
    click.echo(hint, err=True)
