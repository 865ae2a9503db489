"""What a simulated year says, as plain data: for `--json`, and for the screen."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from bot.delivery.pace import BOT_A_SECOND
from bot.people.quiet import GRACE_SECONDS
from bot.simulate.assumptions import Assumptions, differing
from bot.simulate.delays import Delays
from bot.simulate.limits import Limit
from bot.simulate.lines import Rules
from bot.simulate.profile import KINDS, Profile
from bot.simulate.storage import Ledger
from bot.simulate.year import SITUATIONS, Minute, Plan, Year

DAY: Final = 86400.0
Base = Mapping[str, Sequence[float]]


def report(  # noqa: PLR0913, PLR0917  (everything that was found)
    plan: Plan,
    year: Year,
    ledger: Ledger,
    rules: Rules,
    base: Base,
    exercise: Profile,
    limits: Sequence[Limit] | None,
) -> dict[str, Any]:
    """All of it."""
    return {
        "plan": _plan(plan),
        "people": _people(year),
        "exercise": _exercise(exercise),
        "budget": _budget(year, plan.days),
        "delays": {
            situation: {
                kind: felt(year.delays[situation][kind], base[kind])
                for kind in KINDS
                if year.delays[situation][kind].total > 0
            }
            for situation in SITUATIONS
        },
        "hours": [
            {kind: felt(hour[kind], base[kind]) for kind in ("reply", "reminder")}
            for hour in year.hours
        ],
        "reminders": _reminders(year),
        "outages": _outages(year),
        "storage": _storage(ledger),
        "database": _database(year, rules, plan.days),
        "limits": None if limits is None else [one._asdict() for one in limits],
    }


def felt(delays: Delays, base: Sequence[float]) -> dict[str, float]:
    """Seconds from what somebody did, or from when something was due, to the message."""
    found = delays.with_base(base)
    return {
        "count": round(found.total),
        "half": round(found.at(0.5), 2),
        "p99": round(found.at(0.99), 2),
        "longest": round(found.longest, 2),
    }


def taken_for_granted(assume: Assumptions) -> list[dict[str, Any]]:
    """Each assumption with its source."""
    other = differing(assume)
    return [
        {"name": name, "value": one["value"], "source": one["source"], "yours": name in other}
        for name, one in assume.model_dump().items()
    ]


def _plan(plan: Plan) -> dict[str, Any]:
    storm = f"{plan.storm[0]:02}:{plan.storm[1]:02}" if plan.storm else None
    return plan._asdict() | {"begin": plan.begin.isoformat(), "storm": storm}


def _exercise(exercise: Profile) -> dict[str, float]:
    return {
        "updates": round(sum(exercise.updates), 2),
        "sent": round(exercise.jobs, 2),
        "changes": round(exercise.changes, 2),
        "steps": round(sum(exercise.steps), 2),
    }


def _reminders(year: Year) -> dict[str, int]:
    return {
        "due": round(year.reminders + year.too_late),
        "dropped_too_late": round(year.too_late),
        "sent_too_late": round(year.kind("reminder").over(GRACE_SECONDS)),
    }


def _outages(year: Year) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind, "begin": _moment(one.begin), "minutes": (one.end - one.begin) / 60}
        for one in year.outages
    ]


def _people(year: Year) -> dict[str, float]:
    first, last = year.first, year.last
    if first is None or last is None:
        return {}
    return {
        "using_at_the_start": round(first.using),
        "using_at_the_end": round(last.using),
        "new_a_day": last.joined,
        "known_at_the_end": round(last.kept),
        "exercises": round(year.exercises),
    }


def _budget(year: Year, days: int) -> dict[str, Any]:
    whole = BOT_A_SECOND * DAY
    return {
        "a_second": BOT_A_SECOND,
        "sent": {kind: round(year.jobs[kind]) for kind in KINDS},
        "share_of_all": round(sum(year.days) / (whole * days), 4),
        "share_of_the_busiest_day": round(max(year.days) / whole, 4),
        "fullest_minute": _minute(year.peak),
        "share_of_the_fullest_minute": round(year.peak.jobs / BOT_A_SECOND, 4),
        "most_waiting": round(year.waiting),
    }


def _minute(minute: Minute) -> dict[str, Any]:
    return {
        "at": _moment(minute.at),
        "jobs_a_second": round(minute.jobs, 2),
        "turns_a_second": round(minute.turns, 2),
    }


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _storage(ledger: Ledger) -> dict[str, Any]:
    tables = ledger.tables()
    return {
        "bytes": round(sum(one.size for one in tables.values())),
        "tables": {
            name: {"rows": round(one.rows), "bytes": round(one.size)}
            for name, one in sorted(tables.items(), key=lambda pair: -pair[1].size)
        },
    }


def _database(year: Year, rules: Rules, days: int) -> dict[str, Any]:
    costs = rules.costs
    return {
        "turn_ms": round(1000 * costs.turn, 2),
        "reminder_ms": round(1000 * costs.ring, 2),
        "sent_ms": round(1000 * costs.send, 2),
        "writers": rules.writers,
        "share_of_all": round(year.taken / (days * DAY * rules.writers), 4),
        "share_of_the_busiest_minute": round(year.writer.writer / rules.writers, 4),
        "busiest_minute": _minute(year.writer),
        "transactions_a_second": round(year.peak.turns + year.peak.jobs, 1),
    }
