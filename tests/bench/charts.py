"""python-statemachine: a class of states, with callbacks and conditions by name."""

import json
from typing import Any

from statemachine import State, StateMachine

from . import hand
from .talk import Reply, Shown


class Chat:
    """The model: where the conversation stands, the answers, and what is to be sent."""

    def __init__(self, state: str | None, vars_: hand.Vars) -> None:
        self.state = state
        self.vars = vars_
        self.out: list[hand.Message] = []

    def ask(self) -> None:
        """Ask the question of the state."""
        self.out.append(hand.ASKS[str(self.state)](self.vars))

    def say(self, step: str) -> None:
        """Say what a step of the flow says."""
        self.out += hand.said(hand.SAYS[step](self.vars))


class SixReplies(StateMachine):
    """The questions are the states; what is said between them happens on the way.

    A state for each step that only says something would be nearer to the flow and slower
    here: more transitions, each of which costs more than the words it stands for.
    """

    before = State(initial=True)
    again = State()
    which = State()
    words = State()
    after = State()
    bye_lower = State(final=True)
    bye_higher = State(final=True)
    bye_same = State(final=True)
    bye_plain = State(final=True)
    bye_worse = State(final=True)

    answer = (
        before.to(again, on="breathe")
        | which.to(words)
        | words.to(after, cond="need_named", on="say_back")
        | words.to(after)
        | after.to(bye_lower, cond="is_lower")
        | after.to(bye_higher, cond="is_higher")
        | after.to(bye_same, cond="is_same")
        | after.to(bye_plain)
    )
    more = again.to(again, on="breathe", internal=False)
    room = again.to(which)
    worse = again.to(bye_worse)

    model: Chat

    def need_named(self) -> bool:
        """Whether there is something to say back."""
        return hand.need_named(self.model.vars)

    def is_lower(self) -> bool:
        """Whether the urge fell."""
        return hand.lower(self.model.vars)

    def is_higher(self) -> bool:
        """Whether the urge rose."""
        return hand.higher(self.model.vars)

    def is_same(self) -> bool:
        """Whether the urge is what it was."""
        return hand.same(self.model.vars)

    def breathe(self) -> None:
        """One more round."""
        self.model.vars["rounds"] += 1
        self.model.say("breath")

    def say_back(self) -> None:
        """Repeat the need in the person's words."""
        self.model.say("said")

    def on_enter_state(self, target: State) -> None:
        """Ask or say goodbye, as the state has it."""
        if target.id == "before":
            self.model.say("hello")
        if target.final:
            self.model.say(target.id)
        else:
            self.model.ask()


class Charts:
    """Restores by building the machine around a model that knows its state, as documented."""

    name = "python-statemachine"

    def begin(self) -> tuple[str, Any]:
        """Start the conversation and save."""
        chat = Chat(None, {"rounds": 0})
        SixReplies(chat)
        return self._save(chat)

    def reply(self, saved: str, reply: Reply) -> tuple[str, Any]:
        """Restore, take one reply, save."""
        state, vars_ = json.loads(saved)
        chat = Chat(state, vars_)
        machine = SixReplies(chat)
        try:
            value = hand.read(state, vars_, reply)
        except hand.RefusedError as refused:
            chat.out = [(str(refused), "", ())]
            return self._save(chat)
        if state in hand.SAVES:
            vars_[hand.SAVES[state]] = value
        machine.send(value if state == "again" else "answer")
        return self._save(chat)

    def _save(self, chat: Chat) -> tuple[str, Any]:
        saved = json.dumps([chat.state, chat.vars], ensure_ascii=False, separators=(",", ":"))
        return saved, chat.out

    def shown(self, out: Any) -> list[Shown]:
        """The messages."""
        return [Shown(text, hint, tuple(label for _, label in row)) for text, hint, row in out]
