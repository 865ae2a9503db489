"""Conditions: checked before anyone meets them, and honest about what they prove."""

from collections.abc import Mapping
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.flow.expression import Environment, ExpressionError, compared, members, references

TYPES: Final = {
    "n": "scale",
    "m": "int",
    "x": "number",
    "word": "text",
    "mood": "choice",
    "some": "multi",
    "clock": "time",
    "flag": "bool",
}
ENVIRONMENT: Final = Environment(TYPES)
VALUES: Final = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(0, 3),
        "m": st.integers(-1, 2),
        "x": st.sampled_from([0.0, 1.5, 2.0]),
        "word": st.sampled_from(["", "a", "b"]),
        "mood": st.sampled_from(["a", "b"]),
        "some": st.lists(st.sampled_from(["a", "b"]), max_size=2),
        "clock": st.sampled_from(["07:30", "19:30"]),
        "flag": st.booleans(),
    },
)
ATOMS: Final = st.sampled_from(
    (
        *("true", "false", "flag", "!flag", "flag == false", "n > 1", "n == m", "n + m > 1"),
        *("n / m > 0", "-n < 0", "x >= 1.5", "double(n) > x", "n in [1, m]", "[n, m].size() == 2"),
        *('word == "a"', "word != mood", "size(word) > 0", 'word.startsWith("a")'),
        *('word.matches("^a")', 'clock > "12:00"', 'mood == "a && answered.n"', "mood == 'a'"),
        *('"a" in some', "size(some) >= 1", 'some == ["a"]', 'some[0] == "a"', "some == []"),
        *("answered.n", "!answered.n", "answered.word", "answered.some == false", "answered.x"),
        *('person.pace == "slow"', "person.name == word", 'answered["n"]', '"n" in answered'),
        *('some.exists(y, y == "a")', "some.all(y, y == word)", 'some.filter(y, y == "a") == []'),
        *("some.exists_one(y, y == mood)", "some.map(y, y) == some", '{"a": n}["a"] == 1'),
        *(
            "answered . n",
            "! answered . n",
            "!answered\n.n",
            'person . name == "a"',
            "some[ 0 ] == word",
        ),
        *("some . all(y, y == word)", "some .exists (y, y == word)", "size( some ) == 0"),
        *('mood != """b" && answered.word && "c"""', "mood != '''b' || flag || 'c'''"),
        *(
            'mood != r"\\d && flag"',
            "mood != '\\'&&answered.word&&\\''",
            'mood != "//" ',
            'b"n" != b"&& flag"',
        ),
        *("n > 1 // && answered.word\n", "n > 1 // ' || flag\n", "// word\nflag", 'm == 0 // "\n'),
        *("(n > 1)", "(answered.n)", "!(n > 1)", "!!flag", 'word == "||"', 'word == "?"'),
    )
)


def grown(smaller: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(smaller, smaller)
    return st.one_of(
        pair.map(" && ".join),
        pair.map(" || ".join),
        pair.map("&&".join),
        pair.map("\n&& ".join),
        smaller.map("({})".format),
        smaller.map("!({})".format),
        smaller.map("({}) == true".format),
        st.tuples(smaller, smaller, smaller).map(lambda three: "({}) ? ({}) : ({})".format(*three)),
        smaller.map('["a", "b"].exists(y, y == "b" && ({}))'.format),
    )


EXPRESSIONS: Final = st.recursive(ATOMS, grown, max_leaves=6)


def seen(given_values: Mapping[str, Any]) -> dict[str, Any]:
    """What a condition can read when these questions were answered."""
    answered = {name: name in given_values for name in TYPES}
    return {**given_values, "answered": answered, "person": {"name": "a", "pace": "slow"}}


@settings(max_examples=600, deadline=None)
@given(EXPRESSIONS, VALUES)
def test_what_a_true_condition_proves_was_answered(source: str, values: dict[str, Any]) -> None:
    expression = ENVIRONMENT.compile(source)
    if expression.true(seen(values)):
        assert set(expression.proves) <= set(values), source


@settings(deadline=None)
@given(st.sampled_from(sorted(TYPES)), st.sampled_from(["!{}", "! {}", " !{} "]), VALUES)
def test_a_rule_that_asks_for_no_answer_says_that_there_is_one_when_it_is_not_true(
    name: str, form: str, values: dict[str, Any]
) -> None:
    expression = ENVIRONMENT.compile(form.replace("{}", f"answered.{name}"))
    assert expression.denies == name
    assert expression.true(seen(values)) == (name not in values)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, VALUES)
