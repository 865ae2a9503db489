"""What turns a sentence about now and me into one that is denied, past, or another's.

A modifier demotes, it never erases: somebody who writes that they don't want to die has the
word on their mind, and somebody who worries about a friend wants help too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from safety.aside import Aside
from safety.finding import Modifier, Tier
from safety.language import Grammar, Rule
from safety.pattern import Cue
from safety.sentence import WINDOW, Sentence

AFTER: Final = 60
SPARED: Final = 60
_ENDS: Final = "ends"
_NOWHERE: Final = 1 << 62
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
        sentence: The sentence that it stands in.
        aside: Where the cues of its language are filed.
        gaps: What stood in the gaps of the phrase.
        before: The message as typed, shortly before the hit.
        pictured: The words around it with those that emoji stand for, if they may matter.
    """

    text: str
    start: int
    end: int
    sentence: Sentence
    aside: Aside
    gaps: str
    before: str = ""
    pictured: str = ""


def modifiers_of(hit: Hit, rule: Rule, grammar: Grammar) -> tuple[Modifier, ...]:
    """The modifiers of a hit, the weightiest first."""
    if rule.tier == "third_party":
        return ()
    ignore = rule.ignore
    return tuple(
        name
        for name, holds in _HOLD.items()
        if name not in ignore and (name != "laughing" or rule.soft) and holds(hit, grammar)
    )


def demote(tier: Tier, modifiers: tuple[Modifier, ...]) -> Tier:
    """The tier that is left. A concern stays one unless it is about somebody else."""
    if tier == "third_party":
        return tier
    return _TO[modifiers[0]] if modifiers else tier


def _negated(hit: Hit, grammar: Grammar) -> bool:
    left = max(hit.sentence.start, hit.start - WINDOW)
    if grammar.negated_before and _ends(grammar.negated_before, hit, left):
        spared = grammar.not_negated
        if not (
            (spared and _stands(spared, hit, max(left, hit.start - SPARED), hit.start + 1))
            or _anew(hit, grammar, left)
        ):
            return True
    if _gap_denies(f" {hit.gaps} ", grammar):
        return True
    after = grammar.negated_after
    right = min(hit.sentence.end, hit.end + AFTER)
    return bool(after and after.regex.match(hit.text, hit.end - 1, right))


def _anew(hit: Hit, grammar: Grammar, left: int) -> bool:
    """Whether the "no" before the hit is over: "not going to, | I'm going to end it"."""
    cue = grammar.anew_before
    if cue is None:
        return False
    own = grammar.self.regex.match(hit.text, hit.start, hit.end) if grammar.self else None
    return _ends(cue, hit, left) or bool(own and _ends(cue, hit, left, own.end() - 1))


def _gap_denies(gaps: str, grammar: Grammar) -> bool:
    """Whether a gap holds a "no" of its own, not that of "can't stop"."""
    within, spared = grammar.negated_within, grammar.not_negated
    return bool(within and within.regex.search(gaps) and not (spared and spared.regex.search(gaps)))


def _past(hit: Hit, grammar: Grammar) -> bool:
    start = max(hit.sentence.start, hit.start - WINDOW)
    end = min(hit.sentence.end, hit.end + WINDOW)
    before, around = grammar.past_before, grammar.past_around
    if (before and _ends(before, hit, start)) or (around and _stands(around, hit, start, end)):
        return not (grammar.not_past and _stands(grammar.not_past, hit, start, end))
    return False


def _others(hit: Hit, grammar: Grammar) -> bool:
    """Whether the nearest person before the hit, or in it, is somebody else."""
    if grammar.others is None:
        return False
    left = max(hit.sentence.start, hit.start - WINDOW)
    other = _last(grammar.others, hit, left, hit.start + 1)
    if other < 0:
        return False
    if grammar.self is None:
        return True
    inside = _stands(grammar.self, hit, hit.start, hit.end)
    quoted = _in_quotes(hit)
    if inside and not quoted:
        return False
    nearest = hit.start - max(3, quoted - 1) if quoted else hit.start + 1
    return other > _last(grammar.self, hit, left, nearest)


def _stands(cue: Cue, hit: Hit, start: int, end: int) -> bool:
    """Whether a cue stands between two places."""
    sentence = hit.sentence
    places = hit.aside.between(cue, sentence, start, end)
    if not places:
        return False
    match, text = cue.regex.match, hit.text
    ends: dict[int, int] = sentence.known.setdefault((cue, _ENDS), {})
    for at in places:
        last = ends.get(at)
        if last is None:
            found = match(text, at)
            last = ends[at] = found.end() if found else _NOWHERE
        if last <= end or (last < _NOWHERE and match(text, at, end)):
            return True
    return False


def _ends(cue: Cue, hit: Hit, start: int, end: int = -1) -> bool:
    """Whether a cue ends right before the hit, or before another place."""
    match, text, end = cue.regex.match, hit.text, hit.start if end < 0 else end
    start = max(start, hit.sentence.back(end, cue.width))
    places = hit.aside.between(cue, hit.sentence, start, end)
    return any(match(text, at, end) for at in places)


def _last(cue: Cue, hit: Hit, start: int, end: int) -> int:
    """Where the last cue between two places ends; -1 if there is none."""
    for at in reversed(hit.aside.between(cue, hit.sentence, start, end)):
        if match := cue.regex.match(hit.text, at, end):
            return match.end()
    return -1


def _quoted(hit: Hit, grammar: Grammar) -> bool:
    start = max(hit.sentence.start, hit.start - WINDOW)
    end = min(hit.sentence.end, hit.end + AFTER)
    return bool(grammar.quoted_around and _stands(grammar.quoted_around, hit, start, end))


def _in_quotes(hit: Hit) -> int:
    """How far back a quote opens a few words before the hit: its "i" is whoever spoke. Or 0."""
    opens = _OPENS.search(hit.before)
    return len(opens.group()) if opens else 0


def _laughing(hit: Hit, grammar: Grammar) -> bool:
    if grammar.laughter is None:
        return False
    left, right = max(0, hit.start - AFTER), hit.end + AFTER
    laughs = grammar.laughter.regex.search
    if not (laughs(hit.text, left, right) or laughs(hit.pictured)):
        return False
    earnest = grammar.not_laughing
    return not (earnest and earnest.regex.search(hit.text, left, right))


_HOLD: Final[dict[Modifier, Callable[[Hit, Grammar], bool]]] = {
    "third_party": _others,
    "negated": _negated,
    "past": _past,
    "quoted": _quoted,
    "laughing": _laughing,
}
