"""The few words that must be there when `phrases.yaml` can't be read: help, and how to get it.

What is said in a crisis is a clinician's to change, in `flows/phrases.yaml`. This is the net
below it, in English only.
"""

from typing import Final

_HELP: Final = (
    "These people can help:\n\n{help.lines}\n\nThis is a program, and nobody reads this chat live."
)
_WORDS: Final = {
    "help": "Help",
    "stop": "Stop",
    "pause": "Pause",
    "resume": "Resume",
    "skip": "Skip",
    "back": "Back",
    "early": "Go on now",
    "done_picking": "Done",
    "continue": "Go on where I was",
    "close": "Close",
    "stop_words": "stop",
    "help_words": "help",
    "stopped": "Stopped.",
    "all_stopped": "Stopped. Nothing more will be sent.",
    "help_lines": _HELP,
    "country_known": _HELP,
    "risk_again": "These people can help:\n\n{help.short}",
    "help_stays": "Help is one tap away, day and night.",
    "offer": "Help is one tap away, if you want it.",
    "offer_body": _HELP,
    "still_here": "Help is one tap away, day and night.",
    "with_therapist": "That exercise is begun together with a therapist.",
    "offer_for_someone": "Help is one tap away, for them and for you.",
    "go_on": "Go on",
    "description": "Short exercises for when closeness gets hard. Not an emergency service.",
}
_OTHERWISE: Final = (
    "Something in this program is broken, and it was nothing you did. Help still works: /help"
)


def built_in(phrase: str) -> str:
    """The words for a phrase that nothing else has words for."""
    return _WORDS.get(phrase) or (_HELP if phrase.startswith("risk_") else _OTHERWISE)
