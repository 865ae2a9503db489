"""What the flows we ship cover: every topic of the field has one, or a reason why not."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest

from bot.dialogue.walk import DEPTH_MAX
from bot.flow.kinds import CallStep
from bot.flow.workspace import open_workspace
from tests.flowkit import FLOWS

GUIDE: Final = (FLOWS / "README.md").read_text(encoding="utf-8")
SHIPPED: Final = {
    entry.flow.flow: entry.flow for entry in open_workspace(FLOWS).entries if entry.flow
}


class Topic(NamedTuple):
    """A row of the table of topics."""

    name: str
    flows: tuple[str, ...]
    words: str


def _section(title: str) -> list[list[str]]:
    """The cells of the table below a heading of the guide, without its head."""
    found = re.search(rf"^### {title}\n(.*?)(?=^##)", GUIDE, re.MULTILINE | re.DOTALL)
    assert found, f"the guide has no section {title}"
    lines = [line for line in found.group(1).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[2:]]


TOPICS: Final = [
    Topic(name, tuple(re.findall(r"`([^`]+)`", flows)), words)
    for name, flows, words in _section("Topics of the field")
]
CATALOGUE: Final = {row[0].strip("`") for row in _section("The catalogue")}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name[:40])
def test_a_topic_has_flows_that_exist_or_a_reason(topic: Topic) -> None:
    assert set(topic.flows) <= set(SHIPPED)
    assert topic.flows or len(topic.words.split()) >= 5, "say why there is no flow for it"
    named = set(re.findall(r"`([a-z]+(?:-[a-z0-9]+)+)`", topic.words))
    assert named <= set(SHIPPED)


def test_no_topic_stands_twice() -> None:
    names = [topic.name for topic in TOPICS]
    assert len(names) > 30
    assert len(set(names)) == len(names)


def test_every_flow_we_ship_is_in_the_catalogue_and_nothing_else() -> None:
    assert set(SHIPPED) == CATALOGUE


@pytest.mark.parametrize(
    "flow_id", sorted(name for name, flow in SHIPPED.items() if flow.pack == "education")
)
def test_a_page_of_education_belongs_to_a_topic(flow_id: str) -> None:
    assert any(flow_id in topic.flows for topic in TOPICS)


def _depths(flow_id: str, depth: int = 1) -> Iterator[int]:
    """How deep flows stand within flows, along every way of calls."""
    yield depth
    for step in SHIPPED[flow_id].steps.values():
        if isinstance(step, CallStep):
            yield from _depths(step.call, depth + 1)


@pytest.mark.parametrize("flow_id", sorted(SHIPPED))
def test_flows_within_flows_stay_within_what_the_engine_allows(flow_id: str) -> None:
    assert max(_depths(flow_id)) <= DEPTH_MAX


@pytest.mark.parametrize("flow_id", sorted(SHIPPED))
def test_what_a_therapist_gives_is_not_reached_by_another_way(flow_id: str) -> None:
    flow = SHIPPED[flow_id]
    called = {step.call for step in flow.steps.values() if isinstance(step, CallStep)}
    assert not {name for name in called if SHIPPED[name].therapist_only}
