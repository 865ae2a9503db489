"""A simple model of a person's conversation, for the stateful test to compare the bot with.

It shares no code with the bot and knows the two flows of the tests as tables. For each thing
that a person does it says what they are to see (`Heard`), which buttons then work, which timers
run, and what is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

HOUR: Final = 3600
DAY: Final = 24 * HOUR


class Step(NamedTuple):
    """A step: what it shows, where its answer goes, and how long things take, in seconds."""

    kind: str
    shows: str
    save: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    reminders: tuple[tuple[int, str], ...] = ()
    seconds: int = 0

    @property
    def asks(self) -> bool:
        return self.kind not in {"breath", "wait"}


class Table(NamedTuple):
    """A flow."""

    steps: tuple[Step, ...]
    expires: int
    goodbye: str
    counts: str = ""
    """The variable that counts the questions asked."""
    steady: bool = False
    """Whether it may begin soon after words of risk."""


FLOWS: Final = {
    "all-kinds": Table(
        (
            Step("choice", "Which one?", "pick", (("one", "The first"), ("two", "The second")),
                 reminders=((2 * HOUR, "No hurry."),)),
            Step("multi", "Which ones?", "several",
                 (("a", "Apple"), ("b", "Bread"), ("c", "Cheese"))),
            Step("scale", "How much", "level"),
            Step("number", "How many?", "count"),
            Step("time", "When?", "hour"),
            Step("breath", "in 2, out 3", seconds=10),
            Step("wait", "Back in ten minutes.", seconds=600),
            Step("text", "In your words?", "words"),
        ),
        3 * DAY,
        "Thank you.",
    ),
    "two-questions": Table(
        (
            Step("text", "What first?", "first", required=True),
            Step("scale", "How strong", "second",
                 reminders=((HOUR, "Still here."), (DAY, "Whenever you like."))),
        ),
        2 * DAY,
        "Both are kept.",
        "asked",
        steady=True,
    ),
}  # fmt: skip

WORDS: Final[dict[str, dict[str, Any]]] = {
    "7": {"scale": 7, "number": 7},
    "7/10": {"scale": 7, "number": 7},
    "12": {"number": 12},
    "2": {"choice": "two", "multi": ["b"], "scale": 2, "number": 2},
    "the FIRST": {"choice": "one"},
    "apple, cheese": {"multi": ["a", "c"]},
    "19:30": {"time": "19:30"},
    "7 pm": {"scale": 7, "number": 7, "time": "19:00"},
    "good morning": {},
    "🙂" * 30: {},
    "\u200fשלום": {},
    "<b>bold</b> {pick}": {},
    "x" * 2900: {},
    "o:one": {},
    "STOP": {},
    " stop! ": {},
}
"""Texts, and how each kind of question reads them; a question for words keeps them as they are."""


@dataclass(frozen=True)
class Heard:
    """Something the person is to see: a message with these words in it.

    `screen` is the (serial, turn) of the buttons under it, None for a message without.
    """

    words: str
    screen: tuple[int, int] | None = None
    help: bool = False
    silent: bool = False
    menu: bool = False


@dataclass
class Run:
    """An exercise in hand."""

    flow: str
    index: int = 0
    answers: dict[str, Any] = field(default_factory=dict)
    turn: int = 0
    paused: bool = False
    picked: list[str] = field(default_factory=list)
    back: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    due: int = 0

    @property
    def table(self) -> Table:
        return FLOWS[self.flow]

    @property
    def step(self) -> Step:
        return self.table.steps[self.index]


class Person:
    """What one person has done so far comes to."""

    def __init__(self) -> None:
        self.met = False
        self.blocked = False
        self.serial = 0
        self.run: Run | None = None
        self.timers: dict[str, tuple[int, int]] = {}
        self.kept: dict[tuple[int, str], Any] = {}
        self.heard: list[Heard] = []
        self.toasts: list[bool] = []
        """For each press: whether it is called a late one."""
        self.screen: tuple[int, int] | None = None
        self.shown = 0
        """When help was shown last after words of risk."""
        self.lost = False
        """They blocked the bot, and what was on its way to the screen is gone."""
        self.now = 0

    # what is shown

    def _say(self, words: str, *, help_: bool = False, silent: bool = False) -> None:
        self.heard.append(Heard(words, help=help_, silent=silent))

    def _menu(self, words: str) -> None:
        self.heard.append(Heard(words, menu=True))

    def _screen(self, words: str) -> None:
        assert self.run
        self.screen = (self.serial, self.run.turn)
        self.lost = False
        self.heard.append(Heard(words, self.screen))

    def _show(self) -> None:
        assert self.run
        self._screen(self.run.step.shows)
        self._set_timers()

    def _set_timers(self) -> None:
        assert self.run
        step, run = self.run.step, self.run
        left = 0
        if step.asks:
            for number, (seconds, _) in enumerate(step.reminders, 1):
                self.timers[f"remind-{number}"] = (self.now + seconds, run.turn)
        else:
            left = max(1, run.due - self.now)
            self.timers["step"] = (self.now + left, run.turn)
        self.timers["expire"] = (self.now + run.table.expires + left, run.turn)

    def _cancel_step(self) -> None:
        for name in ("step", "remind-1", "remind-2"):
            self.timers.pop(name, None)

    def buttons(self) -> dict[str, bool]:
        """The data of the buttons that work now, and which of them are ticked."""
        run = self.run
        assert run
        ways = ["back"] * bool(run.back) + ["pause", "stop", "help"]
        names: list[str]
        if run.paused:
            names = ["resume", "stop", "help"]
        elif run.step.kind == "scale":
            names = [f"o:{number}" for number in range(11)] + ["skip", *ways]
        elif run.step.asks:
            names = [f"o:{id_}" for id_, _ in run.step.options]
            names += ["done"] * (run.step.kind == "multi") + ["skip"] * (not run.step.required)
            names += ways
        else:
            names = ["early", *ways]
        ticked = {f"o:{one}" for one in run.picked}
        return {f"{self.serial}:{run.turn}:{name}": name in ticked for name in names}

    # moving

    def begin(self, flow: str) -> None:
        if self.now < self.shown + 12 * HOUR and not FLOWS[flow].steady:
            self._menu("Some exercises stir things up")
            return
        if self.run:
            self._end()
        self.serial += 1
        self.run = Run(flow)
        self._arrive()

    def _arrive(self, *, entering: bool = True) -> None:
        run = self.run
        assert run
        run.turn += 1
        run.picked = []
        run.due = self.now + run.step.seconds
        if entering and run.table.counts:
            run.answers[run.table.counts] = run.answers.get(run.table.counts, 0) + 1
        self._show()

    def _next(self) -> None:
        run = self.run
        assert run
        self._cancel_step()
        if run.index + 1 == len(run.table.steps):
            self._say(run.table.goodbye)
            self._end()
        else:
            run.index += 1
            self._arrive()

    def _end(self) -> None:
        assert self.run
        self.kept |= {(self.serial, name): value for name, value in self.run.answers.items()}
        self.run = None
        self.timers.clear()
        self.screen = None
        self.lost = False

    def _answer(self, value: Any) -> None:
        run = self.run
        assert run
        run.back.append((run.index, dict(run.answers)))
        if value is None:
            run.answers.pop(run.step.save, None)
        else:
            run.answers[run.step.save] = value
        self._next()

    def _again(self) -> None:
        assert self.run
        self.run.turn += 1
        self._screen("")
        self._set_timers()

    # what a person does

    def _meets(self) -> None:
        self.met = True
        self.blocked = False

    def write(self, words: str) -> None:
        self._meets()
        if words.strip(" !").lower() == "stop":
            self._stop()
        elif not self.run:
            self._nothing()
        elif self.run.paused:
            self._screen("Paused.")
        elif not self.run.step.asks:
            self._say("still")
        elif self.run.step.kind == "text":
            self._answer(words)
        elif (value := WORDS[words].get(self.run.step.kind)) is not None:
            self._answer(value)
        else:
            self._again()

    def _nothing(self) -> None:
        calm = self.now < self.shown + 12 * HOUR
        self._menu("What you write here reaches nobody" if calm else "Nothing is open")

    def sends_something(self) -> None:
        """A sticker, a voice message, an unknown command."""
        self._meets()
        if not self.run:
            self._nothing()
        elif self.run.step.asks and not self.run.paused:
            self._again()
        else:
            self._say("Only typed words")

    def risk(self) -> None:
        self._meets()
        again = self.now - self.shown < HOUR
        self._say("That counts too" if again else "That sounds very heavy", help_=True)
        if not again:
            self.shown = self.now
        if self.run:
            self._pause_for_help()
        elif again:
            self._say("Help is one tap away", help_=True)

    def edits(self) -> None:
        self._meets()
        self._say("Changes to an earlier message")

    def _pause(self) -> None:
        run = self.run
        assert run
        self._rest(run)
        self._screen("Paused.")

    def _pause_for_help(self) -> None:
        """A question that is still on its way is taken back: it would come after the numbers."""
        self.heard = [one for one in self.heard if one.screen is None]
        self._pause()

    def _rest(self, run: Run) -> None:
        self._cancel_step()
        if not run.paused:
            run.paused = True
            run.turn += 1
        left = 0 if run.step.asks else max(1, run.due - self.now)
        self.timers["expire"] = (self.now + run.table.expires + left, run.turn)

    def command(self, words: str) -> None:
        self._meets()
        name, _, argument = words.partition(" ")
        if name == "/start" and argument.removeprefix("flow_").replace("_", "-") in FLOWS:
            self.begin(argument.removeprefix("flow_").replace("_", "-"))
        elif name == "/start":
            self._menu("short exercises")
        elif name in {"/help", "/crisis"}:
            self._say("These people can help", help_=True)
            if name == "/crisis" and self.run:
                self._pause_for_help()
        elif name == "/privacy":
            self._say("no language model")
        elif name == "/stop":
            self._stop()
        elif name in {"/menu", "/continue"}:
            self._continue() if name == "/continue" else self._menu("What would you like")
        elif not self.run:
            self._menu("Nothing is open")
        elif name == "/pause":
            self._pause()
        else:
            self.sends_something()

    def _continue(self) -> None:
        self._resume(self.run) if self.run else self._menu("What would you like")

    def _stop(self) -> None:
        self._say("Stopped.")
        if self.run:
            self._end()

    def press(self, data: str) -> None:
        """Press a button of the bot."""
        self._meets()
        late = len(self.toasts)
        self.toasts.append(False)
        parts = data.split(":")
        if parts[0] == "flow" and parts[1] in FLOWS:
            self.begin(parts[1])
        elif data == "continue":
            self._continue()
        elif data == "home":
            self._menu("What would you like")
        elif parts[-1] == "help":
            self._say("These people can help", help_=True)
        elif not self.run or parts[0] != str(self.serial):
            self.toasts[late] = True
        elif parts[2] == "stop":
            self._stop()
        elif parts[1] != str(self.run.turn) or not self._pressed(self.run, parts[2], parts[3:]):
            self.toasts[late] = True

    def _pressed(self, run: Run, what: str, option: list[str]) -> bool:
        """Whether the button means something here."""
        if run.paused and what in {"o", "done", "skip", "early"}:
            return False
        if what == "o":
            return self._tapped(run, option[0])
        if (what == "done" and run.step.kind != "multi") or (what == "early" and run.step.asks):
            return False
        means: dict[str, Callable[[], None]] = {
            "done": lambda: self._answer(run.picked) if run.picked else self._again(),
            "skip": lambda: self._skip(run),
            "early": self._next,
            "back": lambda: self._back(run),
            "pause": self._pause,
            "resume": lambda: self._resume(run),
        }
        means[what]()
        return True

    def _skip(self, run: Run) -> None:
        if run.step.required or not run.step.asks:
            self._say("needs an answer")
        else:
            self._answer(None)

    def _tapped(self, run: Run, option: str) -> bool:
        step = run.step
        if step.kind == "scale":
            if not (option.isdecimal() and int(option) <= 10):
                return False
            self._answer(int(option))
        elif option not in dict(step.options):
            return False
        elif step.kind == "multi":
            run.picked = (
                [one for one in run.picked if one != option]
                if option in run.picked
                else [*run.picked, option]
            )
        else:
            self._answer(option)
        return True

    def _back(self, run: Run) -> None:
        if run.back:
            self._cancel_step()
            run.index, run.answers = run.back.pop()
        else:
            self._say("first question")
        run.paused = False
        self._arrive(entering=False)

    def _resume(self, run: Run) -> None:
        run.paused = False
        if run.step.kind == "wait" and run.due <= self.now:
            self._next()
            return
        run.turn += 1
        if run.step.kind == "breath":
            run.due = self.now + run.step.seconds
        self._show()

    # what happens to them

    def blocks(self) -> None:
        """They block the bot: what is on its way is dropped, no timer stays."""
        self.met = True
        self.blocked = True
        self.heard.clear()
        self.timers.clear()
        self.lost = True

    def returns(self) -> None:
        """They unblock it, or write to it again: an exercise rests until they go on."""
        if self.blocked and self.run:
            self._rest(self.run)
            self.lost = True
        self.blocked = False

    def rings(self, until: int) -> None:
        """Time has come to `until`; what is due happens, the earliest first."""
        self.now = until
        while due := sorted((at, name) for name, (at, _) in self.timers.items() if at <= until):
            name = due[0][1]
            _, turn = self.timers.pop(name)
            if not self.run or turn != self.run.turn:
                continue
            if name.startswith("remind") and until - due[0][0] > 3 * HOUR:
                continue  # too late to be of use
            if name == "expire":
                self._end()
            elif name == "step":
                self._next()
            else:
                number = int(name.removeprefix("remind-")) - 1
                self._say(self.run.step.reminders[number][1], silent=True)
