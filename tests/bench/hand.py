"""The conversation written by hand, for the Python peers that bring no words of their own.

This is what someone would write who used a state machine library and nothing else: constants
and f-strings, every check as short as it can be.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from .talk import Reply

Vars: TypeAlias = dict[str, Any]
Button: TypeAlias = tuple[str, str]
Message: TypeAlias = tuple[str, str, tuple[Button, ...]]
"""Words, hint, buttons (id and label)."""

SCALE: Final[tuple[Button, ...]] = tuple((str(n), str(n)) for n in range(11))
SCALE_IDS: Final = frozenset(id_ for id_, _ in SCALE)
SCALE_HINT: Final = "0 = not at all · 10 = very strong"
KINDS: Final = {"closeness": "Closeness", "calm": "Calm", "clarity": "Clarity"}
KIND_BUTTONS: Final = tuple(KINDS.items())
WORDS_MAX: Final = 800

SAVES: Final = {"before": "urge", "which": "kind", "words": "need", "after": "urge_after"}
"""Which variable keeps the answer to a question."""

STALE: Final = "That button was from an earlier message, so nothing has changed."
BAD_SCALE: Final = "That did not match the scale. You could tap or send a number from 0 to 10."
BAD_NUMBER: Final = "That did not work as a number. You could send just the digits, like 7."
BAD_CHOICE: Final = (
    "That did not match one of the answers. You could tap the button that fits best."
)
EMPTY: Final = "That came through empty. A word or two is enough."
TOO_LONG: Final = (
    "That is a bit more than fits here. You could send the part that matters most, "
    "up to 800 characters."
)


def again_buttons(vars_: Vars) -> tuple[Button, ...]:
    """The loop's options: another round only while there is one left."""
    rest = (("room", "Some room"), ("worse", "It feels worse"))
    return (("more", "Another round"), *rest) if vars_["rounds"] < 3 else rest


SAYS: Final[dict[str, Callable[[Vars], list[str]]]] = {
    "hello": lambda _: [
        "When a message wants out fast, one slow breath can make some room. It takes four minutes.",
        "You can stop at any time, and the message stays yours to send.",
    ],
    "breath": lambda _: [
        "Let one long breath go, as if through a straw. Your shoulders may drop with it."
    ],
    "said": lambda v: [f"So the need is {KINDS[v['kind']]}, and in your words: {v['need']}"],
    "bye_lower": lambda v: [
        f"From {v['urge']} to {v['urge_after']}. "
        "You made that room by yourself, and someone you trust could hear of it."
    ],
    "bye_higher": lambda v: [
        f"From {v['urge']} to {v['urge_after']}. Thanks for saying so: "
        "a short walk or someone you trust may help more than breath."
    ],
    "bye_same": lambda v: [
        f"Still {v['urge_after']}, and that is an honest answer. "
        "The need you named is worth telling someone you trust."
    ],
    "bye_plain": lambda _: ["That was all of it, and someone you trust could hear of it, too."],
    "bye_worse": lambda _: [
        "Thanks for saying so. "
        "Feet on the floor, or a word with someone you trust, can help more than breath."
    ],
}
"""What each step that asks nothing says."""

ASKS: Final[dict[str, Callable[[Vars], Message]]] = {
    "before": lambda _: (
        "How strong is the urge to send it, 0 to 10? A rough number is fine.",
        SCALE_HINT,
        SCALE,
    ),
    "again": lambda v: (
        f"That was round {v['rounds']} of 3 at most. How is it now?",
        "",
        again_buttons(v),
    ),
    "which": lambda _: (
        "Under an urge there is often a need. Which comes nearest?",
        "",
        KIND_BUTTONS,
    ),
    "words": lambda _: ("What would it look like today? A few words are enough.", "", ()),
    "after": lambda _: (
        "How strong is the urge now, 0 to 10? Lower, the same or higher: any answer is fine.",
        SCALE_HINT,
        SCALE,
    ),
}
"""What each question asks."""


class RefusedError(Exception):
    """A reply that can't be used; its words are for the person."""


def read(state: str, vars_: Vars, reply: Reply) -> Any:
    """The reply to a question as its answer.

    Raises:
        RefusedError: It is none.
    """
    if state in {"before", "after"}:
        return _scale(reply)
    if state == "words":
        return _words(reply)
    buttons = KINDS if state == "which" else dict(again_buttons(vars_))
    if reply.value not in buttons:
        raise RefusedError(STALE if reply.kind == "tap" else BAD_CHOICE)
    return reply.value


def _scale(reply: Reply) -> int:
    if reply.kind == "tap":
        if reply.value not in SCALE_IDS:
            raise RefusedError(STALE)
        return int(reply.value)
    try:
        value = float(reply.value)
    except ValueError:
        raise RefusedError(BAD_NUMBER) from None
    if not 0 <= value <= 10:
        raise RefusedError(BAD_SCALE)
    return int(value)


def _words(reply: Reply) -> str:
    words = reply.value.strip()
    if not words:
        raise RefusedError(EMPTY)
    if len(words) > WORDS_MAX:
        raise RefusedError(TOO_LONG)
    return words


def said(lines: list[str]) -> list[Message]:
    """Messages without hint and buttons."""
    return [(line, "", ()) for line in lines]


def need_named(vars_: Vars) -> bool:
    """Whether there is something to say back."""
    return "kind" in vars_ and "need" in vars_


def lower(vars_: Vars) -> bool:
    """Whether the urge fell."""
    return bool(vars_["urge_after"] < vars_["urge"])


def higher(vars_: Vars) -> bool:
    """Whether the urge rose."""
    return bool(vars_["urge_after"] > vars_["urge"])


def same(vars_: Vars) -> bool:
    """Whether the urge is what it was."""
    return bool(vars_["urge_after"] == vars_["urge"])
