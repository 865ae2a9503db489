"""Looking phrases up by their words loses none of them: whatever would match is found.

The sentences are small and made of few words, so that phrases nearly match, overlap and repeat.
What is compiled and what is written in Python find the same.
"""

import pickle
from array import array
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety.bits import Bits, May
from safety.catalogue import Catalogue
from safety.compile import compile_phrase
from safety.lookup import COMPILED, Lookup, Seek, Way, Words, quickest
from safety.names import Names
from safety.need import Beginnings
from safety.pattern import MAX_WIDTH, Pattern
from safety.phrase import Lists
from safety.ranks import EVERY, RANKS
from safety.sentence import AROUND, WINDOW, Sentence, starts, stretches

WORDS = ("i", "want", "to", "die", "killing", "kill", "me", "7", "80mg")
ONES = (*WORDS[:7], "kil*", "<number>", "<large>")
HEADS = Beginnings(["kil*"])

WAYS: list[Way] = [Bits, quickest(HEADS)]
"""Those that there are here: the second is in machine code where it could be compiled."""

words = st.sampled_from(WORDS)
ones = st.sampled_from(ONES)
choices = st.lists(ones, min_size=2, max_size=3).map(lambda some: f"({'|'.join(some)})")
needed = st.one_of(ones, choices)
gaps = st.integers(1, 8).map(lambda high: f"{{0,{high}}}")
between = st.one_of(st.just(""), ones.map(lambda one: f"[{one}]"), gaps)
phrases = st.builds(
    lambda first, more: " ".join([first, *(part for pair in more for part in pair if part)]),
    st.one_of(st.sampled_from(WORDS[:7]), choices.filter(lambda one: "<" not in one)),
    st.lists(st.tuples(between, needed), max_size=3),
)
sentences = st.lists(st.one_of(words, st.just("other")), min_size=1, max_size=60)


def compiled(every: list[str]) -> list[Pattern]:
    return [compile_phrase(one, Lists()) for one in every]


def numbers(fresh: list[bool]) -> list[int]:
    """Those that are true."""
    return [at for at, one in enumerate(fresh) if one]


def sentence(said: list[str], fresh: list[bool] | None = None) -> Sentence:
    names = Names(HEADS)
    names.words.update(said)
    return Sentence(starts(said, 0)[:-1], said, numbers(fresh) if fresh else None, names)


def matching(pattern: Pattern, one: Sentence) -> Iterator[tuple[int, int]]:
    """Where it matches, tried at every word: the number of its first word, and how many it has."""
    for at, start in enumerate(one.starts):
        match = pattern.regex.match(one.text, start)
        if match:
            yield at, len(match.group().split())


def find(lookup: Lookup, said: list[Sentence]) -> list[May]:
    """All phrases that may stand in some sentences."""
    return lookup.look(said).of(EVERY, 0, lookup.size)


def found_by(way: Way, patterns: list[Pattern], one: Sentence) -> dict[Pattern, list[int]]:
    every = find(way((pattern, 0) for pattern in patterns), [one])
    return {patterns[number]: begins for number, _, begins in every}


@given(st.lists(phrases, min_size=1, max_size=12), sentences)
def test_whatever_matches_is_found(every: list[str], said: list[str]) -> None:
    patterns = compiled(every)
    for way in WAYS:
        found = found_by(way, patterns, sentence(said))
        for pattern in patterns:
            begins = [at for at, _ in matching(pattern, sentence(said))]
            assert {*begins} <= {*found.get(pattern, ())}
            assert sorted(found.get(pattern, ())) == [*found.get(pattern, ())]


@given(st.lists(phrases, min_size=1, max_size=8), sentences, st.data())
def test_whatever_has_a_new_word_is_found(
    every: list[str], said: list[str], data: st.DataObject
) -> None:
    patterns = compiled(every)
    size = len(said)
    fresh = data.draw(st.lists(st.booleans(), min_size=size, max_size=size).filter(any))
    for way in WAYS:
        one = sentence(said, fresh)
        found = found_by(way, patterns, one)
        for pattern in patterns:
            for at, width in matching(pattern, one):
                if any(fresh[at : at + width]):
                    assert at in found[pattern]


