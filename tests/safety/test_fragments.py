"""Short fragments say one thing together; whole sentences don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety import screen, weigh
from safety.fragments import MOST_WORDS, PIECE, TOGETHER, joined
from safety.tokens import Placed

ENDS = (".", "?")
said = st.lists(st.sampled_from(["a", "b", ".", "?"]), max_size=80)


def placed(words: list[str]) -> list[Placed]:
    return [(word, at, at + 1) for at, word in enumerate(words)]


def sentences(words: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        if word in ENDS:
            found.append([])
        else:
            found[-1].append(word)
    return [one for one in found if one]


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("sixty tablets. about an hour ago", "imminent"),
        ("my thighs. with a razor. this morning", "serious"),
        ("Suicidal. Again.", "serious"),
        ("Lejía. me di dos sorbos", "imminent"),
        ("he forces me. even when i cry", "serious"),
    ],
)
def test_pieces_are_read_together(text: str, tier: str) -> None:
    assert weigh(screen(text)).tier == tier


@pytest.mark.parametrize(
    "text",
    [
        "i want. to go home and die hard is on tv",
        "do i want to? die hard is on tv",
        "Fell asleep on the sofa. The tablets are in the car. Back in an hour.",
        "So tired today. Slept on the sofa. Better now.",
        "We ended it. My life is so calm now.",
    ],
)
def test_what_is_whole_stays_apart(text: str) -> None:
    assert not weigh(screen(text)).interrupt


@given(said)
def test_no_word_is_lost_and_no_question_is_joined(words: list[str]) -> None:
    before = placed(words)
    found, seams = joined(before, ".", ENDS)
    if not seams:
        return
    assert [one for one in found if one[0] not in ENDS] == [
        one for one in before if one[0] not in ENDS
    ]
    assert [one for one in found if one[0] == "?"] == [
        one for at, one in enumerate(before) if one[0] == "?" and _closes(words, at)
    ]
    for at in seams:
        assert found[at][0] not in ENDS
        assert found[at - 1][0] not in ENDS


def _closes(words: list[str], at: int) -> bool:
    """Whether a mark is the last behind a sentence, with another sentence after it."""
    before = [word for word in words[:at] if word not in ENDS]
    after = words[at + 1 :]
    more = [word for word in after if word not in ENDS]
    return bool(before and more) and words[at - 1] not in ENDS


@given(said)
def test_what_is_joined_is_short(words: list[str]) -> None:
    found, seams = joined(placed(words), ".", ENDS)
    if seams:
        for one in sentences([word for word, _, _ in found]):
            assert one in sentences(words) or len(one) <= TOGETHER


def test_bounds() -> None:
    piece = ["a"] * PIECE
    assert joined(placed([*piece, ".", *piece]), ".", ENDS)[1]
    assert not joined(placed([*piece, ".", *piece, "a"]), ".", ENDS)[1]
    many = ["a", "."] * MOST_WORDS
    assert not joined(placed(many), ".", ENDS)[1]
