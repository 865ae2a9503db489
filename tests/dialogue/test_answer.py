"""What a person types, read as an answer: generous in form, strict in meaning."""

from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.dialogue.answer import Problem, number, picks, read, shown
from bot.flow.flow import Choice, Question
from bot.model import Value

SCALE: Final = Question("q", kind="scale", low=0, high=10, whole=True)
NUMBER: Final = Question("q", kind="number", low=0, high=5000)
FREE: Final = Question("q", kind="number")
WHOLE: Final = Question("q", kind="number", whole=True)
TEXT: Final = Question("q", kind="text", high=20)
TIME: Final = Question("q", kind="time")
CHOICE: Final = Question("q", kind="choice")
CHOICES: Final = tuple(Choice(id_, "") for id_ in ("warm", "cold", "b"))
MULTI: Final = Question("q", kind="multi", options=CHOICES, low=1, high=2)
OPTIONS: Final = [("warm", "Warm, soft"), ("cold", "Cold"), ("b", "Straße 2")]
ENDS: Final = [("0", "not at all"), ("10", "very strong")]
ANY: Final = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=60),
    st.text(st.sampled_from("0123456789 ,.:/-−apmhAPMH½٧٣\x00\n"), max_size=45),
    st.sampled_from(["9" * 5000, "-" * 5000, "1," * 3000, "\ud800", "²³", "٧" * 41, "\u202e7"]),
)


def problem(question: Question, text: str, options: Any = ()) -> str:
    answer = read(question, text, options)
    assert isinstance(answer, Problem), f"{text!r} was read as {answer!r}"
    return answer.phrase


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        (" 7 ", 7),
        ("7.0", 7),
        ("7/10", 7),
        ("7 out of 10", 7),
        ("7 Out Of 10", 7),
        ("7 de 10", 7),
        ("a 7/10", 7),
        ("0", 0),
        ("-0", 0),
        ("10", 10),
        ("٧", 7),
        ("７", 7),
        ("about 7", 7),
        ("7ish", 7),
        ("it's a 7!", 7),
        ("I made 7", 7),
        ("inside: 7", 7),
        ("7.", 7),
        ("7\x00", 7),
        ("very strong", 10),
        ("Not At All", 0),
    ],
)
def test_a_point_of_a_scale_is_read_however_it_is_written(text: str, value: int) -> None:
    answer = read(SCALE, text, ENDS)
    assert answer == value
    assert type(answer) is int


@pytest.mark.parametrize(
    ("text", "value"),
    [("7,5", 7.5), ("7.5", 7.5), ("0.25 litres", 0.25), ("about 12 minutes", 12.0), ("20%", 20.0)],
)
def test_a_number_may_have_decimals_and_words_around_it(text: str, value: float) -> None:
    assert read(NUMBER, text, []) == value


@pytest.mark.parametrize("text", ["-3", "−3", "about -3"])
def test_a_number_without_limits_may_be_negative(text: str) -> None:
    assert read(FREE, text, []) == -3.0


@pytest.mark.parametrize("text", ["7.5/10", "7,5/10", "1.5 out of 10", "7.5 of 10"])
def test_a_number_out_of_ten_keeps_its_decimals(text: str) -> None:
    """Half points are refused or kept; never is the 5 of "7.5/10" taken for the answer."""
    answer = read(NUMBER, text, [])
    assert isinstance(answer, Problem) or answer in {7.5, 1.5}
    assert isinstance(read(SCALE, text, []), Problem)


@pytest.mark.parametrize(
    "text",
    [
        *("7 or 8", "7-8", "7 8", "7, 8", "7 or 8 out of 10", "7 or 8/10", "1e5", "3:30"),
        *("between 3 and 5 out of 10", "1,000,000", "9" * 41, "9" * 5000, "", "   ", "\x00"),
        *("seven", "½", "VII", "😀"),
    ],
)
def test_what_could_be_two_numbers_or_none_is_asked_again(text: str) -> None:
    assert problem(NUMBER, text) == "invalid_number"