@given(phrases, sentences, st.data())
def test_another_word_counts_where_a_word_may_be_it(
    phrase: str, said: list[str], data: st.DataObject
) -> None:
    (pattern,) = compiled([phrase])
    at = data.draw(st.integers(0, len(said) - 1))
    mistyped = [*said[:at], "mistyped", *said[at + 1 :]]
    for way in WAYS:
        names = Names(HEADS)
        names.words.update(mistyped)
        one = Sentence(
            starts(mistyped, 0)[:-1], mistyped, [at], names, {at: (said[at], "unlikely")}
        )
        found = found_by(way, [pattern], one)
        for begin, width in matching(pattern, sentence(said)):
            if begin <= at < begin + width:
                assert begin in found[pattern]


@given(
    st.lists(st.tuples(phrases, st.integers(0, RANKS - 1)), min_size=1, max_size=12),
    st.lists(sentences, min_size=1, max_size=4),
    st.data(),
)
def test_all_ways_find_the_same_in_the_same_order(
    every: list[tuple[str, int]], said: list[list[str]], data: st.DataObject
) -> None:
    ranked = [(compile_phrase(phrase, Lists()), rank) for phrase, rank in every]
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(ranked))] * 2)))
    looks = [way(ranked).look([*map(sentence, said)]) for way in WAYS]
    parts = []
    ranks = data.draw(st.sets(st.integers(0, RANKS - 1)))
    for some in (ranks, {*range(RANKS)} - ranks):
        one, other = (look.of(sum(1 << rank for rank in some), first, last) for look in looks)
        assert one == other
        assert all(ranked[number][1] in some for number, _, _ in one)
        assert all(first <= number < last for number, _, _ in one)
        parts += one
    parts.sort(key=lambda one: (ranked[one[0]][1], one[1], one[0]))
    assert parts == looks[0].of(EVERY, first, last)
    whole = looks[0].of(EVERY, 0, len(ranked))
    assert parts == [found for found in whole if first <= found[0] < last]


def test_a_phrase_longer_than_a_part_of_a_row_is_found_anywhere() -> None:
    (pattern,) = compiled(["i {0,8} me {0,8} want {0,8} die"])
    gap = ["other"] * 8
    for before in range(130):
        said = ["other"] * before + ["i", *gap, "me", *gap, "want", *gap, "die"]
        for way in WAYS:
            assert found_by(way, [pattern], sentence(said)) == {pattern: [before]}


def test_what_was_said_before_is_not_looked_at_again() -> None:
    for way in WAYS:
        one = sentence(["i", "want", "to", "die"] * 200)
        found = found_by(way, compiled(["want to die"]), one)
        ((_, begins),) = found.items()
        assert begins[0] == 1
        assert len(begins) <= MAX_WIDTH


def test_the_gravest_of_all_sentences_is_found_first() -> None:
    grave, light = compiled(["die", "want to die"])
    for way in WAYS:
        catalogue = Catalogue([("light", light, 1), ("grave", grave, 0)], way)
        every = [sentence(["i", "want", "to", "die"]), sentence(["die"])]
        assert [*catalogue.find(every)] == [
            ("grave", 0, [3]),
            ("grave", 1, [0]),
            ("light", 0, [1]),
        ]


