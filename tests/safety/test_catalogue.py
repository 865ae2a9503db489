"""Looking phrases up by their words loses none of them: whatever would match is found.

The sentences are small and made of few words, so that phrases nearly match, overlap and repeat.
"""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from safety.catalogue import Catalogue
from safety.compile import MAX_WIDTH, Pattern, compile_phrase
from safety.index import Index
from safety.names import Names
from safety.need import Beginnings
from safety.phrase import Lists
from safety.sentence import Sentence

WORDS = ("i", "want", "to", "die", "killing", "kill", "me", "7", "80mg")
ONES = (*WORDS[:7], "kil*", "<number>", "<large>")
HEADS = Beginnings(["kil*"])

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


def sentence(said: list[str], fresh: list[bool] | None = None) -> Sentence:
    names = Names(HEADS)
    names.words.update(said)
    return Sentence(0, said, fresh or [True] * len(said), names)


def matching(pattern: Pattern, one: Sentence) -> Iterator[tuple[int, int]]:
    """Where it matches, tried at every word: the number of its first word, and how many it has."""
    for at, start in enumerate(one.starts):
        match = pattern.regex.match(one.text, start)
        if match:
            yield at, len(match.group().split())


def found_by_all(patterns: list[Pattern], one: Sentence) -> dict[Pattern, list[int]]:
    catalogue = Catalogue((pattern, pattern, 0, ()) for pattern in patterns)
    return {pattern: begins for pattern, _, begins in catalogue.find([one])}


def found_by_few(patterns: list[Pattern], one: Sentence) -> dict[Pattern, list[int]]:
    return dict(Index((pattern, pattern) for pattern in patterns).find(one))


@given(st.lists(phrases, min_size=1, max_size=12), sentences)
def test_whatever_matches_is_found(every: list[str], said: list[str]) -> None:
    patterns = compiled(every)
    for find in (found_by_all, found_by_few):
        found = find(patterns, sentence(said))
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
    for find in (found_by_all, found_by_few):
        one = sentence(said, fresh)
        found = find(patterns, one)
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
    names = Names(HEADS)
    names.words.update(mistyped)
    fresh = [number == at for number in range(len(said))]
    one = Sentence(0, mistyped, fresh, names, {at: (said[at], "unlikely")})
    found = found_by_all([pattern], one)
    for begin, width in matching(pattern, sentence(said)):
        if begin <= at < begin + width:
            assert begin in found[pattern]


def test_what_was_said_before_is_not_looked_at_again() -> None:
    one = sentence(["i", "want", "to", "die"] * 200)
    found = found_by_all(compiled(["want to die"]), one)
    ((_, begins),) = found.items()
    assert begins[0] == 1
    assert len(begins) <= MAX_WIDTH


def test_the_gravest_is_found_first_and_enough_is_left_out() -> None:
    grave, light, more = compiled(["die", "want to die", "i want"])
    every = [("light", light, 1, ("b",)), ("more", more, 1, ("c",)), ("grave", grave, 0, ("a",))]
    catalogue = Catalogue(every)
    said = ["i", "want", "to", "die"]
    assert [one for one, _, _ in catalogue.find([sentence(said)])] == ["grave", "light", "more"]
    assert [one for one, _, _ in catalogue.find([sentence(said)], {"b"})] == ["grave", "more"]


def test_the_gravest_of_all_sentences_is_found_first() -> None:
    grave, light = compiled(["die", "want to die"])
    catalogue = Catalogue([("light", light, 1, ()), ("grave", grave, 0, ())])
    every = [sentence(["i", "want", "to", "die"]), sentence(["die"])]
    assert [(one, at, begins) for one, at, begins in catalogue.find(every)] == [
        ("grave", 0, [3]),
        ("grave", 1, [0]),
        ("light", 0, [1]),
    ]
