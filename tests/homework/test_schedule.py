"""Random rules, zones, pauses, restarts and jumps of the clock: the schedule reminds of exactly
what a much simpler model says, when it says so, never at night and once a day at most.
"""

import os
import tempfile
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from bot.flow.library import Library
from bot.homework import works
from bot.homework.rhythm import Rhythm
from bot.people.profile import Hours
from bot.store.homework_rows import Assignment
from tests.homework.model import TICK, Human, Rule, shows, wall
from tests.homework.world import SAM, World

ZONES: Final = (
    "America/New_York", "America/Los_Angeles", "America/Santiago", "America/St_Johns",
    "Europe/London", "Europe/Madrid", "Africa/Cairo", "Asia/Kolkata", "Asia/Tokyo",
    "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Kiritimati",
)  # fmt: skip
FLOWS: Final = ("ground-54321", "slow-exhale", "body-notice", "two-minds")
TRIGGER: Final = "edu-family"
"""In no programme of these: begun from a menu, it would count for that."""
COURSE: Final = "first-week"
DAYS: Final = 30
MEMORY: Final = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

times = st.tuples(st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))


def changes(zone: str) -> list[date]:
    """The days of 2026 on which the clock of a zone changes."""
    days = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
    offsets = [day.astimezone(ZoneInfo(zone)).utcoffset() for day in days]
    return [b.date() for b, x, y in zip(days[1:], offsets, offsets[1:], strict=False) if x != y]


@st.composite
def rules(draw: st.DrawFn, name: str, first: date) -> Rule:
    kind = draw(st.sampled_from(["once", "days", "days", "weekdays", "after", "programme"]))
    one = Rule(name, kind, draw(times), first + timedelta(days=draw(st.integers(0, 4))))
    one.apart = draw(st.sampled_from([1, 1, 3]))
    if kind == "days":
        one.every = draw(st.integers(1, 5))
    if kind == "weekdays":
        one.weekdays = frozenset(draw(st.lists(st.integers(0, 6), min_size=1, max_size=4)))
    if kind == "after":
        one.delay = draw(st.integers(1, 200)) * TICK
    if kind == "programme":
        one.gaps = (0, *draw(st.lists(st.integers(1, 4), min_size=1, max_size=6)))
    if kind in {"days", "weekdays"} and draw(st.booleans()):
        one.times = draw(st.integers(1, 6))
    if kind in {"days", "weekdays"} and draw(st.booleans()):
        one.until = one.begin + timedelta(days=draw(st.integers(0, 25)))
    return one


ACTIONS: Final = (
    "done", "done", "done", "nope", "hour", "tomorrow", "rest", "wake", "wake", "rest all",
    "wake all", "end", "zone", "quiet", "down", "restart", "hush", "hold", "stop", "trigger",
    "trigger", "look", "look",
)  # fmt: skip
quiets = st.sampled_from([(22, 8), (22, 8), (0, 0), (23, 6), (1, 3), (20, 12), (9, 17)])
steps = st.tuples(
    st.integers(0, 3 * 96), st.sampled_from(ACTIONS), st.integers(0, 3),
    st.sampled_from(ZONES), quiets, st.integers(1, 4 * 96),
)  # fmt: skip


def given_as(rule: Rule, flow: str) -> Assignment:
    """The same rule, as the store keeps it."""
    rhythm = Rhythm(
        rule.kind,  # type: ignore[arg-type]
        rule.at, rule.begin.isoformat(), rule.every, tuple(sorted(rule.weekdays)),
        TRIGGER if rule.kind == "after" else "", rule.delay, rule.gaps,
        rule.until.isoformat() if rule.until else "", rule.times, rule.apart,
    )  # fmt: skip
    kind, work = ("programme", COURSE) if rule.kind == "programme" else ("flow", flow)
    return Assignment(rule.name, SAM, "", kind, work, rhythm.to_json(), state="active")


