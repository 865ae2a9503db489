"""`mooring safety report`: how often help was shown and opened, and which rules misread."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.table import Table

from bot.cli.common import console, fail
from bot.settings import Settings
from bot.store.protocol import StoreError
from bot.store.reading import read_tallies


@click.group()
def safety() -> None:
    """What the safety layer did, in numbers of nobody in particular."""


@safety.command()
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True,
              help="How many days back, today included.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
def report(days: int, *, as_json: bool) -> None:
    """Count fired rules, "You misread me", and help shown, offered and opened.

    Only numbers a day are kept: no words, no persons.
    """
    since = (datetime.now(UTC).date() - timedelta(days=days - 1)).isoformat()
    try:
        rows = read_tallies(Settings().database, since)
    except StoreError as error:
        fail(str(error))
    found = summary(rows)
    if as_json:
        click.echo(json.dumps({"since": since, **found}, indent=2))
        return
    _print(since, found)


def summary(rows: Sequence[tuple[str, str, str, int]]) -> dict[str, Any]:
    """The counts by what they say: help, rules with how often they misread, and by day."""
    totals: Counter[tuple[str, str]] = Counter()
    by_day: dict[str, Counter[str]] = {}
    for day, what, key, count in rows:
        totals[what, key] += count
        if what == "help":
            by_day.setdefault(day, Counter())[key] += count
    fired = {key: count for (what, key), count in totals.items() if what == "rule"}
    rules = [
        {"rule": rule, "fired": count, "misread": totals["misread", rule]}
        for rule, count in sorted(fired.items(), key=lambda one: (-one[1], one[0]))
    ]
    ways = ("shown", "repeated", "offered", "opened")
    return {
        "help": {way: totals["help", way] for way in ways},
        "rules": rules,
        "days": [{"day": day, **{way: by_day[day][way] for way in ways}} for day in sorted(by_day)],
    }


def _print(since: str, found: dict[str, Any]) -> None:
    screen = console()
    ways = found["help"]
    screen.print(
        f"Since {since}: help was shown {ways['shown']} times after words of risk, in short "
        f"{ways['repeated']} times more within an hour, offered {ways['offered']} times, and "
        f"opened {ways['opened']} times by people themselves."
    )
    if found["rules"]:
        screen.print(_table(found["rules"]))
    if found["days"]:
        screen.print(_table(found["days"]))


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="left" if name in {"rule", "day"} else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table
