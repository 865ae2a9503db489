"""`mooring flows translate`: gettext files for translators."""

import re
import sys
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError

from bot.cli.common import fail, flows_dir
from bot.flow import translate as gettext_files
from bot.flow.document import LANGUAGE
from bot.flow.translate import DOMAIN, TranslationFileError
from bot.flow.workspace import open_workspace


@click.group()
def translate() -> None:
    """Translate the texts of flows with gettext files."""


@translate.command()
@flows_dir
def extract(root: Path) -> None:
    """Write a template of everything there is to translate."""
    path = root / "locale" / f"{DOMAIN}.pot"
    catalog = gettext_files.extract(open_workspace(root).wordings())
    gettext_files.write(catalog, path)
    click.echo(f"{len(catalog)} texts in {path}")


@translate.command()
@flows_dir
@click.argument("langs", nargs=-1, metavar="[LANGUAGE]...")
def update(root: Path, langs: tuple[str, ...]) -> None:
    """Bring the files of each LANGUAGE up to date, or begin one; all of them if none is named.

    A text that changed keeps its old translation, marked fuzzy and not used until mended.
    """
    workspace = open_workspace(root)
    wordings = list(workspace.wordings())
    for lang in langs or tuple(gettext_files.po_files(root)):
        try:
            known = re.fullmatch(LANGUAGE, lang) and Locale.parse(lang)
        except (UnknownLocaleError, ValueError):
            known = None
        if not known:
            fail(f'"{lang}" is no language code; write one such as es or pt_BR')
        path = root / "locale" / lang / "LC_MESSAGES" / f"{DOMAIN}.po"
        try:
            existing = gettext_files.read(path) if path.exists() else None
        except TranslationFileError as error:
            fail(str(error))
        catalog = gettext_files.update(existing, lang, wordings, workspace.unreadable())
        gettext_files.write(catalog, path)
        texts = list(gettext_files.messages(catalog))
        done = sum(1 for text in texts if text.string and not text.fuzzy)
        stale = sum(1 for text in texts if text.fuzzy)
        click.echo(f"{path}: {done} of {len(texts)} translated, {stale} out of date")


@translate.command("compile")
@flows_dir
def compile_(root: Path) -> None:
    """Compile the files, so that the bot starts faster. Out-of-date texts are left out."""
    for path in gettext_files.po_files(root).values():
        try:
            click.echo(f"wrote {gettext_files.compile_file(path)}")
        except TranslationFileError as error:
            fail(str(error))


@translate.command("check")
@flows_dir
def check_(root: Path) -> None:
    """Say what is missing, out of date or does not fit. Exits with 1 if anything is."""
    workspace = open_workspace(root)
    found = [one for one in workspace.findings if one.code.startswith("F06")]
    for one in sorted(found):
        click.echo(str(one))
    wordings = list(workspace.wordings())
    for lang, path in gettext_files.po_files(root).items():
        try:
            texts = {str(m.context): m for m in gettext_files.messages(gettext_files.read(path))}
        except TranslationFileError:
            continue
        known = [(one, texts.get(one.context)) for one in wordings]
        done = sum(1 for one, m in known if m and m.string and m.id == one.text and not m.fuzzy)
        click.echo(f"{lang}: {done} of {len(wordings)} texts translated")
    sys.exit(1 if found else 0)
