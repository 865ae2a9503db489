"""What an operator holds back can't be begun; what is said in a crisis is never held back."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from bot.dialogue import engine
from bot.effects import Ask, Fault
from bot.flow.document import FlowFile, Reviewed
from bot.flow.revision import content_hash
from bot.flow.serving import EVERYTHING, USUAL, Serving, review_of, said_in_crisis
from bot.flow.workspace import Workspace, open_workspace
from bot.model import Context, Event
from tests.flow.workshop import Workshop
from tests.flowkit import FLOWS, HEAD

REVIEWED: Final = Serving(reviewed_only=True)


def flow(name: str, calls: str = "", pack: str = "start", *, read: bool = True) -> FlowFile:
    steps: dict[str, Any] = {"s0": {"say": "Hello.", "end": "done"}}
    if calls:
        steps = {
            "s0": {"ask": "choice", "text": "On?", "options": [{"id": "on", "label": "On",
                                                                 "go": "there"}]},
            "there": {"call": calls, "next": "bye"},
            "bye": {"end": "done"},
        }  # fmt: skip
    file = FlowFile.model_validate({**HEAD, "flow": name, "pack": pack, "steps": steps})
    review = Reviewed(by="Ines", on="2026-11-02", hash=content_hash(file))
    return file.model_copy(update={"reviewed": review}) if read else file


def offered(serving: Serving, *flows: FlowFile) -> set[str]:
    return set(serving.offered({one.flow: one for one in flows}))


def test_without_a_decision_everything_but_questionnaires_is_offered() -> None:
    flows = flow("a", read=False), flow("m", pack="measures"), flow("h", pack="safety", read=False)
    assert offered(USUAL, *flows) == {"a", "h"}
    assert offered(EVERYTHING, *flows) == {"a", "h", "m"}


def test_only_what_was_read_as_it_is_now_is_offered() -> None:
    read, unread = flow("read"), flow("unread", read=False)
    changed = flow("changed").model_copy(update={"title": "Another"})
    assert [review_of(one) for one in (read, unread, changed)] == ["read", "unread", "changed"]
    assert offered(REVIEWED, read, unread, changed) == {"read"}


def test_what_leads_into_something_held_back_is_held_back_however_far() -> None:
    chain = flow("a", "b"), flow("b", "c"), flow("c", read=False), flow("d")
    assert offered(REVIEWED, *chain) == {"d"}
    measured = flow("a", "m"), flow("m", pack="measures")
    assert offered(USUAL, *measured) == set()


def test_help_is_served_read_or_not_and_leading_to_it_holds_nothing_back() -> None:
    help_now = flow("help-now", "ground", "safety", read=False)
    ground, other = flow("ground", read=False), flow("other", "help-now")
    assert offered(REVIEWED, help_now, ground, other) == {"help-now", "other"}


def test_what_can_be_said_in_a_crisis_is_safety_and_all_it_leads_to() -> None:
    flows = (
        flow("h", "a", "safety"),
        flow("a", "b"),
        flow("b"),
        flow("c", "h"),
        flow("s", "", "safety"),
    )
    assert said_in_crisis({one.flow: one for one in flows}) == ["h", "s", "a", "b"]


@pytest.mark.parametrize(
    "serving", [Serving(*each) for each in itertools.product([False, True], repeat=2)], ids=str
)
def test_in_what_we_ship_no_way_of_an_offered_flow_breaks_off(
    shipped: Workspace, serving: Serving
) -> None:
    library = shipped.library(serving)
    for one in library:
        for step in one.file.steps.values():
            assert not hasattr(step, "call") or library.called(step.call) is not None
    packs = {one.file.pack for one in library}
    assert ("measures" in packs) == (serving.measures and not serving.reviewed_only)
    safety = {one.flow.flow for one in shipped.entries if one.flow and one.flow.pack == "safety"}
    assert safety <= {one.id for one in library}


@pytest.fixture(scope="module")
def shipped() -> Workspace:
    return open_workspace(FLOWS)


def test_grounding_is_reached_from_help_while_the_exercise_is_unread(shipped: Workspace) -> None:
    """Held with the real flows: none of them has been read yet."""
    library = shipped.library(REVIEWED)
    assert library.current("ground-54321") is None
    with pytest.raises(engine.UnknownFlowError):
        engine.start(library, "ground-54321", Context())
    session, _ = engine.start(library, "help-now", Context(), step="ground")
    assert session.frame.flow == "five-senses"
    session, effects = engine.advance(library, session, Event("early"))
    assert not any(isinstance(one, Fault) for one in effects)
    assert effects


def test_somebody_in_the_middle_of_what_is_now_held_back_can_finish(shipped: Workspace) -> None:
    session, _ = engine.start(shipped.library(), "daily-checkin", Context())
    session, effects = engine.advance(shipped.library(REVIEWED), session, Event("tap", "7"))
    assert session.status == "active"
    assert any(isinstance(one, Ask) for one in effects)


def test_a_review_brings_a_flow_back_as_soon_as_its_file_says_so(tmp_path: Path) -> None:
    workshop = Workshop.furnished(tmp_path / "flows")
    path = workshop.root / "anxious/ground-54321.yaml"
    assert not list(open_workspace(workshop.root).library(REVIEWED))
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    hash_ = content_hash(FlowFile.model_validate(data))
    data["reviewed"] = {"by": "Ines", "on": "2026-11-02", "hash": hash_}
    workshop.put("anxious/ground-54321.yaml", yaml.safe_dump(data, sort_keys=False))
    workspace = open_workspace(workshop.root)
    assert [one.id for one in workspace.library(REVIEWED)] == ["ground-54321"]
    (entry,) = workspace.entries
    broken = replace(entry, flow=None)
    workspace.entries = [broken]
    assert not list(workspace.library(REVIEWED))


def test_a_place_in_a_held_back_flow_is_found_though_its_revision_is_gone(
    shipped: Workspace,
) -> None:
    session, _ = engine.start(shipped.library(), "daily-checkin", Context())
    frame = session.frame._replace(revision="gone")
    session, effects = engine.advance(
        shipped.library(REVIEWED), session._replace(frames=(frame,)), Event("tap", "7")
    )
    assert not any(isinstance(one, Fault) for one in effects)
