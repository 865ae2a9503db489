"""What the bot tells of its work, counted for Prometheus.

Every value of a label is from a list that is closed here or where it is imported from; whatever
else comes is counted as `other`. So nothing that a person wrote, chose or is called can get onto
the page, and the page can't grow.
"""

from collections.abc import Collection
from importlib.metadata import version
from itertools import product
from typing import Final, Generic, TypeVar, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    Info,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from sqlite_utils import Database

from bot.store.migrations import migrations
from bot.store.rows import Priority
from bot.telegram.send import UNKNOWN
from bot.watch import Became, Part, Watch
from safety import CATEGORIES, TIERS

OTHER: Final = "other"
KINDS: Final = ("text", "press", "command", "edited", "timer", OTHER)
WAYS: Final = ("shown", "repeated", "offered", "opened", "without_store")
WHYS: Final = ("retry_after", "network", UNKNOWN)
CODES: Final = ("400", "401", "408", "413", "415", "503")
PRIORITIES: Final = tuple(one.name.lower() for one in Priority)
TROUBLES: Final = {
    "StoreFullError": "full",
    "StoreDamagedError": "damaged",
    "StoreAwayError": "away",
    "StoreConflictError": "conflict",
    "StoreLostError": "lost",
    "StoreError": OTHER,
}
STORES: Final = ("sqlite", "postgres")
BRIEF: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
"""Seconds of what the machine does."""
ASKING: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Seconds of what Telegram does."""
PATIENT: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
"""Seconds of what waits for its turn."""

Kind = TypeVar("Kind", Counter, Histogram)


class Closed(Generic[Kind]):
    """A metric that has a child for each combination of known values from the beginning on.

    Args:
        metric: What has the labels.
        lists: The values of each label.
    """

    def __init__(self, metric: Kind, *lists: Collection[str]) -> None:
        self._metric: Kind = metric
        self._lists = lists
        self._children: dict[tuple[str, ...], Kind] = {
            key: metric.labels(*key) for key in product(*lists)
        }

    def at(self, *values: str) -> Kind:
        """The child of these values."""
        child = self._children.get(values)
        if child is None:
            pairs = zip(values, self._lists, strict=True)
            child = self._metric.labels(*(one if one in known else OTHER for one, known in pairs))
        return child


class Metrics(Watch):
    """Counts, each bot in a registry of its own.

    Args:
        store: `sqlite` or `postgres`.
    """

    def __init__(self, store: str) -> None:
        # A second number for each, which nobody asks for. The library gives it no types.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._count_updates()
        self._count_help()
        self._count_sends()
        self._count_store(store if store in STORES else OTHER)
        newest = list(migrations.pending(Database(memory=True)))[-1].name
        build = Info("mooring_build", "This program and its tables.", registry=self.registry)
        build.info({"version": version("mooring"), "schema": newest, "store": self._store})

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"mooring_{name}", words, labels, registry=self.registry)

    def _histogram(
        self, name: str, words: str, buckets: Collection[float], *labels: str
    ) -> Histogram:
        full = f"mooring_{name}_seconds"
        return Histogram(full, words, labels, registry=self.registry, buckets=tuple(buckets))

    def _count_updates(self) -> None:
        new = self._counter
        self._received = new("updates_received", "Updates kept, each for the first time.")
        self._known = new("updates_duplicate", "Updates that came once more and were passed over.")
        self._retried = new("updates_retried", "Turns that failed, to be tried again.")
        self._given_up = new("updates_given_up", "Updates that failed too often.")
        self._left = new("updates_left", "Turns left to a process with newer code.")
        self._refused = Closed(
            new("webhook_refused", "Requests to the webhook not answered with 200.", "code"), CODES
        )
        self._rung = new("timers_rung", "Timers that rang.")
        self._late = new("timers_dropped", "Timers dropped because they rang hours late.")
        words = "How long turns took that took effect, without their commit."
        self._turns = Closed(self._histogram("turn_duration", words, BRIEF, "kind"), KINDS)

    def _count_help(self) -> None:
        found = "Messages with words of risk, by category and its gravest tier there."
        labels = ("tier", "category")
        self._found = Closed(self._counter("findings", found, *labels), TIERS, CATEGORIES)
        words = "Help, by how it came."
        self._helped = Closed(self._counter("help", words, "how"), WAYS)
        self._misread = self._counter("misread", "Presses of the button that says: you misread me.")

    def _count_sends(self) -> None:
        words, labels = "Requests to send something, by what became of it.", ("priority", "result")
        became = get_args(Became)
        self._sent = Closed(self._counter("sends", words, *labels), PRIORITIES, became)
        words = "Requests to send that have to be made again."
        self._retries = Closed(self._counter("send_retries", words, "why"), WHYS)
        words = "From when a message could go until Telegram had it; after a retry, since that."
        delay = self._histogram("send_delay", words, PATIENT, "priority")
        self._delay = Closed(delay, PRIORITIES)
        words = "How long Telegram took to answer a request to send."
        self._asking = self._histogram("telegram_request_duration", words, ASKING)
        words = "1 if this process is the one that sends."
        self._sends = Gauge("mooring_sending", words, registry=self.registry)

    def _count_store(self, store: str) -> None:
        labels, parts = ("store", "part"), get_args(Part)
        words = "How long units of work took, with their commit."
        took = self._histogram("store_transaction_duration", words, BRIEF, *labels)
        words = "How long units of work waited for the store before they began."
        waited = self._histogram("store_wait", words, BRIEF, *labels)
        words = "Units of work that failed; nothing of them happened."
        failed = self._counter("store_errors", words, *labels, "kind")
        self._took = Closed(took, (store,), parts)
        self._waited = Closed(waited, (store,), parts)
        self._troubles = Closed(failed, (store,), parts, TROUBLES.values())
        self._store = store

    def received(self, new: int, known: int) -> None:
        """Updates were kept, and others came that had been kept before."""
        self._received.inc(new)
        self._known.inc(known)

    def rang(self, count: int) -> None:
        """Timers became updates."""
        self._rung.inc(count)

    def handled(self, kind: str, seconds: float) -> None:
        """An update took effect."""
        self._turns.at(kind).observe(seconds)

    def came_late(self) -> None:
        """A timer was dropped."""
        self._late.inc()

    def failed(self, *, for_good: bool) -> None:
        """An update could not be handled."""
        (self._given_up if for_good else self._retried).inc()

    def left(self, count: int) -> None:
        """Updates wait for a process with newer code."""
        self._left.inc(count)

    def found(self, tier: str, category: str) -> None:
        """A message showed risk."""
        self._found.at(tier, category).inc()

    def helped(self, how: str) -> None:
        """Help came."""
        self._helped.at(how).inc()

    def misread(self) -> None:
        """Somebody said that their words were misread."""
        self._misread.inc()

    def sent(self, priority: int, became: Became, why: str, waited: float, seconds: float) -> None:
        """A request to send something has ended."""
        name = PRIORITIES[priority] if 0 <= priority < len(PRIORITIES) else OTHER
        self._sent.at(name, became).inc()
        self._asking.observe(seconds)
        if became == "sent":
            self._delay.at(name).observe(max(0.0, waited))
        elif became == "later":
            self._retries.at(why).inc()

    def sends(self, *, now: bool) -> None:
        """This process is the one that sends, or is it no more."""
        self._sends.set(int(now))

    def refused(self, code: int) -> None:
        """A request to the webhook was refused."""
        self._refused.at(str(code)).inc()

    def transaction(self, part: Part, waited: float, seconds: float) -> None:
        """A unit of work is over."""
        self._waited.at(self._store, part).observe(waited)
        self._took.at(self._store, part).observe(seconds)

    def store_failed(self, part: Part, error: str) -> None:
        """A unit of work failed."""
        self._troubles.at(self._store, part, TROUBLES.get(error, OTHER)).inc()
