"""The kill harness: people answer questions, the bot is killed at random moments, nothing is lost.

`python -m tests.delivery.kill --seeds 200 [--faults] [--webhook]` runs many seeds and prints the
counts. With `--webhook` updates are delivered side by side, else they are polled.
Each seed is one server, three kinds of people, and a bot that is killed with SIGKILL and started
again until everybody is through. Then the database must hold exactly what was sent, in order.
"""

import argparse
import asyncio
import contextlib
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.preview import people
from bot.preview.faults import Fault
from bot.preview.world import Note
from tests.delivery.hook import Courier, port
from tests.delivery.kit import Bench, Person, Process, serving

FLOW: Final = "many_questions"
ORDER: Final = ("t1", "mood", "t2", "one", "t3", "some", "t4", "t5", "t6", "t7")
QUESTIONS: Final = len(ORDER)
PATIENCE: Final = 300.0
MISSED: Final = 0.1
"""Share of deliveries by webhook whose answer is lost, when there are faults."""


@dataclass
class Count:
    """What one seed came to."""

    seed: int
    kills: int = 0
    answers: int = 0
    lost: int = 0
    doubled: int = 0
    repeats: int = 0
    faults: int = 0
    most_repeats: int = 0
    undelivered: int = 0
    """Deliveries by webhook that were not taken and came again."""
    side_by_side: int = 0
    """How many were under way at once, at most."""
    problems: list[str] = field(default_factory=list)


class Talker:
    """Answers every question once, as a person does: looks at the newest, then taps or types."""

    def __init__(self, person: Person, runs: int, seed: int, *, hasty: bool) -> None:
        self.person = person
        self.runs = runs
        self.dice = random.Random(seed)  # noqa: S311
        self.hasty = hasty
        self.sent: list[tuple[str, str, Any]] = []

    async def talk(self) -> None:
        for run in range(1, self.runs + 1):
            await self._through(run)

    async def _through(self, run: int) -> None:
        people.start(self.person.world, self.person.account, f"flow_{FLOW}")
        if self.hasty and run == 1:
            await self._blind(run)
        else:
            await self._looking(run)
        await self._until(lambda: self._goodbyes() >= run)

    async def _blind(self, run: int) -> None:
        """Types every answer at once, before any question has come."""
        for name in ORDER:
            value = self._value(name, run)
            self.person.send(", ".join(value) if isinstance(value, list) else str(value))
            self._note(run, name, value)
            await asyncio.sleep(self.dice.random() * 0.05)

    async def _looking(self, run: int) -> None:
        for name in ORDER:
            note = await self._until(lambda name=name: self._open(run, name))
            await asyncio.sleep(self.dice.random() * 0.05)
            self._answer(note, name, run)

    def _answer(self, note: Note, name: str, run: int) -> None:
        value = self._value(name, run)
        buttons = self.person.buttons(note)
        if isinstance(value, list):
            data = {one.removeprefix("✓ ").lower(): two for one, two in buttons.items()}
            for one in [*value, "done"]:
                self.person.tap(note, data[one])
        elif name in {"mood", "one"} and self.dice.random() < 0.8:
            label = str(value).capitalize() if name == "one" else str(value)
            for _ in range(self.dice.choice([1, 1, 2])):  # some tap twice
                self.person.tap(note, buttons[label])
        else:
            self.person.send(str(value))
        self._note(run, name, value)

    def _note(self, run: int, name: str, value: Any) -> None:
        self.sent.append((f"{run}:{len(self.sent) % QUESTIONS}", name, value))

    def _value(self, name: str, run: int) -> Any:
        if name == "mood":
            return self.dice.randrange(11)
        if name == "one":
            return self.dice.choice(["left", "right"])
        if name == "some":
            return self.dice.sample(["a", "b", "c"], self.dice.randrange(1, 4))
        return f"{name} of {self.person.account.first_name} {run} {self.dice.randrange(10**6)}"

    def _open(self, run: int, name: str) -> Note | None:
        """The message of this question, in the exercise of now, that still has its buttons."""
        for note in reversed(self.person.notes):
            buttons = self.person.buttons(note)
            if f"Question {name}?" in self._text(note) and buttons:
                serial = int(next(iter(buttons.values())).split(":")[0])
                return note if serial == run else None
        return None

    def _goodbyes(self) -> int:
        return len({self._text(note) for note in self.person.notes if "Thank" in self._text(note)})

    def _text(self, note: Note) -> str:
        return self.person.text(note)

    async def _until(self, condition: Any) -> Any:
        while not (found := condition()):
            await asyncio.sleep(0.01)
        return found


def arm(bench: Bench, seed: int) -> None:
    """Trouble of every kind, each hitting a share of the requests, and of the deliveries."""
    faults = bench.server.core.faults
    for number, (kind, share) in enumerate(
        [("429", 0.03), ("500", 0.04), ("cut", 0.04), ("cut_after", 0.03), ("late", 0.03)]
    ):
        faults.arm(Fault("*", kind, -1, share=share, seed=seed * 10 + number, seconds=0.3))
    if isinstance(bench.server.core.webhook, Courier):
        chance = random.Random(seed)  # noqa: S311
        bench.server.core.webhook.misses = lambda: chance.random() < MISSED


