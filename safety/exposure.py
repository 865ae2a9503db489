"""Which phrases everyday text meets most: those to narrow first.

A phrase is exposed to a sentence that holds every word it needs, in whatever order. It need not
match there; but what people say every day with just these words will match in the end. Counted
over 60,293 harmless sentences, 888 of 9,806 English and Spanish phrases had an exposure of eleven
or more. They made 28 of 49 false interrupts in text that nobody had read; of 1,602 true ones in
such text 302 came from them alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from safety.finding import INTERRUPTS
from safety.language import Rule
from safety.match import Matcher
from safety.need import Need


class Exposed(NamedTuple):
    """A phrase, and in how many sentences all words that it needs stand."""

    rule: Rule
    phrase: str
    sentences: int


def exposed(messages: Iterable[str], matcher: Matcher) -> list[Exposed]:
    """The phrases that interrupt wherever they stand, those first that harmless text meets most.

    Args:
        messages: Text of people who are not at risk.
        matcher: The lexicon.
    """
    standing = _standing(messages, matcher)

    @cache
    def holding(need: Need) -> int:
        held = 0
        for word in need.words:
            held |= standing.get(word, 0)
        return held

    found = [*_phrases(matcher.lexicon.rules, holding)]
    return sorted(found, key=lambda one: (-one.sentences, one.rule.id, one.phrase))


def _phrases(rules: Iterable[Rule], holding: Callable[[Need], int]) -> Iterator[Exposed]:
    for rule in rules:
        if rule.tier not in INTERRUPTS or rule.alone:
            continue
        for pattern in rule.any_of:
            held = -1
            for step in pattern.steps:
                held &= holding(step.need)
            if held > 0:
                yield Exposed(rule, pattern.phrase, held.bit_count())


def _standing(messages: Iterable[str], matcher: Matcher) -> Mapping[str, int]:
    """In which sentences each word stands, by whatever it is called: a bit for each sentence."""
    found: dict[str, list[int]] = {}
    number = 0
    for text in messages:
        for form in matcher.forms(text)[:1]:
            for sentence in form.sentences:
                words = {*sentence.words}
                called = sentence.names.others(words)
                for word in words.union(*(called.get(one, ()) for one in words)):
                    found.setdefault(word, []).append(number)
                number += 1
    return {word: _bits(every, number) for word, every in found.items()}


def _bits(numbers: Iterable[int], size: int) -> int:
    made = bytearray(size // 8 + 1)
    for one in numbers:
        made[one // 8] |= 1 << one % 8
    return int.from_bytes(made, "little")
