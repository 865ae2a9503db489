"""The lines that people wait in, second by second: the inbox, then the outbox by priority.

The numbers are the program's own: the batch of the worker, the pace of the sender, the requests
it keeps under way. How one line is served before another is said here once more, and
`bot.simulate.slice` holds it against the real worker and the real sender.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from bot.delivery.pace import BOT_A_SECOND
from bot.delivery.sender import AT_ONCE, LONGEST_PAUSE
from bot.delivery.worker import BATCH, RINGS
from bot.simulate.costs import Costs
from bot.simulate.delays import Delays
from bot.simulate.profile import KINDS, Asked

_NOTHING: Final = 1e-6
_SPREAD: Final = (0.0, 0.25, 0.5, 0.75)
"""When the second is full, a message waits for its place within it."""


class Waiting:
    """So many of a kind, since one moment."""

    __slots__ = ("amount", "kind", "since")

    def __init__(self, since: float, kind: str, amount: float) -> None:
        self.since = since
        self.kind = kind
        self.amount = amount


class Coming(NamedTuple):
    """What comes in one second.

    Attributes:
        updates: What people send.
        risk: Of them, words of risk.
        steps: Timers of exercises.
        reminders: Timers of homework.
        late: Timers that remind of an exercise that was left.
    """

    updates: float = 0.0
    risk: float = 0.0
    steps: float = 0.0
    reminders: float = 0.0
    late: float = 0.0


class Rules(NamedTuple):
    """How the bot works.

    Attributes:
        costs: What the store's writer needs.
        lines: In which line each kind is sent.
        asked: What a turn of each kind queues.
        latency: Seconds of one request to Telegram.
        writers: Processes that handle updates, on PostgreSQL; 1 on SQLite.
    """

    costs: Costs
    lines: Mapping[str, int]
    asked: Mapping[str, Asked]
    latency: float
    writers: int = 1

    @property
    def a_second(self) -> float:
        """Jobs a second that can be sent at most."""
        return min(float(BOT_A_SECOND), AT_ONCE / self.latency)


class Lines:
    """Everybody who waits."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._due: deque[Waiting] = deque()
        self._inbox: deque[Waiting] = deque()
        self._out: Sequence[deque[Waiting]] = [deque() for _ in range(4)]
        self._held: deque[Waiting] = deque()
        self._held_until = 0.0
        self.waiting = 0.0
        """Jobs that wait to be sent."""
        self._sent_before = 0.0
        self.busy = 0.0
        """Seconds of the writer in the last second."""
        self.sent = 0.0
        """Jobs sent in the last second."""

    @property
    def empty(self) -> bool:
        """Whether nobody waits."""
        return not (self._due or self._inbox or self._held or any(self._out))

    def still_waiting(self, now: float, delays: Mapping[str, Delays]) -> None:
        """Count who has not got anything yet as if it came now."""
        for line in (*self._out, self._held, self._inbox, self._due):
            for one in line:
                if one.kind in delays:
                    delays[one.kind].add(now - one.since, one.amount)

    def second(
        self,
        now: float,
        coming: Coming,
        delays: Mapping[str, Delays],
        *,
        up: bool = True,
        reached: bool = True,
    ) -> None:
        """One second passes.

        Args:
            now: When it begins.
            coming: What comes in it.
            delays: Where it is counted how long each kind has waited.
            up: Whether the bot runs.
            reached: Whether Telegram can be reached.
        """
        for kind, amount in (
            ("reminder", coming.reminders), ("pacing", coming.steps), ("late", coming.late),
        ):  # fmt: skip
            if amount > 0:
                self._due.append(Waiting(now, kind, amount))
        for kind, amount in (("crisis", coming.risk), ("reply", coming.updates - coming.risk)):
            if amount > 0:
                self._inbox.append(Waiting(now, kind, amount))
        self.busy = self.sent = 0.0
        if up:
            self._handle()
            self._send(now, delays, reached=reached)
            self.busy += self.sent * self._rules.costs.send

    def hand_in(self, since: float, kind: str, amount: float) -> None:
        """What had come before, while nobody could take it."""
        if amount > 0:
            self._inbox.append(Waiting(since, kind, amount))

    def _handle(self) -> None:
        """Turns: timers that are due come into the inbox with each batch, behind what is there.

        Of each batch of the worker at most `RINGS` are timers that were due; the rest is for what
        people have sent.
        """
        costs, writers = self._rules.costs, self._rules.writers
        left = max(0.1, 1.0 - self._sent_before * costs.send)
        left += writers - 1
        while left > _NOTHING and (self._inbox or self._due):
            self._ring()
            room = float(BATCH)
            while room > _NOTHING and self._inbox and left > _NOTHING:
                first = self._inbox[0]
                cost = costs.turn if first.kind in {"reply", "crisis"} else costs.ring
                amount = min(first.amount, room, left / cost)
                self._take(first, amount)
                left -= amount * cost
                room -= amount
                self.busy += amount * cost
                if first.amount <= _NOTHING:
                    self._inbox.popleft()

    def _ring(self) -> None:
        room = float(RINGS)
        while room > _NOTHING and self._due:
            first = self._due[0]
            amount = min(first.amount, room)
            self._inbox.append(Waiting(first.since, first.kind, amount))
            first.amount -= amount
            room -= amount
            if first.amount <= _NOTHING:
                self._due.popleft()

    def _take(self, first: Waiting, amount: float) -> None:
        """What turns queue."""
        first.amount -= amount
        kind = "reminder" if first.kind == "late" else first.kind
        jobs = amount * self._rules.asked[first.kind].jobs
        if jobs > 0:
            self.waiting += jobs
            line = self._out[self._rules.lines[kind]]
            if line and line[-1].since == first.since and line[-1].kind == kind:
                line[-1].amount += jobs
            else:
                line.append(Waiting(first.since, kind, jobs))

    def _send(self, now: float, delays: Mapping[str, Delays], *, reached: bool) -> None:
        if not reached:
            # Each is tried, and tried again after a pause that doubles up to the longest.
            for line in self._out:
                self._held.extend(line)
                line.clear()
            self._held_until = now + LONGEST_PAUSE
            self._sent_before = 0.0
            return
        self._release(now)
        left = self._rules.a_second
        if self._inbox or self._due:  # each look at what to send waits for a batch of turns
            left /= 1 + BATCH * self._rules.costs.ring
        full = self.waiting > left
        for line in self._out:
            while line and left > _NOTHING:
                first = line[0]
                amount = min(first.amount, left)
                self._count(delays[first.kind], now - first.since, amount, full=full)
                first.amount -= amount
                left -= amount
                self.sent += amount
                if first.amount <= _NOTHING:
                    line.popleft()
        self._sent_before = self.sent
        self.waiting = max(0.0, self.waiting - self.sent)

    def _release(self, now: float) -> None:
        """After Telegram was away: what had failed comes due over the longest pause."""
        if not self._held:
            return
        seconds = max(1.0, self._held_until - now)
        amount = sum(one.amount for one in self._held) / seconds
        while self._held and amount > _NOTHING:
            first = self._held[0]
            part = min(first.amount, amount)
            self._out[self._rules.lines[first.kind]].append(Waiting(first.since, first.kind, part))
            first.amount -= part
            amount -= part
            if first.amount <= _NOTHING:
                self._held.popleft()

    @staticmethod
    def _count(delays: Delays, seconds: float, amount: float, *, full: bool) -> None:
        if not full:
            delays.add(seconds, amount)
            return
        for part in _SPREAD:
            delays.add(seconds + part, amount / len(_SPREAD))


def fresh() -> dict[str, Delays]:
    """Nothing counted yet."""
    return {kind: Delays() for kind in KINDS}
