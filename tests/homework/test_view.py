"""Nobody reads around the view."""

import ast
from pathlib import Path
from typing import Final

import pytest

import bot.homework

FOLDER: Final = Path(bot.homework.__file__).parent
READS: Final = frozenset(
    {"answers", "runs", "cards", "last", "last_run", "shared", "given", "happened", "standings",
     "assignments", "clients_of", "traces", "person", "session"}
)  # fmt: skip
"""What a store tells about a person."""
THERAPIST: Final = ("clients", "joining", "inviting", "roster", "recency", "page", "summary",
                    "table", "nudge", "giving", "giving_screens", "rules", "shelf")  # fmt: skip
"""What a therapist's screens are made of."""


def reads(path: Path) -> set[str]:
    """The questions to the store in a module."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = node.func.value
            store = isinstance(asked, ast.Attribute) and asked.attr in {"work", "_work"}
            if node.func.attr in READS and (store or isinstance(asked, ast.Name)):
                named = asked.id if isinstance(asked, ast.Name) else "work"
                found |= {node.func.attr} if named == "work" else set()
    return found


@pytest.mark.parametrize("name", THERAPIST)
def test_a_therapists_screen_reads_nothing_of_a_client_but_through_the_view(name: str) -> None:
    assert reads(FOLDER / f"{name}.py") == set()


def test_the_view_is_where_it_is_read() -> None:
    assert {"answers", "runs", "shared", "given", "standings"} <= reads(FOLDER / "view.py")
