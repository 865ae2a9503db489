"""`mooring flows list`, `schema` and `graph`."""

import json
import sys
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from bot.cli.common import console, find, flows_dir
from bot.flow.graph import mermaid
from bot.flow.revision import content_hash
from bot.flow.schema import FILES, schema_text
from bot.flow.workspace import Entry, open_workspace


@click.command("list")
@flows_dir
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.option(
    "--unreviewed", is_flag=True, help="Only flows that no clinician has read as they are."
)
def list_flows(root: Path, *, as_json: bool, unreviewed: bool) -> None:
    """List all flows: pack, length, and whether a clinician has read them."""
    rows = [_row(entry) for entry in open_workspace(root).entries if entry.flow]
    if unreviewed:
        rows = [row for row in rows if row["review"] != "read"]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for title in ("flow", "pack", "min", "title", "review", "content", "findings"):
        number = title in {"min", "findings"}
        table.add_column(title, justify="right" if number else "left", no_wrap=title == "flow")
    for row in sorted(rows, key=lambda row: (row["pack"], row["flow"])):
        table.add_row(*(Text(str(value)) for value in row.values()))
    console().print(table)


def _row(entry: Entry) -> dict[str, str | int]:
    flow = entry.flow
    assert flow is not None  # noqa: S101  (the caller has looked)
    now = content_hash(flow)
    review = (
        "unread" if not flow.reviewed.by else "read" if flow.reviewed.hash == now else "changed"
    )
    return {
        "flow": flow.flow,
        "pack": flow.pack,
        "minutes": flow.minutes,
        "title": flow.title,
        "review": review,
        "content": now,
        "findings": len(entry.findings),
    }


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
