"""The root of the command line."""

import click

from bot.cli.backup import backup, restore
from bot.cli.catalogue import catalogue
from bot.cli.check import check
from bot.cli.db import db
from bot.cli.diff import diff
from bot.cli.doctor import doctor
from bot.cli.flows import graph, list_flows, schema
from bot.cli.keys import keys
from bot.cli.person import person
from bot.cli.play import play
from bot.cli.programmes import programmes
from bot.cli.report import safety
from bot.cli.review import review
from bot.cli.run import run
from bot.cli.simulate import simulate
from bot.cli.test import test
from bot.cli.therapist import therapist
from bot.cli.translate import translate
from safety import cli as safety_cli
from safety.resources.cli import resources


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mooring")
def main() -> None:
    """Mooring: short scripted exercises about attachment, in a chat."""


@main.group()
def flows() -> None:
    """Write, check, test, play and translate flows."""


for command in (check, test, list_flows, programmes, review, catalogue, schema, graph, diff, play):
    flows.add_command(command)
flows.add_command(translate)

for command in (
    run,
    simulate,
    doctor,
    safety_cli.screen,
    safety_cli.lexicon,
    resources,
    safety,
    therapist,
    keys,
    db,
    backup,
    restore,
    person,
):
    main.add_command(command)
