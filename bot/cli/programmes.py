"""`mooring flows programmes`: the programmes as people will read them."""

from collections.abc import Iterator
from pathlib import Path

import click

from bot.cli.common import console, fail, flows_dir
from bot.flow import translate
from bot.flow.findings import suggest
from bot.flow.programme import FOLDER, ProgrammeFile, programme_texts
from bot.flow.translate import Translations
from bot.flow.workspace import Workspace, open_workspace


@click.command()
@flows_dir
@click.option("--lang", default="en", show_default=True, help="The language to print them in.")
@click.argument("ids", nargs=-1, metavar="[PROGRAMME]...")
def programmes(root: Path, lang: str, ids: tuple[str, ...]) -> None:
    """Print all programmes, or only some: day by day, with the reasons."""
    workspace, words = open_workspace(root), translate.load(root)
    spoken = {"en", *words.languages}
    if lang.split("_", maxsplit=1)[0] not in spoken:
        fail(f'nothing is translated to "{lang}"; there is {", ".join(sorted(spoken))}')
    plans = {one.file.programme: one.file for one in workspace.programmes if one.file}
    for name in ids:
        if name not in plans:
            mend = suggest(name, set(plans), f"there is {', '.join(plans) or 'none'}")
            fail(f'there is no programme "{name}" that can be read; {mend}')
    screen = console()
    for number, name in enumerate(ids or plans):
        if number:
            screen.print()
        for line in _lines(plans[name], workspace, words, lang):
            screen.print(line)


def _lines(
    plan: ProgrammeFile, workspace: Workspace, words: Translations, lang: str
) -> Iterator[str]:
    texts = {
        one.key: words(lang, f"{FOLDER}/{plan.programme}/{one.key}", one.text) or one.text
        for one in programme_texts(plan)
    }
    yield f"{texts['title']} ({plan.programme})"
    for key in ("summary", "for_whom", "rhythm"):
        yield f"  {texts[key]}"
    for day in plan.days:
        entry = workspace.flow(day.flow)
        title = entry.flow.title if entry and entry.flow else day.flow
        shown = words(lang, f"{day.flow}/title", title) or title
        yield f"  {day.day:>3}  {shown} ({day.flow})"
        yield f"       {texts[f'{day.day}.{day.flow}/why']}"
