"""What made-up people did, for pictures and their tests: the same every time."""

import json
import random
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from bot.store.rows import Answer, Run

ADA: Final = 7
NOON: Final = 1_795_780_800.0
"""2026-11-27 12:00 UTC."""
DAY: Final = 86400.0

Life: TypeAlias = tuple[list[Run], list[Answer]]


class Days:
    """Somebody's runs and answers, written down one after the other."""

    def __init__(self, chat: int = ADA) -> None:
        self.chat = chat
        self.life: Life = ([], [])

    def did(self, flow: str, at: float, outcome: str = "done", **values: Any) -> "Days":
        """A run of a flow with what it kept."""
        runs, answers = self.life
        serial = len(runs) + 1
        runs.append(Run(self.chat, str(serial), flow, at - 300, at, outcome))
        answers += [
            Answer(self.chat, f"{serial}:{number}", flow, name, json.dumps(value).encode(),
                   "history", at)
            for number, (name, value) in enumerate(values.items())
        ]  # fmt: skip
        return self


def ago(days: float) -> float:
    return NOON - days * DAY


def steps(chance: random.Random, value: float, low: int, high: int) -> int:
    return max(low, min(high, round(value + chance.gauss(0, 1.3))))


def moods(days: Days, since: int, often: float, level: Callable[[int], float]) -> Days:
    """Check-ins on some of the days."""
    chance = random.Random(since)  # noqa: S311  (no secret)
    for day in range(since, -1, -1):
        if chance.random() < often:
            days.did("daily-checkin", ago(day), mood=steps(chance, level(day), 0, 10), word="ok")
    return days


def pairs(days: Days, flow: str, names: Sequence[str], when: Sequence[float], by: float) -> Days:
    """Runs with ratings before and after."""
    chance = random.Random(len(flow))  # noqa: S311  (no secret)
    for day in when:
        before = steps(chance, 7 if by < 0 else 4, 0, 10)
        after = steps(chance, before + by, 0, 10)
        days.did(flow, ago(day), "done", **dict(zip(names, (before, after), strict=True)))
    return days


LEVEL: Final = ("level", "level_after")


def a_month() -> Life:
    days = moods(Days(), 29, 0.7, lambda day: 5 + (15 - day) / 12)
    pairs(days, "slow-exhale", LEVEL, (26, 20, 14, 9, 5, 3, 1), -2.4)
    pairs(days, "ground-54321", LEVEL, (22, 12, 2), -1.2)
    pairs(days, "protest-pause", ("urge", "urge_after"), (18, 8), -3)
    pairs(days, "secure-base-imagery", ("secure", "secure_after"), (16, 10, 4, 2), 2)
    days.did("slow-exhale", ago(7), outcome="stopped", level=8)
    days.did("edu-anxious", ago(6))
    return days.life


def a_year() -> Life:
    days = moods(Days(), 364, 0.55, lambda day: 5 + (day % 90 - 45) / 40 + (182 - day) / 150)
    kept = [one for one in days.life[1] if not ago(210) < one.at < ago(160)]
    days.life[1][:] = kept
    pairs(days, "slow-exhale", LEVEL, sorted((n * 3.6 for n in range(100)), reverse=True), -2)
    pairs(days, "fact-guess-check", LEVEL, (300, 200, 190, 100, 30), -2)
    pairs(days, "self-compassion-break", LEVEL, range(340, 0, -17), 0.4)
    pairs(days, "tiny-share", ("comfort", "comfort_after"), (240, 220, 130, 60), 1)
    pairs(days, "clear-ask", ("confidence", "confidence_after"), (90, 45, 20, 6), 2)
    pairs(days, "two-minds", ("distress", "distress_after"), (80, 33), -1)
    pairs(days, "good-moment-log", ("comfort", "comfort_after"), range(330, 0, -33), 1)
    pairs(days, "repair-plan", ("distress", "distress_after"), (50, 12, 3), -1)
    for month in range(11, -1, -1):
        days.did("measure-attachment", ago(month * 30), anxiety=5.67 - month % 4 / 3,
                 avoidance=round(3.5 + month / 12, 2))  # fmt: skip
    for month in range(6, -1, -2):
        days.did("measure-mood", ago(month * 30 + 1), gad2=month % 7, phq2=2, total=month % 7 + 2)
    return days.life


def one_of_each() -> Life:
    days = Days().did("daily-checkin", ago(2), mood=4)
    days.did("slow-exhale", ago(1), level=7, level_after=5)
    days.did("measure-attachment", ago(1), anxiety=4.33, avoidance=3.17)
    return days.life


def two_of_each() -> Life:
    days = Days().did("daily-checkin", ago(9), mood=4).did("daily-checkin", ago(2), mood=6)
    days.did("slow-exhale", ago(8), level=7, level_after=5)
    days.did("slow-exhale", ago(8), level=3, level_after=6)
    days.did("measure-mood", ago(29), gad2=0, phq2=6, total=6)
    days.did("measure-mood", ago(1), gad2=6, phq2=0, total=6)
    return days.life


def all_equal() -> Life:
    days = Days()
    for day in range(20, 0, -2):
        days.did("daily-checkin", ago(day), mood=5)
        days.did("slow-exhale", ago(day), level=5, level_after=5)
        days.did("secure-base-imagery", ago(day), secure=10, secure_after=10)
    return days.life


def skipped() -> Life:
    days = Days().did("daily-checkin", ago(25), mood=0).did("daily-checkin", ago(24), word="ok")
    for day in (23, 22, 3, 2, 1):
        days.did("daily-checkin", ago(day), mood=10 - day % 3)
    days.did("slow-exhale", ago(20), level=8).did("slow-exhale", ago(10), level=6, level_after=7)
    days.did("slow-exhale", ago(5), level_after=2).did(
        "slow-exhale", ago(4), level=10, level_after=0
    )
    days.did("slow-exhale", ago(1), level=0, level_after=10)
    return days.life


LIVES: Final[dict[str, tuple[str, Life]]] = {
    "month": ("30", a_month()),
    "year": ("365", a_year()),
    "one": ("30", one_of_each()),
    "two": ("30", two_of_each()),
    "equal": ("30", all_equal()),
    "skipped": ("90", skipped()),
}
"""By name: the span that is looked at, and what was done."""
