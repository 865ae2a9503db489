"""A year, or some days, of one bot: the demand of each day, and how the lines take it."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from bot.homework.rhythm import Clock
from bot.simulate.assumptions import Assumptions
from bot.simulate.delays import Delays
from bot.simulate.demand import MINUTES, Demand, Habits
from bot.simulate.homework import NEVER_DOWN, Down, Panel
from bot.simulate.lines import Coming, Lines, Rules, fresh
from bot.simulate.outages import Outage, Silence, silenced
from bot.simulate.population import Census, Population, poisson
from bot.simulate.profile import Profile
from bot.simulate.storage import Ledger

CALM: Final = 0.5
"""Below this share of the pace and of the writer nobody waits for anybody; such minutes are counted
whole."""
_ALONE: Final = 5.0
"""So many reminders in a second are no storm."""

SITUATIONS: Final = ("usual", "full", "outage")
"""`full`: somebody waits at the beginning of the minute, or many reminders come in it. `outage`:
from its beginning until nobody waits any more."""


class Plan(NamedTuple):
    """What is simulated.

    Attributes:
        people: Who has stayed, at the start.
        joins: New people a day; None for as many as keep the number.
        begin: The first day.
        days: How many.
        homework: The share with homework.
        reminders: How many days a week they are reminded.
        storm: When everybody is reminded, by the clock on their wall; None as assumed.
        telegram_away: Minutes for which Telegram can't be reached, on the first Sunday evening.
        bot_down: Minutes for which the bot does not run, on the second Sunday evening.
        seed: Of chance.
    """

    people: int
    joins: float | None
    begin: date
    days: int
    homework: float
    reminders: float
    storm: Clock | None
    telegram_away: float
    bot_down: float
    seed: int


class Minute(NamedTuple):
    """A minute: when it begins (seconds since 1970), jobs a second, and the writer's share."""

    at: float
    jobs: float
    turns: float
    writer: float


_NONE: Final = Minute(0.0, 0.0, 0.0, 0.0)


@dataclass
class Year:
    """What came of it."""

    delays: dict[str, dict[str, Delays]] = field(
        default_factory=lambda: {one: fresh() for one in SITUATIONS}
    )
    hours: list[dict[str, Delays]] = field(default_factory=lambda: [fresh() for _ in range(24)])
    jobs: Counter[str] = field(default_factory=Counter)
    days: list[float] = field(default_factory=list)
    """Jobs of each day."""
    peak: Minute = _NONE
    """The minute with most jobs."""
    writer: Minute = _NONE
    """The minute in which the writer was busiest."""
    taken: float = 0.0
    """Seconds of the writer."""
    exercises: float = 0.0
    reminders: float = 0.0
    too_late: float = 0.0
    first: Census | None = None
    last: Census | None = None
    busiest: Demand | None = None
    """The day with the fullest minute, outages aside."""
    busiest_census: Census | None = None
    outages: list[Outage] = field(default_factory=list)
    waiting: float = 0.0
    """The most jobs that ever waited."""

    def kind(self, kind: str) -> Delays:
        """All of a kind."""
        whole = Delays()
        for situation in SITUATIONS:
            whole.merge(self.delays[situation][kind])
        return whole


class Simulation:
    """Runs a plan.

    Args:
        plan: What.
        assume: What is taken for granted about people.
        rules: How the bot works.
        exercise: What an exercise asks.
        welcome: What somebody new asks.
    """

    def __init__(
        self, plan: Plan, assume: Assumptions, rules: Rules, exercise: Profile, welcome: Profile
    ) -> None:
        self.plan = plan
        self._assume = assume
        self._rules = rules
        self._habits = Habits(assume, exercise, welcome, plan.homework)
        self._exercise = exercise

    def run(self) -> tuple[Year, Ledger]:
        """Simulate all days."""
        plan = self.plan
        dice = random.Random(plan.seed)  # noqa: S311  (a year that can be repeated)
        outages = self._outages()
        down = next((Down(o.begin, o.end) for o in outages if o.kind == "down"), NEVER_DOWN)
        panel = Panel(self._assume, plan.reminders, plan.storm, plan.begin, dice, down)
        population = Population(plan.people, plan.joins, self._assume, dice)
        ledger = Ledger(self._rules.costs.rows, self._assume.keep_choices.value)
        year, lines = Year(outages=outages), Lines(self._rules)
        tries = self._assume.tries_in_silence.value
        silences = [Silence(one, tries) for one in outages]
        ever = float(plan.people)
        for number in range(plan.days):
            day = plan.begin + timedelta(days=number)
            census = population.day()
            ever = max(ever, census.settled) + census.joined * self._assume.kept_after_30_days.value
            demand = self._habits.day(day, census, panel.day(day))
            DayRun(self._rules, year, lines, dice, silences).run(demand, census)
            ledger.day(
                sum(demand.begun),
                sum(demand.updates) + sum(demand.steps),
                sum(demand.reminders.values()),
                census.kept,
                ever * plan.homework,
            )
            year.first = year.first or census
            year.last = census
        return year, ledger

    def _outages(self) -> list[Outage]:
        """Telegram away on the first Sunday, the bot down on the second, in the evening's peak."""
        first = self.plan.begin + timedelta(days=(6 - self.plan.begin.weekday()) % 7)
        found = []
        wanted = (("away", self.plan.telegram_away, 0), ("down", self.plan.bot_down, 7))
        for kind, minutes, later in wanted:
            if minutes > 0:
                peak = self._habits.peak(first + timedelta(days=later))
                found.append(Outage(kind, peak, peak + 60 * minutes))
        return found


