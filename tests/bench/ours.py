"""Mooring itself: the flow from its YAML file, the session through its JSON."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from bot.dialogue import engine
from bot.effects import Ask, Say, Stale
from bot.flow.library import Library
from bot.flow.workspace import Workspace, open_workspace
from bot.model import Context, Event, Session

from .talk import Reply, Shown

HERE: Final = Path(__file__).parent
FLOWS: Final = HERE.parents[1] / "flows"
FLOW: Final = "six-replies"
AT: Final = 1_900_000_000
PERSON: Final = {"name": "Sam", "pace": "usual", "country": "NL"}


def workspace(file: Path = HERE / f"{FLOW}.yaml") -> Workspace:
    """The bench's flow as it would stand in the real folder, with the real words and rules."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "flows"
        (root / "anxious").mkdir(parents=True)
        for one in ("phrases.yaml", "care.yaml"):
            shutil.copy(FLOWS / one, root / one)
        shutil.copy(file, root / "anxious" / file.name)
        return open_workspace(root)


class Mooring:
    """Our engine, used as the program uses it: a context with each event, a token with each tap."""

    name = "mooring"

    def __init__(self, library: Library | None = None) -> None:
        self.library = library or workspace().library()

    def begin(self) -> tuple[str, Any]:
        """Start the flow and save."""
        session, effects = engine.start(self.library, FLOW, Context(AT, "en", PERSON))
        return session.to_json(), effects

    def reply(self, saved: str, reply: Reply) -> tuple[str, Any]:
        """Restore, take one event, save."""
        session = Session.from_json(saved)
        token = session.turn if reply.kind == "tap" else None
        event = Event(reply.kind, reply.value, token, Context(AT, "en", PERSON))
        session, effects = engine.advance(self.library, session, event)
        return session.to_json(), effects

    def shown(self, out: Any) -> list[Shown]:
        """The effects that a person sees."""
        seen: list[Shown] = []
        for effect in out:
            if isinstance(effect, Say | Stale):
                seen.append(Shown(effect.text))
            elif isinstance(effect, Ask):
                labels = tuple(button.label for button in effect.buttons)
                seen.append(Shown(effect.text, effect.hint, labels))
        return seen