@given(st.lists(st.booleans(), min_size=1, max_size=600), st.sampled_from(["i", "word"]))
def test_a_stretch_holds_whatever_reaches_a_new_word(fresh: list[bool], word: str) -> None:
    every = stretches([word] * len(fresh), numbers(fresh))
    reach = max(AROUND, MAX_WIDTH + WINDOW // len(f"{word} "))
    inside = [at for first, past in every for at in range(first, past)]
    assert inside == sorted({*inside})
    near = (range(max(0, at - reach), at + reach + 1) for at, one in enumerate(fresh) if one)
    assert {at for one in near for at in one if at < len(fresh)} <= {*inside}
    assert any(fresh) or not every


NO_COMPILER = "there was no C compiler: phrases are looked up in Python"


@pytest.mark.skipif(not COMPILED, reason=NO_COMPILER)
def test_what_is_compiled_can_be_kept() -> None:
    pattern, other = compiled(["want to die", "kil* me"])
    seek = Seek([(pattern, 1), (other, 0)], Words(HEADS))
    again = pickle.loads(pickle.dumps(seek))  # noqa: S301  # its own
    said = ["i", "want", "to", "die", "killing", "me"]
    expected = [(1, 0, [4]), (0, 0, [1])]
    assert find(seek, [sentence(said)]) == find(again, [sentence(said)]) == expected


@given(phrases, sentences, sentences)
def test_looks_at_two_messages_do_not_mix(phrase: str, said: list[str], other: list[str]) -> None:
    patterns = compiled([phrase])
    for way in WAYS:
        every = way((pattern, 0) for pattern in patterns)
        first, second = every.look([sentence(said)]), every.look([sentence(other)])
        both = [first.of(EVERY, 0, 1), second.of(EVERY, 0, 1)]
        assert both == [find(every, [sentence(said)]), find(every, [sentence(other)])]
        assert both == [first.of(EVERY, 0, 1), second.of(EVERY, 0, 1)]


def arrays(**changed: list[int]) -> list["array[int]"]:
    """Those of a table of one phrase: its first word is 0, behind which it needs word 1."""
    sound = {
        "need_from": [0, 1, 2],
        "need": [0, 1],
        "first": [0],
        "step_from": [0, 1],
        "steps": [1, 1, 2],
        "widths": [2],
        "ranks": [0],
    }
    return [array("i", one) for one in (sound | changed).values()]


@pytest.mark.parametrize(
    "changed",
    [
        {"need_from": []},
        {"need_from": [0, 2, 1]},
        {"need_from": [0, 1, 3]},
        {"need": [0, 2]},
        {"need": [0, -1]},
        {"need_from": [0, 0, 2], "need": [1, 1]},
        {"first": []},
        {"first": [-1]},
        {"step_from": [0, 2]},
        {"step_from": [0]},
        {"steps": [0, 1]},
        {"steps": [-1, 1, 2]},
        {"steps": [1, 2, 2]},
        {"steps": [1, 0, 64]},
        {"steps": [1, 300, 301]},
        {"widths": []},
        {"ranks": [64]},
        {"ranks": [-1]},
    ],
)
def test_a_table_that_points_to_nothing_is_refused(changed: dict[str, list[int]]) -> None:
    seek = pytest.importorskip("safety.seek", reason=NO_COMPILER)
    with pytest.raises(ValueError, match="don't fit"):
        seek.Table(*arrays(**changed))


def test_what_a_table_cannot_read_is_refused() -> None:
    seek = pytest.importorskip("safety.seek", reason=NO_COMPILER)
    table = seek.Table(*arrays())
    look = table.look([([(0,), (1,), (7, 99)], [1, 1, 1])])
    assert look.of(EVERY, 0, 1) == [(0, 0, [0])]
    assert look.of(EVERY, 0, 0) == look.of(EVERY ^ 1, 0, 1) == []
    odd: list[Any] = [None, [None], [([(0,)], [])], [([0], [1])], [([(0,)],)]]
    for wrong in odd:
        with pytest.raises(TypeError):
            table.look(wrong)
    odd = [[([(-1,)], [1])], [([(0,)], [-1])], [([("i",)], [1])]]
    for wrong in odd:
        with pytest.raises(ValueError, match="from 0 on"):
            table.look(wrong)
    for first, last in ((0, 2), (-1, 1)):
        with pytest.raises(ValueError, match="not so many phrases"):
            look.of(EVERY, first, last)
    with pytest.raises(TypeError, match="cannot create"):
        type(look)()
    with pytest.raises(TypeError, match="arrays of type i"):
        seek.Table(*[array("q", one) for one in arrays()])
    assert look.of(EVERY, 0, 1) == [(0, 0, [0])]
