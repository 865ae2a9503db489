"""The report of `mooring simulate` on a screen."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

_KINDS: Final = {
    "crisis": "words of help",
    "reply": "answers",
    "pacing": "steps of a rhythm",
    "reminder": "reminders",
}
_SITUATIONS: Final = {
    "usual": "nobody has to wait",
    "full": "while others wait, or many are reminded",
    "outage": "in an outage, and until all is caught up",
}
_OUTAGES: Final = {"away": "Telegram away", "down": "the bot down"}


def show(screen: Console, data: Mapping[str, Any]) -> None:
    """Print it."""
    _people(screen, data)
    _budget(screen, data["budget"])
    _delays(screen, data)
    _hours(screen, data["hours"])
    _reminders(screen, data["reminders"])
    _database(screen, data)
    _storage(screen, data)
    _limits(screen, data)
    _assumptions(screen, data["assumptions"])


def show_evening(screen: Console, data: Mapping[str, Any]) -> None:
    """Print the real bot beside the model."""
    who, sent = data["evening"], data["sent"]
    screen.print(
        f"{who['exercises']} people do an exercise within 20 minutes, {who['reminded']} others are "
        f"reminded in one second, {who['risk']} write words of risk meanwhile."
    )
    screen.print(
        f"Sent: {sent['bot']:,} by the bot, {sent['model']:,} by the model. "
        f"Refused by the server as too fast: {data['refused']}.\n"
    )
    table = _table("seconds, bot / model", "half", "99 %", "longest")
    for kind, row in data["delays"].items():
        pairs = [f"{one['bot']:.2f} / {one['model']:.2f}" for one in row.values()]
        table.add_row(_KINDS[kind], *pairs)
    screen.print(table)


def _people(screen: Console, data: Mapping[str, Any]) -> None:
    people, plan, exercise = data["people"], data["plan"], data["exercise"]
    screen.print(
        f"{plan['days']} days from {plan['begin']}: {people['using_at_the_start']:,} people at "
        f"the start, {people['using_at_the_end']:,} at the end, {people['new_a_day']:,} new on the "
        f"last day; {people['exercises']:,} exercises."
    )
    packs = ", ".join(f"{pack} {one['sent']}" for pack, one in data["packs"].items())
    screen.print(
        f"An exercise is {exercise['updates']} updates and {exercise['sent']} messages and changes "
        f"that count in Telegram's pace, {exercise['changes']} of them changes ({packs}).\n"
    )


def _budget(screen: Console, budget: Mapping[str, Any]) -> None:
    fullest = budget["fullest_minute"]
    screen.print(f"Budget for sending ({budget['a_second']} a second)")
    screen.print(
        f"  of all days {budget['share_of_all']:.1%}, of the busiest day "
        f"{budget['share_of_the_busiest_day']:.1%}, of the fullest minute "
        f"{budget['share_of_the_fullest_minute']:.0%} ({fullest['at']})"
    )
    sent = ", ".join(f"{_KINDS[kind]} {count:,}" for kind, count in budget["sent"].items())
    screen.print(f"  sent: {sent}; waiting at most: {budget['most_waiting']:,}\n")


def _delays(screen: Console, data: Mapping[str, Any]) -> None:
    table = _table("seconds until the message is there", "how many", "half", "99 %", "longest")
    for situation, kinds in data["delays"].items():
        if kinds:
            table.add_row(f"{_SITUATIONS[situation]}:", "", "", "", "")
        for kind, one in kinds.items():
            numbers = [_seconds(one[name]) for name in ("half", "p99", "longest")]
            table.add_row(f"  {_KINDS[kind]}", f"{one['count']:,}", *numbers)
    screen.print(table)
    for one in data["outages"]:
        screen.print(f"  {_OUTAGES[one['kind']]}: {one['begin']}, {one['minutes']:.0f} minutes")
    screen.print()


def _hours(screen: Console, hours: list[Mapping[str, Any]]) -> None:
    """The hours in which anybody waits."""
    table = _table("99 % within, by hour (UTC)", "answers", "reminders")
    for number, hour in enumerate(hours):
        if max(one["p99"] for one in hour.values()) > 2:
            row = [_seconds(hour[kind]["p99"]) for kind in ("reply", "reminder")]
            table.add_row(f"{number:02}", *row)
    if table.row_count:
        screen.print(table)
        screen.print()


def _reminders(screen: Console, one: Mapping[str, Any]) -> None:
    screen.print(
        f"Reminders: {one['due']:,} due, {one['dropped_too_late']:,} dropped because they would "
        f"come too late, {one['sent_too_late']:,} sent too late all the same.\n"
    )


def _database(screen: Console, data: Mapping[str, Any]) -> None:
    one = data["database"]
    screen.print(
        f"Database, measured here (load {data['load_average']}): a turn {one['turn_ms']} ms, a "
        f"reminder {one['reminder_ms']} ms, a message sent {one['sent_ms']} ms of the writer."
    )
    who = "the writer" if one["writers"] == 1 else f"{one['writers']} writers"
    screen.print(
        f"  {who}: busy {one['share_of_all']:.1%} of all the time, "
        f"{one['share_of_the_busiest_minute']:.0%} of the busiest minute; "
        f"{one['transactions_a_second']} transactions a second in the fullest\n"
    )


def _storage(screen: Console, data: Mapping[str, Any]) -> None:
    storage = data["storage"]
    table = _table(f"at the end, {_size(storage['bytes'])}", "rows", "size")
    for name, one in storage["tables"].items():
        table.add_row(f"  {name}", f"{one['rows']:,}", _size(one["bytes"]))
    screen.print(table)
    known = data["people"]["known_at_the_end"]
    screen.print(f"  {known:,} people are known, also those who left without deleting anything.\n")


def _limits(screen: Console, data: Mapping[str, Any]) -> None:
    if not data["limits"]:
        return
    screen.print("What breaks first, on the busiest day with more people")
    for one in data["limits"]:
        if one["people"] is None:
            size = "not found, with 8 times as many"
        elif one["people"] == 0:
            size = "already with far fewer"
        else:
            size = f"from some {one['people']:,} people on"
        screen.print(f"  {one['says']}: {size}")
    screen.print()


def _assumptions(screen: Console, assumptions: list[Mapping[str, Any]]) -> None:
    yours = [one["name"] for one in assumptions if one["yours"]]
    screen.print(
        "What people do is assumed: bot/simulate/assumptions.yaml says what, and from where."
        + (f" Yours: {', '.join(yours)}." if yours else "")
    )


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _seconds(value: float) -> str:
    if value < 120:
        return f"{value:.2f}"
    return f"{value / 60:.0f} min" if value < 7200 else f"{value / 3600:.1f} h"


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
