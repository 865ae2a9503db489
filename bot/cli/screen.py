"""The terminal as a chat: messages, numbered buttons, a rhythm to follow."""

import time
from collections.abc import Iterator
from typing import Final

import click
from rich.console import Console
from rich.live import Live
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.effects import Ask, Breathe, Ended, Fault, Shown, Wait
from bot.flow.library import Library
from bot.model import Control

KEYS: Final[dict[Control, str]] = {
    "done": "d",
    "skip": "s",
    "early": "e",
    "back": "b",
    "pause": "p",
    "resume": "r",
    "stop": "x",
    "help": "h",
}
PARTS: Final = {
    "in": "breathe in",
    "again": "and in again",
    "hold": "hold",
    "out": "breathe out",
    "rest": "rest",
}
_WIDTH: Final = 60
_FRAME: Final = 0.1


class Screen:
    """Draws what the bot says; reads what the person types."""

    def __init__(self, console: Console, library: Library, lang: str) -> None:
        self._console = console
        self._library = library
        self.lang = lang

    def say(self, text: str) -> None:
        """Show a message of the bot."""
        width = min(_WIDTH, self._console.width - 2)
        self._console.print(Padding(Panel(Text(text), width=width, border_style="cyan"), (0, 1)))

    def note(self, text: str) -> None:
        """Show a word of the program about itself."""
        self._console.print(Text(f"  {text}", style="dim"))

    def show(self, effect: Shown) -> None:
        """Show a question, a rhythm or a wait, with its buttons."""
        if isinstance(effect, Ask):
            self._ask(effect)
        elif effect.text:
            self.say(effect.text)
        if isinstance(effect, Breathe):
            rounds = f", {effect.rounds} times" if effect.rounds > 1 else ""
            rhythm = ", ".join(f"{PARTS[part]} {seconds}s" for part, seconds in effect.parts)
            self.note(f"{rhythm}{rounds}")
        self._controls(effect)

    def _ask(self, ask: Ask) -> None:
        if not ask.edit:
            if ask.progress:
                values = dict(zip(("n", "of"), ask.progress, strict=True))
                self.note(self._library.phrases.say("progress", self.lang, values))
            self.say(ask.text)
        if ask.hint:
            self.note(ask.hint)
        for number, button in enumerate(ask.buttons, start=1):
            tick = ("[x] " if button.picked else "[ ] ") if ask.kind == "multi" else ""
            key = button.id if ask.kind == "scale" else str(number)
            label = "" if ask.kind == "scale" and button.label == button.id else f" {button.label}"
            end = "" if ask.kind == "scale" and not label else "\n"
            self._console.print(Text(f"   {key}  {tick}{label.strip()}".rstrip()), end=end)
        if ask.kind == "scale":
            self._console.print()

    def _controls(self, effect: Shown) -> None:
        words = [f"{KEYS[one]} {effect.labels.get(one, one)}" for one in effect.controls]
        self.note(" · ".join(words))

    def control(self, words: str) -> Control | None:
        """The control that a typed letter stands for."""
        return next((control for control, key in KEYS.items() if key == words.lower()), None)

    def prompt(self) -> str:
        """Read a line; the end of input quits."""
        words: str = click.prompt("you", prompt_suffix="> ", default="", show_default=False)
        return words.strip()

    def over(self, effect: Ended | Fault) -> None:
        """Say that it is over, for the writer who plays it."""
        if isinstance(effect, Fault):
            self.note(
                f"(fault: {effect.code} at {effect.where}; `mooring flows check` may say why)"
            )
        else:
            self.note(f"(the flow ended: {effect.outcome})")

    def pass_time(self, effect: Breathe | Wait, left: int) -> bool:
        """Show time passing. False when the person pressed Ctrl+C to have the buttons."""
        self.note("(Ctrl+C for the buttons)")
        frames = _rhythm(effect) if isinstance(effect, Breathe) else _countdown(left)
        try:
            with Live(Text(""), console=self._console, refresh_per_second=10) as live:
                for frame in frames:
                    live.update(frame)
                    time.sleep(_FRAME)
        except KeyboardInterrupt:
            self._controls(effect)
            return False
        return True


def _rhythm(effect: Breathe) -> Iterator[Text]:
    """The frames of a rhythm: a bar that grows and shrinks with the breath."""
    level = 0.0
    for number in range(1, effect.rounds + 1):
        for part, seconds in effect.parts:
            steps = round(seconds / _FRAME)
            target = {"in": 0.8, "again": 1.0, "out": 0.0}.get(part, level)
            if part == "in" and "again" not in dict(effect.parts):
                target = 1.0
            first = level
            for step in range(1, steps + 1):
                level = first + (target - first) * step / steps
                bar = "█" * round(level * 24)
                left = seconds - int((step - 1) * _FRAME)
                yield Text(f"   {bar:<24}  {PARTS[part]} {left}  ({number}/{effect.rounds})")


def _countdown(left: int) -> Iterator[Text]:
    end = time.monotonic() + left
    while (remaining := end - time.monotonic()) > 0:
        minutes, seconds = divmod(round(remaining), 60)
        yield Text(f"   {minutes}:{seconds:02d}")
