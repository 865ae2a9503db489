"""Bare `transitions`: one shared machine, in its fastest idiom and in the documented one."""

import json
from typing import Any, Final

from transitions import Machine

from . import hand
from .talk import Reply, Shown

_NEXT: Final = "next"
_WAYS: Final[tuple[tuple[Any, ...], ...]] = (
    (_NEXT, "hello", "before"),
    (_NEXT, "before", "breath"),
    (_NEXT, "breath", "again"),
    ("more", "again", "breath"),
    ("room", "again", "which"),
    ("worse", "again", "bye_worse"),
    (_NEXT, "which", "words"),
    (_NEXT, "words", "said", hand.need_named),
    (_NEXT, "words", "after"),
    (_NEXT, "said", "after"),
    (_NEXT, "after", "decide"),
    (_NEXT, "decide", "bye_lower", hand.lower),
    (_NEXT, "decide", "bye_higher", hand.higher),
    (_NEXT, "decide", "bye_same", hand.same),
    (_NEXT, "decide", "bye_plain"),
)
"""Trigger, source, target, condition: the steps of six-replies.yaml, one to one."""


def _machine() -> Machine:
    states = list(dict.fromkeys(name for way in _WAYS for name in way[1:3]))
    machine = Machine(model=None, states=states, initial="hello", auto_transitions=False)
    for trigger, source, target, *conditions in _WAYS:
        machine.add_transition(trigger, source, target, conditions=conditions or None)
    return machine


class Talk:
    """A conversation as the machine sees it."""

    __slots__ = ("state", "vars")

    def __init__(self, state: str, vars_: hand.Vars) -> None:
        self.state = state
        self.vars = vars_


class OpenTalk(Talk):
    """A conversation that a machine can hang its methods on. It has a `__dict__`."""


class Bare:
    """The fastest idiom: an event of the machine is triggered on an object it doesn't know."""

    name = "transitions, bare"

    def __init__(self) -> None:
        self.machine = _machine()

    def begin(self) -> tuple[str, Any]:
        """Start the conversation and save."""
        talk = self.take("hello", {"rounds": 0})
        out: list[hand.Message] = []
        self._settle(talk, out)
        return self.save(talk), out

    def reply(self, saved: str, reply: Reply) -> tuple[str, Any]:
        """Restore, take one reply, save."""
        state, vars_ = json.loads(saved)
        talk = self.take(state, vars_)
        out: list[hand.Message] = []
        try:
            value = hand.read(state, vars_, reply)
        except hand.RefusedError as refused:
            return self.save(talk), [(str(refused), "", ())]
        if state in hand.SAVES:
            vars_[hand.SAVES[state]] = value
        self.fire(talk, value if state == "again" else _NEXT)
        self._settle(talk, out)
        return self.save(talk), out

    def _settle(self, talk: Talk, out: list[hand.Message]) -> None:
        """Say what there is to say until a question, or the end, is reached."""
        while talk.state not in hand.ASKS:
            if talk.state == "breath":
                talk.vars["rounds"] += 1
            if talk.state in hand.SAYS:
                out += hand.said(hand.SAYS[talk.state](talk.vars))
            if talk.state.startswith("bye_"):
                return
            self.fire(talk, _NEXT)
        out.append(hand.ASKS[talk.state](talk.vars))

    def take(self, state: str, vars_: hand.Vars) -> Talk:
        """A conversation that stands in `state`."""
        return Talk(state, vars_)

    def fire(self, talk: Talk, trigger: str) -> None:
        """Move on."""
        self.machine.events[trigger].trigger(talk, talk.vars)

    def save(self, talk: Talk) -> str:
        """State and variables as JSON."""
        return json.dumps([talk.state, talk.vars], ensure_ascii=False, separators=(",", ":"))

    def shown(self, out: Any) -> list[Shown]:
        """The messages."""
        return [Shown(text, hint, tuple(label for _, label in row)) for text, hint, row in out]


class Registered(Bare):
    """The documented idiom: each restored conversation is added to the machine as a model."""

    name = "transitions, add_model"

    def take(self, state: str, vars_: hand.Vars) -> Talk:
        """A conversation that the machine has given its triggers."""
        talk = OpenTalk(state, vars_)
        self.machine.add_model(talk, initial=state)
        return talk

    def fire(self, talk: Talk, trigger: str) -> None:
        """Move on, by the method that the machine has put on the model."""
        getattr(talk, trigger)(talk.vars)

    def save(self, talk: Talk) -> str:
        """Let the machine forget the conversation, or it would be held for good."""
        self.machine.remove_model(talk)
        return super().save(talk)
