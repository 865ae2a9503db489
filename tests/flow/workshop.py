"""A folder of flows to break: the real phrases and care rules, and one flow to call."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from bot.flow.findings import Finding
from bot.flow.workspace import open_workspace

FLOWS: Final = Path(__file__).parents[2] / "flows"
CORPUS: Final = Path(__file__).parent / "corpus"
CALLED: Final = "anxious/ground-54321.yaml"


class Found(NamedTuple):
    """What is compared of a finding; `file` is its path in the folder of flows."""

    file: str
    line: int
    column: int
    code: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A folder of flows of a test's own."""

    root: Path

    @classmethod
    def furnished(cls, root: Path) -> "Workshop":
        """A folder with what every flow needs around it."""
        workshop = cls(root)
        workshop.bring(FLOWS / "phrases.yaml", "phrases.yaml")
        workshop.bring(FLOWS / "care.yaml", "care.yaml")
        workshop.bring(CORPUS / "good" / CALLED, CALLED)
        return workshop

    def bring(self, source: Path, path: str) -> None:
        """Copy a file, or all that is in a folder, to a place in the folder of flows."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, target)

    def put(self, path: str, content: str | bytes) -> Path:
        """Write a file into the folder of flows."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        return target

    def check(self) -> list[Finding]:
        """Everything the checker finds."""
        return open_workspace(self.root).all_findings()

    def found(self) -> list[Found]:
        """Everything the checker finds, as far as it is compared, sorted."""
        return sorted(
            Found(one.file.removeprefix(f"{self.root.name}/"), one.line, one.column, one.code)
            for one in self.check()
        )

    def codes(self) -> list[str]:
        """The codes of everything the checker finds, sorted."""
        return sorted(one.code for one in self.check())

    def served(self) -> set[str]:
        """The ids of the flows that can be served."""
        return {entry.path.stem for entry in open_workspace(self.root).entries if entry.sound}