@pytest.mark.parametrize("text", ["1,000", "2,500 steps"])
def test_a_thousand_is_never_taken_for_one(text: str) -> None:
    assert read(NUMBER, text, []) not in {1.0, 2.5}


@pytest.mark.parametrize("text", ["11", "-1", "-3", "9" * 40, "11/10"])
def test_a_number_beyond_the_scale_is_answered_with_the_scale(text: str) -> None:
    answer = read(SCALE, text, [])
    assert answer == Problem("invalid_scale", {"min": "0", "max": "10"})


def test_a_number_beyond_the_limits_is_answered_with_the_limits() -> None:
    beyond = Problem("invalid_number_range", {"min": "0", "max": "5000"})
    assert read(NUMBER, "5000.5", []) == beyond
    assert read(NUMBER, "9" * 40, []) == beyond
    assert problem(Question("q", kind="number", low=1), "0") == "invalid_number"


def test_half_a_point_is_asked_for_as_a_whole_one() -> None:
    assert problem(SCALE, "7,5") == problem(WHOLE, "7.5") == "invalid_whole_number"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("19:30", "19:30"),
        ("7:30", "07:30"),
        ("19.30", "19:30"),
        ("19h30", "19:30"),
        ("19h", "19:00"),
        ("7pm", "19:00"),
        ("7 PM", "19:00"),
        ("7 p.m.", "19:00"),
        ("7 a. m.", "07:00"),
        ("7:30pm", "19:30"),
        ("730pm", "19:30"),
        ("0730", "07:30"),
        ("1930", "19:30"),
        ("12am", "00:00"),
        ("12:30 am", "00:30"),
        ("  19:30\n", "19:30"),
        ("19:30\x00", "19:30"),
        ("١٩:٣٠", "19:30"),
        ("at 7pm", "19:00"),
        ("around 19:30, I think", "19:30"),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, time: str) -> None:
    assert read(TIME, text, []) == time


@pytest.mark.parametrize(
    "text",
    [
        *("7", "19", "at 7", "half past 7", "25:00", "24:00", "19:60", "7:5", "7:", "19:30:00"),
        *("13pm", "0pm", "0am", "12345", "7.5", "noon", "", "\x00", "am", "pm 7"),
        *("7pm or 8pm", "19:30-20:00", "2 hours", "in 3 hours", "2 horas", "9" * 5000),
    ],
)
def test_what_could_be_another_time_is_asked_again(text: str) -> None:
    assert problem(TIME, text) == "invalid_time"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("warm", "warm"),
        ("WARM", "warm"),
        ("Warm, soft", "warm"),
        (" warm, SOFT ", "warm"),
        ("Cold", "cold"),
        ("1", "warm"),
        ("3", "b"),
        ("٢", "cold"),
        ("STRASSE 2", "b"),
    ],
)
def test_an_option_is_chosen_by_id_label_or_number(text: str, id_: str) -> None:
    assert read(CHOICE, text, OPTIONS) == id_


@pytest.mark.parametrize(
    "text", ["", "0", "4", "-1", "1.0", "²", "warm cold", "war", "9" * 5000, "\x00", "①"]
)
def test_what_is_no_option_is_asked_again(text: str) -> None:
    assert problem(CHOICE, text, OPTIONS) == "invalid_choice"


def test_a_label_that_is_a_number_goes_before_a_place_in_the_list() -> None:
    assert read(CHOICE, "2", [("two", "2"), ("one", "1")]) == "two"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("warm", ["warm"]),
        ("warm, cold", ["warm", "cold"]),
        ("2,1", ["cold", "warm"]),
        ("cold;warm", ["cold", "warm"]),
        ("Cold\nSTRASSE 2", ["cold", "b"]),
        ("cold, Cold, 2", ["cold"]),
        ("cold, ", ["cold"]),
        ("Warm, soft", ["warm"]),
    ],
)
def test_several_options_are_chosen_with_commas(text: str, ids: list[str]) -> None:
    assert read(MULTI, text, OPTIONS) == ids


