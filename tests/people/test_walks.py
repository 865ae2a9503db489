"""Random walks through menus, settings, desks and exercises, by the real turn.

Whatever somebody taps or types: no exception and no fault, something visible for every button that
is on the screen, Help on every screen with buttons, and home from everywhere. 10,000 of them:
`MOORING_TEST_WALKS=10000 .venv/bin/pytest -n 0 tests/people/test_walks.py`.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from bot.delivery.batch import Taken
from bot.delivery.desks import DESKS
from bot.delivery.turn import Turn
from bot.effects import Fault
from bot.flow.library import Library
from bot.store.protocol import Transaction
from bot.store.rows import Pending
from tests.people.kit import Chat, Job

USUAL: Final = 1000 if os.environ.get("MOORING_TEST_LONG") else 400
WALKS: Final = int(os.environ.get("MOORING_TEST_WALKS", str(USUAL)))
SHARES: Final = 8
"""The walks are cut into so many tests, so that processes can share them."""
STEPS: Final = 25
COMMANDS: Final = ("start", *DESKS.menu, "clients", "assign", "nonsense", "start flow_slow_exhale")
WORDS: Final = (
    "hello", "7", "19:30", "germany", "new york", "yes", "", "🌊", "x" * 4000, "help", "stop",
    "i feel like killing myself", "he hits me when he is angry", "\u202e\u0000", "united",
)  # fmt: skip
PASSES: Final = (60, 3600, 7 * 3600, 86400, 9 * 86400)


class Board(NamedTuple):
    """A message with buttons, as (label, data)."""

    text: str
    rows: tuple[tuple[str, str], ...]
    question: bool

    @property
    def helps(self) -> bool:
        """Whether help is one tap away from here."""
        return any(data == "help" or data.endswith(":help") for _, data in self.rows)


class Watched(Turn):
    """Remembers faults."""

    def __init__(self, library: Library) -> None:
        super().__init__(lambda: library)
        self.faults: list[Fault] = []

    def take(self, work: Transaction, update: Pending, now: float) -> Taken:
        """Take an update."""
        found = super().take(work, update, now)
        self.faults += found.faults
        return found


class Walker:
    """Somebody who taps and types without a plan."""

    def __init__(self, turn: Watched, path: Path, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  (a walk that can be repeated)
        newcomer = self.dice.random() < 0.3
        self.turn = turn
        self.chat = Chat(turn, path, self.dice.choice(["en", "es", "fi"]), newcomer=newcomer)
        self.boards: list[Board] = []
        self.ever: list[str] = [
            "hw:none",
            "set:x:y",
            "data:",
            "progress:0",
            "care:x:y",
            "cl:1",
            "as",
        ]
        self.trail: list[str] = []

    def walk(self) -> None:
        """So many steps, then home."""
        self._command("start")
        for _ in range(STEPS):
            self._step()
            assert not self.turn.faults, self._tale()
        self._home()

    def _step(self) -> None:
        what = self.dice.random()
        if what < 0.72 and self.boards:
            place = -1 if self.dice.random() < 0.85 else self.dice.randrange(len(self.boards))
            self._tap(place)
        elif what < 0.78:
            self._stale()
        elif what < 0.88:
            self._command(self.dice.choice(COMMANDS))
        elif what < 0.97:
            words = self.dice.choice(WORDS)
            self.trail.append(f"types {words[:30]!r}")
            self._see(self.chat.says(words), -1)
        else:
            self._pass()

    def _tap(self, place: int) -> None:
        """Press a button that is on the screen: something has to be seen of it."""
        label, data = self.dice.choice(self.boards[place].rows)
        self.trail.append(f"taps {label!r} ({data})")
        self.ever.append(data)
        sent = self.chat.presses(data)
        shown = [job for job in sent if job["do"] != "toast" or job["text"]]
        assert shown, f"nothing came of it: {self._tale()}"
        self._see(sent, place)

    def _stale(self) -> None:
        data = self.dice.choice(self.ever)
        self.trail.append(f"presses {data} of before")
        self._see(self.chat.presses(data), -1)

    def _command(self, name: str) -> None:
        self.trail.append(f"/{name}")
        self._see(self.chat.says(f"/{name}"), -1)

    def _pass(self) -> None:
        seconds = self.dice.choice(PASSES)
        self.trail.append(f"{seconds} s go by")
        self._see(self.chat.passes(seconds), -1)

    def _home(self) -> None:
        """From wherever they are: home, or the question that stands before it."""
        self.boards.clear()
        self._command("menu")
        assert self.boards, f"no way home: {self._tale()}"
        ways = {data.partition(":")[0] for _, data in self.boards[-1].rows}
        waits = not self.chat.profile.welcome
        assert waits or ways & {"menu", "flow"}, f"home leads nowhere: {self._tale()}"
        assert self.boards[-1].helps

    def _see(self, sent: list[Job], pressed: int) -> None:
        """What the screen shows then."""
        board = self.boards[pressed] if self.boards else None
        for job in sent:
            rows = tuple((text, data) for row in job.get("rows", ()) for text, data in row)
            if job["do"] == "strip":
                self.boards = [one for one in self.boards if not one.question]
            elif job["do"] in {"edit", "buttons"} and board in self.boards:
                at = self.boards.index(board)
                old = self.boards.pop(at)
                new = old._replace(rows=rows, text=job.get("text", old.text))
                self.boards[at:at] = [new] if rows else []
                board = new
            elif rows:
                question = job["do"] == "breath" or job.get("question", False)
                self.boards.append(Board(job["text"], rows, question))
        assert all(one.helps for one in self.boards), f"no help: {self._tale()}"

    def _tale(self) -> str:
        last = self.boards[-1] if self.boards else None
        return " → ".join(self.trail[-8:]) + f"\nscreen: {last}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    memory = Path("/dev/shm")  # noqa: S108  (faster, where there is one)
    base = tmp_path_factory.mktemp("walks")
    if os.access(memory, os.W_OK):
        base = memory / f"mooring-walks-{os.getpid()}"
        base.mkdir(exist_ok=True)
    yield base
    for one in base.iterdir():
        one.unlink()
    base.rmdir()


@pytest.mark.parametrize("share", range(SHARES))
def test_wherever_they_walk_there_is_help_and_a_way_on(
    library: Library, folder: Path, share: int
) -> None:
    turn = Watched(library)
    seen: Counter[str] = Counter()
    for seed in range(share, WALKS, SHARES):
        path = folder / f"{share}-{seed}.db"
        walker = Walker(turn, path, seed)
        try:
            walker.walk()
        except Exception as error:
            error.add_note(f"walk {seed}: " + " → ".join(walker.trail))
            raise
        finally:
            walker.chat.store.close()
            for one in folder.glob(f"{path.name}*"):
                one.unlink()
        seen.update(data.partition(":")[0] for data in walker.ever)
    if WALKS >= 400:  # they have been everywhere
        assert {"flow", "menu", "set", "hw", "progress", "care", "data", "help"} <= seen.keys()
