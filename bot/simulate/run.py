"""A whole simulation, from the flows to the report."""

import os
from pathlib import Path
from typing import Any

from bot.flow.library import Library
from bot.simulate.assumptions import Assumptions
from bot.simulate.compare import beside, model
from bot.simulate.limits import Search
from bot.simulate.measured import costs_of, walked
from bot.simulate.profile import profile, quiet_delays
from bot.simulate.report import report, taken_for_granted
from bot.simulate.slice import Evening, play
from bot.simulate.year import Plan, Simulation


def a_year(
    library: Library, plan: Plan, assume: Assumptions, processes: int, folder: Path | None
) -> dict[str, Any]:
    """The report of a plan, see `bot.simulate.report`.

    Args:
        library: The flows.
        plan: What is simulated.
        assume: What is taken for granted about people.
        processes: How many share the turns.
        folder: Where a file is written for a while, to measure what the store takes.
    """
    found = walked(library, assume, plan.seed)
    latency = assume.telegram_seconds.value
    rules = found.rules(costs_of(library, found, folder), latency, processes)
    base = found.base(latency)
    year, ledger = Simulation(plan, assume, rules, found.exercise, found.first_minutes).run()
    limits = None
    if year.busiest is not None and year.busiest_census is not None:
        day, census = year.busiest, year.busiest_census
        limits = Search(rules, base, day, census, plan.seed).limits()
    data = report(plan, year, ledger, rules, base, found.exercise, limits)
    data["packs"] = {
        pack: {"sent": round(one.jobs, 1), "updates": round(sum(one.updates), 1)}
        for pack, one in found.by_pack(library).items()
    }
    data["load_average"] = round(os.getloadavg()[0], 1)
    data["assumptions"] = taken_for_granted(assume)
    return data


def an_evening(
    library: Library, evening: Evening, assume: Assumptions, folder: Path | None
) -> dict[str, Any]:
    """What people felt on one evening of the whole real bot, beside the model's word on it."""
    found = walked(library, assume, evening.seed)
    costs, latency = costs_of(library, found, folder), assume.telegram_seconds.value
    felt = play(library, found.walks, costs, latency, evening)
    used = [found.walks[n % len(found.walks)] for n in range(evening.exercises)]
    says = model(found.rules(costs, latency), profile(used), evening)
    rows = beside(felt.delays, says, quiet_delays(used, latency))
    return {
        "evening": evening._asdict(),
        "sent": {"bot": felt.jobs, "model": round(says.jobs)},
        "refused": felt.refused,
        "delays": {
            kind: {name: {"bot": was, "model": said} for name, (was, said) in row.items()}
            for kind, row in rows.items()
        },
    }
