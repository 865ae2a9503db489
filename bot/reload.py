"""Flows follow their files: save one, and the next message speaks the new words.

Only the preview does this. A flow with errors is not served anew; the revision before stays, and
what is wrong is shown on the page.
"""

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from watchfiles import awatch

from bot.flow.flow import Flow
from bot.flow.library import Library
from bot.flow.serving import EVERYTHING, Serving
from bot.flow.workspace import Workspace, open_workspace


async def follow(
    root: Path,
    library: Library,
    show: Callable[[list[dict[str, Any]]], None],
    keep: Callable[[Iterable[Flow]], Awaitable[None]],
    serving: Serving = EVERYTHING,
) -> None:
    """Keep a library in step with a folder of flows until cancelled.

    Args:
        root: The folder.
        library: Changed in place; sessions on old structures go on with those.
        show: Is given what is wrong now, after every change and once at the start.
        keep: Is given the flows before they are served, to keep them for those who will stand
            in them.
        serving: What the operator lets people begin.
    """
    show(findings(open_workspace(root)))
    async for _ in awatch(root, rust_timeout=1_000):
        workspace = open_workspace(root)
        if workspace.phrases is not None:
            await keep(workspace.library().newest())
        update(library, workspace, serving)
        show(findings(workspace))


def update(library: Library, workspace: Workspace, serving: Serving = EVERYTHING) -> None:
    """Serve what can be served now; what has errors stays as it was."""
    if workspace.phrases is None:
        return
    newest = workspace.library(serving)
    library.phrases = newest.phrases
    library.ready.clear()
    library.courses, library.days_apart = newest.courses, newest.days_apart
    for flow in newest:
        before = library.current(flow.id)
        if before is None or before.content != flow.content or before.translate != flow.translate:
            library.add(flow)
    there = {entry.path.stem for entry in workspace.entries}
    for flow in list(library):
        if flow.id not in there:
            library.remove(flow.id)
    library.hold_back(newest.held_back)


def findings(workspace: Workspace) -> list[dict[str, Any]]:
    """What is wrong, as the page shows it; notes for translators are left out."""
    return [one.to_dict() for one in workspace.all_findings() if one.severity != "note"]
