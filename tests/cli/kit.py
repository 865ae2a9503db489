"""A small folder of flows, a real one, and the commands run on it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pexpect
import psutil
from click.testing import CliRunner, Result

from bot.cli.main import main
from tests.flowkit import FLOWS

MOORING: Final = Path(sys.executable).with_name("mooring")
SECONDS: Final = 30
"""How long a whole command may take; far more than it ever does."""

SAMPLE: Final = """\
flow: sample
format: 1
title: A sample
summary: To try the commands.
pack: start
minutes: 1
source: Our own
not_for: [current danger]
start: hello
vars:
  urge: {type: scale, min: 0, max: 3}
  need: {type: text, max: 400}
steps:
  hello:
    say: "Hello, {person.name}."
    next: mood
  mood:
    ask: choice
    text: "How is it now?"
    options:
      - {id: good, label: "Good", go: breathe}
      - {id: rough, label: "Rough"}
    next: rate
  breathe:
    pace: {in: 1s, out: 1s}
    text: "Along with me."
    next: rate
  rate:
    ask: scale
    text: "How strong?"
    save: urge
    remind: {after: 2h, text: "No hurry at all."}
    next:
      - {if: "urge >= 2", go: say_more}
      - {go: bye}
  say_more:
    ask: text
    text: "What is it like?"
    save: need
    next: bye
  bye: {say: "Thank you.", end: done}
"""
SAMPLE_TESTS: Final = """\
flow: sample
tests:
  - name: All of it
    talk:
      - bot: "Hello, Sam."
      - bot: "How is it now?"
      - tap: good
      - bot: "Along with me."
      - pass: 2s
      - bot: "How strong?"
      - tap: "3"
      - bot: "What is it like?"
      - me: "A knot"
      - bot: "Thank you."
    ends: done
  - name: Rough and skipped
    talk:
      - tap: rough
      - bot: "How strong?"
      - do: skip
      - bot: "Thank you."
    ends: done
"""
PLAIN: Final = """\
flow: plain
format: 1
title: Plain
summary: One word and out.
pack: start
minutes: 1
source: Our own
not_for: [current danger]
start: bye
steps:
  bye: {say: "That was all.", end: done}
"""


@dataclass(frozen=True)
class Folder:
    """A folder of flows."""

    root: Path

    def write(self, name: str, text: str | bytes) -> Path:
        """Put a file into the folder; `name` is its path in it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def edit(self, name: str, before: str, after: str) -> None:
        """Change words of a file that must be there."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert before in text
        self.write(name, text.replace(before, after))

    def run(self, command: str, *arguments: str | Path, typed: str | None = None) -> Result:
        """Run a command of `mooring flows` here; an exception goes through."""
        line = ["flows", *command.split(), "--flows", str(self.root), *map(str, arguments)]
        return CliRunner().invoke(main, line, input=typed, catch_exceptions=False)

    def process(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command as a person does, as a process of its own."""
        line = [MOORING, "flows", *command.split(), "--flows", self.root, *arguments]
        return subprocess.run(
            line, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False, env=quiet()
        )

    def play(self, *arguments: str | Path) -> "pexpect.spawn[str]":
        """Begin `mooring flows play` in a terminal of its own."""
        line = ["flows", "play", "--flows", str(self.root), *map(str, arguments)]
        child: pexpect.spawn[str] = pexpect.spawn(
            str(MOORING),
            line,
            encoding="utf-8",
            timeout=SECONDS,
            dimensions=(50, 100),
            env=quiet(),
            preexec_fn=_hears_ctrl_c,
        )
        return child


def _hears_ctrl_c() -> None:
    """Whoever starts tests in the background of a shell ignores it, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def press_ctrl_c(child: "pexpect.spawn[str]") -> None:
    """Press Ctrl+C while the program waits for its person.

    Between printing a prompt and reading, Python hears it only after the read: of 200 pressed at
    once on a busy machine 8 were lost. A person would press again.
    """
    program = psutil.Process(child.pid)
    deadline = time.monotonic() + SECONDS
    while program.status() != psutil.STATUS_SLEEPING:
        assert time.monotonic() < deadline, "the program never waited"
        time.sleep(0.01)
    child.sendintr()


def quiet() -> dict[str, str]:
    """The environment without what would colour or redirect the output."""
    environment = dict(os.environ)
    for name in ("FORCE_COLOR", "COLUMNS", "LINES", "MOORING_FLOWS_DIR"):
        environment.pop(name, None)
    settings = {"NO_COLOR": "1", "TERM": "xterm", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    return environment | settings


def folder(parent: Path) -> Folder:
    """A folder with one flow, its tests, and the words and rules as they are shipped."""
    made = Folder(parent / "flows")
    for name in ("phrases.yaml", "care.yaml"):
        made.write(name, (FLOWS / name).read_bytes())
    made.write("start/sample.yaml", SAMPLE)
    made.write("start/sample.test.yaml", SAMPLE_TESTS)
    return made
