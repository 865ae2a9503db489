"""The schedule on a real store, without conversations: timers that ring, and what a person does."""

from pathlib import Path
from typing import Final

from bot.dialogue.talk import Came, Menu, Out
from bot.effects import Ended
from bot.flow.library import Library
from bot.homework import schedule
from bot.homework.desk import HomeworkDesk
from bot.model import Context
from bot.people.client import Client
from bot.people.desk import Room, Step
from bot.people.profile import Hours, Profile
from bot.store.homework_rows import Assignment
from bot.store.protocol import Transaction
from bot.store.rows import Run
from bot.store.sqlite import SqliteStore

SAM: Final = 7


class World:
    """One person, one clock, one file."""

    def __init__(self, path: Path, library: Library, zone: str, quiet: Hours, now: int) -> None:
        self._path, self.library = path, library
        self.store = SqliteStore(path)
        self.client = Client(profile=Profile(zone=zone, quiet=quiet))
        self.now = now
        self.desk = HomeworkDesk()
        self._runs = 0
        self.reminders: list[tuple[int, tuple[str, ...]]] = []

    def room(self, work: Transaction) -> Room:
        return Room(self.library, Context(self.now, person={"pace": ""}), SAM, work)

    def restart(self) -> None:
        """The program ends and begins again on the same file."""
        self.store.close()
        self.store = SqliteStore(self._path)

    def until(self, end: int) -> None:
        """Let time pass; what is due rings."""
        while True:
            with self.store.transaction() as work:
                due = work.next_due()
                if due is None or due > end:
                    break
                self.now = max(self.now, int(due))
                work.ring(self.now, 1)
                self._rung(work)
        self.now = end

    def jump(self, end: int) -> None:
        """The program did not run for so long."""
        self.now = end
        self.until(end)

    def _rung(self, work: Transaction) -> None:
        [update] = work.pending(self.now, 1)
        step = self.desk.timer(self.room(work), self.client, Came("timer", "hw"))
        work.handled(update.seq)
        self._note(work, step)

    def _note(self, work: Transaction, step: Step) -> None:
        self.client, out = step
        for one in out:
            if _reminds(one):
                now = float(self.now)
                names = sorted(a.id for a in work.assignments(SAM) if a.prompted == now)
                self.reminders.append((self.now, tuple(names)))

    def press(self, data: str) -> None:
        with self.store.transaction() as work:
            self.client, _ = self.desk.press(self.room(work), self.client, data.split(":"))

    def put(self, *assignments: Assignment) -> None:
        with self.store.transaction() as work:
            for one in assignments:
                work.save_assignment(one)
            schedule.replan(self.room(work), self.client)

    def one(self, id_: str) -> Assignment:
        with self.store.transaction() as work:
            found = work.assignment(id_)
        assert found is not None
        return found

    def does(self, flow: str, assignment: str = "") -> None:
        """An exercise is begun and done."""
        self._runs += 1
        with self.store.transaction() as work:
            work.begin_run(Run(SAM, str(self._runs), flow, self.now, assignment=assignment))
            work.end_run(SAM, flow, str(self._runs), self.now, "done")
            step = self.desk.ended(self.room(work), self.client, Ended("done", (), flow))
            self.client = step[0]

    def settles(self, **changes: object) -> None:
        before = self.client.profile
        profile = before._replace(**changes)  # type: ignore[arg-type]
        self.client = self.client._replace(profile=profile)
        with self.store.transaction() as work:
            self.client, _ = self.desk.settled(self.room(work), self.client, before)

    def stops(self) -> None:
        with self.store.transaction() as work:
            self.client, _ = self.desk.stopped(self.room(work), self.client)


def _reminds(out: Out) -> bool:
    return isinstance(out, Menu) and any(b.id.startswith("hw:nope:") for b in out.buttons)
