"""Earlier revisions of the flows, as git has them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.flow.document import FlowFile
from bot.flow.programme import ProgrammeFile
from bot.flow.revision import content_hash
from bot.flow.shape import parse
from bot.flow.source import read_bytes

COMMITS_MAX: Final = 500
"""How far back a file is looked for."""


def git(root: Path, *arguments: str) -> bytes:
    """What a git command prints.

    Raises:
        CalledProcessError: It fails.
        OSError: There is no git.
    """
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603


def file_as_read(path: Path, file: FlowFile | ProgrammeFile) -> FlowFile | ProgrammeFile | None:
    """The revision of a file that its review is about, or None if git doesn't have it."""
    for raw in _revisions(path):
        if isinstance(file, FlowFile):
            old: FlowFile | ProgrammeFile | None = parse(read_bytes(raw, path.name), FlowFile)[0]
        else:
            old = parse(read_bytes(raw, path.name), ProgrammeFile)[0]
        if old is not None and content_hash(old) == file.reviewed.hash:
            return old
    return None


def _revisions(path: Path) -> Iterator[bytes]:
    """A file as it was in each commit that changed it, the newest first."""
    folder, name = path.parent, path.name
    try:
        listed = git(folder, "log", f"-{COMMITS_MAX}", "--format=%H", "--", name).decode()
        for commit in listed.split():
            yield git(folder, "show", f"{commit}:./{name}")
    except (OSError, subprocess.CalledProcessError):
        return  # no git here, or the file was not there yet
