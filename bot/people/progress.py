"""What a person's kept numbers say over time: counted, paired and put in order, nothing more.

A run of an exercise is compared with itself only: its rating before with its rating after. Only
what a flow declares (`measure`, and numbers of `keep: history` with a `title`) is looked at, and
only values that the flow as it is now still takes. Nothing here judges; which way is the better
one stands in the flow file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Final, Literal, NamedTuple, TypeAlias

from bot.flow.flow import Flow
from bot.store.rows import Answer, Run

Way: TypeAlias = Literal["better", "same", "worse"]

ENOUGH_RUNS: Final = 3
"""From so many runs on, an exercise's changes are set beside those of others."""
NOT_DONE: Final = frozenset({"", "stopped", "expired", "fault"})
"""Outcomes of runs that did not come to their end."""


class Pair(NamedTuple):
    """One run: the rating before, the rating after, and when (seconds since 1970)."""

    at: float
    before: float
    after: float


class Point(NamedTuple):
    """One number and when it was given (seconds since 1970)."""

    at: float
    value: float


class Rated(NamedTuple):
    """An exercise with ratings before and after.

    Attributes:
        flow: Which.
        name: The variable of the rating before.
        better: `less` or `more`: which way is the better one.
        low: The least number of the scale.
        high: The greatest.
        pairs: The runs with both ratings, the oldest first; at least one.
        single: How many runs have only one of the two.
    """

    flow: Flow
    name: str
    better: str
    low: float
    high: float
    pairs: tuple[Pair, ...]
    single: int = 0

    @property
    def before(self) -> float:
        """The middle (median) of the ratings before."""
        return median(pair.before for pair in self.pairs)

    @property
    def after(self) -> float:
        """The middle (median) of the ratings after."""
        return median(pair.after for pair in self.pairs)

    @property
    def change(self) -> float:
        """The middle of the runs' own changes, after less before."""
        return median(pair.after - pair.before for pair in self.pairs)

    def way(self, pair: Pair) -> Way:
        """Which way a run went."""
        if pair.after == pair.before:
            return "same"
        return "better" if (pair.after > pair.before) == (self.better == "more") else "worse"

    def ways(self, way: Way) -> int:
        """How many runs went that way."""
        return sum(self.way(pair) == way for pair in self.pairs)


class Series(NamedTuple):
    """A number of a flow, over time.

    Attributes:
        flow: Which.
        name: The variable.
        low: The least that it can be.
        high: The greatest.
        points: The oldest first; at least one.
    """

    flow: Flow
    name: str
    low: float
    high: float
    points: tuple[Point, ...]

    @property
    def middle(self) -> float:
        """The middle (median) of the numbers."""
        return median(point.value for point in self.points)


