"""Texts with names in curly brackets: nothing else is read in them, nothing is lost."""

import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.flow.template import TemplateError, parse

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,9}(\.[a-z][a-z0-9_]{0,9})?", fullmatch=True)
BRACKETS = st.text(st.sampled_from("{}ab. _1"), max_size=40)
PLAIN = st.text(st.characters(exclude_characters="{}"))


def escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


@settings(deadline=None)
@given(st.one_of(st.text(), BRACKETS))
@example("{" * 100_000)
@example("{{" * 50_000 + "{")
@example("{" + "a" * 100_000)
@example("{a.b.c}")
def test_every_text_is_read_or_refused_with_the_place(text: str) -> None:
    names: tuple[str, ...] = ()
    refusal = None
    try:
        names = parse(text).names
    except TemplateError as error:
        refusal = error
    assert all(f"{{{name}}}" in text for name in names)
    if refusal:
        assert text.startswith(refusal.found, refusal.offset)
        assert refusal.found[0] in "{}"


@settings(deadline=None)
@given(PLAIN)
def test_a_text_without_brackets_is_shown_as_it_is(text: str) -> None:
    template = parse(text)
    assert template.names == ()
    assert template.render(lambda _name: "never asked") == text


@settings(deadline=None)
@given(st.text())
def test_a_doubled_bracket_is_shown_as_one(text: str) -> None:
    template = parse(escaped(text))
    assert template.names == ()
    assert template.render(str) == text


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), NAMES), min_size=1), st.text())
def test_each_name_is_filled_in_where_it_stands(parts: list[tuple[str, str]], end: str) -> None:
    written = "".join(f"{escaped(text)}{{{name}}}" for text, name in parts) + escaped(end)
    template = parse(written)
    assert list(template.names) == [name for _, name in parts]
    shown = "".join(f"{text}<{name}>" for text, name in parts) + end
    assert template.render(lambda name: f"<{name}>") == shown


@settings(deadline=None)
@given(st.text(min_size=1))
@example("{name}")
@example("{{")
@example("%s {0} $name {name.__class__}")
def test_a_value_is_never_read_as_a_text(value: str) -> None:
    assert parse("You wrote {word}").render(lambda _name: value) == f"You wrote {value}"


@pytest.mark.parametrize(
    ("text", "offset", "found"),
    [
        ("{", 0, "{"),
        ("Hi {name", 3, "{"),
        ("Hi name}", 7, "}"),
        ("{}", 0, "{}"),
        ("{ urge }", 0, "{ urge }"),
        ("{Urge}", 0, "{Urge}"),
        ("{1st}", 0, "{1st}"),
        ("{urge + 1}", 0, "{urge + 1}"),
        ("{urge!r}", 0, "{urge!r}"),
        ("{urge:>10}", 0, "{urge:>10}"),
        ("{urge[0]}", 0, "{urge[0]}"),
        ("{a.b.c}", 0, "{a.b.c}"),
        ("{person.__class__}", 0, "{person.__class__}"),
        ("{ürge}", 0, "{ürge}"),
        ("{urge\n}", 0, "{urge\n}"),
        ("{{{urge}", 2, None),
        ("ok {urge} and {urge }", 14, "{urge }"),
    ],
)
def test_only_a_name_stands_in_brackets(text: str, offset: int, found: str | None) -> None:
    if found is None:
        assert parse(text).render(lambda _name: "5") == "{5"
        return
    with pytest.raises(TemplateError) as caught:
        parse(text)
    assert (caught.value.offset, caught.value.found) == (offset, found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hello, {name}.", "Hello,."),
        ("Hello {name}.", "Hello."),
        ("Hello {name}!", "Hello!"),
        ("{name}, hello", "hello"),
        ("{name} hello", "hello"),
        ("So{name}{name} it is", "So it is"),
        ("Hi {name} {name}.", "Hi."),
        ("{name} {name} hello", "hello"),
        ("So {name} it is", "So it is"),
        ("See you {name}", "See you"),
        ("Is it you, {name} ?", "Is it you, ?"),
    ],
)
def test_an_empty_value_leaves_no_hole(text: str, shown: str) -> None:
    assert parse(text).render(lambda _name: "") == shown


@settings(deadline=None)
@given(PLAIN.filter(str.strip))
@example("one  two")
@example("wait ... what ?")
@example("  in a column\n  of two  lines")
def test_what_a_person_wrote_is_shown_as_they_wrote_it_beside_an_empty_value(words: str) -> None:
    values = {"name": "", "words": words}
    shown = parse("{name} You wrote: “{words}”").render(values.__getitem__)
    assert shown == f"You wrote: “{words}”"


def test_all_letters_of_a_name_count() -> None:
    name = string.ascii_lowercase + string.digits + "_"
    assert parse(f"{{{name}.{name}}}").names == (f"{name}.{name}",)