class Both:
    """The schedule and its model, side by side."""

    def __init__(self, world: World, human: Human, start: int) -> None:
        self.world, self.human, self.t = world, human, start
        self.model_runs = True

    def passes(self, ticks: int) -> None:
        for _ in range(ticks):
            self.t += TICK
            self.human.tick(self.t)
        self.world.until(self.t)

    def act(self, what: str, number: int, zone: str, quiet: Hours, ticks: int) -> None:
        world, human, t = self.world, self.human, self.t
        rule = human.rules[number % len(human.rules)]
        if what == "down":
            self.t += ticks * TICK
            world.jump(self.t)
        elif what == "restart":
            world.restart()
        elif what in {"hush", "hold"}:
            end = t + ticks * TICK
            crisis = world.client.crisis
            if what == "hush":
                human.hush = end
                crisis = crisis._replace(hush_until=end)
            else:
                human.held = max(human.held, end)
                crisis = crisis._replace(hold_until=human.held)
            world.client = world.client._replace(crisis=crisis)
        elif what == "zone":
            human.zone = zone
            world.settles(zone=zone)
        elif what == "quiet":
            human.quiet = quiet
            world.settles(quiet=quiet)
        elif what == "stop":
            human.stop()
            world.stops()
        else:
            self._does(what, rule)
        if what not in {"down", "restart", "hush", "hold"}:
            human.drop_late(self.t)
        human.tick(self.t)
        world.until(self.t)

    def _does(self, what: str, rule: Rule) -> None:
        world, human, t = self.world, self.human, self.t
        if what == "done":
            one = world.one(rule.name)
            world.does(works.flow_now(world.library, one) or one.work, rule.name)
            human.done(rule, t)
            human.did()
            return
        if what == "trigger":
            world.does(TRIGGER)
            human.trigger(t)
            human.did()
            return
        human.awake()
        day = human.nudged.isoformat() if human.nudged else "-"
        if what == "nope":
            human.not_today(t)
            world.press(f"hw:nope:{day}")
        elif what in {"hour", "tomorrow"}:
            human.later(t, tomorrow=what == "tomorrow")
            world.press(f"hw:in:{day}:{what}")
        elif what in {"rest", "wake"}:
            (human.rest if what == "rest" else human.wake)(rule)
            world.press(f"hw:{what}:{rule.name}")
        elif what in {"rest all", "wake all"}:
            for each in human.rules:
                (human.rest if what == "rest all" else human.wake)(each)
            world.press(f"hw:{what.split(maxsplit=1)[0]}")
        elif what == "end":
            rule.state = "ended"
            world.press(f"hw:end:{rule.name}:sure")
        else:
            world.press("hw")


@st.composite
def lives(draw: st.DrawFn) -> dict[str, Any]:
    zone = draw(st.sampled_from(ZONES))
    near = draw(st.sampled_from(changes(zone) or [date(2026, 6, 1)]))
    first = near - timedelta(days=draw(st.integers(0, 12)))
    count = draw(st.integers(1, 4))
    return {
        "zone": zone,
        "quiet": draw(quiets),
        "start": shows(first, (0, 0), zone) + draw(st.integers(0, 95)) * TICK,
        "rules": [draw(rules(f"r{n}", first)) for n in range(count)],
        "steps": draw(st.lists(steps, max_size=14)),
    }


@given(lives())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_schedule_reminds_of_what_the_model_says(
    library: Library, life: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        zone, quiet, start = life["zone"], life["quiet"], life["start"]
        world = World(Path(folder) / "m.db", library, zone, quiet, start)
        human = Human(zone, quiet, life["rules"])
        flows = [flow for flow in FLOWS if flow != TRIGGER]
        world.put(*(given_as(one, flows[n]) for n, one in enumerate(human.rules)))
        both = Both(world, human, start)
        human.drop_late(start)
        human.tick(start)
        world.until(start)
        zones = [(start, zone)]
        for ticks, what, number, to, hours, length in life["steps"]:
            both.passes(ticks)
            both.act(what, number, to, hours, length)
            zones.append((both.t, human.zone))
            assert world.reminders == human.reminders
        both.passes(max(96, DAYS * 96 - (both.t - start) // TICK))
        world.store.close()
    assert world.reminders == human.reminders
    event(f"reminders: {min(len(human.reminders), 12)}")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", [(2, 30), (8, 0), (18, 0)])
def test_a_daily_reminder_comes_on_each_day_of_both_changes(
    library: Library, tmp_path: Path, zone: str, at: tuple[int, int]
) -> None:
    for number, change in enumerate(changes(zone) or [date(2026, 6, 1)]):
        first = change - timedelta(days=3)
        rule = Rule("r0", "days", at, first)
        start = shows(first, (0, 0), zone)
        world = World(tmp_path / f"{number}.db", library, zone, (0, 0), start)
        world.put(given_as(rule, FLOWS[0]))
        for day in range(7):
            world.until(start + day * 86400 + 86400)
            world.press("hw")  # they look, so it doesn't go quiet
        world.store.close()
        days = Counter(wall(t, zone).date() for t, _ in world.reminders)
        assert set(days.values()) == {1}
        assert len(days) in {6, 7, 8}
        assert min(days) == first
        for t, _ in world.reminders:
            shown = wall(t, zone)
            skipped = shows(shown.date(), at, zone)
            assert t == skipped
