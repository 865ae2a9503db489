"""The command line: `python -m safety screen`, `… lexicon …` and `… resources …`."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import click

from safety.examples import check_examples
from safety.explain import explain as explained
from safety.exposure import exposed
from safety.finding import TIERS, Finding, Tier, weigh
from safety.lexicon import FOLDER, load
from safety.match import Matcher
from safety.resources.cli import resources
from safety.screen import matcher as shipped
from safety.screen import screen as screened

MAX_SHOWN: Final = 120

_folder = click.option(
    "--lexicon",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=FOLDER,
    help="Another folder of lexicon files.",
)


def _matcher(folder: Path) -> Matcher:
    """The lexicon of a folder; the one that ships is kept between calls."""
    return shipped() if folder == FOLDER else Matcher(load(folder)[0])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Find words of risk in messages, and edit the lexicon that finds them."""


@main.command()
@click.option("--lang", help="The language that the person set, if known.")
@_folder
def screen(lang: str | None, folder: Path) -> None:
    """Screen messages: one a line on standard input, one JSON object a line out."""
    matcher = _matcher(folder)
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", errors="replace").rstrip("\r\n")
        result = weigh(screened(text, lang, matcher)).to_dict()
        click.echo(json.dumps(result, ensure_ascii=False))


main.add_command(resources)


@main.group()
def lexicon() -> None:
    """Check, explain and compare the lexicon."""


@lexicon.command()
@_folder
def check(folder: Path) -> None:
    """Read every file and run every example."""
    loaded, problems = load(folder)
    problems += check_examples(Matcher(loaded))
    for one in problems:
        click.echo(str(one))
    examples = sum(len(one.must_match) + len(one.must_not_match) for one in loaded.rules)
    click.echo(
        f"{len(loaded.rules)} rules in {len(loaded.languages)} languages, "
        f"{examples} examples, {len(problems)} to mend"
    )
    if problems:
        sys.exit(1)


@lexicon.command()
@click.argument("text")
@_folder
def explain(text: str, folder: Path) -> None:
    """Show why a text fires or does not."""
    for line in explained(text, _matcher(folder)):
        click.echo(line)


@lexicon.command()
@_folder
def stats(folder: Path) -> None:
    """Count rules by language, category and tier; list what nobody has reviewed."""
    loaded, _ = load(folder)
    click.echo(f"version {loaded.version}, {len(loaded.rules)} rules")
    for code, language in sorted(loaded.languages.items()):
        rules = language.rules
        phrases = sum(len(one.any_of) for one in rules)
        click.echo(f"{code}: {len(rules)} rules, {phrases} phrases")
        by_kind = Counter((one.category, one.tier) for one in rules)
        for (category, tier), count in sorted(by_kind.items()):
            click.echo(f"  {category:<16} {tier:<12} {count}")
    unreviewed = [one for one in loaded.rules if not (one.reviewer and one.date)]
    click.echo(f"{len(unreviewed)} not reviewed by a clinician:")
    for one in unreviewed:
        click.echo(f"  {one.id} ({one.file}, line {one.line})")


@lexicon.command()
@click.option(
    "--against",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The lexicon to compare with, such as a copy from before your edits.",
)
@click.argument("messages", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_folder
def diff(against: Path, messages: Path, folder: Path) -> None:
    """Show which MESSAGES, one a line, another lexicon sees differently."""
    old, new = _matcher(against), _matcher(folder)
    counts: Counter[str] = Counter()
    lines = messages.read_text(encoding="utf-8", errors="replace").splitlines()
    for text in lines:
        before, after = screened(text, using=old), screened(text, using=new)
        was, now = weigh(before), weigh(after)
        if _seen(before) == _seen(after):
            continue
        kind = _kind(was.tier, now.tier)
        counts[kind] += 1
        click.echo(f"{kind}: {was.tier or 'nothing'} → {now.tier or 'nothing'}: {_short(text)}")
        for sign, rules in (
            ("-", _seen(before) - _seen(after)),
            ("+", _seen(after) - _seen(before)),
        ):
            for rule, tier in sorted(rules):
                click.echo(f"    {sign} {rule} ({tier})")
    summary = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    click.echo(f"{len(lines)} messages: {summary or 'no difference'}")


@lexicon.command(name="exposed")
@click.option("--most", type=click.IntRange(1), default=50, help="How many phrases to list.")
@click.argument("messages", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_folder
def exposed_phrases(most: int, messages: Path, folder: Path) -> None:
    """List the phrases whose words harmless MESSAGES, one a line, hold together most often."""
    lines = messages.read_text(encoding="utf-8", errors="replace").splitlines()
    found = exposed(lines, _matcher(folder))
    for rule, phrase, sentences in found[:most]:
        click.echo(f"{sentences:>6}  {rule.id} ({rule.file}, line {rule.line}): {phrase}")
    click.echo(f"{len(found)} phrases that interrupt have all their words in some sentence")


def _seen(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(one.rule, one.tier) for one in findings}


def _kind(was: Tier | None, now: Tier | None) -> str:
    order: list[Tier | None] = [*TIERS, None]
    if was == now:
        return "other rules"
    return "graver" if order.index(now) < order.index(was) else "milder"


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
