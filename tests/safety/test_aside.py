"""Cues beside a hit are found wherever they stand, also where an earlier form was looked at."""

from hypothesis import given
from hypothesis import strategies as st

from safety.aside import Aside
from safety.compile import compile_cue, compile_phrase
from safety.names import Names
from safety.phrase import Lists, parse
from safety.sentence import Sentence, starts
from tests.safety.test_catalogue import HEADS, ONES, WAYS, numbers, words

EXACT = tuple(one for one in ONES if one != "<large>")
"""Of a larger number it is only known that it is one, before it is matched."""


@given(
    st.lists(st.sampled_from(EXACT), min_size=1, max_size=3),
    st.lists(words, min_size=1, max_size=90),
    st.data(),
)
def test_cues_are_found_wherever_they_may_begin(
    every: list[str], said: list[str], data: st.DataObject
) -> None:
    cue = compile_cue([parse(one, Lists()) for one in every], ends=False)
    assert cue is not None
    size = len(said)
    fresh = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    first, past = sorted(data.draw(st.tuples(*[st.integers(0, size)] * 2)))
    for way in WAYS:
        names = Names(HEADS)
        names.words.update(said)
        one = Sentence(starts(said, 5)[:-1], said, numbers(fresh), names)
        places = [*one.starts, one.end]
        aside = Aside()
        aside.file([compile_phrase("want to die", Lists())])
        aside.file_cues([cue])
        aside.prepare(way)
        found = aside.between(cue, one, places[first], places[past])
        text = one.text.rjust(one.end)
        begun = [at for at in places[first:past] if cue.regex.match(text, at)]
        assert found == begun
