"""The flows that can be run: the newest of each, and every older structure still in use."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.flow.course import Course
from bot.flow.flow import Flow
from bot.flow.needs import Needs
from bot.flow.phrases import Phrases


class Library:
    """Finds flows by id, and by id and structure for sessions that began earlier.

    A wording change replaces the flow of the same structure, so running sessions speak the
    new words at once. A change of structure leaves the old one beside the new.

    Args:
        phrases: The program's own words.
        flows: What people can begin.
        held_back: What nobody can begin, but a flow that is offered may lead into.
        needs: Which flows are for what hurts now.
    """

    def __init__(
        self,
        phrases: Phrases,
        flows: Iterable[Flow] = (),
        held_back: Iterable[Flow] = (),
        needs: Needs | None = None,
    ) -> None:
        self.phrases = phrases
        self.needs = needs or Needs()
        self.ready: dict[tuple[object, ...], Any] = {}
        """What the dialogue keeps ready of flows that are served, by their content."""
        self.courses: Mapping[str, Course] = {}
        """The programmes that can be given, by id."""
        self.days_apart: Mapping[str, int] = {}
        """How many days lie between two flows of a pack at least; `flows/care.yaml`."""
        self._current: dict[str, Flow] = {}
        self._by_structure: dict[tuple[str, str], Flow] = {}
        self._held_back: dict[str, Flow] = {}
        for flow in flows:
            self.add(flow)
        self.hold_back(held_back)

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._current.values())

    def add(self, flow: Flow) -> None:
        """Serve this revision from now on."""
        self._current[flow.id] = flow
        self.retain(flow)

    def hold_back(self, flows: Iterable[Flow]) -> None:
        """These, and no others, can only be led into by a flow that is offered."""
        self._held_back = {flow.id: flow for flow in flows}
        for flow in self._held_back.values():
            self.remove(flow.id)
            self.retain(flow)

    @property
    def held_back(self) -> tuple[Flow, ...]:
        """What nobody can begin."""
        return tuple(self._held_back.values())

    def newest(self) -> Iterator[Flow]:
        """The newest revision of every flow, held back or not."""
        yield from self._current.values()
        yield from self._held_back.values()

    def called(self, flow_id: str) -> Flow | None:
        """The newest revision of a flow that another one leads into."""
        return self._current.get(flow_id) or self._held_back.get(flow_id)

    def retain(self, flow: Flow) -> None:
        """Keep a revision for sessions that began on it, without offering it anew."""
        self._by_structure[flow.id, flow.structure] = flow

    def remove(self, flow_id: str) -> None:
        """Offer a flow no longer; those in the middle of it can finish."""
        self._current.pop(flow_id, None)

    def release(self, flow_id: str, structure: str) -> None:
        """Forget an old structure that no session is pinned to any more."""
        current = self._current.get(flow_id)
        if current is None or current.structure != structure:
            self._by_structure.pop((flow_id, structure), None)

    def current(self, flow_id: str) -> Flow | None:
        """The newest revision of a flow."""
        return self._current.get(flow_id)

    def pinned(self, flow_id: str, structure: str) -> Flow | None:
        """The flow with the structure that a session began on, in its newest wording."""
        return self._by_structure.get((flow_id, structure))
