"""Every peer of the bench says the same words, or the comparison would mean nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.flow.workspace import open_workspace

from .bare import Bare, Registered
from .charts import Charts
from .check import COUNT, generate
from .ink import Ink, missing
from .ours import Mooring, workspace
from .talk import AWKWARD, REPLIES, SCRIPTS, Peer, Script, Shown, transcript

ALL = (*SCRIPTS, *AWKWARD)


@pytest.fixture(scope="module")
def ours() -> Mooring:
    return Mooring()


@pytest.fixture(scope="module")
def node() -> Iterator[Ink]:
    reason = missing()
    if reason is not None:
        pytest.skip(f"inkjs: {reason}")
    with Ink(warm_seconds=0.01) as running:
        yield running


def words(turns: list[list[Shown]], script: Script) -> list[list[Shown]] | list[list[str]]:
    """All that was shown; of a script with refused replies, the words alone.

    Whether a refused question shows its buttons once more is each program's own affair.
    """
    if script in SCRIPTS:
        return turns
    return [[message.text for message in turn] for turn in turns]


def test_the_flow_has_no_findings() -> None:
    assert workspace().all_findings() == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_conversation_has_six_replies_and_then_ends(ours: Mooring, script: Script) -> None:
    turns = transcript(ours, script)
    assert len(script) == REPLIES
    assert all(turn and turn[-1].text for turn in turns)
    assert turns[-2][-1].buttons
    assert not turns[-1][-1].buttons


def test_the_conversations_end_in_different_ways(ours: Mooring) -> None:
    goodbyes = {transcript(ours, script)[-1][-1].text for script in SCRIPTS}
    assert len(goodbyes) == len(SCRIPTS)


@pytest.mark.parametrize("peer", [Bare(), Registered(), Charts()], ids=lambda peer: peer.name)
@pytest.mark.parametrize("script", ALL)
def test_python_peers_say_the_same(ours: Mooring, peer: Peer, script: Script) -> None:
    theirs = words(transcript(peer, script), script)
    assert theirs == words(transcript(ours, script), script)


@pytest.mark.parametrize("idiom", ["reused", "fresh"])
@pytest.mark.parametrize("script", ALL)
def test_inkjs_says_the_same(ours: Mooring, node: Ink, script: Script, idiom: str) -> None:
    theirs = words(node.transcript(script, idiom), script)
    assert theirs == words(transcript(ours, script), script)


def test_a_machine_forgets_the_conversations_it_was_given() -> None:
    peer = Registered()
    transcript(peer, SCRIPTS[0])
    assert peer.machine.models == []


def test_the_folder_for_the_check_is_sound_and_of_the_size_it_should_be(tmp_path: Path) -> None:
    root = tmp_path / "flows"
    cold = generate(root, tests=True)
    assert cold.files == COUNT
    assert cold.lines / cold.files > 100
    assert any(root.glob("*/*.test.yaml"))
    codes = {one.code for one in open_workspace(root).all_findings()}
    assert not codes & {"F021", "F027", "F028", "F070"}
