"""`mooring flows check`: what is wrong, where, and how to mend it."""

import json
import sys
from collections import Counter
from pathlib import Path

import click
from rich.text import Text

from bot.cli.common import console, fail, flows_dir
from bot.flow.findings import CODES, Finding, suggest
from bot.flow.workspace import Entry, Programme, Workspace, open_workspace, shown


@click.command()
@flows_dir
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON, for editors and CI.")
@click.option("--explain", "code", metavar="CODE", help="Show the page of a code, such as F013.")
@click.argument("names", nargs=-1, metavar="[FLOW|FILE]...")
def check(root: Path, code: str | None, names: tuple[str, ...], *, as_json: bool) -> None:
    """Check every flow and programme, or only some, by id or file.

    Exits with 1 if there is something to mend.

    Notes to translators don't count: until a text is translated anew, people read the source.
    """
    if code is not None:
        _explain(root, code.upper())
        return
    workspace = open_workspace(root)
    found = workspace.all_findings()
    if names:
        files = {_file(workspace, name) for name in names}
        found = [one for one in found if one.file in files]
    if as_json:
        click.echo(json.dumps([one.to_dict() for one in found], ensure_ascii=False, indent=2))
    else:
        _print(found, workspace)
    sys.exit(1 if any(one.severity != "note" for one in found) else 0)


def _file(workspace: Workspace, name: str) -> str:
    """The file that a flow's id or a path means, as findings name it."""
    files: list[Entry | Programme] = [
        one for one in workspace.entries if not one.flow and one.path.stem == name
    ]
    files += [one for one in workspace.programmes if one.path.stem == name]
    entry = workspace.flow(name) or next(iter(files), None)
    if entry:
        return entry.source.file
    path = Path(name).resolve()
    if not path.exists():
        known = {one.flow.flow for one in workspace.entries if one.flow}
        fail(f'there is no flow or file "{name}"; {suggest(name, known, "see mooring flows list")}')
    root = workspace.root.resolve()
    if not path.is_file() or not path.is_relative_to(root):
        fail(f"{name} is no file in {workspace.root}; name a flow or its file")
    return shown(path, root)


def _print(found: list[Finding], workspace: Workspace) -> None:
    screen = console()
    notes = [one for one in found if one.severity == "note"]
    found = [one for one in found if one.severity != "note"]
    for one in found:
        line = Text()
        line.append(f"{one.file}:{one.line}:{one.column} ", style="bold")
        line.append(one.code, style="red" if one.severity == "error" else "yellow")
        line.append(f" {one.message}; ")
        line.append(one.mend, style="green")
        screen.print(line)
    count = f"{len(workspace.entries)} flows"
    if workspace.programmes:
        count += f" and {len(workspace.programmes)} programmes"
    unread = sum(1 for entry in workspace.entries if entry.flow and not entry.flow.reviewed.by)
    unread += sum(1 for one in workspace.programmes if one.file and not one.file.reviewed.by)
    if found:
        kinds = Counter(one.code for one in found)
        listed = ", ".join(f"{code} {CODES[code][0]} ({n})" for code, n in kinds.most_common())
        screen.print(f"\n{len(found)} to mend in {count}: {listed}")
        screen.print(f"More about one of them: mooring flows check --explain {found[0].code}")
    if notes:
        screen.print(f"{len(notes)} notes for translators: mooring flows translate check")
    if not found:
        screen.print(
            f"{count}, nothing to mend. Not yet read by a clinician: {unread} "
            "(mooring flows review)"
        )


def _explain(root: Path, code: str) -> None:
    if code not in CODES:
        raise click.BadParameter(
            f"there is no {code}; codes are F001 to F083", param_hint="--explain"
        )
    guide = root / "README.md"
    page = guide.read_text(encoding="utf-8") if guide.is_file() else ""
    start = page.find(f"\n### {code} ")
    if start < 0:
        click.echo(f"{code}: {CODES[code][0]}")
        return
    ends = [at for at in (page.find("\n### ", start + 1), page.find("\n## ", start + 1)) if at > 0]
    click.echo(page[start : min(ends, default=len(page))].strip())
