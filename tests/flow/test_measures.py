"""The questionnaires are scored by their published keys, and say nothing that a key doesn't."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import engine
from bot.effects import Ask, Effect, Say
from bot.flow.translate import load
from bot.flow.workspace import open_workspace
from bot.model import Context, Event, Value
from tests.flow.workshop import Workshop
from tests.flowkit import FLOWS

LIBRARY: Final = open_workspace(FLOWS).library()
ATTACHMENT: Final = "measure-attachment"
MOOD: Final = "measure-mood"


class Run:
    """A questionnaire answered from the first item on."""

    def __init__(
        self, flow: str, answers: Sequence[int | None], last: dict[str, Value] | None = None
    ) -> None:
        before = {f"{flow}/{name}": value for name, value in (last or {}).items()}
        self.session, effects = engine.start(LIBRARY, flow, Context(last=before))
        self.said = words(effects)
        for answer in answers:
            event = Event("skip") if answer is None else Event("tap", str(answer))
            self._take(event)

    def _take(self, event: Event) -> None:
        self.session, effects = engine.advance(LIBRARY, self.session, event)
        self.said += words(effects)

    @property
    def scores(self) -> dict[str, Any]:
        return dict(self.session.frame.vars)

    def kept(self) -> dict[str, Any]:
        """What outlives the session, once it is over."""
        self._take(Event("skip"))  # how is it now
        assert self.session.status == "ended"
        return {one.name: one.value for one in self.session.kept}


def words(effects: Sequence[Effect]) -> list[str]:
    return [one.text for one in effects if isinstance(one, Say | Ask)]


VECTORS: Final = {
    "all ones": ([1] * 9, 5.00, 1.00),
    "all sevens": ([7] * 9, 3.00, 7.00),
    "all fours": ([4] * 9, 4.00, 4.00),
    "most avoidant": ([1, 1, 1, 1, 7, 7, 1, 1, 1], 7.00, 1.00),
    "least of both": ([7, 7, 7, 7, 1, 1, 1, 1, 1], 1.00, 1.00),
    "thirds": ([7, 7, 7, 7, 1, 2, 1, 1, 2], 1.17, 1.33),
}
"""All ones and all sevens are published vectors; the others follow from the key by hand."""


@pytest.mark.parametrize("name", VECTORS)
def test_ecr_rs_gives_the_published_numbers(name: str) -> None:
    answers, avoidance, anxiety = VECTORS[name]
    scores = Run(ATTACHMENT, answers).scores
    assert (scores["avoidance"], scores["anxiety"]) == (avoidance, anxiety)


@given(st.lists(st.integers(1, 7), min_size=9, max_size=9))
def test_ecr_rs_is_the_key_for_any_answers(answers: list[int]) -> None:
    scores = Run(ATTACHMENT, answers).scores
    turned = [8 - one for one in answers[:4]] + answers[4:6]
    assert scores["avoidance"] == pytest.approx(sum(turned) / 6, abs=0.005001)
    assert scores["anxiety"] == pytest.approx(sum(answers[6:]) / 3, abs=0.005001)


@pytest.mark.parametrize(
    ("answers", "gad2", "phq2", "total"),
    [
        ([0, 0, 0, 0], 0, 0, 0),
        ([3, 3, 3, 3], 6, 6, 12),
        ([3, 3, 0, 0], 6, 0, 6),
        ([0, 0, 3, 3], 0, 6, 6),
        ([1, 2, 0, 2], 3, 2, 5),
    ],
)
def test_phq_4_is_the_sum_and_its_halves_are_gad_2_and_phq_2(
    answers: list[int], gad2: int, phq2: int, total: int
) -> None:
    scores = Run(MOOD, answers).scores
    assert (scores["gad2"], scores["phq2"], scores["total"]) == (gad2, phq2, total)


@pytest.mark.parametrize("total", range(13))
def test_phq_4_speaks_of_a_professional_from_six_on(total: int) -> None:
    answers = [min(3, max(0, total - 3 * item)) for item in range(4)]
    assert sum(answers) == total
    last = Run(MOOD, answers).said[-1]
    assert ("professional" in last) == (total >= 6)


@pytest.mark.parametrize(("flow", "items"), [(ATTACHMENT, 9), (MOOD, 4)])
def test_with_an_item_left_out_there_is_no_number(flow: str, items: int) -> None:
    for left_out in range(items):
        run = Run(flow, [None if item == left_out else 1 for item in range(items)])
        assert not {"avoidance", "anxiety", "total", "gad2", "phq2"} & set(run.scores)
        assert any(one.startswith("No number") for one in run.said)
        assert run.kept() == {}


@pytest.mark.parametrize(("flow", "items"), [(ATTACHMENT, 9), (MOOD, 4)])
def test_single_answers_are_forgotten_and_scores_are_kept(flow: str, items: int) -> None:
    kept = Run(flow, [1] * items).kept()
    wanted = {"avoidance", "anxiety"} if flow == ATTACHMENT else {"gad2", "phq2", "total"}
    assert set(kept) == wanted


def test_ones_own_change_is_shown_and_only_the_second_time() -> None:
    first = Run(ATTACHMENT, [1] * 9)
    assert not any("Last time" in one for one in first.said)
    again = Run(ATTACHMENT, [7] * 9, last={"avoidance": 5.0, "anxiety": 1.0})
    assert any(one.startswith("Last time they were 5 and 1,") for one in again.said)
    mood = Run(MOOD, [3, 3, 3, 3], last={"total": 2})
    assert any(one.startswith("Last time it was 2.") for one in mood.said)
    assert "professional" in mood.said[-1], "the change keeps nothing back"


FORBIDDEN: Final = re.compile(
    r"\b(average|norm(al)?s?|percentile|most people score|type of person|style|secure|avoidant"
    r"|preoccupied|dismissing|fearful|mild|moderate|severe|depressed person|diagnosed)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("flow", [ATTACHMENT, MOOD])
def test_no_type_no_norm_and_no_band_is_named(flow: str) -> None:
    found = LIBRARY.current(flow)
    assert found is not None
    named = {key: text for key, text in found.texts.items() if FORBIDDEN.search(text)}
    assert named == {}
    assert any("no type and no diagnosis" in one for one in found.texts.values()) or flow == MOOD


def test_nothing_misses_the_nine_statements_when_their_file_is_deleted(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "flows")
    workshop.bring(FLOWS, "")
    for name in (f"{ATTACHMENT}.yaml", f"{ATTACHMENT}.test.yaml"):
        (workshop.root / "measures" / name).unlink()
    assert workshop.check() == []


def test_the_nine_statements_stand_in_one_file_and_in_no_translation() -> None:
    flow = LIBRARY.current(ATTACHMENT)
    assert flow is not None
    items = [flow.texts[f"item_{number}/text"] for number in range(1, 10)]
    assert len(set(items)) == 9
    for path in sorted({*FLOWS.rglob("*.yaml"), *FLOWS.rglob("*.md")}):
        if path.name != f"{ATTACHMENT}.yaml":
            raw = path.read_text(encoding="utf-8")
            assert not [one for one in items if one in raw], path
    spanish = load(FLOWS)
    for number, item in enumerate(items, start=1):
        assert spanish("es", f"{ATTACHMENT}/item_{number}/text", item) is None
