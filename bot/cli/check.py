"""`mooring flows check`: what is wrong, where, and how to mend it."""

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from bot.cli.common import flows_dir
from bot.flow.findings import CODES, Finding
from bot.flow.workspace import Workspace, open_workspace


@click.command()
@flows_dir
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON, for editors and CI.")
@click.option("--explain", "code", metavar="CODE", help="Show the page of a code, such as F013.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def check(root: Path, code: str | None, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check every flow, or only FILES. Exits with 1 when there is something to mend."""
    if code is not None:
        _explain(root, code.upper())
        return
    workspace = open_workspace(root)
    found = workspace.all_findings()
    if files:
        names = {path.resolve() for path in files}
        found = [one for one in found if (root.parent / one.file).resolve() in names]
    if as_json:
        click.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=2))
    else:
        _print(found, workspace)
    sys.exit(1 if found else 0)


def _print(found: list[Finding], workspace: Workspace) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for one in found:
        line = Text()
        line.append(f"{one.file}:{one.line}:{one.column} ", style="bold")
        line.append(one.code, style="red" if one.severity == "error" else "yellow")
        line.append(f" {one.message}; ")
        line.append(one.mend, style="green")
        console.print(line)
    count = len(workspace.entries)
    unread = sum(1 for entry in workspace.entries if entry.flow and not entry.flow.reviewed.by)
    if found:
        kinds = Counter(one.code for one in found)
        listed = ", ".join(f"{code} {CODES[code][0]} ({n})" for code, n in kinds.most_common())
        console.print(f"\n{len(found)} to mend in {count} flows: {listed}")
        console.print("More about one of them: mooring flows check --explain F013")
    else:
        console.print(
            f"{count} flows, nothing to mend. Not yet read by a clinician: {unread} "
            "(mooring flows list)"
        )


def _explain(root: Path, code: str) -> None:
    if code not in CODES:
        raise click.BadParameter(f"there is no {code}; codes are F001 to F070", param_hint="CODE")
    page = (root / "README.md").read_text(encoding="utf-8")
    start = page.find(f"\n### {code} ")
    if start < 0:
        click.echo(f"{code}: {CODES[code][0]}")
        return
    ends = [at for at in (page.find("\n### ", start + 1), page.find("\n## ", start + 1)) if at > 0]
    click.echo(page[start : min(ends, default=len(page))].strip())
