"""What a person should be reminded of, said once more in the simplest way: by looking at the clock
on the wall every quarter of an hour. It shares no arithmetic with `bot.homework`.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TICK = 900
GRACE = 3 * 3600
OPEN = 7 * 86400


def wall(t: int, zone: str) -> datetime:
    return datetime.fromtimestamp(t, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=100_000)
def shows(day: date, at: tuple[int, int], zone: str) -> int:
    """The first tick at which the wall shows this time of this day, or later."""
    wanted = datetime(day.year, day.month, day.day, *at)  # noqa: DTZ001  (what the wall shows)
    t = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) - 15 * 3600
    while wall(t, zone) < wanted:
        t += TICK
    return t


@lru_cache(maxsize=100_000)
def free(t: int, zone: str, quiet: tuple[int, int]) -> int:
    """The first tick from `t` on that is no quiet one."""
    begin, end = quiet
    night = {(begin + n) % 24 for n in range((end - begin) % 24)}
    while wall(t, zone).hour in night:
        t += TICK
    return t


@dataclass
class Rule:
    """One thing that comes by itself."""

    name: str
    kind: str
    at: tuple[int, int]
    begin: date
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    gaps: tuple[int, ...] = ()
    delay: int = 0
    apart: int = 1
    until: date | None = None
    times: int = 0
    state: str = "active"
    last: date | None = None
    turns: int = 0
    pending: int | None = None
    snooze: int | None = None
    opened: int | None = None
    spoken: int = 0

    def turn(self) -> date | None:
        """The next day that has its turn: look at one day after the other."""
        if self.kind == "after" or (self.times and self.turns >= self.times):
            return None
        day = self.begin if self.last is None else max(self.begin, self.last + timedelta(days=1))
        for _ in range(60):
            if self.until and day > self.until:
                return None
            if self._is(day):
                return day
            day += timedelta(days=1)
        return None

    def goes_on(self) -> bool:
        """Whether there are turns to come."""
        spent = 0 < self.times <= self.turns
        return not spent if self.kind == "after" else self.turn() is not None

    def _is(self, day: date) -> bool:
        rested = self.last is None or (day - self.last).days >= self.apart
        if self.kind == "once":
            return self.last is None and day == self.begin
        if self.kind == "days":
            return rested and (day - self.begin).days % self.every == 0
        if self.kind == "weekdays":
            return rested and day.weekday() in self.weekdays
        if self.turns >= len(self.gaps):
            return False
        if self.last is None:
            return (day - self.begin).days == self.gaps[0]
        return rested and (day - self.last).days >= self.gaps[self.turns]


@dataclass
class Human:
    """Somebody with rules."""

    zone: str
    quiet: tuple[int, int]
    rules: list[Rule]
    nudged: date | None = None
    nudged_at: int = -1
    unanswered: int = 0
    stopped: bool = False
    hush: int = 0
    held: int = 0
    reminders: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    _owns: dict[tuple[object, ...], tuple[int, int] | None] = field(default_factory=dict)

    def may(self, t: int) -> int:
        return free(max(t, self.held), self.zone, self.quiet)

    def day(self, t: int) -> date:
        return wall(t, self.zone).date()

    def own(self, rule: Rule) -> tuple[int, int] | None:
        """When the next turn of a rule may come: on its own, and beside other reminders."""
        key = (rule.name, rule.last, rule.turns, rule.pending, self.nudged, self.zone,
               self.quiet, self.held)  # fmt: skip
        if key not in self._owns:
            self._owns[key] = self._own(rule)
        return self._owns[key]

    def _own(self, rule: Rule) -> tuple[int, int] | None:
        if rule.kind == "after":
            if rule.pending is None:
                return None
            first, day = self.may(rule.pending), self.day(rule.pending)
        else:
            turn = rule.turn()
            if turn is None:
                return None
            first, day = self.may(shows(turn, rule.at, self.zone)), turn
        t = first
        while self.nudged is not None and self.day(t) <= self.nudged:
            day += timedelta(days=1)
            t = self.may(shows(day, rule.at, self.zone))
        return first, t

    def use(self, rule: Rule, opened: int) -> None:
        """The next turn of a rule is behind it."""
        if rule.kind == "after":
            assert rule.pending is not None
            day, rule.pending = self.day(rule.pending), None
        else:
            turn = rule.turn()
            assert turn is not None
            day = turn
        rule.last = day if rule.last is None else max(rule.last, day)
        rule.opened = opened

    def drop_late(self, t: int) -> None:
        for rule in self.going():
            if rule.snooze is not None and t - self.may(rule.snooze) > GRACE:
                rule.snooze = None
            while (own := self.own(rule)) is not None:
                before = self.nudged is not None and self.day(own[0]) < self.nudged
                if not before and t - own[1] <= GRACE:
                    break
                self.use(rule, own[0])

    def going(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.state == "active"]

    def tick(self, t: int) -> None:
        """A look at the clock."""
        if self.may(t) > t:
            return
        self.drop_late(t)
        asked = {r.name for r in self.going() if r.snooze is not None and self.may(r.snooze) <= t}
        owns = [own for rule in self.going() if (own := self.own(rule)) is not None]
        if asked or any(at <= t for _, at in owns):
            self.due(asked, t)

    def due(self, asked: set[str], t: int) -> None:
        """Something is due: all of today with it."""
        spoken = []
        for rule in self.going():
            used = False
            while (own := self.own(rule)) is not None and self.day(own[1]) <= self.day(t):
                self.use(rule, t)
                used = True
            if used and rule.kind != "programme":
                rule.turns += 1
            if used or rule.name in asked:
                rule.snooze, rule.opened = None, t
                spoken.append(rule)
        if t < self.hush:
            return
        if self.unanswered >= 2:
            for rule in self.going():
                rule.state, rule.snooze, rule.pending = "quiet", None, None
            return
        self.unanswered += 1
        today = self.day(t)
        self.nudged = today if self.nudged is None else max(self.nudged, today)
        self.nudged_at = t
        for rule in spoken:
            rule.spoken = t
        self.reminders.append((t, tuple(sorted(rule.name for rule in spoken))))

    # what a person does
    def awake(self) -> None:
        self.unanswered, self.stopped = 0, False

    def answered(self, t: int) -> list[Rule]:
        """What the last reminder spoke of, as far as it is still to do."""
        spoken = [r for r in self.going() if r.spoken == self.nudged_at]
        return [r for r in spoken if r.opened is not None and t - r.opened < OPEN]

    def not_today(self, t: int) -> None:
        for rule in self.answered(t):
            rule.snooze = None
            if rule.goes_on():
                rule.opened = None

    def later(self, t: int, *, tomorrow: bool) -> None:
        if not tomorrow and free(t + 3600, self.zone, self.quiet) != t + 3600:
            return
        for rule in self.answered(t):
            day = self.day(t) + timedelta(days=1)
            rule.snooze = shows(day, rule.at, self.zone) if tomorrow else t + 3600

    def rest(self, rule: Rule) -> None:
        if rule.state in {"active", "quiet"}:
            rule.state, rule.pending, rule.snooze = "paused", None, None

    def wake(self, rule: Rule) -> None:
        if rule.state in {"paused", "quiet"}:
            rule.state = "active"

    def stop(self) -> None:
        self.stopped = True
        for rule in self.rules:
            self.rest(rule)

    def did(self) -> None:
        """An exercise was done: what was quiet goes on."""
        self.unanswered = 0
        for rule in self.rules:
            if rule.state == "quiet" and not self.stopped:
                rule.state = "active"

    def done(self, rule: Rule, t: int) -> None:
        if rule.state == "ended":
            return
        if rule.kind == "programme" or rule.opened is None:
            rule.turns += 1
        if rule.kind == "after" and rule.opened is None:
            rule.pending = None
        rule.opened, rule.snooze = None, None
        today = self.day(t)
        rule.last = today if rule.last is None else max(rule.last, today)

    def trigger(self, t: int) -> None:
        """What other rules wait for was done."""
        today = self.day(t)
        for rule in self.going():
            rested = rule.last is None or (today - rule.last).days >= rule.apart
            ended = (rule.until and today > rule.until) or (rule.times and rule.turns >= rule.times)
            if rule.kind == "after" and rested and not ended and today >= rule.begin:
                rule.pending = rule.pending if rule.pending is not None else t + rule.delay