def test_what_an_untrue_condition_denies_was_answered(source: str, values: dict[str, Any]) -> None:
    expression = ENVIRONMENT.compile(source)
    if expression.denies and not expression.true(seen(values)):
        assert expression.denies in values


@settings(max_examples=200, deadline=None)
@given(EXPRESSIONS, VALUES)
def test_only_what_is_read_decides(source: str, values: dict[str, Any]) -> None:
    expression = ENVIRONMENT.compile(source)
    read = {*expression.names, *expression.asked}
    fewer = {name: value for name, value in values.items() if name in read}
    if '"n" in answered' not in source and 'answered["n"]' not in source:
        assert expression.true(seen(fewer)) == expression.true(seen(values))


@pytest.mark.parametrize(
    "source",
    [
        "m > 0 // && answered.word",
        "m > 0 // word",
        "some. all(y, y == word) && m > 0",
        'person. pace == "slow" && m > 0',
        "!answered. word && m > 0",
        "!answered\n. word && m > 0",
        'm > 0 && mood != """a" && answered.word && mood != "b"""',
        "m > 0 && mood != '''a' && answered.word && mood != 'b'''",
        "m > 0 && mood != r'\\' && mood != ' && answered.word && '",
        'm > 0 && mood != "\\"" && mood != " && answered.word && "',
    ],
)
def test_spaces_comments_and_strings_of_any_form_prove_nothing(source: str) -> None:
    """These are refused, or are true without an answer in `word` or `pace`."""
    values = {"m": 1, "mood": "a", "some": []}
    try:
        expression = Environment({**TYPES, "pace": "text"}).compile(source)
    except ExpressionError:
        return
    assert expression.true(seen(values))
    assert set(expression.proves) <= set(values)


@pytest.mark.parametrize(
    ("source", "proves"),
    [
        ("n >= 2", {"n"}),
        ("answered.word", {"word"}),
        ("!answered.word", set()),
        ("answered.word || n > 1", set()),
        ("answered.word && n > 1", {"word", "n"}),
        ("n > 1 && (m > 1 || x > 1.0)", {"n"}),
        ("(n > 1) && (m > 1)", {"n", "m"}),
        ("n > m", {"n", "m"}),
        ('word == "n > 1 && m"', {"word"}),
        ('"a" in some && size(some) == 2', {"some"}),
        ('person.name == "Sam"', set()),
        ("flag ? n > 1 : m > 1", set()),
        ("some.all(y, y == word)", set()),
    ],
)
def test_a_rule_proves_what_it_can_not_be_true_without(source: str, proves: set[str]) -> None:
    assert set(ENVIRONMENT.compile(source).proves) == proves


@settings(max_examples=100, deadline=None)
@given(EXPRESSIONS, st.dictionaries(st.sampled_from(sorted(TYPES)), st.text(max_size=3)))
def test_values_that_do_not_fit_make_nothing_true_and_raise_nothing(
    source: str, values: dict[str, Any]
) -> None:
    expression = ENVIRONMENT.compile(source)
    assert expression.true(seen(values)) in {True, False}
    expression.value(seen(values))


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**400, 1e308, float("inf")])
def test_numbers_of_any_size_raise_nothing(value: float) -> None:
    for source in ("m > 0", "m + 1 > 0", "x > 1.0", "x * x > 1.0"):
        assert ENVIRONMENT.compile(source).true(seen({"m": value, "x": value})) in {True, False}
    ENVIRONMENT.compile("m + 1").value(seen({"m": value}))


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_variable_has_the_type_that_its_condition_is_checked_by(name: str) -> None:
    assert ENVIRONMENT.compile(name).type == ENVIRONMENT.cel_type(name)


