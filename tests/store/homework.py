"""The part of a store's contract that is about homework."""

from abc import ABC, abstractmethod
from dataclasses import replace

import pytest

from bot.store.homework_rows import Assignment, Happened, Nudging, Standing
from bot.store.protocol import Store
from bot.store.rows import Run


class HomeworkContract(ABC):
    """Part of `tests.store.contract.StoreContract`."""

    @pytest.fixture
    @abstractmethod
    def store(self) -> Store:
        """An empty store."""

    @abstractmethod
    def reopen(self, store: Store) -> Store:
        """Close it and open the same data again."""

    def test_an_assignment_is_kept_as_it_is_now(self, store: Store) -> None:
        one = Assignment(
            "a1", 7, "l1", "flow", "ground", '{"every":1}', b"weil", "küche".encode(),
            b"note", "active", 5.0, "2026-03-31", 9.0, 8.0, 7.0, 6.0, 3, 2, 1, 4.0, "changed",
        )  # fmt: skip
        with store.transaction() as work:
            assert work.assignment("a1") is None
            work.save_assignment(replace(one, state="offered", news="", due=1.0))
            work.save_assignment(one)
        with self.reopen(store).transaction() as work:
            assert work.assignment("a1") == one
            work.save_assignment(replace(one, due=None, opened=None, prompted=None, snooze=None))
            found = work.assignment("a1")
            assert found is not None
            assert [found.due, found.opened, found.prompted, found.snooze] == [None] * 4

    def test_assignments_are_listed_by_person_and_by_link(self, store: Store) -> None:
        first = Assignment("b", 7, "l1", "flow", "ground", "{}", state="active", made=1.0)
        second = Assignment("a", 7, "", "programme", "week", "{}", state="ended", made=2.0)
        other = Assignment("c", 8, "l2", "flow", "ground", "{}", made=1.5)
        with store.transaction() as work:
            for one in (second, other, first):
                work.save_assignment(one)
            assert work.assignments(7) == [first, second]
            assert work.assignments(7, ["active", "quiet"]) == [first]
            assert work.assignments(9) == []
            assert work.given(["l2", "l1", ""]) == [first, other]
            assert work.given([""]) == work.given([]) == []

    def test_links_are_counted(self, store: Store) -> None:
        one = Assignment("a", 7, "l1", "flow", "x", "{}", state="active", done=3, last_done=5.0)
        rows = [
            one,
            replace(one, id="b", state="quiet", done=1, skipped=2, last_done=9.0),
            replace(one, id="c", state="ended", done=4, last_done=None),
            replace(one, id="d", link="l2", state="declined", done=0, last_done=None),
            replace(one, id="e", link=""),
        ]
        with store.transaction() as work:
            for row in rows:
                work.save_assignment(row)
            assert work.standings(["l1", "l2", "l3", ""]) == [
                Standing("l1", 1, 1, 8, 2, 9.0),
                Standing("l2", 0, 0, 0, 0, None),
            ]
            assert work.standings([""]) == work.standings([]) == []

    def test_what_happened_is_listed_in_order(self, store: Store) -> None:
        begun, done = Happened(7, "a", 2.0, "begun"), Happened(7, "a", 2.0, "done")
        with store.transaction() as work:
            for one in (
                begun,
                done,
                Happened(7, "b", 1.0, "begun"),
                Happened(7, "a", 1.0, "quiet"),
            ):
                work.happen(one)
        with self.reopen(store).transaction() as work:
            assert [one.what for one in work.happened("a")] == ["quiet", "begun", "done"]
            assert work.happened("a", since=1.5) == [begun, done]
            assert work.happened("c") == []

    def test_how_a_person_is_reminded_is_kept(self, store: Store) -> None:
        one = Nudging(7, "2026-03-31", 5.0, 2, stopped=True)
        with store.transaction() as work:
            assert work.nudging(7) == Nudging(7)
            work.save_nudging(Nudging(7, "2026-03-30", 4.0, 1))
            work.save_nudging(one)
        with self.reopen(store).transaction() as work:
            assert work.nudging(7) == one
            assert work.nudging(8) == Nudging(8)

    def test_the_last_run_of_a_flow_is_the_one_that_ended_last(self, store: Store) -> None:
        with store.transaction() as work:
            assert work.last_run(7, "ground") is None
            for serial, begun in (("1", 1.0), ("2", 2.0), ("3", 3.0)):
                work.begin_run(Run(7, serial, "ground", begun, assignment=f"a{serial}"))
            assert work.last_run(7, "ground") is None
            work.end_run(7, "ground", "3", 9.0, "done")
            work.end_run(7, "ground", "2", 8.0, "done")
            assert work.last_run(7, "ground") == ("3", "a3")
            assert work.last_run(8, "ground") is None
            assert work.last_run(7, "mood") is None