async def play(seed: int, *, faults: bool = False, webhook: bool = False) -> Count:
    """One seed, from the first start to the last goodbye."""
    dice = random.Random(seed)  # noqa: S311
    count = Count(seed)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        number = stack.enter_context(port()) if webhook else None
        async with serving(Path(folder)) as bench:
            bot = Process(bench, Path(folder) / "log", port=number)
            await bot.start()
            if faults:
                arm(bench, seed)
            talkers = [
                Talker(bench.person(f"P{n}"), 2, seed * 100 + n, hasty=n % 2 == 0) for n in range(5)
            ]
            outcast = bench.person("Outcast") if faults else None
            if outcast:
                people.start(bench.server.world, outcast.account, f"flow_{FLOW}")
                fault = Fault("sendMessage", "403", -1, chat_id=outcast.id)
                bench.server.core.faults.armed.insert(0, fault)
            try:
                async with asyncio.timeout(PATIENCE):
                    await _until_through(talkers, bot, dice, count)
                    bench.server.core.faults.clear()
                    await bench.settled()
            except TimeoutError:
                count.problems.append(
                    f"not through in time\n{bench.state()}\n{bot.logged()[-800:]}"
                )
            finally:
                await bot.kill()
            judge(bench, talkers, count)
            if isinstance(bench.server.core.webhook, Courier):
                count.undelivered = bench.server.core.webhook.failed
                count.side_by_side = bench.server.core.webhook.most
            if outcast and bench.rows("select 1 from outbox where chat = ?", outcast.id):
                count.problems.append("messages wait for someone who has blocked the bot")
    return count


async def _until_through(
    talkers: list[Talker], bot: Process, dice: random.Random, count: Count
) -> None:
    """Let everybody talk, and kill and start the bot meanwhile."""
    talking = [asyncio.create_task(one.talk()) for one in talkers]
    try:
        for _ in range(dice.randrange(2, 5)):
            await asyncio.wait(talking, timeout=dice.choice([0.02, 0.1, 0.3, 0.6]) * dice.random())
            if all(task.done() for task in talking):
                break
            await bot.kill()
            count.kills += 1
            await bot.start()
        await asyncio.gather(*talking)
    finally:
        for task in talking:
            task.cancel()


def judge(bench: Bench, talkers: Sequence[Talker], count: Count) -> None:
    """Compare what was sent with what is kept, and count what was said more than once."""
    for talker in talkers:
        chat = talker.person.id
        kept = bench.answers(chat)
        values = Counter((int(key.split(":")[0]), name, value) for key, name, value in kept)
        sent = Counter(
            (int(key.split(":")[0]), name, json.dumps(v)) for key, name, v in talker.sent
        )
        turns = Counter({(run, "turns", str(QUESTIONS)): 1 for run in range(1, talker.runs + 1)})
        count.answers += sum(sent.values())
        count.lost += sum((sent + turns - values).values())
        count.doubled += sum((values - sent - turns).values())
        _repeats(bench, chat, count)
    count.faults = sum(one.fault is not None for one in bench.server.core.requests)
    if bench.server.core.count > len(bench.server.core.requests):
        count.problems.append("more requests than the server remembers")


def _repeats(bench: Bench, chat: int, count: Count) -> None:
    """Every message of a run is different, so the same one twice is a repeat."""
    said: Counter[tuple[str, str]] = Counter()
    order: list[tuple[str, str]] = []
    for one in bench.calls("sendMessage", chat):
        key = str(one["text"]), json.dumps(one.get("reply_markup"))
        said[key] += 1
        order.append(key)
    repeated = sum(said.values()) - len(said)
    unsure = sum(
        one.fault in {"cut_after", "late"} and str(one.parameters.get("chat_id")) == str(chat)
        for one in bench.server.core.requests
    )
    count.repeats += repeated
    count.most_repeats = max(count.most_repeats, repeated - unsure)
    if repeated > count.kills + unsure:
        count.problems.append(f"{repeated} repeats after {count.kills} kills and {unsure} cuts")
    firsts = list(dict.fromkeys(order))
    tokens = [token for _, markup in firsts if (token := _token(markup))]
    if tokens != sorted(tokens):
        count.problems.append(f"out of order: {tokens}")


def _token(markup: str) -> tuple[int, int] | None:
    """Exercise and question that the buttons of a message belong to."""
    if markup == "null":
        return None
    rows = json.loads(markup)["inline_keyboard"]
    parts = rows[0][0]["callback_data"].split(":")
    if not parts[0].isdigit():  # of the menu or of the way home
        return None
    return int(parts[0]), int(parts[1])


def check(count: Count) -> None:
    """What is promised."""
    assert count.problems == [], count
    assert (count.lost, count.doubled) == (0, 0), count


async def _many(seeds: range, at_once: int, *, faults: bool, webhook: bool) -> list[Count]:
    free = asyncio.Semaphore(at_once)

    async def one(seed: int) -> Count:
        async with free:
            count = await play(seed, faults=faults, webhook=webhook)
        mark = "ok" if not count.problems and not count.lost + count.doubled else "FAILED"
        print(f"{mark} {count}", flush=True)  # noqa: T201
        return count

    return await asyncio.gather(*[one(seed) for seed in seeds])


def main() -> None:
    """Run many seeds and say what they came to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--webhook", action="store_true")
    given = parser.parse_args()
    began = time.monotonic()
    seeds = range(given.first, given.first + given.seeds)
    counts = asyncio.run(_many(seeds, given.at_once, faults=given.faults, webhook=given.webhook))
    words = ("kills", "answers", "lost", "doubled", "repeats", "faults", "undelivered")
    total = ", ".join(f"{sum(getattr(one, word) for one in counts)} {word}" for word in words)
    failed = [one.seed for one in counts if one.problems or one.lost or one.doubled]
    print(f"{len(counts)} seeds, {total}; failed: {failed}")  # noqa: T201
    print(f"{time.monotonic() - began:.0f} s")  # noqa: T201
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
