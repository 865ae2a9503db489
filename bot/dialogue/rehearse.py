"""Runs transcript tests: plays the person, compares what the bot says, counts what was tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from transitions import EventData

from bot.dialogue import answer, engine, show
from bot.dialogue.alike import alike
from bot.dialogue.coverage import Coverage, way_of
from bot.dialogue.standing import Standing
from bot.effects import (
    Ask,
    Breathe,
    Button,
    CancelTimers,
    Effect,
    Paused,
    Say,
    SetTimer,
    Settle,
    Stale,
    Wait,
)
from bot.flow.duration import seconds
from bot.flow.flow import Flow, Question
from bot.flow.kinds import LISTED
from bot.flow.library import Library
from bot.flow.transcript import Conversation, Line
from bot.flow.ways import ways
from bot.model import Context, Event, EventKind, Nowhere, Places, Session, TimerName

HELP_LINES: Final = (
    "Your local emergency number (112 in much of the world, 911 in North America)\n"
    "Helplines by country: findahelpline.com"
)
"""Stands for the person's own helplines when there is no person."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A line that went differently: which line of the test (from 0), and what happened."""

    line: int
    message: str


class Rehearsal:
    """Plays conversations against one library and counts what they try.

    Args:
        library: The flows.
        places: Countries, zones and languages, for flows that ask for them.
    """

    def __init__(self, library: Library, places: Places | None = None) -> None:
        self._library = library
        self._places = places or Nowhere()
        self._playing = ""
        self.coverage = {flow.id: Coverage.of(flow) for flow in library}
        for flow in library:
            self._watch(flow)

    def _watch(self, flow: Flow) -> None:
        """Have the flow's machine report each way taken. Only callables are ever given to it."""
        names: dict[int, str] = {}
        for trigger, event in flow.machine.events.items():
            for step, transitions in event.transitions.items():
                written = [way for way in ways(flow.file.steps[step]) if way[0] == trigger]
                for number, (transition, way) in enumerate(
                    zip(transitions, written, strict=True), start=1
                ):
                    count = number if trigger == "next" else 0
                    names[id(transition)] = way_of(step, trigger, way[1], count, way[2])
        coverage = self.coverage[flow.id]

        def note(event: EventData) -> None:
            if self._playing != flow.id:  # a flow is tried by its own tests, not in passing
                return
            transition: Any = event.transition
            coverage.steps.update((transition.source, transition.dest))
            coverage.taken.add(names[id(transition)])

        flow.machine.after_state_change.append(note)

    def play(self, flow_id: str, test: Conversation) -> Failure | None:
        """Play one conversation; None when everything went as written."""
        self._playing = flow_id
        try:
            run = _Run(self._library, self._places, self.coverage[flow_id], flow_id, test)
            for number, line in enumerate(test.talk):
                problem = run.line(line)
                if problem:
                    return Failure(number, problem)
        except engine.UnknownFlowError as error:
            return Failure(0, f"there is no {error}")
        last = len(test.talk) - 1
        ended = run.session.outcome
        if test.ends != ended:
            where = f'it ended with "{ended}"' if ended else f'it stands at "{run.step}"'
            wanted = f'end with "{test.ends}"' if test.ends else "not have ended"
            return Failure(last, f"it should {wanted}; {where}")
        return None


