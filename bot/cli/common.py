"""What the commands share: the folder of flows, and plain failure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from bot.flow.findings import suggest
from bot.flow.library import Library
from bot.flow.workspace import Entry, Workspace, open_workspace

flows_dir: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--flows",
    "root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("flows"),
    envvar="MOORING_FLOWS_DIR",
    show_envvar=True,
    show_default=True,
    help="The folder of flows.",
)


def console() -> Console:
    """A screen that shows words as they are: no markup, no emoji codes, no folding."""
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def fail(message: str) -> NoReturn:
    """Stop with a message for a person and exit code 2."""
    raise click.UsageError(message)


def find(workspace: Workspace, flow_id: str) -> Entry:
    """The flow of this id, or a message with the nearest one."""
    entry = workspace.flow(flow_id)
    if entry is None:
        known = {one.flow.flow for one in workspace.entries if one.flow}
        fail(f'there is no flow "{flow_id}"; {suggest(flow_id, known, "see mooring flows list")}')
    return entry


def serve(root: Path) -> tuple[Workspace, Library]:
    """The workspace and the flows that can be served, or a message with what is wrong."""
    workspace = open_workspace(root)
    try:
        return workspace, workspace.library()
    except ValueError as error:
        fail(str(error))
