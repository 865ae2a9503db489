"""`mooring flows check` as a whole process, from a cold start, on many flows."""

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from bot.flow.programme import FOLDER

from .ours import FLOWS

COUNT: Final = 50
_TEST: Final = ".test.yaml"


@dataclass(slots=True)
class Cold:
    """CPU seconds of each run on one folder, and what was in it."""

    what: str
    files: int
    lines: int
    seconds: list[float] = field(default_factory=list)
    exit_code: int = 0


def generate(root: Path, *, count: int = COUNT, tests: bool) -> Cold:
    """Fill a folder with `count` flows: the real ones under changed ids, again and again.

    A flow that calls another calls the copy that was made along with it, if there is one.
    """
    root.mkdir(parents=True)
    for one in ("phrases.yaml", "care.yaml"):
        shutil.copy(FLOWS / one, root / one)
    files = (path for path in sorted(FLOWS.glob("*/*.yaml")) if path.parent.name != FOLDER)
    real = [path for path in files if not path.name.endswith(_TEST)]
    cold = Cold("with their tests" if tests else "flows alone", 0, 0)
    copies = set(islice(_copies(real), count))
    for number, path in copies:
        ids = {
            other.stem: _id(other.stem, number if (number, other) in copies else 1)
            for other in real
        }
        cold.files += 1
        cold.lines += _copy(path, root, ids)
        test = path.with_name(path.stem + _TEST)
        if tests and test.exists():
            _copy(test, root, ids, suffix=_TEST)
    return cold


def _copies(real: list[Path]) -> Iterator[tuple[int, Path]]:
    """Every real flow as copy 1, then every one as copy 2, without end."""
    for turn, path in enumerate(cycle(real)):
        yield turn // len(real) + 1, path


def _id(stem: str, number: int) -> str:
    return f"{stem}-{number:02d}"


def _copy(path: Path, root: Path, ids: dict[str, str], suffix: str = ".yaml") -> int:
    """Write a file under its new id, with the new ids in it. Returns its lines."""
    stem = path.name.removesuffix(suffix)
    text = path.read_text(encoding="utf-8")
    text = re.sub(
        r"^(\s*(?:flow|call): )([a-z0-9-]+)$",
        lambda found: found[1] + ids.get(found[2], found[2]),
        text,
        flags=re.MULTILINE,
    )
    text = re.sub(r"(\bcall: )([a-z0-9-]+)(?=[,}])", lambda m: m[1] + ids.get(m[2], m[2]), text)
    folder = root / path.parent.name
    folder.mkdir(exist_ok=True)
    (folder / f"{ids[stem]}{suffix}").write_text(text, encoding="utf-8")
    return text.count("\n")


def run_once(root: Path, cold: Cold) -> None:
    """Check the folder in a process of its own; its CPU time goes into `cold`."""
    before = _children_seconds()
    done = subprocess.run(
        [*_command(), "flows", "check", "--flows", str(root)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    cold.seconds.append(_children_seconds() - before)
    cold.exit_code = max(cold.exit_code, done.returncode)


def measure(folder: Path, runs: int) -> list[Cold]:
    """Both folders, in turns. The first run of each writes bytecode and isn't counted."""
    roots = {tests: folder / f"tests-{tests}" / "flows" for tests in (False, True)}
    colds = {tests: generate(root, tests=tests) for tests, root in roots.items()}
    for number in range(runs + 1):
        for tests, root in roots.items():
            run_once(root, colds[tests])
            if number == 0:
                colds[tests].seconds.clear()
    return list(colds.values())


def _command() -> list[str]:
    """The installed command, as people run it; else the module, from a plain checkout."""
    command = Path(sys.executable).with_name("mooring")
    if command.exists():
        return [str(command)]
    return [sys.executable, "-c", "from bot.cli import main; main()"]


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