def test_too_many_or_too_few_options_are_answered_with_how_many() -> None:
    wanted = Problem("invalid_multi", {"min": 1, "max": 2})
    assert read(MULTI, "1, 2, 3", OPTIONS) == wanted
    assert picks(MULTI, []) == wanted
    assert picks(MULTI, ["warm", "cold"]) == ["warm", "cold"]
    assert problem(MULTI, "warm, hot", OPTIONS) == "invalid_choice"
    assert problem(MULTI, "", OPTIONS) == "invalid_choice"


def test_words_are_kept_as_they_are_within_their_length() -> None:
    assert read(TEXT, "  Two  words\nor so ", []) == "Two  words\nor so"
    assert read(TEXT, "a" * 20, []) == "a" * 20
    assert read(TEXT, "a" * 21, []) == Problem("invalid_text_long", {"max": 20})
    assert read(TEXT, "العربية 😀", []) == "العربية 😀"


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", " \x00 "])
def test_words_that_are_none_are_asked_again(text: str) -> None:
    assert problem(TEXT, text) == "invalid_text_empty"


def test_null_bytes_and_bells_are_left_out_of_words_and_lines_are_kept() -> None:
    assert read(TEXT, "a\x00b\x07\r\nc\td", []) == "ab\nc\td"


@settings(deadline=None)
@given(
    st.sampled_from([SCALE, NUMBER, FREE, WHOLE, TEXT, TIME, CHOICE, MULTI]),
    ANY,
    st.sampled_from([[], OPTIONS, ENDS]),
)
@example(MULTI, ",;\n" * 1000, [])
def test_every_text_is_an_answer_that_fits_or_a_problem_with_words_for_it(
    question: Question, text: str, options: list[tuple[str, str]]
) -> None:
    answer = read(question, text, options)
    if isinstance(answer, Problem):
        assert answer.phrase.startswith("invalid_")
        return
    kinds: dict[str, tuple[type[Value], ...]] = {
        "scale": (int,),
        "number": (int,) if question.whole else (float,),
        "multi": (list,),
    }
    assert isinstance(answer, kinds.get(question.kind, (str,)))
    if question.low is not None and isinstance(answer, int | float):
        assert question.low <= answer <= (question.high or 0)


@settings(deadline=None)
@given(st.integers(0, 10), st.sampled_from(["{}", "{}/10", " {} ", "about {}", "{} out of 10"]))
def test_every_point_of_a_scale_can_be_typed(point: int, form: str) -> None:
    assert read(SCALE, form.replace("{}", str(point)), ENDS) == point


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_of_a_day_can_be_typed_in_each_form(hour: int, minute: int) -> None:
    wanted = f"{hour:02d}:{minute:02d}"
    half, twelve = "am" if hour < 12 else "pm", hour % 12 or 12
    for form in (wanted, f"{hour}.{minute:02d}", f"{hour}h{minute:02d}", f"{hour:02d}{minute:02d}"):
        assert read(TIME, form, []) == wanted
    assert read(TIME, f"{twelve}:{minute:02d} {half}", []) == wanted


@settings(deadline=None)
@given(st.integers(-99_999_999, 99_999_999))
def test_a_number_is_shown_as_people_write_it_and_can_be_read_again(hundredths: int) -> None:
    value = hundredths / 100
    text = shown(value)
    assert float(text) == value
    assert "e" not in text
    assert not text.endswith(".0")


@settings(deadline=None)
@given(st.integers(-9_999, 9_999), st.integers(-9_999, 9_999))
def test_a_sum_is_shown_as_people_would_write_it(one: int, two: int) -> None:
    assert shown(one / 100 + two / 100) == shown((one + two) / 100)


def test_the_digits_of_a_button_are_a_number_or_a_problem() -> None:
    assert number(SCALE, "3") == 3
    for digits in ("", "three", "nan", "inf", " ", "3.5"):
        assert isinstance(number(SCALE, digits), Problem), digits
