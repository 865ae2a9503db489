"""`mooring flows play`: a conversation in the terminal."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli.common import fail, flows_dir, serve
from bot.cli.screen import Screen
from bot.dialogue import engine
from bot.dialogue.rehearse import HELP_LINES
from bot.effects import (
    Ask,
    Breathe,
    CancelTimers,
    Effect,
    Ended,
    Fault,
    Paused,
    Say,
    SetTimer,
    Settle,
    Shown,
    Stale,
    Wait,
)
from bot.flow.compile import compile_flow
from bot.flow.duration import seconds
from bot.flow.findings import suggest
from bot.flow.library import Library
from bot.flow.revision import dump, restore
from bot.flow.translate import po_files
from bot.model import Context, Control, Event, EventKind, Session, TimerName
from bot.people.helps import Helps
from bot.people.places import Atlas


@click.command()
@flows_dir
@click.argument("flow_id", required=False, metavar="[FLOW]")
@click.option("--fast", is_flag=True, help="Skip every wait and pace.")
@click.option("--lang", default="en", show_default=True, help="The person's language.")
@click.option("--name", default="Sam", show_default=True, help="What the bot calls the person.")
@click.option("--step", help="Begin at this step.")
@click.option(
    "--session",
    "saved",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep your place in this file when you quit, and go on from it next time.",
)
def play(  # noqa: PLR0913, PLR0917
    root: Path,
    flow_id: str | None,
    lang: str,
    name: str,
    step: str | None,
    saved: Path | None,
    *,
    fast: bool,
) -> None:
    """Play FLOW, or choose one from a list. Answers stay on this machine."""
    _, library = serve(root)
    spoken = {"en", *po_files(root)}
    if lang.split("_", maxsplit=1)[0] not in spoken:
        fail(f'nothing is translated to "{lang}"; there is {", ".join(sorted(spoken))}')
    if saved and not saved.resolve().parent.is_dir():
        fail(f"{saved} can't be written: there is no such folder")
    console = Console(highlight=False, markup=False, emoji=False)
    screen = Screen(console, library, lang)
    player = Player(library, screen, lang, name, fast=fast)
    screen.note("Only a trial: nothing here looks for signs of danger in what is typed.")
    try:
        if saved and saved.exists():
            player.resume(_load(saved, library))
        else:
            player.begin(flow_id or _choose(console, library, lang), step)
        player.run()
    except (KeyboardInterrupt, EOFError, click.Abort):
        console.print()
    except engine.UnknownFlowError as error:
        fail(_unknown(library, str(error)))
    if saved and player.session:
        _keep(saved, player.session, library, screen)


def _unknown(library: Library, name: str) -> str:
    flow_id, _, step = name.partition("/")
    flow = library.current(flow_id)
    if flow is not None:
        mend = suggest(step, set(flow.steps), f"its steps are {', '.join(flow.steps)}")
        return f'"{flow_id}" has no step "{step}"; {mend}'
    mend = suggest(flow_id, {one.id for one in library}, "see mooring flows list")
    return f'there is no flow "{flow_id}" that can be played; {mend}'


def _choose(console: Console, library: Library, lang: str) -> str:
    flows = sorted(library, key=lambda flow: (flow.file.pack, flow.id))
    if not flows:
        fail("there are no flows here; see mooring flows check")
    table = Table(box=None, pad_edge=False, show_header=False)
    for number, flow in enumerate(flows, start=1):
        title = flow.text("title", lang).render(str)
        summary = flow.text("summary", lang).render(str)
        cells = (str(number), flow.file.pack, title, f"{flow.file.minutes} min", summary)
        table.add_row(*(Text(cell) for cell in cells))
    console.print(table)
    number = click.prompt("Which one", type=click.IntRange(1, len(flows)))
    return flows[number - 1].id


def _keep(path: Path, session: Session, library: Library, screen: Screen) -> None:
    """Keep the place of a conversation; one that is over leaves nothing behind."""
    try:
        if session.status == "ended":
            path.unlink(missing_ok=True)
            return
        _save(path, session, library)
    except OSError as error:
        fail(f"{path} can't be written ({(error.strerror or 'unknown reason').lower()})")
    screen.note(f"Your place is kept in {path}.")


def _save(path: Path, session: Session, library: Library) -> None:
    """Keep the session, with the revisions it is pinned to."""
    frames = [*session.frames, *(frame for place in session.history for frame in place.frames)]
    pinned = {(frame.flow, frame.revision) for frame in frames}
    flows = [flow for flow_id, rev in sorted(pinned) if (flow := library.pinned(flow_id, rev))]
    data = {"session": session.to_json(), "flows": [dump(flow.file) for flow in flows]}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    path.chmod(0o600)


def _load(path: Path, library: Library) -> Session:
    try:
        data: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        session = Session.from_json(data["session"])
        for file in data["flows"]:
            flow = compile_flow(restore(file))
            if library.pinned(flow.id, flow.structure) is None:
                library.retain(flow)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        fail(f"{path} holds no conversation; name another file, or delete it")
    return session


class Player:
    """Carries the engine's effects out on a terminal and turns typing into events.

    Time is the machine's clock plus what was skipped, so reminders and waits can be tried.
    """

    def __init__(
        self, library: Library, screen: Screen, lang: str, name: str, *, fast: bool
    ) -> None:
        self.session: Session | None = None
        self._library = library
        self._screen = screen
        person = {"name": name, "pace": "steady", "country": "", "zone": "", "language": lang}
        places = Atlas(Helps, library.phrases.languages)
        self._known = Context(0, lang, {**person, "adult": ""}, HELP_LINES, places=places)
        self._fast = fast
        self._skipped = 0
        self._timers: dict[TimerName, tuple[int, int]] = {}
        self._asked: Shown | None = None

    def _now(self) -> int:
        return int(time.time()) + self._skipped

    def _context(self) -> Context:
        return self._known._replace(at=self._now())

    def begin(self, flow_id: str, step: str | None) -> None:
        """Start a flow."""
        self.session, effects = engine.start(self._library, flow_id, self._context(), step=step)
        self._carry_out(effects)

    def resume(self, session: Session) -> None:
        """Go on with a session from a file."""
        self.session = session
        self._send("resume")

    def run(self) -> None:
        """Talk until the session is over or the person quits."""
        while self.session and self.session.status != "ended":
            if isinstance(self._asked, Breathe | Wait) and self.session.status == "active":
                self._let_pass(self._asked)
            else:
                self._answer(self._screen.prompt())

    def _let_pass(self, shown: Breathe | Wait) -> None:
        """Show time passing; Ctrl+C brings the buttons back."""
        when, token = self._timers.get("step", (self._now(), shown.token))
        left = max(0, when - self._now())
        if self._fast:
            self._skipped += left
        elif not self._screen.pass_time(shown, left):
            words = self._screen.prompt()
            if words:
                self._answer(words)
            return
        self._timers.pop("step", None)
        self._send("timer", "step", token)

    def _answer(self, words: str) -> None:
        """Take what was typed: a number of a button, a letter of a control, or words."""
        if words.startswith("+"):
            self._pass(words[1:])
            return
        control = self._control(words)
        if control == "help":
            self._screen.say(self._library.phrases.say("help_text", self._known.lang))
        elif control is not None:
            self._send(control, token=self.session.turn if self.session else None)
        else:
            button = self._button(words)
            if button is not None:
                self._send("tap", button, self.session.turn if self.session else None)
            else:
                self._send("text", words)

    def _control(self, words: str) -> Any:
        there: tuple[Control, ...] = self._asked.controls if self._asked else ()
        control = self._screen.control(words)
        return control if control in there else None

    def _button(self, words: str) -> str | None:
        if not isinstance(self._asked, Ask) or self.session is None:
            return None
        buttons = self._asked.buttons
        if self._asked.kind == "scale":
            return words if words in {button.id for button in buttons} else None
        if words.isdecimal() and 1 <= int(words) <= len(buttons):
            return buttons[int(words) - 1].id
        return None

    def _pass(self, words: str) -> None:
        """Let time go by, so that reminders and expiry can be tried: `+2h`."""
        try:
            until = self._now() + seconds(words.strip())
        except (ValueError, KeyError, IndexError):
            self._screen.note("Write + and a length of time, such as +10m, +2h or +3d.")
            return
        while due := [(when, name) for name, (when, _) in self._timers.items() if when <= until]:
            when, name = min(due)
            self._skipped += max(0, when - self._now())
            _, token = self._timers.pop(name)
            self._send("timer", name, token)
        self._skipped += max(0, until - self._now())

    def _send(self, kind: EventKind, value: str = "", token: int | None = None) -> None:
        if self.session is None:
            return
        event = Event(kind, value, token, self._context())
        self.session, effects = engine.advance(self._library, self.session, event)
        self._carry_out(effects)

    def _carry_out(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, Say | Stale):
                self._screen.say(effect.text)
            elif isinstance(effect, Ask | Breathe | Wait | Paused):
                self._asked = effect
                self._screen.show(effect)
            elif isinstance(effect, SetTimer):
                self._timers[effect.name] = (self._now() + effect.seconds, effect.token)
            elif isinstance(effect, CancelTimers):
                for name in effect.names or list(self._timers):
                    self._timers.pop(name, None)
            elif isinstance(effect, Settle):
                self._known = self._known.chosen(effect.name, effect.value)
                self._screen.lang = self._known.lang
            elif isinstance(effect, Ended | Fault):
                self._screen.over(effect)
