"""The command line: `python -m safety resources …`, and `mooring resources …`."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from safety.finding import CATEGORIES
from safety.resources.check import Remark, check_rows
from safety.resources.directory import Directory, read_directory
from safety.resources.files import FOLDER
from safety.resources.places import countries, find_country
from safety.resources.row import Resource

_folder = click.option(
    "--resources",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    help="Another folder of help lines.",
)
_lang = click.option("--lang", default="en", show_default=True, help="The language to speak.")
_HEADINGS: Final = {"error": "to mend", "warning": "to look at", "unverified": "not verified"}


@click.group()
def resources() -> None:
    """Check, list and show help lines by country."""


@resources.command()
@_folder
@click.option("--json", "as_json", is_flag=True, help="Print remarks as JSON, for CI.")
@click.option("--release", is_flag=True, help="Fail, too, if somebody may see an unverified row.")
def check(folder: Path, *, as_json: bool, release: bool) -> None:
    """Check every number, date, pair and address. Exits with 1 if there is something to mend.

    Rows that nobody has verified on the provider's own page are listed for a person to do so.
    """
    directory = read_directory(folder)
    remarks = check_rows(directory, datetime.now(UTC).date())
    if as_json:
        problems = [
            {"severity": "error", "file": one.file, "line": one.line, "code": one.code}
            | {"country": "", "name": "", "message": one.message, "mend": one.mend}
            for one in directory.problems
        ]
        both = [*problems, *(one.to_dict() for one in remarks)]
        click.echo(json.dumps(both, ensure_ascii=False, indent=2))
    else:
        _report(directory, remarks)
    fatal = {"error", "unverified"} if release else {"error"}
    if directory.problems or any(one.severity in fatal for one in remarks):
        sys.exit(1)


def _report(directory: Directory, remarks: list[Remark]) -> None:
    for problem in directory.problems:
        click.echo(str(problem))
    for one in remarks:
        if one.severity != "unverified":
            click.echo(str(one))
    waiting = [one for one in remarks if one.severity == "unverified"]
    if waiting:
        click.echo("\nFor a person to verify before release (safety/resources/README.md says how):")
        for country in dict.fromkeys(one.country for one in waiting):
            names = (f"{one.name} (line {one.line})" for one in waiting if one.country == country)
            click.echo(f"  {country}: {'; '.join(names)}")
        click.echo("")
    rows = sum(len(rows) for rows in directory.rows.values())
    counts = {name: sum(one.severity == name for one in remarks) for name in _HEADINGS}
    counts["error"] += len(directory.problems)
    told = ", ".join(f"{counts[name]} {heading}" for name, heading in _HEADINGS.items())
    click.echo(f"{rows} rows in {len(directory.rows)} countries: {told}")


@resources.command("list")
@click.argument("country", required=False)
@_lang
@_folder
def list_rows(country: str | None, lang: str, folder: Path) -> None:
    """List the countries that have lines, or the rows of COUNTRY with their sources."""
    directory = read_directory(folder)
    if country is not None:
        code = _code(country, lang)
        for one in directory.rows.get(code, ()):
            click.echo(_line(one))
        if code not in directory.rows:
            click.echo(f"{code} has no file: its emergency number and findahelpline.com are shown")
        return
    names = {one.code: one.name for one in countries(lang)}
    for code, rows in sorted(directory.rows.items()):
        kinds = ", ".join(
            dict.fromkeys(kind for one in rows if one.supported for kind in one.kinds)
        )
        click.echo(f"{code}  {names.get(code, code):<24} {len(rows):>2} rows: {kinds}")


def _line(one: Resource) -> str:
    ways = " / ".join(filter(None, [*one.numbers, one.keyword, one.chat or one.url]))
    verified = f"verified {one.verified_on} by {one.verified_by}" if one.verified_on else ""
    state = verified or ("not verified" if one.supported else "not shown, not verified")
    kinds = ", ".join(one.kinds)
    return f"{one.name} ({kinds}): {ways} [{state}; {', '.join(one.sources)}]"


@resources.command()
@click.argument("country", required=False)
@click.option("--category", type=click.Choice(CATEGORIES), help="What it is about.")
@_lang
@click.option("--imminent", is_flag=True, help="As when somebody is in danger now.")
@click.option("--all", "every", is_flag=True, help="Every country and category, to read through.")
@_folder
def show(  # noqa: PLR0913  # one argument for each option
    country: str | None,
    category: str | None,
    lang: str,
    folder: Path,
    *,
    imminent: bool,
    every: bool,
) -> None:
    """Show the block for COUNTRY (a name, a code or a flag) as a person would see it."""
    directory = read_directory(folder)
    if not every:
        code = _code(country, lang) if country else None
        click.echo(directory.help_lines(code, lang, category, imminent=imminent))
        return
    for code in sorted(directory.rows):
        for one in (category,) if category else CATEGORIES:
            block = directory.help_lines(code, lang, one, imminent=imminent)
            click.echo(f"── {code} · {one} · {len(block)} characters\n{block}\n")


def _code(country: str, lang: str) -> str:
    found = find_country(country, lang)
    if len(found) != 1:
        names = ", ".join(f"{one.code} ({one.name})" for one in found) or "none is like it"
        raise click.UsageError(f'"{country}" is not one country: {names}; write its code')
    return found[0].code
