"""Several concerns over a person's recent messages make one serious."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import CATEGORIES, TIERS, Category, Finding, Modifier, add_up, statements
from safety.accumulate import MESSAGES

Message = list[Finding]


def heard(
    *rules: str, about: Category = "suicide", at: int = 0, less: Sequence[Modifier] = ()
) -> Message:
    """One place in a message, and the rules that hear it."""
    return [Finding(rule, about, "concern", (at, at + 9), tuple(less)) for rule in rules]


def denied(rule: str) -> Message:
    return heard(rule, less=["negated"])


def about_a_friend(about: Category = "suicide") -> Message:
    return [Finding("friend", about, "third_party", (20, 29))]


QUIET: Message = []


@pytest.mark.parametrize(
    ("recent", "why"),
    [
        ([heard("a"), heard("b"), heard("c")], "three different hints"),
        ([heard("a") + heard("b", at=9) + heard("c", at=18)], "three in one message"),
        ([heard("a"), heard("b"), denied("c")], "two, and a third that is denied"),
        ([heard("a"), heard("b"), heard("a")], "two, and one of them again"),
        ([heard("a", "b"), heard("c"), heard("b", "a")], "however many rules hear it"),
        ([heard("a", "b", "c")], "three rules hear the same words: no accident"),
        ([denied(one) for one in "abcde"], "denied in five different ways"),
        ([heard("a"), heard("b", about="self_harm"), heard("c", about="overdose")], "one life"),
        ([heard("a", about="child"), heard("b", about="abuse"),
          heard("c", about="sexual_violence")], "hurt by somebody"),
        ([about_a_friend(), *(heard(one) for one in "abcd")], "four, beside worry for a friend"),
        ([about_a_friend("abuse"), *(heard(one) for one in "abc")], "worry of another kind"),
        ([heard("a"), *[QUIET] * (MESSAGES - 3), heard("b"), heard("c")], "just within reach"),
    ],
)  # fmt: skip
def test_what_adds_up(recent: list[Message], why: str) -> None:
    found = add_up(recent)
    assert found, why
    assert (found.rule, found.tier, found.modifiers) == ("sum.concerns", "serious", ())
    assert found.span in {one.span for one in recent[-1]}


@pytest.mark.parametrize(
    ("recent", "why"),
    [
        ([], "nothing"),
        ([QUIET], "nothing"),
        ([heard("a"), heard("b")], "two"),
        ([heard("a", "b"), heard("c", "d")], "two, each heard by two rules"),
        ([heard("a")] * 9, "the same again and again: people repeat what was not heard"),
        ([heard("a", "b")] * 9, "the same, heard by two rules"),
        ([heard("a"), heard("b"), heard("c"), QUIET], "only the newest message tips it"),
        ([denied(one) for one in "abcd"], "denied in four ways"),
        ([about_a_friend() for _ in range(9)], "about somebody else"),
        ([about_a_friend(), *(heard(one) for one in "abc")], "three, beside worry for a friend"),
        ([[*heard("a", "b", "c"), *about_a_friend()]], "one strong hint beside worry"),
        ([heard("a"), *[QUIET] * (MESSAGES - 2), heard("b"), heard("c")], "too long ago"),
        ([heard("a"), heard("b"), heard("c", about="medical")], "kinds with nothing in common"),
        ([heard("a"), heard("b"), heard("c", about="abuse")], "kinds with nothing in common"),
        ([heard("a"), heard("b"), heard("en.eating.named")], "only named"),
        ([heard("a"), heard("b"), heard("c"), heard("en.suicide.named")], "only named"),
        ([[Finding(one, "suicide", "serious", (0, 9)) for one in "abc"]], "stops by itself"),
    ],
)
def test_what_does_not_add_up(recent: list[Message], why: str) -> None:
    assert add_up(recent) is None, why


def test_it_is_about_what_weighs_most_in_its_scale() -> None:
    cutting = [heard(one, about="self_harm") for one in "ab"]
    found = add_up([*cutting, heard("c")])
    assert found
    assert found.category == "self_harm"
    found = add_up([cutting[0], *[heard(one) for one in "cd"]])
    assert found
    assert found.category == "suicide"


def test_as_much_of_two_kinds_is_about_what_was_said_last() -> None:
    found = add_up([heard("a"), heard("b", about="overdose", less=["past"]),
                    heard("c", about="self_harm")])  # fmt: skip
    assert found
    assert found.category == "self_harm"


def test_words_that_two_rules_share_are_one_statement() -> None:
    longer = Finding("b", "suicide", "concern", (4, 30))
    after = Finding("c", "suicide", "concern", (30, 40))
    other = Finding("d", "medical", "concern", (0, 9))
    [first, second, third] = statements([after, longer, other, *heard("a")])
    assert {one.rule for one in first} | {one.rule for one in second} == {"a", "b", "d"}
    assert third == (after,)


def test_beside_a_plain_concern_a_lesser_one_of_the_same_words_is_left_out() -> None:
    assert statements(heard("a") + denied("b")) == (tuple(heard("a")),)


def test_a_denied_concern_joins_no_two_plain_ones() -> None:
    left = Finding("a", "abuse", "concern", (0, 4))
    right = Finding("b", "child", "concern", (4, 9))
    over = Finding("c", "abuse", "concern", (0, 9), ("negated",))
    assert statements([left, over, right]) == ((left,), (right,))


FOUND = st.builds(
    Finding,
    st.sampled_from(["a", "b", "c", "d", "e.named"]),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TIERS),
    st.builds(lambda at, size: (at, at + size), st.integers(0, 30), st.integers(1, 9)),
    st.sampled_from([(), ("negated",), ("past",)]),
)
RECENT = st.lists(st.lists(FOUND, max_size=4), max_size=14)


@given(st.lists(FOUND, max_size=14))
def test_a_second_rule_for_the_same_words_changes_nothing(said: list[Finding]) -> None:
    """How many rules the lexicon has for a thing is not the person's doing."""
    once = add_up([[one] for one in said])
    twice = add_up([[one, replace(one, rule=f"other.{one.rule}")] for one in said])
    assert (once is None) == (twice is None)


@given(st.lists(FOUND))
def test_statements_of_statements_are_the_same(said: list[Finding]) -> None:
    """So a caller may keep those alone."""
    kept = statements(said)
    assert statements(one for place in kept for one in place) == kept


@given(RECENT, RECENT)
def test_what_is_no_longer_recent_changes_nothing(
    old: list[Message], recent: list[Message]
) -> None:
    recent = [*recent, *[QUIET] * (MESSAGES - len(recent))]
    assert add_up([*old, *recent]) == add_up(recent[-MESSAGES:])
