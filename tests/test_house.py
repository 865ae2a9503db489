"""The house rules that no linter knows."""

import ast
import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
MODULES: Final = sorted((ROOT / "bot").rglob("*.py"))
MODULE_LINES: Final = 300
FUNCTION_LINES: Final = 40


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_is_short_and_so_are_its_functions(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < MODULE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    words = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "deb.debian" + ".org"]
    paths = ["/" + "root/", "/" + "work/"]
    for path in tracked():
        if path.is_file() and path.suffix not in {".png", ".mo"}:
            text = path.read_bytes().decode("utf-8", errors="replace")
            found = [word for word in [*words, *paths] if word in text]
            assert not found, f"{path.relative_to(ROOT)} names {found}"


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)