class Progress(NamedTuple):
    """All there is to see of a stretch of time.

    Attributes:
        done: How many came to their end, by kind: `exercises`, `checkins`, `reads`,
            `questionnaires`. Help, what follows it, the welcome and notes are not counted.
        rated: Exercises with ratings, the one with the most runs first.
        moods: Numbers of check-ins.
        measures: Numbers of questionnaires, in the order of their files.
    """

    done: dict[str, int]
    rated: tuple[Rated, ...] = ()
    moods: tuple[Series, ...] = ()
    measures: tuple[Series, ...] = ()

    @property
    def compared(self) -> tuple[Rated, ...]:
        """Exercises done often enough to be set side by side; the most change first."""
        often = [one for one in self.rated if len(one.pairs) >= ENOUGH_RUNS]
        return tuple(sorted(often, key=_helped, reverse=True))

    @property
    def shows(self) -> bool:
        """Whether there are numbers to look at."""
        return bool(self.rated or self.moods or self.measures)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell at all."""
        return not (any(self.done.values()) or self.shows)


def look(
    flows: Iterable[Flow],
    runs: Sequence[Run],
    answers: Sequence[Answer],
    since: float = 0.0,
) -> Progress:
    """What one person's runs and answers say.

    Args:
        flows: The newest revision of each; what is of no flow among them is left out.
        runs: What they began.
        answers: What they kept as history.
        since: From when on (seconds since 1970).
    """
    known = {flow.id: flow for flow in flows}
    newer = sorted((one for one in answers if one.at >= since), key=_order)
    by_flow: dict[str, list[Answer]] = defaultdict(list)
    for answer in newer:
        by_flow[answer.flow].append(answer)
    rated = [_rated(flow, by_flow[flow.id]) for flow in known.values()]
    series = [one for flow in known.values() for one in _series(flow, by_flow[flow.id])]
    return Progress(
        _done(known, [run for run in runs if run.ended and run.ended >= since]),
        tuple(
            sorted((one for one in rated if one), key=lambda one: (-len(one.pairs), one.flow.id))
        ),
        tuple(one for one in series if one.flow.file.pack != "measures"),
        tuple(one for one in series if one.flow.file.pack == "measures"),
    )


def _order(answer: Answer) -> tuple[float, int, int]:
    return (answer.at, *_place(answer))


def _place(answer: Answer) -> tuple[int, int]:
    """The exercise's number and the answer's within it; `SERIAL:NUMBER` as the turn writes it."""
    serial, _, number = answer.session.partition(":")
    return (int(serial) if serial.isdecimal() else 0, int(number) if number.isdecimal() else 0)


def _done(known: dict[str, Flow], runs: Iterable[Run]) -> dict[str, int]:
    done = dict.fromkeys(("exercises", "checkins", "reads", "questionnaires"), 0)
    for run in runs:
        flow = known.get(run.flow)
        kind = _kind(flow) if flow and run.outcome not in NOT_DONE else ""
        if kind:
            done[kind] += 1
    return done


def _kind(flow: Flow) -> str:
    pack = flow.file.pack
    if pack == "start":
        return "checkins" if list(_followed(flow)) else ""
    special = {"education": "reads", "measures": "questionnaires", "safety": ""}
    return special.get(pack, "exercises")


def _rated(flow: Flow, answers: Sequence[Answer]) -> Rated | None:
    measure = flow.file.measure
    scale = flow.variables.get(measure.before) if measure else None
    if measure is None or scale is None or scale.low is None or scale.high is None:
        return None
    pairs, single = _pairs(flow, answers, measure.before, measure.after)
    if not pairs:
        return None
    return Rated(flow, measure.before, measure.better, scale.low, scale.high, pairs, single)


def _pairs(
    flow: Flow, answers: Sequence[Answer], before: str, after: str
) -> tuple[tuple[Pair, ...], int]:
    """The runs with both ratings, and how many have only one.

    Within one exercise a flow may have been led into twice: each rating before goes with the
    next one after it, and never with that of another exercise.
    """
    pairs: list[Pair] = []
    single = 0
    first: dict[int, float] = {}
    for answer in answers:
        serial, value = _place(answer)[0], _number(flow, answer)
        if value is None or answer.name not in {before, after}:
            continue
        if answer.name == before:
            single += serial in first
            first[serial] = value
        elif serial in first:
            pairs.append(Pair(answer.at, first.pop(serial), value))
        else:
            single += 1
    return tuple(pairs), single + len(first)


def _series(flow: Flow, answers: Sequence[Answer]) -> Iterator[Series]:
    for name in _followed(flow):
        variable = flow.variables[name]
        values = [(one.at, _number(flow, one)) for one in answers if one.name == name]
        points = tuple(Point(at, value) for at, value in values if value is not None)
        if points and variable.low is not None and variable.high is not None:
            yield Series(flow, name, variable.low, variable.high, points)


def _followed(flow: Flow) -> Iterator[str]:
    """The numbers of a flow that are shown over time by themselves."""
    measure = flow.file.measure
    for name, var in flow.file.vars.items():
        paired = measure is not None and name in {measure.before, measure.after}
        if var.title and var.keep == "history" and not paired:
            yield name


def _number(flow: Flow, answer: Answer) -> float | None:
    """The value, if it is one that the flow still takes."""
    variable = flow.variables.get(answer.name)
    try:
        value = json.loads(answer.value)
    except ValueError:
        return None
    if variable is None or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if variable.takes(value) else None


def _helped(rated: Rated) -> tuple[float, float, int]:
    toward = rated.change if rated.better == "more" else -rated.change
    return toward, rated.ways("better") / len(rated.pairs), len(rated.pairs)
