"""`python -m tests.bench`: everything in one run. It always ends with 0 if it could measure."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from rich.console import Console

from bot.preview.__main__ import fast_loop

from . import check, growth, ink, processes, report, screen
from .bare import Bare, Registered
from .charts import Charts
from .live.measure import Plan
from .live.measure import measure as measure_bots
from .live.report import show as report_bots
from .ours import Mooring
from .rounds import Here, Runner, measure

PARTS = ("talk", "check", "screen", "bot", "processes", "growth")


def main() -> None:
    """Measure and print."""
    options = _options()
    console = Console(highlight=False, width=max(Console().width, 120))
    report.machine(console)
    if options.only in {None, "screen"}:
        screen.show(console)
    if options.only in {None, "talk"}:
        _conversations(console, options.rounds, options.seconds)
    if options.only in {None, "check"}:
        with tempfile.TemporaryDirectory() as folder:
            report.cold_starts(console, check.measure(Path(folder), options.runs))
    if options.only in {None, "bot"}:
        _bots(console, Plan(options.bot_rounds, options.talkers, options.calm))
    if options.only in {None, "processes"}:
        processes.show(console, options.waiting, options.process_rounds)
    if options.only in {None, "growth"}:
        growth.run(console, growth.up_to(options.people), options.growth_rounds, options.talk,
                   plans=options.plans)  # fmt: skip


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="turns of each peer")
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a turn")
    parser.add_argument("--runs", type=int, default=9, help="cold starts of `flows check`")
    parser.add_argument("--only", choices=PARTS, help="a part of it")
    parser.add_argument("--bot-rounds", type=int, default=9, help="turns of each running bot")
    parser.add_argument("--talkers", type=int, default=50, help="how many talk to it at once")
    parser.add_argument("--calm", type=int, default=10, help="how many talk under light load")
    parser.add_argument("--process-rounds", type=int, default=3, help="of one and more processes")
    parser.add_argument("--waiting", type=int, default=300, help="people whose words wait for them")
    growth.options(parser)
    return parser.parse_args()


def _conversations(console: Console, rounds: int, seconds: float) -> None:
    runners: list[Runner] = [Here(peer) for peer in (Mooring(), Bare(), Registered(), Charts())]
    with console.status("Installing inkjs, unless it is here already"):
        reason = ink.install()

    def run() -> None:
        with console.status("Warming up") as status:
            scores = measure(
                runners, rounds, seconds, lambda n: status.update(f"Round {n + 1} of {rounds}")
            )
        report.conversations(console, scores)

    if reason is not None:
        run()
        console.print(f"inkjs is left out: {reason}", style="bold")
        return
    with ink.Ink() as node:
        runners += node.idioms()
        run()
        console.print(node.note())


def _bots(console: Console, plan: Plan) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        console.status("Starting") as status,
        asyncio.Runner(loop_factory=fast_loop()) as runner,
    ):
        scores = runner.run(measure_bots(plan, Path(folder), status.update))
    report_bots(console, scores, os.getloadavg()[0])


if __name__ == "__main__":
    main()
