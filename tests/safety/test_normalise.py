"""Forms of a message keep their place in it, whatever the message is made of."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safety.fold import fold
from safety.normalise import streams
from safety.screen import matcher, screen
from safety.tokens import tokens

READY = matcher()
REPAIRS, EMOJI = READY.lexicon.repairs(), READY.lexicon.emoji
ODD = "\u200b\u200d\ufeff\u202e\u0301\u0338ﷺİıßŉǅ①½ﬁк\u0000\U000e0041💊👩‍👩‍👧k1!*@$.? \n'’"


def read(text: str) -> str:
    """The likeliest reading of a message."""
    forms = streams(text, REPAIRS, EMOJI)
    return forms[min(1, len(forms) - 1)].text.strip()


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(alphabet=ODD + "kilmysefdanto", max_size=80))
def test_spans_lie_within_the_message(text: str) -> None:
    for one in screen(text):
        start, end = one.span
        assert 0 <= start <= end <= len(text)
        assert one.rule != "layer.error"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_tokens_are_where_they_say(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
@example("0)0::\xad")
def test_forms_are_words_between_single_spaces(text: str) -> None:
    for form in streams(text, REPAIRS, EMOJI):
        assert form.text == " " + " ".join(form.text.split()) + " "
        for sentence in form.sentences:
            for start in range(sentence.start, sentence.end - 1):
                begin, end = form.span(start, min(start + 3, sentence.end))
                assert 0 <= begin <= end <= len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(st.text(alphabet=string.ascii_letters, min_size=1, max_size=20), st.integers(0, 50))
def test_a_hit_is_found_where_it_stands(before: str, spaces: int) -> None:
    text = f"{before}.{' ' * spaces} Q. I want to die"
    found = [one for one in screen(text) if one.rule == "en.suicide.want_to_die"]
    assert [text[slice(*one.span)] for one in found] == ["want to die"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I WANT TO DIE", "i want to die"),
        ("i want to dieeeee", "i want to die"),
        ("killlll myself", "kill myself"),
        ("k1ll my5elf", "kill myself"),
        ("k!ll mys3lf", "kill myself"),
        ("su1c1de", "suicide"),
        ("s**cide", "suicide"),
        ("kill\u200b my\u2060self", "kill myself"),
        ("ki\u200bll myself", "kill myself"),
        ("ｋｉｌｌ ｍｙｓｅｌｆ", "kill myself"),
        ("kíll mÿself", "kill myself"),
        ("kіll mуsеlf", "kill myself"),
        ("k . m . s", "kill myself"),
        ("k.m.s", "kill myself"),
        ("k m s", "kill myself"),
        ("d i e", "die"),
        ("w a n t  t o  d i e", "want to die"),
        ("iwanttodie", "i want to die"),
        ("killmyself", "kill myself"),
        ("KMS", "kill myself"),
        ("unalive myself", "kill myself"),
        ("sewerslide", "suicide"),
        ("sucide", "suicide"),
        ("kill myslef", "kill myself"),
        ("don’t", "dont"),
        ("don`t", "dont"),
        ("die!i", "die i"),
        ("💊", "emojipills"),
        ("¿mañana?", "manana ?"),
        ("3.5 mg", "3 5 mg"),
        ("no... more", "no more"),
        ("क्या", "क्या"),
    ],
)
def test_what_is_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize("word", ["skill", "bill", "fill", "health", "dear", "love", "missed"])
def test_ordinary_words_stay(word: str) -> None:
    assert read(word) == word


def test_whole_words_of_another_alphabet_stay() -> None:
    assert read("сон") == "сон"