@pytest.mark.parametrize(
    ("source", "values", "value"),
    [
        ("n + 1", {"n": 2}, 3),
        ("x * 2.0", {"x": 1.5}, 3.0),
        ('word + "!"', {"word": "Oh"}, "Oh!"),
        ('some + ["c"]', {"some": ["a"]}, ["a", "c"]),
        ("n > 1", {"n": 2}, True),
        ("n + 1", {}, None),
        ("n / m", {"n": 2, "m": 0}, None),
        ("m + 1", {"m": 2**63 - 1}, None),
        ("some[5]", {"some": []}, None),
        ("person.country", {}, None),
    ],
)
def test_a_sum_is_worked_out_or_has_no_value(
    source: str, values: dict[str, Any], value: object
) -> None:
    got = ENVIRONMENT.compile(source).value(seen(values))
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("source", "kind", "column"),
    [
        ("n >", "syntax", 3),
        ("n = 2", "syntax", 2),
        ("n > 2 and m > 2", "syntax", 6),
        ('n > "2"', "type", 2),
        ("n > 2.5", "type", 2),
        ("!n", "type", 0),
        ('mod == "a"', "undeclared", 0),
        ("n > 2 && mod", "undeclared", 9),
        ("n > 2 &&\n  mod", "undeclared", 11),
        ('word == "😀" && mod', "undeclared", 15),
        ("unknown(n)", "undeclared", 7),
        ("(" * 300 + "n" + ")" * 300 + " > 2", "complex", 0),
        ("", "syntax", 0),
    ],
)
def test_what_can_not_be_used_is_refused_with_its_column(
    source: str, kind: str, column: int
) -> None:
    with pytest.raises(ExpressionError) as caught:
        ENVIRONMENT.compile(source)
    assert (caught.value.kind, caught.value.column) == (kind, column)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(st.sampled_from("nm &|!()?:.\"'\\<>=1[]{}"))))
@example("\x00")
@example("n > 2\x00 && m")
@example("9" * 300 + " > n")
def test_every_text_is_read_or_refused_within_it(source: str) -> None:
    refusal = None
    try:
        ENVIRONMENT.compile(source).true(seen({"n": 1}))
    except ExpressionError as error:
        refusal = error
    if refusal:
        assert 0 <= refusal.column <= len(source)
        assert refusal.kind in {"syntax", "type", "undeclared", "complex"}


def test_a_regular_expression_of_the_worst_kind_takes_no_time() -> None:
    expression = ENVIRONMENT.compile('word.matches("(a+)+$")')
    assert expression.true(seen({"word": "a" * 5000 + "b"})) is False


def test_the_names_that_are_read_are_told_apart_from_those_asked_about() -> None:
    assert references('n > 1 && answered.word && word == "mood"', TYPES) == (
        ("n", "word"),
        ("word",),
    )
    assert members('person.name == "person.age" && person.pace == "x"', "person") == [
        ("name", 7),
        ("pace", 38),
    ]


def test_the_words_a_variable_is_compared_with_are_found() -> None:
    source = 'mood == "calm" || "low" == mood || mood != "x" || "a" in some || moody == "no"'
    found = {(name, words) for name, words, _ in compared(source, ["mood", "some"])}
    assert found == {("mood", "calm"), ("mood", "low"), ("mood", "x"), ("some", "a")}
    for _, words, column in compared(source, ["mood", "some"]):
        assert source[column + 1 :].startswith(words)
