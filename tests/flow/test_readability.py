"""How hard a text is to read: about the school grade, never a surprise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.readability import grade, sentences

SIMPLE = "The cat sat on the mat. It was a big cat. The dog ran to the cat. They had fun."
PLAIN = (
    "When you feel a strong urge to send a message, you could wait for ten minutes. "
    "After that, the choice is still yours."
)
LEGAL = (
    "Notwithstanding any provision of this agreement to the contrary, the indemnifying party "
    "shall reimburse the indemnified party for all reasonable expenditures, including attorneys' "
    "compensation, incurred in connection with the investigation and administration of "
    "any litigation arising directly or indirectly from the aforementioned representations."
)


def test_simple_words_are_for_the_first_years_of_school() -> None:
    assert grade([SIMPLE]) < 2


def test_plain_words_are_below_grade_7() -> None:
    assert 2 < grade([PLAIN]) < 7


def test_legal_words_are_beyond_school() -> None:
    assert grade([LEGAL]) > 18


def test_the_grade_is_that_of_the_formula() -> None:
    # 6 words of one syllable in 2 sentences: 0.39 * 3 + 11.8 * 1 - 15.59
    assert grade(["The cat sat. The dog ran."]) == pytest.approx(-2.62)


@pytest.mark.parametrize("texts", [[], [""], ["", " \n "], ["12 34!"], ["…"], ["😀 — ?"]])
def test_without_words_there_is_nothing_hard(texts: list[str]) -> None:
    assert grade(texts) == 0
    assert [part for text in texts for part in sentences(text)] == []


def test_one_hard_text_among_many_simple_ones_weighs_by_its_length() -> None:
    assert grade([SIMPLE]) < grade([SIMPLE] * 10 + [LEGAL]) < grade([LEGAL])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four…", 4),
        ("One\nTwo\n\nThree", 3),
        ("It is 2.5 minutes at 7.30 or so", 1),
        ("“Can you talk?” Then wait.", 2),
        ("Wait... what?!", 2),
        ("(It is fine.) Go on.", 2),
        ("No end", 1),
        ("See www.example.org for more.", 1),
    ],
)
def test_sentences_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_an_apostrophe_of_either_kind_is_part_of_a_word() -> None:
    assert grade(["I can't, I won't."]) == grade(["I can’t, I won’t."])


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_every_text_has_a_grade_whatever_is_in_it(texts: list[str]) -> None:
    assert grade(texts) == grade(texts)
    assert -16 < grade(texts) < 2000
    assert grade(texts) == pytest.approx(grade(texts * 2))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["cat", "sat", "attachment", "responsibility"]), min_size=1))
def test_longer_sentences_of_the_same_words_are_harder(words: list[str]) -> None:
    short = ". ".join(words) + "."
    long = " ".join(words) + "."
    assert grade([short]) <= grade([long])


@pytest.mark.parametrize("text", ["a", "a'", ".", "a.", "\n", ".a", "?!"])
@pytest.mark.parametrize("end", ["", "a"])
def test_the_longest_text_ends(text: str, end: str) -> None:
    """What grows with the square of the length would not end here: 20,000 dots took 4 s once."""
    many = text * (300_000 // len(text))
    assert grade([f"We sat. {many}{end}"]) >= grade(["a"])
