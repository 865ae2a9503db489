"""inkjs, in a node process that measures itself and answers over a pipe."""

import json
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from .talk import SCRIPTS, Script, Shown

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"
_INSTALL_SECONDS: Final = 300


def missing() -> str | None:
    """Why inkjs can't run here, in a few words, or None."""
    if shutil.which("node") is None:
        return "there is no node on this machine"
    if not (MODULES / "inkjs").is_dir():
        return "it is not installed (tests/bench/node_modules)"
    return None


def install() -> str | None:
    """Install inkjs if it isn't there. Why it can't be had, or None."""
    if shutil.which("node") is None or (MODULES / "inkjs").is_dir():
        return missing()
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm on this machine to install it with"
    try:
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund"],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"`npm ci` in tests/bench took more than {_INSTALL_SECONDS} s"
    if done.returncode:
        return f"`npm ci` in tests/bench failed with {done.returncode}: {done.stderr.strip()}"
    return missing()


class Ink:
    """The node process. It compiles the story and warms up as it is greeted."""

    name = "inkjs"

    def __init__(self, warm_seconds: float = 1.0) -> None:
        node = shutil.which("node") or "node"
        self._process = subprocess.Popen(
            [node, str(HERE / "ink.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        scripts = [_plain(script) for script in SCRIPTS]
        self.greeting = self._ask(do="hello", scripts=scripts, seconds=warm_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, **request: Any) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("node ended early; its message is above")
        return json.loads(line)

    def round(self, seconds: float) -> tuple[int, float]:
        """Hold conversations for so long: how many, and the seconds they really took."""
        answer = self._ask(do="round", seconds=seconds)
        return answer["conversations"], answer["seconds"]

    def transcript(self, script: Script) -> list[list[Shown]]:
        """One conversation, turn by turn."""
        turns = self._ask(do="talk", script=_plain(script))
        return [
            [Shown(one["text"], one["hint"], tuple(one["buttons"])) for one in turn]
            for turn in turns
        ]

    def idiom(self) -> str:
        """Which of the two ways to restore was the faster one, with both rates."""
        rates = self.greeting
        chosen = "one Story for all" if rates["idiom"] == "reused" else "a new Story for each reply"
        return (
            f"inkjs restores with {chosen}, the faster of two: {rates['reused']:.0f} conversations "
            f"a second with one Story for all, {rates['fresh']:.0f} with a new Story for each "
            f"reply (node {rates['node']})"
        )

    def close(self) -> None:
        """End the process and its pipes."""
        self._process.__exit__(None, None, None)


def _plain(script: Script) -> list[dict[str, str]]:
    return [asdict(reply) for reply in script]
