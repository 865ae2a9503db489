"""`mooring simulate`: what one bot carries, before anybody has to find out."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import click

from bot.cli.common import console, fail, flows_dir, serve
from bot.cli.simulate_screen import show, show_evening
from bot.homework.rhythm import Clock
from bot.settings import Settings

_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_BEGIN: Final = datetime(2027, 1, 1)  # noqa: DTZ001  (a day, not a moment)
_SUNDAYS: Final = 15


def _time(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Clock | None:
    """A time on the wall."""
    if value is None:
        return None
    found = _CLOCK.fullmatch(value)
    if found is None:
        raise click.BadParameter(f'"{value}" is no time; write one like 20:00')
    return int(found[1]), int(found[2])


@click.command()
@flows_dir
@click.option(
    "--people",
    type=click.IntRange(100, 2_000_000),
    default=50_000,
    show_default=True,
    help="Who has stayed with the bot, at the start.",
)
@click.option(
    "--joins",
    type=click.FloatRange(0, 100_000),
    default=None,
    help="New people a day; as many as keep the number, if not said.",
)
@click.option(
    "--homework",
    type=click.FloatRange(0, 1),
    default=0.3,
    show_default=True,
    help="The share of those who stay that has homework or check-ins.",
)
@click.option(
    "--reminders",
    type=click.FloatRange(1, 7),
    default=3.0,
    show_default=True,
    help="How many days a week they are reminded.",
)
@click.option(
    "--storm",
    callback=_time,
    default=None,
    metavar="HH:MM",
    help="All are reminded at this time on their wall, as with a check-in for everybody.",
)
@click.option(
    "--telegram-away",
    type=click.IntRange(0, 600),
    default=0,
    metavar="MINUTES",
    help="Telegram can't be reached, in the peak of the first Sunday evening.",
)
@click.option(
    "--bot-down",
    type=click.IntRange(0, 600),
    default=0,
    metavar="MINUTES",
    help="The bot does not run, in the peak of the second Sunday evening.",
)
@click.option(
    "--begin",
    type=click.DateTime(["%Y-%m-%d"]),
    default=_BEGIN,
    show_default="2027-01-01",
    help="The first day.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 1100),
    default=365,
    show_default=True,
    help="For how many days.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Of chance: the same seed gives the same people; costs are measured each time.",
)
@click.option(
    "--assume",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Other assumptions about people, see bot/simulate/assumptions.yaml.",
)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many share the turns, as on PostgreSQL.",
)
@click.option(
    "--check",
    is_flag=True,
    help="Play an evening with the whole real bot, beside the model's word on it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a report.")
def simulate(
    root: Path, *, assume: Path | None, processes: int, check: bool, as_json: bool, **given: Any
) -> None:
    """Say what one bot carries: a year of people in minutes.

    How many messages an exercise needs and how long the database takes is measured here, on a file
    in the folder of the real one. What people do is assumed, with a source for each assumption.
    """
    from bot.simulate.assumptions import AssumptionsError, load  # noqa: PLC0415  (slow to import)
    from bot.simulate.run import a_year, an_evening  # noqa: PLC0415
    from bot.simulate.slice import Evening  # noqa: PLC0415
    from bot.simulate.year import Plan  # noqa: PLC0415

    try:
        taken = load(assume)
    except AssumptionsError as error:
        fail(str(error))
    if (given["telegram_away"] or given["bot_down"]) and given["days"] < _SUNDAYS:
        fail(f"outages are on the first two Sundays; simulate {_SUNDAYS} days or more")
    _, library = serve(root)
    data_dir = Settings().data_dir
    folder = data_dir if data_dir.is_dir() else None
    if check:
        data = an_evening(library, Evening(seed=given["seed"]), taken, folder)
    else:
        plan = Plan(**{**given, "begin": given["begin"].date()})
        data = a_year(library, plan, taken, processes, folder)
    if as_json:
        click.echo(json.dumps(data, indent=2))
    elif check:
        show_evening(console(), data)
    else:
        show(console(), data)