class DayRun:
    """One day through the lines."""

    def __init__(
        self,
        rules: Rules,
        year: Year,
        lines: Lines,
        dice: random.Random,
        silences: Sequence[Silence] = (),
    ) -> None:
        self._silences = silences
        self._rules = rules
        self._year = year
        self._lines = lines
        self._dice = dice
        self._jobs = 0.0
        self._silent = False

    def run(self, demand: Demand, census: Census, minutes: range = range(MINUTES)) -> None:
        """Let a day pass, or some minutes of it."""
        year = self._year
        silences = [one for one in self._silences if one.touches(demand.begin)]
        for silence in silences:
            demand = silenced(demand, silence)
        per_minute = Counter[int]()
        for second, count in demand.reminders.items():
            per_minute[second // 60] += count  # type: ignore[assignment]
        before, self._jobs, self._silent = year.peak.jobs, 0.0, bool(silences)
        for minute in minutes:
            self._minute(demand, minute, per_minute[minute], silences)
        year.days.append(self._jobs)
        year.exercises += sum(demand.begun)
        year.reminders += sum(demand.reminders.values())
        year.too_late += demand.too_late
        if not silences and (year.busiest is None or year.peak.jobs > before):
            year.busiest, year.busiest_census = demand, census

    def _minute(
        self, demand: Demand, minute: int, reminders: float, silences: Sequence[Silence]
    ) -> None:
        at = demand.begin + 60 * minute
        updates, steps = demand.updates[minute], demand.steps[minute]
        late, risk = demand.late[minute], demand.risk[minute]
        rate, turns, writer = self._load(updates, steps, late, reminders)
        dark = next((one for one in silences if one.lasts(at)), None)
        calm = rate < CALM * self._rules.a_second and writer < CALM * self._rules.writers
        if calm and self._lines.empty and dark is None and reminders < _ALONE:
            counts = (risk, updates - risk, steps, reminders)
            self._whole(minute, counts)
            self._note(Minute(at, rate, turns, writer), rate * 60, writer * 60)
            return
        self._by_second(demand, minute, dark, reminders)

    def _load(
        self, updates: float, steps: float, late: float, reminders: float
    ) -> tuple[float, float, float]:
        """Jobs a second, turns a second, and the share of the writer that they need."""
        asked, costs = self._rules.asked, self._rules.costs
        jobs = updates * asked["reply"].jobs + steps * asked["pacing"].jobs
        jobs += late * asked["late"].jobs + reminders * asked["reminder"].jobs
        busy = updates * costs.turn + (steps + late + reminders) * costs.ring + jobs * costs.send
        return jobs / 60, (updates + steps + late + reminders) / 60, busy / 60

    def _whole(self, minute: int, counts: Sequence[float]) -> None:
        """A calm minute: nobody waits."""
        asked = self._rules.asked
        kinds = ("crisis", "reply", "pacing", "reminder")
        for kind, count in zip(kinds, counts, strict=True):
            jobs = count * asked[kind].jobs
            if jobs > 0:
                self._year.delays["usual"][kind].add(0.0, jobs)
                self._year.hours[minute // 60][kind].add(0.0, jobs)
                self._year.jobs[kind] += jobs  # type: ignore[assignment]

    def _by_second(
        self, demand: Demand, minute: int, dark: Silence | None, reminders: float
    ) -> None:
        lines, year, dice = self._lines, self._year, self._dice
        full = not lines.empty or reminders >= _ALONE
        situation = "outage" if dark else "full" if full else "usual"
        delays = {kind: Delays() for kind in year.hours[0]}
        jobs = busy = 0.0
        risk, late = demand.risk[minute] / 60, demand.late[minute] / 60
        updates, steps = demand.updates[minute] / 60, demand.steps[minute] / 60
        for second in range(60 * minute, 60 * minute + 60):
            at = demand.begin + second
            outage = dark.outage if dark and dark.outage.begin <= at < dark.outage.end else None
            if dark and at == dark.outage.end:
                dark.hand_in(lines)
            coming = Coming(
                poisson(dice, updates) + risk,
                risk,
                poisson(dice, steps),
                demand.reminders.get(second, 0.0),
                late,
            )
            if outage:
                dark.keep(at, coming) if dark else None
                coming = coming._replace(updates=0.0, risk=0.0)
            up = outage is None or outage.kind != "down"
            lines.second(at, coming, delays, up=up, reached=outage is None)
            jobs += lines.sent
            busy += lines.busy
        if dark and lines.empty and at >= dark.outage.end:
            dark.over = True
        year.waiting = max(year.waiting, lines.waiting)
        self._merge(situation, minute, delays)
        rate, turns, _ = self._load(
            demand.updates[minute], demand.steps[minute], demand.late[minute], reminders
        )
        moment = Minute(demand.begin + 60 * minute, max(rate, jobs / 60), turns, busy / 60)
        self._note(moment, jobs, busy)

    def _merge(self, situation: str, minute: int, delays: Mapping[str, Delays]) -> None:
        for kind, one in delays.items():
            self._year.delays[situation][kind].merge(one)
            self._year.hours[minute // 60][kind].merge(one)
            self._year.jobs[kind] += one.total  # type: ignore[assignment]

    def _note(self, minute: Minute, jobs: float, busy: float) -> None:
        self._jobs += jobs
        self._year.taken += busy
        if self._silent:  # what an outage piles up is no measure of a usual day
            return
        if minute.jobs > self._year.peak.jobs:
            self._year.peak = minute
        if minute.writer > self._year.writer.writer:
            self._year.writer = minute
