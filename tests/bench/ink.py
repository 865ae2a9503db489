"""inkjs, in a node process that measures itself and answers over a pipe."""

import json
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from .talk import SCRIPTS, Script, Shown

HERE: Final = Path(__file__).parent
MODULES: Final = HERE / "node_modules"
_INSTALL_SECONDS: Final = 300
_WAYS: Final = {"reused": "one Story for all", "fresh": "a new Story each reply"}
_SHORT: Final = {"reused": "one Story", "fresh": "new Story"}


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


@dataclass(frozen=True, slots=True)
class Idiom:
    """One way to restore a story, as a peer in the rounds."""

    node: "Ink"
    key: str
    name: str

    def round(self, seconds: float) -> tuple[int, float]:
        """Hold conversations for so long: how many, and the seconds they really took."""
        answer = self.node.ask(do="round", idiom=self.key, seconds=seconds)
        return answer["conversations"], answer["seconds"]


class Ink:
    """The node process. It compiles the story and warms up as it is greeted."""

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
        self.greeting = self.ask(do="hello", scripts=scripts, seconds=warm_seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(self, **request: Any) -> Any:
        """One request, one answer."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(request) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise RuntimeError("node ended early; its message is above")
        return json.loads(line)

    def idioms(self) -> list[Idiom]:
        """The faster way to restore, which counts as inkjs, and the other one."""
        faster = self.greeting["faster"]
        other = next(key for key in _WAYS if key != faster)
        return [Idiom(self, faster, "inkjs"), Idiom(self, other, f"inkjs, {_SHORT[other]}")]

    def note(self) -> str:
        """Which way counts as inkjs."""
        way, node = _WAYS[self.greeting["faster"]], self.greeting["node"]
        return f"inkjs restores with {way}, the faster of its two ways here (node {node})."

    def transcript(self, script: Script, idiom: str = "reused") -> list[list[Shown]]:
        """One conversation, turn by turn."""
        turns = self.ask(do="talk", idiom=idiom, script=_plain(script))
        return [
            [Shown(one["text"], one["hint"], tuple(one["buttons"])) for one in turn]
            for turn in turns
        ]

    def close(self) -> None:
        """End the process and its pipes."""
        self._process.__exit__(None, None, None)


def _plain(script: Script) -> list[dict[str, str]]:
    return [asdict(reply) for reply in script]
