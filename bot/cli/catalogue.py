"""`mooring flows catalogue`: the tables of flows and programmes in the guide, as the files are."""

import sys
from pathlib import Path
from typing import Final

import click

from bot.cli.common import fail, flows_dir
from bot.flow.document import FlowFile
from bot.flow.programme import ProgrammeFile
from bot.flow.revision import content_hash
from bot.flow.workspace import Workspace, open_workspace

BEGIN: Final = "<!-- catalogue: written by `mooring flows catalogue` -->"
END: Final = "<!-- end of the catalogue -->"
BEGIN_PLANS: Final = "<!-- programmes: written by `mooring flows catalogue` -->"
END_PLANS: Final = "<!-- end of the programmes -->"
PACKS: Final = (
    "start",
    "anxious",
    "avoidant",
    "fearful",
    "skills",
    "education",
    "measures",
    "safety",
)
_HEAD: Final = (
    "| flow | title | pack | minutes | who | measure | reviewed |\n|---|---|---|---:|---|---|---|\n"
)
_PLANS_HEAD: Final = (
    "| programme | title | pace of | flows | who | reviewed |\n|---|---|---|---|---|---|\n"
)


@click.command()
@flows_dir
@click.option(
    "--check", is_flag=True, help="Write nothing; exit with 1 if the table is not current."
)
def catalogue(root: Path, *, check: bool) -> None:
    """Write the tables of all flows and programmes into README.md of the folder."""
    path, workspace = root / "README.md", open_workspace(root)
    current = path.read_text(encoding="utf-8") if path.is_file() else ""
    text = _exchanged(path, current, table(workspace), BEGIN, END)
    if workspace.programmes:
        text = _exchanged(path, text, programmes_table(workspace), BEGIN_PLANS, END_PLANS)
    if current == text:
        return
    if check:
        click.echo(f"{path} is not current; run `mooring flows catalogue`")
        sys.exit(1)
    path.write_text(text, encoding="utf-8")
    click.echo(f"wrote {path}")


def table(workspace: Workspace) -> str:
    """All flows that can be read, as a Markdown table: pack by pack, then by id."""
    flows = [entry.flow for entry in workspace.entries if entry.flow]
    ordered = sorted(flows, key=lambda flow: (PACKS.index(flow.pack), flow.flow))
    return _HEAD + "".join(_row(flow) for flow in ordered)


def programmes_table(workspace: Workspace) -> str:
    """All programmes that can be read, as a Markdown table."""
    plans = [plan.file for plan in workspace.programmes if plan.file]
    return _PLANS_HEAD + "".join(_plan(plan) for plan in plans)


def _exchanged(path: Path, text: str, table: str, begins: str, ends: str) -> str:
    """The text with a new table between its marks; both are needed, once and in order."""
    before, begin, rest = text.partition(begins)
    _, end, after = rest.partition(ends)
    if not begin or not end or begins in after:
        fail(f"{path} has no place for the table; write these two lines:\n{begins}\n{ends}")
    return f"{before}{begins}\n\n{table}\n{ends}{after}"


def _plan(plan: ProgrammeFile) -> str:
    who = "from a therapist" if plan.therapist_only else "everyone"
    length = f"{len(plan.days)} in {plan.days[-1].day} days"
    cells = (f"`{plan.programme}`", plan.title, plan.pack, length, who, _reviewed(plan))
    return f"| {' | '.join(_plain(cell) for cell in cells)} |\n"


def _row(flow: FlowFile) -> str:
    who = "from a therapist" if flow.therapist_only else "everyone"
    cells = (
        f"`{flow.flow}`",
        flow.title,
        flow.pack,
        str(flow.minutes),
        who,
        _measured(flow),
        _reviewed(flow),
    )
    return f"| {' | '.join(_plain(cell) for cell in cells)} |\n"


def _measured(flow: FlowFile) -> str:
    """The rating before and after, or else the numbers that are kept."""
    if flow.measure:
        return f"`{flow.measure.before}`, before and after"
    kept = [
        f"`{name}`"
        for name, var in flow.vars.items()
        if var.keep == "history" and var.type in {"scale", "int", "number"}
    ]
    return f"{', '.join(kept)}, kept" if kept else ""


def _reviewed(flow: FlowFile | ProgrammeFile) -> str:
    if not flow.reviewed.by:
        return "nobody yet"
    who = f"{flow.reviewed.by}, {flow.reviewed.on}"
    return who if flow.reviewed.hash == content_hash(flow) else f"changed since {who}"


def _plain(cell: str) -> str:
    """A cell that stays in its column."""
    return " ".join(cell.replace("|", "\\|").split())
