"""`mooring flows test`: play the transcript tests and say what they have not tried."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bot.cli.common import console, fail, find, flows_dir, serve
from bot.dialogue.coverage import Coverage
from bot.dialogue.rehearse import Rehearsal
from bot.flow.workspace import Entry, Workspace
from bot.people.helps import Helps
from bot.people.places import Atlas


@click.command()
@flows_dir
@click.argument("ids", nargs=-1, metavar="[FLOW]...")
def test(root: Path, ids: tuple[str, ...]) -> None:
    """Play the transcript tests of all flows, or of each FLOW.

    Exits with 1 when a conversation goes differently or an option or rule was never taken.
    """
    workspace, library = serve(root)
    known = {flow.id for flow in library}
    for flow_id in ids:
        entry = find(workspace, flow_id)
        if flow_id not in known:
            fail(f"{entry.source.file} has errors; see mooring flows check {flow_id}")
    rehearsal = Rehearsal(library, Atlas(Helps, library.phrases.languages))
    screen = console()
    entries = [
        entry
        for entry in workspace.entries
        if entry.flow and entry.sound and (not ids or entry.flow.flow in ids)
    ]
    failed = sum(_play(screen, rehearsal, entry) for entry in entries)
    broken = _broken(screen, workspace) if not ids else 0
    gaps = _report(screen, rehearsal, entries)
    sys.exit(1 if failed or gaps or broken else 0)


def _play(console: Console, rehearsal: Rehearsal, entry: Entry) -> int:
    """Play the tests of one flow; how many failed."""
    failed = 0
    if entry.flow is None or entry.tests is None or entry.test_source is None:
        return 0
    for number, conversation in enumerate(entry.tests.tests):
        failure = rehearsal.play(entry.flow.flow, conversation)
        if failure:
            failed += 1
            mark = entry.test_source.marks.value(("tests", number, "talk", failure.line))
            console.print(
                f"{entry.test_source.file}:{mark.line}:{mark.column} "
                f'"{conversation.name}"\n      {failure.message}',
            )
    return failed


def _broken(console: Console, workspace: Workspace) -> int:
    """Name the flows that could not be tried at all."""
    broken = [entry for entry in workspace.entries if not entry.sound]
    for entry in broken:
        console.print(f"{entry.source.file}: not tested, `mooring flows check` finds errors")
    return len(broken)


def _report(console: Console, rehearsal: Rehearsal, entries: list[Entry]) -> int:
    """Print coverage; how many flows have something that no test has taken."""
    table = Table(box=None, pad_edge=False)
    for title in ("flow", "tests", "steps", "options and rules"):
        table.add_column(title, justify="left" if title == "flow" else "right")
    gaps: list[tuple[str, Coverage]] = []
    for entry in entries:
        if entry.flow is None:
            continue
        flow_id, coverage = entry.flow.flow, rehearsal.coverage[entry.flow.flow]
        tried = len(coverage.all_taken) - len(coverage.missing)
        seen = len(coverage.all_steps) - len(coverage.unseen)
        table.add_row(
            flow_id,
            str(len(entry.tests.tests) if entry.tests else 0),
            f"{seen}/{len(coverage.all_steps)}",
            f"{tried}/{len(coverage.all_taken)}",
        )
        if coverage.missing or coverage.unseen:
            gaps.append((flow_id, coverage))
    console.print(table)
    for flow_id, coverage in gaps:
        for one in coverage.missing:
            console.print(f"{flow_id}: never taken: {one}")
        for step in coverage.unseen:
            console.print(f"{flow_id}: never reached: {step}")
    return len(gaps)
