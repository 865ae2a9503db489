"""`mooring flows review`: what no clinician has read, and what changed since they did."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

import click

from bot.cli.catalogue import PACKS
from bot.cli.common import console, fail, flows_dir
from bot.cli.diff import changed_lines
from bot.cli.history import file_as_read
from bot.flow.diff import Change, compare, compare_programmes
from bot.flow.document import FlowFile
from bot.flow.findings import suggest
from bot.flow.programme import ProgrammeFile
from bot.flow.review import record
from bot.flow.revision import content_hash
from bot.flow.serving import review_of
from bot.flow.workspace import Entry, Programme, Workspace, open_workspace

NAME_MAX: Final = 80
FIRST: Final = ("safety", "measures", "fearful")
"""Where unread words can do most harm, so these packs are listed first."""

TO_CHECK: Final = "to check"
"""A source says so while nobody has read the paper it names."""

_File: TypeAlias = FlowFile | ProgrammeFile


@click.command()
@flows_dir
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
@click.option("--by", metavar="NAME", help="Record that NAME has read each FLOW as it is now.")
@click.option(
    "--on",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day on which they read it; today if left out.",
)
@click.argument("ids", nargs=-1, metavar="[FLOW|PROGRAMME]...")
def review(
    root: Path, by: str | None, on: datetime | None, ids: tuple[str, ...], *, as_json: bool
) -> None:
    """List what no clinician has read as it is now, or record with --by that one has.

    A review is a review of the words in the file, not of translations. What was read is looked
    for in git, to show what changed since.
    """
    workspace = open_workspace(root)
    files = [_find(workspace, name) for name in ids] or _all(workspace)
    if by is not None:
        if not ids:
            fail("name the flows that were read, such as: review ground-54321 --by NAME")
        _record_all(files, by, on or datetime.now().astimezone())
        return
    open_ = [(path, file) for path, file, _ in files if ids or review_of(file) != "read"]
    rows = [_row(path, file) for path, file in open_]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for line in (*_lines(open_), *_sources(file for _, file, _ in files)):
        console().print(line)
    read = sum(1 for _, file, _ in files if review_of(file) == "read")
    console().print(f"{read} of {len(files)} read as they are now.")


_Found: TypeAlias = tuple[Path, _File, Entry | Programme]


def _all(workspace: Workspace) -> list[_Found]:
    """Every flow and programme that can be read, the packs to begin with first."""
    flows = [(one.path, one.flow, one) for one in workspace.entries if one.flow]
    order = (*FIRST, *(pack for pack in PACKS if pack not in FIRST))
    flows.sort(key=lambda one: (order.index(one[1].pack), one[1].flow))
    plans = [(one.path, one.file, one) for one in workspace.programmes if one.file]
    return [*flows, *plans]


def _find(workspace: Workspace, name: str) -> _Found:
    known = {_id(file): found for found in _all(workspace) for file in found[1:2]}
    if name not in known:
        mend = suggest(name, set(known), "see mooring flows list")
        fail(f'there is no flow or programme "{name}" that can be read; {mend}')
    return known[name]


def _id(file: Any) -> str:
    return str(file.flow if isinstance(file, FlowFile) else file.programme)


def _record_all(files: list[_Found], by: str, on: datetime) -> None:
    """Write the reviews; if one file has errors, none is written."""
    by = by.strip()
    if not by or len(by) > NAME_MAX or not by.isprintable():
        fail(f"--by takes a name of 1 to {NAME_MAX} characters")
    for path, file, entry in files:
        if not entry.sound:
            fail(f"{_id(file)} has errors; mend them first, see mooring flows check {path}")
    for path, file, _ in files:
        content, day = content_hash(file), f"{on:%Y-%m-%d}"
        text = path.read_bytes().decode("utf-8")
        path.write_bytes(record(text, by, day, content).encode())
        click.echo(f"{path}: read by {by} on {day} ({content})")


def _change(path: Path, file: _File) -> Change | None:
    """What changed since it was read, if what was read can be found."""
    old = file_as_read(path, file)
    if isinstance(file, FlowFile):
        return compare(old, file) if isinstance(old, FlowFile) else None
    return compare_programmes(old, file) if isinstance(old, ProgrammeFile) else None


def _row(path: Path, file: _File) -> dict[str, Any]:
    state = review_of(file)
    change = _change(path, file) if state == "changed" else None
    since = change and {
        "steps": dict(change.steps),
        "texts": [
            {"text": key, "before": before, "after": after} for key, before, after in change.words
        ],
        "other": list(change.other),
    }
    return {
        "flow" if isinstance(file, FlowFile) else "programme": _id(file),
        "pack": file.pack,
        "review": state,
        "by": file.reviewed.by,
        "on": file.reviewed.on,
        "read": file.reviewed.hash,
        "content": content_hash(file),
        "source to check": _source_to_check(file),
        "changed": since,
    }


def _lines(files: list[tuple[Path, _File]]) -> Iterator[str]:
    unread = [file for _, file in files if review_of(file) == "unread"]
    if unread:
        yield f"Read by nobody yet ({len(unread)}):"
    packs = dict.fromkeys(_shelf(file) for file in unread)
    for pack in packs:
        ids = ", ".join(_id(file) for file in unread if _shelf(file) == pack)
        yield f"  {pack}: {ids}"
    for path, file in files:
        if review_of(file) == "read":
            yield f"{_id(file)}: read by {file.reviewed.by} on {file.reviewed.on}, as it is now"
        if review_of(file) == "changed":
            yield f"{_id(file)}: changed since {file.reviewed.by} read it on {file.reviewed.on}"
            yield from _since(path, file)


def _sources(files: Iterable[_File]) -> Iterator[str]:
    """What has to be looked up, also where the words have been read."""
    sources = [(_id(file), source) for file in files if (source := _source_to_check(file))]
    if sources:
        yield f"Sources to check before citing ({len(sources)}):"
    for name, source in sources:
        yield f"  {name}: {source}"


def _source_to_check(file: _File) -> str | None:
    """The source of a flow, if somebody has still to look at it before it is cited."""
    source = file.source if isinstance(file, FlowFile) else ""
    return source if TO_CHECK in source else None


def _since(path: Path, file: _File) -> Iterator[str]:
    change = _change(path, file)
    if change is not None:
        yield from changed_lines(change)
        return
    yield f"  what was read ({file.reviewed.hash or 'no hash'}) is in no commit here"
    yield "  compare with a folder that has it: mooring flows diff --against FOLDER"


def _shelf(file: _File) -> str:
    return file.pack if isinstance(file, FlowFile) else "programmes"
