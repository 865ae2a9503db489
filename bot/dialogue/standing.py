"""A session opened up for one turn, to be read: where it stands, what is known there."""

from collections.abc import Mapping
from typing import Any

from bot.flow.expression import Expression
from bot.flow.flow import AnyNode, Flow
from bot.flow.library import Library
from bot.model import Context, Frame, Session, Value


def remembered(flow: Flow, context: Context) -> dict[str, Value]:
    """The variables of a flow that hold what was so when it was last done.

    What doesn't fit any more, since the flow has changed, counts as never answered.
    """
    known: dict[str, Value] = {}
    for name, var in flow.variables.items():
        value = context.last.get(f"{flow.id}/{var.last}") if var.last else None
        if value is not None and var.takes(value):
            if var.type == "number" and isinstance(value, int):
                value = float(value)
            known[name] = value
    return known


class Standing:
    """Where a conversation stands. Nothing here changes it, but for whoever owns it."""

    def __init__(self, library: Library, session: Session, context: Context) -> None:
        self.library = library
        self.context = context
        self.frames = list(session.frames)
        self.status = session.status
        self.turn = session.turn
        self.turns = session.turns
        self.picked = session.picked
        self.tries = session.tries
        self.due = session.due
        self.history = session.history
        self.kept = session.kept
        self.outcome = session.outcome
        self._known = self.frames[-1]
        self._found = self.flow_of(self._known)

    def session(self) -> Session:
        """The session as it now stands."""
        return Session(
            tuple(self.frames),
            self.status,
            self.turn,
            self.turns,
            self.picked,
            self.tries,
            self.due,
            self.history,
            self.kept,
            self.outcome,
        )

    @property
    def flow(self) -> Flow | None:
        """The flow the person stands in: as they began it, or the newest if that is gone."""
        frame = self.frames[-1]
        if frame.flow != self._known.flow or frame.revision != self._known.revision:
            self._found, self._known = self.flow_of(frame), frame
        return self._found

    def flow_of(self, frame: Frame) -> Flow | None:
        """The flow of one of the frames. What is said in a crisis is never pinned."""
        pinned = self.library.pinned(frame.flow, frame.revision)
        current = self.library.called(frame.flow)
        if pinned is None or current is None:
            return pinned or current
        newer = current.file.pack == "safety" and frame.step in current.steps
        return current if newer else pinned

    @property
    def node(self) -> AnyNode | None:
        """The step the person stands on."""
        flow = self.flow
        return flow.steps.get(self.frames[-1].step) if flow else None

    def value(self, name: str) -> Value | None:
        """The answer in a variable, or its default."""
        given = self.frames[-1].vars.get(name)
        if given is None and (flow := self.flow) and (var := flow.variables.get(name)):
            return var.default
        return given

    def data(self, expression: Expression) -> Mapping[str, Any]:
        """What an expression reads, as far as it has a value."""
        given, flow = self.frames[-1].vars, self.flow
        declared = flow.variables if flow else {}
        data: dict[str, Any] = {}
        for name in expression.names:
            value = given.get(name)
            if value is None:
                value = declared[name].default if name in declared else None
            if value is not None:
                data[name] = value
        if expression.asked:
            data["answered"] = {name: name in given for name in declared}
        if expression.person:
            data["person"] = self.context.person
        return data

    def phrase(self, phrase: str, values: Mapping[str, object] | None = None) -> str:
        """The program's own words for something."""
        return self.library.phrases.say(phrase, self.context.lang, values)
