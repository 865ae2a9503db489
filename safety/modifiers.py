"""What turns a sentence about now and me into one that is denied, past, or another's.

A modifier demotes, it never erases: somebody who writes that they don't want to die has the
word on their mind, and somebody who worries about a friend wants help too.
"""

import re
from dataclasses import dataclass
from typing import Final

from safety.finding import Modifier, Tier
from safety.language import Grammar, Rule

WINDOW: Final = 160
"""How many characters before a hit count as its context."""

AFTER: Final = 60
_OPENS: Final = re.compile(r"(?:^|[\s,:(])[\"“„«‘'](?:[^\W_]|[’' ,.]){0,24}$")
_TO: Final[dict[Modifier, Tier]] = {
    "third_party": "third_party",
    "negated": "concern",
    "past": "concern",
    "quoted": "concern",
    "laughing": "concern",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a stream.

    Attributes:
        text: The text of the stream.
        start: Where the hit begins; `end` is where it ends, both with their spaces.
        sentence: Where its sentence begins and ends.
        gaps: What stood in the gaps of the phrase.
        before: The message as typed, shortly before the hit.
    """

    text: str
    start: int
    end: int
    sentence: tuple[int, int]
    gaps: str
    before: str = ""


def modifiers_of(hit: Hit, rule: Rule, grammar: Grammar) -> tuple[Modifier, ...]:
    """The modifiers of a hit, the weightiest first."""
    if rule.tier == "third_party":
        return ()
    found: list[Modifier] = []
    if _others(hit, grammar):
        found.append("third_party")
    if _negated(hit, grammar):
        found.append("negated")
    if _past(hit, grammar):
        found.append("past")
    if _quoted(hit, grammar):
        found.append("quoted")
    if rule.soft and _laughing(hit, grammar):
        found.append("laughing")
    return tuple(one for one in found if one not in rule.ignore)


def demote(tier: Tier, modifiers: tuple[Modifier, ...]) -> Tier:
    """The tier that is left. A concern stays one unless it is about somebody else."""
    if tier == "third_party":
        return tier
    return _TO[modifiers[0]] if modifiers else tier


def _negated(hit: Hit, grammar: Grammar) -> bool:
    left = max(hit.sentence[0], hit.start - WINDOW)
    before = grammar.negated_before
    if before and before.search(hit.text, left, hit.start):
        spared = grammar.not_negated
        if not (spared and spared.search(hit.text, max(left, hit.start - 60), hit.start + 1)):
            return True
    if _gap_denies(f" {hit.gaps} ", grammar):
        return True
    after = grammar.negated_after
    right = min(hit.sentence[1], hit.end + AFTER)
    return bool(after and after.match(hit.text, hit.end - 1, right))


def _gap_denies(gaps: str, grammar: Grammar) -> bool:
    """Whether a gap holds a "no" of its own, not that of "can't stop"."""
    within, spared = grammar.negated_within, grammar.not_negated
    return bool(within and within.search(gaps) and not (spared and spared.search(gaps)))


def _past(hit: Hit, grammar: Grammar) -> bool:
    start, end = hit.sentence
    start, end = max(start, hit.start - WINDOW), min(end, hit.end + WINDOW)
    now = grammar.not_past
    if now and now.search(hit.text, start, end):
        return False
    before, around = grammar.past_before, grammar.past_around
    if before and before.search(hit.text, start, hit.start):
        return True
    return bool(around and around.search(hit.text, start, end))


def _others(hit: Hit, grammar: Grammar) -> bool:
    """Whether the nearest person before the hit, or in it, is somebody else."""
    if grammar.others is None:
        return False
    left = max(hit.sentence[0], hit.start - WINDOW)
    other = _last(grammar.others, hit.text, left, hit.start + 1)
    if other < 0:
        return False
    if grammar.self is None:
        return True
    inside = grammar.self.search(hit.text, hit.start, hit.end)
    if inside and not _in_quotes(hit):
        return False
    quoted = _in_quotes(hit)
    nearest = hit.start - max(3, quoted - 1) if quoted else hit.start + 1
    return other > _last(grammar.self, hit.text, left, nearest)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the last match ends; matches share the spaces between words."""
    at, found = start, -1
    while match := pattern.search(text, at, end):
        found = match.end()
        at = match.start() + 1
    return found


def _quoted(hit: Hit, grammar: Grammar) -> bool:
    around = grammar.quoted_around
    start, end = hit.sentence
    start, end = max(start, hit.start - WINDOW), min(end, hit.end + AFTER)
    return bool(around and around.search(hit.text, start, end))


def _in_quotes(hit: Hit) -> int:
    """How far back a quote opens a few words before the hit: its "i" is whoever spoke. Or 0."""
    opens = _OPENS.search(hit.before)
    return len(opens.group()) if opens else 0


def _laughing(hit: Hit, grammar: Grammar) -> bool:
    laughter = grammar.laughter
    left, right = max(0, hit.start - AFTER), hit.end + AFTER
    return bool(laughter and laughter.search(hit.text, left, right))
