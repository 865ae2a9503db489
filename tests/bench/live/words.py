"""The conversation as a bot by hand would show it: hand.py's words, with Mooring's buttons.

The peers carry the same keyboards as Mooring, ways out included, so that each message is the
same on the wire. They have no code behind Back, Pause, Stop, Help and Skip; nobody taps those.
"""

from typing import Any, Final, NamedTuple

from tests.bench import hand
from tests.bench.talk import Reply

Rows = list[list[tuple[str, str]]]
"""Buttons: words and data."""

SCALE_ROW: Final = 6
COUNTS: Final = {"before": 1, "again": 2, "which": 3, "words": 4, "after": 5}
SKIPS: Final = {"before": "No number", "which": "Skip", "words": "Skip", "after": "No number"}


class Message(NamedTuple):
    """Words and the buttons under them."""

    text: str
    rows: Rows


def begin(vars_: hand.Vars) -> tuple[str, list[Message]]:
    """The greeting: where the conversation stands now, and what to send."""
    vars_.clear()
    vars_["rounds"] = 0
    return "before", [*_say("hello", vars_), _ask("before", vars_)]


def reply(state: str, vars_: hand.Vars, given: Reply) -> tuple[str, list[Message]]:
    """Take a reply: where the conversation stands now (empty at its end), and what to send.

    Raises:
        hand.RefusedError: It is no answer to this question.
    """
    value = hand.read(state, vars_, given)
    if state in hand.SAVES:
        vars_[hand.SAVES[state]] = value
    says, after = _way(state, value, vars_)
    if says == "breath":
        vars_["rounds"] += 1
    out = _say(says, vars_) if says else []
    return after, [*out, _ask(after, vars_)] if after else out


def _way(state: str, value: Any, vars_: hand.Vars) -> tuple[str, str]:
    """What is said next, and what is asked then."""
    if state == "before" or value == "more":
        return "breath", "again"
    if state == "again":
        return ("", "which") if value == "room" else ("bye_worse", "")
    if state == "which":
        return "", "words"
    if state == "words":
        return "said" if hand.need_named(vars_) else "", "after"
    ends = ((hand.lower, "bye_lower"), (hand.higher, "bye_higher"), (hand.same, "bye_same"))
    return next((bye for holds, bye in ends if holds(vars_)), "bye_plain"), ""


def _say(step: str, vars_: hand.Vars) -> list[Message]:
    return [Message(text, []) for text in hand.SAYS[step](vars_)]


def _ask(state: str, vars_: hand.Vars) -> Message:
    words, hint, buttons = hand.ASKS[state](vars_)
    text = "\n\n".join(part for part in (f"{COUNTS[state]}/5", words, hint) if part)
    answers = [(label, id_) for id_, label in buttons]
    wide = SCALE_ROW if buttons == hand.SCALE else 1
    rows = [answers[at : at + wide] for at in range(0, len(answers), wide)]
    if state in SKIPS:
        rows.append([(SKIPS[state], "skip")])
    ways = ("Pause", "Stop", "Help") if state == "before" else ("Back", "Pause", "Stop", "Help")
    return Message(text, [*rows, [(way, way.lower()) for way in ways]])
