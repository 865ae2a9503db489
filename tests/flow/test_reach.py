"""What can be reached, what can end, what goes in circles, how much is still ahead."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.document import FlowFile
from bot.flow.reach import Graph, components, questions_ahead
from bot.flow.source import read_file
from tests.flowkit import FLOW_FILES, HEAD, flow_files

NAMES: Final = tuple("abcdefgh")
Ways = dict[str, tuple[str, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Ways:
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    targets = st.lists(st.sampled_from(names), max_size=3, unique=True)
    return {name: tuple(draw(targets)) for name in names}


def closure(ways: Ways) -> dict[str, set[str]]:
    """What each step can lead to, itself only by a way back: by adding until nothing is new."""
    reached = {name: set(targets) for name, targets in ways.items()}
    while True:
        more = {
            name: found.union(*(reached[one] for one in found)) for name, found in reached.items()
        }
        if more == reached:
            return reached
        reached = more


def graph(ways: Ways, ends: Iterable[str], questions: Iterable[str] = ()) -> Graph:
    return Graph("a", ways, frozenset(ends), frozenset(), frozenset(questions))


@settings(max_examples=300, deadline=None)
@given(graphs())
def test_a_component_is_what_leads_to_each_other(ways: Ways) -> None:
    leads = closure(ways)
    found = components(ways)
    assert sorted(name for circle in found for name in circle) == sorted(ways)
    belongs = {name: frozenset(circle) for circle in found for name in circle}
    for one in ways:
        together = {two for two in ways if two in leads[one] and one in leads[two]} | {one}
        assert belongs[one] == together


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_a_component_comes_after_all_that_it_leads_to(ways: Ways) -> None:
    place = {name: number for number, circle in enumerate(components(ways)) for name in circle}
    for name, targets in ways.items():
        assert all(place[target] <= place[name] for target in targets)


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sets(st.sampled_from(NAMES)))
def test_what_is_reached_can_end_or_loops_is_what_the_closure_says(
    ways: Ways, wanted: set[str]
) -> None:
    ends = wanted & set(ways)
    leads = closure(ways)
    here = graph(ways, ends)
    assert here.reachable() == leads["a"] | {"a"}
    assert here.can_end() == {name for name in ways if name in ends or leads[name] & ends}
    looping = {name for circle in here.loops() for name in circle}
    assert looping == {name for name in ways if name in leads[name]}


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sets(st.sampled_from(NAMES)))
def test_circles_within_a_part_use_ways_of_that_part_only(ways: Ways, part: set[str]) -> None:
    inside = part & set(ways)
    inner = {name: tuple(to for to in ways[name] if to in inside) for name in inside}
    leads = closure(inner)
    looping = {name for circle in graph(ways, set()).loops(inside) for name in circle}
    assert looping == {name for name in inside if name in leads[name]}


def test_a_step_of_ten_thousand_is_reached() -> None:
    names = [f"s{number}" for number in range(10_000)]
    ways: Ways = {one: (two,) for one, two in pairwise(names)} | {names[-1]: ()}
    long = Graph("s0", ways, frozenset({names[-1]}), frozenset(), frozenset())
    assert len(long.reachable()) == len(long.can_end()) == len(components(ways)) == len(names)


def most(ways: Ways, questions: set[str]) -> dict[str, int]:
    """The most questions from each step on, a circle counted once: by trying every way."""
    leads = closure(ways)
    belongs = {
        name: frozenset({name} | {to for to in leads[name] if name in leads[to]}) for name in ways
    }

    def beyond(name: str) -> int:
        circle = belongs[name]
        after = {to for one in circle for to in ways[one]} - circle
        return len(circle & questions) + max((beyond(to) for to in after), default=0)

    return {name: beyond(name) for name in ways}


@settings(max_examples=200, deadline=None)
@given(graphs(), st.sets(st.sampled_from(NAMES)))
def test_ahead_are_the_most_questions_that_can_still_come(ways: Ways, asked: set[str]) -> None:
    questions = asked & set(ways)
    assert questions_ahead(graph(ways, (), questions)) == most(ways, questions)


@settings(max_examples=100, deadline=None)
@given(flow_files())
def test_what_is_ahead_is_never_more_than_there_is_and_nothing_at_the_end(
    file: dict[str, Any],
) -> None:
    flow = FlowFile.model_validate(file)
    here = Graph.of(flow)
    ahead = questions_ahead(here)
    assert set(ahead) == set(flow.steps)
    assert ahead["bye"] == 0
    assert all(0 <= count <= len(here.questions) for count in ahead.values())
    for name, targets in here.ways.items():
        assert all(ahead[to] <= ahead[name] for to in targets)


def test_without_forks_the_count_is_exact() -> None:
    names = [f"q{number}" for number in range(5)]
    steps: dict[str, Any] = {
        one: {"ask": "text", "text": "What?", "next": two} for one, two in pairwise([*names, "bye"])
    }
    flow = FlowFile.model_validate(
        {**HEAD, "start": "q0", "steps": {**steps, "bye": {"end": "done"}}}
    )
    ahead = questions_ahead(Graph.of(flow))
    assert [ahead[name] for name in names] == [5, 4, 3, 2, 1]


def test_a_fork_counts_its_longest_way_and_a_loop_once() -> None:
    fork = graph(
        {"a": ("b", "e"), "b": ("c",), "c": ("d",), "d": ("e",), "e": ()}, {"e"}, {*"abcd"}
    )
    assert questions_ahead(fork)["a"] == 4
    loop = graph({"a": ("b",), "b": ("a", "e"), "e": ()}, {"e"}, {"a", "b"})
    assert questions_ahead(loop) == {"a": 2, "b": 2, "e": 0}


def test_ways_to_steps_that_are_not_there_are_left_out() -> None:
    steps = {
        "s0": {"say": "Hi.", "next": [{"if": "n > 1", "go": "nowhere"}, {"go": "bye"}]},
        "bye": {"end": "done"},
    }
    here = Graph.of(FlowFile.model_validate({**HEAD, "steps": steps}))
    assert here.ways == {"s0": ("bye",), "bye": ()}
    lost = Graph.of(FlowFile.model_validate({**HEAD, "start": "nowhere", "steps": steps}))
    assert lost.reachable() == set()


def test_every_flow_that_is_shipped_can_end_from_everywhere() -> None:
    for path in FLOW_FILES:
        here = Graph.of(FlowFile.model_validate(read_file(path).data))
        assert here.reachable() == here.can_end() == set(here.ways), path.name