class _Run:
    """One conversation in progress."""

    def __init__(
        self,
        library: Library,
        places: Places,
        coverage: Coverage,
        flow_id: str,
        test: Conversation,
    ) -> None:
        self._library = library
        person = {"name": "Sam", "pace": "steady", "country": "", "language": test.language}
        known = {**person, "zone": "", "adult": "", **test.person}
        self._context = Context(0, test.language, known, HELP_LINES, places=places)
        self._coverage = coverage
        self._flow = flow_id
        self._test = test
        self._now = 0
        self._timers: dict[TimerName, tuple[int, int]] = {}
        self._said: list[str] = []
        self._listed: tuple[Button, ...] = ()
        self.session, effects = engine.start(
            library, flow_id, self._moment(), step=test.start, variables=test.vars
        )
        self._note()
        self._carry_out(effects)

    @property
    def step(self) -> str:
        return self.session.frame.step

    def _moment(self) -> Context:
        """The person as they are, now."""
        return self._context._replace(at=self._now)

    def line(self, line: Line) -> str | None:
        """Do one line. Returns what went wrong."""
        if line.bot is not None:
            return self._expect(line.bot)
        if line.at is not None and line.at != self.step:
            return f'we stand at "{self.step}", not at "{line.at}"'
        if line.vars is not None:
            return self._vars(line.vars)
        if line.pass_ is not None:
            self._pass(line.pass_)
        elif line.risk is not None:
            self._send("pause")
        elif line.do is not None:
            self._send(line.do)
        elif line.me is not None:
            self._send("text", line.me)
        elif line.tap is not None:
            return self._tap(line.tap)
        return None

    def _expect(self, words: str) -> str | None:
        for number, said in enumerate(self._said):
            if alike(words, said):
                del self._said[: number + 1]
                return None
        heard = " / ".join(self._said) or "nothing"
        return f"expected: {words}\n      said:     {heard}"

    def _vars(self, wanted: dict[str, Any]) -> str | None:
        there = self.session.frame.vars
        wrong = [name for name, value in wanted.items() if there.get(name) != value]
        if wrong:
            return ", ".join(f"{name} is {there.get(name, 'not answered')}" for name in wrong)
        return None

    def _tap(self, taps: str | list[str]) -> str | None:
        for tap in [taps] if isinstance(taps, str) else taps:
            shown = self._buttons()
            wanted = tap.casefold()
            ids = [id_ for id_, label in shown if wanted in {id_.casefold(), label.casefold()}]
            if not ids:
                there = ", ".join(label for _, label in shown) or "none"
                return f'there is no button "{tap}"; there are: {there}'
            self._send("tap", ids[0])
        if isinstance(taps, list):
            self._send("done")
        return None

    def _buttons(self) -> list[tuple[str, str]]:
        here = Standing(self._library, self.session, self._moment())
        flow, node = here.flow, here.node
        if flow is None or not isinstance(node, Question) or self.session.status != "active":
            return []
        if node.kind in LISTED:  # typed words may have brought others than the usual
            return [(one.id, one.label) for one in self._listed]
        return show.labelled(here, flow, node)

    def _send(self, kind: EventKind, value: str = "") -> None:
        before = self.session
        self._said = []
        event = Event(kind, value, before.turn, self._moment())
        self.session, effects = engine.advance(self._library, before, event)
        self._options(before, kind, value)
        self._note()
        self._carry_out(effects)

    def _options(self, before: Session, kind: str, value: str) -> None:
        """Count the options that an accepted answer chose."""
        here = Standing(self._library, before, self._moment())
        flow, node = here.flow, here.node
        refused = self.session == before or self.session.tries > before.tries
        if flow is None or flow.id != self._flow or not isinstance(node, Question) or refused:
            return
        chosen: Sequence[str] = ()
        if kind == "tap" and node.kind in {"choice", *LISTED}:
            chosen = [value]
        elif kind == "done":
            chosen = before.picked
        elif kind == "text" and node.kind not in LISTED:
            read = answer.read(node, value, show.named(here, flow, node))
            chosen = read if isinstance(read, list) else [str(read)]
        ids = {option.id for option in node.options}
        self._coverage.taken.update(f"{node.id}: option {one}" for one in chosen if one in ids)

    def _note(self) -> None:
        frames = self.session.frames
        self._coverage.steps.update(one.step for one in frames if one.flow == self._flow)

    def _carry_out(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, Say | Ask | Breathe | Wait | Paused | Stale):
                self._said.append(effect.text)
                self._listed = effect.buttons if isinstance(effect, Ask) else ()
            elif isinstance(effect, Settle):
                self._context = self._context.chosen(effect.name, effect.value)
            elif isinstance(effect, SetTimer):
                self._timers[effect.name] = (self._now + effect.seconds, effect.token)
            elif isinstance(effect, CancelTimers):
                for name in effect.names or list(self._timers):
                    self._timers.pop(name, None)

    def _pass(self, duration: str) -> None:
        until = self._now + seconds(duration)
        said: list[str] = []
        while due := [(when, name) for name, (when, _) in self._timers.items() if when <= until]:
            when, name = min(due)
            self._now = max(self._now, when)
            _, token = self._timers.pop(name)
            self._said = []
            event = Event("timer", name, token, self._moment())
            self.session, effects = engine.advance(self._library, self.session, event)
            self._note()
            self._carry_out(effects)
            said += self._said
        self._now = until
        self._said = said
