"""What is looked back on is what was kept: counted again by simpler means, it is the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.library import Library
from bot.people.progress import Progress, look
from bot.store.rows import Answer
from bot.store.sqlite import SqliteStore
from tests.people.lives import ADA, NOON, Days, ago

RATED: Final = {
    "slow-exhale": ("level", "level_after", "less"),
    "ground-54321": ("level", "level_after", "less"),
    "clear-ask": ("confidence", "confidence_after", "more"),
}
RATING: Final = st.one_of(st.none(), st.integers(0, 10))


class Sitting(NamedTuple):
    flow: str
    before: int | None
    after: int | None
    days_ago: int
    outcome: str


SITTINGS: Final = st.lists(
    st.builds(
        Sitting, st.sampled_from(sorted(RATED)), RATING, RATING, st.integers(0, 400),
        st.sampled_from(["done", "stopped", "expired"]),
    ),
    max_size=25,
)  # fmt: skip
NOISE: Final = st.lists(
    st.tuples(
        st.sampled_from(["slow-exhale", "clear-ask", "daily-checkin", "gone-flow"]),
        st.sampled_from(["level", "level_after", "distress", "mood", "word", "gone"]),
        st.sampled_from([11, -1, 2.5, True, "seven", None, [3]]),
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteStore]:
    store = SqliteStore(Path(tmp_path_factory.mktemp("progress")) / "m.db")
    yield store
    store.close()


def kept(store: SqliteStore, *people: Days) -> None:
    """What these people did is all there is in the store."""
    with store.transaction() as work:
        for table in ("run", "answer"):
            work._do(f"delete from {table}")  # noqa: S608  (a name of ours)
        for runs, answers in (one.life for one in people):
            for run in runs:
                work.begin_run(run)
            work.keep(answers)


def seen(store: SqliteStore, library: Library, since: float = 0.0) -> Progress:
    with store.transaction() as work:
        return look(library.newest(), work.runs(ADA), work.answers(ADA), since)


def lived(sittings: list[Sitting], chat: int = ADA) -> Days:
    days = Days(chat)
    for one in sorted(sittings, key=lambda one: -one.days_ago):
        before, after, _ = RATED[one.flow]
        values = {before: one.before, after: one.after}
        given = {name: value for name, value in values.items() if value is not None}
        days.did(one.flow, ago(one.days_ago), one.outcome, **given)
    return days


@given(both=st.tuples(SITTINGS, SITTINGS), noise=NOISE, days=st.sampled_from([30, 365, 10_000]))
@settings(max_examples=60, deadline=None)
def test_numbers_equal_a_simple_recount(
    store: SqliteStore,
    library: Library,
    both: tuple[list[Sitting], list[Sitting]],
    noise: list[tuple[str, str, Any]],
    days: int,
) -> None:
    mine, theirs = both
    me = lived(mine)
    for number, (flow, name, value) in enumerate(noise):
        me.life[1].append(
            Answer(ADA, f"{9000 + number}:0", flow, name, json.dumps(value).encode(),
                   "history", NOON)
        )  # fmt: skip
    kept(store, me, lived(theirs, ADA + 1))
    progress = seen(store, library, ago(days) - 1)
    inside = [one for one in mine if one.days_ago <= days]
    done = [one for one in inside if one.outcome == "done"]
    assert progress.done["exercises"] == len(done)
    assert not progress.moods
    assert not progress.measures
    for flow, (_, _, better) in RATED.items():
        recounted(progress, flow, better, [one for one in inside if one.flow == flow])


def recounted(progress: Progress, flow: str, better: str, sittings: list[Sitting]) -> None:
    pairs = [(one.before, one.after) for one in sittings]
    both = [(before, after) for before, after in pairs if before is not None and after is not None]
    rated = next((one for one in progress.rated if one.flow.id == flow), None)
    assert (rated is None) == (not both)
    if rated is None:
        return
    assert sorted((one.before, one.after) for one in rated.pairs) == sorted(both)
    assert rated.single == len(
        [1 for before, after in pairs if (before is None) != (after is None)]
    )
    assert rated.before == median(before for before, _ in both)
    assert rated.change == median(after - before for before, after in both)
    lower = len([1 for before, after in both if after < before])
    higher = len([1 for before, after in both if after > before])
    ways = (lower, higher) if better == "less" else (higher, lower)
    assert (rated.ways("better"), rated.ways("worse")) == ways
    assert rated.ways("same") == len(both) - lower - higher
    assert (rated in progress.compared) == (len(both) >= 3)


def test_a_flow_that_was_led_into_twice_is_paired_in_order(library: Library) -> None:
    days = Days()
    days.did("window-check", ago(1))
    names = ["level", "level_after", "level", "level", "level_after"]
    for number, (name, value) in enumerate(zip(names, [8, 5, 6, 7, 3], strict=True)):
        days.life[1].append(
            Answer(ADA, f"1:{number}", "ground-54321", name, str(value).encode(), "history", ago(1))
        )
    (rated,) = look(library.newest(), *days.life).rated
    assert [(one.before, one.after) for one in rated.pairs] == [(8, 5), (7, 3)]
    assert rated.single == 1


def test_ratings_of_two_runs_are_never_paired(library: Library) -> None:
    days = Days().did("slow-exhale", ago(2), level=8).did("slow-exhale", ago(1), level_after=2)
    assert look(library.newest(), *days.life).rated == ()


def test_what_is_counted_and_what_is_not(library: Library) -> None:
    days = Days()
    days.did("daily-checkin", ago(3), mood=5).did("edu-anxious", ago(2)).did("help-now", ago(2))
    days.did("after-risk", ago(2), outcome="someone").did("bring-to-session", ago(1))
    days.did("measure-mood", ago(1), total=3).did("gone-flow", ago(1)).did("slow-exhale", ago(1))
    days.did("slow-exhale", ago(1), outcome="stopped")
    done = look(library.newest(), *days.life).done
    assert done == {"exercises": 1, "checkins": 1, "reads": 1, "questionnaires": 1}


def test_what_cannot_be_read_is_left_out(library: Library) -> None:
    answer = Answer(ADA, "x", "daily-checkin", "mood", b"{not json", "history", ago(1))
    assert look(library.newest(), [], [answer]).empty


def test_a_questionnaire_s_single_answers_are_not_looked_at(library: Library) -> None:
    days = Days().did("measure-mood", ago(1), nervous=3, gad2=5, phq2=1, total=6)
    names = [one.name for one in look(library.newest(), *days.life).measures]
    assert names == ["gad2", "phq2", "total"]
