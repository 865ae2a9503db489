"""`mooring flows diff`: what an edit does, before it is deployed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.common import console, fail, flows_dir
from bot.cli.history import git
from bot.flow.diff import Change, compare
from bot.flow.document import FlowFile
from bot.flow.shape import parse
from bot.flow.source import read_bytes
from bot.flow.workspace import TEST_SUFFIX, open_workspace
from bot.model import Session, SessionFormatError


@click.command()
@flows_dir
@click.option(
    "--against",
    default="HEAD",
    show_default=True,
    metavar="REVISION|FOLDER",
    help="What to compare with: a git revision, or a folder of flows.",
)
@click.option(
    "--sessions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Running sessions, one JSON a line, to count who stands where.",
)
@click.argument("ids", nargs=-1, metavar="[FLOW]...")
def diff(root: Path, against: str, sessions: Path | None, ids: tuple[str, ...]) -> None:
    """Show what changed in the flows, and what that does to people in the middle of one."""
    old = _old_flows(root, against)
    entries = open_workspace(root).entries
    new = {entry.flow.flow: entry.flow for entry in entries if entry.flow}
    unreadable = {entry.path.stem for entry in entries if not entry.flow}
    running = _sessions(sessions) if sessions else []
    screen = console()
    changes = [
        compare(old.get(flow_id), new.get(flow_id), running)
        for flow_id in sorted({*old, *new})
        if (not ids or flow_id in ids) and flow_id not in unreadable
    ]
    for flow_id in ids:
        if flow_id not in {*old, *new}:
            fail(f'there is no flow "{flow_id}" on either side; see mooring flows list')
    changed = [change for change in changes if change.kind != "same"]
    for change in changed:
        for line in _lines(change):
            screen.print(line)
    for flow_id in sorted(unreadable if not ids else unreadable & set(ids)):
        screen.print(f"{flow_id}  can't be read now; see mooring flows check {flow_id}")
    if not changed and not unreadable:
        screen.print(f"No flow differs from {against}.")


def _old_flows(root: Path, against: str) -> dict[str, FlowFile]:
    folder = Path(against)
    if against and folder.is_dir():
        files = {path.as_posix(): path.read_bytes() for path in sorted(folder.glob("*/*.yaml"))}
    else:
        files = dict(_from_git(root, against))
    flows = {}
    for name, raw in files.items():
        if name.endswith(TEST_SUFFIX):
            continue
        flow, _ = parse(read_bytes(raw, name), FlowFile)
        if flow is not None:
            flows[flow.flow] = flow
    return flows


def _from_git(root: Path, revision: str) -> Iterator[tuple[str, bytes]]:
    if revision.startswith("-"):
        fail(f'"{revision}" is no revision')
    if not revision:
        fail('"" is neither a folder nor a git revision here')
    try:
        listed = git(root, "ls-tree", "-r", "-z", "--name-only", revision, ".").decode()
        for name in listed.split("\0"):
            if name.endswith(".yaml") and name.count("/") == 1:
                yield name, git(root, "show", f"{revision}:./{name}")
    except (OSError, subprocess.CalledProcessError):
        fail(f'"{revision}" is neither a folder nor a git revision here')


def _sessions(path: Path) -> list[Session]:
    sessions = []
    try:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        fail(f"{path} is not UTF-8 text")
    for number, line in enumerate(lines, start=1):
        try:
            sessions.append(Session.from_json(line))
        except SessionFormatError as error:
            fail(f"{path}:{number}: {error}")
    return sessions


_EFFECTS = {
    "new": "a new flow",
    "removed": "offered no longer; those in the middle of it can finish",
    "wording": "words only: people in the middle read the new ones from their next message",
    "structure": "structure: people in the middle finish on the old revision, new starts get this",
}


def _lines(change: Change) -> Iterator[str]:
    yield f"{change.flow}  {change.before or '-'} -> {change.after or '-'}"
    yield f"  {_EFFECTS[change.kind]}"
    yield from changed_lines(change)
    if change.standing:
        total = sum(change.standing.values())
        where = ", ".join(f"{count} on {step}" for step, count in sorted(change.standing.items()))
        yield f"  in the middle now: {total} ({where})"


def changed_lines(change: Change) -> Iterator[str]:
    """What changed, step by step and text by text."""
    for step, what in change.steps:
        yield f"  step {step}: {what}"
    if change.other:
        yield f"  also changed: {', '.join(change.other)}"
    for key, before, after in change.words:
        yield f"  text {key}"
        if before:
            yield f"    - {before}"
        if after:
            yield f"    + {after}"
