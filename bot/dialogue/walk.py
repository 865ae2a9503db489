"""Moving through a flow until there is something to wait for.

The steps that show nothing to answer are
passed at once; a question, a pace or a wait ends the walk.
"""

from collections.abc import Sequence
from typing import Final

from bot.dialogue import show
from bot.dialogue.standing import Standing, remembered
from bot.effects import Button, CancelTimers, Effect, Ended, Fault, Say, SetTimer, Settle
from bot.flow.flow import AnyNode, Call, Cursor, Flow, Pause, Question, Tell, Variable
from bot.flow.library import Library
from bot.flow.ways import NEXT, OUTCOME
from bot.model import Context, Frame, Kept, Place, Session, TimerName, Value

STEPS_MAX: Final = 100
"""Steps in one turn; a flow that needs more is going in circles."""
DEPTH_MAX: Final = 5
"""Flows inside flows."""
BACK_MAX: Final = 20
"""How many questions a person can go back."""


class Walk(Standing):
    """A session in motion. Its methods never raise, whatever the session holds."""

    def __init__(self, library: Library, session: Session, context: Context) -> None:
        super().__init__(library, session, context)
        self.effects: list[Effect] = []
        self.stopping = False

    def put(self, name: str, value: Value | None) -> None:
        """Set a variable; None makes it unanswered."""
        frame = self.frames[-1]
        variables = dict(frame.vars)
        if value is None:
            variables.pop(name, None)
        else:
            variables[name] = value
        self.frames[-1] = Frame(frame.flow, frame.revision, frame.step, variables)

    def answer(self, name: str, value: Value) -> None:
        """Keep an answer; a setting of the person counts from here on."""
        self.put(name, value)
        var = self.flow.variables.get(name) if self.flow else None
        if var and var.keep == "profile" and isinstance(value, str):
            self.effects.append(Settle(name, value))
            self.context = self.context.chosen(name, value)

    def remember(self) -> None:
        """Keep this question as a place to go back to."""
        place = Place(tuple(self.frames), len(self.kept))
        self.history = (*self.history, place)[-BACK_MAX:]

    def move(self, trigger: str) -> None:
        """Take a way out of the step where the person stands, and walk on."""
        node = self.node
        names = show.timers_of(node) if node else ()
        if names:
            self.effects.append(CancelTimers(names))
        if self._go(trigger):
            self.settle()

    def settle(self) -> None:
        """Walk until something has to be waited for, or the session is over."""
        for _ in range(STEPS_MAX):
            node = self.node
            if node is None:
                return self.fail("lost")
            if node.sets:
                self._set(node)
            if isinstance(node, Question | Pause):
                return self.end("stopped") if self.stopping else self.arrive(node)
            if isinstance(node, Call):
                going = self._call(node)
            elif isinstance(node, Tell):
                self._tell(node)
                going = self.leave(node.outcome) if node.outcome else self._go(NEXT)
            else:
                going = self._go(NEXT)
            if not going:
                return None
        return self.fail("steps")

    def arrive(self, node: Question | Pause) -> None:
        """Show a step and wait there."""
        self.turn += 1
        self.picked = ()
        self.tries = 0
        self.due = self.context.at + node.seconds if isinstance(node, Pause) else None
        self.show(node)

    def show(self, node: Question | Pause, *, edit: bool = False) -> None:
        """Put the step on the screen and set its timers, from now."""
        flow = self.flow
        if flow is None:
            return self.fail("lost")
        self.effects.append(show.step(self, flow, node, edit=edit))
        if not edit:
            self.set_timers(flow, node)
        return None

    def again(self, node: Question, words: str, answers: Sequence[tuple[str, str]] = ()) -> None:
        """Ask the same question once more, with `words` in place of the question.

        Args:
            node: The question.
            words: What to say.
            answers: Id and label of what can be tapped now, if not the usual.
        """
        flow = self.flow
        if flow is None:
            return self.fail("lost")
        self.turn += 1
        ask = show.question(self, flow, node, edit=False)
        if answers:
            ask = ask._replace(buttons=tuple(Button(id_, label) for id_, label in answers))
        self.effects.append(ask._replace(text=words))
        self.set_timers(flow, node)
        return None

    def set_timers(self, flow: Flow, node: Question | Pause) -> None:
        """Set the timers of a step: its end, its nudges, and the expiry of the session."""
        if isinstance(node, Pause):
            self._timer("step", self._left())
        else:
            for name, (seconds, _) in zip(("remind-1", "remind-2"), node.reminders, strict=False):
                self._timer("remind-1" if name == "remind-1" else "remind-2", seconds)
        self.set_expiry(flow)

    def set_expiry(self, flow: Flow) -> None:
        """Set when the session is put away; a pace or a wait does not count."""
        self._timer("expire", flow.expires + (self._left() if self.due is not None else 0))

    def _left(self) -> int:
        return max(1, (self.due or 0) - self.context.at)

    def _timer(self, name: TimerName, seconds: int) -> None:
        self.effects.append(SetTimer(name, seconds, self.turn))

    def leave(self, outcome: str) -> bool:
        """End the innermost flow. True when there is a caller to go on in."""
        if len(self.frames) == 1:
            self.end("stopped" if self.stopping else outcome)
            return False
        self.kept += self._kept(self.frames.pop())
        flow, step = self.flow, self.frames[-1].step
        trigger = f"{OUTCOME}.{outcome}"
        if flow and flow.takes(trigger, step):
            return self._go(trigger)
        if outcome == "stopped":
            self.stopping = True
            return self.leave(outcome)
        return self._go(OUTCOME)

    def end(self, outcome: str) -> None:
        """Finish the session, however deep in calls."""
        for frame in reversed(self.frames):
            self.kept += self._kept(frame)
        self.status = "ended"
        self.outcome = outcome
        self.turn += 1
        self.due = None
        self.history = ()
        self.effects += [CancelTimers(), Ended(outcome, self.kept, self.frames[0].flow)]

    def fail(self, code: str) -> None:
        """Something is wrong that the checker should have refused: end, and say so kindly."""
        frame = self.frames[-1]
        self.effects.append(Fault(code, f"{frame.flow}/{frame.step}"))
        self.effects.append(Say(self.phrase("fault")))
        self.end("fault")

    def _go(self, trigger: str) -> bool:
        frame, flow = self.frames[-1], self.flow
        if flow is None or not flow.takes(trigger, frame.step):
            self.fail("lost")
            return False
        cursor = Cursor(frame.step, self.data)
        if not flow.fire(trigger, cursor):
            self.fail("lost")
            return False
        self.frames[-1] = Frame(frame.flow, frame.revision, cursor.state, frame.vars)
        return True

    def _call(self, node: Call) -> bool:
        callee = self.library.called(node.flow)
        if callee is None or len(self.frames) >= DEPTH_MAX:
            self.fail("lost" if callee is None else "depth")
            return False
        known = remembered(callee, self.context)
        self.frames.append(Frame(callee.id, callee.structure, callee.start, known))
        return True

    def _tell(self, node: Tell) -> None:
        flow = self.flow
        if flow is None:
            return
        for line in node.lines:
            self.effects.append(Say(show.fill(self, flow, line)))

    def _set(self, node: AnyNode) -> None:
        flow = self.flow
        if flow is None:
            return
        for name, expression in node.sets:
            value = expression.value(self.data(expression))
            if value is not None:
                self.put(name, fit(flow.variables[name], value))

    def _kept(self, frame: Frame) -> tuple[Kept, ...]:
        flow = self.flow_of(frame)
        if flow is None:
            return ()
        return tuple(
            Kept(flow.id, name, frame.vars[name], var.keep, var.sensitive)
            for name, var in flow.variables.items()
            if var.keep in {"history", "card"} and name in frame.vars
        )


def fit(var: Variable, value: Value) -> Value:
    """A computed value within the limits of its variable."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    low = value if var.low is None else max(value, var.low)
    fitted = low if var.high is None else min(low, var.high)
    return int(fitted) if isinstance(value, int) else float(fitted)
