"""Runs each rule's own examples: the tests that a clinician writes."""

from collections.abc import Iterator

from safety.language import Rule
from safety.marked import Problem
from safety.match import Matcher
from safety.screen import screen


def check_examples(matcher: Matcher) -> list[Problem]:
    """Each example on which a rule doesn't do what its author says."""
    return [one for rule in matcher.lexicon.rules for one in _rule(rule, matcher)]


def fires(rule: Rule, text: str, matcher: Matcher) -> bool:
    """Whether a rule fires on a text at its own tier."""
    return any(one.rule == rule.id and not one.modifiers for one in screen(text, using=matcher))


def _rule(rule: Rule, matcher: Matcher) -> Iterator[Problem]:
    for text in rule.must_match:
        if not fires(rule, text, matcher):
            yield _problem(rule, "L009", f'must match "{text}"', "widen a phrase")
    for text in rule.must_not_match:
        if fires(rule, text, matcher) or any(one.interrupts for one in screen(text, using=matcher)):
            mend = "add an idiom under `unless`, or narrow a phrase"
            yield _problem(rule, "L010", f'must not match "{text}"', mend)


def _problem(rule: Rule, code: str, message: str, mend: str) -> Problem:
    return Problem(rule.file, rule.line, 3, code, f"{rule.id} {message}", mend)
