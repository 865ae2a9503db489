"""A line to a therapist that something is new, once a week or each weekday; off unless chosen.

It names nobody: it may be read on a lock screen.
"""

from datetime import timedelta
from typing import Final

from bot.dialogue.talk import Menu
from bot.effects import Button
from bot.homework.moments import local
from bot.homework.view import standings
from bot.people.client import Client
from bot.people.desk import Room
from bot.people.profile import Profile
from bot.people.quiet import may_come, too_late
from bot.store.rows import Timer

TIMER: Final = "cl:nudge"
CHOICES: Final = ("", "weekly", "daily")
HOUR: Final = 9
MONDAY: Final = 0
SATURDAY: Final = 5


def following(now: float, how: str, zone: str) -> float:
    """The next Monday, or weekday, at nine on the therapist's wall."""
    at = local(now, zone).replace(hour=HOUR, minute=0, second=0, microsecond=0, fold=0)
    while at.timestamp() <= now or not _fits(at.weekday(), how):
        at = (at + timedelta(days=1)).replace(hour=HOUR)
    return at.timestamp()


def chosen(room: Room, profile: Profile, how: str) -> None:
    """Set the timer for what was chosen, or take it off."""
    room.work.cancel_timers(room.chat, [TIMER])
    if how:
        room.work.set_timers(
            [Timer(room.chat, TIMER, following(room.context.at, how, profile.zone), 0)]
        )


def rung(room: Room, client: Client, due: float) -> Menu | None:
    """The line, if something was done since they looked last; and the timer of the next."""
    found = room.work.therapist(room.chat)
    if found is None or found.ended is not None or not found.nudge:
        return None
    chosen(room, client.profile, found.nudge)
    now = float(room.context.at)
    asleep = may_come(now, client.profile.zone, client.profile.quiet) > now
    new = sum((one.last_done or 0) > found.looked for _, one in standings(room))
    if not new or asleep or too_late(due, now):
        return None
    buttons = (Button("cl", room.say("th_list")), Button("close", room.say("close")))
    return Menu(room.say("th_nudge", count=str(new)), buttons, silent=True)


def _fits(weekday: int, how: str) -> bool:
    return weekday == MONDAY if how == "weekly" else weekday < SATURDAY
