"""Screening never raises, never hangs and never keeps words."""

from dataclasses import fields

import pytest

from safety import Finding, screen, weigh
from safety.bits import Bits
from safety.finding import rule_ids
from safety.lexicon import FOLDER, load
from safety.lookup import quickest
from safety.match import Matcher
from safety.screen import matcher
from tests.safety.slow import SIZE, worst

WORST = worst(matcher().lexicon, 1)


class Broken(Matcher):
    """A matcher with a fault."""

    def match(self, text: str) -> list[Finding]:
        raise RuntimeError(text)


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\ud800", "?" * 50, "\u202eabc", "a\x00b"])
def test_odd_text_is_fine(text: str) -> None:
    assert screen(text) == []


@pytest.mark.parametrize("text", [None, 3, b"bytes", ["list"]])
def test_what_is_no_text_shows_help(text: object) -> None:
    assert [one.rule for one in screen(text)] == ["layer.error"]  # type: ignore[arg-type]


def test_a_fault_shows_help_and_keeps_no_words(caplog: pytest.LogCaptureFixture) -> None:
    found = screen("canary words", using=Broken(load()[0]))
    assert weigh(found).interrupt
    assert found[0].modifiers == ("error",)
    assert found[0].span == (0, 12)
    assert "canary" not in repr(found) + caplog.text


def test_findings_hold_no_text() -> None:
    kinds = {one.name for one in fields(Finding)}
    assert kinds == {"rule", "category", "tier", "span", "modifiers", "version"}
    assert "zebra" not in repr([one.to_dict() for one in screen("zebra i want to die")])


@pytest.mark.parametrize("name", sorted(WORST))
def test_made_to_be_slow_is_answered(name: str) -> None:
    for text in WORST[name]:
        assert 0 < len(text) <= SIZE
        assert [one for one in screen(text) if one.rule == "layer.error"] == []


def test_python_and_machine_code_find_the_same() -> None:
    lexicon = load(FOLDER / "de")[0]
    plain, quick = Matcher(lexicon, Bits), Matcher(lexicon, quickest(lexicon.beginnings()))
    said = [text for one in lexicon.rules for text in (*one.must_match, *one.must_not_match)]
    for text in (*said, *WORST["examples in de"], *WORST["counter-examples"]):
        assert screen(text, using=plain) == screen(text, using=quick)


def test_too_much_work_shows_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safety.match.MAX_WORK", 0)
    assert [one.rule for one in screen("i want to die")] == ["layer.error"]


def test_the_end_of_a_long_text_is_read() -> None:
    text = "all is well. " * 1000 + "i want to die"
    found = screen(text)
    assert text[slice(*found[0].span)] == "want to die"


def test_a_hit_across_slices_is_read() -> None:
    text = "a" * 4090 + " i want to die"
    assert weigh(screen(text + " b" * 300)).interrupt


def test_screening_twice_is_the_same() -> None:
    text = "i want to die, my friend wants to die, i cant do this anymore"
    assert screen(text) == screen(text)


def test_rule_ids_are_all_that_statistics_need() -> None:
    found = [Finding(rule, "suicide", "concern", (0, 1)) for rule in "aab"]
    assert rule_ids(found) == ("a", "b")
