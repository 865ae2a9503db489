"""Keeps the world in a file, so that a restart of the server forgets nothing.

Written beside and renamed, so a crash leaves the old file or the new one.
"""

import asyncio
import contextlib
import json
import time
from dataclasses import asdict
from pathlib import Path

from bot.preview.kinds import Json
from bot.preview.world import Account, Chat, Hook, Note, Query, World

VERSION = 1


def dump(world: World) -> Json:
    """The world as JSON."""
    return {
        "version": VERSION,
        "offset": world.clock.offset,
        "profile": world.profile.dump(),
        "files": world.files.dump(),
        "accounts": [asdict(one) for one in world.accounts.values()],
        "chats": [
            asdict(one) | {"messages": [asdict(note) for note in one.messages.values()]}
            for one in world.chats.values()
        ],
        "queries": {number: asdict(one) for number, one in world.queries.items()},
        "updates": list(world.updates.waiting),
        "webhook": asdict(world.webhook),
        "next_update": world.updates.next_id,
        "allowed": world.updates.allowed,
        "next_account": world.next_account,
        "next_message": world.next_message,
        "next_query": world.next_query,
    }


def load(world: World, saved: Json) -> None:
    """Put a saved world into a new one.

    Raises:
        ValueError: written by another version.
    """
    if saved.get("version") != VERSION:
        raise ValueError(f"version {saved.get('version')} instead of {VERSION}")
    world.clock.offset = saved["offset"]
    world.profile.load(saved["profile"])
    world.files.load(saved["files"])
    for row in saved["accounts"]:
        world.accounts[row["id"]] = Account(**row)
    for row in saved["chats"]:
        notes = [Note(**note) for note in row["messages"]]
        chat = Chat(**row | {"messages": {note.id: note for note in notes}})
        world.chats[chat.id] = chat
    world.queries = {number: Query(**row) for number, row in saved["queries"].items()}
    world.updates.waiting.extend(saved["updates"])
    world.updates.next_id = saved["next_update"]
    world.updates.allowed = saved["allowed"]
    world.webhook = Hook(**saved["webhook"])
    world.next_account = saved["next_account"]
    world.next_message = saved["next_message"]
    world.next_query = saved["next_query"]


class Keeper:
    """Writes the file soon after a change, and at the end.

    Args:
        world: what is kept.
        path: the file.
        pause: seconds between writes, at least.
    """

    def __init__(self, world: World, path: Path, pause: float = 0.2) -> None:
        self.world = world
        self.path = path
        self.pause = pause
        self._dirty = asyncio.Event()
        world.changed = self._dirty.set

    def read(self) -> None:
        """Load the file, if it is there.

        Raises:
            ValueError: it is not a state file of this version.
        """
        if not self.path.exists():
            return
        try:
            load(self.world, json.loads(self.path.read_text("utf-8")))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ValueError(
                f"{self.path} is no state of the preview ({error!r});"
                " delete it or name another file"
            ) from None

    def write(self) -> float:
        """Write the file; answers with the seconds it took."""
        began = time.perf_counter()
        beside = self.path.with_name(self.path.name + ".new")
        beside.write_text(json.dumps(dump(self.world)), "utf-8")
        beside.replace(self.path)
        self._dirty.clear()
        return time.perf_counter() - began

    async def run(self) -> None:
        """Write after changes until cancelled, then once more."""
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await self._dirty.wait()
                took = self.write()
                await asyncio.sleep(max(self.pause, took * 10))
        self.write()
